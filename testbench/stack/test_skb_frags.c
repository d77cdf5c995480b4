// SPDX-License-Identifier: MIT
/* Packet buffers whose bytes are in several places: the linear part, pages, and
 * a list of further sk_buffs. Whatever is done, the bytes stay in order. */
#include "bench.h"

#include <linux/kernel.h>
#include <linux/skbuff.h>
#include <net/checksum.h>

static struct sk_buff *linear(unsigned int first, unsigned int len)
{
	struct sk_buff *skb = alloc_skb(64 + len, GFP_KERNEL);

	ck_assert_ptr_nonnull(skb);
	skb_reserve(skb, 64);
	for (unsigned int i = 0; i < len; i++)
		skb_put_u8(skb, (u8)(first + i));
	return skb;
}

static void add_page(struct sk_buff *skb, unsigned int len)
{
	struct page *page = alloc_page(GFP_KERNEL);
	u8 *p = (u8 *)page_address(page) + 10;

	for (unsigned int i = 0; i < len; i++)
		p[i] = (u8)(skb->len + i);
	skb_add_rx_frag(skb, skb_shinfo(skb)->nr_frags, page, 10, (int)len,
			PAGE_SIZE);
}

/* 50 linear, pages of 30 and 40, a list of 20, 60 and 5: 0, 1, 2, ... */
#define MIXED 205u
static struct sk_buff *mixed(void)
{
	struct sk_buff *skb = linear(0, 50);

	add_page(skb, 30);
	add_page(skb, 40);
	skb_frag_add_tail(skb, linear(120, 20));
	skb_frag_add_tail(skb, linear(140, 60));
	skb_frag_add_tail(skb, linear(200, 5));
	return skb;
}

static void assert_counts(const struct sk_buff *skb, unsigned int first,
			  unsigned int len)
{
	static u8 bytes[512];

	ck_assert_uint_eq(skb->len, len);
	ck_assert_int_eq(skb_copy_bits(skb, 0, bytes, (int)len), 0);
	for (unsigned int i = 0; i < len; i++)
		ck_assert_uint_eq(bytes[i], (u8)(first + i));
	ck_assert_int_eq(skb_copy_bits(skb, (int)len, bytes, 1), -EFAULT);
}

#define SKB_TEST(name, body)                     \
	START_TEST(name)                         \
	{                                        \
		struct bench *b = bench_start(); \
                                                 \
		bench_run(b, body, NULL);        \
		bench_stop(b);                   \
	}                                        \
	END_TEST

ON_CPU(reads)
{
	struct sk_buff *skb = mixed();
	u8 bytes[MIXED], put[MIXED];

	assert_counts(skb, 0, MIXED);
	for (unsigned int at = 0; at < MIXED; at++)
		for (unsigned int len = 0; len <= MIXED - at; len += 7) {
			skb_copy_bits(skb, (int)at, bytes, (int)len);
			for (unsigned int i = 0; i < len; i++)
				ck_assert_uint_eq(bytes[i], (u8)(at + i));
			ck_assert_uint_eq(
				csum_fold(skb_checksum(skb, (int)at, (int)len,
						       0)),
				csum_fold(csum_partial(bytes, (int)len, 0)));
		}
	for (unsigned int i = 0; i < MIXED; i++)
		put[i] = (u8)(255 - i);
	ck_assert_int_eq(skb_store_bits(skb, 0, put, MIXED), 0);
	ck_assert_int_eq(skb_copy_bits(skb, 0, bytes, MIXED), 0);
	ck_assert_mem_eq(bytes, put, MIXED);
	kfree_skb(skb);
}
SKB_TEST(bytes_are_read_summed_and_written_across_pages_and_list, reads)

ON_CPU(linearizes)
{
	for (unsigned int len = 0; len <= MIXED; len++) {
		struct sk_buff *skb = mixed();

		ck_assert(pskb_may_pull(skb, len));
		ck_assert_uint_ge(skb_headlen(skb), len);
		assert_counts(skb, 0, MIXED);
		ck_assert(!pskb_may_pull(skb, MIXED + 1));
		ck_assert_int_eq(skb_linearize(skb), 0);
		ck_assert(!skb_is_nonlinear(skb));
		assert_counts(skb, 0, MIXED);
		kfree_skb(skb);
	}
}
SKB_TEST(pulling_makes_any_number_of_bytes_linear, linearizes)

ON_CPU(trims)
{
	for (unsigned int len = 0; len <= MIXED; len++) {
		struct sk_buff *skb = mixed();

		ck_assert_int_eq(pskb_trim(skb, len), 0);
		assert_counts(skb, 0, len);
		kfree_skb(skb);
	}
}
SKB_TEST(trimming_works_at_every_length, trims)

ON_CPU(clones)
{
	for (unsigned int len = 0; len <= MIXED; len += 3) {
		struct sk_buff *skb = mixed(), *n = skb_clone(skb, GFP_KERNEL);
		struct sk_buff *p = pskb_copy(skb, GFP_KERNEL);
		struct sk_buff *c = skb_copy(skb, GFP_KERNEL);

		ck_assert(!skb_is_nonlinear(c));
		ck_assert_ptr_eq(n->head, skb->head);
		ck_assert_ptr_ne(p->head, skb->head);
		ck_assert_uint_eq(p->data_len, skb->data_len);
		ck_assert_int_eq(pskb_trim(skb, len), 0);
		ck_assert(pskb_may_pull(p, len));
		assert_counts(skb, 0, len);
		assert_counts(n, 0, MIXED);
		assert_counts(p, 0, MIXED);
		ck_assert_int_eq(skb_linearize(n), 0);
		kfree_skb(skb);
		assert_counts(n, 0, MIXED);
		assert_counts(p, 0, MIXED);
		kfree_skb(n);
		ck_assert_int_eq(pskb_trim(p, MIXED - len), 0);
		assert_counts(p, 0, MIXED - len);
		assert_counts(c, 0, MIXED);
		kfree_skb(p);
		kfree_skb(c);
	}
}
SKB_TEST(what_is_done_to_one_does_not_reach_its_clones_and_copies, clones)

ON_CPU(splits)
{
	for (unsigned int len = 0; len <= 120; len++) {
		struct sk_buff *skb = linear(0, 50);
		struct sk_buff *rest = alloc_skb(64, GFP_KERNEL);

		add_page(skb, 30);
		add_page(skb, 40);
		skb_split(skb, rest, len);
		assert_counts(skb, 0, len);
		assert_counts(rest, len, 120 - len);
		kfree_skb(skb);
		assert_counts(rest, len, 120 - len);
		kfree_skb(rest);
	}
}
SKB_TEST(a_packet_is_split_anywhere, splits)

ON_CPU(pages_shared)
{
	struct sk_buff *skb = linear(0, 10), *p;
	struct page *page;

	add_page(skb, 100);
	page = skb_frag_page(&skb_shinfo(skb)->frags[0]);
	ck_assert_int_eq(page_count(page), 1);
	p = pskb_copy(skb, GFP_KERNEL);
	ck_assert_int_eq(page_count(page), 2);
	kfree_skb(skb);
	ck_assert_int_eq(page_count(page), 1);
	assert_counts(p, 0, 110);
	kfree_skb(p);
}
SKB_TEST(pskb_copy_shares_pages, pages_shared)

Suite *skb_frags_suite(void)
{
	Suite *s = suite_create("skb_frags");
	TCase *t = tcase_create("skb_frags");

	tcase_add_test(t,
		       bytes_are_read_summed_and_written_across_pages_and_list);
	tcase_add_test(t, pulling_makes_any_number_of_bytes_linear);
	tcase_add_test(t, trimming_works_at_every_length);
	tcase_add_test(
		t, what_is_done_to_one_does_not_reach_its_clones_and_copies);
	tcase_add_test(t, a_packet_is_split_anywhere);
	tcase_add_test(t, pskb_copy_shares_pages);
	suite_add_tcase(s, t);
	return s;
}
