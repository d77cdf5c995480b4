// SPDX-License-Identifier: MIT
/* The card passes the self tests that Linux's e1000 has for it (ethtool -t):
 * registers and interrupts; and what else software can ask about: the packet
 * buffers' state, small packets. The loopback test is in test_loopback.c. */
#include "card.h"

#include "sim/board.h"

#include <string.h>

static const uint32_t patterns[] = {0x5a5a5a5a, 0xa5a5a5a5, 0, 0xffffffff};

/* Write the bits of @w, see those of @m and no others. */
static void keeps(struct card *c, const char *name, uint32_t reg, uint32_t m,
		  uint32_t w)
{
	for (unsigned i = 0; i < 4; i++) {
		uint32_t value = patterns[i] & w, got;

		card_write(c, reg, value);
		got = card_read(c, reg);
		ck_assert_msg(got == (value & m), "%s: %08x, not %08x", name,
			      got, value & m);
	}
}

/* Write the bits of @m, see those that are in @w too. */
static void takes(struct card *c, const char *name, uint32_t reg, uint32_t m,
		  uint32_t w)
{
	uint32_t got;

	card_write(c, reg, w & m);
	got = card_read(c, reg);
	ck_assert_msg((got & m) == (w & m), "%s: %08x, not %08x", name, got & m,
		      w & m);
}

static void registers(struct card *c)
{
	static const struct {
		const char *name;
		uint32_t reg, m, w;
	} tests[] = {
		{"FCAL", E1000_FCAL, 0xffffffff, 0xffffffff},
		{"FCAH", E1000_FCAH, 0x0000ffff, 0xffffffff},
		{"FCT", E1000_FCT, 0x0000ffff, 0xffffffff},
		{"VET", E1000_VET, 0x0000ffff, 0xffffffff},
		{"RDTR", E1000_RDTR, 0x0000ffff, 0xffffffff},
		{"RDBAH", E1000_RDBAH, 0xffffffff, 0xffffffff},
		{"RDLEN", E1000_RDLEN, 0x000fff80, 0x000fffff},
		{"RDH", E1000_RDH, 0x0000ffff, 0x0000ffff},
		{"RDT", E1000_RDT, 0x0000ffff, 0x0000ffff},
		{"FCRTH", E1000_FCRTH, 0x0000fff8, 0x0000fff8},
		{"FCTTV", E1000_FCTTV, 0x0000ffff, 0x0000ffff},
		{"TIPG", E1000_TIPG, 0x3fffffff, 0x3fffffff},
		{"TDBAH", E1000_TDBAH, 0xffffffff, 0xffffffff},
		{"TDLEN", E1000_TDLEN, 0x000fff80, 0x000fffff},
		{"RDBAL", E1000_RDBAL, 0xfffffff0, 0xffffffff},
		{"TXCW", E1000_TXCW, 0xc000ffff, 0x0000ffff},
		{"TDBAL", E1000_TDBAL, 0xfffffff0, 0xffffffff},
		{"TIDV", E1000_TIDV, 0x0000ffff, 0x0000ffff},
	};
	uint32_t status = card_read(c, E1000_STATUS);

	card_write(c, E1000_STATUS, 0xfffff833);
	ck_assert_uint_eq(card_read(c, E1000_STATUS), status);
	for (unsigned i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		keeps(c, tests[i].name, tests[i].reg, tests[i].m, tests[i].w);
	takes(c, "RCTL", E1000_RCTL, 0xffffffff, 0);
	takes(c, "RCTL", E1000_RCTL, 0x06dfb3fe, 0x003ffffb);
	takes(c, "TCTL", E1000_TCTL, 0xffffffff, 0);
	takes(c, "RCTL", E1000_RCTL, 0x06dfb3fe, 0xffffffff);
	card_write(c, E1000_RCTL, 0);
	for (unsigned i = 0; i < E1000_RAH_COUNT; i++)
		keeps(c, "RAH", E1000_RAH + i * E1000_RAH_STRIDE, 0x8003ffff,
		      0xffffffff);
	for (unsigned i = 0; i < E1000_MTA_COUNT; i++)
		keeps(c, "MTA", E1000_MTA + i * E1000_MTA_STRIDE, 0xffffffff,
		      0xffffffff);
}

/* Causes 0 to 9, one by one: none while masked, itself and no other else. */
static void interrupts(struct card *c)
{
	for (unsigned i = 0; i < 10; i++) {
		uint32_t mask = 1u << i;

		c->icr = 0;
		card_write(c, E1000_IMC, mask);
		card_write(c, E1000_ICS, mask);
		card_wait_ns(c, 10000);
		ck_assert_uint_eq(c->icr & mask, 0);
		c->icr = 0;
		card_write(c, E1000_IMS, mask);
		card_write(c, E1000_ICS, mask);
		card_wait_ns(c, 10000);
		ck_assert_msg(c->icr & mask, "cause %u does not interrupt", i);
		c->icr = 0;
		card_write(c, E1000_IMC, ~mask & 0x7fff);
		card_write(c, E1000_ICS, ~mask & 0x7fff);
		card_wait_ns(c, 10000);
		ck_assert_uint_eq(c->icr, 0);
		card_write(c, E1000_IMC, 0xffffffff);
		card_read(c, E1000_ICR);
	}
}

static void start(struct card *c, unsigned buffers)
{
	card_start(c, CARD_RING, CARD_RING, 0);
	card_refill(c, buffers);
	card_wait_ns(c, 5000);
}

/* The frame's header and its words. */
static unsigned words(unsigned len)
{
	return 1 + (len + 4 + 7) / 8;
}

static void diagnosis(struct card *c)
{
	unsigned tail = 0, head;
	uint8_t frame[300];

	start(c, 1); /* whose descriptor the first frame takes */
	for (unsigned i = 0; i < 6; i++) {
		ck_assert_uint_eq(card_read(c, E1000_RDFPC), i ? i - 1 : 0);
		ck_assert_uint_eq(card_read(c, E1000_RDFT), tail);
		ck_assert_uint_eq(card_read(c, E1000_RDFTS), tail);
		card_inject(c, card_mac, 60 + 50 * i, WIRE_OK);
		card_wait_ns(c, 8000);
		tail += words(60 + 50 * i);
	}
	head = words(60);
	/* The next one's header and first word are fetched. */
	ck_assert_uint_eq(card_read(c, E1000_RDFH), head + 2);
	ck_assert_uint_eq(card_read(c, E1000_RDFHS), head + 2);
	card_refill(c, 10);
	card_wait_ns(c, 8000);
	ck_assert_uint_eq(card_read(c, E1000_RDFPC), 0);
	ck_assert_uint_eq(card_read(c, E1000_RDFH), tail);

	card_write(c, E1000_TCTL, 0);
	ck_assert_uint_eq(card_read(c, E1000_TDFH), 48 * 128);
	card_write(c, E1000_TCTL, E1000_TCTL_EN);
	machine_link(c->m, false);
	card_wait_ns(c, 1000);
	card_frame(frame, peer_mac, sizeof(frame));
	card_queue(c, frame, sizeof(frame));
	card_queue(c, frame, sizeof(frame));
	card_doorbell(c);
	card_wait_ns(c, 8000);
	ck_assert_uint_eq(card_read(c, E1000_TDFPC), 2);
	ck_assert_uint_eq(card_read(c, E1000_TDFT),
			  48 * 128 + 2 * words(sizeof(frame) - 4));
	machine_link(c->m, true);
	card_wait_ns(c, 3000000);
	ck_assert_uint_eq(card_read(c, E1000_TDFPC), 0);
	ck_assert_uint_eq(card_read(c, E1000_TDFH), card_read(c, E1000_TDFT));
	/* Nobody moves them from outside. */
	card_write(c, E1000_TDFH, 0x123);
	card_write(c, E1000_RDFT, 0x123);
	ck_assert_uint_eq(card_read(c, E1000_RDFT), tail);
}

static void small_packets(struct card *c)
{
	start(c, CARD_RING - 1);
	card_write(c, E1000_RDTR, 200);
	card_write(c, E1000_RADV, 300);
	card_write(c, E1000_RSRPD, 100);
	card_read(c, E1000_ICR);
	/* With the FCS, which stays: 100 are small, 101 are not. */
	card_inject(c, card_mac, 97, WIRE_OK);
	card_wait_ns(c, 20000);
	ck_assert_uint_eq(card_read(c, E1000_ICR), 0);
	card_inject(c, card_mac, 96, WIRE_OK);
	card_wait_ns(c, 20000);
	/* The other one's delay has ended with this one. */
	ck_assert_uint_eq(card_read(c, E1000_ICR),
			  E1000_ICR_SRPD | E1000_ICR_RXT0);
	ck_assert_ptr_nonnull(card_received(c, NULL));
	ck_assert_ptr_nonnull(card_received(c, NULL));
	card_wait_ns(c, 400000);
	ck_assert_uint_eq(card_read(c, E1000_ICR), 0);
	/* Without it, as the descriptor says the length. */
	card_write(c, E1000_RCTL, E1000_RCTL_EN | E1000_RCTL_SECRC);
	card_wait_ns(c, 1000);
	card_inject(c, card_mac, 100, WIRE_OK);
	card_wait_ns(c, 20000);
	ck_assert_uint_eq(card_read(c, E1000_ICR),
			  E1000_ICR_SRPD | E1000_ICR_RXT0);
	/* 0 is off. */
	card_write(c, E1000_RSRPD, 0);
	card_inject(c, card_mac, 60, WIRE_OK);
	card_wait_ns(c, 20000);
	ck_assert_uint_eq(card_read(c, E1000_ICR), 0);
	card_wait_ns(c, 200000);
	ck_assert_uint_eq(card_read(c, E1000_ICR), E1000_ICR_RXT0);
}

/* Small ones among big ones at full speed: each is told of, no big one is. */
static void small_among_big(struct card *c)
{
	unsigned small = 0;

	start(c, CARD_RING - 1);
	card_write(c, E1000_RDTR, 0xffff);
	card_write(c, E1000_RSRPD, 64);
	card_read(c, E1000_ICR);
	card_write(c, E1000_IMS, E1000_ICR_SRPD);
	c->irqs = 0;
	for (unsigned i = 0; i < 90; i++) {
		bool is_small = i % 9 == 4;

		card_inject(c, card_mac, is_small ? 60 : 61 + 9 * i, WIRE_OK);
		small += is_small;
	}
	card_wait_ns(c, 600000);
	ck_assert_uint_eq(c->irqs, small);
	for (unsigned i = 0; i < 86; i++) /* up to the last small one */
		ck_assert_ptr_nonnull(card_received(c, NULL));
}

CARD_TEST(the_register_test_of_linux_passes, registers)
CARD_TEST(the_interrupt_test_of_linux_passes, interrupts)
CARD_TEST(the_registers_for_diagnosis_follow_the_packet_buffers, diagnosis)
CARD_TEST(a_small_packet_ends_the_delay_with_srpd_and_rxt0, small_packets)
CARD_TEST(each_small_packet_among_big_ones_is_told_of, small_among_big)

int main(void)
{
	const TTest *const tests[] = {
		the_register_test_of_linux_passes,
		the_interrupt_test_of_linux_passes,
		the_registers_for_diagnosis_follow_the_packet_buffers,
		a_small_packet_ends_the_delay_with_srpd_and_rxt0,
		each_small_packet_among_big_ones_is_told_of,
	};

	return card_main("self test", tests, sizeof(tests) / sizeof(tests[0]));
}
