// SPDX-License-Identifier: MIT
/*
 * A packet that is longer than any frame, cut into frames: what the protocols
 * have in common. Context: any; softirqs off.
 */
#include "core.h"

#include <linux/err.h>

/* Where the next piece begins in the packet's pages. */
struct cursor {
	const struct sk_buff *skb;
	int frag;
	unsigned int off; /* in that one */
};

static void skip(struct cursor *c, unsigned int bytes)
{
	const struct skb_shared_info *sh = skb_shinfo(c->skb);

	while (bytes) {
		unsigned int left = skb_frag_size(&sh->frags[c->frag]) - c->off;

		if (bytes < left) {
			c->off += bytes;
			return;
		}
		bytes -= left;
		c->frag++;
		c->off = 0;
	}
}

/* @len bytes at the cursor become fragments of @seg too. */
static void share_pages(struct sk_buff *seg, struct cursor *c, unsigned int len)
{
	const struct skb_shared_info *sh = skb_shinfo(c->skb);

	for (int i = 0; len; i++) {
		const skb_frag_t *f = &sh->frags[c->frag];
		unsigned int n = min(len, skb_frag_size(f) - c->off);

		get_page(skb_frag_page(f));
		skb_add_rx_frag(seg, i, skb_frag_page(f),
				(int)(skb_frag_off(f) + c->off), (int)n, n);
		skip(c, n);
		len -= n;
	}
}

/* Headers, and the bytes [@at, @at + @len) of the packet. */
static struct sk_buff *one_piece(struct sk_buff *skb, unsigned int hdrlen,
				 unsigned int at, unsigned int len, bool sg,
				 struct cursor *c)
{
	unsigned int linear = len, room = skb_headroom(skb);
	struct sk_buff *seg;

	if (sg)
		linear = at < skb_headlen(skb) ? min(len, skb_headlen(skb) - at)
					       : 0;
	seg = alloc_skb(room + hdrlen + linear, GFP_ATOMIC);
	if (!seg)
		return NULL;
	skb_reserve(seg, (int)room);
	skb_copy_fields(seg, skb);
	skb_put_data(seg, skb->data, hdrlen);
	if (linear &&
	    skb_copy_bits(skb, (int)at, skb_put(seg, linear), (int)linear))
		BUG();
	if (len > linear)
		share_pages(seg, c, len - linear);
	return seg;
}

/* The frame of the whole goes to the first piece, with all that is known of
 * it; whoever frees the whole ends nothing any more. */
static void hand_over_frame(struct sk_buff *seg, struct sk_buff *skb)
{
	seg->pkt_id = skb->pkt_id;
	seg->pkt_shared = skb->pkt_shared;
	skb->pkt_id = 0;
	skb->pkt_shared = 0;
}

/* The sender's buffer has room again when the last piece is gone. */
static void hand_over_owner(struct sk_buff *seg, struct sk_buff *skb)
{
	swap(seg->truesize, skb->truesize);
	swap(seg->destructor, skb->destructor);
	swap(seg->sk, skb->sk);
}

struct sk_buff *skb_segment_list(struct sk_buff *skb, unsigned int hdrlen,
				 bool sg)
{
	unsigned int mss = skb_shinfo(skb)->gso_size, at, len;
	struct sk_buff *first = NULL, **next = &first, *seg = NULL;
	struct cursor c = {.skb = skb};

	for (at = hdrlen; at < skb->len || !first; at += len) {
		len = min(mss, skb->len - at);
		seg = one_piece(skb, hdrlen, at, len, sg, &c);
		if (!seg) {
			/* They have no frames yet. */
			kfree_skb_list_reason(first, SKB_DROP_REASON_NOMEM);
			return ERR_PTR(-ENOMEM);
		}
		*next = seg;
		next = &seg->next;
	}
	hand_over_owner(seg, skb);
	if (skb->pkt_id) {
		hand_over_frame(first, skb);
		for (seg = first->next; seg; seg = seg->next)
			skb_frame_born(seg);
	}
	return first;
}
