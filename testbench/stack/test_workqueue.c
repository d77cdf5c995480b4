// SPDX-License-Identifier: MIT
/* Work queues. */
#include "bench.h"

#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/sched.h>
#include <linux/workqueue.h>

struct job {
	struct work_struct work;
	char name;
	unsigned int takes_ms;
	int runs, again;
	bool in_process;
};

static char done[32];

static void work(struct work_struct *w)
{
	struct job *j = container_of(w, struct job, work);

	j->in_process = in_task() && !in_atomic() && !irqs_disabled();
	if (j->takes_ms)
		msleep(j->takes_ms);
	if (j->again) {
		j->again--;
		schedule_work(w);
	}
	j->runs++;
	done[strlen(done)] = j->name;
}

static void job_init(struct job *j, char name)
{
	memset(j, 0, sizeof(*j));
	j->name = name;
	INIT_WORK(&j->work, work);
}

ON_CPU(in_order)
{
	struct job a, b, c;

	job_init(&a, 'a');
	job_init(&b, 'b');
	job_init(&c, 'c');
	a.takes_ms = 10;
	preempt_disable();
	ck_assert(schedule_work(&a.work));
	ck_assert(schedule_work(&b.work));
	ck_assert(!schedule_work(&b.work));
	ck_assert(schedule_work(&c.work));
	preempt_enable();
	flush_scheduled_work();
	ck_assert_str_eq(done, "abc");
	ck_assert(a.in_process);
}

START_TEST(work_runs_in_a_process_in_order_of_queueing_and_once)
{
	struct bench *b = bench_start();

	bench_run(b, in_order, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(cancel)
{
	struct job a, b;

	job_init(&a, 'a');
	job_init(&b, 'b');
	a.takes_ms = 20;
	schedule_work(&a.work);
	schedule_work(&b.work);
	msleep(8);
	ck_assert(cancel_work_sync(&b.work)); /* had not begun */
	ck_assert_int_eq(a.runs, 0);
	ck_assert(!cancel_work_sync(&a.work)); /* was running */
	ck_assert_int_eq(a.runs, 1);
	ck_assert(!work_pending(&a.work));
	msleep(50);
	ck_assert_str_eq(done, "a");
}

START_TEST(cancel_work_sync_takes_back_what_waits_and_waits_for_what_runs)
{
	struct bench *b = bench_start();

	bench_run(b, cancel, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(cancel_requeuing)
{
	struct job a;

	job_init(&a, 'a');
	a.takes_ms = 4;
	a.again = 1000;
	schedule_work(&a.work);
	msleep(50);
	cancel_work_sync(&a.work);
	a.again = -1;
	msleep(50);
	ck_assert_int_eq(a.again, -1);
}

START_TEST(cancel_work_sync_ends_work_that_queues_itself_again)
{
	struct bench *b = bench_start();

	bench_run(b, cancel_requeuing, NULL);
	bench_stop(b);
}
END_TEST

struct watchdog {
	struct delayed_work work;
	unsigned long at;
	int runs;
};

static void tick(struct work_struct *w)
{
	struct watchdog *d =
		container_of(to_delayed_work(w), struct watchdog, work);

	d->at = jiffies;
	d->runs++;
}

ON_CPU(delayed)
{
	struct watchdog d = {.runs = 0};
	unsigned long now;

	INIT_DELAYED_WORK(&d.work, tick);
	now = jiffies;
	ck_assert(schedule_delayed_work(&d.work, 10));
	ck_assert(!schedule_delayed_work(&d.work, 1));
	ck_assert(delayed_work_pending(&d.work));
	msleep(100);
	ck_assert_int_eq(d.runs, 1);
	ck_assert_uint_eq(d.at, now + 10);
	now = jiffies;
	ck_assert(!mod_delayed_work(system_wq, &d.work, 20));
	ck_assert(mod_delayed_work(system_wq, &d.work, 5));
	msleep(200);
	ck_assert_int_eq(d.runs, 2);
	ck_assert_uint_eq(d.at, now + 5);
	schedule_delayed_work(&d.work, 5);
	ck_assert(cancel_delayed_work_sync(&d.work));
	ck_assert(!cancel_delayed_work_sync(&d.work));
	msleep(100);
	ck_assert_int_eq(d.runs, 2);
	schedule_delayed_work(&d.work, 1000 * HZ);
	flush_delayed_work(&d.work);
	ck_assert_int_eq(d.runs, 3);
}

START_TEST(delayed_work_waits_can_be_moved_cancelled_and_flushed)
{
	struct bench *b = bench_start();

	bench_run(b, delayed, NULL);
	bench_stop(b);
}
END_TEST

static void waits_for_itself(struct work_struct *w)
{
	cancel_work_sync(w);
}

ON_CPU(self_cancel)
{
	static struct work_struct w;

	INIT_WORK(&w, waits_for_itself);
	schedule_work(&w);
	msleep(10);
}

START_TEST(work_that_waits_for_itself_stops_the_machine)
{
	bench_must_fault(bench_start(), self_cancel, NULL, "waits for itself");
}
END_TEST

ON_CPU(own_queue)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("%s", 0, "mine");
	struct job a, slow;

	job_init(&a, 'a');
	job_init(&slow, 's');
	slow.takes_ms = 1000;
	schedule_work(&slow.work);
	queue_work(wq, &a.work);
	msleep(8);
	ck_assert_str_eq(done, "a"); /* not behind the system's queue */
	flush_work(&slow.work);
	ck_assert_str_eq(done, "as");
	queue_work(wq, &a.work);
	destroy_workqueue(wq);
	ck_assert_str_eq(done, "asa");
}

START_TEST(each_queue_has_a_worker_of_its_own)
{
	struct bench *b = bench_start();

	bench_run(b, own_queue, NULL);
	bench_stop(b);
}
END_TEST

Suite *workqueue_suite(void)
{
	Suite *s = suite_create("workqueue");
	TCase *t = tcase_create("workqueue");

	tcase_add_test(t, work_runs_in_a_process_in_order_of_queueing_and_once);
	tcase_add_test(
		t,
		cancel_work_sync_takes_back_what_waits_and_waits_for_what_runs);
	tcase_add_test(t, cancel_work_sync_ends_work_that_queues_itself_again);
	tcase_add_test(t,
		       delayed_work_waits_can_be_moved_cancelled_and_flushed);
	tcase_add_test(t, work_that_waits_for_itself_stops_the_machine);
	tcase_add_test(t, each_queue_has_a_worker_of_its_own);
	suite_add_tcase(s, t);
	return s;
}
