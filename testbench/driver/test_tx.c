// SPDX-License-Identifier: MIT
/* The transmit ring. */
#include "bench.h"

#include <linux/rtnetlink.h>

static void check_sent(unsigned int n, unsigned int len, u8 seed)
{
	const struct fake_frame *f;

	ck_assert_uint_lt(n, bench.card->sent_frames);
	f = bench.card->sent[n];
	ck_assert_uint_eq(f->len, len);
	ck_assert_mem_eq(f->data, bench_frame(len, seed), len);
}

static struct rtnl_link_stats64 stats(void)
{
	struct rtnl_link_stats64 s = {};

	bench.dev->netdev_ops->ndo_get_stats64(bench.dev, &s);
	return s;
}

static unsigned int unused(void)
{
	return e1000_unused(bench.q->tx.count, bench.q->tx.next_to_use,
			    bench.q->tx.next_to_clean);
}

static netdev_tx_t send(unsigned int len, u8 seed)
{
	return bench_xmit(bench_skb(len, len, 0, seed));
}

KERNEL_TEST(a_frame_leaves_as_it_came_and_is_freed)
{
	unsigned int live;
	u64 alive;

	bench_up();
	live = fake_dma_live(bench.machine);
	alive = skb_alive();
	ck_assert_int_eq(send(1514, 1), NETDEV_TX_OK);
	bench_wait_ms(1);
	ck_assert_uint_eq(bench.card->sent_frames, 1);
	check_sent(0, 1514, 1);
	ck_assert_uint_eq(fake_dma_live(bench.machine), live);
	ck_assert_uint_eq(skb_alive(), alive);
	ck_assert_uint_eq(unused(), 255);
	bench_down();
}

KERNEL_TEST(short_frames_are_padded_with_zeros)
{
	static const u8 zeros[60];
	const struct fake_frame *f;

	bench_up();
	send(20, 1);
	ck_assert_uint_eq(bench.card->sent_frames, 1);
	f = bench.card->sent[0];
	ck_assert_uint_eq(f->len, 60);
	ck_assert_mem_eq(f->data, bench_frame(20, 1), 20);
	ck_assert_mem_eq(f->data + 20, zeros, 40);
	bench_down();
}

KERNEL_TEST(fragments_become_descriptors_of_at_most_a_page)
{
	bench_up();
	rtnl_lock();
	ck_assert_int_eq(dev_set_mtu(bench.dev, 16110), 0);
	rtnl_unlock();
	bench_wait_ms(50);
	bench_xmit(bench_skb(1514, 14, 1500, 1));
	bench_xmit(bench_skb(9000, 5000, 4000, 2));
	bench_xmit(bench_skb(16000, 100, 10000, 3));
	bench_wait_ms(1);
	ck_assert_uint_eq(bench.card->sent_frames, 3);
	check_sent(0, 1514, 1);
	ck_assert_uint_eq(bench.card->sent[0]->descriptors, 2);
	check_sent(1, 9000, 2);
	ck_assert_uint_eq(bench.card->sent[1]->descriptors, 3);
	check_sent(2, 16000, 3);
	ck_assert_uint_eq(bench.card->sent[2]->descriptors, 6);
	bench_down();
}

KERNEL_TEST(only_the_last_descriptor_ends_and_reports)
{
	const struct e1000_tx_desc *desc;
	u32 all = E1000_TXD_CMD_EOP | E1000_TXD_CMD_RS | E1000_TXD_CMD_IFCS;

	bench_up();
	bench.card->sends_at_once = false;
	bench_xmit(bench_skb(1000, 100, 300, 1));
	desc = bench.q->tx.desc;
	ck_assert_uint_eq(desc[0].command, E1000_TXD_CMD_IFCS | 100);
	ck_assert_uint_eq(desc[1].command, E1000_TXD_CMD_IFCS | 300);
	ck_assert_uint_eq(desc[2].command, E1000_TXD_CMD_IFCS | 300);
	ck_assert_uint_eq(desc[3].command, all | 300);
	ck_assert_uint_eq(bench_reg(E1000_TDT), 4);
	ck_assert_uint_eq(fake_card_writes(bench.card, E1000_TDT), 1);
	bench_down();
}

KERNEL_TEST(the_doorbell_comes_after_a_barrier)
{
	uint64_t before;

	bench_up();
	before = fake_barriers(bench.machine);
	send(100, 1);
	ck_assert_uint_gt(fake_barriers(bench.machine), before);
	bench_down();
}

KERNEL_TEST(more_frames_to_come_keep_the_doorbell)
{
	bench_up();
	this_softnet_data()->xmit_more = true;
	send(100, 1);
	send(100, 2);
	ck_assert_uint_eq(fake_card_writes(bench.card, E1000_TDT), 0);
	this_softnet_data()->xmit_more = false;
	send(100, 3);
	ck_assert_uint_eq(fake_card_writes(bench.card, E1000_TDT), 1);
	ck_assert_uint_eq(fake_card_write_no(bench.card, E1000_TDT, 0), 3);
	ck_assert_uint_eq(bench.card->sent_frames, 3);
	bench_down();
}

KERNEL_TEST(a_dropped_last_frame_still_rings_for_the_others)
{
	bench_up();
	this_softnet_data()->xmit_more = true;
	send(100, 1);
	this_softnet_data()->xmit_more = false;
	fake_dma_fail(bench.machine, true);
	send(100, 2);
	fake_dma_fail(bench.machine, false);
	ck_assert_uint_eq(bench.card->sent_frames, 1);
	ck_assert_uint_eq(stats().tx_dropped, 1);
	bench_down();
}

KERNEL_TEST(a_mapping_that_fails_is_undone)
{
	unsigned int live;
	u64 alive;

	bench_up();
	live = fake_dma_live(bench.machine);
	alive = skb_alive();
	fake_dma_fail(bench.machine, true);
	ck_assert_int_eq(bench_xmit(bench_skb(1000, 100, 300, 1)),
			 NETDEV_TX_OK);
	fake_dma_fail(bench.machine, false);
	ck_assert_uint_eq(fake_dma_live(bench.machine), live);
	ck_assert_uint_eq(skb_alive(), alive);
	ck_assert_uint_eq(unused(), 255);
	ck_assert_uint_eq(bench.card->sent_frames, 0);
	/* Nothing of it is left in the ring. */
	send(200, 2);
	check_sent(0, 200, 2);
	bench_down();
}

KERNEL_TEST(a_frame_longer_than_any_mtu_is_dropped)
{
	bench_up();
	ck_assert_int_eq(bench_xmit(bench_skb(16129, 129, 8000, 1)),
			 NETDEV_TX_OK);
	ck_assert_uint_eq(bench.card->sent_frames, 0);
	ck_assert_uint_eq(stats().tx_dropped, 1);
	bench_down();
}

KERNEL_TEST(a_full_ring_stops_the_queue_and_room_wakes_it)
{
	unsigned int n = 0, i;

	bench_up();
	bench.card->sends_at_once = false;
	while (!netif_queue_stopped(bench.dev)) {
		ck_assert_int_eq(send(100, n), NETDEV_TX_OK);
		n++;
	}
	/* It stopped while the largest frame still fit. */
	ck_assert_uint_eq(unused(), E1000_TX_WORST_CASE - 1);
	ck_assert_uint_eq(n, 255 - (E1000_TX_WORST_CASE - 1));

	/* A little room does not wake it, to and fro would be dear. */
	fake_card_send(bench.card, E1000_TX_WORST_CASE);
	bench_tx_poll();
	ck_assert(netif_queue_stopped(bench.dev));
	fake_card_send(bench.card, 1);
	bench_tx_poll();
	ck_assert(!netif_queue_stopped(bench.dev));
	fake_card_send(bench.card, ~0u);
	bench_tx_poll();
	for (i = 0; i < n; i++)
		check_sent(i, 100, i);
	ck_assert_uint_eq(unused(), 255);
	bench_down();
}

KERNEL_TEST(a_frame_that_does_not_fit_is_refused_not_lost)
{
	struct sk_buff *skb;

	bench_up();
	bench.card->sends_at_once = false;
	/* As if the stack did not heed the stopped queue. */
	while (unused())
		ck_assert_int_eq(send(100, 0), NETDEV_TX_OK);
	skb = bench_skb(100, 100, 0, 7);
	ck_assert_int_eq(bench_xmit(skb), NETDEV_TX_BUSY);
	ck_assert(netif_queue_stopped(bench.dev));
	fake_card_send(bench.card, ~0u);
	bench_tx_poll();
	ck_assert_int_eq(bench_xmit(skb), NETDEV_TX_OK);
	fake_card_send(bench.card, ~0u);
	check_sent(255, 100, 7);
	bench_down();
}

KERNEL_TEST(frames_that_are_not_sent_yet_stay_in_the_ring)
{
	bench_up();
	bench.card->sends_at_once = false;
	send(100, 1);
	bench_xmit(bench_skb(900, 100, 400, 2));
	send(100, 3);
	fake_card_send(bench.card, 1);
	bench_tx_poll();
	ck_assert_uint_eq(bench.q->tx.next_to_clean, 1);
	fake_card_send(bench.card, 1);
	bench_tx_poll();
	ck_assert_uint_eq(bench.q->tx.next_to_clean, 4);
	ck_assert(e1000_tx_pending(bench.q));
	fake_card_send(bench.card, 1);
	bench_tx_poll();
	ck_assert(!e1000_tx_pending(bench.q));
	bench_down();
}

KERNEL_TEST(the_ring_wraps_in_the_middle_of_a_frame)
{
	unsigned int n;

	bench_up();
	for (n = 0; n < 600; n++) {
		ck_assert_int_eq(bench_xmit(bench_skb(700, 100, 200, n)),
				 NETDEV_TX_OK);
		bench_tx_poll();
		check_sent(n, 700, n);
	}
	ck_assert_uint_eq(unused(), 255);
	bench_down();
}

Suite *suite_tx(void)
{
	Suite *s = suite_create("transmit ring");
	TCase *t = tcase_create("tx");

	tcase_add_test(t, a_frame_leaves_as_it_came_and_is_freed);
	tcase_add_test(t, short_frames_are_padded_with_zeros);
	tcase_add_test(t, fragments_become_descriptors_of_at_most_a_page);
	tcase_add_test(t, only_the_last_descriptor_ends_and_reports);
	tcase_add_test(t, the_doorbell_comes_after_a_barrier);
	tcase_add_test(t, more_frames_to_come_keep_the_doorbell);
	tcase_add_test(t, a_dropped_last_frame_still_rings_for_the_others);
	tcase_add_test(t, a_mapping_that_fails_is_undone);
	tcase_add_test(t, a_frame_longer_than_any_mtu_is_dropped);
	tcase_add_test(t, a_full_ring_stops_the_queue_and_room_wakes_it);
	tcase_add_test(t, a_frame_that_does_not_fit_is_refused_not_lost);
	tcase_add_test(t, frames_that_are_not_sent_yet_stay_in_the_ring);
	tcase_add_test(t, the_ring_wraps_in_the_middle_of_a_frame);
	suite_add_tcase(s, t);
	return s;
}
