// SPDX-License-Identifier: MIT
/* Open to stop, and what goes on meanwhile. */
#include "bench.h"

#include <linux/rtnetlink.h>

static struct rtnl_link_stats64 stats(void)
{
	struct rtnl_link_stats64 s = {};

	bench.dev->netdev_ops->ndo_get_stats64(bench.dev, &s);
	return s;
}

static void set(u32 reg, u32 value)
{
	bench.card->reg[reg / 4] = value;
}

static void set_mtu(int mtu, int result)
{
	rtnl_lock();
	ck_assert_int_eq(dev_set_mtu(bench.dev, mtu), result);
	rtnl_unlock();
	bench_wait_ms(50);
}

/* It still carries frames both ways. */
static void check_alive(void)
{
	unsigned int packets = bench.packets;
	size_t sent;

	bench_wait_ms(50);
	sent = bench.card->sent_frames;
	ck_assert(netif_carrier_ok(bench.dev));
	ck_assert(!netif_queue_stopped(bench.dev));
	ck_assert(fake_card_receive(bench.card, bench_frame(300, 1), 300, 0));
	bench_xmit(bench_skb(300, 300, 0, 1));
	bench_wait_ms(1);
	ck_assert_uint_eq(bench.packets, packets + 1);
	ck_assert_uint_eq(bench.card->sent_frames, sent + 1);
}

KERNEL_TEST(open_programs_the_rings)
{
	ck_assert_int_eq(bench_probe(), 0);
	ck_assert_int_eq(bench_open(), 0);
	bench_wait_ms(10);
	ck_assert_uint_eq(bench_reg(E1000_RDBAL), bench.q->rx.dma);
	ck_assert_uint_eq(bench_reg(E1000_RDBAH), 0);
	ck_assert_uint_eq(bench_reg(E1000_RDLEN), 256 * 16);
	ck_assert_uint_eq(bench_reg(E1000_RDH), 0);
	ck_assert_uint_eq(bench_reg(E1000_RDT), 255);
	ck_assert_uint_eq(bench_reg(E1000_TDBAL), bench.q->tx.dma);
	ck_assert_uint_eq(bench_reg(E1000_TDBAH), 0);
	ck_assert_uint_eq(bench_reg(E1000_TDLEN), 256 * 16);
	ck_assert_uint_eq(bench_reg(E1000_TDH), 0);
	ck_assert_uint_eq(bench_reg(E1000_TDT), 0);
	ck_assert_uint_eq(bench_reg(E1000_RCTL),
			  E1000_RCTL_EN | E1000_RCTL_BAM | E1000_RCTL_SECRC);
	ck_assert_uint_eq(bench_reg(E1000_TCTL),
			  E1000_TCTL_EN | E1000_TCTL_PSP | 0x0f << 4 |
				  0x40 << 12);
	ck_assert_uint_eq(bench_reg(E1000_TIPG), 0x00602008);
	ck_assert_uint_eq(bench_reg(E1000_ITR), 0xc3);
	ck_assert_uint_eq(bench_reg(E1000_RDTR), 0);
	ck_assert_uint_eq(bench_reg(E1000_RADV), 0);
	ck_assert_uint_eq(bench_reg(E1000_IMS), 0x9d);
	ck_assert_uint_eq(bench_reg(E1000_PBA) & E1000_PBA_RXA, 48);
	ck_assert_uint_ne(bench_reg(E1000_CTRL) & E1000_CTRL_SLU, 0);
	/* 2 rings and 255 buffers, each known to the IOMMU. */
	ck_assert_uint_eq(fake_dma_live(bench.machine), 257);
	bench_down();
}

KERNEL_TEST(stop_unmaps_everything_and_silences_the_card)
{
	bench_up();
	bench.card->sends_at_once = false;
	bench_xmit(bench_skb(1000, 100, 300, 1));
	ck_assert(fake_card_receive(bench.card, bench_frame(300, 1), 300, 0));
	bench_close();
	ck_assert_uint_eq(fake_dma_live(bench.machine), 0);
	ck_assert_uint_eq(bench_reg(E1000_IMS), 0);
	ck_assert_uint_eq(bench_reg(E1000_RCTL) & E1000_RCTL_EN, 0);
	ck_assert_uint_eq(bench_reg(E1000_TCTL) & E1000_TCTL_EN, 0);
	ck_assert_uint_eq(bench.card->resets, 2);
	ck_assert(!netif_carrier_ok(bench.dev));
	fake_card_forget(bench.card);
	bench_wait_ms(5000);
	ck_assert_uint_eq(bench.card->accesses, 0);
	bench_remove();
}

KERNEL_TEST(a_closed_device_can_be_opened_again)
{
	bench_up();
	check_alive();
	bench_close();
	ck_assert_int_eq(bench_open(), 0);
	check_alive();
	bench_down();
}

KERNEL_TEST(the_carrier_follows_the_link)
{
	bench_up();
	fake_card_set_link(bench.card, false);
	bench_wait_ms(10);
	ck_assert(!netif_carrier_ok(bench.dev));
	ck_assert_uint_eq(bench.adapter->link_speed, 0);
	fake_card_set_link(bench.card, true);
	check_alive();
	ck_assert_uint_eq(bench.adapter->link_speed, 1000);
	ck_assert_uint_eq(bench.card->resets, 1);
	bench_down();
}

KERNEL_TEST(without_link_open_waits_for_it)
{
	bench.card->link = false;
	ck_assert_int_eq(bench_probe(), 0);
	ck_assert_int_eq(bench_open(), 0);
	bench_wait_ms(5000);
	ck_assert(!netif_carrier_ok(bench.dev));
	ck_assert_uint_eq(bench_reg(E1000_TCTL) & E1000_TCTL_EN, 0);
	fake_card_set_link(bench.card, true);
	check_alive();
	bench_down();
}

KERNEL_TEST(frames_that_the_lost_link_left_are_dropped)
{
	bench_up();
	bench.card->sends_at_once = false;
	bench_xmit(bench_skb(300, 300, 0, 1));
	fake_card_set_link(bench.card, false);
	bench_wait_ms(100);
	ck_assert_uint_eq(bench.card->resets, 2);
	ck_assert(!e1000_tx_pending(bench.q));
	ck_assert_uint_eq(stats().tx_dropped, 1);
	bench.card->sends_at_once = true;
	fake_card_set_link(bench.card, true);
	check_alive();
	bench_down();
}

KERNEL_TEST(a_transmitter_that_hangs_is_reset)
{
	bench_up();
	bench.card->sends_at_once = false;
	bench_xmit(bench_skb(300, 300, 0, 1));
	bench_xmit(bench_skb(300, 300, 0, 2));
	bench_wait_ms(3000);
	ck_assert_uint_eq(bench.card->resets, 1);
	bench_wait_ms(2000);
	ck_assert_uint_eq(bench.card->resets, 2);
	ck_assert_ptr_nonnull(strstr(bench.console, "transmitter hangs"));
	ck_assert_uint_eq(stats().tx_dropped, 2);
	bench.card->sends_at_once = true;
	check_alive();
	bench_wait_ms(10000);
	ck_assert_uint_eq(bench.card->resets, 2);
	bench_down();
}

KERNEL_TEST(a_slow_transmitter_is_not_reset)
{
	unsigned int i;

	bench_up();
	bench.card->sends_at_once = false;
	for (i = 0; i < 12; i++)
		bench_xmit(bench_skb(300, 300, 0, i));
	for (i = 0; i < 11; i++) {
		fake_card_send(bench.card, 1);
		bench_wait_ms(1000);
	}
	ck_assert_uint_eq(bench.card->resets, 1);
	bench_down();
}

KERNEL_TEST(a_paused_transmitter_is_not_reset)
{
	bench_up();
	bench.card->sends_at_once = false;
	bench.card->paused = true;
	bench_xmit(bench_skb(300, 300, 0, 1));
	bench_wait_ms(9000);
	ck_assert_uint_eq(bench.card->resets, 1);
	bench_down();
}

KERNEL_TEST(a_transmit_timeout_resets_the_card)
{
	bench_up();
	local_bh_disable();
	bench.dev->netdev_ops->ndo_tx_timeout(bench.dev, 0);
	local_bh_enable();
	bench_wait_ms(100);
	ck_assert_uint_eq(bench.card->resets, 2);
	check_alive();
	bench_down();
}

KERNEL_TEST(the_stacks_watchdog_finds_a_stopped_queue)
{
	bench_up();
	/* The driver's own must not come first. */
	bench.card->paused = true;
	bench.card->sends_at_once = false;
	while (!netif_queue_stopped(bench.dev))
		bench_xmit(bench_skb(300, 300, 0, 1));
	netif_trans_update(bench.dev);
	bench_wait_ms(4000);
	ck_assert_uint_eq(bench.card->resets, 1);
	bench_wait_ms(8000);
	ck_assert_uint_ge(bench.card->resets, 2);
	ck_assert_ptr_nonnull(strstr(bench.console, "transmit timed out"));
	bench.card->sends_at_once = true;
	check_alive();
	bench_down();
}

KERNEL_TEST(a_reset_that_comes_too_late_finds_the_device_closed)
{
	bench_up();
	rtnl_lock();
	local_bh_disable();
	bench.dev->netdev_ops->ndo_tx_timeout(bench.dev, 0);
	local_bh_enable();
	dev_close(bench.dev);
	rtnl_unlock();
	bench_wait_ms(100);
	ck_assert_uint_eq(bench.card->resets, 2);
	ck_assert_uint_eq(bench_reg(E1000_IMS), 0);
	ck_assert_uint_eq(fake_dma_live(bench.machine), 0);
	bench_remove();
}

KERNEL_TEST(a_card_that_does_not_come_back_is_detached)
{
	bench_up();
	bench.card->stays_in_reset = true;
	local_bh_disable();
	bench.dev->netdev_ops->ndo_tx_timeout(bench.dev, 0);
	local_bh_enable();
	bench_wait_ms(200);
	ck_assert(!netif_device_present(bench.dev));
	ck_assert_uint_eq(fake_dma_live(bench.machine), 2); /* the rings */
	bench.card->stays_in_reset = false;
	bench_down();
}

KERNEL_TEST(statistics_are_summed_up)
{
	bench_up();
	set(E1000_GPRC, 5);
	set(E1000_GORCL, 1000);
	set(E1000_GORCH, 1);
	set(E1000_GPTC, 3);
	set(E1000_GOTCL, 400);
	set(E1000_MPRC, 2);
	set(E1000_CRCERRS, 7);
	set(E1000_RUC, 1);
	set(E1000_RFC, 2);
	set(E1000_ROC, 4);
	set(E1000_RJC, 8);
	set(E1000_MPC, 9);
	ck_assert_uint_eq(stats().rx_packets, 5);
	/* Without the FCS of each. */
	ck_assert_uint_eq(stats().rx_bytes, 0x100000000ull + 1000 - 5 * 4);
	ck_assert_uint_eq(stats().tx_packets, 3);
	ck_assert_uint_eq(stats().tx_bytes, 400 - 3 * 4);
	ck_assert_uint_eq(stats().multicast, 2);
	ck_assert_uint_eq(stats().rx_crc_errors, 7);
	ck_assert_uint_eq(stats().rx_length_errors, 15);
	ck_assert_uint_eq(stats().rx_errors, 22);
	ck_assert_uint_eq(stats().rx_missed_errors, 9);
	/* The watchdog reads them when nobody asks ... */
	set(E1000_GPRC, 10);
	bench_wait_ms(2500);
	ck_assert_uint_eq(bench_reg(E1000_GPRC), 0);
	ck_assert_uint_eq(stats().rx_packets, 15);
	/* ... and stop does before the reset that clears them. */
	set(E1000_GPRC, 100);
	bench_close();
	ck_assert_uint_eq(stats().rx_packets, 115);
	bench_remove();
}

KERNEL_TEST(octets_are_read_low_half_first)
{
	size_t i;

	bench_up();
	stats();
	for (i = 0; i < bench.card->accesses; i++) {
		if (bench.card->log[i].reg == E1000_GORCL)
			ck_assert_uint_eq(bench.card->log[i + 1].reg,
					  E1000_GORCH);
		if (bench.card->log[i].reg == E1000_GOTCL)
			ck_assert_uint_eq(bench.card->log[i + 1].reg,
					  E1000_GOTCH);
	}
	ck_assert_uint_eq(fake_card_reads(bench.card, E1000_GORCL), 1);
	ck_assert_uint_eq(fake_card_reads(bench.card, E1000_GOTCH), 1);
	bench_down();
}

KERNEL_TEST(a_large_mtu_needs_long_packets_and_another_split)
{
	bench_up();
	set_mtu(9000, 0);
	ck_assert_uint_ne(bench_reg(E1000_RCTL) & E1000_RCTL_LPE, 0);
	ck_assert_uint_eq(bench_reg(E1000_PBA) & E1000_PBA_RXA, 40);
	check_alive();
	set_mtu(16110, 0);
	set_mtu(16111, -EINVAL);
	set_mtu(1500, 0);
	ck_assert_uint_eq(bench_reg(E1000_RCTL) & E1000_RCTL_LPE, 0);
	ck_assert_uint_eq(bench_reg(E1000_PBA) & E1000_PBA_RXA, 48);
	check_alive();
	bench_down();
}

static int coalesce(u32 usecs)
{
	struct ethtool_coalesce ec = {.rx_coalesce_usecs = usecs};
	int err;

	rtnl_lock();
	err = bench.dev->ethtool_ops->set_coalesce(bench.dev, &ec, NULL, NULL);
	rtnl_unlock();
	return err;
}

KERNEL_TEST(ethtool_sets_the_moderation)
{
	static const struct {
		u32 usecs, itr;
	} good[] = {{0, 0},   {1, 0xc3},  {3, 0xc3},  {4, 488},
		    {10, 39}, {100, 390}, {125, 488}, {10000, 39062}};
	static const u32 bad[] = {2, 5, 9, 10001, ~0u};
	struct ethtool_coalesce ec;
	unsigned int i;

	bench_up();
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		ck_assert_int_eq(coalesce(good[i].usecs), 0);
		ck_assert_uint_eq(bench_reg(E1000_ITR), good[i].itr);
		memset(&ec, 0, sizeof(ec));
		bench.dev->ethtool_ops->get_coalesce(bench.dev, &ec, NULL,
						     NULL);
		ck_assert_uint_eq(ec.rx_coalesce_usecs, good[i].usecs);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		ck_assert_int_eq(coalesce(bad[i]), -EINVAL);
		ck_assert_uint_eq(bench_reg(E1000_ITR), 39062);
	}
	/* It outlives a reset. */
	set_mtu(1400, 0);
	ck_assert_uint_eq(bench_reg(E1000_ITR), 39062);
	bench_down();
}

KERNEL_TEST(a_fixed_rate_stays_fixed)
{
	bench_up();
	ck_assert_int_eq(coalesce(100), 0);
	fake_card_forget(bench.card);
	check_alive();
	bench_wait_ms(5000);
	ck_assert_uint_eq(fake_card_writes(bench.card, E1000_ITR), 0);
	bench_down();
}

KERNEL_TEST(the_simplified_mode_follows_the_octets)
{
	bench_up();
	ck_assert_int_eq(coalesce(4), 0);
	bench_wait_ms(2500);
	set(E1000_GORCL, 30000000);
	set(E1000_GOTCL, 10000000);
	bench_wait_ms(2000);
	ck_assert_uint_eq(bench_reg(E1000_ITR), e1000_itr_register(5000));
	bench_wait_ms(2000);
	ck_assert_uint_eq(bench_reg(E1000_ITR), e1000_itr_register(8000));
	bench_down();
}

static int set_rings(u32 rx, u32 tx)
{
	struct ethtool_ringparam ring = {.rx_pending = rx, .tx_pending = tx};
	int err;

	rtnl_lock();
	err = bench.dev->ethtool_ops->set_ringparam(bench.dev, &ring, NULL,
						    NULL);
	rtnl_unlock();
	return err;
}

KERNEL_TEST(ring_sizes_are_set_while_closed)
{
	ck_assert_int_eq(bench_probe(), 0);
	ck_assert_int_eq(set_rings(500, 1), 0);
	ck_assert_int_eq(bench_open(), 0);
	ck_assert_uint_eq(bench_reg(E1000_RDLEN), 504 * 16);
	ck_assert_uint_eq(bench_reg(E1000_TDLEN), 80 * 16);
	check_alive();
	ck_assert_int_eq(set_rings(256, 256), -EBUSY);
	bench_down();
}

Suite *suite_netdev(void)
{
	Suite *s = suite_create("network device");
	TCase *t = tcase_create("netdev");

	tcase_add_test(t, open_programs_the_rings);
	tcase_add_test(t, stop_unmaps_everything_and_silences_the_card);
	tcase_add_test(t, a_closed_device_can_be_opened_again);
	tcase_add_test(t, the_carrier_follows_the_link);
	tcase_add_test(t, without_link_open_waits_for_it);
	tcase_add_test(t, frames_that_the_lost_link_left_are_dropped);
	tcase_add_test(t, a_transmitter_that_hangs_is_reset);
	tcase_add_test(t, a_slow_transmitter_is_not_reset);
	tcase_add_test(t, a_paused_transmitter_is_not_reset);
	tcase_add_test(t, a_transmit_timeout_resets_the_card);
	tcase_add_test(t, the_stacks_watchdog_finds_a_stopped_queue);
	tcase_add_test(t, a_reset_that_comes_too_late_finds_the_device_closed);
	tcase_add_test(t, a_card_that_does_not_come_back_is_detached);
	tcase_add_test(t, statistics_are_summed_up);
	tcase_add_test(t, octets_are_read_low_half_first);
	tcase_add_test(t, a_large_mtu_needs_long_packets_and_another_split);
	tcase_add_test(t, ethtool_sets_the_moderation);
	tcase_add_test(t, a_fixed_rate_stays_fixed);
	tcase_add_test(t, the_simplified_mode_follows_the_octets);
	tcase_add_test(t, ring_sizes_are_set_while_closed);
	suite_add_tcase(s, t);
	return s;
}
