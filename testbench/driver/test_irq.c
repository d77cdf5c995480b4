// SPDX-License-Identifier: MIT
/* Top half, poll, and the mask between them. */
#include "bench.h"

static void arrive(unsigned int len, u8 seed)
{
	ck_assert(
		fake_card_receive(bench.card, bench_frame(len, seed), len, 0));
}

/* Place of the first access in the log, or a number beyond it. */
static size_t first(u32 reg, bool write)
{
	size_t i;

	for (i = 0; i < bench.card->accesses; i++)
		if (bench.card->log[i].reg == reg &&
		    bench.card->log[i].write == write)
			return i;
	return 1000000 + reg;
}

KERNEL_TEST(an_interrupt_masks_polls_and_unmasks)
{
	bench_up();
	arrive(300, 1);
	ck_assert(fake_line_level(bench.machine));
	bench_wait_ms(1);
	ck_assert_uint_eq(bench.packets, 1);
	ck_assert(!fake_line_level(bench.machine));
	ck_assert_uint_eq(bench_reg(E1000_IMS), 0x9d);
	ck_assert_uint_eq(fake_card_reads(bench.card, E1000_ICR), 1);
	ck_assert_uint_eq(fake_card_writes(bench.card, E1000_IMS), 1);
	ck_assert_uint_lt(first(E1000_ICR, false), first(E1000_IMC, true));
	ck_assert_uint_lt(first(E1000_IMC, true), first(E1000_IMS, true));
	bench_down();
}

KERNEL_TEST(an_interrupt_of_another_device_is_not_ours)
{
	bench_up();
	ck_assert_int_eq(e1000_irq(bench.pdev->irq, bench.adapter), IRQ_NONE);
	ck_assert_uint_eq(fake_card_writes(bench.card, E1000_IMC), 0);
	ck_assert_uint_eq(bench_reg(E1000_IMS), 0x9d);
	bench_down();
}

KERNEL_TEST(an_interrupt_on_the_way_down_is_ended_and_masked)
{
	bench_up();
	set_bit(E1000_FLAG_DOWN, &bench.adapter->flags);
	arrive(60, 1);
	bench_wait_ms(1);
	ck_assert(!fake_line_level(bench.machine));
	ck_assert_uint_eq(fake_card_reads(bench.card, E1000_ICR), 1);
	ck_assert_uint_eq(bench_reg(E1000_IMS), 0);
	ck_assert_uint_eq(bench.packets, 0);
	clear_bit(E1000_FLAG_DOWN, &bench.adapter->flags);
	bench_down();
}

KERNEL_TEST(many_frames_take_one_interrupt)
{
	unsigned int i;

	bench_up();
	for (i = 0; i < 200; i++)
		arrive(60, i);
	bench_wait_ms(1);
	ck_assert_uint_eq(bench.packets, 200);
	ck_assert_uint_eq(fake_card_reads(bench.card, E1000_ICR), 1);
	/* Unmasked once, not after each budget. */
	ck_assert_uint_eq(fake_card_writes(bench.card, E1000_IMS), 1);
	bench_down();
}

KERNEL_TEST(a_frame_that_comes_while_masked_interrupts_at_the_unmask)
{
	bench_up();
	e1000_irq_disable(bench.adapter);
	arrive(60, 1);
	bench_wait_ms(1);
	ck_assert_uint_eq(bench.packets, 0);
	e1000_irq_enable(bench.adapter);
	bench_wait_ms(1);
	ck_assert_uint_eq(bench.packets, 1);
	bench_down();
}

KERNEL_TEST(an_interrupt_during_poll_asks_for_another_round)
{
	unsigned long flags;

	bench_up();
	local_irq_save(flags);
	local_bh_disable();
	arrive(60, 1);
	ck_assert_int_eq(e1000_irq(bench.pdev->irq, bench.adapter),
			 IRQ_HANDLED);
	arrive(60, 2);
	ck_assert_int_eq(e1000_irq(bench.pdev->irq, bench.adapter),
			 IRQ_HANDLED);
	/* The second one does not unmask: poll has not even begun. */
	ck_assert_uint_eq(fake_card_writes(bench.card, E1000_IMS), 0);
	ck_assert_uint_eq(bench_reg(E1000_IMS), 0);
	local_irq_restore(flags);
	local_bh_enable();
	bench_wait_ms(1);
	ck_assert_uint_eq(bench.packets, 2);
	ck_assert_uint_eq(fake_card_writes(bench.card, E1000_IMS), 1);
	bench_down();
}

KERNEL_TEST(what_was_sent_is_freed_by_poll)
{
	u64 alive;

	bench_up();
	alive = skb_alive();
	bench_xmit(bench_skb(100, 100, 0, 1));
	bench_wait_ms(1);
	ck_assert_uint_eq(skb_alive(), alive);
	ck_assert_uint_eq(bench.q->tx.done, 1);
	bench_down();
}

KERNEL_TEST(bulk_traffic_lowers_the_rate_before_the_unmask)
{
	unsigned int i, turn;

	bench_up();
	for (turn = 0; turn < 2; turn++) {
		fake_card_forget(bench.card);
		for (i = 0; i < 20; i++)
			arrive(1514, i);
		bench_wait_ms(1);
	}
	ck_assert_uint_eq(fake_card_writes(bench.card, E1000_ITR), 1);
	ck_assert_uint_eq(fake_card_write_no(bench.card, E1000_ITR, 0), 0x3d0);
	ck_assert_uint_lt(first(E1000_ITR, true), first(E1000_IMS, true));
	ck_assert_int_eq(bench.q->itr.rx.latency, E1000_LATENCY_BULK);
	bench_down();
}

KERNEL_TEST(a_quiet_link_raises_the_rate_step_by_step)
{
	static const u32 steps[] = {0x1b2, 0x117, 0xcd, 0xc3};
	unsigned int i;

	bench_up();
	bench.q->itr.rate = 4000;
	bench.q->itr.rx.latency = E1000_LATENCY_LOW;
	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		arrive(60, i);
		bench_wait_ms(1);
		ck_assert_uint_eq(bench_reg(E1000_ITR), steps[i]);
	}
	ck_assert_uint_eq(fake_card_writes(bench.card, E1000_ITR), 4);
	arrive(60, i);
	bench_wait_ms(1);
	ck_assert_uint_eq(fake_card_writes(bench.card, E1000_ITR), 4);
	bench_down();
}

Suite *suite_irq(void)
{
	Suite *s = suite_create("interrupt and poll");
	TCase *t = tcase_create("irq");

	tcase_add_test(t, an_interrupt_masks_polls_and_unmasks);
	tcase_add_test(t, an_interrupt_of_another_device_is_not_ours);
	tcase_add_test(t, an_interrupt_on_the_way_down_is_ended_and_masked);
	tcase_add_test(t, many_frames_take_one_interrupt);
	tcase_add_test(
		t, a_frame_that_comes_while_masked_interrupts_at_the_unmask);
	tcase_add_test(t, an_interrupt_during_poll_asks_for_another_round);
	tcase_add_test(t, what_was_sent_is_freed_by_poll);
	tcase_add_test(t, bulk_traffic_lowers_the_rate_before_the_unmask);
	tcase_add_test(t, a_quiet_link_raises_the_rate_step_by_step);
	suite_add_tcase(s, t);
	return s;
}
