// SPDX-License-Identifier: MIT
/* Processes: fairness, waking, preemption, waiting. */
#include "bench.h"

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/sched.h>

struct hog {
	struct task_struct *task;
	u64 rounds;
};

/* Computes and never sleeps. */
static int compute(void *data)
{
	struct hog *h = data;

	while (!kthread_should_stop()) {
		busy_us(10);
		h->rounds++;
	}
	return 7;
}

ON_CPU(start_hogs)
{
	struct hog *h = arg;

	for (int i = 0; i < 3; i++)
		h[i].task = kthread_run(compute, &h[i], "hog/%d", i);
}

ON_CPU(stop_hogs)
{
	struct hog *h = arg;

	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(kthread_stop(h[i].task), 7);
}

START_TEST(processes_that_compute_share_the_cpu_equally)
{
	struct bench *b = bench_start();
	struct hog h[3] = {{0}};

	bench_run(b, start_hogs, h);
	bench_pass_ms(b, 300);
	for (int i = 0; i < 3; i++) {
		/* 100 ms each, but for one slice of 2 ms. */
		ck_assert_uint_ge(h[i].rounds, 9800);
		ck_assert_uint_le(h[i].rounds, 10200);
	}
	bench_run(b, stop_hogs, h);
	ck_assert_uint_ge(bench_metric(b, "sched.preemptions"), 100);
	bench_stop(b);
}
END_TEST

struct sleeper {
	struct hog hog;
	struct task_struct *task;
	u64 worst_ns, wakeups;
};

/* Sleeps 10 ms, again and again; notes how late it gets the CPU. */
static int sleeps(void *data)
{
	struct sleeper *s = data;

	while (!kthread_should_stop()) {
		u64 wanted = ktime_get_ns() + 10 * NSEC_PER_MSEC, late;

		usleep_range(10000, 10000);
		late = ktime_get_ns() - wanted;
		if (late > s->worst_ns)
			s->worst_ns = late;
		s->wakeups++;
	}
	return 0;
}

ON_CPU(start_sleeper)
{
	struct sleeper *s = arg;

	s->hog.task = kthread_run(compute, &s->hog, "hog");
	s->task = kthread_run(sleeps, s, "sleeper");
}

ON_CPU(stop_sleeper)
{
	struct sleeper *s = arg;

	kthread_stop(s->task);
	kthread_stop(s->hog.task);
}

START_TEST(a_process_that_sleeps_gets_the_cpu_from_one_that_computes)
{
	struct bench *b = bench_start();
	struct sleeper s = {.wakeups = 0};

	bench_run(b, start_sleeper, &s);
	bench_pass_ms(b, 200);
	ck_assert_uint_ge(s.wakeups, 19);
	ck_assert_uint_le(s.worst_ns, 20000);
	bench_run(b, stop_sleeper, &s);
	bench_stop(b);
}
END_TEST

struct order {
	wait_queue_head_t wq;
	int go, log[8], n, id;
	struct task_struct *task[4];
};

static int waits(void *data)
{
	struct order *o = data;
	int id = o->id++;

	wait_event(o->wq, o->go);
	o->log[o->n++] = id;
	return 0;
}

ON_CPU(wake_all)
{
	struct order *o = arg;

	init_waitqueue_head(&o->wq);
	for (int i = 0; i < 4; i++) {
		o->task[i] = kthread_run(waits, o, "waiter/%d", i);
		msleep(1);
	}
	ck_assert_int_eq(o->n, 0);
	wake_up(&o->wq);
	msleep(1);
	ck_assert_int_eq(o->n, 0); /* the condition does not hold */
	o->go = 1;
	wake_up(&o->wq);
	msleep(1);
	ck_assert_int_eq(o->n, 4);
	for (int i = 0; i < 4; i++)
		kthread_stop(o->task[i]);
}

START_TEST(wait_event_goes_on_only_when_its_condition_holds)
{
	struct bench *b = bench_start();
	struct order o = {.n = 0};

	bench_run(b, wake_all, &o);
	bench_stop(b);
}
END_TEST

static int waits_exclusively(void *data)
{
	struct order *o = data;
	DEFINE_WAIT(w);

	prepare_to_wait_exclusive(&o->wq, &w, TASK_UNINTERRUPTIBLE);
	schedule();
	finish_wait(&o->wq, &w);
	o->n++;
	return 0;
}

ON_CPU(wake_one)
{
	struct order *o = arg;

	init_waitqueue_head(&o->wq);
	for (int i = 0; i < 4; i++)
		o->task[i] = kthread_run(waits_exclusively, o, "waiter/%d", i);
	msleep(1);
	for (int i = 1; i <= 4; i++) {
		wake_up(&o->wq);
		msleep(1);
		ck_assert_int_eq(o->n, i);
	}
	for (int i = 0; i < 4; i++)
		kthread_stop(o->task[i]);
}

START_TEST(wake_up_wakes_one_exclusive_waiter_at_a_time)
{
	struct bench *b = bench_start();
	struct order o = {.n = 0};

	bench_run(b, wake_one, &o);
	bench_stop(b);
}
END_TEST

ON_CPU(time_out)
{
	wait_queue_head_t wq;
	unsigned long before = jiffies;

	init_waitqueue_head(&wq);
	ck_assert_int_eq(wait_event_timeout(wq, false, 5), 0);
	ck_assert_uint_eq(jiffies - before, 5);
	ck_assert_int_eq(wait_event_timeout(wq, true, 5), 5);
}

START_TEST(wait_event_timeout_ends_at_its_time)
{
	struct bench *b = bench_start();

	bench_run(b, time_out, NULL);
	bench_stop(b);
}
END_TEST

struct shared {
	struct mutex lock;
	int inside, worst, done;
	struct task_struct *task[3];
};

static int uses_mutex(void *data)
{
	struct shared *s = data;

	for (int i = 0; i < 20; i++) {
		mutex_lock(&s->lock);
		s->inside++;
		s->worst = max(s->worst, s->inside);
		msleep(1);
		s->inside--;
		mutex_unlock(&s->lock);
	}
	s->done++;
	return 0;
}

ON_CPU(contend)
{
	struct shared *s = arg;

	mutex_init(&s->lock);
	for (int i = 0; i < 3; i++)
		s->task[i] = kthread_run(uses_mutex, s, "user/%d", i);
	for (int i = 0; i < 3; i++)
		kthread_stop(s->task[i]);
	ck_assert_int_eq(s->done, 3);
	ck_assert_int_eq(s->worst, 1);
}

START_TEST(a_mutex_lets_one_in_at_a_time)
{
	struct bench *b = bench_start();
	struct shared s = {.worst = 0};

	bench_run(b, contend, &s);
	bench_stop(b);
}
END_TEST

ON_CPU(lock_twice)
{
	struct mutex m;

	mutex_init(&m);
	mutex_lock(&m);
	mutex_lock(&m);
}

START_TEST(locking_ones_own_mutex_again_stops_the_machine)
{
	bench_must_fault(bench_start(), lock_twice, NULL,
			 "locked again by its owner");
}
END_TEST

ON_CPU(sleep_atomic)
{
	preempt_disable();
	schedule();
}

START_TEST(sleeping_with_preemption_off_stops_the_machine)
{
	bench_must_fault(bench_start(), sleep_atomic, NULL,
			 "scheduling while atomic");
}
END_TEST

struct latch {
	struct completion c;
	struct task_struct *task;
	int before, after;
};

static int completes(void *data)
{
	struct latch *l = data;

	msleep(20);
	l->before = 1;
	complete(&l->c);
	return 0;
}

ON_CPU(complete_it)
{
	struct latch *l = arg;

	init_completion(&l->c);
	l->task = kthread_run(completes, l, "completes");
	ck_assert_uint_eq(wait_for_completion_timeout(&l->c, 1), 0);
	wait_for_completion(&l->c);
	ck_assert_int_eq(l->before, 1);
	kthread_stop(l->task);
}

START_TEST(wait_for_completion_returns_after_complete)
{
	struct bench *b = bench_start();
	struct latch l = {.before = 0};

	bench_run(b, complete_it, &l);
	bench_stop(b);
}
END_TEST

struct preempted {
	struct task_struct *task;
	wait_queue_head_t wq;
	bool go, ran;
	bool ran_while_off, ran_after;
};

static int wants_cpu(void *data)
{
	struct preempted *p = data;

	wait_event(p->wq, p->go);
	p->ran = true;
	return 0;
}

static void wake_from_irq(void *arg)
{
	fake_line(arg, true);
}

static irqreturn_t waking_handler(int irq, void *dev)
{
	struct preempted *p = dev;

	fake_line(machine_this(), false);
	p->go = true;
	wake_up(&p->wq);
	return IRQ_HANDLED;
}

ON_CPU(irq_preempts)
{
	struct preempted *p = arg;
	struct machine *m = machine_this();

	init_waitqueue_head(&p->wq);
	ck_assert_int_eq(request_irq(11, waking_handler, 0, "test", p), 0);
	p->task = kthread_run(wants_cpu, p, "wants_cpu");
	msleep(1);
	busy_us(3000); /* so that the other has run clearly less */
	fake_at(m, machine_now(m) + PS_PER_MS, wake_from_irq, m);
	preempt_disable();
	busy_us(2000);
	p->ran_while_off = p->ran;
	preempt_enable();
	p->ran_after = p->ran;
	free_irq(11, p);
	kthread_stop(p->task);
}

START_TEST(an_interrupt_preempts_a_process_only_where_preemption_is_on)
{
	struct bench *b = bench_start();
	struct preempted p = {.go = false};

	bench_run(b, irq_preempts, &p);
	ck_assert(!p.ran_while_off);
	ck_assert(p.ran_after);
	bench_stop(b);
}
END_TEST

ON_CPU(irq_preempts_at_once)
{
	struct preempted *p = arg;
	struct machine *m = machine_this();

	init_waitqueue_head(&p->wq);
	ck_assert_int_eq(request_irq(11, waking_handler, 0, "test", p), 0);
	p->task = kthread_run(wants_cpu, p, "wants_cpu");
	msleep(1);
	busy_us(3000);
	fake_at(m, machine_now(m) + PS_PER_MS, wake_from_irq, m);
	busy_us(2000);
	p->ran_while_off = p->ran;
	free_irq(11, p);
	kthread_stop(p->task);
}

START_TEST(a_woken_process_runs_at_the_return_from_the_interrupt)
{
	struct bench *b = bench_start();
	struct preempted p = {.go = false};

	bench_run(b, irq_preempts_at_once, &p);
	ck_assert(p.ran_while_off);
	bench_stop(b);
}
END_TEST

ON_CPU(take_turns)
{
	struct hog h = {0};

	h.task = kthread_run(compute, &h, "hog");
	for (int i = 0; i < 5; i++) {
		u64 before = h.rounds;

		yield();
		ck_assert_uint_gt(h.rounds, before);
	}
	kthread_stop(h.task);
}

START_TEST(yield_lets_the_others_run)
{
	struct bench *b = bench_start();

	bench_run(b, take_turns, NULL);
	bench_stop(b);
}
END_TEST

static int idle_ms(struct bench *b, unsigned ms)
{
	ps_t before = fake_context_time(b->m, CPU_IDLE);

	bench_pass_ms(b, ms);
	return (int)((fake_context_time(b->m, CPU_IDLE) - before) / PS_PER_MS);
}

START_TEST(with_nothing_to_do_the_cpu_is_idle_and_no_tick_wakes_it)
{
	struct bench *b = bench_start();
	uint64_t ticks = fake_irqs(b->m, VECTOR_TIMER);

	ck_assert_int_eq(idle_ms(b, 1000), 1000);
	ck_assert_uint_eq(fake_irqs(b->m, VECTOR_TIMER), ticks);
	bench_stop(b);
}
END_TEST

Suite *sched_suite(void)
{
	Suite *s = suite_create("sched");
	TCase *t = tcase_create("sched");

	tcase_add_test(t, processes_that_compute_share_the_cpu_equally);
	tcase_add_test(
		t, a_process_that_sleeps_gets_the_cpu_from_one_that_computes);
	tcase_add_test(t, wait_event_goes_on_only_when_its_condition_holds);
	tcase_add_test(t, wake_up_wakes_one_exclusive_waiter_at_a_time);
	tcase_add_test(t, wait_event_timeout_ends_at_its_time);
	tcase_add_test(t, a_mutex_lets_one_in_at_a_time);
	tcase_add_test(t, locking_ones_own_mutex_again_stops_the_machine);
	tcase_add_test(t, sleeping_with_preemption_off_stops_the_machine);
	tcase_add_test(t, wait_for_completion_returns_after_complete);
	tcase_add_test(
		t, an_interrupt_preempts_a_process_only_where_preemption_is_on);
	tcase_add_test(t,
		       a_woken_process_runs_at_the_return_from_the_interrupt);
	tcase_add_test(t, yield_lets_the_others_run);
	tcase_add_test(t,
		       with_nothing_to_do_the_cpu_is_idle_and_no_tick_wakes_it);
	suite_add_tcase(s, t);
	return s;
}
