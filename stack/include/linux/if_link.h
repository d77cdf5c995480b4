/* SPDX-License-Identifier: MIT */
/* Counters of an interface. */
#ifndef _LINUX_IF_LINK_H
#define _LINUX_IF_LINK_H

#include <linux/types.h>

#define RTNL_LINK_STATS(X)     \
	X(rx_packets)          \
	X(tx_packets)          \
	X(rx_bytes)            \
	X(tx_bytes)            \
	X(rx_errors)           \
	X(tx_errors)           \
	X(rx_dropped)          \
	X(tx_dropped)          \
	X(multicast)           \
	X(collisions)          \
	X(rx_length_errors)    \
	X(rx_over_errors)      \
	X(rx_crc_errors)       \
	X(rx_frame_errors)     \
	X(rx_fifo_errors)      \
	X(rx_missed_errors)    \
	X(tx_aborted_errors)   \
	X(tx_carrier_errors)   \
	X(tx_fifo_errors)      \
	X(tx_heartbeat_errors) \
	X(tx_window_errors)    \
	X(rx_compressed)       \
	X(tx_compressed)       \
	X(rx_nohandler)

struct rtnl_link_stats64 {
#define X(name) u64 name;
	RTNL_LINK_STATS(X)
#undef X
};

#endif
