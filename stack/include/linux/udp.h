/* SPDX-License-Identifier: MIT */
/* The UDP header, RFC 768. */
#ifndef LINUX_UDP_H
#define LINUX_UDP_H

#include <linux/skbuff.h>

/* Socket options at level IPPROTO_UDP. */
#define UDP_SEGMENT	 103
#define UDP_MAX_SEGMENTS 64

struct udphdr {
	__be16 source;
	__be16 dest;
	__be16 len;
	__sum16 check;
};

_Static_assert(sizeof(struct udphdr) == 8, "UDP header, RFC 768");

static inline struct udphdr *udp_hdr(const struct sk_buff *skb)
{
	return (struct udphdr *)skb_transport_header(skb);
}

#endif
