// SPDX-License-Identifier: MIT
// The functions' marks, and the call stacks that the timeline shows.
#include "../../sim/record/functions.h"
#include "kernels/kernels.h"
#include "rig.h"
#include "sim/fiber.h"
#include "sim/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unwind.h>

/* ---- what is recorded ------------------------------------------------------
 */

/* "+0 main +1 left -1 -0": the changes of the call lanes in their order. */
struct watch {
	struct record_sink sink;
	const struct record *record;
	ps_t last;
	unsigned events;
	bool lane[64];
	unsigned number[64];
	char shown[24][32];
	char text[4096];
};

static struct watch watch;

static void see_begin(struct record_sink *s, const struct record *r, ps_t at)
{
	unsigned i;

	watch.record = r;
	watch.last = at;
	for (i = 0; i < record_lanes(r) && i < 64; i++) {
		const struct lane *l = record_lane_of(r, i);

		watch.lane[i] = !strcmp(l->scope, "software.calls");
		if (watch.lane[i])
			watch.number[i] = (unsigned)atoi(l->name + 4);
	}
}

static void see(struct record_sink *s, const struct record_event *e)
{
	size_t at = strlen(watch.text);
	unsigned n;

	ck_assert_uint_ge(e->at, watch.last);
	watch.last = e->at;
	if (e->type != RECORD_LANE || !watch.lane[e->lane])
		return;
	n = watch.number[e->lane];
	if (!strcmp(watch.shown[n], e->text))
		return;
	watch.events++;
	snprintf(watch.shown[n], sizeof(watch.shown[n]), "%s", e->text);
	if (at < sizeof(watch.text) - 64)
		sprintf(watch.text + at, e->text[0] ? "%s+%u %s" : "%s-%u",
			at ? " " : "", n, e->text);
}

/* What was seen until now: @m's lanes show that exactly. */
static void expect(struct machine *m, const char *text)
{
	ck_assert_str_eq(watch.text, text);
	watch.text[0] = '\0';
}

static void watched(struct rig *r)
{
	memset(&watch, 0, sizeof(watch));
	watch.sink.begin = see_begin;
	watch.sink.event = see;
	rig_new(r);
	rig_make(r);
	record_add_sink(machine_record(r->m), &watch.sink);
}

static uint64_t result;

/* ---- depth -----------------------------------------------------------------
 */

static void run_tree(struct machine *m)
{
	result = marked_tree(4);
}

START_TEST(calls_show_up_at_their_depth_by_the_names_of_the_source)
{
	struct rig r;

	watched(&r);
	machine_record_begin(r.m);
	ck_assert_int_eq(rig_run(&r, run_tree), MACHINE_HALTED);
	machine_record_end(r.m);
	expect(r.m, "+0 marked_tree +1 left +2 leaf -2 -1 +1 right +2 leaf -2 "
		    "+2 left +3 leaf -3 -2 -1 -0");
	rig_free(&r);
}
END_TEST

static void run_copies(struct machine *m)
{
	result = marked_clone(4) + marked_cold(1) + marked_cold(200);
}

START_TEST(cold_parts_and_copies_go_by_the_name_of_their_function)
{
	struct rig r;

	watched(&r);
	machine_record_begin(r.m);
	ck_assert_int_eq(rig_run(&r, run_copies), MACHINE_HALTED);
	machine_record_end(r.m);
	expect(r.m, "+0 marked_clone +1 copied -1 +1 copied -1 -0 "
		    "+0 marked_cold -0 "
		    "+0 marked_cold +1 rare -1 +1 leaf -1 -0");
	rig_free(&r);
}
END_TEST

static void go_down(struct machine *m)
{
	result = marked_down(199) + marked_tree(1);
}

START_TEST(what_is_deeper_than_the_lanes_is_counted_all_the_same)
{
	struct rig r;
	unsigned i;

	watched(&r);
	machine_record_begin(r.m);
	ck_assert_int_eq(rig_run(&r, go_down), MACHINE_HALTED);
	machine_record_end(r.m);
	ck_assert_uint_eq(watch.events, 2 * 24 + 14);
	ck_assert_ptr_nonnull(strstr(watch.text, "+23 marked_down -23 -22"));
	ck_assert_ptr_nonnull(strstr(watch.text, "-0 +0 marked_tree +1 left"));
	for (i = 0; i < 24; i++)
		ck_assert_str_eq(watch.shown[i], "");
	rig_free(&r);
}
END_TEST

/* ---- the stack as the unwinder sees it, from inside a mark ------------------
 */

static struct functions functions;
static char walked[2048];

static _Unwind_Reason_Code walk(struct _Unwind_Context *context, void *arg)
{
	const struct function *f = functions_find(
		&functions, (const char *)_Unwind_GetIP(context) - 1);
	size_t at = strlen(walked);

	if (f && at < sizeof(walked) - 64)
		sprintf(walked + at, "<%s", f->name);
	return _URC_NO_REASON;
}

static uint64_t walk_value(void *arg)
{
	size_t before = strlen(walked), at;

	_Unwind_Backtrace(walk, NULL);
	at = strlen(walked);
	if (at > before)
		snprintf(walked + at, sizeof(walked) - at, "\n");
	return 0;
}

static void run_walked(struct machine *m)
{
	walked[0] = '\0';
	result = marked_cold(200) + marked_tree(1);
}

START_TEST(the_stack_can_be_walked_from_inside_a_mark)
{
	static const struct lane lane = {
		.scope = "test",
		.name = "walk",
		.kind = LANE_NUMBER,
		.bits = 1,
		.value = walk_value,
	};
	struct rig r;

	watched(&r);
	functions_load(&functions);
	record_lane(machine_record(r.m), &lane);
	machine_record_begin(r.m);
	ck_assert_int_eq(rig_run(&r, run_walked), MACHINE_HALTED);
	machine_record_end(r.m);
	functions_free(&functions);
	/* A mark at each beginning and each end. */
	ck_assert_str_eq(walked, "<marked_cold\n"
				 "<rare<marked_cold\n"
				 "<rare<marked_cold\n"
				 "<leaf<marked_cold\n"
				 "<leaf<marked_cold\n"
				 "<marked_cold\n"
				 "<marked_tree\n"
				 "<left<marked_tree\n"
				 "<leaf<left<marked_tree\n"
				 "<leaf<left<marked_tree\n"
				 "<left<marked_tree\n"
				 "<right<marked_tree\n"
				 "<leaf<right<marked_tree\n"
				 "<leaf<right<marked_tree\n"
				 "<left<right<marked_tree\n"
				 "<leaf<left<right<marked_tree\n"
				 "<leaf<left<right<marked_tree\n"
				 "<left<right<marked_tree\n"
				 "<right<marked_tree\n"
				 "<marked_tree\n");
	rig_free(&r);
}
END_TEST

/* ---- interrupts ------------------------------------------------------------
 */

static unsigned fired;

static void tree_handler(void *arg, int vector)
{
	if (!fired++)
		result += marked_tree(2);
}

static void wait_100ns(void *arg)
{
	machine_delay_ns(arg, 400);
}

static void interrupted(struct machine *m)
{
	machine_set_irq_entry(m, tree_handler, m);
	machine_irq_enable(m);
	machine_timer_set(m, machine_now(m) + 100 * PS_PER_NS);
	marked_call(wait_100ns, m);
	machine_irq_disable(m);
}

START_TEST(an_interrupt_is_nested_in_what_it_interrupts)
{
	struct rig r;

	watched(&r);
	fired = 0;
	machine_record_begin(r.m);
	ck_assert_int_eq(rig_run(&r, interrupted), MACHINE_HALTED);
	machine_record_end(r.m);
	expect(r.m, "+0 marked_call +1 inner +2 marked_tree +3 left +4 leaf -4 "
		    "-3 +3 right +4 leaf -4 +4 left +5 leaf -5 -4 -3 -2 "
		    "+2 leaf -2 -1 -0");
	rig_free(&r);
}
END_TEST

static void sleep_twice(void *arg)
{
	struct machine *m = arg;

	for (int i = 0; i < 2; i++) {
		fired = 0;
		machine_irq_disable(m);
		machine_timer_set(m, machine_now(m) + 100 * PS_PER_NS);
		machine_idle(m);
		machine_irq_enable(m);
	}
}

static void idle(struct machine *m)
{
	machine_set_irq_entry(m, tree_handler, m);
	marked_sleeper(sleep_twice, m);
	machine_irq_disable(m);
}

#define TREE                                                     \
	"+0 marked_tree +1 left +2 leaf -2 -1 +1 right +2 leaf " \
	"-2 +2 left +3 leaf -3 -2 -1 -0"

START_TEST(an_interrupt_in_idle_time_begins_at_the_first_lane)
{
	struct rig r;

	watched(&r);
	machine_record_begin(r.m);
	ck_assert_int_eq(rig_run(&r, idle), MACHINE_HALTED);
	machine_record_end(r.m);
	expect(r.m,
	       "+0 marked_sleeper +1 inner -1 -0 " TREE " " TREE " +0 leaf -0");
	rig_free(&r);
}
END_TEST

/* ---- processes -------------------------------------------------------------
 */

static struct fiber *first, *second;

static void go_once(void *arg)
{
	result = marked_down(0);
}

static void other_side(void *arg)
{
	for (;;) {
		marked_call(go_once, NULL);
		fiber_switch(second, first);
	}
}

static void there_and_back(void *arg)
{
	fiber_switch(second, first);
}

static void second_process(void *arg)
{
	marked_call(there_and_back, NULL);
	other_side(arg);
}

static void to_second(void *arg)
{
	fiber_switch(first, second);
}

static void two_processes(struct machine *m)
{
	first = fiber_adopt();
	second = fiber_create(256 << 10, second_process, m);
	marked_sleeper(to_second, NULL);
	marked_call(to_second, NULL);
	fiber_destroy(first);
	fiber_destroy(second);
}

START_TEST(each_process_has_a_call_stack_and_what_is_common_stays)
{
	struct rig r;

	watched(&r);
	machine_record_begin(r.m);
	ck_assert_int_eq(rig_run(&r, two_processes), MACHINE_HALTED);
	machine_record_end(r.m);
	/* At the second switch both are in inner(). */
	expect(r.m,
	       "+0 marked_sleeper +1 inner -1 -0 +0 marked_call +1 inner "
	       "-1 -0 +0 marked_sleeper +1 inner +2 leaf -2 -1 -0 "
	       "+0 marked_call +1 inner +2 leaf -2 -1 -0 "
	       "+0 marked_call +1 inner +2 marked_down -2 +2 leaf -2 -1 -0 "
	       "+0 marked_call +1 inner +2 leaf -2 -1 -0");
	rig_free(&r);
}
END_TEST

/* ---- a beginning in mid-run ------------------------------------------------
 */

#define PAUSES 4
static unsigned pauses;

/* Waits so long that the run is outside at each 10 us meanwhile. */
static void wait_10us(void *arg)
{
	pauses++;
	machine_delay_ns(machine_this(), 10000);
}

static void second_waits(void *arg)
{
	marked_call(there_and_back, NULL);
	marked_sleeper(wait_10us, NULL);
	other_side(arg);
}

static void to_second_and_wait(void *arg)
{
	fiber_switch(first, second);
	wait_10us(arg);
}

static void late(void *arg)
{
	struct machine *m = arg;

	first = fiber_adopt();
	second = fiber_create(256 << 10, second_waits, m);
	marked_sleeper(to_second_and_wait, NULL);
	marked_call(to_second, NULL);
	fiber_destroy(first);
	fiber_destroy(second);
	machine_halt(m);
}

START_TEST(call_stacks_that_are_older_than_the_recording_are_rebuilt)
{
	struct rig r;

	watched(&r);
	machine_set_boot(r.m, late, r.m);
	pauses = 0;
	ck_assert_int_eq(machine_run(r.m, 5 * PS_PER_US), MACHINE_TIME);
	ck_assert_uint_eq(pauses, 1);
	/* The first process waits, the second is in there_and_back(). */
	machine_record_begin(r.m);
	ck_assert_int_eq(machine_run(r.m, 6 * PS_PER_US), MACHINE_TIME);
	expect(r.m, "+0 marked_sleeper +1 inner");
	ck_assert_int_eq(machine_run(r.m, 15 * PS_PER_US), MACHINE_TIME);
	expect(r.m, "+2 leaf -2 -1 -0 "
		    "+0 marked_call +1 inner +2 leaf -2 -1 -0 "
		    "+0 marked_sleeper +1 inner");
	machine_record_end(r.m);
	expect(r.m, "-1 -0");
	/* And once more, with call stacks of the last recording around. */
	ck_assert_int_eq(machine_run(r.m, 16 * PS_PER_US), MACHINE_TIME);
	expect(r.m, "");
	machine_record_begin(r.m);
	ck_assert_int_eq(machine_run(r.m, PS_PER_S), MACHINE_HALTED);
	machine_record_end(r.m);
	expect(r.m,
	       "+0 marked_sleeper +1 inner +2 leaf -2 -1 -0 "
	       "+0 marked_call +1 inner +2 marked_down -2 +2 leaf -2 -1 -0 "
	       "+0 marked_call +1 inner +2 leaf -2 -1 -0");
	rig_free(&r);
}
END_TEST

static void machine_idle_now(void *arg)
{
	machine_idle(arg);
}

/* Sleeps with interrupts on, so that the run pauses in the middle of it. */
static void idle_from_boot(void *arg)
{
	struct machine *m = arg;

	fired = 0;
	machine_set_irq_entry(m, tree_handler, m);
	machine_timer_set(m, 10 * PS_PER_US);
	marked_sleeper(machine_idle_now, m);
	machine_irq_enable(m);
	machine_halt(m);
}

START_TEST(a_recording_that_begins_in_idle_time_shows_the_interrupt_first)
{
	struct rig r;

	watched(&r);
	machine_set_boot(r.m, idle_from_boot, r.m);
	ck_assert_int_eq(machine_run(r.m, 5 * PS_PER_US), MACHINE_TIME);
	machine_record_begin(r.m);
	ck_assert_int_eq(machine_run(r.m, PS_PER_S), MACHINE_HALTED);
	machine_record_end(r.m);
	expect(r.m, "+0 leaf -0 " TREE);
	rig_free(&r);
}
END_TEST

/* A pause in any block, first and last ones too. */
static void tree_forever(void *arg)
{
	for (;;)
		result += marked_tree(3) + marked_down(5) + marked_clone(2) +
			  marked_cold(fired++ % 2 ? 1 : 200);
}

START_TEST(a_recording_may_begin_at_any_instruction)
{
	unsigned i, shown = 0;
	struct rig r;
	ps_t t = 2 * PS_PER_US;

	watched(&r);
	machine_set_boot(r.m, tree_forever, NULL);
	fired = 0;
	for (i = 0; i < 400; i++) {
		ck_assert_int_eq(machine_run(r.m, t += 1000), MACHINE_TIME);
		watch.text[0] = '\0';
		machine_record_begin(r.m);
		t += 1200 * PS_PER_NS; /* more than one turn */
		ck_assert_int_eq(machine_run(r.m, t), MACHINE_TIME);
		shown += watch.text[0] != '\0';
		/* All are one function deep, and in a known order. */
		ck_assert_ptr_nonnull(strstr(watch.text, TREE));
		machine_record_end(r.m);
	}
	ck_assert_uint_eq(shown, 400);
	rig_free(&r);
}
END_TEST

Suite *marks_suite(void);
Suite *marks_suite(void)
{
	Suite *s = suite_create("calls");
	TCase *t = tcase_create("marks");

	tcase_add_test(t,
		       calls_show_up_at_their_depth_by_the_names_of_the_source);
	tcase_add_test(t,
		       cold_parts_and_copies_go_by_the_name_of_their_function);
	tcase_add_test(t,
		       what_is_deeper_than_the_lanes_is_counted_all_the_same);
	tcase_add_test(t, the_stack_can_be_walked_from_inside_a_mark);
	tcase_add_test(t, an_interrupt_is_nested_in_what_it_interrupts);
	tcase_add_test(t, an_interrupt_in_idle_time_begins_at_the_first_lane);
	tcase_add_test(t,
		       each_process_has_a_call_stack_and_what_is_common_stays);
	tcase_add_test(
		t, call_stacks_that_are_older_than_the_recording_are_rebuilt);
	tcase_add_test(
		t,
		a_recording_that_begins_in_idle_time_shows_the_interrupt_first);
	tcase_add_test(t, a_recording_may_begin_at_any_instruction);
	suite_add_tcase(s, t);
	return s;
}
