// SPDX-License-Identifier: MIT
// Jumping over quiet time, and stopping anywhere, changes no result.
#include "kernels/kernels.h"
#include "rig.h"

#include <string.h>

#define CMD_TIMER (BAR0 + 0x5800)
#define CMD_WRITE (BAR0 + 0x5804)
#define CMD_READ  (BAR0 + 0x5808)
#define CMD_ACK	  (BAR0 + 0x580c)

/* Everything that the CPU can notice, with its time, in one number. */
static uint64_t history, notes;
static uint64_t bus, seed;
static unsigned interrupts;

static void note(struct machine *m, uint64_t what)
{
	history = (history ^ what) * 0x100000001b3ull;
	history = (history ^ machine_now(m)) * 0x100000001b3ull;
	notes++;
}

static uint64_t draw(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed >> 11;
}

static void obey(struct fake_card *c, uint32_t off, uint32_t value)
{
	uint64_t data[16];
	unsigned i;

	switch (off) {
	case 0x5800:
		fake_timer(c, value % 5000 + 1,
			   value & 1 ? value % 700 + 1500 : 0);
		break;
	case 0x5804:
		if (!fake_dma_done(c))
			break;
		for (i = 0; i < 16; i++)
			data[i] = value * 31ull + i;
		fake_dma_write(c, 1, bus + value % 512, data, value % 100 + 1);
		break;
	case 0x5808:
		if (fake_dma_done(c))
			fake_dma_read(c, 2, bus + value % 1024,
				      value % 200 + 1);
		break;
	case 0x580c:
		fake_irq(c, false);
		break;
	}
}

static void handler(void *arg, int vector)
{
	struct machine *m = arg;

	interrupts++;
	note(m, (uint64_t)vector);
	if (vector == VECTOR_NIC) {
		machine_mmio_write32(m, CMD_ACK, 1);
		note(m, machine_mmio_read32(m, CMD_ACK));
	} else {
		note(m, counted_parse(5));
	}
	note(m, machine_now(m));
}

static void chaos(struct machine *m)
{
	uint64_t *ram = machine_ram(m);
	unsigned i, k;

	rig_enable_card(m);
	memset(ram, 0, 4096);
	bus = machine_dma_map(m, ram, 4096, DMA_DIR_BIDIRECTIONAL, true,
			      "chaos");
	fake_on_write(fake_card(), obey);
	machine_set_irq_entry(m, handler, m);
	machine_irq_enable(m);
	for (i = 0; i < 5000; i++) {
		uint64_t d = draw();

		switch (d % 9) {
		case 0:
			machine_mmio_write32(m, CMD_TIMER,
					     (uint32_t)(d >> 8) & 0xffff);
			break;
		case 1:
			machine_mmio_write32(m, CMD_WRITE,
					     (uint32_t)(d >> 8) & 0xffff);
			break;
		case 2:
			machine_mmio_write32(m, CMD_READ,
					     (uint32_t)(d >> 8) & 0xffff);
			break;
		case 3:
			note(m, machine_mmio_read32(m, CMD_TIMER));
			break;
		case 4:
			machine_timer_set(m,
					  machine_now(m) + (d >> 8) % 50000000);
			machine_idle(m);
			break;
		case 5:
			machine_charge_ns(m, (d >> 8) % 3000);
			break;
		case 6:
			machine_irq_disable(m);
			note(m, counted_table((d >> 8) % 100));
			machine_irq_enable(m);
			break;
		default:
			note(m, counted_compare((d >> 8) % 200));
		}
		/* What DMA has made visible by now. */
		for (k = 0; k < 80; k++)
			history = history * 31 + ram[k];
		note(m, i);
	}
}

static bool finished;

static void boot(void *arg)
{
	chaos(arg);
	finished = true;
	machine_halt(arg);
}

static uint64_t evaluations;

static uint64_t run_chaos(uint64_t s, bool no_skip, ps_t slice)
{
	struct rig r;
	ps_t until = 0;
	enum machine_stop stop;

	rig_new(&r);
	r.no_skip = no_skip;
	r.profile.insn_ps = 337;
	rig_make(&r);
	machine_set_boot(r.m, boot, r.m);
	history = 1;
	notes = 0;
	interrupts = 0;
	seed = s;
	finished = false;
	do {
		until += slice;
		stop = machine_run(r.m, until);
	} while (stop == MACHINE_TIME);
	ck_assert_msg(stop == MACHINE_HALTED, "%s", machine_error(r.m));
	ck_assert(finished);
	ck_assert_uint_gt(interrupts, 100);
	history = (history ^ machine_now(r.m)) * 0x100000001b3ull;
	history = (history ^ machine_nic_cycles(r.m)) * 0x100000001b3ull;
	history ^= machine_instructions(r.m);
	evaluations = fake_evaluations(r.card);
	ck_assert_uint_eq(fake_edge(r.card), machine_nic_cycles(r.m));
	rig_free(&r);
	return history;
}

START_TEST(a_jump_over_quiet_time_changes_nothing)
{
	uint64_t s = 0x9e3779b97f4a7c15ull * (unsigned)(_i + 1);
	uint64_t jumped, jumps, stepped;

	jumped = run_chaos(s, false, 1000 * PS_PER_S);
	jumps = evaluations;
	stepped = run_chaos(s, true, 1000 * PS_PER_S);
	ck_assert_uint_eq(jumped, stepped);
	/* And it was worth it. */
	ck_assert_uint_lt(jumps * 4, evaluations);
}
END_TEST

START_TEST(a_run_in_slices_is_the_same_run)
{
	uint64_t s = 0xd1342543de82ef95ull * (unsigned)(_i + 1);
	uint64_t whole = run_chaos(s, false, 1000 * PS_PER_S);

	ck_assert_uint_eq(run_chaos(s, false, 7777777), whole);
	ck_assert_uint_eq(run_chaos(s, false, 1234567 + (unsigned)_i), whole);
	ck_assert_uint_eq(run_chaos(s, true, 999999), whole);
}
END_TEST

Suite *skip_suite(void);
Suite *skip_suite(void)
{
	Suite *s = suite_create("jumps");
	TCase *t = tcase_create("exactness");

	tcase_set_timeout(t, 30);
	tcase_add_loop_test(t, a_jump_over_quiet_time_changes_nothing, 0, 6);
	tcase_add_loop_test(t, a_run_in_slices_is_the_same_run, 0, 4);
	suite_add_tcase(s, t);
	return s;
}
