// SPDX-License-Identifier: MIT
// The mapping table: every misuse ends the run with a report.
#include "rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GO (BAR0 + 0x5800)

enum order { NOTHING, WRITE, READ, RAW_READ, RAW_WRITE };

/* What the card is told to do once the driver's code has run. */
static struct {
	enum order order;
	uint64_t at;
	unsigned len, beats, size, burst;
} order;

static void obey(struct fake_card *c, uint32_t off, uint32_t value)
{
	static const uint8_t data[8192];

	switch (order.order) {
	case NOTHING:
		break;
	case WRITE:
		fake_dma_write(c, 0, order.at, data, order.len);
		break;
	case READ:
		fake_dma_read(c, 2, order.at, order.len);
		break;
	case RAW_READ:
	case RAW_WRITE:
		fake_dma_raw(c, order.order == RAW_WRITE, 0, order.at,
			     order.beats, order.size, order.burst);
		break;
	}
}

static void go(struct machine *m, enum order what, uint64_t at, unsigned len)
{
	order.order = what;
	order.at = at;
	order.len = len;
	fake_on_write(fake_card(), obey);
	machine_mmio_write32(m, GO, 1);
	machine_charge_ns(m, 5000);
}

static uint64_t map(struct machine *m, size_t offset, size_t len,
		    enum dma_dir dir, bool coherent)
{
	rig_enable_card(m);
	return machine_dma_map(m, (uint8_t *)machine_ram(m) + offset, len, dir,
			       coherent, "a driver's buffer");
}

static void write_nowhere(struct machine *m)
{
	rig_enable_card(m);
	go(m, WRITE, 0x12345000, 64);
}

static void read_nowhere(struct machine *m)
{
	rig_enable_card(m);
	go(m, READ, 0x7000000000ull, 64);
}

static void write_beyond(struct machine *m)
{
	go(m, WRITE, map(m, 0, 100, DMA_DIR_FROM_DEVICE, false), 101);
}

static void write_before(struct machine *m)
{
	go(m, WRITE, map(m, 68, 100, DMA_DIR_FROM_DEVICE, false) - 1, 8);
}

static void read_beyond(struct machine *m)
{
	go(m, READ, map(m, 0, 96, DMA_DIR_TO_DEVICE, false), 104);
}

static void write_behind_the_page(struct machine *m)
{
	go(m, WRITE, map(m, 0, 4096, DMA_DIR_FROM_DEVICE, false) + 4096, 8);
}

static void write_behind_into_another(struct machine *m)
{
	uint64_t bus = map(m, 0, 4096, DMA_DIR_FROM_DEVICE, false);

	map(m, 4096, 4096, DMA_DIR_FROM_DEVICE, false);
	go(m, WRITE, bus + 4096, 8);
}

static void write_to_device(struct machine *m)
{
	go(m, WRITE, map(m, 0, 64, DMA_DIR_TO_DEVICE, false), 64);
}

static void read_from_device(struct machine *m)
{
	go(m, READ, map(m, 0, 64, DMA_DIR_FROM_DEVICE, false), 64);
}

static void write_after_unmap(struct machine *m)
{
	uint64_t bus = map(m, 0, 64, DMA_DIR_FROM_DEVICE, false);

	machine_dma_unmap(m, bus, 64, DMA_DIR_FROM_DEVICE);
	go(m, WRITE, bus, 64);
}

static void write_to_cpu_owned(struct machine *m)
{
	uint64_t bus = map(m, 0, 64, DMA_DIR_FROM_DEVICE, false);

	machine_dma_sync(m, bus, 64, DMA_DIR_FROM_DEVICE, true);
	go(m, WRITE, bus, 64);
}

static void unmap_while_read(struct machine *m)
{
	uint64_t bus = map(m, 0, 2048, DMA_DIR_TO_DEVICE, false);

	order.order = READ;
	order.at = bus;
	order.len = 2048;
	fake_on_write(fake_card(), obey);
	machine_mmio_write32(m, GO, 1);
	machine_charge_ns(m, 300);
	machine_dma_unmap(m, bus, 2048, DMA_DIR_TO_DEVICE);
	machine_charge_ns(m, 5000);
}

static void start_writing(struct machine *m, uint64_t bus, unsigned ns)
{
	order.order = WRITE;
	order.at = bus;
	order.len = 64;
	fake_on_write(fake_card(), obey);
	machine_mmio_write32(m, GO, 1);
	machine_charge_ns(m, ns);
}

/* The write takes 160 ns to become visible. */
static void take_back_early(struct machine *m)
{
	uint64_t bus = map(m, 0, 64, DMA_DIR_FROM_DEVICE, false);

	start_writing(m, bus, 380);
	machine_dma_sync(m, bus, 64, DMA_DIR_FROM_DEVICE, true);
	machine_charge_ns(m, 5000);
}

static void unmap_early(struct machine *m)
{
	uint64_t bus = map(m, 0, 64, DMA_DIR_FROM_DEVICE, false);

	start_writing(m, bus, 380);
	machine_dma_unmap(m, bus, 64, DMA_DIR_FROM_DEVICE);
	machine_charge_ns(m, 5000);
}

static void take_back_while_read(struct machine *m)
{
	uint64_t bus = map(m, 0, 2048, DMA_DIR_TO_DEVICE, false);

	order.order = READ;
	order.at = bus;
	order.len = 2048;
	fake_on_write(fake_card(), obey);
	machine_mmio_write32(m, GO, 1);
	machine_charge_ns(m, 300);
	machine_dma_sync(m, bus, 2048, DMA_DIR_TO_DEVICE, true);
	machine_dma_sync(m, bus, 2048, DMA_DIR_TO_DEVICE, false);
	machine_charge_ns(m, 5000);
}

static void no_bus_master(struct machine *m)
{
	uint64_t bus = map(m, 0, 64, DMA_DIR_FROM_DEVICE, false);

	machine_pci_write32(m, MACHINE_NIC_BDF, 4, 3);
	go(m, WRITE, bus, 64);
}

static void crossing_burst(struct machine *m)
{
	order.beats = 2;
	order.size = 3;
	order.burst = 1;
	go(m, RAW_READ, map(m, 0, 8192, DMA_DIR_TO_DEVICE, false) + 4088, 0);
}

static void narrow_burst(struct machine *m)
{
	order.beats = 1;
	order.size = 2;
	order.burst = 1;
	go(m, RAW_WRITE, map(m, 0, 64, DMA_DIR_FROM_DEVICE, false), 0);
}

static void fixed_burst(struct machine *m)
{
	order.beats = 2;
	order.size = 3;
	order.burst = 0;
	go(m, RAW_WRITE, map(m, 0, 64, DMA_DIR_FROM_DEVICE, false), 0);
}

static void unmap_twice(struct machine *m)
{
	uint64_t bus = map(m, 0, 64, DMA_DIR_TO_DEVICE, false);

	machine_dma_unmap(m, bus, 64, DMA_DIR_TO_DEVICE);
	machine_dma_unmap(m, bus, 64, DMA_DIR_TO_DEVICE);
	machine_charge_ns(m, 1); /* so that the call above is one */
}

static void unmap_wrong_length(struct machine *m)
{
	machine_dma_unmap(m, map(m, 0, 64, DMA_DIR_TO_DEVICE, false), 60,
			  DMA_DIR_TO_DEVICE);
}

static void unmap_wrong_direction(struct machine *m)
{
	machine_dma_unmap(m, map(m, 0, 64, DMA_DIR_TO_DEVICE, false), 64,
			  DMA_DIR_FROM_DEVICE);
}

static void map_a_stack(struct machine *m)
{
	char local[64];

	machine_dma_map(m, local, sizeof(local), DMA_DIR_TO_DEVICE, false,
			"a careless driver");
}

static void map_nothing(struct machine *m)
{
	map(m, 0, 0, DMA_DIR_TO_DEVICE, false);
}

static void sync_beyond(struct machine *m)
{
	machine_dma_sync(m, map(m, 0, 64, DMA_DIR_FROM_DEVICE, false), 65,
			 DMA_DIR_FROM_DEVICE, true);
}

static void touch_no_device(struct machine *m)
{
	machine_mmio_read32(m, 0x1000);
}

static void touch_odd_register(struct machine *m)
{
	rig_enable_card(m);
	machine_mmio_write32(m, BAR0 + 2, 0);
}

static const struct misuse {
	void (*code)(struct machine *m);
	const char *report;
} misuses[] = {
	{write_nowhere, "receive data at bus address 0x12345000: nothing is "
			"mapped there"},
	{read_nowhere, "transmit data fetch at bus address 0x7000000000: "
		       "nothing is mapped"},
	{write_beyond, "beyond the mapping (a driver's buffer, mapped at "
		       "0x10000000, 100 bytes)"},
	{write_before, "0x10000043: beyond the mapping"},
	{read_beyond, "beyond the mapping"},
	{write_behind_the_page, "nothing is mapped there"},
	{write_behind_into_another, "nothing is mapped there"},
	{write_to_device, "mapped for reading only"},
	{read_from_device, "mapped for writing only"},
	{write_after_unmap, "nothing is mapped there"},
	{write_to_cpu_owned, "the buffer is the driver's"},
	{unmap_while_read, "while it was read"},
	{take_back_while_read, "the buffer taken back, while it was read"},
	{take_back_early,
	 "a driver's buffer takes back bus address 0x10000000, "
	 "64 bytes, while a write of the card"},
	{unmap_early, "while a write of the card to it is still on its way"},
	{no_bus_master, "bus mastering is off"},
	{crossing_burst, "crosses a 4 KiB boundary"},
	{narrow_burst, "not an incrementing burst of 64-bit words"},
	{fixed_burst, "not an incrementing burst of 64-bit words"},
	{unmap_twice, "unmap of bus address 0x10000000 (64 bytes), which is "
		      "not mapped"},
	{unmap_wrong_length, "60 bytes, but a driver's buffer mapped "
			     "0x10000000, 64 bytes"},
	{unmap_wrong_direction, "from the card, but a driver's buffer mapped "
				"it to the card"},
	{map_a_stack, "a careless driver maps 64 bytes that are not in RAM"},
	{map_nothing, "a driver's buffer maps zero bytes"},
	{sync_beyond, "sync of bus address 0x10000000, 65 bytes"},
	{touch_no_device, "read of address 0x1000, where no device is"},
	{touch_odd_register, "not a multiple of 4"},
};
#define NMISUSES (sizeof(misuses) / sizeof(misuses[0]))

START_TEST(a_misuse_ends_the_run_with_a_report)
{
	struct rig r;

	rig_new(&r);
	rig_run_fault(&r, misuses[_i].code, misuses[_i].report);
	rig_free(&r);
}
END_TEST

START_TEST(a_report_names_the_calling_functions)
{
	struct rig r;

	rig_new(&r);
	rig_run_fault(&r, unmap_twice, "in machine_dma_unmap");
	ck_assert(strstr(machine_error(r.m), "in unmap_twice") != NULL);
	/* After a fault the machine stays where it is. */
	ck_assert_int_eq(machine_run(r.m, PS_PER_S), MACHINE_FAULT);
	rig_free(&r);
}
END_TEST

static void leak_two(struct machine *m)
{
	uint64_t bus = map(m, 0, 64, DMA_DIR_TO_DEVICE, false);

	map(m, 100, 65, DMA_DIR_FROM_DEVICE, false);
	map(m, 200, 66, DMA_DIR_BIDIRECTIONAL, true);
	machine_dma_unmap(m, bus, 64, DMA_DIR_TO_DEVICE);
	ck_assert_uint_eq(machine_dma_leaks(m), 2);
}

START_TEST(mappings_never_undone_are_named_at_the_end)
{
	struct rig r;

	rig_new(&r);
	ck_assert_int_eq(rig_run(&r, leak_two), MACHINE_HALTED);
	ck_assert(strstr(machine_error(r.m), "65 bytes, from the card") !=
		  NULL);
	ck_assert(strstr(machine_error(r.m), "66 bytes, both ways") != NULL);
	rig_free(&r);
}
END_TEST

static void many_mappings(struct machine *m)
{
	uint64_t last = 0, bus = 0;
	unsigned i, used = 0;

	for (i = 0; i < 600000; i++) {
		bus = map(m, i * 8 % 4096, 2048, DMA_DIR_FROM_DEVICE, false);
		ck_assert_uint_ne(bus, 0);
		ck_assert_uint_lt(bus, 1ull << 32);
		ck_assert_uint_eq(bus % 4096, i * 8 % 4096);
		if (bus < last)
			used++;
		last = bus;
		machine_dma_unmap(m, bus, 2048, DMA_DIR_FROM_DEVICE);
		if (i == 0)
			machine_irq_disable(m);
	}
	/* Round and round, never the same address soon. */
	ck_assert_uint_ge(used, 4);
	ck_assert_uint_le(used, 8);
}

START_TEST(bus_addresses_are_not_reused_soon_and_never_run_out)
{
	struct rig r;

	rig_new(&r);
	r.profile.mmio_read_ns = 0;
	ck_assert_int_eq(rig_run(&r, many_mappings), MACHINE_HALTED);
	rig_free(&r);
}
END_TEST

#ifdef __SANITIZE_ADDRESS__
static void touch_the_cards_buffer(struct machine *m)
{
	volatile uint8_t *ram = machine_ram(m);

	map(m, 64, 128, DMA_DIR_FROM_DEVICE, false);
	ram[100] = 1;
}

START_TEST(the_sanitizer_sees_the_cpu_in_a_buffer_of_the_card)
{
	struct rig r;

	/* The sanitizer's report is what is wanted, and nothing to look at. */
	ck_assert(freopen("/dev/null", "w", stderr) != NULL);
	rig_new(&r);
	rig_run(&r, touch_the_cards_buffer);
}
END_TEST

static void touch_it_later(struct machine *m)
{
	volatile uint8_t *ram = machine_ram(m);
	uint64_t bus = map(m, 64, 128, DMA_DIR_FROM_DEVICE, false);

	go(m, WRITE, bus, 128);
	machine_dma_sync(m, bus, 128, DMA_DIR_FROM_DEVICE, true);
	ram[100] = 1;
	machine_dma_sync(m, bus, 128, DMA_DIR_FROM_DEVICE, false);
	machine_dma_unmap(m, bus, 128, DMA_DIR_FROM_DEVICE);
	ram[64] = ram[191] = 1;
}

START_TEST(a_buffer_handed_back_is_the_cpus_again)
{
	struct rig r;

	rig_new(&r);
	ck_assert_int_eq(rig_run(&r, touch_it_later), MACHINE_HALTED);
	rig_free(&r);
}
END_TEST
#endif

Suite *iommu_suite(void);
Suite *iommu_suite(void)
{
	Suite *s = suite_create("mapping table");
	TCase *t = tcase_create("misuse");

	tcase_add_loop_test(t, a_misuse_ends_the_run_with_a_report, 0,
			    NMISUSES);
	tcase_add_test(t, a_report_names_the_calling_functions);
	tcase_add_test(t, mappings_never_undone_are_named_at_the_end);
	tcase_add_test(t, bus_addresses_are_not_reused_soon_and_never_run_out);
#ifdef __SANITIZE_ADDRESS__
	tcase_add_exit_test(
		t, the_sanitizer_sees_the_cpu_in_a_buffer_of_the_card, 1);
	tcase_add_test(t, a_buffer_handed_back_is_the_cpus_again);
#endif
	suite_add_tcase(s, t);
	return s;
}
