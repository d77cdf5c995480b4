// SPDX-License-Identifier: MIT
// Time on the CPU: when interrupts are taken, idle, shares, stops.
#include "kernels/kernels.h"
#include "rig.h"
#include "sim/metrics.h"

#include <string.h>

#define GO		 (BAR0 + 0x5800)
#define ACK		 (BAR0 + 0x5804)
#define LONGEST_BLOCK_PS (40 * 1000)

static struct rig r;

static void setup(void)
{
	rig_new(&r);
}

static void teardown(void)
{
	rig_free(&r);
}

/* A card whose line rises @value ticks after a write to GO and falls by one to
 * ACK. */
static uint64_t rises;

static void timer_card(struct fake_card *c, uint32_t off, uint32_t value)
{
	if (off == 0x5800) {
		fake_timer(c, value, 0);
		rises = fake_edge(c) + value;
	} else if (off == 0x5804) {
		fake_irq(c, false);
	}
}

static unsigned taken, order[8];
static ps_t entered[8];
static bool enabled_inside;

static void handler(void *arg, int vector)
{
	struct machine *m = arg;

	if (taken < 8) {
		order[taken] = (unsigned)vector;
		entered[taken] = machine_now(m);
	}
	taken++;
	enabled_inside = machine_irq_enabled(m);
	if (vector == VECTOR_NIC) {
		machine_mmio_write32(m, ACK, 1);
		machine_mmio_read32(m, ACK);
	}
	machine_irq_done(m, vector, true);
}

static void prepare(struct machine *m)
{
	taken = 0;
	rig_enable_card(m);
	fake_on_write(fake_card(), timer_card);
	machine_set_irq_entry(m, handler, m);
}

static uint32_t ticks;

static void interrupted_work(struct machine *m)
{
	prepare(m);
	machine_irq_enable(m);
	machine_mmio_write32(m, GO, ticks);
	while (!taken)
		counted_parse(10);
	ck_assert(machine_irq_enabled(m));
}

START_TEST(an_interrupt_is_taken_at_the_first_block_after_its_edge)
{
	ps_t rise;

	r.profile.irq_entry_ns = 100;
	ticks = 100 + (uint32_t)_i * 7;
	ck_assert_int_eq(rig_run(&r, interrupted_work), MACHINE_HALTED);
	ck_assert_uint_eq(taken, 1);
	rise = rises * NIC_CYCLE_PS;
	ck_assert_uint_ge(entered[0], rise + 100 * PS_PER_NS);
	ck_assert_uint_le(entered[0],
			  rise + 100 * PS_PER_NS + LONGEST_BLOCK_PS);
	ck_assert(!enabled_inside);
}
END_TEST

static ps_t delay_end;

static void busy_wait(struct machine *m)
{
	prepare(m);
	machine_irq_enable(m);
	machine_mmio_write32(m, GO, 1000);
	delay_end = machine_now(m) + 100 * PS_PER_US;
	machine_delay_ns(m, 100000);
	/* By the clock: the handler's time is part of it. */
	ck_assert_uint_eq(machine_now(m), delay_end);
	machine_irq_disable(m);
	machine_mmio_write32(m, GO, 1000);
	machine_delay_ns(m, 100000);
	ck_assert_uint_eq(taken, 1);
	machine_irq_enable(m);
	ck_assert_uint_eq(taken, 2);
}

START_TEST(a_busy_wait_is_interrupted_at_the_edge_like_other_code)
{
	r.profile.irq_entry_ns = 100;
	ck_assert_int_eq(rig_run(&r, busy_wait), MACHINE_HALTED);
	ck_assert_uint_gt(delay_end - entered[0], 80 * PS_PER_US);
	/* 200 ns to the card, 1000 ticks, the entry */
	ck_assert_uint_le(entered[0],
			  delay_end - 100 * PS_PER_US +
				  (200 + 8000 + 100 + 2 * 8) * PS_PER_NS);
}
END_TEST

static void disabled_work(struct machine *m)
{
	prepare(m);
	machine_mmio_write32(m, GO, 50);
	counted_parse(1000);
	ck_assert_uint_eq(taken, 0);
	machine_irq_enable(m);
	ck_assert_uint_eq(taken, 1);
	ck_assert(machine_irq_disable(m));
	ck_assert(!machine_irq_disable(m));
}

START_TEST(a_disabled_cpu_takes_what_is_pending_when_it_enables)
{
	ck_assert_int_eq(rig_run(&r, disabled_work), MACHINE_HALTED);
}
END_TEST

static void masked_line(struct machine *m)
{
	prepare(m);
	machine_line_mask(m, VECTOR_NIC, true);
	machine_irq_enable(m);
	machine_mmio_write32(m, GO, 50);
	machine_timer_set(m, machine_now(m) + 5 * PS_PER_US);
	machine_idle(m);
	ck_assert_uint_eq(taken, 1);
	ck_assert_uint_eq(order[0], VECTOR_TIMER);
	machine_line_mask(m, VECTOR_NIC, false);
	ck_assert_uint_eq(taken, 2);
	ck_assert_uint_eq(order[1], VECTOR_NIC);
}

START_TEST(a_masked_line_waits)
{
	ck_assert_int_eq(rig_run(&r, masked_line), MACHINE_HALTED);
}
END_TEST

static ps_t wanted;

static void timer_in_idle(struct machine *m)
{
	prepare(m);
	machine_irq_enable(m);
	wanted = machine_now(m) + 123456789;
	machine_timer_set(m, wanted);
	machine_idle(m);
	ck_assert_uint_eq(taken, 1);
	/* Cancelled and replaced ones do not come. */
	machine_timer_set(m, machine_now(m) + 1000);
	machine_timer_set(m, PS_NEVER);
	counted_parse(100);
	ck_assert_uint_eq(taken, 1);
	machine_timer_set(m, 0);
	ck_assert_uint_eq(taken, 2);
}

START_TEST(the_timer_ends_idle_at_its_picosecond)
{
	r.profile.irq_entry_ns = 0;
	ck_assert_int_eq(rig_run(&r, timer_in_idle), MACHINE_HALTED);
	ck_assert_uint_eq(entered[0], wanted);
}
END_TEST

static void idle_disabled(struct machine *m)
{
	prepare(m);
	machine_timer_set(m, machine_now(m) + PS_PER_MS);
	machine_idle(m);
	ck_assert_uint_eq(taken, 0);
	/* Still pending: at once. */
	wanted = machine_now(m);
	machine_idle(m);
	ck_assert_uint_eq(machine_now(m), wanted);
	machine_irq_enable(m);
	ck_assert_uint_eq(taken, 1);
}

START_TEST(idle_with_interrupts_off_ends_without_taking_one)
{
	ck_assert_int_eq(rig_run(&r, idle_disabled), MACHINE_HALTED);
}
END_TEST

static void both_at_once(struct machine *m)
{
	prepare(m);
	machine_mmio_write32(m, GO, 2);
	machine_timer_set(m, machine_now(m) + 10);
	machine_charge_ns(m, 2000);
	machine_irq_enable(m);
	ck_assert_uint_eq(taken, 2);
	ck_assert_uint_eq(order[0], VECTOR_TIMER);
	ck_assert_uint_eq(order[1], VECTOR_NIC);
}

START_TEST(the_lower_vector_goes_first)
{
	ck_assert_int_eq(rig_run(&r, both_at_once), MACHINE_HALTED);
}
END_TEST

static void sleep_forever(struct machine *m)
{
	machine_idle(m);
}

static void boot_sleep(void *arg)
{
	sleep_forever(arg);
}

START_TEST(a_sleep_that_nothing_can_end_is_reported)
{
	rig_make(&r);
	machine_set_boot(r.m, boot_sleep, r.m);
	ck_assert_int_eq(machine_run(r.m, PS_PER_S), MACHINE_TIME);
	ck_assert_uint_eq(machine_now(r.m), PS_PER_S);
	ck_assert_int_eq(machine_run(r.m, PS_NEVER), MACHINE_FAULT);
	ck_assert(strstr(machine_error(r.m), "nothing can wake it") != NULL);
}
END_TEST

static void panicking(struct machine *m)
{
	machine_panic(m, "the kernel has had enough");
}

START_TEST(a_panic_of_the_kernel_ends_the_run_with_its_text)
{
	rig_run_fault(&r, panicking, "the kernel has had enough");
}
END_TEST

static void returning(void *arg)
{
}

START_TEST(boot_code_must_not_return)
{
	rig_make(&r);
	machine_set_boot(r.m, returning, NULL);
	ck_assert_int_eq(machine_run(r.m, PS_PER_S), MACHINE_FAULT);
}
END_TEST

static void spend(struct machine *m)
{
	prepare(m);
	machine_irq_enable(m);
	machine_set_context(m, CPU_SOFTIRQ);
	machine_charge_ns(m, 3000);
	machine_set_context(m, CPU_PROCESS);
	machine_charge_ns(m, 5000);
	machine_charge(m, COST_SYSCALL);
	machine_timer_set(m, machine_now(m) + 7 * PS_PER_US);
	machine_idle(m);
	ck_assert_int_eq(machine_set_context(m, CPU_PROCESS), CPU_PROCESS);
}

START_TEST(the_shares_of_time_are_where_it_was_spent)
{
	static const struct {
		const char *key;
		uint64_t ns;
	} want[] = {
		{"cpu.softirq", 3000},	 {"cpu.process", 5000 + 80},
		{"cpu.idle", 7000},	 {"cpu.hardirq", 100 + 50},
		{"cpu.mmio_stall", 400}, /* the write that enables the card */
	};
	struct metrics *out = metrics_create();
	uint64_t total = 0;
	unsigned i;

	rig_run(&r, spend);
	machine_metrics(r.m, out);
	for (i = 0; i < 5; i++)
		total += want[i].ns;
	ck_assert_uint_eq(machine_now(r.m), (1000 + total) * PS_PER_NS);
	for (i = 0; i < 5; i++) {
		uint64_t share = metrics_get(out, want[i].key);
		uint64_t exact = want[i].ns * 1000000 / total;

		ck_assert_msg(share >= exact && share <= exact + 1,
			      "%s is %llu millionths, not %llu", want[i].key,
			      (unsigned long long)share,
			      (unsigned long long)exact);
	}
	ck_assert_uint_eq(metrics_get(out, "irq.timer"), 1);
	metrics_destroy(out);
}
END_TEST

Suite *clock_suite(void);
Suite *clock_suite(void)
{
	Suite *s = suite_create("clock");
	TCase *t = tcase_create("time");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(
		t, an_interrupt_is_taken_at_the_first_block_after_its_edge, 0,
		40);
	tcase_add_test(t,
		       a_busy_wait_is_interrupted_at_the_edge_like_other_code);
	tcase_add_test(t, a_disabled_cpu_takes_what_is_pending_when_it_enables);
	tcase_add_test(t, a_masked_line_waits);
	tcase_add_test(t, the_timer_ends_idle_at_its_picosecond);
	tcase_add_test(t, idle_with_interrupts_off_ends_without_taking_one);
	tcase_add_test(t, the_lower_vector_goes_first);
	tcase_add_test(t, a_sleep_that_nothing_can_end_is_reported);
	tcase_add_test(t, a_panic_of_the_kernel_ends_the_run_with_its_text);
	tcase_add_test(t, boot_code_must_not_return);
	tcase_add_test(t, the_shares_of_time_are_where_it_was_spent);
	suite_add_tcase(s, t);
	return s;
}
