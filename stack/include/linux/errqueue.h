/* SPDX-License-Identifier: MIT */
/* What IP_RECVERR tells about packets that came to grief. */
#ifndef _LINUX_ERRQUEUE_H
#define _LINUX_ERRQUEUE_H

#include <linux/in.h>
#include <linux/skbuff.h>

#define SO_EE_ORIGIN_NONE  0
#define SO_EE_ORIGIN_LOCAL 1
#define SO_EE_ORIGIN_ICMP  2

struct sock_extended_err {
	u32 ee_errno;
	u8 ee_origin;
	u8 ee_type;
	u8 ee_code;
	u8 ee_pad;
	u32 ee_info;
	u32 ee_data;
};

/* In skb->cb of what lies in an error queue. */
struct sock_exterr_skb {
	struct sock_extended_err ee;
	u16 addr_offset; /* of the destination's address, from the network
			    header */
	__be16 port;
};

#define SKB_EXT_ERR(skb) ((struct sock_exterr_skb *)((skb)->cb))

#endif
