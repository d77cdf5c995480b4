/* SPDX-License-Identifier: MIT */
/*
 * Why a packet was dropped: Linux's names, then those that only this kernel
 * has. Each maps to the ledger's place where the frame ends.
 */
#ifndef _LINUX_SKB_DROP_REASON_H
#define _LINUX_SKB_DROP_REASON_H

/* X(name, place) */
#define SKB_DROP_REASONS(X)                                   \
	X(NOT_SPECIFIED, "kernel.dropped")                    \
	X(NO_SOCKET, "udp.no_socket")                         \
	X(PKT_TOO_SMALL, "ip.too_small")                      \
	X(TCP_CSUM, "tcp.bad_checksum")                       \
	X(SOCKET_FILTER, "socket.filter")                     \
	X(UDP_CSUM, "udp.bad_checksum")                       \
	X(NETFILTER_DROP, "netfilter.drop")                   \
	X(OTHERHOST, "ip.other_host")                         \
	X(IP_CSUM, "ip.bad_checksum")                         \
	X(IP_INHDR, "ip.bad_header")                          \
	X(IP_RPFILTER, "ip.rp_filter")                        \
	X(UNICAST_IN_L2_MULTICAST, "ip.unicast_in_multicast") \
	X(IP_NOPROTO, "ip.no_protocol")                       \
	X(SOCKET_RCVBUFF, "socket.buffer_full")               \
	X(PROTO_MEM, "socket.no_memory")                      \
	X(SOCKET_BACKLOG, "socket.backlog_full")              \
	X(TCP_FLAGS, "tcp.flags")                             \
	X(TCP_ZEROWINDOW, "tcp.zero_window")                  \
	X(TCP_OLD_DATA, "tcp.old_data")                       \
	X(TCP_OVERWINDOW, "tcp.over_window")                  \
	X(TCP_OFOMERGE, "tcp.out_of_order_merged")            \
	X(TCP_RFC7323_PAWS, "tcp.paws")                       \
	X(TCP_INVALID_SEQUENCE, "tcp.invalid_sequence")       \
	X(TCP_RESET, "tcp.reset")                             \
	X(TCP_INVALID_SYN, "tcp.invalid_syn")                 \
	X(TCP_CLOSE, "tcp.close")                             \
	X(IP_OUTNOROUTES, "ip.no_route")                      \
	X(NEIGH_CREATEFAIL, "neigh.create_failed")            \
	X(NEIGH_FAILED, "neigh.failed")                       \
	X(NEIGH_QUEUEFULL, "neigh.queue_full")                \
	X(NEIGH_DEAD, "neigh.dead")                           \
	X(QDISC_DROP, "qdisc.full")                           \
	X(CPU_BACKLOG, "dev.backlog_full")                    \
	X(UNHANDLED_PROTO, "dev.no_handler")                  \
	X(SKB_CSUM, "skb.bad_checksum")                       \
	X(SKB_GSO_SEG, "skb.segmentation")                    \
	X(SKB_UCOPY_FAULT, "skb.copy_fault")                  \
	X(DEV_HDR, "dev.bad_header")                          \
	X(DEV_READY, "dev.not_ready")                         \
	X(FULL_RING, "dev.ring_full")                         \
	X(NOMEM, "kernel.no_memory")                          \
	X(HDR_TRUNC, "dev.header_truncated")                  \
	X(ICMP_CSUM, "icmp.bad_checksum")                     \
	X(INVALID_PROTO, "ip.invalid_protocol")               \
	X(IP_INADDRERRORS, "ip.bad_address")                  \
	X(IP_INNOROUTES, "ip.no_route_in")                    \
	X(PKT_TOO_BIG, "ip.too_big")                          \
	/* not in Linux 6.1 */                                \
	X(FRAG_REASM_TIMEOUT, "ip.reassembly_timeout")        \
	X(DUP_FRAG, "ip.fragment_duplicate")                  \
	X(FRAG_TOO_FAR, "ip.fragment_too_far")                \
	X(DEV_TX, "driver.tx_dropped")                        \
	X(DEV_RX, "driver.rx_dropped")                        \
	X(SHUTDOWN, "kernel.stopped")                         \
	X(QUEUE_PURGE, "kernel.queue_purged")

enum skb_drop_reason {
	SKB_NOT_DROPPED_YET = 0,
#define X(name, place) SKB_DROP_REASON_##name,
	SKB_DROP_REASONS(X)
#undef X
		SKB_DROP_REASON_MAX
};

/* The ledger's place for @reason. */
const char *skb_drop_place(enum skb_drop_reason reason);

#endif
