// SPDX-License-Identifier: MIT
/* Clones, copies, more room, bytes in and out of the packet buffer. */
#include "core.h"

#include <net/checksum.h>
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
		if (sh->frag_list)
			skb_get(sh->frag_list);
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

/* ---- bytes ---- */

/*
 * Calls @fn for each piece of memory under [@offset, @offset + @len). Returns
 * the bytes that were not there.
 */
static int each_piece(const struct sk_buff *skb, int offset, int len,
		      void (*fn)(void *arg, char *at, int n), void *arg)
{
	int at = (int)skb_headlen(skb), n;

	if (offset < at) {
		n = min(at - offset, len);
		if (n > 0)
			fn(arg, (char *)skb->data + offset, n);
		offset += n;
		len -= n;
	}
	for (int i = 0; i < skb_shinfo(skb)->nr_frags && len > 0; i++) {
		const skb_frag_t *f = &skb_shinfo(skb)->frags[i];
		int end = at + (int)f->bv_len;

		if (offset < end) {
			n = min(end - offset, len);
			fn(arg, (char *)skb_frag_address(f) + (offset - at), n);
			offset += n;
			len -= n;
		}
		at = end;
	}
	return len;
}

static void copy_out(void *arg, char *at, int n)
{
	char **to = arg;

	memcpy(*to, at, (size_t)n);
	*to += n;
}

static void copy_in(void *arg, char *at, int n)
{
	const char **from = arg;

	memcpy(at, *from, (size_t)n);
	*from += n;
}

static bool outside(const struct sk_buff *skb, int offset, int len)
{
	return offset < 0 || len < 0 || (u64)offset + (u64)len > skb->len;
}

int skb_copy_bits(const struct sk_buff *skb, int offset, void *to, int len)
{
	if (outside(skb, offset, len))
		return -EFAULT;
	return each_piece(skb, offset, len, copy_out, &to) ? -EFAULT : 0;
}

int skb_store_bits(struct sk_buff *skb, int offset, const void *from, int len)
{
	if (outside(skb, offset, len))
		return -EFAULT;
	return each_piece(skb, offset, len, copy_in, &from) ? -EFAULT : 0;
}

struct summing {
	__wsum sum;
	int at;
};

static void sum_piece(void *arg, char *at, int n)
{
	struct summing *s = arg;

	s->sum = csum_block_add(s->sum, csum_partial(at, n, 0), s->at);
	s->at += n;
}

__wsum skb_checksum(const struct sk_buff *skb, int offset, int len, __wsum csum)
{
	struct summing s = {csum, 0};

	if (outside(skb, offset, len))
		panic("skb_checksum(%d, %d) beyond the %u bytes there are",
		      offset, len, skb->len);
	each_piece(skb, offset, len, sum_piece, &s);
	return s.sum;
}

void *skb_header_pointer(const struct sk_buff *skb, int offset, int len,
			 void *buf)
{
	if (offset >= 0 && offset + len <= (int)skb_headlen(skb))
		return skb->data + offset;
	return skb_copy_bits(skb, offset, buf, len) ? NULL : buf;
}

/* Moves @delta bytes from the fragments to the end of the linear part. */
void *__pskb_pull_tail(struct sk_buff *skb, int delta)
{
	struct skb_shared_info *sh;
	int room = (int)(skb->end - skb->tail), eat = delta, out = 0;

	if (delta > (int)skb->data_len)
		return NULL;
	if ((room < delta || skb_cloned(skb)) &&
	    pskb_expand_head(skb, 0, max(delta - room, 0) + 128, GFP_ATOMIC))
		return NULL;
	if (skb_copy_bits(skb, (int)skb_headlen(skb), skb_tail_pointer(skb),
			  delta))
		BUG();
	sh = skb_shinfo(skb);
	for (int i = 0; i < sh->nr_frags; i++) {
		skb_frag_t f = sh->frags[i];

		if ((int)f.bv_len <= eat) {
			eat -= (int)f.bv_len;
			put_page(f.bv_page);
			continue;
		}
		f.bv_offset += (unsigned int)eat;
		f.bv_len -= (unsigned int)eat;
		eat = 0;
		sh->frags[out++] = f;
	}
	sh->nr_frags = (u8)out;
	skb->tail += (sk_buff_data_t)delta;
	skb->data_len -= (unsigned int)delta;
	return skb_tail_pointer(skb);
}

int skb_linearize(struct sk_buff *skb)
{
	if (!skb_is_nonlinear(skb))
		return 0;
	return __pskb_pull_tail(skb, (int)skb->data_len) ? 0 : -ENOMEM;
}

int skb_checksum_help(struct sk_buff *skb)
{
	int offset = skb_checksum_start_offset(skb);
	__sum16 sum;

	if (skb->ip_summed != CHECKSUM_PARTIAL)
		return 0;
	if (offset < 0 || offset + skb->csum_offset + 2 > (int)skb->len)
		return -EINVAL;
	if (!pskb_may_pull(skb, (unsigned int)offset + skb->csum_offset + 2) ||
	    skb_cow(skb, 0))
		return -ENOMEM;
	offset = skb_checksum_start_offset(skb);
	sum = csum_fold(skb_checksum(skb, offset, (int)skb->len - offset, 0));
	/* RFC 768: a computed 0 is sent as all ones. */
	if (!sum)
		sum = CSUM_MANGLED_0;
	memcpy(skb->data + offset + skb->csum_offset, &sum, sizeof(sum));
	skb->ip_summed = CHECKSUM_NONE;
	return 0;
}
