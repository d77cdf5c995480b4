// SPDX-License-Identifier: MIT
/* Softirqs by Linux 6.1's rules. */
#include "bench.h"

#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/rcupdate.h>

/* BLOCK_SOFTIRQ is nobody's in this kernel: the tests' own. */
#define NR BLOCK_SOFTIRQ

static struct trace {
	int runs, again;  /* raise it so many times more */
	u64 busy_us;	  /* each run takes so long */
	int in_ksoftirqd; /* runs in that process */
	bool serving, preemptible_seen, irqs_off_seen;
} trace; /* one test per process */

static void action(struct softirq_action *a)
{
	trace.runs++;
	trace.serving = in_serving_softirq();
	trace.preemptible_seen = preemptible();
	trace.irqs_off_seen = irqs_disabled();
	if (!strcmp(current->comm, "ksoftirqd/0"))
		trace.in_ksoftirqd++;
	if (trace.busy_us)
		busy_us(trace.busy_us);
	if (trace.again) {
		trace.again--;
		raise_softirq(NR);
	}
}

static irqreturn_t raising_handler(int irq, void *dev)
{
	fake_line(machine_this(), false);
	raise_softirq_irqoff(NR);
	ck_assert_int_eq(trace.runs, 0);
	return IRQ_HANDLED;
}

/* An interrupt that raises the softirq comes now. */
static void interrupt(void)
{
	ck_assert_int_eq(request_irq(11, raising_handler, 0, "test", &trace),
			 0);
	fake_line(machine_this(), true);
	busy_us(1);
	free_irq(11, &trace);
}

ON_CPU(at_irq_exit)
{
	open_softirq(NR, action);
	interrupt();
	ck_assert_int_eq(trace.runs, 1);
	ck_assert(trace.serving);
	ck_assert(!trace.preemptible_seen);
	ck_assert(!trace.irqs_off_seen);
	ck_assert_int_eq(preempt_count(), 0);
	ck_assert_int_eq(trace.in_ksoftirqd, 0);
}

START_TEST(a_softirq_runs_on_the_way_out_of_the_interrupt)
{
	struct bench *b = bench_start();

	bench_run(b, at_irq_exit, NULL);
	bench_stop(b);
}
END_TEST

/* free_irq() may sleep, so the interrupt is requested outside. */
ON_CPU(bottom_halves)
{
	open_softirq(NR, action);
	ck_assert_int_eq(request_irq(11, raising_handler, 0, "test", &trace),
			 0);
	local_bh_disable();
	local_bh_disable();
	fake_line(machine_this(), true);
	busy_us(1);
	local_bh_enable();
	ck_assert_int_eq(trace.runs, 0);
	local_bh_enable();
	ck_assert_int_eq(trace.runs, 1);
	free_irq(11, &trace);
}

START_TEST(bottom_halves_run_when_the_last_hold_on_them_ends)
{
	struct bench *b = bench_start();

	bench_run(b, bottom_halves, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(restart)
{
	open_softirq(NR, action);
	trace.again = 9; /* ten rounds in all */
	interrupt();
	ck_assert_int_eq(trace.runs, 10);
	ck_assert_int_eq(trace.in_ksoftirqd, 0);
}

START_TEST(a_softirq_raised_again_is_served_up_to_ten_rounds)
{
	struct bench *b = bench_start();
	uint64_t before = bench_metric(b, "softirq.ksoftirqd_wakeups");

	bench_run(b, restart, NULL);
	ck_assert_uint_eq(bench_metric(b, "softirq.restarts"), 9);
	ck_assert_uint_eq(bench_metric(b, "softirq.ksoftirqd_wakeups"), before);
	bench_stop(b);
}
END_TEST

ON_CPU(too_many)
{
	open_softirq(NR, action);
	trace.again = 10;
	interrupt();
	/* Not in ten rounds: the eleventh is ksoftirqd's. */
	ck_assert_int_ge(trace.runs, 10);
	msleep(1);
	ck_assert_int_eq(trace.runs, 11);
	ck_assert_int_eq(trace.in_ksoftirqd, 1);
}

START_TEST(the_eleventh_round_is_left_to_ksoftirqd)
{
	struct bench *b = bench_start();
	uint64_t before = bench_metric(b, "softirq.ksoftirqd_wakeups");

	bench_run(b, too_many, NULL);
	ck_assert_uint_eq(bench_metric(b, "softirq.ksoftirqd_wakeups"),
			  before + 1);
	bench_stop(b);
}
END_TEST

ON_CPU(too_long)
{
	open_softirq(NR, action);
	trace.again = 5;
	trace.busy_us = 5000; /* more than one jiffy */
	interrupt();
	msleep(50);
	ck_assert_int_eq(trace.runs, 6);
	ck_assert_int_eq(trace.in_ksoftirqd, 5);
}

START_TEST(after_two_milliseconds_the_rest_is_left_to_ksoftirqd)
{
	struct bench *b = bench_start();

	bench_run(b, too_long, NULL);
	bench_stop(b);
}
END_TEST

static int hog(void *data)
{
	while (!kthread_should_stop())
		busy_us(50);
	return 0;
}

ON_CPU(flood)
{
	struct task_struct *t = kthread_run(hog, NULL, "hog");
	ktime_t begin = ktime_get();
	u64 mine;

	open_softirq(NR, action);
	trace.again = 100000;
	trace.busy_us = 100;
	raise_softirq(NR); /* in a process: ksoftirqd is woken */
	msleep(100);
	/* The flood did not keep the processes from running. */
	ck_assert_int_lt(ktime_to_ms(ktime_get() - begin), 130);
	mine = t->sum_exec;
	ck_assert_uint_gt(mine, 30 * NSEC_PER_MSEC);
	trace.again = 0;
	kthread_stop(t);
}

START_TEST(a_flood_of_softirqs_shares_the_cpu_with_processes_by_ksoftirqd)
{
	struct bench *b = bench_start();

	bench_run(b, flood, NULL);
	ck_assert_int_eq(trace.in_ksoftirqd, trace.runs);
	bench_stop(b);
}
END_TEST

/* Linux 6.1: while ksoftirqd is to run, nobody else serves. */
ON_CPU(leave_it)
{
	open_softirq(NR, action);
	preempt_disable(); /* ksoftirqd can not begin yet */
	raise_softirq(NR);
	ck_assert_int_eq(trace.runs, 0);
	local_bh_disable();
	local_bh_enable();
	ck_assert_int_eq(trace.runs, 0);
	preempt_enable();
	msleep(1);
	ck_assert_int_eq(trace.runs, 1);
	ck_assert_int_eq(trace.in_ksoftirqd, 1);
}

START_TEST(while_ksoftirqd_is_runnable_it_alone_serves)
{
	struct bench *b = bench_start();

	bench_run(b, leave_it, NULL);
	bench_stop(b);
}
END_TEST

static char served[8];

static void note(char c)
{
	served[strlen(served)] = c;
}

static void note_timer(struct softirq_action *a)
{
	note('t');
}

static void note_sched(struct softirq_action *a)
{
	note('s');
}

static void note_block(struct softirq_action *a)
{
	note('b');
}

ON_CPU(in_order)
{
	open_softirq(HRTIMER_SOFTIRQ, note_timer);
	open_softirq(SCHED_SOFTIRQ, note_sched);
	open_softirq(BLOCK_SOFTIRQ, note_block);
	local_bh_disable();
	raise_softirq(HRTIMER_SOFTIRQ);
	raise_softirq(SCHED_SOFTIRQ);
	raise_softirq(BLOCK_SOFTIRQ);
	local_bh_enable();
	ck_assert_str_eq(served, "bst");
}

START_TEST(softirqs_are_served_in_order_of_their_number)
{
	struct bench *b = bench_start();

	bench_run(b, in_order, NULL);
	bench_stop(b);
}
END_TEST

static int nested_calls;

static irqreturn_t nested_handler(int irq, void *dev)
{
	fake_line(machine_this(), false);
	nested_calls++;
	return IRQ_HANDLED;
}

static void interrupted_action(struct softirq_action *a)
{
	int before = nested_calls;

	fake_line(machine_this(), true);
	busy_us(1);
	ck_assert_int_eq(nested_calls, before + 1);
	ck_assert(in_serving_softirq());
}

ON_CPU(interrupt_softirq)
{
	ck_assert_int_eq(request_irq(11, nested_handler, 0, "test", &trace), 0);
	open_softirq(NR, interrupted_action);
	local_bh_disable();
	raise_softirq(NR);
	local_bh_enable();
	ck_assert_int_eq(nested_calls, 1);
	free_irq(11, &trace);
}

START_TEST(an_interrupt_is_taken_while_a_softirq_runs)
{
	struct bench *b = bench_start();

	bench_run(b, interrupt_softirq, NULL);
	bench_stop(b);
}
END_TEST

static void unbalanced(struct softirq_action *a)
{
	preempt_disable();
}

ON_CPU(unbalance)
{
	open_softirq(NR, unbalanced);
	local_bh_disable();
	raise_softirq(NR);
	local_bh_enable();
}

START_TEST(a_softirq_that_leaves_preemption_off_stops_the_machine)
{
	bench_must_fault(bench_start(), unbalance, NULL,
			 "left preempt_count at");
}
END_TEST

ON_CPU(enable_too_much)
{
	local_bh_enable();
}

START_TEST(one_local_bh_enable_too_many_stops_the_machine)
{
	bench_must_fault(bench_start(), enable_too_much, NULL,
			 "without local_bh_disable");
}
END_TEST

static int tasklet_runs;

static void tasklet_fn(struct tasklet_struct *t)
{
	ck_assert(in_serving_softirq());
	tasklet_runs++;
}

ON_CPU(run_tasklet)
{
	struct tasklet_struct t;

	tasklet_setup(&t, tasklet_fn);
	local_bh_disable();
	tasklet_schedule(&t);
	tasklet_schedule(&t);
	local_bh_enable();
	ck_assert_int_eq(tasklet_runs, 1);
	tasklet_schedule(&t);
	tasklet_kill(&t);
	ck_assert_int_eq(tasklet_runs, 2);
}

START_TEST(a_tasklet_scheduled_twice_runs_once)
{
	struct bench *b = bench_start();

	bench_run(b, run_tasklet, NULL);
	bench_stop(b);
}
END_TEST

static int rcu_done;

static void rcu_fn(struct rcu_head *h)
{
	rcu_done++;
}

ON_CPU(rcu_waits)
{
	static struct rcu_head h;

	rcu_read_lock();
	call_rcu(&h, rcu_fn);
	local_bh_disable();
	local_bh_enable();
	busy_us(100);
	ck_assert_int_eq(rcu_done, 0);
	rcu_read_unlock();
	msleep(8);
	ck_assert_int_eq(rcu_done, 1);
}

START_TEST(an_rcu_callback_waits_for_the_readers)
{
	struct bench *b = bench_start();

	bench_run(b, rcu_waits, NULL);
	bench_stop(b);
}
END_TEST

START_TEST(time_in_softirqs_is_charged_to_them)
{
	struct bench *b = bench_start();

	trace.busy_us = 300;
	bench_run(b, at_irq_exit, NULL);
	ck_assert_uint_ge(fake_context_time(b->m, CPU_SOFTIRQ),
			  300 * PS_PER_US);
	ck_assert_uint_le(fake_context_time(b->m, CPU_SOFTIRQ),
			  301 * PS_PER_US);
	bench_stop(b);
}
END_TEST

Suite *softirq_suite(void)
{
	Suite *s = suite_create("softirq");
	TCase *t = tcase_create("softirq");

	tcase_add_test(t, a_softirq_runs_on_the_way_out_of_the_interrupt);
	tcase_add_test(t, bottom_halves_run_when_the_last_hold_on_them_ends);
	tcase_add_test(t, a_softirq_raised_again_is_served_up_to_ten_rounds);
	tcase_add_test(t, the_eleventh_round_is_left_to_ksoftirqd);
	tcase_add_test(t, after_two_milliseconds_the_rest_is_left_to_ksoftirqd);
	tcase_add_test(
		t,
		a_flood_of_softirqs_shares_the_cpu_with_processes_by_ksoftirqd);
	tcase_add_test(t, while_ksoftirqd_is_runnable_it_alone_serves);
	tcase_add_test(t, softirqs_are_served_in_order_of_their_number);
	tcase_add_test(t, an_interrupt_is_taken_while_a_softirq_runs);
	tcase_add_test(t,
		       a_softirq_that_leaves_preemption_off_stops_the_machine);
	tcase_add_test(t, one_local_bh_enable_too_many_stops_the_machine);
	tcase_add_test(t, a_tasklet_scheduled_twice_runs_once);
	tcase_add_test(t, an_rcu_callback_waits_for_the_readers);
	tcase_add_test(t, time_in_softirqs_is_charged_to_them);
	suite_add_tcase(s, t);
	return s;
}
