// SPDX-License-Identifier: MIT
/* Which frames the card is asked to receive. */
#include "bench.h"

#include <linux/if_arp.h>
#include <linux/rtnetlink.h>

static u32 mta(unsigned int word)
{
	return bench_reg(E1000_MTA + 4 * word);
}

static unsigned int mta_writes(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < 128; i++)
		n += fake_card_writes(bench.card, E1000_MTA + 4 * i);
	return n;
}

static u32 rar(unsigned int i, bool high)
{
	return bench_reg((high ? E1000_RAH : E1000_RAL) + 8 * i);
}

START_TEST(the_hash_is_the_addresss_last_12_bits_on_the_wire)
{
	static const struct {
		u8 addr[6];
		u32 hash;
	} known[] = {
		{{0x01, 0x00, 0x5e, 0x00, 0x00, 0x01}, 0x010},
		{{0x33, 0x33, 0x00, 0x00, 0x00, 0x01}, 0x010},
		{{0x01, 0x00, 0x5e, 0x7f, 0xff, 0xfa}, 0xfaf},
		{{0x01, 0x80, 0xc2, 0x00, 0x00, 0x0e}, 0x0e0},
		{{0x01, 0x00, 0x5e, 0x00, 0x12, 0x34}, 0x341},
		{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, 0xfff},
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		ck_assert_uint_eq(e1000_hw_multicast_hash(known[i].addr),
				  known[i].hash);
}
END_TEST

KERNEL_TEST(multicast_addresses_set_their_bits)
{
	static const u8 one[] = {0x01, 0x00, 0x5e, 0x7f, 0xff, 0xfa};
	static const u8 two[] = {0x01, 0x00, 0x5e, 0x00, 0x12, 0x34};

	bench_up();
	/* The stack itself listens to 224.0.0.1. */
	ck_assert_uint_eq(mta(0), 1u << 0x010);
	ck_assert_int_eq(dev_mc_add(bench.dev, one), 0);
	ck_assert_int_eq(dev_mc_add(bench.dev, two), 0);
	ck_assert_uint_eq(mta(0xfaf / 32), 1u << 0xfaf % 32);
	ck_assert_uint_eq(mta(0x341 / 32), 1u << 0x341 % 32);
	ck_assert_uint_eq(
		bench_reg(E1000_RCTL) & (E1000_RCTL_UPE | E1000_RCTL_MPE), 0);
	ck_assert_int_eq(dev_mc_del(bench.dev, two), 0);
	ck_assert_uint_eq(mta(0x341 / 32), 0);
	ck_assert_uint_eq(mta(0xfaf / 32), 1u << 0xfaf % 32);
	/* Only words that changed were written. */
	ck_assert_uint_eq(mta_writes(), 3);
	ck_assert_int_eq(dev_mc_del(bench.dev, one), 0);
	ck_assert_uint_eq(mta(0xfaf / 32), 0);
	bench_down();
}

KERNEL_TEST(two_addresses_with_one_hash_share_a_bit)
{
	static const u8 ipv4[] = {0x01, 0x00, 0x5e, 0x7f, 0xff, 0xfa};
	static const u8 ipv6[] = {0x33, 0x33, 0x00, 0x00, 0xff, 0xfa};

	bench_up();
	dev_mc_add(bench.dev, ipv4);
	dev_mc_add(bench.dev, ipv6);
	dev_mc_del(bench.dev, ipv4);
	ck_assert_uint_eq(mta(0xfaf / 32), 1u << 0xfaf % 32);
	dev_mc_del(bench.dev, ipv6);
	ck_assert_uint_eq(mta(0xfaf / 32), 0);
	bench_down();
}

KERNEL_TEST(a_restart_brings_the_filters_back)
{
	static const u8 addr[] = {0x01, 0x00, 0x5e, 0x7f, 0xff, 0xfa};

	bench_up();
	dev_mc_add(bench.dev, addr);
	rtnl_lock();
	ck_assert_int_eq(dev_set_mtu(bench.dev, 1400), 0);
	rtnl_unlock();
	ck_assert_uint_eq(mta(0xfaf / 32), 1u << 0xfaf % 32);
	ck_assert_uint_eq(mta(0), 1u << 0x010);
	dev_mc_del(bench.dev, addr);
	bench_down();
}

KERNEL_TEST(further_unicast_addresses_are_exact_entries)
{
	u8 addrs[16][6];
	unsigned int i;

	bench_up();
	for (i = 0; i < 15; i++) {
		memcpy(addrs[i], (u8[]){2, 0, 0, 0, 1, i}, 6);
		ck_assert_int_eq(dev_uc_add(bench.dev, addrs[i]), 0);
	}
	for (i = 1; i < 16; i++) {
		ck_assert_uint_eq(rar(i, false), 2);
		ck_assert_uint_eq(rar(i, true),
				  E1000_RAH_AV | (i - 1) << 8 | 1);
	}
	ck_assert_uint_eq(bench_reg(E1000_RCTL) & E1000_RCTL_UPE, 0);
	/* One more than there are entries: all unicast. */
	memcpy(addrs[15], (u8[]){2, 0, 0, 0, 1, 15}, 6);
	ck_assert_int_eq(dev_uc_add(bench.dev, addrs[15]), 0);
	ck_assert_uint_ne(bench_reg(E1000_RCTL) & E1000_RCTL_UPE, 0);
	for (i = 15; i > 0; i--)
		ck_assert_int_eq(dev_uc_del(bench.dev, addrs[i]), 0);
	ck_assert_uint_eq(bench_reg(E1000_RCTL) & E1000_RCTL_UPE, 0);
	ck_assert_uint_eq(rar(1, true), E1000_RAH_AV | 1);
	for (i = 2; i < 16; i++)
		ck_assert_uint_eq(rar(i, true), 0);
	/* The device's own is where it was. */
	ck_assert_uint_eq(rar(0, true), E1000_RAH_AV | 0x0234);
	ck_assert_int_eq(dev_uc_del(bench.dev, addrs[0]), 0);
	bench_down();
}

KERNEL_TEST(promiscuous_and_all_multicast_set_their_bits)
{
	u32 both = E1000_RCTL_UPE | E1000_RCTL_MPE;

	bench_up();
	ck_assert_uint_eq(bench_reg(E1000_RCTL) & both, 0);
	rtnl_lock();
	dev_set_allmulti(bench.dev, 1);
	ck_assert_uint_eq(bench_reg(E1000_RCTL) & both, E1000_RCTL_MPE);
	dev_set_promiscuity(bench.dev, 1);
	ck_assert_uint_eq(bench_reg(E1000_RCTL) & both, both);
	dev_set_promiscuity(bench.dev, -1);
	dev_set_allmulti(bench.dev, -1);
	rtnl_unlock();
	ck_assert_uint_eq(bench_reg(E1000_RCTL) & both, 0);
	ck_assert_uint_ne(bench_reg(E1000_RCTL) & E1000_RCTL_EN, 0);
	bench_down();
}

static int set_mac(const char *addr)
{
	struct sockaddr sa = {.sa_family = ARPHRD_ETHER};
	int err;

	memcpy(sa.sa_data, addr, 6);
	rtnl_lock();
	err = bench.dev->netdev_ops->ndo_set_mac_address(bench.dev, &sa);
	rtnl_unlock();
	return err;
}

KERNEL_TEST(a_new_address_is_never_half_valid)
{
	bench_up();
	ck_assert_int_eq(set_mac("\x02\x11\x22\x33\x44\x55"), 0);
	ck_assert_uint_eq(rar(0, false), 0x33221102);
	ck_assert_uint_eq(rar(0, true), E1000_RAH_AV | 0x5544);
	/* Invalid, low half, valid. */
	ck_assert_uint_eq(bench.card->log[0].reg, E1000_RAH);
	ck_assert_uint_eq(bench.card->log[0].value, 0);
	ck_assert_uint_eq(bench.card->log[1].reg, E1000_RAL);
	ck_assert_uint_eq(bench.card->log[2].reg, E1000_RAH);
	ck_assert_mem_eq(bench.dev->dev_addr, "\x02\x11\x22\x33\x44\x55", 6);
	bench_down();
}

KERNEL_TEST(an_address_set_while_down_holds_after_open)
{
	ck_assert_int_eq(bench_probe(), 0);
	fake_card_forget(bench.card);
	ck_assert_int_eq(set_mac("\x02\x11\x22\x33\x44\x55"), 0);
	ck_assert_uint_eq(bench.card->accesses, 0);
	ck_assert_int_eq(bench_open(), 0);
	ck_assert_uint_eq(rar(0, false), 0x33221102);
	bench_down();
}

KERNEL_TEST(a_multicast_address_is_no_address_for_a_device)
{
	bench_up();
	ck_assert_int_eq(set_mac("\x01\x00\x5e\x00\x00\x01"), -EADDRNOTAVAIL);
	ck_assert_int_eq(set_mac("\0\0\0\0\0\0"), -EADDRNOTAVAIL);
	ck_assert_mem_eq(bench.dev->dev_addr, bench_mac, 6);
	bench_down();
}

Suite *suite_filter(void)
{
	Suite *s = suite_create("filters");
	TCase *t = tcase_create("filter");

	tcase_add_test(t, the_hash_is_the_addresss_last_12_bits_on_the_wire);
	tcase_add_test(t, multicast_addresses_set_their_bits);
	tcase_add_test(t, two_addresses_with_one_hash_share_a_bit);
	tcase_add_test(t, a_restart_brings_the_filters_back);
	tcase_add_test(t, further_unicast_addresses_are_exact_entries);
	tcase_add_test(t, promiscuous_and_all_multicast_set_their_bits);
	tcase_add_test(t, a_new_address_is_never_half_valid);
	tcase_add_test(t, an_address_set_while_down_holds_after_open);
	tcase_add_test(t, a_multicast_address_is_no_address_for_a_device);
	suite_add_tcase(s, t);
	return s;
}
