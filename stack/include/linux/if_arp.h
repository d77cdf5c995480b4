/* SPDX-License-Identifier: MIT */
/* ARP (RFC 826). */
#ifndef _LINUX_IF_ARP_H
#define _LINUX_IF_ARP_H

#include <linux/if_ether.h>
#include <linux/skbuff.h>

#define ARPHRD_ETHER	1
#define ARPHRD_IEEE802	6
#define ARPHRD_LOOPBACK 772
#define ARPOP_REQUEST	1
#define ARPOP_REPLY	2

struct arphdr {
	__be16 ar_hrd;
	__be16 ar_pro;
	unsigned char ar_hln;
	unsigned char ar_pln;
	__be16 ar_op;
	/* sender's and target's hardware and protocol addresses follow */
};

static inline struct arphdr *arp_hdr(const struct sk_buff *skb)
{
	return (struct arphdr *)skb_network_header(skb);
}

#endif
