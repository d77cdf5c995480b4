// SPDX-License-Identifier: MIT
/* The receive ring. */
#include "bench.h"

#include <linux/rtnetlink.h>

static void arrive(unsigned int len, u8 seed)
{
	ck_assert(
		fake_card_receive(bench.card, bench_frame(len, seed), len, 0));
}

/* What the stack was given last is the frame that arrive() sent. */
static void check_last(unsigned int len, u8 seed)
{
	const u8 *frame = bench_frame(len, seed);

	ck_assert_uint_eq(bench.last.len, len - ETH_HLEN);
	ck_assert_mem_eq(bench.last.data, frame + ETH_HLEN, len - ETH_HLEN);
}

static struct rtnl_link_stats64 stats(void)
{
	struct rtnl_link_stats64 s = {};

	bench.dev->netdev_ops->ndo_get_stats64(bench.dev, &s);
	return s;
}

static void jumbo(void)
{
	rtnl_lock();
	ck_assert_int_eq(dev_set_mtu(bench.dev, 16110), 0);
	rtnl_unlock();
	bench_wait_ms(50);
}

KERNEL_TEST(frames_reach_the_stack_as_they_came)
{
	static const unsigned int lens[] = {60,	 64,   255,  256,
					    257, 1513, 1514, 1518};
	unsigned int i;

	bench_up();
	for (i = 0; i < ARRAY_SIZE(lens); i++) {
		arrive(lens[i], i);
		bench_wait_ms(1);
		ck_assert_uint_eq(bench.packets, i + 1);
		check_last(lens[i], i);
		ck_assert_uint_eq(bench.last.frags, 0);
	}
	bench_down();
}

KERNEL_TEST(a_poll_takes_no_more_than_its_budget)
{
	unsigned int i;

	bench_up();
	e1000_irq_disable(bench.adapter);
	for (i = 0; i < 100; i++)
		arrive(60, i);
	ck_assert_int_eq(bench_rx_poll(64), 64);
	ck_assert_uint_eq(bench.packets, 64);
	check_last(60, 63);
	ck_assert_int_eq(bench_rx_poll(0), 0);
	ck_assert_int_eq(bench_rx_poll(64), 36);
	ck_assert_int_eq(bench_rx_poll(64), 0);
	ck_assert_uint_eq(bench.packets, 100);
	bench_down();
}

KERNEL_TEST(a_descriptor_that_is_not_done_is_not_touched)
{
	unsigned int live;

	bench_up();
	live = fake_dma_live(bench.machine);
	ck_assert(fake_card_receive_unfinished(bench.card, bench_frame(300, 1),
					       300));
	ck_assert_int_eq(bench_rx_poll(64), 0);
	ck_assert_uint_eq(bench.packets, 0);
	ck_assert_uint_eq(bench.q->rx.next_to_clean, 0);
	ck_assert_uint_eq(fake_dma_live(bench.machine), live);
	/* The status byte comes last. */
	bench.q->rx.desc[0].status = E1000_RXD_STAT_DD | E1000_RXD_STAT_EOP;
	ck_assert_int_eq(bench_rx_poll(64), 1);
	check_last(300, 1);
	bench_down();
}

KERNEL_TEST(small_frames_leave_their_buffer_in_the_ring)
{
	dma_addr_t small, large;

	bench_up();
	small = bench.q->rx.buffers[0].dma;
	large = bench.q->rx.buffers[1].dma;
	arrive(256, 1);
	arrive(257, 2);
	ck_assert_int_eq(bench_rx_poll(64), 2);
	ck_assert_ptr_nonnull(bench.q->rx.buffers[0].page);
	ck_assert_uint_eq(bench.q->rx.buffers[0].dma, small);
	ck_assert_ptr_nonnull(fake_dma_at(bench.machine, small, 2048));
	ck_assert_ptr_null(bench.q->rx.buffers[1].page);
	ck_assert_ptr_null(fake_dma_at(bench.machine, large, 2048));
	bench_down();
}

KERNEL_TEST(buffers_are_given_back_in_sixteens)
{
	unsigned int i;

	bench_up();
	for (i = 0; i < 15; i++)
		arrive(300, i);
	bench_rx_poll(64);
	ck_assert_uint_eq(fake_card_writes(bench.card, E1000_RDT), 0);
	for (i = 0; i < 33; i++)
		arrive(300, i);
	bench_rx_poll(64);
	ck_assert_uint_eq(fake_card_writes(bench.card, E1000_RDT), 3);
	ck_assert_uint_eq(fake_card_write_no(bench.card, E1000_RDT, 0), 15);
	ck_assert_uint_eq(fake_card_write_no(bench.card, E1000_RDT, 1), 31);
	ck_assert_uint_eq(fake_card_write_no(bench.card, E1000_RDT, 2), 47);
	bench_down();
}

KERNEL_TEST(one_descriptor_always_stays_unused)
{
	unsigned int i, turn;

	bench_up();
	ck_assert_uint_eq(fake_card_free_buffers(bench.card), 255);
	/* Several times around the ring, emptied to the last buffer. */
	for (turn = 0; turn < 5; turn++) {
		for (i = 0; i < 255; i++)
			arrive(60, i);
		ck_assert(!fake_card_receive(bench.card, bench_frame(60, 0), 60,
					     0));
		while (bench_rx_poll(64) == 64)
			;
		ck_assert_uint_ge(fake_card_free_buffers(bench.card), 240);
		ck_assert_uint_le(fake_card_free_buffers(bench.card), 255);
		for (i = fake_card_free_buffers(bench.card); i < 255; i++)
			ck_assert_uint_eq(bench_reg(E1000_RDT),
					  bench.q->rx.next_to_use);
		/* Bring it back to 255 free ones. */
		while (fake_card_free_buffers(bench.card) < 255) {
			arrive(60, 0);
			bench_rx_poll(64);
		}
	}
	bench_down();
}

KERNEL_TEST(frames_with_errors_are_dropped_and_counted)
{
	static const u8 errors[] = {E1000_RXD_ERR_CE, E1000_RXD_ERR_SE,
				    E1000_RXD_ERR_SEQ, E1000_RXD_ERR_CXE,
				    E1000_RXD_ERR_RXE};
	unsigned int i;

	bench_up();
	for (i = 0; i < ARRAY_SIZE(errors); i++)
		ck_assert(fake_card_receive(bench.card, bench_frame(300, i),
					    300, errors[i]));
	/* They count against the budget: it bounds the work. */
	ck_assert_int_eq(bench_rx_poll(64), ARRAY_SIZE(errors));
	ck_assert_uint_eq(bench.packets, 0);
	ck_assert_uint_eq(stats().rx_dropped, ARRAY_SIZE(errors));
	/* Their buffers stayed where they were. */
	ck_assert_ptr_nonnull(bench.q->rx.buffers[0].page);
	arrive(300, 9);
	ck_assert_int_eq(bench_rx_poll(64), 1);
	check_last(300, 9);
	bench_down();
}

KERNEL_TEST(a_wrong_checksum_is_left_to_the_stack)
{
	bench_up();
	ck_assert(fake_card_receive(bench.card, bench_frame(300, 1), 300,
				    E1000_RXD_ERR_TCPE | E1000_RXD_ERR_IPE));
	bench_rx_poll(64);
	ck_assert_uint_eq(bench.packets, 1);
	ck_assert_uint_eq(stats().rx_dropped, 0);
	bench_down();
}

KERNEL_TEST(a_frame_over_many_buffers_is_put_together)
{
	static const unsigned int lens[] = {2048, 2049,	 4096,
					    9018, 16124, 16384};
	unsigned int i;

	bench_up();
	jumbo();
	for (i = 0; i < ARRAY_SIZE(lens); i++) {
		arrive(lens[i], i);
		ck_assert_int_eq(bench_rx_poll(64), 1);
		ck_assert_uint_eq(bench.packets, i + 1);
		check_last(lens[i], i);
		ck_assert_uint_eq(bench.last.frags, (lens[i] - 1) / 2048);
	}
	bench_down();
}

KERNEL_TEST(half_a_frame_waits_for_the_other_half)
{
	bench_up();
	jumbo();
	arrive(3000, 1);
	bench.q->rx.desc[1].status = 0;
	ck_assert_int_eq(bench_rx_poll(64), 0);
	ck_assert_uint_eq(bench.packets, 0);
	bench.q->rx.desc[1].status = E1000_RXD_STAT_DD | E1000_RXD_STAT_EOP;
	ck_assert_int_eq(bench_rx_poll(64), 1);
	check_last(3000, 1);
	/* And one that never gets its end is freed with the ring. */
	arrive(3000, 2);
	bench.q->rx.desc[3].status = 0;
	ck_assert_int_eq(bench_rx_poll(64), 0);
	bench_down();
}

KERNEL_TEST(a_long_frame_with_an_error_is_dropped_whole)
{
	bench_up();
	jumbo();
	ck_assert(fake_card_receive(bench.card, bench_frame(6000, 1), 6000,
				    E1000_RXD_ERR_CE));
	arrive(6000, 2);
	ck_assert_int_eq(bench_rx_poll(64), 2);
	ck_assert_uint_eq(bench.packets, 1);
	check_last(6000, 2);
	ck_assert_uint_eq(stats().rx_dropped, 1);
	bench_down();
}

KERNEL_TEST(lengths_that_no_card_gives_are_dropped)
{
	bench_up();
	arrive(300, 1);
	bench.q->rx.desc[0].length = cpu_to_le16(2049);
	arrive(300, 2);
	bench.q->rx.desc[1].length = cpu_to_le16(13);
	arrive(300, 3);
	bench.q->rx.desc[2].length = 0;
	arrive(300, 4);
	ck_assert_int_eq(bench_rx_poll(64), 4);
	ck_assert_uint_eq(bench.packets, 1);
	check_last(300, 4);
	ck_assert_uint_eq(stats().rx_dropped, 3);
	bench_down();
}

KERNEL_TEST(without_memory_a_frame_is_dropped_and_its_buffer_kept)
{
	unsigned int live;

	bench_up();
	live = fake_dma_live(bench.machine);
	arrive(60, 1);
	kernel_fail_alloc(bench.kernel, 1);
	ck_assert_int_eq(bench_rx_poll(64), 1);
	arrive(1000, 2);
	kernel_fail_alloc(bench.kernel, 1);
	ck_assert_int_eq(bench_rx_poll(64), 1);
	kernel_fail_alloc(bench.kernel, 0);
	ck_assert_uint_eq(bench.packets, 0);
	ck_assert_uint_eq(stats().rx_dropped, 2);
	ck_assert_uint_eq(fake_dma_live(bench.machine), live);
	bench_down();
}

KERNEL_TEST(without_memory_the_rest_of_a_long_frame_goes_too)
{
	bench_up();
	jumbo();
	arrive(6000, 1);
	kernel_fail_alloc(bench.kernel, 1);
	ck_assert_int_eq(bench_rx_poll(64), 1);
	kernel_fail_alloc(bench.kernel, 0);
	/* No piece of it was taken for the beginning of another one. */
	ck_assert_uint_eq(bench.q->itr.rx.packets, 0);
	arrive(6000, 2);
	ck_assert_int_eq(bench_rx_poll(64), 1);
	ck_assert_uint_eq(bench.packets, 1);
	check_last(6000, 2);
	bench_down();
}

KERNEL_TEST(a_ring_that_ran_dry_is_filled_by_the_watchdog)
{
	unsigned int i;

	bench_up();
	fake_dma_fail(bench.machine, true);
	for (i = 0; i < 255; i++)
		arrive(300, i);
	while (bench_rx_poll(64) == 64)
		;
	ck_assert_uint_eq(bench.packets, 255);
	ck_assert_uint_eq(fake_card_free_buffers(bench.card), 0);
	e1000_irq_enable(bench.adapter);
	fake_dma_fail(bench.machine, false);
	/* Nothing can arrive, so nothing interrupts, until the watchdog. */
	bench_wait_ms(2500);
	ck_assert_uint_eq(fake_card_writes(bench.card, E1000_ICS), 1);
	ck_assert_uint_eq(fake_card_free_buffers(bench.card), 255);
	bench_wait_ms(2500);
	ck_assert_uint_eq(fake_card_writes(bench.card, E1000_ICS), 1);
	bench_down();
}

Suite *suite_rx(void)
{
	Suite *s = suite_create("receive ring");
	TCase *t = tcase_create("rx");

	tcase_add_test(t, frames_reach_the_stack_as_they_came);
	tcase_add_test(t, a_poll_takes_no_more_than_its_budget);
	tcase_add_test(t, a_descriptor_that_is_not_done_is_not_touched);
	tcase_add_test(t, small_frames_leave_their_buffer_in_the_ring);
	tcase_add_test(t, buffers_are_given_back_in_sixteens);
	tcase_add_test(t, one_descriptor_always_stays_unused);
	tcase_add_test(t, frames_with_errors_are_dropped_and_counted);
	tcase_add_test(t, a_wrong_checksum_is_left_to_the_stack);
	tcase_add_test(t, a_frame_over_many_buffers_is_put_together);
	tcase_add_test(t, half_a_frame_waits_for_the_other_half);
	tcase_add_test(t, a_long_frame_with_an_error_is_dropped_whole);
	tcase_add_test(t, lengths_that_no_card_gives_are_dropped);
	tcase_add_test(t,
		       without_memory_a_frame_is_dropped_and_its_buffer_kept);
	tcase_add_test(t, without_memory_the_rest_of_a_long_frame_goes_too);
	tcase_add_test(t, a_ring_that_ran_dry_is_filled_by_the_watchdog);
	suite_add_tcase(s, t);
	return s;
}
