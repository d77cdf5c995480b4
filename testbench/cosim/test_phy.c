// SPDX-License-Identifier: MIT
/* The PHY through the whole card: MDIC, the link, and what the link stops. */
#include "card.h"

#include "sim/board.h"

#include "../../sim/board/phy.h"

#include <string.h>

#define FRAME_NS	    30000
#define LINK_NS		    (PHY_LINK_PS / PS_PER_NS)
#define STATUS_FULL_GIGABIT 0x80080783u

static uint32_t mdic(struct card *c, uint32_t value)
{
	card_write(c, E1000_MDIC, value);
	ck_assert_uint_eq(card_read(c, E1000_MDIC) & E1000_MDIC_READY, 0);
	card_wait_ns(c, FRAME_NS);
	value = card_read(c, E1000_MDIC);
	ck_assert_uint_ne(value & E1000_MDIC_READY, 0);
	return value;
}

static uint32_t of(unsigned phy, unsigned reg)
{
	return phy << E1000_MDIC_PHY_SHIFT | reg << E1000_MDIC_REG_SHIFT;
}

static unsigned get(struct card *c, unsigned reg)
{
	uint32_t value = mdic(c, E1000_MDIC_OP_READ | of(PHY_ADDRESS, reg));

	ck_assert_uint_eq(value & E1000_MDIC_ERROR, 0);
	return value & E1000_MDIC_DATA;
}

static void put(struct card *c, unsigned reg, unsigned value)
{
	mdic(c, E1000_MDIC_OP_WRITE | of(PHY_ADDRESS, reg) | value);
}

static void wait_link(struct card *c)
{
	card_wait_ns(c, LINK_NS + 1000);
}

static void all_registers(struct card *c)
{
	static const struct {
		unsigned reg, value, writable;
	} regs[] = {
		{PHY_CTRL, 0x1140, 0x4000},
		{PHY_STATUS, 0x7969, 0}, /* and the link at the second read */
		{PHY_STATUS, 0x796d, 0},
		{PHY_ID1, 0x0141, 0},
		{PHY_ID2, 0x0c20, 0},
		{PHY_ANAR, 0x0de1, 0xbfff},
		{PHY_LPA, 0x41e0, 0},
		{PHY_ANER, 0x0007, 0},
		{7, 0, 0},
		{8, 0, 0},
		{PHY_1000T_CTRL, 0x0e00, 0xffff},
		{PHY_1000T_STATUS, 0x3c00, 0},
		{PHY_ESR, 0x3000, 0},
		{PHY_PSCR, 0x0360, 0xffff},
		{PHY_PSSR, 0xac00, 0},
		{PHY_IER, 0, 0xffff},
		{PHY_ISR, 0x1c00, 0},
		{PHY_EPSCR, 0x0d60, 0xffff},
		{PHY_RXERR, 0, 0},
		{31, 0, 0},
	};

	for (unsigned i = 0; i < sizeof(regs) / sizeof(*regs); i++) {
		unsigned reg = regs[i].reg, got = get(c, reg), now;

		ck_assert_msg(got == regs[i].value,
			      "register %u is %04x instead of %04x", reg, got,
			      regs[i].value);
		if (!regs[i].writable)
			continue;
		put(c, reg, got ^ regs[i].writable);
		now = get(c, reg);
		ck_assert_msg(now == (got ^ regs[i].writable),
			      "register %u took %04x as %04x", reg,
			      got ^ regs[i].writable, now);
		put(c, reg, got);
	}
	ck_assert_uint_eq(card_read(c, E1000_STATUS), STATUS_FULL_GIGABIT);
}

static void wrong_address(struct card *c)
{
	for (unsigned phy = 0; phy < 32; phy++) {
		uint32_t got = mdic(c, E1000_MDIC_OP_READ | of(phy, PHY_ID1));

		if (phy == PHY_ADDRESS)
			ck_assert_uint_eq(got & 0xf000ffff, 0x10000141);
		else
			ck_assert_uint_eq(got & 0xf000ffff, 0x5000ffff);
	}
	/* A write hears nothing, and the error before it is gone. */
	ck_assert_uint_eq(mdic(c, E1000_MDIC_OP_WRITE |
					  of(PHY_ADDRESS, PHY_ANAR) | 0x0de1) &
				  0xf0000000,
			  0x10000000);
}

static void cause(struct card *c)
{
	card_write(c, E1000_IMS, E1000_IMS_MDAC);
	mdic(c, E1000_MDIC_OP_READ | of(PHY_ADDRESS, PHY_ID1));
	ck_assert_uint_eq(c->irqs, 0);
	mdic(c, E1000_MDIC_OP_READ | E1000_MDIC_INT | of(PHY_ADDRESS, PHY_ID1));
	ck_assert_uint_eq(c->irqs, 1);
	ck_assert_uint_eq(c->icr, E1000_ICR_MDAC);
}

static void power_on(struct card *c)
{
	ps_t up;

	card_write(c, E1000_IMS, E1000_IMS_LSC);
	ck_assert_uint_eq(card_read(c, E1000_STATUS) & E1000_STATUS_LU, 0);
	ck_assert_uint_eq(get(c, PHY_STATUS), 0x7949);
	while (!c->irqs) {
		ck_assert_uint_lt(machine_now(c->m), 3 * PS_PER_MS);
		card_wait_ns(c, 1000);
	}
	up = c->irq_at;
	ck_assert_uint_gt(up, PHY_LINK_PS);
	ck_assert_uint_lt(up, PHY_LINK_PS + 2 * PS_PER_US);
	ck_assert_uint_eq(c->icr, E1000_ICR_LSC);
	ck_assert_uint_eq(card_read(c, E1000_STATUS), STATUS_FULL_GIGABIT);
}

static void restart(struct card *c)
{
	card_write(c, E1000_IMS, E1000_IMS_LSC);
	put(c, PHY_CTRL, PHY_CTRL_AUTONEG | PHY_CTRL_RESTART);
	ck_assert_uint_eq(c->irqs, 1);
	ck_assert_uint_eq(card_read(c, E1000_STATUS),
			  STATUS_FULL_GIGABIT & ~E1000_STATUS_LU);
	wait_link(c);
	ck_assert_uint_eq(c->irqs, 2);
	ck_assert_uint_eq(card_read(c, E1000_STATUS), STATUS_FULL_GIGABIT);
}

static void speeds(struct card *c)
{
	static const struct {
		unsigned anar, gigabit;
		uint32_t status;
	} cases[] = {
		{0x01e1, 0, 0x80080543},
		{0x00e1, 0, 0x80080542},
		{0x0061, 0, 0x80080403},
		{0x0021, 0, 0x80080402},
		{0x0de1, 0x0e00, STATUS_FULL_GIGABIT},
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		put(c, PHY_ANAR, cases[i].anar);
		put(c, PHY_1000T_CTRL, cases[i].gigabit);
		put(c, PHY_CTRL, PHY_CTRL_AUTONEG | PHY_CTRL_RESTART);
		wait_link(c);
		ck_assert_uint_eq(card_read(c, E1000_STATUS), cases[i].status);
	}
	card_write(c, E1000_CTRL,
		   card_read(c, E1000_CTRL) | E1000_CTRL_FRCSPD |
			   E1000_CTRL_FRCDPX);
	ck_assert_uint_eq(card_read(c, E1000_STATUS), 0x80080782);
	for (uint32_t speed = 0; speed <= 2; speed++) {
		card_write(c, E1000_CTRL,
			   E1000_CTRL_SLU | E1000_CTRL_FD | E1000_CTRL_FRCSPD |
				   E1000_CTRL_FRCDPX |
				   speed << E1000_CTRL_SPD_SEL_SHIFT);
		ck_assert_uint_eq(card_read(c, E1000_STATUS),
				  0x80080703 | speed << 6);
	}
}

static void phy_reset(struct card *c)
{
	uint32_t ctrl = card_read(c, E1000_CTRL);

	put(c, PHY_PSCR, 0x1234);
	card_write(c, E1000_CTRL, ctrl | E1000_CTRL_PHY_RST);
	card_wait_ns(c, 2 * LINK_NS);
	ck_assert_uint_eq(card_read(c, E1000_STATUS) & E1000_STATUS_LU, 0);
	ck_assert_uint_ne(
		mdic(c, E1000_MDIC_OP_READ | of(PHY_ADDRESS, PHY_ID1)) &
			E1000_MDIC_ERROR,
		0);
	card_write(c, E1000_CTRL, ctrl);
	ck_assert_uint_eq(get(c, PHY_PSCR), 0x0360);
	wait_link(c);
	ck_assert_uint_eq(card_read(c, E1000_STATUS), STATUS_FULL_GIGABIT);
	ck_assert_uint_eq(card_read(c, E1000_ICR), E1000_ICR_LSC);
}

/* CTRL.RST leaves the PHY alone, and a frame on MDIO is cut off by it. */
static void card_reset(struct card *c)
{
	put(c, PHY_PSCR, 0x1234);
	card_write(c, E1000_MDIC,
		   E1000_MDIC_OP_READ | of(PHY_ADDRESS, PHY_ID1));
	card_wait_ns(c, 15000);
	card_write(c, E1000_CTRL, card_read(c, E1000_CTRL) | E1000_CTRL_RST);
	card_wait_ns(c, 2000);
	ck_assert_uint_eq(card_read(c, E1000_STATUS), STATUS_FULL_GIGABIT);
	ck_assert_uint_eq(card_read(c, E1000_MDIC), 0);
	ck_assert_uint_eq(get(c, PHY_PSCR), 0x1234);
}

/* Wherever CTRL.RST cuts a frame off, the next one is heard. A write that had
 * its register's address gets ones for the bits that were missing, since the
 * next preamble looks like them; nothing else is written. */
static void cut_frames(struct card *c)
{
	for (unsigned ns = 400; ns < FRAME_NS; ns += 1600) {
		bool write = ns / 1600 % 2;
		unsigned anar, got;

		put(c, PHY_ANAR, 0x0de1);
		anar = write ? 0x0501 : 0x0de1;
		card_write(c, E1000_MDIC,
			   (write ? E1000_MDIC_OP_WRITE : E1000_MDIC_OP_READ) |
				   of(PHY_ADDRESS, PHY_ANAR) | anar);
		card_wait_ns(c, ns);
		card_write(c, E1000_CTRL,
			   card_read(c, E1000_CTRL) | E1000_CTRL_RST);
		card_wait_ns(c, 2000);
		ck_assert_uint_eq(card_read(c, E1000_MDIC), 0);
		ck_assert_uint_eq(get(c, PHY_ID1), 0x0141);
		ck_assert_uint_eq(get(c, PHY_ID2), 0x0c20);
		ck_assert_uint_eq(get(c, PHY_CTRL), 0x1140);
		got = get(c, PHY_ANAR);
		ck_assert(got == 0x0de1 || (write && (got & anar) == anar));
		put(c, PHY_ANAR, 0x0d01);
		ck_assert_uint_eq(get(c, PHY_ANAR), 0x0d01);
	}
	ck_assert_uint_eq(card_read(c, E1000_STATUS), STATUS_FULL_GIGABIT);
}

static void power_down(struct card *c)
{
	put(c, PHY_CTRL, 0x1140 | PHY_CTRL_PDOWN);
	wait_link(c);
	ck_assert_uint_eq(card_read(c, E1000_STATUS) & E1000_STATUS_LU, 0);
	ck_assert_uint_eq(get(c, PHY_ID1), 0x0141);
	put(c, PHY_CTRL, 0x1140);
	wait_link(c);
	ck_assert_uint_eq(card_read(c, E1000_STATUS), STATUS_FULL_GIGABIT);
}

static void count(void *arg, const char *place, uint64_t n)
{
	if (!strcmp(place, "card.rx_disabled"))
		*(uint64_t *)arg = n;
}

/* Frames that came while the card had no link. */
static uint64_t disabled(struct card *c)
{
	uint64_t n = 0;

	ledger_each_place(machine_ledger(c->m), count, &n);
	return n;
}

static void send(struct card *c)
{
	uint8_t frame[100];

	card_queue(c, frame, card_frame(frame, peer_mac, sizeof(frame)));
	card_doorbell(c);
	card_wait_ns(c, 10000);
}

static void cable(struct card *c)
{
	card_start(c, 16, 16, E1000_RCTL_BAM);
	card_refill(c, 8);
	card_inject(c, card_mac, 100, WIRE_OK);
	send(c);
	ck_assert_ptr_nonnull(card_received(c, NULL));
	ck_assert_uint_eq(c->sent, 1);
	card_read(c, E1000_ICR);

	machine_link(c->m, false);
	card_wait_ns(c, 1000);
	ck_assert_uint_eq(card_read(c, E1000_ICR), E1000_ICR_LSC);
	ck_assert_uint_eq(card_read(c, E1000_STATUS) & E1000_STATUS_LU, 0);
	card_inject(c, card_mac, 100, WIRE_OK);
	send(c);
	ck_assert_ptr_null(card_received(c, NULL));
	ck_assert_uint_eq(disabled(c), 1);
	ck_assert_uint_eq(c->sent, 1);

	machine_link(c->m, true);
	card_wait_ns(c, LINK_NS - 1000);
	ck_assert_uint_eq(card_read(c, E1000_STATUS) & E1000_STATUS_LU, 0);
	ck_assert_uint_eq(c->sent, 1);
	card_wait_ns(c, 20000);
	ck_assert_uint_eq(card_read(c, E1000_STATUS), STATUS_FULL_GIGABIT);
	/* What waited goes out now. */
	ck_assert_uint_eq(c->sent, 2);
	card_inject(c, card_mac, 100, WIRE_OK);
	card_wait_ns(c, 10000);
	ck_assert_ptr_nonnull(card_received(c, NULL));
	card_reclaim(c);
}

CARD_TEST(mdic_reads_and_writes_every_register_of_the_phy, all_registers)
CARD_TEST(only_address_one_answers_and_the_others_are_errors, wrong_address)
CARD_TEST(mdic_int_raises_mdac_when_the_frame_has_ended, cause)
CARD_TEST(a_restarted_negotiation_is_a_link_lost_and_found_again, restart)
CARD_TEST(status_has_the_speed_that_was_negotiated_or_is_forced, speeds)
CARD_TEST(phy_rst_brings_the_phy_back_to_its_reset_values, phy_reset)
CARD_TEST(ctrl_rst_leaves_the_phy_and_the_link_alone, card_reset)
CARD_TEST(a_frame_that_ctrl_rst_cuts_off_spoils_no_other, cut_frames)
CARD_TEST(a_phy_that_sleeps_has_no_link_but_registers, power_down)
CARD_TEST(without_the_cable_nothing_is_received_or_sent, cable)

START_TEST(after_power_on_the_link_takes_its_time_and_is_announced)
{
	card_run_cold(power_on);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		mdic_reads_and_writes_every_register_of_the_phy,
		only_address_one_answers_and_the_others_are_errors,
		mdic_int_raises_mdac_when_the_frame_has_ended,
		after_power_on_the_link_takes_its_time_and_is_announced,
		a_restarted_negotiation_is_a_link_lost_and_found_again,
		status_has_the_speed_that_was_negotiated_or_is_forced,
		phy_rst_brings_the_phy_back_to_its_reset_values,
		ctrl_rst_leaves_the_phy_and_the_link_alone,
		a_frame_that_ctrl_rst_cuts_off_spoils_no_other,
		a_phy_that_sleeps_has_no_link_but_registers,
		without_the_cable_nothing_is_received_or_sent};

	return card_main("PHY", tests, sizeof(tests) / sizeof(tests[0]));
}
