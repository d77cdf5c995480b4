// SPDX-License-Identifier: MIT
/* The PHY: its registers, its link, and its frames bit by bit. */
#include "../../sim/board/phy.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define READ  2u
#define WRITE 1u

TCase *eeprom_tests(void);

static struct phy p;
static ps_t now;

static void out_of_reset(void)
{
	phy_init(&p);
	now = PS_PER_US;
	phy_reset_pin(&p, now, false);
}

static void later(ps_t ps)
{
	now += ps;
	phy_advance(&p, now);
}

static void linked(void)
{
	out_of_reset();
	later(PHY_LINK_PS);
	phy_read(&p, PHY_STATUS);
}

/* With these advertised, a new link. */
static void renegotiate(unsigned anar, unsigned gigabit)
{
	phy_write(&p, now, PHY_ANAR, (uint16_t)anar);
	phy_write(&p, now, PHY_1000T_CTRL, (uint16_t)gigabit);
	phy_write(&p, now, PHY_CTRL, PHY_CTRL_AUTONEG | PHY_CTRL_RESTART);
	later(PHY_LINK_PS);
}

static void expect(unsigned reg, unsigned value)
{
	uint16_t got = phy_read(&p, reg);

	ck_assert_msg(got == value, "register %u: %04x instead of %04x", reg,
		      got, value);
}

START_TEST(registers_have_their_values_after_reset)
{
	out_of_reset();
	expect(PHY_CTRL, 0x1140);
	expect(PHY_STATUS, 0x7949);
	expect(PHY_ID1, 0x0141);
	expect(PHY_ID2, 0x0c20);
	expect(PHY_ANAR, 0x0de1);
	expect(PHY_LPA, 0);
	expect(PHY_ANER, 4);
	expect(7, 0);
	expect(PHY_1000T_CTRL, 0x0e00);
	expect(PHY_1000T_STATUS, 0);
	expect(PHY_ESR, 0x3000);
	expect(PHY_PSCR, 0x0360);
	expect(PHY_PSSR, 0);
	expect(PHY_IER, 0);
	expect(PHY_ISR, 0);
	expect(PHY_EPSCR, 0x0d60);
	expect(PHY_RXERR, 0);
}
END_TEST

START_TEST(negotiation_takes_its_time_and_then_there_is_a_gigabit_link)
{
	out_of_reset();
	ck_assert_uint_eq(phy_next(&p), now + PHY_LINK_PS);
	later(PHY_LINK_PS - 1);
	ck_assert(!phy_link(&p));
	expect(PHY_STATUS, 0x7949);
	later(1);
	ck_assert(phy_link(&p));
	ck_assert_uint_eq(p.speed, PHY_1000);
	ck_assert(p.full);
	ck_assert_uint_eq(phy_next(&p), PS_NEVER);
	expect(PHY_STATUS, 0x7969); /* the link was down: said once */
	expect(PHY_STATUS, 0x796d);
	expect(PHY_LPA, 0x41e0);
	expect(PHY_1000T_STATUS, 0x3c00);
	expect(PHY_PSSR, 0xac00);
	expect(PHY_ANER, 7);
	expect(PHY_ANER, 5);
}
END_TEST

START_TEST(the_link_is_the_best_that_both_ends_can)
{
	static const struct {
		unsigned anar, gigabit;
		enum phy_speed speed;
		bool full;
		unsigned pssr;
	} cases[] = {
		{0x0de1, 0x0200, PHY_1000, true, 0xac00},
		{0x0de1, 0x0100, PHY_1000, false, 0x8c00},
		{0x01e1, 0, PHY_100, true, 0x6c00},
		{0x00e1, 0, PHY_100, false, 0x4c00},
		{0x0061, 0, PHY_10, true, 0x2c00},
		{0x0021, 0, PHY_10, false, 0x0c00},
	};

	linked();
	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		renegotiate(cases[i].anar, cases[i].gigabit);
		ck_assert_msg(phy_link(&p), "case %u", i);
		ck_assert_msg(p.speed == cases[i].speed, "case %u", i);
		ck_assert_msg(p.full == cases[i].full, "case %u", i);
		expect(PHY_PSSR, cases[i].pssr);
		expect(PHY_1000T_STATUS, i < 2 ? 0x3c00 : 0x0c00);
	}
}
END_TEST

START_TEST(nothing_in_common_is_a_negotiation_without_a_link)
{
	linked();
	renegotiate(0x0001, 0);
	ck_assert(!phy_link(&p));
	expect(PHY_STATUS, 0x7969);
	expect(PHY_STATUS, 0x7969);
	expect(PHY_PSSR, 0xa000);
}
END_TEST

START_TEST(a_partner_without_gigabit_gets_a_slower_link)
{
	linked();
	p.partner.gigabit = 0;
	p.partner.ability = 0x0061;
	renegotiate(0x0de1, 0x0e00);
	ck_assert_uint_eq(p.speed, PHY_10);
	ck_assert(p.full);
	expect(PHY_LPA, 0x4061);
	expect(PHY_1000T_STATUS, 0);
}
END_TEST

START_TEST(restart_drops_the_link_and_clears_itself)
{
	linked();
	expect(PHY_STATUS, 0x796d);
	phy_write(&p, now, PHY_CTRL, 0x1340);
	expect(PHY_CTRL, 0x1140);
	ck_assert(!phy_link(&p));
	expect(PHY_STATUS, 0x7949);
	expect(PHY_LPA, 0);
	later(PHY_LINK_PS);
	expect(PHY_STATUS, 0x7969);
	expect(PHY_STATUS, 0x796d);
}
END_TEST

START_TEST(reset_clears_itself_and_keeps_what_it_makes_effective)
{
	linked();
	phy_write(&p, now, PHY_PSCR, 0x0368);
	phy_write(&p, now, PHY_EPSCR, 0x0d70);
	phy_write(&p, now, PHY_ANAR, 0x01e1);
	phy_write(&p, now, PHY_CTRL, 0xd140); /* and loopback */
	expect(PHY_CTRL, 0x1140);
	expect(PHY_PSCR, 0x0368);
	expect(PHY_EPSCR, 0x0d70);
	expect(PHY_ANAR, 0x01e1);
	ck_assert(!phy_link(&p));
	later(PHY_LINK_PS);
	ck_assert(phy_link(&p));
}
END_TEST

START_TEST(the_reset_pin_brings_every_register_back)
{
	linked();
	phy_write(&p, now, PHY_PSCR, 0x0368);
	phy_write(&p, now, PHY_1000T_CTRL, 0);
	phy_reset_pin(&p, now, true);
	ck_assert(!phy_link(&p));
	later(2 * PHY_LINK_PS);
	ck_assert_msg(!phy_link(&p), "a link in reset");
	phy_reset_pin(&p, now, false);
	expect(PHY_PSCR, 0x0360);
	expect(PHY_1000T_CTRL, 0x0e00);
	later(PHY_LINK_PS);
	ck_assert(phy_link(&p));
}
END_TEST

START_TEST(power_down_ends_the_link_and_power_up_begins_a_new_one)
{
	linked();
	phy_write(&p, now, PHY_CTRL, 0x1940);
	ck_assert(!phy_link(&p));
	later(2 * PHY_LINK_PS);
	ck_assert(!phy_link(&p));
	expect(PHY_CTRL, 0x1940);
	phy_write(&p, now, PHY_CTRL, 0x1140);
	later(PHY_LINK_PS - 1);
	ck_assert(!phy_link(&p));
	later(1);
	ck_assert(phy_link(&p));
}
END_TEST

START_TEST(isolate_hides_the_link_from_the_card_only)
{
	linked();
	phy_write(&p, now, PHY_CTRL, 0x1540);
	ck_assert(!phy_link(&p));
	expect(PHY_STATUS, 0x796d);
	phy_write(&p, now, PHY_CTRL, 0x1140);
	ck_assert(phy_link(&p));
}
END_TEST

START_TEST(without_negotiation_the_speed_is_the_one_that_is_set)
{
	linked();
	phy_write(&p, now, PHY_CTRL, PHY_CTRL_SPEED_LO | PHY_CTRL_DUPLEX);
	ck_assert(!phy_link(&p));
	later(PHY_LINK_PS);
	ck_assert(phy_link(&p));
	ck_assert_uint_eq(p.speed, PHY_100);
	ck_assert(p.full);
	expect(PHY_LPA, 0);
	phy_write(&p, now, PHY_CTRL, 0);
	later(PHY_LINK_PS);
	ck_assert_uint_eq(p.speed, PHY_10);
	ck_assert(!p.full);
	expect(PHY_PSSR, 0x0c00);
}
END_TEST

START_TEST(loopback_is_kept_and_leaves_the_link_alone)
{
	linked();
	phy_write(&p, now, PHY_CTRL, 0x5140);
	expect(PHY_CTRL, 0x5140);
	ck_assert(phy_link(&p));
}
END_TEST

START_TEST(in_loopback_a_phy_without_a_cable_has_a_link_with_itself_at_once)
{
	linked();
	ck_assert(!phy_loops(&p));
	phy_cable(&p, now, false);
	phy_write(&p, now, PHY_CTRL, 0x4140);
	ck_assert(phy_loops(&p));
	later(0);
	ck_assert(phy_link(&p));
	ck_assert_uint_eq(p.speed, PHY_1000);
	ck_assert(p.full);
	phy_cable(&p, now, true);
	ck_assert(phy_link(&p));
	phy_write(&p, now, PHY_CTRL, 0x0140);
	ck_assert(!phy_loops(&p));
	ck_assert(!phy_link(&p));
	later(PHY_LINK_PS);
	ck_assert(phy_link(&p));
	/* Asleep it does not even loop. */
	phy_write(&p, now, PHY_CTRL, 0x4940);
	ck_assert(!phy_loops(&p));
}
END_TEST

START_TEST(a_cable_that_is_pulled_out_is_a_link_that_is_lost_and_said_once)
{
	linked();
	phy_cable(&p, now, false);
	ck_assert(!phy_link(&p));
	ck_assert_uint_eq(phy_next(&p), PS_NEVER);
	phy_cable(&p, now + 1, true);
	later(PHY_LINK_PS + 1);
	ck_assert(phy_link(&p));
	expect(PHY_STATUS, 0x7969);
	expect(PHY_STATUS, 0x796d);
}
END_TEST

START_TEST(the_interrupt_status_says_what_happened_and_clears)
{
	linked();
	expect(PHY_ISR, 0x1c00); /* page, done, link; the speed was 1000 */
	expect(PHY_ISR, 0);
	renegotiate(0x00e1, 0);
	expect(PHY_ISR, 0x7c00); /* and speed and duplex */
	phy_cable(&p, now, false);
	expect(PHY_ISR, 0x0400);
}
END_TEST

START_TEST(what_is_read_only_takes_no_write)
{
	static const unsigned char regs[] = {1,	 2,  3,	 5,  6,	 7,  8, 10,
					     11, 15, 17, 19, 21, 22, 31};

	linked();
	phy_read(&p, PHY_ANER);
	phy_read(&p, PHY_ISR);
	for (unsigned i = 0; i < sizeof(regs); i++) {
		uint16_t before = phy_read(&p, regs[i]);

		phy_write(&p, now, regs[i], (uint16_t)~before);
		expect(regs[i], before);
	}
	ck_assert(phy_link(&p));
}
END_TEST

/* ---- frames ----------------------------------------------------------------
 */

static bool line;

static void clock_bit(int bit)
{
	now += 200 * PS_PER_NS;
	phy_mdio(&p, now, false, bit);
	now += 200 * PS_PER_NS;
	line = p.drives ? p.out : bit; /* taken as MDC rises */
	phy_mdio(&p, now, true, line);
}

static void clock_bits(uint32_t value, unsigned bits)
{
	while (bits--)
		clock_bit(value >> bits & 1);
}

static void header(unsigned preamble, unsigned op, unsigned phy, unsigned reg)
{
	while (preamble--)
		clock_bit(1);
	clock_bits(1u << 12 | op << 10 | phy << 5 | reg, 14);
}

/* -1: nobody answered. */
static int frame_read(unsigned preamble, unsigned phy, unsigned reg)
{
	int value = 0;
	bool answered;

	header(preamble, READ, phy, reg);
	ck_assert_msg(!p.drives, "driven before the turnaround");
	clock_bit(1);
	clock_bit(1);
	answered = !line;
	for (unsigned i = 0; i < 16; i++) {
		clock_bit(1);
		value = value << 1 | line;
	}
	phy_mdio(&p, now, false, true);
	ck_assert_msg(!p.drives, "driven after the frame");
	return answered ? value : -1;
}

static void frame_write(unsigned phy, unsigned reg, unsigned value)
{
	header(32, WRITE, phy, reg);
	clock_bits(2, 2);
	clock_bits(value, 16);
}

START_TEST(frames_read_and_write_registers_at_address_one)
{
	linked();
	ck_assert_int_eq(frame_read(32, 1, PHY_ID1), 0x0141);
	ck_assert_int_eq(frame_read(32, 1, PHY_ID2), 0x0c20);
	ck_assert_int_eq(frame_read(40, 1, PHY_STATUS), 0x796d);
	frame_write(1, PHY_PSCR, 0xa5c3);
	ck_assert_int_eq(frame_read(32, 1, PHY_PSCR), 0xa5c3);
}
END_TEST

START_TEST(other_addresses_get_no_answer)
{
	linked();
	for (unsigned phy = 0; phy < 32; phy++)
		if (phy != 1)
			ck_assert_int_eq(frame_read(32, phy, PHY_ID1), -1);
	frame_write(2, PHY_PSCR, 0x1111);
	expect(PHY_PSCR, 0x0360);
	ck_assert_int_eq(frame_read(32, 1, PHY_ID1), 0x0141);
}
END_TEST

START_TEST(the_preamble_may_be_as_short_as_a_bit)
{
	linked();
	ck_assert_uint_ne(phy_read(&p, PHY_STATUS) & 0x0040, 0);
	ck_assert_int_eq(frame_read(1, 1, PHY_ID1), 0x0141);
	clock_bits(0, 5); /* no frame: not even a bit */
	ck_assert_int_eq(frame_read(0, 1, PHY_ID1), -1);
	ck_assert_int_eq(frame_read(32, 1, PHY_ID1), 0x0141);
}
END_TEST

START_TEST(a_read_in_a_frame_has_its_effects_once)
{
	linked();
	phy_cable(&p, now, false);
	phy_cable(&p, now, true);
	later(PHY_LINK_PS);
	ck_assert_int_eq(frame_read(32, 1, PHY_STATUS), 0x7969);
	ck_assert_int_eq(frame_read(32, 1, PHY_STATUS), 0x796d);
}
END_TEST

START_TEST(in_reset_it_answers_nothing)
{
	linked();
	phy_reset_pin(&p, now, true);
	ck_assert_int_eq(frame_read(32, 1, PHY_ID1), -1);
}
END_TEST

static TCase *phy_tests(void)
{
	const TTest *const tests[] = {
		registers_have_their_values_after_reset,
		negotiation_takes_its_time_and_then_there_is_a_gigabit_link,
		the_link_is_the_best_that_both_ends_can,
		nothing_in_common_is_a_negotiation_without_a_link,
		a_partner_without_gigabit_gets_a_slower_link,
		restart_drops_the_link_and_clears_itself,
		reset_clears_itself_and_keeps_what_it_makes_effective,
		the_reset_pin_brings_every_register_back,
		power_down_ends_the_link_and_power_up_begins_a_new_one,
		isolate_hides_the_link_from_the_card_only,
		without_negotiation_the_speed_is_the_one_that_is_set,
		loopback_is_kept_and_leaves_the_link_alone,
		in_loopback_a_phy_without_a_cable_has_a_link_with_itself_at_once,
		a_cable_that_is_pulled_out_is_a_link_that_is_lost_and_said_once,
		the_interrupt_status_says_what_happened_and_clears,
		what_is_read_only_takes_no_write,
		frames_read_and_write_registers_at_address_one,
		other_addresses_get_no_answer,
		the_preamble_may_be_as_short_as_a_bit,
		a_read_in_a_frame_has_its_effects_once,
		in_reset_it_answers_nothing};
	TCase *t = tcase_create("M88E1011");

	for (unsigned i = 0; i < sizeof(tests) / sizeof(*tests); i++)
		tcase_add_test(t, tests[i]);
	return t;
}

int main(void)
{
	Suite *s = suite_create("the board");
	SRunner *r;
	int failed;

	suite_add_tcase(s, eeprom_tests());
	suite_add_tcase(s, phy_tests());
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
