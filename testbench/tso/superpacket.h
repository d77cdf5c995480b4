/* SPDX-License-Identifier: MIT */
/*
 * Packets for tests of segmentation and checksums, as TCP and UDP hand them to
 * the device: headers without checksums, data in the linear part and in pages,
 * the rest left to whoever cuts and sums up. Context: process or softirq.
 */
#ifndef TSO_SUPERPACKET_H
#define TSO_SUPERPACKET_H

#include <linux/netdevice.h>

struct superpacket {
	struct net_device *dev;
	const u8 *to;	      /* MAC address */
	u32 saddr, daddr;     /* host byte order */
	u16 sport, dport, id; /* IPv4's identification of the first */
	u8 protocol;	      /* IPPROTO_TCP or IPPROTO_UDP */
	u32 seq;	      /* TCP's, also where the data begin */
	u8 options;	      /* bytes of TCP options, a multiple of 4 */
	unsigned int len;     /* of data */
	unsigned int mss;     /* data of a segment; 0: it is one frame */
	unsigned int linear;  /* data beside the headers, not in pages */
	unsigned int piece;   /* bytes in each page fragment, up to 32768 */
	bool tagged;	      /* the device inserts @tci */
	u16 tci;
};

/* Byte @at of the stream that the data are from. */
static inline u8 superpacket_byte(u32 at)
{
	return (u8)(at * 7 + (at >> 8) * 13 + (at >> 16));
}

struct sk_buff *superpacket_skb(const struct superpacket *s);
/* Bytes of headers in front of the data, without a tag. */
unsigned int superpacket_headers(const struct superpacket *s);

#endif
