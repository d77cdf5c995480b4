/* SPDX-License-Identifier: MIT */
/* The IPv4 header, RFC 791 3.1. */
#ifndef LINUX_IP_H
#define LINUX_IP_H

#include <linux/skbuff.h>
#include <asm/byteorder.h>

#define IPVERSION    4
#define IPDEFTTL     64
#define MAXTTL	     255
#define MAX_IPOPTLEN 40

#define IPTOS_TOS_MASK		   0x1e
#define IPTOS_RT_MASK		   (IPTOS_TOS_MASK & ~3)
#define IPTOS_PREC_INTERNETCONTROL 0xc0

/* Option numbers with the copied flag and class, RFC 791 3.1. */
#define IPOPT_END	0
#define IPOPT_NOOP	1
#define IPOPT_RR	7
#define IPOPT_TIMESTAMP 68
#define IPOPT_LSRR	131
#define IPOPT_SSRR	137
#define IPOPT_RA	148
#define IPOPT_COPIED(o) ((o)&0x80)

struct iphdr {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	__u8 ihl : 4, version : 4;
#else
	__u8 version : 4, ihl : 4;
#endif
	__u8 tos;
	__be16 tot_len;
	__be16 id;
	__be16 frag_off;
	__u8 ttl;
	__u8 protocol;
	__sum16 check;
	__be32 saddr;
	__be32 daddr;
	/* options follow */
};

_Static_assert(sizeof(struct iphdr) == 20, "IPv4 header, RFC 791 3.1");

static inline struct iphdr *ip_hdr(const struct sk_buff *skb)
{
	return (struct iphdr *)skb_network_header(skb);
}

static inline unsigned int ip_hdrlen(const struct sk_buff *skb)
{
	return ip_hdr(skb)->ihl * 4;
}

#endif
