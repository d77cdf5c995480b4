// SPDX-License-Identifier: MIT
/*
 * Bytes in and out of the packet buffer, wherever they are: in the linear part,
 * in pages, in the sk_buffs of the frag_list; and what moves them from one to
 * the other.
 */
#include "core.h"

#include <net/checksum.h>

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
	for (const struct sk_buff *f = skb_shinfo(skb)->frag_list; f && len > 0;
	     f = f->next) {
		int end = at + (int)f->len;

		if (offset < end) {
			n = min(end - offset, len);
			each_piece(f, offset - at, n, fn, arg);
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

/* ---- the frag_list ---- */

void skb_frag_add_tail(struct sk_buff *skb, struct sk_buff *more)
{
	struct sk_buff **last = &skb_shinfo(skb)->frag_list;

	BUG_ON(skb_cloned(skb) || more->next);
	while (*last)
		last = &(*last)->next;
	*last = more;
	skb->len += more->len;
	skb->data_len += more->len;
	skb->truesize += more->truesize;
}

/* One of the list that may be changed: a shared one is replaced by a clone,
 * whose list is that of the one. */
static struct sk_buff *own(struct sk_buff **link)
{
	struct sk_buff *f = *link, *n;

	if (!skb_shared(f))
		return f;
	n = skb_clone(f, GFP_ATOMIC);
	if (!n)
		return NULL;
	n->next = f->next;
	*link = n;
	consume_skb(f);
	return n;
}

/* The first @eat bytes of the list go. */
static int eat_list(struct skb_shared_info *sh, int eat)
{
	while (eat) {
		struct sk_buff *f = sh->frag_list;

		if ((int)f->len <= eat) {
			eat -= (int)f->len;
			sh->frag_list = f->next;
			/* Others may go on with the list behind a shared one.
			 */
			if (!skb_shared(f))
				f->next = NULL;
			consume_skb(f);
			continue;
		}
		f = own(&sh->frag_list);
		if (!f || !pskb_pull(f, (unsigned int)eat))
			return -ENOMEM;
		eat = 0;
	}
	return 0;
}

/* Nothing of the list behind its first @keep bytes stays. */
static int cut_list(struct skb_shared_info *sh, unsigned int keep)
{
	struct sk_buff **link = &sh->frag_list;

	while (*link && keep) {
		struct sk_buff *f = own(link);

		if (!f || pskb_trim(f, keep))
			return -ENOMEM;
		keep -= f->len;
		link = &f->next;
	}
	if (*link) {
		kfree_skb_list_reason(*link, SKB_NOT_DROPPED_YET);
		*link = NULL;
	}
	return 0;
}

/* ---- from one part to the other ---- */

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
	if (eat_list(sh, eat))
		return NULL;
	skb->tail += (sk_buff_data_t)delta;
	skb->data_len -= (unsigned int)delta;
	return skb_tail_pointer(skb);
}

int pskb_trim(struct sk_buff *skb, unsigned int len)
{
	struct skb_shared_info *sh = skb_shinfo(skb);
	unsigned int at = skb_headlen(skb);
	int i, keep;

	if (len >= skb->len)
		return 0;
	if (!skb_is_nonlinear(skb)) {
		skb_trim(skb, len);
		return 0;
	}
	if (skb_cloned(skb)) {
		int err = pskb_expand_head(skb, 0, 0, GFP_ATOMIC);

		if (err)
			return err;
		sh = skb_shinfo(skb);
	}
	for (i = 0, keep = 0; i < sh->nr_frags; i++) {
		unsigned int size = sh->frags[i].bv_len;

		if (at + size <= len) {
			keep = i + 1;
		} else if (at < len) {
			sh->frags[i].bv_len = len - at;
			keep = i + 1;
		} else {
			put_page(sh->frags[i].bv_page);
		}
		at += size;
	}
	sh->nr_frags = (u8)keep;
	if (cut_list(sh, len > at ? len - at : 0))
		return -ENOMEM;
	at = skb_headlen(skb);
	skb->len = len;
	if (len <= at) {
		skb->data_len = 0;
		skb_set_tail_pointer(skb, (int)len);
	} else {
		skb->data_len = len - at;
	}
	return 0;
}

/* The pages from @len on: the one that is cut is both's. */
static void split_pages(struct sk_buff *skb, struct sk_buff *rest,
			unsigned int len)
{
	struct skb_shared_info *sh = skb_shinfo(skb), *to = skb_shinfo(rest);
	unsigned int at = skb_headlen(skb);
	int keep = 0, out = 0;

	for (int i = 0; i < sh->nr_frags; i++) {
		skb_frag_t *f = &sh->frags[i];
		unsigned int size = f->bv_len;

		if (at + size <= len) {
			keep = i + 1;
		} else {
			to->frags[out] = *f;
			if (at < len) {
				get_page(f->bv_page);
				to->frags[out].bv_offset += len - at;
				to->frags[out].bv_len -= len - at;
				f->bv_len = len - at;
				keep = i + 1;
			}
			out++;
		}
		at += size;
	}
	sh->nr_frags = (u8)keep;
	to->nr_frags = (u8)out;
}

void skb_split(struct sk_buff *skb, struct sk_buff *rest, unsigned int len)
{
	unsigned int linear = skb_headlen(skb), after = skb->len - len;

	BUG_ON(rest->len || skb_cloned(skb) || skb_shinfo(skb)->frag_list ||
	       len > skb->len);
	if (len < linear) {
		memcpy(skb_put(rest, linear - len), skb->data + len,
		       linear - len);
		memcpy(skb_shinfo(rest)->frags, skb_shinfo(skb)->frags,
		       sizeof(skb_frag_t) * skb_shinfo(skb)->nr_frags);
		skb_shinfo(rest)->nr_frags = skb_shinfo(skb)->nr_frags;
		skb_shinfo(skb)->nr_frags = 0;
		skb_set_tail_pointer(skb, (int)len);
		skb->data_len = 0;
	} else {
		split_pages(skb, rest, len);
		skb->data_len = len - linear;
	}
	skb->len = len;
	/* What was copied is linear there, the rest is in pages. */
	rest->data_len = after - rest->len;
	rest->len = after;
	rest->truesize += rest->data_len;
	skb->truesize -= min(skb->truesize, rest->data_len);
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
