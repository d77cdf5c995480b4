// SPDX-License-Identifier: MIT
/* Which addresses the card takes: exact entries, hash, and the modes of RCTL
 * (13.4.22, 13.5.1, 13.5.2). */
#include "card.h"

#include <string.h>

static const uint8_t group[6] = {0x01, 0x00, 0x5e, 0x12, 0xb7, 0xc9};
static const uint8_t stranger[6] = {0x52, 0x54, 0x00, 0x99, 0x99, 0x99};
static const uint8_t everybody[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

static void mode(struct card *c, uint32_t rctl)
{
	card_write(c, E1000_RCTL, rctl | E1000_RCTL_EN);
}

/* A frame for @dst comes: does it reach the ring? */
static bool passes(struct card *c, const uint8_t *dst)
{
	const struct card_desc *d;
	bool got;

	card_read(c, E1000_STATUS); /* the tables are written before it comes */
	card_inject(c, dst, 60, WIRE_OK);
	card_wait_ns(c, 3000);
	d = card_received(c, NULL);
	got = d != NULL;
	if (got)
		card_refill(c, 1);
	ck_assert_ptr_null(card_received(c, NULL));
	return got;
}

static void start(struct card *c)
{
	card_start(c, 16, 8, 0);
	card_refill(c, 15);
	card_wait_ns(c, 5000);
}

/* 13.5.1: bits 47:36, 46:35, 45:34 or 43:32 of the address, whose first byte on
 * the wire is bits 7:0. */
static uint32_t hash(const uint8_t *addr, unsigned mo)
{
	static const unsigned lowest[] = {36, 35, 34, 32};
	uint64_t a = 0;

	for (int i = 6; i--;)
		a = a << 8 | addr[i];
	return a >> lowest[mo] & 0xfff;
}

static void fill_table(struct card *c, uint32_t word)
{
	for (unsigned i = 0; i < E1000_MTA_COUNT; i++)
		card_write(c, E1000_MTA + i * E1000_MTA_STRIDE, word);
}

static void hashed(struct card *c)
{
	start(c);
	for (unsigned mo = 0; mo < 4; mo++) {
		uint32_t h = hash(group, mo);
		uint32_t reg = E1000_MTA + h / 32 * E1000_MTA_STRIDE;
		uint32_t bit = 1u << h % 32;

		mode(c, mo << E1000_RCTL_MO_SHIFT);
		fill_table(c, 0);
		ck_assert(!passes(c, group));
		card_write(c, reg, bit);
		ck_assert_msg(passes(c, group), "MO %u does not find bit %u",
			      mo, h);
		fill_table(c, 0xffffffff);
		card_write(c, reg, ~bit);
		ck_assert_msg(!passes(c, group), "MO %u looks beside bit %u",
			      mo, h);
		/* The hash is for groups only. */
		ck_assert(!passes(c, stranger));
	}
}

static void exact(struct card *c)
{
	start(c);
	for (unsigned i = 1; i < E1000_RAL_COUNT; i++) {
		uint8_t addr[6] = {0x52, 0x54, 0, 0, 1, (uint8_t)i};
		uint32_t low, high;

		memcpy(&low, addr, 4);
		high = (uint32_t)(addr[4] | addr[5] << 8);
		card_write(c, E1000_RAL + i * E1000_RAL_STRIDE, low);
		card_write(c, E1000_RAH + i * E1000_RAH_STRIDE, high);
		ck_assert_msg(!passes(c, addr), "entry %u needs no AV", i);
		card_write(c, E1000_RAH + i * E1000_RAH_STRIDE,
			   high | E1000_RAH_AV);
		ck_assert_msg(passes(c, addr), "entry %u is not looked at", i);
	}
	ck_assert(passes(c, card_mac));
	ck_assert(!passes(c, stranger));
}

static void modes(struct card *c)
{
	static const struct {
		uint32_t rctl;
		bool everybody, group, stranger;
	} want[] = {
		{0, false, false, false},
		{E1000_RCTL_BAM, true, false, false},
		{E1000_RCTL_MPE, true, true, false},
		{E1000_RCTL_UPE, false, false, true},
		{E1000_RCTL_UPE | E1000_RCTL_MPE, true, true, true},
	};

	start(c);
	for (unsigned i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		mode(c, want[i].rctl);
		ck_assert_int_eq(passes(c, everybody), want[i].everybody);
		ck_assert_int_eq(passes(c, group), want[i].group);
		ck_assert_int_eq(passes(c, stranger), want[i].stranger);
		ck_assert(passes(c, card_mac));
	}
}

CARD_TEST(each_offset_of_the_hash_finds_its_own_bit_of_the_4096, hashed)
CARD_TEST(each_of_the_sixteen_exact_entries_passes_its_address_when_valid,
	  exact)
CARD_TEST(broadcasts_groups_and_strangers_pass_in_their_modes_only, modes)

int main(void)
{
	const TTest *const tests[] = {
		each_offset_of_the_hash_finds_its_own_bit_of_the_4096,
		each_of_the_sixteen_exact_entries_passes_its_address_when_valid,
		broadcasts_groups_and_strangers_pass_in_their_modes_only,
	};

	return card_main("filter", tests, sizeof(tests) / sizeof(tests[0]));
}
