// SPDX-License-Identifier: MIT
/* The packet buffer: allocation, geometry, room. */
#include "core.h"

#define FRAG_PAGE_ORDER 3 /* netdev_alloc_frag() cuts pieces from 32 KiB */

static void skb_over_panic(const struct sk_buff *skb, unsigned int len,
			   const char *what)
{
	panic("%s of %u bytes: len %u, headroom %u, tailroom %d, allocated at %s",
	      what, len, skb->len, skb_headroom(skb),
	      (int)(skb->end - skb->tail), skb->place);
}

/* A new sk_buff around @data; @size without skb_shared_info. */
static struct sk_buff *skb_around(struct kernel *k, void *data,
				  unsigned int size, unsigned int truesize,
				  gfp_t gfp, const char *place)
{
	struct sk_buff *skb;
	struct skb_shared_info *shinfo;
	bool flags;

	if (mm_fail(k, gfp, sizeof(*skb)))
		return NULL;
	skb = mm_cache_alloc(k, &k->mm.skb_cache, gfp, place);
	if (!skb)
		return NULL;
	memset(skb, 0, sizeof(*skb));
	skb->head = skb->data = data;
	skb->end = size;
	skb->truesize = truesize;
	skb->mac_header = skb->transport_header = (u16)~0U;
	skb->place = place;
	refcount_set(&skb->users, 1);
	shinfo = skb_shinfo(skb);
	memset(shinfo, 0, offsetof(struct skb_shared_info, frags));
	atomic_set(&shinfo->dataref, 1);
	flags = machine_irq_disable(k->machine);
	list_add_tail(&skb->all, &k->skb.all);
	k->skb.allocated++;
	if (++k->skb.alive > k->skb.peak)
		k->skb.peak = k->skb.alive;
	if (flags)
		machine_irq_enable(k->machine);
	return skb;
}

struct sk_buff *__alloc_skb_at(unsigned int size, gfp_t gfp, const char *place)
{
	struct kernel *k = this_kernel();
	struct sk_buff *skb;
	unsigned int room;
	void *data;

	room = (unsigned int)(SKB_DATA_ALIGN(size) +
			      SKB_DATA_ALIGN(sizeof(struct skb_shared_info)));
	data = __kmalloc_at(room, gfp, place);
	if (!data)
		return NULL;
	/* What the size class gives on top is tailroom. */
	room = (unsigned int)SKB_WITH_OVERHEAD(ksize(data));
	skb = skb_around(k, data, room, (unsigned int)SKB_TRUESIZE(room), gfp,
			 place);
	if (!skb)
		kfree(data);
	return skb;
}

struct sk_buff *__netdev_alloc_skb_at(struct net_device *dev, unsigned int len,
				      gfp_t gfp, const char *place)
{
	struct sk_buff *skb = __alloc_skb_at(len + NET_SKB_PAD, gfp, place);

	if (skb) {
		skb_reserve(skb, NET_SKB_PAD);
		skb->dev = dev;
	}
	return skb;
}

struct sk_buff *__netdev_alloc_skb_ip_align_at(struct net_device *dev,
					       unsigned int len, gfp_t gfp,
					       const char *place)
{
	struct sk_buff *skb =
		__netdev_alloc_skb_at(dev, len + NET_IP_ALIGN, gfp, place);

	if (skb)
		skb_reserve(skb, NET_IP_ALIGN);
	return skb;
}

struct sk_buff *__napi_alloc_skb_at(struct napi_struct *napi, unsigned int len,
				    const char *place)
{
	return __netdev_alloc_skb_ip_align_at(napi ? napi->dev : NULL, len,
					      GFP_ATOMIC, place);
}

struct sk_buff *__build_skb_at(void *data, unsigned int frag_size,
			       const char *place)
{
	unsigned int size = frag_size ? frag_size : (unsigned int)ksize(data);
	unsigned int room = (unsigned int)SKB_WITH_OVERHEAD(size);
	struct sk_buff *skb =
		skb_around(this_kernel(), data, room,
			   (unsigned int)SKB_TRUESIZE(room), GFP_ATOMIC, place);

	if (skb)
		skb->head_frag = frag_size != 0;
	return skb;
}

void *__netdev_alloc_frag_at(unsigned int size, const char *place)
{
	struct kernel *k = this_kernel();
	struct skb_state *s = &k->skb;
	unsigned int block = (unsigned int)PAGE_SIZE << FRAG_PAGE_ORDER;
	bool flags;
	void *p = NULL;

	size = (unsigned int)SKB_DATA_ALIGN(size);
	if (size > block || mm_fail(k, GFP_ATOMIC, size))
		return NULL;
	flags = machine_irq_disable(k->machine);
	if (s->frag_page && s->frag_offset + size > block) {
		put_page(s->frag_page);
		s->frag_page = NULL;
	}
	if (!s->frag_page) {
		s->frag_page =
			mm_alloc_pages(k, GFP_ATOMIC, FRAG_PAGE_ORDER, place);
		s->frag_offset = 0;
	}
	if (s->frag_page) {
		p = (char *)mm_address(k, s->frag_page) + s->frag_offset;
		s->frag_offset += size;
		get_page(s->frag_page);
	}
	if (flags)
		machine_irq_enable(k->machine);
	return p;
}

void skb_free_frag(void *addr)
{
	put_page(virt_to_head_page(addr));
}

void skb_init(struct kernel *k)
{
	INIT_LIST_HEAD(&k->skb.all);
	INIT_LIST_HEAD(&k->skb.shared);
	mm_cache_setup(k, &k->mm.skb_cache, "sk_buff", sizeof(struct sk_buff));
}

void skb_exit(struct kernel *k)
{
	if (k->skb.frag_page)
		put_page(k->skb.frag_page);
	k->skb.frag_page = NULL;
}

u64 skb_alive(void)
{
	return this_kernel()->skb.alive;
}

/* ---- geometry ---- */

void *skb_put(struct sk_buff *skb, unsigned int len)
{
	unsigned char *tail = skb_tail_pointer(skb);

	if (unlikely(skb_is_nonlinear(skb)))
		skb_over_panic(skb, len, "skb_put() behind page fragments");
	if (unlikely(len > skb->end - skb->tail))
		skb_over_panic(skb, len, "skb_over_panic: skb_put()");
	skb->tail += len;
	skb->len += len;
	return tail;
}

void *skb_push(struct sk_buff *skb, unsigned int len)
{
	if (unlikely(len > skb_headroom(skb)))
		skb_over_panic(skb, len, "skb_under_panic: skb_push()");
	skb->data -= len;
	skb->len += len;
	return skb->data;
}

void *skb_pull(struct sk_buff *skb, unsigned int len)
{
	return unlikely(len > skb->len) ? NULL : __skb_pull(skb, len);
}

void skb_trim(struct sk_buff *skb, unsigned int len)
{
	if (skb->len <= len)
		return;
	if (WARN_ON(skb_is_nonlinear(skb)))
		return;
	skb->len = len;
	skb_set_tail_pointer(skb, (int)len);
}

/* Drops page fragments from the end until @len bytes are left. */
int pskb_trim_rcsum(struct sk_buff *skb, unsigned int len)
{
	if (len >= skb->len)
		return 0;
	/* The card's sum covers what goes now. */
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		skb->ip_summed = CHECKSUM_NONE;
	return pskb_trim(skb, len);
}

void skb_fill_page_desc(struct sk_buff *skb, int i, struct page *page, int off,
			int size)
{
	struct skb_shared_info *sh = skb_shinfo(skb);

	if (i >= MAX_SKB_FRAGS)
		panic("page fragment %d: an sk_buff has %d", i, MAX_SKB_FRAGS);
	sh->frags[i].bv_page = page;
	sh->frags[i].bv_offset = (unsigned int)off;
	sh->frags[i].bv_len = (unsigned int)size;
	sh->nr_frags = (u8)(i + 1);
}

void skb_add_rx_frag(struct sk_buff *skb, int i, struct page *page, int off,
		     int size, unsigned int truesize)
{
	skb_fill_page_desc(skb, i, page, off, size);
	skb->len += (unsigned int)size;
	skb->data_len += (unsigned int)size;
	skb->truesize += truesize;
}

/* ---- padding ---- */

int skb_pad(struct sk_buff *skb, int pad)
{
	int err;

	if (!skb_cloned(skb) && skb_tailroom(skb) >= pad) {
		memset(skb_tail_pointer(skb), 0, (size_t)pad);
		return 0;
	}
	err = skb_linearize(skb);
	if (!err)
		err = pskb_expand_head(skb, 0, max(pad - skb_tailroom(skb), 0),
				       GFP_ATOMIC);
	if (err) {
		__kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
		return err;
	}
	memset(skb_tail_pointer(skb), 0, (size_t)pad);
	return 0;
}

int skb_padto(struct sk_buff *skb, unsigned int len)
{
	return skb->len >= len ? 0 : skb_pad(skb, (int)(len - skb->len));
}

int skb_put_padto(struct sk_buff *skb, unsigned int len)
{
	unsigned int pad;

	if (skb->len >= len)
		return 0;
	pad = len - skb->len;
	if (skb_pad(skb, (int)pad))
		return -ENOMEM;
	skb_put(skb, pad);
	return 0;
}
