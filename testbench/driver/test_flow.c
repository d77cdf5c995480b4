// SPDX-License-Identifier: MIT
/* Flow control: what both ends want, and what the registers say. */
#include "bench.h"

#include <linux/ethtool.h>
#include <linux/rtnetlink.h>

#define PAUSE 0x0400
#define ASYM  0x0800

static u32 both(void)
{
	return bench_reg(E1000_CTRL) & (E1000_CTRL_RFCE | E1000_CTRL_TFCE);
}

static int set(bool autoneg, bool rx, bool tx)
{
	struct ethtool_pauseparam p = {
		.autoneg = autoneg, .rx_pause = rx, .tx_pause = tx};
	int err;

	rtnl_lock();
	err = bench.dev->ethtool_ops->set_pauseparam(bench.dev, &p);
	rtnl_unlock();
	return err;
}

static struct ethtool_pauseparam get(void)
{
	struct ethtool_pauseparam p = {};

	bench.dev->ethtool_ops->get_pauseparam(bench.dev, &p);
	return p;
}

/* The cable goes and comes back. */
static void renegotiate(void)
{
	fake_card_set_link(bench.card, false);
	bench_wait_ms(5);
	fake_card_set_link(bench.card, true);
	bench_wait_ms(5);
	ck_assert(netif_carrier_ok(bench.dev));
}

KERNEL_TEST(what_both_ends_can_is_what_holds)
{
	/* IEEE 802.3 table 28B-3. */
	static const struct {
		u16 ours, partner;
		u32 ctrl;
	} table[] = {
		{0, PAUSE | ASYM, 0},
		{PAUSE | ASYM, 0, 0},
		{PAUSE, PAUSE, E1000_CTRL_RFCE | E1000_CTRL_TFCE},
		{PAUSE, ASYM, 0},
		{ASYM, PAUSE, 0},
		{ASYM, ASYM, 0},
		{ASYM, PAUSE | ASYM, E1000_CTRL_TFCE},
		{PAUSE | ASYM, ASYM, E1000_CTRL_RFCE},
		{PAUSE | ASYM, PAUSE, E1000_CTRL_RFCE | E1000_CTRL_TFCE},
		{PAUSE | ASYM, PAUSE | ASYM, E1000_CTRL_RFCE | E1000_CTRL_TFCE},
	};
	unsigned int i;

	bench_up();
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		struct ethtool_pauseparam p;

		bench.card->phy[4] = 0x01e1 | table[i].ours;
		bench.card->phy[5] = 0x41e0 | table[i].partner;
		renegotiate();
		ck_assert_uint_eq(both(), table[i].ctrl);
		p = get();
		ck_assert_uint_eq(p.autoneg, 1);
		ck_assert_uint_eq(p.rx_pause,
				  !!(table[i].ctrl & E1000_CTRL_RFCE));
		ck_assert_uint_eq(p.tx_pause,
				  !!(table[i].ctrl & E1000_CTRL_TFCE));
	}
	bench_down();
}

KERNEL_TEST(what_is_forced_holds_at_once_and_after_a_reset)
{
	bench_up();
	ck_assert_uint_eq(both(), 0);
	ck_assert_int_eq(set(false, true, false), 0);
	ck_assert_uint_eq(both(), E1000_CTRL_RFCE);
	ck_assert_int_eq(set(false, false, true), 0);
	ck_assert_uint_eq(both(), E1000_CTRL_TFCE);
	rtnl_lock();
	ck_assert_int_eq(dev_set_mtu(bench.dev, 1400), 0);
	rtnl_unlock();
	bench_wait_ms(50);
	ck_assert_uint_eq(both(), E1000_CTRL_TFCE);
	bench_down();
}

KERNEL_TEST(the_partner_is_told_by_a_new_negotiation)
{
	bench_up();
	ck_assert_int_eq(set(true, false, true), 0);
	ck_assert_uint_eq(bench.card->phy[4] & (PAUSE | ASYM), ASYM);
	ck_assert_uint_eq(bench.card->phy[0] & 0x1200, 0x1200);
	bench.card->phy[0] = 0;
	ck_assert_int_eq(set(true, true, true), 0);
	ck_assert_uint_eq(bench.card->phy[4] & (PAUSE | ASYM), PAUSE | ASYM);
	ck_assert_uint_eq(bench.card->phy[0] & 0x1200, 0x1200);
	/* Nothing new: the link stays. */
	bench.card->phy[0] = 0;
	ck_assert_int_eq(set(true, true, false), 0);
	ck_assert_uint_eq(bench.card->phy[0], 0);
	/* While closed it waits for the next open. */
	bench_close();
	ck_assert_int_eq(set(true, false, false), 0);
	ck_assert_uint_eq(bench.card->phy[4] & (PAUSE | ASYM), PAUSE | ASYM);
	ck_assert_int_eq(bench_open(), 0);
	ck_assert_uint_eq(bench.card->phy[4] & (PAUSE | ASYM), 0);
	bench_wait_ms(10);
	bench_down();
}

KERNEL_TEST(the_marks_leave_room_for_a_frame)
{
	bench_up();
	ck_assert_uint_eq(bench_reg(E1000_FCAL), 0x00c28001);
	ck_assert_uint_eq(bench_reg(E1000_FCAH), 0x100);
	ck_assert_uint_eq(bench_reg(E1000_FCT), 0x8808);
	ck_assert_uint_eq(bench_reg(E1000_FCTTV), 0xffff);
	/* 48 KiB: nine tenths. */
	ck_assert_uint_eq(bench_reg(E1000_FCRTH), 0xacc8);
	ck_assert_uint_eq(bench_reg(E1000_FCRTL), 0x8000acc0);
	rtnl_lock();
	ck_assert_int_eq(dev_set_mtu(bench.dev, 16110), 0);
	rtnl_unlock();
	bench_wait_ms(50);
	ck_assert_uint_le(bench_reg(E1000_FCRTH) + 16128, 40 * 1024);
	ck_assert_int_eq(set(false, true, false), 0);
	ck_assert_uint_eq(bench_reg(E1000_FCRTH), 0);
	ck_assert_uint_eq(bench_reg(E1000_FCRTL), 0);
	bench_down();
}

KERNEL_TEST(a_phy_that_does_not_answer_means_no_pause)
{
	ck_assert_int_eq(bench_probe(), 0);
	bench.card->no_phy = true;
	bench.card->phy[5] |= PAUSE;
	ck_assert_int_eq(bench_open(), 0);
	bench_wait_ms(20);
	ck_assert(netif_carrier_ok(bench.dev));
	ck_assert_uint_eq(both(), 0);
	ck_assert_int_eq(set(true, true, false), -ETIMEDOUT);
	bench_down();
}

KERNEL_TEST(ethtool_shows_the_link_that_there_is)
{
	struct ethtool_link_ksettings ks = {};

	ck_assert_int_eq(bench_probe(), 0);
	ck_assert_int_eq(bench_open(), 0);
	bench_wait_ms(20);
	bench.dev->ethtool_ops->get_link_ksettings(bench.dev, &ks);
	ck_assert_uint_eq(ks.base.speed, SPEED_1000);
	ck_assert_uint_eq(ks.base.duplex, DUPLEX_FULL);
	fake_card_set_link(bench.card, false);
	bench_wait_ms(5);
	bench.dev->ethtool_ops->get_link_ksettings(bench.dev, &ks);
	ck_assert_uint_eq(ks.base.speed, SPEED_UNKNOWN);
	ck_assert_uint_eq(ks.base.duplex, DUPLEX_UNKNOWN);
	bench_down();
}

Suite *suite_flow(void)
{
	const TTest *const tests[] = {
		what_both_ends_can_is_what_holds,
		what_is_forced_holds_at_once_and_after_a_reset,
		the_partner_is_told_by_a_new_negotiation,
		the_marks_leave_room_for_a_frame,
		a_phy_that_does_not_answer_means_no_pause,
		ethtool_shows_the_link_that_there_is,
	};
	Suite *s = suite_create("flow control");
	TCase *t = tcase_create("flow");

	for (unsigned int i = 0; i < ARRAY_SIZE(tests); i++)
		tcase_add_test(t, tests[i]);
	suite_add_tcase(s, t);
	return s;
}
