/* SPDX-License-Identifier: MIT */
/*
 * Copies of a packet on its way out that stay in this host: they carry no
 * frame of the ledger, for the frame itself is the card's to end.
 */
#ifndef NET_SKB_UNNAMED_H
#define NET_SKB_UNNAMED_H

#include <linux/skbuff.h>

static inline struct sk_buff *skb_copy_unnamed(struct sk_buff *skb, gfp_t gfp)
{
	u32 id = skb->pkt_id;
	struct sk_buff *copy;

	skb->pkt_id = 0;
	copy = skb_copy(skb, gfp);
	skb->pkt_id = id;
	return copy;
}

static inline struct sk_buff *skb_clone_unnamed(struct sk_buff *skb, gfp_t gfp)
{
	u32 id = skb->pkt_id;
	struct sk_buff *clone;

	skb->pkt_id = 0;
	clone = skb_clone(skb, gfp);
	skb->pkt_id = id;
	return clone;
}

#endif
