// SPDX-License-Identifier: MIT
/* Reset values and access types over the real bus, from the register map. */
#include "card.h"

#include "e1000_regs_test.h"

#define N_REGS (sizeof(e1000_reg_info) / sizeof(e1000_reg_info[0]))

static void at_reset(struct card *c)
{
	for (unsigned i = 0; i < N_REGS; i++) {
		const struct e1000_reg_info *r = &e1000_reg_info[i];
		uint32_t got = card_read(c, r->offset);

		ck_assert_msg((got & r->compare) == (r->reset & r->compare),
			      "%s reads %08x at reset, the map says %08x",
			      r->name, got, r->reset);
	}
}

static void store(struct card *c, const struct e1000_reg_info *r,
		  uint32_t pattern)
{
	uint32_t value = pattern & ~r->start, want, got;

	card_write(c, r->offset, value);
	want = (value & r->writable) | (r->reset & ~r->writable);
	got = card_read(c, r->offset);
	ck_assert_msg(((got ^ want) & r->compare) == 0,
		      "%s: wrote %08x, read %08x, the map says %08x", r->name,
		      value, got, want);
}

static void access(struct card *c)
{
	static const uint32_t pattern[] = {0xffffffff, 0xa5a5a5a5, 0x5a5a5a5a,
					   0};

	for (unsigned i = 0; i < N_REGS; i++) {
		const struct e1000_reg_info *r = &e1000_reg_info[i];

		if (r->access != E1000_ACCESS_RW &&
		    r->access != E1000_ACCESS_RO)
			continue;
		for (unsigned p = 0; p < 4; p++)
			store(c, r, pattern[p]);
		card_write(c, r->offset, r->reset);
	}
	/* Nothing of that has reached another register; but CTRL without SLU
	 * was a link that went down. */
	ck_assert_uint_eq(card_read(c, E1000_ICR), E1000_ICR_LSC);
	at_reset(c);
}

static void causes(struct card *c)
{
	machine_irq_disable(c->m);
	card_write(c, E1000_IMS, E1000_ICR_LSC | E1000_ICR_RXT0);
	card_write(c, E1000_IMS, E1000_ICR_TXDW);
	ck_assert_uint_eq(card_read(c, E1000_IMS),
			  E1000_ICR_LSC | E1000_ICR_RXT0 | E1000_ICR_TXDW);
	/* IMS only sets: writing 0 does not mask. 13.4.20 */
	card_write(c, E1000_IMS, 0);
	card_write(c, E1000_IMC, E1000_ICR_LSC);
	ck_assert_uint_eq(card_read(c, E1000_IMS),
			  E1000_ICR_RXT0 | E1000_ICR_TXDW);
	card_write(c, E1000_IMC, 0xffffffff);

	card_read(c, E1000_ICR);
	card_write(c, E1000_ICS, E1000_ICR_RXT0 | E1000_ICR_RXO);
	/* Writing 1 to ICR clears that bit, reading it clears all. 13.4.17 */
	card_write(c, E1000_ICR, E1000_ICR_RXO);
	ck_assert_uint_eq(card_read(c, E1000_ICR), E1000_ICR_RXT0);
	ck_assert_uint_eq(card_read(c, E1000_ICR), 0);
}

static void line_level(struct card *c)
{
	card_read(c, E1000_ICR);
	card_write(c, E1000_ICS, E1000_ICR_RXT0);
	card_wait_ns(c, 2000);
	ck_assert_uint_eq(c->irqs, 0);
	/* A cause raised while masked fires on the IMS write. */
	card_write(c, E1000_IMS, E1000_ICR_RXT0);
	card_wait_ns(c, 2000);
	ck_assert_uint_eq(c->irqs, 1);
	ck_assert_uint_eq(c->icr, E1000_ICR_RXT0);
}

static void address(struct card *c)
{
	uint32_t low = card_read(c, E1000_RAL);
	uint32_t high = card_read(c, E1000_RAH);

	ck_assert_uint_eq(low, 0x12005452);
	ck_assert_uint_eq(high, 0x80000234);
}

static void reset(struct card *c)
{
	card_write(c, E1000_RDBAL, 0x12345600);
	card_write(c, E1000_TIPG, 0x00700000);
	card_write(c, E1000_RCTL, E1000_RCTL_BAM);
	card_write(c, E1000_CTRL, card_read(c, E1000_CTRL) | E1000_CTRL_RST);
	for (int i = 0; card_read(c, E1000_CTRL) & E1000_CTRL_RST; i++)
		ck_assert_int_lt(i, 1000);
	card_wait_ns(c, 20000);
	at_reset(c);
	address(c);
}

/* As Linux does it: 13.4.1 by way of 13.2.2. */
static void reset_by_io(struct card *c)
{
	uint16_t io =
		(uint16_t)(machine_pci_read32(c->m, MACHINE_NIC_BDF, 0x14) &
			   ~3u);

	card_write(c, E1000_RDBAL, 0x12345600);
	card_write(c, E1000_RCTL, E1000_RCTL_BAM);
	machine_io_write32(c->m, io, E1000_CTRL);
	machine_io_write32(c->m, io + 4,
			   card_read(c, E1000_CTRL) | E1000_CTRL_RST);
	card_wait_ns(c, CARD_LOAD_NS);
	ck_assert_uint_eq(machine_io_read32(c->m, io), E1000_CTRL);
	ck_assert_uint_eq(machine_io_read32(c->m, io + 4),
			  card_read(c, E1000_CTRL));
	at_reset(c);
	address(c);
}

CARD_TEST(every_register_has_the_reset_value_of_the_map, at_reset)
CARD_TEST(every_register_keeps_the_bits_the_map_calls_writable, access)
CARD_TEST(ims_sets_imc_clears_and_icr_clears_by_reading_or_writing_one, causes)
CARD_TEST(a_cause_raised_while_masked_fires_when_it_is_unmasked, line_level)
CARD_TEST(the_permanent_address_is_in_ral0_and_rah0_after_reset, address)
CARD_TEST(ctrl_rst_brings_every_register_back_and_clears_itself, reset)
CARD_TEST(ctrl_rst_through_the_io_bar_does_the_same, reset_by_io)

int main(void)
{
	const TTest *const tests[] = {
		every_register_has_the_reset_value_of_the_map,
		every_register_keeps_the_bits_the_map_calls_writable,
		ims_sets_imc_clears_and_icr_clears_by_reading_or_writing_one,
		a_cause_raised_while_masked_fires_when_it_is_unmasked,
		the_permanent_address_is_in_ral0_and_rah0_after_reset,
		ctrl_rst_brings_every_register_back_and_clears_itself,
		ctrl_rst_through_the_io_bar_does_the_same};

	return card_main("registers", tests, sizeof(tests) / sizeof(tests[0]));
}
