// SPDX-License-Identifier: MIT
// The host bridge: what is posted, what pushes what, what overtakes what.
#include "rig.h"

#include "e1000_regs.h"
#include "sim/metrics.h"

#include <string.h>

#define REG(n)	   (BAR0 + 0x5800 + 4 * (n))
#define REG_OFF(n) (0x5800u + 4 * (n))
#define GO	   REG(16)
#define IS_GO(off) ((off) == REG_OFF(16))
#define OUR_EDGES  4	     /* of the register access itself */
#define POWER_ON   PS_PER_US /* of the CPU */

static struct rig r;
static uint64_t bus;
static volatile uint64_t *memory;

static void setup(void)
{
	rig_new(&r);
	rig_make(&r);
	memory = machine_ram(r.m);
}

static void teardown(void)
{
	rig_free(&r);
}

static void map_page(struct machine *m)
{
	rig_enable_card(m);
	bus = machine_dma_map(m, machine_ram(m), 4096, DMA_DIR_BIDIRECTIONAL,
			      true, "the test");
}

/* ---- Register access ------------------------------------------------------
 */

static ps_t t[8];

static void post_two(struct machine *m)
{
	rig_enable_card(m);
	t[0] = machine_now(m);
	machine_mmio_write32(m, REG(0), 1);
	t[1] = machine_now(m);
	machine_mmio_write32(m, REG(1), 2);
	t[2] = machine_now(m);
	ck_assert_uint_eq(fake_writes(fake_card()), 0);
	machine_charge_ns(m, 1000);
	ck_assert_uint_eq(fake_writes(fake_card()), 2);
}

START_TEST(a_posted_write_costs_the_cpu_little_and_arrives_later)
{
	uint64_t arrived;

	ck_assert_int_eq(rig_run(&r, post_two), MACHINE_HALTED);
	ck_assert_uint_eq(t[1] - t[0], 10 * PS_PER_NS);
	ck_assert_uint_eq(t[2] - t[1], 10 * PS_PER_NS);
	arrived = fake_write_edge(r.card, 0) * NIC_CYCLE_PS;
	ck_assert_uint_ge(arrived, t[0] + 200 * PS_PER_NS);
	ck_assert_uint_lt(arrived, t[0] + 200 * PS_PER_NS + NIC_CYCLE_PS);
	ck_assert_uint_gt(fake_write_edge(r.card, 1),
			  fake_write_edge(r.card, 0));
}
END_TEST

static void read_one(struct machine *m)
{
	rig_enable_card(m);
	fake_set(fake_card(), REG_OFF(2), 0x1234);
	t[0] = machine_now(m);
	ck_assert_uint_eq(machine_mmio_read32(m, REG(2)), 0x1234);
	t[1] = machine_now(m);
}

START_TEST(a_read_stalls_for_the_round_trip)
{
	ck_assert_int_eq(rig_run(&r, read_one), MACHINE_HALTED);
	ck_assert_uint_ge(t[1] - t[0], 400 * PS_PER_NS);
	ck_assert_uint_le(t[1] - t[0],
			  400 * PS_PER_NS + OUR_EDGES * NIC_CYCLE_PS);
}
END_TEST

static void read_after_writes(struct machine *m)
{
	unsigned i;

	rig_enable_card(m);
	for (i = 0; i < 3; i++)
		machine_mmio_write32(m, REG(3), 100 + i);
	ck_assert_uint_eq(fake_writes(fake_card()), 0);
	ck_assert_uint_eq(machine_mmio_read32(m, REG(3)), 102);
	ck_assert_uint_eq(fake_writes(fake_card()), 3);
}

START_TEST(a_read_pushes_the_writes_posted_before_it)
{
	ck_assert_int_eq(rig_run(&r, read_after_writes), MACHINE_HALTED);
}
END_TEST

START_TEST(writes_a_millisecond_away_are_waited_for)
{
	rig_free(&r);
	rig_new(&r);
	r.profile.mmio_post_ns = 1000000;
	rig_make(&r);
	ck_assert_int_eq(rig_run(&r, read_after_writes), MACHINE_HALTED);
}
END_TEST

/* So much of the time was a stall. */
static void stalled(ps_t want)
{
	ps_t total = machine_now(r.m) - POWER_ON;
	struct metrics *out = metrics_create();

	machine_metrics(r.m, out);
	ck_assert_uint_eq(metrics_get(out, "cpu.mmio_stall"),
			  (want * 1000000 + total / 2) / total);
	metrics_destroy(out);
}

static void post_many(struct machine *m)
{
	unsigned i;

	rig_enable_card(m);
	for (i = 0; i < 6; i++) {
		machine_mmio_write32(m, REG(0), i);
		t[i] = machine_now(m);
	}
}

START_TEST(a_full_queue_of_posted_writes_stalls_the_next)
{
	ck_assert_int_eq(rig_run(&r, post_many), MACHINE_HALTED);
	ck_assert_uint_eq(t[3] - t[0], 30 * PS_PER_NS);
	/* The fifth waits until the first has arrived. */
	ck_assert_uint_gt(t[4] - t[3], 150 * PS_PER_NS);
	/* But for the 10 ns that a write takes anyway, that is a stall; and so
	 * was the configuration cycle of 400 ns. */
	stalled(t[5] - t[3] + (400 - 20) * PS_PER_NS);
}
END_TEST

static void io_access(struct machine *m)
{
	uint16_t io =
		(uint16_t)(machine_pci_read32(m, MACHINE_NIC_BDF, 0x14) & ~3u);

	rig_enable_card(m);
	t[0] = machine_now(m);
	machine_io_write32(m, io, REG_OFF(5));
	machine_io_write32(m, io + 4, 0xabcd);
	/* Not posted: it is there when the CPU goes on. */
	ck_assert_uint_eq(fake_writes(fake_card()), 1);
	ck_assert_uint_eq(machine_io_read32(m, io + 4), 0xabcd);
	ck_assert_uint_eq(machine_io_read32(m, io), REG_OFF(5));
	/* IOADDR has 20 bits, the others are 0 (13.2.2.1). */
	machine_io_write32(m, io, 0xfff00000 | REG_OFF(5));
	ck_assert_uint_eq(machine_io_read32(m, io), REG_OFF(5));
	ck_assert_uint_eq(machine_io_read32(m, io + 4), 0xabcd);
}

START_TEST(the_io_bar_reaches_registers_without_posting)
{
	ck_assert_int_eq(rig_run(&r, io_access), MACHINE_HALTED);
	/* The CPU has done nothing but wait for it. */
	stalled(machine_now(r.m) - POWER_ON);
}
END_TEST

static void pci_config(struct machine *m)
{
	uint32_t bar;

	ck_assert_uint_eq(machine_pci_read32(m, MACHINE_NIC_BDF, 0),
			  0x100e8086);
	ck_assert_uint_eq(machine_pci_read32(m, MACHINE_NIC_BDF, 8),
			  0x02000003);
	ck_assert_uint_eq(
		machine_pci_read32(m, MACHINE_NIC_BDF, 0x3c) >> 8 & 0xff, 1);
	ck_assert_uint_eq(machine_pci_read32(m, 0x20, 0), 0xffffffff);
	bar = machine_pci_read32(m, MACHINE_NIC_BDF, 0x10);
	ck_assert_uint_eq(bar, BAR0);
	machine_pci_write32(m, MACHINE_NIC_BDF, 0x10, 0xffffffff);
	ck_assert_uint_eq(machine_pci_read32(m, MACHINE_NIC_BDF, 0x10),
			  0xfffe0000);
	machine_pci_write32(m, MACHINE_NIC_BDF, 0x10, bar);
	machine_pci_write32(m, MACHINE_NIC_BDF, 0x14, 0xffffffff);
	ck_assert_uint_eq(machine_pci_read32(m, MACHINE_NIC_BDF, 0x14),
			  0xffffffc1);
	/* Memory decoding is off. */
	ck_assert_uint_eq(machine_mmio_read32(m, BAR0 + 8), 0xffffffff);
	machine_mmio_write32(m, REG(0), 1);
	machine_charge_ns(m, 1000);
	ck_assert_uint_eq(fake_writes(fake_card()), 0);
}

START_TEST(configuration_space_names_the_card_and_sizes_its_bars)
{
	ck_assert_int_eq(rig_run(&r, pci_config), MACHINE_HALTED);
}
END_TEST

static void doorbells(struct machine *m)
{
	rig_enable_card(m);
	machine_barrier(m);
	machine_mmio_write32(m, BAR0 + E1000_TDT, 1);
	machine_mmio_write32(m, BAR0 + E1000_TDT, 2);
	machine_mmio_write32(m, BAR0 + E1000_CTRL, 2);
}

START_TEST(a_doorbell_without_a_barrier_is_noticed)
{
	struct metrics *out = metrics_create();

	ck_assert_int_eq(rig_run(&r, doorbells), MACHINE_HALTED);
	machine_metrics(r.m, out);
	ck_assert_uint_eq(metrics_get(out, "mmio.doorbells"), 2);
	ck_assert_uint_eq(metrics_get(out, "mmio.doorbells_without_barrier"),
			  1);
	metrics_destroy(out);
}
END_TEST

/* ---- DMA ----------------------------------------------------------------- */

static void card_writes(struct fake_card *c, uint32_t off, uint32_t value)
{
	static const uint64_t data[2] = {0x1111111111111111,
					 0x2222222222222222};

	if (IS_GO(off))
		fake_dma_write(c, 1, bus, data, sizeof(data));
}

static void watch_write(struct machine *m)
{
	map_page(m);
	fake_on_write(fake_card(), card_writes);
	machine_mmio_write32(m, GO, 1);
	while (!fake_dma_done(fake_card()) || !memory[0]) {
		machine_charge_ns(m, 8);
		/* In order: never the second without the first. */
		ck_assert(memory[0] || !memory[1]);
		if (!t[0] && memory[0])
			t[0] = machine_now(m);
	}
	machine_charge_ns(m, 8);
	ck_assert_uint_eq(memory[1], 0x2222222222222222);
}

START_TEST(a_dma_write_becomes_visible_in_order_after_its_latency)
{
	uint64_t taken;

	t[0] = 0;
	ck_assert_int_eq(rig_run(&r, watch_write), MACHINE_HALTED);
	/* Address and first data are taken at the next two edges. */
	taken = fake_write_edge(r.card, 0) + 2;
	ck_assert_uint_ge(t[0], taken * NIC_CYCLE_PS + 160 * PS_PER_NS);
	ck_assert_uint_le(t[0], (taken + 2) * NIC_CYCLE_PS + 160 * PS_PER_NS);
}
END_TEST

static void read_pushes(struct machine *m)
{
	map_page(m);
	fake_on_write(fake_card(), card_writes);
	machine_mmio_write32(m, GO, 1);
	/* 200 ns of flight, then some edges: taken, and not visible. */
	machine_charge_ns(m, 260);
	ck_assert_uint_eq(memory[0], 0);
	t[0] = machine_now(m);
	machine_mmio_read32(m, REG(0));
	ck_assert_uint_eq(memory[0], 0x1111111111111111);
	ck_assert_uint_eq(memory[1], 0x2222222222222222);
}

START_TEST(a_read_pushes_the_dma_writes_before_it)
{
	/* Longer than any read takes. */
	rig_free(&r);
	rig_new(&r);
	r.profile.dma_write_visible_ns = 20000;
	rig_make(&r);
	memory = machine_ram(r.m);
	ck_assert_int_eq(rig_run(&r, read_pushes), MACHINE_HALTED);
}
END_TEST

static void card_writes_and_interrupts(struct fake_card *c, uint32_t off,
				       uint32_t value)
{
	card_writes(c, off, value);
	if (IS_GO(off))
		fake_timer(c, 12, 0);
}

static unsigned taken;

static void overtaken(void *arg, int vector)
{
	struct machine *m = arg;

	taken++;
	ck_assert(fake_dma_done(fake_card()) || fake_writes(fake_card()));
	ck_assert_uint_eq(memory[0], 0);
	machine_mmio_read32(m, REG(0));
	ck_assert_uint_eq(memory[0], 0x1111111111111111);
	fake_irq(fake_card(), false);
	machine_mmio_read32(m, REG(0));
}

static void interrupt_first(struct machine *m)
{
	map_page(m);
	fake_on_write(fake_card(), card_writes_and_interrupts);
	machine_set_irq_entry(m, overtaken, m);
	machine_irq_enable(m);
	machine_mmio_write32(m, GO, 1);
	machine_idle(m);
	ck_assert_uint_eq(taken, 1);
}

START_TEST(an_interrupt_overtakes_data_and_a_read_does_not)
{
	taken = 0;
	rig_free(&r);
	rig_new(&r);
	r.profile.dma_write_visible_ns = 5000;
	rig_make(&r);
	memory = machine_ram(r.m);
	ck_assert_int_eq(rig_run(&r, interrupt_first), MACHINE_HALTED);
}
END_TEST

static void card_reads(struct fake_card *c, uint32_t off, uint32_t value)
{
	if (IS_GO(off)) {
		fake_dma_read(c, 2, bus + 16, 32);
		fake_dma_read(c, 2, bus + 3, 1);
	}
}

static void let_read(struct machine *m)
{
	unsigned i;

	map_page(m);
	for (i = 0; i < 8; i++)
		memory[i] = 0x0101010101010101ull * i;
	fake_on_write(fake_card(), card_reads);
	machine_mmio_write32(m, GO, 1);
	machine_charge_ns(m, 2000);
	ck_assert(fake_dma_done(fake_card()));
	ck_assert_uint_eq(fake_read_latency(fake_card()), 32);
}

START_TEST(a_dma_read_is_answered_250_ns_later)
{
	ck_assert_int_eq(rig_run(&r, let_read), MACHINE_HALTED);
}
END_TEST

static void card_reads_odd(struct fake_card *c, uint32_t off, uint32_t value)
{
	if (IS_GO(off))
		fake_dma_read(c, 2, bus, 3);
}

static void let_read_odd(struct machine *m)
{
	uint8_t *ram = machine_ram(m);

	rig_enable_card(m);
	memset(ram, 0xee, 64);
	ram[10] = 'a';
	ram[11] = 'b';
	ram[12] = 'c';
	bus = machine_dma_map(m, ram + 10, 3, DMA_DIR_TO_DEVICE, false,
			      "the test");
	fake_on_write(fake_card(), card_reads_odd);
	machine_mmio_write32(m, GO, 1);
	machine_charge_ns(m, 2000);
	ck_assert_uint_eq(fake_read_word(fake_card(), 0),
			  (uint64_t)'a' << 16 | (uint64_t)'b' << 24 |
				  (uint64_t)'c' << 32);
}

START_TEST(bytes_beside_a_mapping_are_not_shown_to_the_card)
{
	ck_assert_int_eq(rig_run(&r, let_read_odd), MACHINE_HALTED);
}
END_TEST

static void card_writes_odd(struct fake_card *c, uint32_t off, uint32_t value)
{
	if (IS_GO(off))
		fake_dma_write(c, 0, bus, "abcdefghijklm", 13);
}

static void let_write_odd(struct machine *m)
{
	uint8_t *ram = machine_ram(m);

	rig_enable_card(m);
	memset(ram, 'x', 64);
	bus = machine_dma_map(m, ram + 5, 13, DMA_DIR_FROM_DEVICE, false,
			      "the test");
	fake_on_write(fake_card(), card_writes_odd);
	machine_mmio_write32(m, GO, 1);
	machine_charge_ns(m, 2000);
	machine_dma_unmap(m, bus, 13, DMA_DIR_FROM_DEVICE);
	ck_assert_mem_eq(ram, "xxxxxabcdefghijklmxxxxxx", 24);
}

START_TEST(strobes_say_which_bytes_of_a_word_are_written)
{
	ck_assert_int_eq(rig_run(&r, let_write_odd), MACHINE_HALTED);
}
END_TEST

Suite *bridge_suite(void);
Suite *bridge_suite(void)
{
	Suite *s = suite_create("host bridge");
	TCase *c = tcase_create("bridge");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c,
		       a_posted_write_costs_the_cpu_little_and_arrives_later);
	tcase_add_test(c, a_read_stalls_for_the_round_trip);
	tcase_add_test(c, a_read_pushes_the_writes_posted_before_it);
	tcase_add_test(c, writes_a_millisecond_away_are_waited_for);
	tcase_add_test(c, a_full_queue_of_posted_writes_stalls_the_next);
	tcase_add_test(c, the_io_bar_reaches_registers_without_posting);
	tcase_add_test(c,
		       configuration_space_names_the_card_and_sizes_its_bars);
	tcase_add_test(c, a_doorbell_without_a_barrier_is_noticed);
	tcase_add_test(c,
		       a_dma_write_becomes_visible_in_order_after_its_latency);
	tcase_add_test(c, a_read_pushes_the_dma_writes_before_it);
	tcase_add_test(c, an_interrupt_overtakes_data_and_a_read_does_not);
	tcase_add_test(c, a_dma_read_is_answered_250_ns_later);
	tcase_add_test(c, bytes_beside_a_mapping_are_not_shown_to_the_card);
	tcase_add_test(c, strobes_say_which_bytes_of_a_word_are_written);
	suite_add_tcase(s, c);
	return s;
}
