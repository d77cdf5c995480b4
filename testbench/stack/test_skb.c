// SPDX-License-Identifier: MIT
/* The packet buffer. */
#include "bench.h"

#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/checksum.h>
#include <net/dst.h>

/* An sk_buff of @len bytes 0, 1, 2, ... behind @headroom. */
static struct sk_buff *counting(unsigned int headroom, unsigned int len)
{
	struct sk_buff *skb = alloc_skb(headroom + len, GFP_KERNEL);

	ck_assert_ptr_nonnull(skb);
	skb_reserve(skb, (int)headroom);
	for (unsigned int i = 0; i < len; i++)
		skb_put_u8(skb, (u8)i);
	return skb;
}

static void assert_counts(const struct sk_buff *skb, unsigned int first,
			  unsigned int len)
{
	u8 byte;

	ck_assert_uint_eq(skb->len, len);
	for (unsigned int i = 0; i < len; i++) {
		ck_assert_int_eq(skb_copy_bits(skb, (int)i, &byte, 1), 0);
		ck_assert_uint_eq(byte, (u8)(first + i));
	}
}

/* The first @linear of @len counting bytes linear, the rest in two pages. */
static struct sk_buff *paged(unsigned int linear, unsigned int len)
{
	struct sk_buff *skb = counting(64, linear);
	unsigned int at = linear;

	for (int i = 0; i < 2; i++) {
		struct page *page = alloc_page(GFP_KERNEL);
		unsigned int n = i ? len - at : (len - at) / 2;
		u8 *p = (u8 *)page_address(page) + 100;

		for (unsigned int j = 0; j < n; j++)
			p[j] = (u8)(at + j);
		skb_add_rx_frag(skb, i, page, 100, (int)n, PAGE_SIZE);
		at += n;
	}
	return skb;
}

ON_CPU(geometry)
{
	struct sk_buff *skb = alloc_skb(200, GFP_KERNEL);
	unsigned char *p;

	ck_assert_uint_eq(skb->len, 0);
	ck_assert_uint_eq(skb_headroom(skb), 0);
	ck_assert_int_ge(skb_tailroom(skb), 200);
	skb_reserve(skb, 50);
	ck_assert_uint_eq(skb_headroom(skb), 50);
	p = skb_put(skb, 100);
	ck_assert_ptr_eq(p, skb->data);
	ck_assert_uint_eq(skb->len, 100);
	ck_assert_ptr_eq(skb_push(skb, 14), p - 14);
	ck_assert_uint_eq(skb->len, 114);
	ck_assert_uint_eq(skb_headroom(skb), 36);
	ck_assert_ptr_eq(skb_pull(skb, 34), p + 20);
	ck_assert_uint_eq(skb->len, 80);
	ck_assert_ptr_null(skb_pull(skb, 81));
	skb_trim(skb, 60);
	ck_assert_uint_eq(skb->len, 60);
	ck_assert_ptr_eq(skb_tail_pointer(skb), p + 80);
	skb_trim(skb, 70); /* longer: nothing */
	ck_assert_uint_eq(skb->len, 60);
	skb_reset_network_header(skb);
	skb_set_transport_header(skb, 20);
	ck_assert_int_eq(skb_network_offset(skb), 0);
	ck_assert_int_eq(skb_transport_offset(skb), 20);
	ck_assert(!skb_mac_header_was_set(skb));
	kfree_skb(skb);
}

START_TEST(reserve_put_push_pull_and_trim_move_the_ends)
{
	struct bench *b = bench_start();

	bench_run(b, geometry, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(put_over)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	skb_put(skb, (unsigned int)skb_tailroom(skb) + 1);
}

START_TEST(skb_put_beyond_the_end_stops_the_machine)
{
	bench_must_fault(bench_start(), put_over, NULL, "skb_over_panic");
}
END_TEST

ON_CPU(push_under)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	skb_reserve(skb, 10);
	skb_push(skb, 11);
}

START_TEST(skb_push_beyond_the_headroom_stops_the_machine)
{
	bench_must_fault(bench_start(), push_under, NULL, "skb_under_panic");
}
END_TEST

ON_CPU(free_twice)
{
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	skb_get(skb);
	kfree_skb(skb);
	kfree_skb(skb);
#if !defined(__SANITIZE_ADDRESS__)
	kfree_skb(skb); /* under the sanitizer the read itself is caught */
#else
	panic("freed twice");
#endif
}

START_TEST(freeing_an_sk_buff_twice_stops_the_machine)
{
	bench_must_fault(bench_start(), free_twice, NULL, "freed twice");
}
END_TEST

ON_CPU(leak_one)
{
	alloc_skb(100, GFP_KERNEL);
}

START_TEST(an_sk_buff_never_freed_is_on_the_leak_list_with_its_place)
{
	struct bench *b = bench_start();

	bench_run(b, leak_one, NULL);
	bench_stop_leaking(b, "sk_buff of 0 bytes (frame 0) allocated at "
			      "testbench/stack/test_skb.c:");
}
END_TEST

ON_CPU(clones)
{
	struct sk_buff *skb = counting(64, 300), *n;

	skb->protocol = htons(ETH_P_IP);
	skb_reset_network_header(skb);
	ck_assert(!skb_cloned(skb));
	n = skb_clone(skb, GFP_KERNEL);
	ck_assert(skb_cloned(skb) && skb_cloned(n));
	ck_assert_ptr_eq(n->data, skb->data);
	ck_assert_uint_eq(n->protocol, htons(ETH_P_IP));
	skb_pull(n, 20);
	assert_counts(skb, 0, 300);
	assert_counts(n, 20, 280);
	kfree_skb(skb);
	ck_assert(!skb_cloned(n));
	assert_counts(n, 20, 280);
	kfree_skb(n);
}

START_TEST(a_clone_shares_the_bytes_and_has_ends_of_its_own)
{
	struct bench *b = bench_start();

	bench_run(b, clones, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(copies)
{
	struct sk_buff *skb = paged(100, 3000), *n;

	skb_reset_mac_header(skb);
	skb_set_network_header(skb, 14);
	n = skb_copy(skb, GFP_KERNEL);
	ck_assert(!skb_is_nonlinear(n));
	ck_assert_int_eq(skb_network_offset(n), 14);
	n->data[0] = 99;
	assert_counts(skb, 0, 3000);
	skb_pull(n, 1);
	kfree_skb(skb);
	assert_counts(n, 1, 2999);
	skb = skb_copy_expand(n, 200, 300, GFP_KERNEL);
	ck_assert_uint_eq(skb_headroom(skb), 200);
	ck_assert_int_ge(skb_tailroom(skb), 300);
	ck_assert_int_eq(skb_network_offset(skb), 13);
	assert_counts(skb, 1, 2999);
	kfree_skb(n);
	kfree_skb(skb);
}

START_TEST(a_copy_has_bytes_of_its_own_all_linear)
{
	struct bench *b = bench_start();

	bench_run(b, copies, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(expands)
{
	struct sk_buff *skb = counting(10, 200), *n;

	skb_set_network_header(skb, 14);
	skb_set_transport_header(skb, 34);
	n = skb_clone(skb, GFP_KERNEL);
	ck_assert_int_eq(pskb_expand_head(skb, 100, 500, GFP_KERNEL), 0);
	ck_assert_uint_eq(skb_headroom(skb), 110);
	ck_assert_int_ge(skb_tailroom(skb), 500);
	ck_assert_int_eq(skb_network_offset(skb), 14);
	ck_assert_int_eq(skb_transport_offset(skb), 34);
	ck_assert(!skb_cloned(skb) && !skb_cloned(n));
	memset(skb->data, 0, 10);
	assert_counts(n, 0, 200);
	kfree_skb(n);
	ck_assert_int_eq(skb_cow(skb, 300), 0);
	ck_assert_uint_ge(skb_headroom(skb), 300);
	skb_pull(skb, 10);
	assert_counts(skb, 10, 190);
	kfree_skb(skb);
}

START_TEST(pskb_expand_head_makes_room_and_leaves_clones_alone)
{
	struct bench *b = bench_start();

	bench_run(b, expands, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(expand_fails)
{
	struct sk_buff *skb = counting(10, 200);

	kernel_fail_alloc(kernel_this(), 1);
	ck_assert_int_eq(pskb_expand_head(skb, 100, 0, GFP_ATOMIC), -ENOMEM);
	assert_counts(skb, 0, 200);
	kernel_fail_alloc(kernel_this(), 1);
	ck_assert_ptr_null(skb_clone(skb, GFP_ATOMIC));
	kernel_fail_alloc(kernel_this(), 1);
	ck_assert_ptr_null(skb_copy(skb, GFP_ATOMIC));
	kernel_fail_alloc(kernel_this(), 2);
	ck_assert_ptr_null(skb_copy(skb, GFP_ATOMIC));
	assert_counts(skb, 0, 200);
	kfree_skb(skb);
}

START_TEST(without_memory_nothing_changes)
{
	struct bench *b = bench_start();

	bench_run(b, expand_fails, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(pages)
{
	struct sk_buff *skb = paged(50, 1000), *n;
	struct page *first = skb_frag_page(&skb_shinfo(skb)->frags[0]);
	u8 buf[64], *p;

	assert_counts(skb, 0, 1000);
	ck_assert_uint_eq(skb_headlen(skb), 50);
	ck_assert(pskb_may_pull(skb, 50));
	ck_assert(!pskb_may_pull(skb, 1001));
	p = skb_header_pointer(skb, 40, 20, buf);
	ck_assert_ptr_eq(p, buf); /* across the edge: copied */
	ck_assert_uint_eq(p[19], 59);
	ck_assert_ptr_eq(skb_header_pointer(skb, 30, 20, buf), skb->data + 30);
	ck_assert_ptr_null(skb_header_pointer(skb, 990, 20, buf));
	ck_assert(pskb_may_pull(skb, 80));
	ck_assert_uint_ge(skb_headlen(skb), 80);
	assert_counts(skb, 0, 1000);
	n = skb_clone(skb, GFP_KERNEL);
	ck_assert_int_eq(skb_linearize(n), 0);
	assert_counts(n, 0, 1000);
	assert_counts(skb, 0, 1000);
	ck_assert_int_eq(page_count(first), 1);
	kfree_skb(n);
	ck_assert_int_eq(pskb_trim(skb, 300), 0);
	assert_counts(skb, 0, 300);
	ck_assert_int_eq(skb_shinfo(skb)->nr_frags, 1);
	ck_assert_int_eq(pskb_trim(skb, 20), 0);
	assert_counts(skb, 0, 20);
	ck_assert(!skb_is_nonlinear(skb));
	kfree_skb(skb);
}

START_TEST(page_fragments_can_be_read_pulled_trimmed_and_linearized)
{
	struct bench *b = bench_start();

	bench_run(b, pages, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(bits)
{
	struct sk_buff *skb = paged(33, 777);
	u8 flat[777], some[5] = {1, 2, 3, 4, 5};

	ck_assert_int_eq(skb_copy_bits(skb, 0, flat, 777), 0);
	ck_assert_int_eq(skb_copy_bits(skb, 1, flat, 777), -EFAULT);
	ck_assert_int_eq(skb_copy_bits(skb, -1, flat, 2), -EFAULT);
	/* Every offset and odd lengths, against the flat bytes. */
	for (int from = 0; from < 80; from++)
		ck_assert_uint_eq(
			csum_fold(skb_checksum(skb, from, 777 - from, 0)),
			ip_compute_csum(flat + from, 777 - from));
	ck_assert_int_eq(skb_store_bits(skb, 31, some, 5), 0);
	ck_assert_int_eq(skb_copy_bits(skb, 31, flat, 5), 0);
	ck_assert_mem_eq(flat, some, 5);
	ck_assert_int_eq(skb_store_bits(skb, 775, some, 5), -EFAULT);
	kfree_skb(skb);
}

START_TEST(bytes_are_copied_stored_and_summed_across_fragments)
{
	struct bench *b = bench_start();

	bench_run(b, bits, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(padding)
{
	struct sk_buff *skb = counting(0, 20), *n;

	memset(skb_tail_pointer(skb), 0xff, 40);
	ck_assert_int_eq(eth_skb_pad(skb), 0);
	ck_assert_uint_eq(skb->len, ETH_ZLEN);
	ck_assert_ptr_null(memchr_inv(skb->data + 20, 0, 40));
	ck_assert_int_eq(eth_skb_pad(skb), 0);
	ck_assert_uint_eq(skb->len, ETH_ZLEN);
	/* A clone's padding must not touch the other's bytes. */
	n = skb_clone(skb, GFP_KERNEL);
	skb_trim(n, 10);
	ck_assert_int_eq(skb_put_padto(n, 30), 0);
	ck_assert_uint_eq(skb->data[15], 15);
	ck_assert_uint_eq(n->data[15], 0);
	kfree_skb(n);
	kfree_skb(skb);
	/* On failure the sk_buff is gone. */
	skb = counting(0, 20);
	n = skb_clone(skb, GFP_KERNEL);
	kernel_fail_alloc(kernel_this(), 1);
	ck_assert_int_ne(eth_skb_pad(n), 0);
	kfree_skb(skb);
}

START_TEST(short_frames_are_padded_with_zeros_of_their_own)
{
	struct bench *b = bench_start();

	bench_run(b, padding, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(queues)
{
	struct sk_buff_head q, r;
	struct sk_buff *s[5];

	skb_queue_head_init(&q);
	skb_queue_head_init(&r);
	for (int i = 0; i < 5; i++)
		s[i] = alloc_skb(10, GFP_KERNEL);
	skb_queue_tail(&q, s[1]);
	skb_queue_tail(&q, s[2]);
	skb_queue_head(&q, s[0]);
	skb_append(s[2], s[3], &q);
	ck_assert_uint_eq(skb_queue_len(&q), 4);
	ck_assert_ptr_eq(skb_peek(&q), s[0]);
	ck_assert_ptr_eq(skb_peek_tail(&q), s[3]);
	skb_unlink(s[1], &q);
	ck_assert_ptr_eq(skb_dequeue(&q), s[0]);
	ck_assert_ptr_eq(skb_dequeue_tail(&q), s[3]);
	skb_queue_tail(&r, s[4]);
	skb_queue_splice_tail_init(&r, &q);
	ck_assert(skb_queue_empty(&r));
	ck_assert_ptr_eq(skb_dequeue(&q), s[2]);
	ck_assert_ptr_eq(skb_dequeue(&q), s[4]);
	ck_assert_ptr_null(skb_dequeue(&q));
	for (int i = 0; i < 5; i++)
		skb_queue_tail(&q, s[i]);
	skb_queue_purge(&q);
	ck_assert_uint_eq(skb_alive(), 0);
}

START_TEST(queues_keep_order_and_count)
{
	struct bench *b = bench_start();

	bench_run(b, queues, NULL);
	bench_stop(b);
}
END_TEST

static int destroyed;

static void destructor(struct sk_buff *skb)
{
	destroyed++;
}

static void dst_gone(struct dst_entry *dst)
{
	destroyed += 10;
}

ON_CPU(owners)
{
	struct dst_entry dst = {.release = dst_gone};
	struct sk_buff *skb = alloc_skb(10, GFP_KERNEL), *n;

	atomic_set(&dst.__refcnt, 1);
	skb->destructor = destructor;
	skb_dst_set(skb, &dst);
	n = skb_clone(skb, GFP_KERNEL);
	ck_assert_ptr_null(n->destructor); /* the clone has no owner */
	ck_assert_int_eq(atomic_read(&dst.__refcnt), 2);
	kfree_skb(n);
	ck_assert_int_eq(destroyed, 0);
	kfree_skb(skb);
	ck_assert_int_eq(destroyed, 11);
}

START_TEST(the_owner_and_the_route_hear_of_the_end)
{
	struct bench *b = bench_start();

	bench_run(b, owners, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(builds)
{
	unsigned int size = 2048;
	u8 *data = netdev_alloc_frag(size);
	struct page *page = alloc_page(GFP_KERNEL);
	struct sk_buff *skb;

	data[NET_SKB_PAD] = 42;
	skb = build_skb(data, size);
	skb_reserve(skb, NET_SKB_PAD);
	skb_put(skb, 60);
	ck_assert_uint_eq(skb->data[0], 42);
	ck_assert_uint_eq((size_t)skb_tailroom(skb),
			  SKB_WITH_OVERHEAD(size) - NET_SKB_PAD - 60);
	kfree_skb(skb);
	/* Half a page: the card keeps the other half. */
	get_page(page);
	skb = build_skb(page_address(page), size);
	ck_assert_int_eq(page_count(page), 2);
	kfree_skb(skb);
	ck_assert_int_eq(page_count(page), 1);
	put_page(page);
	data = kmalloc(512, GFP_KERNEL);
	skb = build_skb(data, 0);
	kfree_skb(skb);
}

START_TEST(build_skb_wraps_fragments_half_pages_and_kmalloced_memory)
{
	struct bench *b = bench_start();

	bench_run(b, builds, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(rx_allocs)
{
	struct sk_buff *skb = netdev_alloc_skb(NULL, 1518);

	ck_assert_uint_eq(skb_headroom(skb), NET_SKB_PAD);
	kfree_skb(skb);
	skb = napi_alloc_skb(NULL, 1518);
	ck_assert_uint_eq(skb_headroom(skb), NET_SKB_PAD + NET_IP_ALIGN);
	ck_assert_int_ge(skb_tailroom(skb), 1518);
	/* IP behind Ethernet is aligned to four bytes. */
	ck_assert_uint_eq(((unsigned long)skb->data + ETH_HLEN) % 4, 0);
	ck_assert_uint_ge(skb->truesize, 1518 + sizeof(*skb));
	kfree_skb(skb);
}

START_TEST(receive_buffers_have_headroom_and_an_aligned_ip_header)
{
	struct bench *b = bench_start();

	bench_run(b, rx_allocs, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(free_in_irq)
{
	struct sk_buff *skb = alloc_skb(10, GFP_KERNEL);

	local_irq_disable();
	dev_kfree_skb_any(skb);
	ck_assert_uint_eq(skb_alive(), 1);
	local_irq_enable();
	msleep(1);
	ck_assert_uint_eq(skb_alive(), 0);
	dev_kfree_skb_any(alloc_skb(10, GFP_KERNEL));
	ck_assert_uint_eq(skb_alive(), 0);
}

START_TEST(with_interrupts_off_the_free_is_left_to_the_softirq)
{
	struct bench *b = bench_start();

	bench_run(b, free_in_irq, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(checksum_help)
{
	struct sk_buff *skb = counting(0, 101);

	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = (u16)(skb_headroom(skb) + 21);
	skb->csum_offset = 6;
	memset(skb->data + 27, 0, 2);
	ck_assert_int_eq(skb_checksum_help(skb), 0);
	ck_assert_uint_eq(skb->ip_summed, CHECKSUM_NONE);
	ck_assert_uint_eq(ip_compute_csum(skb->data + 21, 80), 0);
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = 100;
	ck_assert_int_eq(skb_checksum_help(skb), -EINVAL);
	kfree_skb(skb);
}

START_TEST(a_partial_checksum_is_completed_in_software)
{
	struct bench *b = bench_start();

	bench_run(b, checksum_help, NULL);
	bench_stop(b);
}
END_TEST

Suite *skb_suite(void)
{
	Suite *s = suite_create("skb");
	TCase *t = tcase_create("skb");

	tcase_add_test(t, reserve_put_push_pull_and_trim_move_the_ends);
	tcase_add_test(t, skb_put_beyond_the_end_stops_the_machine);
	tcase_add_test(t, skb_push_beyond_the_headroom_stops_the_machine);
	tcase_add_test(t, freeing_an_sk_buff_twice_stops_the_machine);
	tcase_add_test(
		t, an_sk_buff_never_freed_is_on_the_leak_list_with_its_place);
	tcase_add_test(t, a_clone_shares_the_bytes_and_has_ends_of_its_own);
	tcase_add_test(t, a_copy_has_bytes_of_its_own_all_linear);
	tcase_add_test(t, pskb_expand_head_makes_room_and_leaves_clones_alone);
	tcase_add_test(t, without_memory_nothing_changes);
	tcase_add_test(
		t, page_fragments_can_be_read_pulled_trimmed_and_linearized);
	tcase_add_test(t, bytes_are_copied_stored_and_summed_across_fragments);
	tcase_add_test(t, short_frames_are_padded_with_zeros_of_their_own);
	tcase_add_test(t, queues_keep_order_and_count);
	tcase_add_test(t, the_owner_and_the_route_hear_of_the_end);
	tcase_add_test(
		t, build_skb_wraps_fragments_half_pages_and_kmalloced_memory);
	tcase_add_test(t,
		       receive_buffers_have_headroom_and_an_aligned_ip_header);
	tcase_add_test(t, with_interrupts_off_the_free_is_left_to_the_softirq);
	tcase_add_test(t, a_partial_checksum_is_completed_in_software);
	suite_add_tcase(s, t);
	return s;
}
