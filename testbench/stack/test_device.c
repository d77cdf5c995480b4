// SPDX-License-Identifier: MIT
/* PCI, registers, DMA, ethtool. */
#include "bench.h"

#include <linux/dma-mapping.h>
#include <linux/ethtool.h>
#include <linux/io.h>
#include <linux/pci.h>

static struct {
	int probes, removes, err;
	struct pci_dev *dev;
	bool keep; /* forget to release in remove */
	kernel_ulong_t driver_data;
} seen;

static int probe(struct pci_dev *dev, const struct pci_device_id *id)
{
	seen.probes++;
	seen.dev = dev;
	seen.driver_data = id->driver_data;
	if (seen.err)
		return seen.err;
	ck_assert_int_eq(pci_enable_device(dev), 0);
	ck_assert_int_eq(pci_request_regions(dev, "test"), 0);
	return 0;
}

static void remove_dev(struct pci_dev *dev)
{
	seen.removes++;
	if (seen.keep)
		return;
	pci_release_regions(dev);
	pci_disable_device(dev);
}

static const struct pci_device_id ids[] = {
	{PCI_VDEVICE(INTEL, 0x1000), .driver_data = 1},
	{PCI_VDEVICE(INTEL, 0x100e), .driver_data = 2},
	{0}};

static struct pci_driver test_driver = {
	.name = "test",
	.id_table = ids,
	.probe = probe,
	.remove = remove_dev,
};
module_pci_driver(test_driver);

static const struct pci_device_id other_ids[] = {{PCI_DEVICE(0x10ec, 0x8139)},
						 {0}};

static int must_not_probe(struct pci_dev *dev, const struct pci_device_id *id)
{
	ck_abort_msg("probed by the wrong driver");
	return 0;
}

static struct pci_driver other_driver = {
	.name = "other",
	.id_table = other_ids,
	.probe = must_not_probe,
};
module_pci_driver(other_driver);

static struct bench *start_with_driver(void)
{
	static struct pci_driver *drivers[3];

	drivers[0] = other_driver_module();
	drivers[1] = test_driver_module();
	return bench_start_with(drivers);
}

ON_CPU(look_at_device)
{
	struct pci_dev *dev = seen.dev;
	u16 command;

	ck_assert_uint_eq(dev->vendor, 0x8086);
	ck_assert_uint_eq(dev->device, 0x100e);
	ck_assert_uint_eq(dev->revision, 3);
	ck_assert_uint_eq(dev->class, 0x020000);
	ck_assert_uint_eq(dev->irq, 11);
	ck_assert_str_eq(pci_name(dev), "0000:00:03.0");
	ck_assert_uint_eq(pci_resource_flags(dev, 0), IORESOURCE_MEM);
	ck_assert_uint_eq(pci_resource_len(dev, 0), 0x20000);
	ck_assert_uint_eq(pci_resource_flags(dev, 1), IORESOURCE_IO);
	ck_assert_uint_eq(pci_resource_len(dev, 1), 0x40);
	ck_assert_uint_eq(pci_resource_len(dev, 2), 0);
	ck_assert_int_eq(pci_select_bars(dev, IORESOURCE_IO), 2);
	ck_assert_int_eq(pci_request_selected_regions(dev, 1, "x"), -EBUSY);
	pci_read_config_word(dev, PCI_COMMAND, &command);
	ck_assert_uint_eq(command, PCI_COMMAND_IO | PCI_COMMAND_MEMORY);
	pci_set_master(dev);
	pci_read_config_word(dev, PCI_COMMAND, &command);
	ck_assert_uint_eq(command & PCI_COMMAND_MASTER, PCI_COMMAND_MASTER);
	pci_clear_master(dev);
	pci_read_config_word(dev, PCI_COMMAND, &command);
	ck_assert_uint_eq(command & PCI_COMMAND_MASTER, 0);
}

START_TEST(the_card_is_found_sized_and_given_to_the_driver_that_names_it)
{
	struct bench *b = start_with_driver();

	ck_assert_int_eq(seen.probes, 1);
	ck_assert_uint_eq(seen.driver_data, 2);
	bench_run(b, look_at_device, NULL);
	bench_stop(b);
	ck_assert_int_eq(seen.removes, 1);
}
END_TEST

START_TEST(a_failed_probe_is_reported_and_not_removed)
{
	struct bench *b;

	seen.err = -EIO;
	b = start_with_driver();
	ck_assert_ptr_nonnull(strstr(b->log, "probe failed with error -5"));
	bench_stop(b);
	ck_assert_int_eq(seen.removes, 0);
}
END_TEST

START_TEST(what_a_driver_forgets_to_release_is_on_the_leak_list)
{
	struct bench *b;

	seen.keep = true;
	b = start_with_driver();
	bench_stop_leaking(b, "BAR 0 of 0000:00:03.0 is still held by test");
}
END_TEST

static uint32_t regs[64];

static uint32_t reg_read(void *arg, uint64_t offset)
{
	return regs[offset / 4];
}

static void reg_write(void *arg, uint64_t offset, uint32_t value)
{
	regs[offset / 4] = value;
}

ON_CPU(access_registers)
{
	char __iomem *hw = pci_ioremap_bar(seen.dev, 0);
	u64 barriers = fake_barriers(machine_this());

	writel(0x12345678, hw + 8);
	ck_assert_uint_eq(regs[2], 0x12345678);
	regs[3] = 77;
	ck_assert_uint_eq(readl(hw + 12), 77);
	outl(16, pci_resource_start(seen.dev, 1));
	outl(99, pci_resource_start(seen.dev, 1) + 4);
	ck_assert_uint_eq(regs[4], 99);
	ck_assert_uint_eq(inl(pci_resource_start(seen.dev, 1) + 4), 99);
	ck_assert_uint_eq(fake_barriers(machine_this()), barriers);
	wmb();
	dma_wmb();
	mb();
	ck_assert_uint_eq(fake_barriers(machine_this()), barriers + 3);
	iounmap(hw);
}

START_TEST(registers_are_reached_through_both_bars_and_barriers_are_seen)
{
	struct bench *b = start_with_driver();

	fake_registers(b->m, reg_read, reg_write, NULL);
	bench_run(b, access_registers, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(dma)
{
	struct device *dev = &seen.dev->dev;
	struct machine *m = machine_this();
	dma_addr_t a, ring;
	char *p = kmalloc(2048, GFP_KERNEL);
	u8 *coherent;

	ck_assert_int_eq(dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)), 0);
	ck_assert_int_eq(dma_set_mask(dev, DMA_BIT_MASK(24)), -EIO);
	a = dma_map_single(dev, p, 2048, DMA_FROM_DEVICE);
	ck_assert_int_eq(dma_mapping_error(dev, a), 0);
	ck_assert_uint_eq(upper_32_bits(a), 0);
	ck_assert_ptr_eq(fake_dma_at(m, a, 2048), p);
	dma_sync_single_for_cpu(dev, a, 100, DMA_FROM_DEVICE);
	dma_sync_single_for_device(dev, a, 100, DMA_FROM_DEVICE);
	dma_unmap_single(dev, a, 2048, DMA_FROM_DEVICE);
	ck_assert_uint_eq(fake_dma_live(m), 0);
	coherent = dma_alloc_coherent(dev, 4096, &ring, GFP_KERNEL);
	ck_assert_ptr_eq(fake_dma_at(m, ring, 4096), coherent);
	ck_assert_ptr_null(memchr_inv(coherent, 0, 4096));
	ck_assert_uint_eq((unsigned long)coherent % PAGE_SIZE, 0);
	dma_free_coherent(dev, 4096, coherent, ring);
	fake_dma_fail(m, true);
	a = dma_map_single(dev, p, 2048, DMA_TO_DEVICE);
	ck_assert_int_eq(dma_mapping_error(dev, a), -ENOMEM);
	ck_assert_ptr_null(dma_alloc_coherent(dev, 4096, &ring, GFP_KERNEL));
	fake_dma_fail(m, false);
	kfree(p);
}

START_TEST(dma_mappings_lead_to_the_memory_and_can_fail)
{
	struct bench *b = start_with_driver();

	bench_run(b, dma, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(leak_mapping)
{
	static char *p;

	p = kmalloc(100, GFP_KERNEL);
	dma_map_single(&seen.dev->dev, p, 100, DMA_TO_DEVICE);
}

START_TEST(a_mapping_never_undone_is_on_the_leak_list)
{
	struct bench *b = start_with_driver();

	bench_run(b, leak_mapping, NULL);
	bench_stop_leaking(b, "1 DMA mappings were never undone");
}
END_TEST

/* ---- ethtool -C ---- */

static struct ethtool_coalesce now;

static int get_coalesce(struct net_device *dev, struct ethtool_coalesce *c,
			struct kernel_ethtool_coalesce *k,
			struct netlink_ext_ack *ack)
{
	*c = now;
	return 0;
}

static int set_coalesce(struct net_device *dev, struct ethtool_coalesce *c,
			struct kernel_ethtool_coalesce *k,
			struct netlink_ext_ack *ack)
{
	if (c->rx_coalesce_usecs > 10000)
		return -EINVAL;
	now = *c;
	return 0;
}

static struct ethtool_pauseparam pause_now;

static void get_pauseparam(struct net_device *dev, struct ethtool_pauseparam *p)
{
	*p = pause_now;
}

static int set_pauseparam(struct net_device *dev, struct ethtool_pauseparam *p)
{
	if (p->tx_pause)
		return -EINVAL;
	pause_now = *p;
	return 0;
}

static const struct ethtool_ops ops = {
	.get_pauseparam = get_pauseparam,
	.set_pauseparam = set_pauseparam,
	.supported_coalesce_params = ETHTOOL_COALESCE_USECS,
	.get_coalesce = get_coalesce,
	.set_coalesce = set_coalesce,
};

static struct net_device eth0 = {.name = "eth0",
				 .ethtool_ops = &ops,
				 .hw_features = NETIF_F_SG | NETIF_F_RXCSUM};

ON_CPU(add_device)
{
	stub_device(&eth0);
}

START_TEST(ethtool_sets_one_key_and_leaves_the_others)
{
	struct bench *b = bench_start();
	char err[200];

	bench_run(b, add_device, NULL);
	now.tx_coalesce_usecs = 7;
	ck_assert_int_eq(
		kernel_coalesce(b->k, "eth0", "rx-usecs", 50, err, sizeof(err)),
		0);
	bench_pass_ms(b, 1);
	ck_assert_uint_eq(now.rx_coalesce_usecs, 50);
	ck_assert_uint_eq(now.tx_coalesce_usecs, 7);
	ck_assert_int_eq(
		kernel_coalesce(b->k, "eth0", "rx-usec", 50, err, sizeof(err)),
		-1);
	ck_assert_str_eq(err, "coalesce eth0: there is no key \"rx-usec\"");
	bench_stop(b);
}
END_TEST

static void assert_coalesce_fails(const char *dev, const char *key, u32 value,
				  const char *text)
{
	struct bench *b = bench_start();
	char err[200];

	bench_run(b, add_device, NULL);
	ck_assert_int_eq(
		kernel_coalesce(b->k, dev, key, value, err, sizeof(err)), 0);
	ck_assert_int_eq(machine_run(b->m, machine_now(b->m) + PS_PER_MS),
			 MACHINE_FAULT);
	ck_assert_ptr_nonnull(strstr(machine_error(b->m), text));
	bench_abandon(b);
}

START_TEST(what_the_driver_refuses_stops_the_run_with_the_reason)
{
	assert_coalesce_fails(
		"eth0", "rx-usecs", 10001,
		"coalesce eth0 rx-usecs 10001: the driver refuses");
	assert_coalesce_fails("eth0", "rx-frames", 5, "does not support it");
	assert_coalesce_fails("eth1", "rx-usecs", 5, "no such device");
}
END_TEST

START_TEST(ethtool_switches_offloads_and_pause_by_its_names)
{
	struct bench *b = bench_start();
	char err[200];

	bench_run(b, add_device, NULL);
	eth0.wanted_features = NETIF_F_SG;
	pause_now.autoneg = 1;
	ck_assert_int_eq(kernel_switch(b->k, KERNEL_OFFLOAD, "eth0", "rx", true,
				       err, sizeof(err)),
			 0);
	ck_assert_int_eq(kernel_switch(b->k, KERNEL_OFFLOAD, "eth0", "sg",
				       false, err, sizeof(err)),
			 0);
	ck_assert_int_eq(kernel_switch(b->k, KERNEL_PAUSE, "eth0", "rx", true,
				       err, sizeof(err)),
			 0);
	bench_pass_ms(b, 1);
	ck_assert_uint_eq(eth0.features, NETIF_F_RXCSUM);
	ck_assert_uint_eq(pause_now.autoneg, 1);
	ck_assert_uint_eq(pause_now.rx_pause, 1);
	ck_assert_int_eq(kernel_switch(b->k, KERNEL_OFFLOAD, "eth0", "autoneg",
				       true, err, sizeof(err)),
			 -1);
	ck_assert_str_eq(err, "offload eth0: there is no key \"autoneg\"");
	ck_assert_int_eq(kernel_switch(b->k, KERNEL_PAUSE, "eth0", "sg", true,
				       err, sizeof(err)),
			 -1);
	bench_stop(b);
}
END_TEST

static void assert_switch_fails(enum kernel_switches group, const char *dev,
				const char *key, const char *text)
{
	struct bench *b = bench_start();
	char err[200];

	bench_run(b, add_device, NULL);
	ck_assert_int_eq(
		kernel_switch(b->k, group, dev, key, true, err, sizeof(err)),
		0);
	ck_assert_int_eq(machine_run(b->m, machine_now(b->m) + PS_PER_MS),
			 MACHINE_FAULT);
	ck_assert_ptr_nonnull(strstr(machine_error(b->m), text));
	bench_abandon(b);
}

START_TEST(a_switch_that_is_not_there_stops_the_run_with_the_reason)
{
	assert_switch_fails(KERNEL_OFFLOAD, "eth0", "tso",
			    "offload eth0 tso on: the device has no such");
	assert_switch_fails(KERNEL_PAUSE, "eth0", "tx",
			    "pause eth0 tx on: the driver refuses");
	assert_switch_fails(KERNEL_PAUSE, "eth1", "tx", "no such device");
}
END_TEST

Suite *device_suite(void)
{
	Suite *s = suite_create("device");
	TCase *t = tcase_create("device");

	tcase_add_test(
		t,
		the_card_is_found_sized_and_given_to_the_driver_that_names_it);
	tcase_add_test(t, a_failed_probe_is_reported_and_not_removed);
	tcase_add_test(t, what_a_driver_forgets_to_release_is_on_the_leak_list);
	tcase_add_test(
		t,
		registers_are_reached_through_both_bars_and_barriers_are_seen);
	tcase_add_test(t, dma_mappings_lead_to_the_memory_and_can_fail);
	tcase_add_test(t, a_mapping_never_undone_is_on_the_leak_list);
	tcase_add_test(t, ethtool_sets_one_key_and_leaves_the_others);
	tcase_add_test(t,
		       what_the_driver_refuses_stops_the_run_with_the_reason);
	tcase_add_test(t, ethtool_switches_offloads_and_pause_by_its_names);
	tcase_add_test(
		t, a_switch_that_is_not_there_stops_the_run_with_the_reason);
	suite_add_tcase(s, t);
	return s;
}
