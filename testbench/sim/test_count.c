// SPDX-License-Identifier: MIT
// The counting pass, and the CPU clock that it drives.
#include "kernels/kernels.h"
#include "rig.h"
#include "sim/cpu.h"
#include "sim/fiber.h"
#include "sim/record.h"

#include <stdlib.h>
#include <string.h>

struct kernel {
	const char *name;
	uint64_t (*counted)(uint64_t n);
	uint64_t (*plain)(uint64_t n);
};

static const struct kernel kernels[] = {
#define KERNEL_ROW(name) {#name, counted_##name, plain_##name},
	KERNELS(KERNEL_ROW){"vectors", counted_vectors, plain_vectors},
	{"x87", counted_x87, plain_x87},
};
#define NKERNELS (sizeof(kernels) / sizeof(kernels[0]))

static const struct kernel *chosen;
static uint64_t result, handled;

static void run_chosen(struct machine *m)
{
	result = chosen->counted(2000);
}

START_TEST(counted_code_computes_what_the_same_code_computes_uncounted)
{
	struct rig r;

	rig_new(&r);
	chosen = &kernels[_i];
	ck_assert_int_eq(rig_run(&r, run_chosen), MACHINE_HALTED);
	ck_assert_msg(result == chosen->plain(2000), "%s differs",
		      chosen->name);
	ck_assert_uint_gt(machine_instructions(r.m), 10000);
	rig_free(&r);
}
END_TEST

/* Leaves nothing in the registers and flags that a callee may change. */
static void wipe_registers(void)
{
	__asm__ volatile("movq $-1, %%rax\n\t"
			 "movq %%rax, %%rcx\n\tmovq %%rax, %%rdx\n\t"
			 "movq %%rax, %%rsi\n\tmovq %%rax, %%rdi\n\t"
			 "movq %%rax, %%r8\n\tmovq %%rax, %%r9\n\t"
			 "movq %%rax, %%r10\n\tmovq %%rax, %%r11\n\t"
			 "pcmpeqd %%xmm0, %%xmm0\n\tmovdqa %%xmm0, %%xmm1\n\t"
			 "movdqa %%xmm0, %%xmm2\n\tmovdqa %%xmm0, %%xmm3\n\t"
			 "movdqa %%xmm0, %%xmm4\n\tmovdqa %%xmm0, %%xmm5\n\t"
			 "movdqa %%xmm0, %%xmm6\n\tmovdqa %%xmm0, %%xmm7\n\t"
			 "movdqa %%xmm0, %%xmm8\n\tmovdqa %%xmm0, %%xmm15\n\t"
			 "negq %%rax"
			 :
			 :
			 : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10",
			   "r11", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4",
			   "xmm5", "xmm6", "xmm7", "xmm8", "xmm15", "cc");
}

static void wiping_handler(void *arg, int vector)
{
	struct machine *m = arg;

	handled++;
	wipe_registers();
	machine_timer_set(m, machine_now(m) + 1);
}

static void run_chosen_interrupted(struct machine *m)
{
	machine_set_irq_entry(m, wiping_handler, m);
	machine_irq_enable(m);
	machine_timer_set(m, machine_now(m) + 1);
	result = chosen->counted(500);
	machine_irq_disable(m);
}

START_TEST(an_interrupt_in_front_of_every_block_changes_no_result)
{
	struct rig r;

	rig_new(&r);
	/* An instruction takes longer than the timer: it always expired. */
	r.profile.insn_ps = 8000;
	r.profile.irq_entry_ns = r.profile.irq_exit_ns = 0;
	chosen = &kernels[_i];
	handled = 0;
	ck_assert_int_eq(rig_run(&r, run_chosen_interrupted), MACHINE_HALTED);
	ck_assert_msg(result == chosen->plain(500), "%s differs", chosen->name);
	ck_assert_uint_gt(handled, 1000);
	rig_free(&r);
}
END_TEST

/* ---- Nesting and preemption --------------------------------------------- */

#define WORKERS	   4
#define DELIVERIES 1000000

static struct fiber *worker[WORKERS], *first_stack;
static unsigned running, depth, deepest;
static uint64_t sums[WORKERS], rounds[WORKERS];
static bool over;

static void switch_to(unsigned next)
{
	unsigned before = running;

	running = next;
	fiber_switch(before < WORKERS ? worker[before] : first_stack,
		     next < WORKERS ? worker[next] : first_stack);
}

static void nesting_handler(void *arg, int vector)
{
	struct machine *m = arg;
	unsigned was = depth;

	handled++;
	if (handled >= DELIVERIES)
		over = true;
	depth = was + 1;
	if (depth > deepest)
		deepest = depth;
	machine_timer_set(m, machine_now(m) + 1000 * (5 + handled * 7 % 131));
	if (depth < 6) {
		machine_irq_enable(m);
		sums[0] ^= 0 * counted_compare(3);
		machine_irq_disable(m);
	}
	/* Preemption at the outermost level only, as a kernel does. */
	depth = was;
	if (!was && running < WORKERS && handled % 3 == 0)
		switch_to(over ? WORKERS : (running + 1) % WORKERS);
}

static void work(void *arg)
{
	unsigned me = (unsigned)(uintptr_t)arg;

	machine_irq_enable(machine_this());
	for (;;) {
		uint64_t sum =
			kernels[(me + rounds[me]) % NKERNELS].counted(60);

		sums[me] = sums[me] * 3 + sum;
		rounds[me]++;
	}
}

static void preempt(struct machine *m)
{
	unsigned i;

	first_stack = fiber_adopt();
	for (i = 0; i < WORKERS; i++)
		worker[i] = fiber_create(256 << 10, work, (void *)(uintptr_t)i);
	machine_set_irq_entry(m, nesting_handler, m);
	machine_timer_set(m, machine_now(m) + 1000);
	running = WORKERS;
	switch_to(0);
	machine_irq_disable(m);
	for (i = 0; i < WORKERS; i++)
		fiber_destroy(worker[i]);
	fiber_destroy(first_stack);
}

static uint64_t preempted_run(uint64_t *insns)
{
	uint64_t sum = 0;
	struct rig r;
	unsigned i;

	rig_new(&r);
	r.profile.irq_entry_ns = 2;
	r.profile.irq_exit_ns = 1;
	handled = 0;
	depth = deepest = 0;
	over = false;
	memset(sums, 0, sizeof(sums));
	memset(rounds, 0, sizeof(rounds));
	ck_assert_int_eq(rig_run(&r, preempt), MACHINE_HALTED);
	ck_assert_uint_ge(handled, DELIVERIES);
	ck_assert_uint_ge(deepest, 5);
	/* Each worker's results are what they would have been alone. */
	for (i = 0; i < WORKERS; i++) {
		uint64_t alone = 0, k;

		for (k = 0; k < rounds[i]; k++)
			alone = alone * 3 +
				kernels[(i + k) % NKERNELS].plain(60);
		ck_assert_msg(alone == sums[i], "worker %u is corrupted", i);
		ck_assert_uint_gt(rounds[i], 20);
		sum = sum * 31 + sums[i] + rounds[i];
	}
	*insns = machine_instructions(r.m);
	rig_free(&r);
	return sum;
}

START_TEST(a_million_nested_interrupts_with_preemption_corrupt_nothing)
{
	uint64_t insns[2], sum[2];

	sum[0] = preempted_run(&insns[0]);
	sum[1] = preempted_run(&insns[1]);
	ck_assert_uint_eq(sum[0], sum[1]);
	ck_assert_uint_eq(insns[0], insns[1]);
}
END_TEST

/* ---- Totals ----------------------------------------------------------------
 */

START_TEST(one_run_counts_as_many_instructions_as_another)
{
	uint64_t insns = 0;
	unsigned i;

	for (i = 0; i < 3; i++) {
		struct rig r;

		rig_new(&r);
		chosen = &kernels[0];
		rig_run(&r, run_chosen);
		if (i)
			ck_assert_uint_eq(machine_instructions(r.m), insns);
		insns = machine_instructions(r.m);
		rig_free(&r);
	}
}
END_TEST

/* ---- A recording changes nothing ------------------------------------------
 */

static uint64_t samples, calls;

static uint64_t wiping_value(void *arg)
{
	wipe_registers();
	/* And of the x87 unit. */
	__asm__ volatile("fninit\n\tfldpi\n\tfstp %%st(0)" ::: "memory");
	return samples++ & 1;
}

static void ticking_handler(void *arg, int vector)
{
	struct machine *m = arg;

	handled++;
	machine_timer_set(m, machine_now(m) + 700 * PS_PER_NS);
}

static void run_chosen_ticking(struct machine *m)
{
	machine_set_irq_entry(m, ticking_handler, m);
	machine_irq_enable(m);
	machine_timer_set(m, machine_now(m) + 1);
	result = chosen->counted(200);
	machine_irq_disable(m);
}

static void count_call(struct record_sink *s, const struct record_event *e)
{
	calls += e->type == RECORD_LANE && e->text && e->text[0];
}

/* What the run was like: instructions, its end, interrupts. */
static void recorded_run(bool record, uint64_t facts[3])
{
	static const struct lane wiping = {
		.scope = "test",
		.name = "wiping",
		.kind = LANE_NUMBER,
		.bits = 1,
		.value = wiping_value,
	};
	struct record_sink sink = {.event = count_call};
	struct rig r;

	rig_new(&r);
	rig_make(&r);
	record_add_sink(machine_record(r.m), &sink);
	record_lane(machine_record(r.m), &wiping);
	handled = samples = calls = 0;
	if (record)
		machine_record_begin(r.m);
	ck_assert_int_eq(rig_run(&r, run_chosen_ticking), MACHINE_HALTED);
	machine_record_end(r.m);
	ck_assert_msg(result == chosen->plain(200), "%s differs", chosen->name);
	facts[0] = machine_instructions(r.m);
	facts[1] = machine_now(r.m);
	facts[2] = handled;
	rig_free(&r);
}

START_TEST(with_and_without_a_recording_time_and_results_are_the_same)
{
	uint64_t without[3], with[3];

	chosen = &kernels[_i];
	recorded_run(false, without);
	ck_assert_uint_eq(samples + calls, 0);
	recorded_run(true, with);
	/* Its functions were seen, and registers were wiped in their marks. */
	ck_assert_uint_gt(calls, 0);
	ck_assert_uint_gt(samples, 2);
	ck_assert_uint_eq(with[0], without[0]);
	ck_assert_uint_eq(with[1], without[1]);
	ck_assert_uint_eq(with[2], without[2]);
	ck_assert_uint_gt(with[2], 3);
}
END_TEST

static ps_t before, after;

static void copy_4000(struct machine *m)
{
	char *ram = machine_ram(m);
	void *(*volatile copy)(void *, const void *, size_t) = cpu_memcpy;

	before = machine_now(m);
	copy(ram, ram + 8192, 4000);
	after = machine_now(m);
}

START_TEST(a_copy_costs_its_base_and_its_bytes)
{
	struct rig r;

	rig_new(&r);
	rig_run(&r, copy_4000);
	ck_assert_uint_eq(after - before, 10 * 1000 + 4000 * 100);
	rig_free(&r);
}
END_TEST

Suite *count_suite(void);
Suite *count_suite(void)
{
	Suite *s = suite_create("counting pass");
	TCase *t = tcase_create("counting");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(
		t, counted_code_computes_what_the_same_code_computes_uncounted,
		0, NKERNELS);
	tcase_add_loop_test(
		t, an_interrupt_in_front_of_every_block_changes_no_result, 0,
		NKERNELS);
	tcase_add_test(
		t, a_million_nested_interrupts_with_preemption_corrupt_nothing);
	tcase_add_loop_test(
		t, with_and_without_a_recording_time_and_results_are_the_same,
		0, NKERNELS);
	tcase_add_test(t, one_run_counts_as_many_instructions_as_another);
	tcase_add_test(t, a_copy_costs_its_base_and_its_bytes);
	suite_add_tcase(s, t);
	return s;
}
