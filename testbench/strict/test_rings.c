// SPDX-License-Identifier: MIT
/* Rules about the rings: registers, doorbells, who owns a descriptor. */
#include "bench.h"

#include <string.h>

#define RX    false
#define TX    true
#define FRAME (EOP | IFCS | RS | 60)

/* ---- base, length, head ---- */

FRESH(a_ring_begins_at_a_multiple_of_16)
{
	set(b, E1000_RDBAL, RX_RING + 16);
	silent(b);
	set(b, E1000_RDBAL, RX_RING + 8);
	only(b, "ring-base", E1000_RDBAL);
}

FRESH(a_rings_length_is_a_multiple_of_128)
{
	set(b, E1000_TDLEN, 256);
	silent(b);
	set(b, E1000_TDLEN, 100 * 16);
	only(b, "ring-length", E1000_TDLEN);
	ck_assert(strstr(first(b)->what, "1600: the card takes 1536") != NULL);
}

FRESH(a_ring_has_a_length_when_it_is_switched_on)
{
	start(b);
	silent(b);
	set(b, E1000_TCTL, 0);
	set(b, E1000_TDLEN, 0);
	set(b, E1000_TCTL, TCTL_GOOD);
	only(b, "ring-empty", E1000_TCTL);
}

STARTED(a_ring_is_not_moved_while_it_is_used)
{
	set(b, E1000_TDBAL, TX_RING); /* where it is */
	silent(b);
	set(b, E1000_TDBAL, TX_RING + 128);
	only(b, "ring-changed", E1000_TDBAL);
}

STARTED(a_rings_length_is_not_changed_while_it_is_used)
{
	set(b, E1000_RDLEN, 128);
	only(b, "ring-changed", E1000_RDLEN);
}

STARTED(a_head_is_written_while_the_ring_rests)
{
	set(b, E1000_TCTL, 0);
	set(b, E1000_TDH, 0);
	set(b, E1000_TDT, 0);
	set(b, E1000_TCTL, TCTL_GOOD);
	silent(b);
	set(b, E1000_TDH, 0);
	only(b, "head-written", E1000_TDH);
}

STARTED(reading_the_head_is_a_hint)
{
	set(b, E1000_RCTL, 0);
	get(b, E1000_RDH, 0);
	silent(b);
	get(b, E1000_TDH, 0);
	only(b, "head-read", E1000_TDH);
	ck_assert_uint_eq(strict_broken(b->s), 0);
}

/* ---- tail ---- */

FRESH(a_tail_lies_in_the_ring)
{
	start_rings(b);
	set(b, E1000_RDT, RING - 1);
	silent(b);
	set(b, E1000_RDT, RING);
	only(b, "tail-end", E1000_RDT);
	ck_assert_uint_eq(first(b)->value, RING);
}

STARTED(a_tail_does_not_reach_the_head)
{
	for (unsigned i = 8; i < RING; i++)
		rx_buffer(b, i);
	rx_tail(b, 15); /* all but one */
	silent(b);
	rx_tail(b, 0);
	only(b, "tail-head", E1000_RDT);
}

STARTED(a_tail_does_not_move_back)
{
	rx_tail(b, 4);
	only(b, "tail-head", E1000_RDT);
}

STARTED(a_tail_follows_what_the_card_has_done_round_the_ring)
{
	for (unsigned round = 0; round < 5; round++)
		for (unsigned i = 0; i < RING; i++) {
			unsigned next = (i + 8) % RING;

			card_reads(b, RX, i);
			card_done(b, RX, i);
			rx_buffer(b, next);
			rx_tail(b, (next + 1) % RING);
		}
	silent(b);
}

/* ---- barriers ---- */

STARTED(a_doorbell_has_a_barrier_before_it)
{
	tx_desc(b, 0, FRAME);
	tx_tail(b, 1);
	set(b, E1000_TDT, 1); /* nothing new */
	silent(b);
	tx_desc(b, 1, FRAME);
	set(b, E1000_TDT, 2);
	only(b, "doorbell-barrier", E1000_TDT);
	ck_assert_uint_eq(first(b)->index, 1);
}

STARTED(a_barrier_before_the_last_write_does_not_count)
{
	tx_desc(b, 0, IFCS | 60);
	tx_desc(b, 1, IFCS | 60);
	barrier(b);
	tx_desc(b, 1, FRAME); /* EOP, after all */
	set(b, E1000_TDT, 2);
	only(b, "doorbell-barrier", E1000_TDT);
}

STARTED(one_barrier_does_for_both_rings)
{
	tx_desc(b, 0, FRAME);
	rx_buffer(b, 8);
	barrier(b);
	set(b, E1000_RDT, 9);
	set(b, E1000_TDT, 1);
	silent(b);
}

STARTED(a_descriptor_that_comes_again_needs_a_barrier_again)
{
	tx_desc(b, 0, FRAME);
	for (unsigned i = 1; i < RING; i++)
		tx_desc(b, i, FRAME);
	tx_tail(b, 15);
	for (unsigned i = 0; i < 15; i++)
		card_done(b, TX, i);
	tx_desc(b, 15, FRAME);
	tx_tail(b, 0);
	card_done(b, TX, 15);
	silent(b);
	tx_desc(b, 0, FRAME); /* the same to the last bit */
	set(b, E1000_TDT, 1);
	only(b, "doorbell-barrier", E1000_TDT);
}

START_TEST(where_barriers_are_not_seen_none_is_missed)
{
	struct bench *b = bench_create(false);

	start(b);
	tx_desc(b, 0, FRAME);
	set(b, E1000_TDT, 1);
	silent(b);
	bench_destroy(b);
}
END_TEST

/* ---- ownership ---- */

STARTED(a_descriptor_of_the_card_is_left_alone)
{
	rx_buffer(b, 9); /* not the card's yet */
	get(b, E1000_STATUS, 0);
	silent(b);
	b->ring[RX][2 * 3] += 64;
	get(b, E1000_STATUS, 0);
	only(b, "descriptor-touched", E1000_RDT);
	ck_assert_uint_eq(first(b)->index, 3);
	get(b, E1000_STATUS, 0); /* told once */
	ck_assert_uint_eq(first(b)->count, 1);
}

STARTED(a_change_before_the_card_has_read_is_found_as_it_reads)
{
	tx_desc(b, 0, FRAME);
	tx_tail(b, 1);
	b->ring[TX][1] |= 0x1;
	card_reads(b, TX, 0);
	only(b, "descriptor-touched", E1000_TDT);
}

STARTED(a_change_after_the_card_has_read_is_found_as_it_writes_back)
{
	tx_desc(b, 0, FRAME);
	tx_tail(b, 1);
	card_reads(b, TX, 0);
	b->ring[TX][0] = 0;
	card_done(b, TX, 0);
	only(b, "descriptor-touched", E1000_TDT);
}

STARTED(a_descriptor_with_dd_is_softwares)
{
	card_done(b, RX, 0);
	rx_buffer(b, 0);
	get(b, E1000_STATUS, 0);
	silent(b);
}

STARTED(the_head_alone_does_not_give_back_what_will_be_written)
{
	tx_desc(b, 0, FRAME);
	tx_tail(b, 1);
	b->head[TX] = 1;
	tx_desc(b, 0, FRAME + 1);
	get(b, E1000_STATUS, 0);
	only(b, "descriptor-touched", E1000_TDT);
}

STARTED(without_rs_the_head_gives_it_back)
{
	tx_desc(b, 0, EOP | IFCS | 60);
	tx_tail(b, 1);
	b->head[TX] = 1;
	get(b, E1000_STATUS, 0);
	tx_desc(b, 0, FRAME);
	get(b, E1000_STATUS, 0);
	silent(b);
}

STARTED(what_is_before_a_descriptor_with_dd_is_softwares_too)
{
	tx_desc(b, 0, IFCS | RS | 60);
	tx_desc(b, 1, FRAME);
	tx_tail(b, 2);
	card_done(b, TX, 1);
	tx_desc(b, 0, FRAME);
	get(b, E1000_STATUS, 0);
	silent(b);
}

STARTED(after_a_reset_nothing_is_the_cards)
{
	set(b, E1000_CTRL, E1000_CTRL_RESET | E1000_CTRL_RST);
	wait_ns(b, 1000);
	memset(b->ring[RX], 0, sizeof(b->ring[RX]));
	get(b, E1000_STATUS, 0);
	card_done(b, RX, 3); /* still on its way */
	silent(b);
}

STARTED(a_receive_descriptor_is_handed_over_with_status_0)
{
	rx_buffer(b, 8);
	b->ring[RX][2 * 8 + 1] = UINT64_C(1) << 32;
	rx_tail(b, 9);
	only(b, "descriptor-done", E1000_RDT);
	ck_assert_uint_eq(first(b)->index, 8);
}

STARTED(so_is_a_transmit_descriptor)
{
	tx_full(b, 0, FRAME, E1000_TXD_STAT_DD);
	tx_tail(b, 1);
	only(b, "descriptor-done", E1000_TDT);
}

/* ---- receive buffers ---- */

STARTED(a_receive_buffer_is_as_large_as_rctl_says)
{
	rx_buffer(b, 8);
	b->room = 2047;
	rx_tail(b, 9);
	only(b, "rx-room", E1000_RDT);
}

STARTED(the_buffer_size_changes_while_the_card_has_no_buffers)
{
	set(b, E1000_RCTL, RCTL_GOOD | E1000_RCTL_UPE);
	silent(b);
	set(b, E1000_RCTL, RCTL_GOOD | E1000_RCTL_SZ_1024);
	only(b, "rx-size", E1000_RCTL);
}

STARTED(an_empty_ring_may_change_the_buffer_size)
{
	for (unsigned i = 0; i < 8; i++)
		card_done(b, RX, i);
	set(b, E1000_RCTL, RCTL_GOOD | E1000_RCTL_SZ_1024);
	silent(b);
}

/* ---- nonsense ---- */

FRESH(a_ring_that_is_nowhere_is_not_looked_at)
{
	clear_tables(b);
	start_rings(b);
	set(b, E1000_RDBAL, 0xfffffff0);
	set(b, E1000_RDBAH, 0xffffffff);
	set(b, E1000_RDLEN, 0xfff80);
	set(b, E1000_RCTL, RCTL_GOOD);
	set(b, E1000_RDT, 0xffff);
	rx_tail(b, 3);
	card_reads(b, RX, 0);
	set(b, E1000_RCTL, 0);
	ck_assert_uint_eq(strict_count(b->s, "descriptor-touched"), 0);
}

FRESH(any_program_at_all_is_survived)
{
	uint64_t x = 1;

	for (unsigned i = 0; i < 200000; i++) {
		uint32_t reg, value;

		x = x * 6364136223846793005u + 1442695040888963407u;
		reg = x >> 33 & 0x7ffc;
		value = x >> 20 & (x >> 60 & 1 ? 0xffffffff : 0xff);
		if (x >> 61 & 1)
			reg = (x >> 62 & 1 ? 0x2800 : 0x3800) + (reg & 0x1c);
		if (x >> 50 & 1)
			b->ring[x >> 51 & 1][x >> 52 & 31] = x;
		b->head[x >> 40 & 1] = x >> 41 & 0x1f;
		if (x >> 57 & 3)
			set(b, reg, value);
		else
			get(b, reg, value);
		if (x >> 55 & 1)
			card_reads(b, x >> 56 & 1, x >> 44 & 15);
		if (x >> 54 & 1)
			card_done(b, x >> 53 & 1, x >> 45 & 15);
		if (!(i % 16)) {
			set(b, E1000_RDLEN, 256);
			set(b, E1000_TDLEN, 256);
			set(b, E1000_RDBAL, RX_RING);
			set(b, E1000_TDBAL, TX_RING);
			set(b, E1000_RDBAH, 0);
			set(b, E1000_TDBAH, 0);
			set(b, E1000_RCTL, RCTL_GOOD);
			set(b, E1000_TCTL, TCTL_GOOD);
		}
	}
	ck_assert_uint_gt(strict_broken(b->s), 1000);
}

int main(void)
{
	const TTest *const tests[] = {
		a_ring_begins_at_a_multiple_of_16,
		a_rings_length_is_a_multiple_of_128,
		a_ring_has_a_length_when_it_is_switched_on,
		a_ring_is_not_moved_while_it_is_used,
		a_rings_length_is_not_changed_while_it_is_used,
		a_head_is_written_while_the_ring_rests,
		reading_the_head_is_a_hint,
		a_tail_lies_in_the_ring,
		a_tail_does_not_reach_the_head,
		a_tail_does_not_move_back,
		a_tail_follows_what_the_card_has_done_round_the_ring,
		a_doorbell_has_a_barrier_before_it,
		a_barrier_before_the_last_write_does_not_count,
		one_barrier_does_for_both_rings,
		a_descriptor_that_comes_again_needs_a_barrier_again,
		where_barriers_are_not_seen_none_is_missed,
		a_descriptor_of_the_card_is_left_alone,
		a_change_before_the_card_has_read_is_found_as_it_reads,
		a_change_after_the_card_has_read_is_found_as_it_writes_back,
		a_descriptor_with_dd_is_softwares,
		the_head_alone_does_not_give_back_what_will_be_written,
		without_rs_the_head_gives_it_back,
		what_is_before_a_descriptor_with_dd_is_softwares_too,
		after_a_reset_nothing_is_the_cards,
		a_receive_descriptor_is_handed_over_with_status_0,
		so_is_a_transmit_descriptor,
		a_receive_buffer_is_as_large_as_rctl_says,
		the_buffer_size_changes_while_the_card_has_no_buffers,
		an_empty_ring_may_change_the_buffer_size,
		a_ring_that_is_nowhere_is_not_looked_at,
		any_program_at_all_is_survived,
	};

	return strict_main("strict mode: rings", tests,
			   sizeof(tests) / sizeof(tests[0]));
}
