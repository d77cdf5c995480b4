// SPDX-License-Identifier: MIT
/* Which frames the card is asked to receive. */
#include "bench.h"

#include <linux/if_arp.h>
#include <linux/rtnetlink.h>

/* Entries of the device's address lists; the kernel's own add nothing. */
static struct netdev_hw_addr entries[32];

static void set_list(struct netdev_hw_addr_list *l, const u8 (*addrs)[6],
		     unsigned int n)
{
	unsigned int i;

	INIT_LIST_HEAD(&l->list);
	l->count = 0;
	for (i = 0; i < n; i++) {
		memcpy(entries[i].addr, addrs[i], 6);
		list_add_tail(&entries[i].list, &l->list);
		l->count++;
	}
}

static void set_rx_mode(void)
{
	netif_addr_lock_bh(bench.dev);
	bench.dev->netdev_ops->ndo_set_rx_mode(bench.dev);
	netif_addr_unlock_bh(bench.dev);
}

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

static void forget_lists(void)
{
	set_list(&bench.dev->mc, NULL, 0);
	set_list(&bench.dev->uc, NULL, 0);
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
	static const u8 addrs[][6] = {
		{0x01, 0x00, 0x5e, 0x00, 0x00, 0x01},
		{0x01, 0x00, 0x5e, 0x7f, 0xff, 0xfa},
		{0x01, 0x00, 0x5e, 0x00, 0x12, 0x34},
	};

	bench_up();
	ck_assert_uint_eq(mta(0), 0);
	set_list(&bench.dev->mc, addrs, 3);
	set_rx_mode();
	ck_assert_uint_eq(mta(0x010 / 32), 1u << 0x010 % 32);
	ck_assert_uint_eq(mta(0xfaf / 32), 1u << 0xfaf % 32);
	ck_assert_uint_eq(mta(0x341 / 32), 1u << 0x341 % 32);
	ck_assert_uint_eq(mta_writes(), 3);
	ck_assert_uint_eq(
		bench_reg(E1000_RCTL) & (E1000_RCTL_UPE | E1000_RCTL_MPE), 0);
	/* Only what changes is written. */
	set_list(&bench.dev->mc, addrs, 2);
	set_rx_mode();
	ck_assert_uint_eq(mta(0x341 / 32), 0);
	ck_assert_uint_eq(mta_writes(), 4);
	forget_lists();
	bench_down();
}

KERNEL_TEST(a_restart_brings_the_filters_back)
{
	static const u8 addrs[][6] = {
		{0x01, 0x00, 0x5e, 0x7f, 0xff, 0xfa},
	};

	bench_up();
	set_list(&bench.dev->mc, addrs, 1);
	set_rx_mode();
	rtnl_lock();
	ck_assert_int_eq(dev_set_mtu(bench.dev, 1400), 0);
	rtnl_unlock();
	ck_assert_uint_eq(mta(0xfaf / 32), 1u << 0xfaf % 32);
	forget_lists();
	bench_down();
}

KERNEL_TEST(further_unicast_addresses_are_exact_entries)
{
	u8 addrs[16][6];
	unsigned int i;

	for (i = 0; i < 16; i++)
		memcpy(addrs[i], (u8[]){2, 0, 0, 0, 1, i}, 6);
	bench_up();
	set_list(&bench.dev->uc, addrs, 15);
	set_rx_mode();
	for (i = 1; i < 16; i++) {
		ck_assert_uint_eq(rar(i, false), 2);
		ck_assert_uint_eq(rar(i, true),
				  E1000_RAH_AV | (i - 1) << 8 | 1);
	}
	ck_assert_uint_eq(bench_reg(E1000_RCTL) & E1000_RCTL_UPE, 0);
	/* One more than there are entries: all unicast. */
	set_list(&bench.dev->uc, addrs, 16);
	set_rx_mode();
	ck_assert_uint_ne(bench_reg(E1000_RCTL) & E1000_RCTL_UPE, 0);
	set_list(&bench.dev->uc, addrs, 1);
	set_rx_mode();
	ck_assert_uint_eq(bench_reg(E1000_RCTL) & E1000_RCTL_UPE, 0);
	ck_assert_uint_eq(rar(1, true), E1000_RAH_AV | 1);
	for (i = 2; i < 16; i++)
		ck_assert_uint_eq(rar(i, true), 0);
	/* The device's own is where it was. */
	ck_assert_uint_eq(rar(0, true), E1000_RAH_AV | 0x0234);
	forget_lists();
	bench_down();
}

KERNEL_TEST(promiscuous_and_all_multicast_set_their_bits)
{
	u32 both = E1000_RCTL_UPE | E1000_RCTL_MPE;

	bench_up();
	ck_assert_uint_eq(bench_reg(E1000_RCTL) & both, 0);
	bench.dev->flags |= IFF_ALLMULTI;
	set_rx_mode();
	ck_assert_uint_eq(bench_reg(E1000_RCTL) & both, E1000_RCTL_MPE);
	bench.dev->flags |= IFF_PROMISC;
	set_rx_mode();
	ck_assert_uint_eq(bench_reg(E1000_RCTL) & both, both);
	bench.dev->flags &= ~(IFF_PROMISC | IFF_ALLMULTI);
	set_rx_mode();
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
	ck_assert_mem_eq(bench.dev->dev_addr, BENCH_MAC, 6);
	bench_down();
}

Suite *suite_filter(void)
{
	Suite *s = suite_create("filters");
	TCase *t = tcase_create("filter");

	tcase_add_test(t, the_hash_is_the_addresss_last_12_bits_on_the_wire);
	tcase_add_test(t, multicast_addresses_set_their_bits);
	tcase_add_test(t, a_restart_brings_the_filters_back);
	tcase_add_test(t, further_unicast_addresses_are_exact_entries);
	tcase_add_test(t, promiscuous_and_all_multicast_set_their_bits);
	tcase_add_test(t, a_new_address_is_never_half_valid);
	tcase_add_test(t, an_address_set_while_down_holds_after_open);
	tcase_add_test(t, a_multicast_address_is_no_address_for_a_device);
	suite_add_tcase(s, t);
	return s;
}
