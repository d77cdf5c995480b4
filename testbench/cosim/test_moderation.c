// SPDX-License-Identifier: MIT
/* When the card interrupts: RDTR and RADV, TIDV and TADV, ITR (3.2.7, 13.4.18,
 * 13.4.30, 13.4.31, 13.4.41, 13.4.44), to the clock. */
#include "card.h"

#define TIMER_PS (1024 * PS_PER_NS)
#define ITR_PS	 (256 * PS_PER_NS)

/* Longest that a descriptor takes on its way to the bus. */
#define WRITE_BACK (10 * NIC_CYCLE_PS)

#define TX_CMD_IDE 0x80

/* Go on to an edge of the card, so that two measurements begin alike. */
static ps_t aligned(struct card *c)
{
	card_wait_ns(c, (NIC_CYCLE_PS - machine_now(c->m) % NIC_CYCLE_PS) /
				PS_PER_NS);
	ck_assert_uint_eq(machine_now(c->m) % NIC_CYCLE_PS, 0);
	return machine_now(c->m);
}

static void start(struct card *c, uint32_t cause)
{
	card_start(c, CARD_RING, CARD_RING, 0);
	card_refill(c, CARD_RING - 1);
	card_read(c, E1000_ICR);
	card_write(c, E1000_IMS, cause);
	card_wait_ns(c, 5000);
	ck_assert_uint_eq(c->irqs, 0);
}

/* ---- receive ---- */

/* @frames come, one every 5 us: time from the beginning of the first to the
 * interrupt, of which there is one. */
static ps_t received(struct card *c, unsigned frames)
{
	unsigned before = c->irqs;
	ps_t from = aligned(c);

	for (unsigned i = 0; i < frames; i++) {
		card_inject(c, card_mac, 60, WIRE_OK);
		card_wait_ns(c, 5000);
	}
	card_wait_ns(c, 100000);
	ck_assert_uint_eq(c->irqs, before + 1);
	return c->irq_at - from;
}

static void receive_timers(struct card *c)
{
	ps_t at_once, from;

	start(c, E1000_IMS_RXT0);
	at_once = received(c, 1);
	card_write(c, E1000_RADV, 50);
	/* RDTR 0 disables both (13.4.31). */
	ck_assert_uint_eq(received(c, 1), at_once);
	card_write(c, E1000_RADV, 0);
	card_write(c, E1000_RDTR, 10);
	/* When the timers begin: at once but for the descriptor, whose
	 * write-back need not be waited for. */
	from = received(c, 1) - 10 * TIMER_PS;
	ck_assert_uint_le(from, at_once);
	ck_assert_uint_ge(from, at_once - WRITE_BACK);
	card_write(c, E1000_RDTR, 30);
	ck_assert_uint_eq(received(c, 1), from + 30 * TIMER_PS);
	/* The second frame starts it anew ... */
	ck_assert_uint_eq(received(c, 2), from + 5 * PS_PER_US + 30 * TIMER_PS);
	/* ... but not the absolute timer. */
	card_write(c, E1000_RADV, 12);
	ck_assert_uint_eq(received(c, 3), from + 12 * TIMER_PS);
}

/* ---- transmit ---- */

static void send(struct card *c, unsigned cmd)
{
	struct card_desc *d = &c->tx.desc[c->tx.tail];
	uint8_t frame[60];

	card_queue(c, frame, (uint16_t)card_frame(frame, peer_mac, 60));
	d->b |= (uint16_t)(cmd << 8);
	card_doorbell(c);
}

/* The same for sent ones, which are reported with a delay. */
static ps_t sent(struct card *c, unsigned frames)
{
	unsigned before = c->irqs;
	ps_t from = aligned(c);

	for (unsigned i = 0; i < frames; i++) {
		send(c, TX_CMD_IDE);
		card_wait_ns(c, 5000 - 10); /* a register write takes 10 */
	}
	card_wait_ns(c, 100000);
	ck_assert_uint_eq(c->irqs, before + 1);
	ck_assert_uint_eq(card_reclaim(c), frames);
	return c->irq_at - from;
}

static void transmit_timers(struct card *c)
{
	ps_t at_once, first, again, from;

	start(c, E1000_IMS_TXDW);
	at_once = sent(c, 1);
	card_write(c, E1000_TIDV, 10);
	first = sent(c, 1) - 10 * TIMER_PS;
	ck_assert_uint_ge(first, at_once);
	ck_assert_uint_le(first, at_once + WRITE_BACK);
	card_write(c, E1000_TIDV, 30);
	ck_assert_uint_eq(sent(c, 1), first + 30 * TIMER_PS);
	/* The second frame starts it anew; its way is some clocks shorter. */
	again = sent(c, 2) - 5 * PS_PER_US - 30 * TIMER_PS;
	ck_assert_uint_le(again, first);
	ck_assert_uint_ge(again, first - WRITE_BACK);
	card_write(c, E1000_TADV, 12);
	ck_assert_uint_eq(sent(c, 3), first + 12 * TIMER_PS);
	/* One without IDE does not wait, and takes the others along. */
	from = aligned(c);
	send(c, TX_CMD_IDE);
	card_wait_ns(c, 5000 - 10);
	send(c, 0);
	card_wait_ns(c, 100000);
	ck_assert_uint_eq(c->irqs, 6);
	ck_assert_uint_lt(c->irq_at - from, 5 * PS_PER_US + at_once + 1);
}

/* ---- the throttle ---- */

/* 200 long frames without a pause: a cause is always waiting. */
static void throttle(struct card *c)
{
	static const uint32_t itr[] = {500, 195, 55};
	const ps_t frame = (1514 + 24) * NIC_CYCLE_PS;

	start(c, E1000_IMS_RXT0);
	for (unsigned i = 0; i < 3; i++) {
		unsigned before = c->irqs;
		ps_t first;

		card_write(c, E1000_ITR, itr[i]);
		for (int n = 0; n < 200; n++)
			card_inject(c, card_mac, 1514, WIRE_OK);
		while (c->irqs == before)
			card_wait_ns(c, 1000);
		first = c->irq_at;
		card_wait_ns(c, 2600000);
		/* No floor: 55 is 71,000 a second. The last one comes when
		 * there is no frame to wait for. */
		ck_assert_uint_eq(c->irq_at - first,
				  (c->irqs - before - 1) * itr[i] * ITR_PS);
		ck_assert_uint_ge(c->irqs - before,
				  199 * frame / (itr[i] * ITR_PS));
		while (card_received(c, NULL))
			card_refill(c, 1);
	}
	card_write(c, E1000_ITR, 0);
	c->irqs = 0;
	for (int n = 0; n < 200; n++)
		card_inject(c, card_mac, 1514, WIRE_OK);
	card_wait_ns(c, 2600000);
	ck_assert_uint_eq(c->irqs, 200);
}

CARD_TEST(rdtr_waits_after_the_last_frame_and_radv_after_the_first,
	  receive_timers)
CARD_TEST(tidv_waits_after_the_last_frame_with_ide_and_tadv_after_the_first,
	  transmit_timers)
CARD_TEST(itr_keeps_interrupts_apart_by_its_interval_and_no_more, throttle)

int main(void)
{
	const TTest *const tests[] = {
		rdtr_waits_after_the_last_frame_and_radv_after_the_first,
		tidv_waits_after_the_last_frame_with_ide_and_tadv_after_the_first,
		itr_keeps_interrupts_apart_by_its_interval_and_no_more,
	};

	return card_main("moderation", tests, sizeof(tests) / sizeof(tests[0]));
}
