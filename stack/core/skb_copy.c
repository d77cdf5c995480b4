// SPDX-License-Identifier: MIT
/* Clones, copies, more room. */
#include "core.h"

#include <net/dst.h>

void skb_copy_fields(struct sk_buff *n, const struct sk_buff *old)
{
	n->dev = old->dev;
	n->tstamp = old->tstamp;
	memcpy(n->cb, old->cb, sizeof(n->cb));
	n->_skb_dst = old->_skb_dst;
	if (n->_skb_dst)
		dst_hold(n->_skb_dst);
	n->mac_len = old->mac_len;
	n->hdr_len = old->hdr_len;
	n->queue_mapping = old->queue_mapping;
	n->pkt_type = old->pkt_type;
	n->ignore_df = old->ignore_df;
	n->ip_summed = old->ip_summed;
	n->csum_valid = old->csum_valid;
	n->vlan_present = old->vlan_present;
	n->encapsulation = old->encapsulation;
	n->csum = old->csum;
	n->priority = old->priority;
	n->skb_iif = old->skb_iif;
	n->hash = old->hash;
	n->mark = old->mark;
	n->vlan_proto = old->vlan_proto;
	n->vlan_tci = old->vlan_tci;
	n->protocol = old->protocol;
	n->transport_header = old->transport_header;
	n->network_header = old->network_header;
	n->mac_header = old->mac_header;
}

/* What clones and copies have in common. */
static int copy_header(struct sk_buff *n, struct sk_buff *old)
{
	skb_copy_fields(n, old);
	return skb_frame_share(old, n);
}

void skb_headers_offset_update(struct sk_buff *skb, int by)
{
	if (skb->mac_header != (u16)~0U)
		skb->mac_header = (u16)(skb->mac_header + by);
	if (skb->transport_header != (u16)~0U)
		skb->transport_header = (u16)(skb->transport_header + by);
	skb->network_header = (u16)(skb->network_header + by);
	if (skb->ip_summed == CHECKSUM_PARTIAL)
		skb->csum_start = (u16)(skb->csum_start + by);
}

struct sk_buff *__skb_clone_at(struct sk_buff *skb, gfp_t gfp,
			       const char *place)
{
	struct kernel *k = this_kernel();
	struct sk_buff *n;
	bool flags;

	if (mm_fail(k, gfp, sizeof(*n)))
		return NULL;
	n = mm_cache_alloc(k, &k->mm.skb_cache, gfp | __GFP_ZERO, place);
	if (!n)
		return NULL;
	if (copy_header(n, skb)) {
		dst_release(n->_skb_dst);
		mm_cache_free(k, &k->mm.skb_cache, n);
		return NULL;
	}
	n->len = skb->len;
	n->data_len = skb->data_len;
	n->tail = skb->tail;
	n->end = skb->end;
	n->head = skb->head;
	n->data = skb->data;
	n->head_frag = skb->head_frag;
	n->truesize = skb->truesize;
	n->place = place;
	n->cloned = 1;
	n->nohdr = 0;
	refcount_set(&n->users, 1);
	skb->cloned = 1;
	atomic_inc(&skb_shinfo(skb)->dataref);
	flags = machine_irq_disable(k->machine);
	list_add_tail(&n->all, &k->skb.all);
	k->skb.allocated++;
	k->skb.clones++;
	if (++k->skb.alive > k->skb.peak)
		k->skb.peak = k->skb.alive;
	if (flags)
		machine_irq_enable(k->machine);
	return n;
}

struct sk_buff *__skb_copy_expand_at(const struct sk_buff *skb, int headroom,
				     int tailroom, gfp_t gfp, const char *place)
{
	struct sk_buff *old = (struct sk_buff *)(unsigned long)skb;
	unsigned int room = (unsigned int)(headroom + tailroom) + skb->len;
	struct sk_buff *n = __alloc_skb_at(room, gfp, place);

	if (!n)
		return NULL;
	skb_reserve(n, headroom);
	skb_put(n, skb->len);
	if (copy_header(n, old)) {
		consume_skb(n);
		return NULL;
	}
	skb_headers_offset_update(n, headroom - (int)skb_headroom(skb));
	if (skb_copy_bits(skb, 0, n->data, (int)skb->len))
		BUG();
	skb_shinfo(n)->gso_size = skb_shinfo(skb)->gso_size;
	skb_shinfo(n)->gso_segs = skb_shinfo(skb)->gso_segs;
	skb_shinfo(n)->gso_type = skb_shinfo(skb)->gso_type;
	this_kernel()->skb.copies++;
	return n;
}

struct sk_buff *__skb_copy_at(const struct sk_buff *skb, gfp_t gfp,
			      const char *place)
{
	return __skb_copy_expand_at(skb, (int)skb_headroom(skb),
				    (int)(skb->end - skb->tail), gfp, place);
}

struct sk_buff *__pskb_copy_at(struct sk_buff *skb, int headroom, gfp_t gfp,
			       const char *place)
{
	unsigned int linear = skb_headlen(skb);
	struct sk_buff *n =
		__alloc_skb_at((unsigned int)headroom + linear, gfp, place);
	struct skb_shared_info *from = skb_shinfo(skb), *to;

	if (!n)
		return NULL;
	skb_reserve(n, headroom);
	memcpy(skb_put(n, linear), skb->data, linear);
	if (copy_header(n, skb)) {
		consume_skb(n);
		return NULL;
	}
	skb_headers_offset_update(n, headroom - (int)skb_headroom(skb));
	to = skb_shinfo(n);
	for (int i = 0; i < from->nr_frags; i++) {
		to->frags[i] = from->frags[i];
		get_page(to->frags[i].bv_page);
	}
	to->nr_frags = from->nr_frags;
	to->frag_list = from->frag_list;
	for (struct sk_buff *f = to->frag_list; f; f = f->next)
		skb_get(f);
	to->gso_size = from->gso_size;
	to->gso_segs = from->gso_segs;
	to->gso_type = from->gso_type;
	n->data_len = skb->data_len;
	n->len = skb->len;
	n->truesize += skb->data_len;
	this_kernel()->skb.copies++;
	return n;
}

int pskb_expand_head(struct sk_buff *skb, int nhead, int ntail, gfp_t gfp)
{
	unsigned int size = (unsigned int)SKB_DATA_ALIGN(
		(unsigned int)(nhead + ntail) + skb->end);
	struct skb_shared_info *sh = skb_shinfo(skb);
	struct sk_buff old;
	unsigned int room;
	char *data;

	BUG_ON(nhead < 0 || skb_shared(skb));
	room = size + (unsigned int)SKB_DATA_ALIGN(sizeof(*sh));
	data = kmalloc(room, gfp);
	if (!data)
		return -ENOMEM;
	size = (unsigned int)SKB_WITH_OVERHEAD(ksize(data));
	/* The old headroom is copied too: link headers may lie in it. */
	memcpy(data + nhead, skb->head, skb->tail);
	memcpy(data + size, sh,
	       offsetof(struct skb_shared_info, frags[sh->nr_frags]));
	old = *skb;
	if (skb_cloned(skb)) {
		/* The others keep the fragments; so does this one. */
		for (int i = 0; i < sh->nr_frags; i++)
			get_page(sh->frags[i].bv_page);
		for (struct sk_buff *f = sh->frag_list; f; f = f->next)
			skb_get(f);
		skb_release_data(&old);
	} else {
		if (skb->head_frag)
			skb_free_frag(skb->head);
		else
			kfree(skb->head);
	}
	skb->truesize += size - skb->end;
	skb->data = (unsigned char *)data + nhead + (skb->data - skb->head);
	skb->head = (unsigned char *)data;
	skb->head_frag = 0;
	skb->end = size;
	skb->tail += (sk_buff_data_t)nhead;
	skb_headers_offset_update(skb, nhead);
	skb->cloned = 0;
	skb->nohdr = 0;
	atomic_set(&skb_shinfo(skb)->dataref, 1);
	return 0;
}

static int cow(struct sk_buff *skb, unsigned int headroom, bool cloned)
{
	int delta = 0;

	if (headroom > skb_headroom(skb))
		delta = (int)(headroom - skb_headroom(skb));
	if (!delta && !cloned)
		return 0;
	return pskb_expand_head(skb,
				(int)ALIGN((unsigned int)delta, NET_SKB_PAD), 0,
				GFP_ATOMIC);
}

int skb_cow(struct sk_buff *skb, unsigned int headroom)
{
	return cow(skb, headroom, skb_cloned(skb));
}

int skb_cow_head(struct sk_buff *skb, unsigned int headroom)
{
	return cow(skb, headroom, skb_header_cloned(skb));
}

struct sk_buff *skb_realloc_headroom(struct sk_buff *skb, unsigned int headroom)
{
	struct sk_buff *n;

	if (headroom <= skb_headroom(skb))
		return skb_clone(skb, GFP_ATOMIC);
	n = skb_clone(skb, GFP_ATOMIC);
	if (n && skb_cow(n, headroom)) {
		consume_skb(n);
		n = NULL;
	}
	return n;
}

struct sk_buff *skb_share_check(struct sk_buff *skb, gfp_t gfp)
{
	struct sk_buff *n;

	if (!skb_shared(skb))
		return skb;
	n = skb_clone(skb, gfp);
	if (n)
		consume_skb(skb);
	else
		__kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
	return n;
}

struct sk_buff *skb_unshare(struct sk_buff *skb, gfp_t gfp)
{
	struct sk_buff *n;

	if (!skb_cloned(skb))
		return skb;
	n = skb_copy(skb, gfp);
	if (n)
		consume_skb(skb);
	else
		__kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
	return n;
}
