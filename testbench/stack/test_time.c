// SPDX-License-Identifier: MIT
/* jiffies, timers, hrtimers, sleeping. */
#include "bench.h"

#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/timer.h>

struct alarm {
	struct timer_list timer;
	char name;
	unsigned long at;
	bool in_softirq;
	unsigned int again; /* arms itself so many times more */
};

static char rung[32];

static void ring(struct timer_list *t)
{
	struct alarm *a = from_timer(a, t, timer);
	size_t n = strlen(rung);

	rung[n] = a->name;
	a->at = jiffies;
	a->in_softirq = in_serving_softirq();
	if (a->again) {
		a->again--;
		mod_timer(&a->timer, jiffies + 3);
	}
}

static void setup(struct alarm *a, char name)
{
	memset(a, 0, sizeof(*a));
	a->name = name;
	timer_setup(&a->timer, ring, 0);
}

ON_CPU(ring_in_order)
{
	struct alarm a[6];
	unsigned long now;

	for (int i = 0; i < 6; i++)
		setup(&a[i], (char)('a' + i));
	now = jiffies;
	mod_timer(&a[0].timer, now + 20);
	mod_timer(&a[1].timer, now + 10);
	mod_timer(&a[2].timer, now + 10);
	mod_timer(&a[3].timer, now + 5);
	mod_timer(&a[4].timer, now + 30);
	mod_timer(&a[5].timer, now + 10);
	ck_assert_int_eq(timer_pending(&a[0].timer), 1);
	msleep(400);
	ck_assert_str_eq(rung, "dbcfae");
	ck_assert_uint_eq(a[3].at, now + 5);
	ck_assert_uint_eq(a[0].at, now + 20);
	ck_assert(a[0].in_softirq);
	ck_assert_int_eq(timer_pending(&a[0].timer), 0);
}

START_TEST(timers_ring_by_time_and_equal_ones_in_order_of_arming)
{
	struct bench *b = bench_start();

	bench_run(b, ring_in_order, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(cancel)
{
	struct alarm a, b;

	setup(&a, 'a');
	setup(&b, 'b');
	ck_assert_int_eq(mod_timer(&a.timer, jiffies + 2), 0);
	ck_assert_int_eq(mod_timer(&a.timer, jiffies + 4), 1);
	ck_assert_int_eq(mod_timer(&b.timer, jiffies + 6), 0);
	ck_assert_int_eq(del_timer_sync(&a.timer), 1);
	ck_assert_int_eq(del_timer(&a.timer), 0);
	msleep(100);
	ck_assert_str_eq(rung, "b");
}

START_TEST(a_deleted_timer_does_not_ring_and_a_moved_one_rings_once)
{
	struct bench *b = bench_start();

	bench_run(b, cancel, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(again)
{
	struct alarm a;
	unsigned long begin = jiffies;

	setup(&a, 'a');
	a.again = 4;
	mod_timer(&a.timer, begin + 3);
	msleep(100);
	ck_assert_str_eq(rung, "aaaaa");
	ck_assert_uint_eq(a.at, begin + 15);
}

START_TEST(a_timer_may_arm_itself_again)
{
	struct bench *b = bench_start();

	bench_run(b, again, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(past)
{
	struct alarm a;
	unsigned long now = jiffies;

	setup(&a, 'a');
	mod_timer(&a.timer, now - 100);
	msleep(8);
	ck_assert_uint_eq(a.at, now + 1);
}

START_TEST(a_timer_in_the_past_rings_on_the_next_tick)
{
	struct bench *b = bench_start();

	bench_run(b, past, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(held)
{
	struct alarm a;
	unsigned long now = jiffies;

	setup(&a, 'a');
	mod_timer(&a.timer, now + 1);
	local_bh_disable();
	mdelay(20);
	ck_assert_str_eq(rung, "");
	local_bh_enable();
	ck_assert_str_eq(rung, "a");
	ck_assert_uint_ge(a.at, now + 5);
}

START_TEST(a_timer_waits_for_bottom_halves)
{
	struct bench *b = bench_start();

	bench_run(b, held, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(wrap)
{
	struct alarm a;

	/* Five minutes after boot the low 32 bits of jiffies wrap. */
	setup(&a, 'a');
	mod_timer(&a.timer, jiffies + 301 * HZ);
	msleep(302 * 1000);
	ck_assert_str_eq(rung, "a");
	ck_assert_uint_lt((u32)jiffies, 10 * HZ);
	ck_assert(time_after(jiffies, a.at));
}

START_TEST(timers_do_not_mind_the_wrap_of_jiffies)
{
	struct bench *b = bench_start();

	bench_run(b, wrap, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(forget)
{
	static struct alarm a;

	setup(&a, 'a');
	mod_timer(&a.timer, jiffies + 1000 * HZ);
}

START_TEST(a_timer_left_armed_is_on_the_leak_list_with_its_place)
{
	struct bench *b = bench_start();

	bench_run(b, forget, NULL);
	bench_stop_leaking(b, "timer is still armed, set up at "
			      "testbench/stack/test_time.c:");
}
END_TEST

static void deletes_itself(struct timer_list *t)
{
	del_timer_sync(t);
}

ON_CPU(delete_inside)
{
	static struct timer_list t;

	timer_setup(&t, deletes_itself, 0);
	mod_timer(&t, jiffies + 1);
	msleep(10);
}

START_TEST(del_timer_sync_from_its_own_function_stops_the_machine)
{
	bench_must_fault(bench_start(), delete_inside, NULL,
			 "from within its own function");
}
END_TEST

/* ---- hrtimers ---- */

struct shot {
	struct hrtimer timer;
	u64 at[8];
	int n, more;
	bool in_hardirq;
};

static enum hrtimer_restart shoot(struct hrtimer *t)
{
	struct shot *s = container_of(t, struct shot, timer);

	s->at[s->n++] = ktime_get_ns();
	s->in_hardirq = in_hardirq();
	if (!s->more)
		return HRTIMER_NORESTART;
	s->more--;
	hrtimer_forward_now(t, 2500);
	return HRTIMER_RESTART;
}

static void shot_init(struct shot *s)
{
	memset(s, 0, sizeof(*s));
	hrtimer_init(&s->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	s->timer.function = shoot;
}

ON_CPU(shots)
{
	struct shot a, b;
	u64 now;

	shot_init(&a);
	shot_init(&b);
	a.more = 3;
	now = ktime_get_ns();
	hrtimer_start(&a.timer, 1300, HRTIMER_MODE_REL);
	hrtimer_start(&b.timer, (ktime_t)now + 50, HRTIMER_MODE_ABS);
	udelay(20);
	ck_assert_int_eq(a.n, 4);
	for (int i = 0; i < 4; i++)
		ck_assert_uint_eq(a.at[i], now + 1300 + 2500u * (unsigned)i);
	ck_assert(a.in_hardirq);
	ck_assert_int_eq(b.n, 1);
	ck_assert_uint_eq(b.at[0], now + 50);
	hrtimer_start(&b.timer, 100, HRTIMER_MODE_REL);
	ck_assert_int_eq(hrtimer_cancel(&b.timer), 1);
	ck_assert_int_eq(hrtimer_cancel(&b.timer), 0);
	udelay(20);
	ck_assert_int_eq(b.n, 1);
}

START_TEST(hrtimers_go_off_to_the_nanosecond_and_can_repeat)
{
	struct bench *b = bench_start();

	bench_run(b, shots, NULL);
	bench_stop(b);
}
END_TEST

/* ---- sleeping ---- */

ON_CPU(sleeps)
{
	u64 begin, took;

	for (unsigned int ms = 1; ms < 40; ms += 7) {
		begin = ktime_get_ns();
		msleep(ms);
		took = ktime_get_ns() - begin;
		ck_assert_uint_ge(took, ms * NSEC_PER_MSEC);
		ck_assert_uint_le(took, (ms + 8) * NSEC_PER_MSEC);
	}
	begin = ktime_get_ns();
	usleep_range(37, 100);
	ck_assert_uint_eq(ktime_get_ns() - begin, 37000);
	begin = ktime_get_ns();
	udelay(5);
	ndelay(7);
	mdelay(1);
	ck_assert_uint_eq(ktime_get_ns() - begin, 1005007);
}

START_TEST(sleeping_is_never_short_and_usleep_range_is_exact)
{
	struct bench *b = bench_start();

	bench_run(b, sleeps, NULL);
	bench_stop(b);
}
END_TEST

ON_CPU(units)
{
	ck_assert_int_eq(HZ, 250);
	ck_assert_uint_eq(msecs_to_jiffies(1), 1);
	ck_assert_uint_eq(msecs_to_jiffies(4), 1);
	ck_assert_uint_eq(msecs_to_jiffies(5), 2);
	ck_assert_uint_eq(usecs_to_jiffies(8000), 2);
	ck_assert_uint_eq(jiffies_to_msecs(250), 1000);
	ck_assert_uint_eq((jiffies + round_jiffies_relative(2 * HZ)) % HZ, 0);
}

START_TEST(milliseconds_become_jiffies_rounded_up)
{
	struct bench *b = bench_start();

	bench_run(b, units, NULL);
	bench_stop(b);
}
END_TEST

Suite *time_suite(void)
{
	Suite *s = suite_create("time");
	TCase *t = tcase_create("time");

	tcase_add_test(t,
		       timers_ring_by_time_and_equal_ones_in_order_of_arming);
	tcase_add_test(
		t, a_deleted_timer_does_not_ring_and_a_moved_one_rings_once);
	tcase_add_test(t, a_timer_may_arm_itself_again);
	tcase_add_test(t, a_timer_in_the_past_rings_on_the_next_tick);
	tcase_add_test(t, a_timer_waits_for_bottom_halves);
	tcase_add_test(t, timers_do_not_mind_the_wrap_of_jiffies);
	tcase_add_test(t,
		       a_timer_left_armed_is_on_the_leak_list_with_its_place);
	tcase_add_test(t,
		       del_timer_sync_from_its_own_function_stops_the_machine);
	tcase_add_test(t, hrtimers_go_off_to_the_nanosecond_and_can_repeat);
	tcase_add_test(t, sleeping_is_never_short_and_usleep_range_is_exact);
	tcase_add_test(t, milliseconds_become_jiffies_rounded_up);
	suite_add_tcase(s, t);
	return s;
}
