// SPDX-License-Identifier: MIT
/* The card on the bus: found, refused, given back. */
#include "bench.h"

#define COMMAND_ON (PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER)

static u32 command(void)
{
	return machine_pci_read32(bench.machine, MACHINE_NIC_BDF, PCI_COMMAND) &
	       0xffff;
}

/* Nothing is left of a probe. */
static void check_untouched(void)
{
	ck_assert(!(command() & PCI_COMMAND_MASTER));
	ck_assert_uint_eq(fake_dma_live(bench.machine), 0);
	ck_assert_uint_eq(bench_reg(E1000_IMS), 0);
	ck_assert_int_eq(bench.pdev->enable_cnt, 0);
}

KERNEL_TEST(probe_reads_the_mac_and_masks_interrupts)
{
	ck_assert_uint_ne(bench_reg(E1000_IMS), 0);
	ck_assert_int_eq(bench_probe(), 0);
	ck_assert_mem_eq(bench.dev->dev_addr, bench_mac, 6);
	/* Silenced before anything else. */
	ck_assert_uint_eq(bench.card->log[0].reg, E1000_IMC);
	ck_assert_uint_eq(bench.card->log[0].value, ~0u);
	ck_assert_uint_eq(bench_reg(E1000_IMS), 0);
	ck_assert_uint_eq(bench_reg(E1000_RCTL) & E1000_RCTL_EN, 0);
	ck_assert_uint_eq(bench_reg(E1000_TCTL) & E1000_TCTL_EN, 0);
	ck_assert_uint_eq(bench.card->resets, 1);
	ck_assert_uint_eq(command() & COMMAND_ON, COMMAND_ON);
	ck_assert(!netif_carrier_ok(bench.dev));
	ck_assert_uint_eq(bench.dev->max_mtu, 16110);
	bench_remove();
	check_untouched();
}

KERNEL_TEST(a_removed_card_can_be_probed_again)
{
	int i;

	for (i = 0; i < 3; i++) {
		bench_up();
		bench_down();
		check_untouched();
	}
}

KERNEL_TEST(removal_closes_an_open_device)
{
	bench_up();
	bench_remove();
	check_untouched();
}

KERNEL_TEST(a_card_without_a_mac_address_is_refused)
{
	bench.card->no_mac = true;
	ck_assert_int_eq(bench_probe(), -EADDRNOTAVAIL);
	check_untouched();
	ck_assert_ptr_nonnull(strstr(bench.console, "no valid MAC address"));
}

KERNEL_TEST(a_card_with_a_multicast_address_is_refused)
{
	bench.card->mac[0] |= 1;
	ck_assert_int_eq(bench_probe(), -EADDRNOTAVAIL);
	check_untouched();
}

KERNEL_TEST(a_card_that_stays_in_reset_is_refused)
{
	bench.card->stays_in_reset = true;
	ck_assert_int_eq(bench_probe(), -EIO);
	ck_assert(!(command() & PCI_COMMAND_MASTER));
	ck_assert_int_eq(bench.pdev->enable_cnt, 0);
	ck_assert_ptr_nonnull(strstr(bench.console, "out of reset"));
}

KERNEL_TEST(a_card_that_is_gone_is_refused)
{
	bench.card->unplugged = true;
	ck_assert_int_eq(bench_probe(), -ENODEV);
	ck_assert_int_eq(bench.pdev->enable_cnt, 0);
	bench.card->unplugged = false;
}

KERNEL_TEST(a_probe_without_memory_undoes_everything)
{
	unsigned int n;
	int err = -ENOMEM;

	for (n = 1; err; n++) {
		ck_assert_uint_lt(n, 100);
		kernel_fail_alloc(bench.kernel, n);
		err = bench_probe();
		kernel_fail_alloc(bench.kernel, 0);
		if (err) {
			ck_assert_int_eq(err, -ENOMEM);
			ck_assert_int_eq(bench.pdev->enable_cnt, 0);
			ck_assert(!(command() & PCI_COMMAND_MASTER));
		}
	}
	ck_assert_uint_gt(n, 2);
	bench_remove();
	check_untouched();
}

KERNEL_TEST(an_open_without_memory_undoes_everything)
{
	unsigned int n;
	int err = -ENOMEM;

	ck_assert_int_eq(bench_probe(), 0);
	for (n = 1; err; n++) {
		ck_assert_uint_lt(n, 100);
		kernel_fail_alloc(bench.kernel, n);
		err = bench_open();
		kernel_fail_alloc(bench.kernel, 0);
		if (err) {
			ck_assert_int_eq(err, -ENOMEM);
			ck_assert_uint_eq(fake_dma_live(bench.machine), 0);
			ck_assert_uint_eq(bench_reg(E1000_IMS), 0);
		}
	}
	/* Two rings, two arrays, the interrupt. */
	ck_assert_uint_gt(n, 5);
	bench_down();
	check_untouched();
}

KERNEL_TEST(an_open_without_dma_mappings_undoes_everything)
{
	ck_assert_int_eq(bench_probe(), 0);
	fake_dma_fail(bench.machine, true);
	ck_assert_int_eq(bench_open(), -ENOMEM);
	fake_dma_fail(bench.machine, false);
	ck_assert_int_eq(bench_open(), 0);
	bench_down();
	check_untouched();
}

Suite *suite_probe(void)
{
	Suite *s = suite_create("probe and remove");
	TCase *t = tcase_create("probe");

	tcase_add_test(t, probe_reads_the_mac_and_masks_interrupts);
	tcase_add_test(t, a_removed_card_can_be_probed_again);
	tcase_add_test(t, removal_closes_an_open_device);
	tcase_add_test(t, a_card_without_a_mac_address_is_refused);
	tcase_add_test(t, a_card_with_a_multicast_address_is_refused);
	tcase_add_test(t, a_card_that_stays_in_reset_is_refused);
	tcase_add_test(t, a_card_that_is_gone_is_refused);
	tcase_add_test(t, a_probe_without_memory_undoes_everything);
	tcase_add_test(t, an_open_without_memory_undoes_everything);
	tcase_add_test(t, an_open_without_dma_mappings_undoes_everything);
	suite_add_tcase(s, t);
	return s;
}
