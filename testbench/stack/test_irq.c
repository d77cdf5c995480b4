// SPDX-License-Identifier: MIT
/* Interrupts, spin locks, contexts. */
#include "bench.h"

#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>

struct device_state {
	int calls;
	bool quiet; /* does not answer */
	unsigned int count_seen;
	bool on_seen;
};

static irqreturn_t handler(int irq, void *dev)
{
	struct device_state *d = dev;

	d->calls++;
	d->count_seen = (unsigned int)preempt_count();
	d->on_seen = !irqs_disabled();
	if (d->quiet)
		return IRQ_NONE;
	fake_line(machine_this(), false);
	return IRQ_HANDLED;
}

ON_CPU(take_one)
{
	struct device_state *d = arg;

	ck_assert(fake_line_masked(machine_this()));
	ck_assert_int_eq(request_irq(11, handler, 0, "test", d), 0);
	ck_assert(!fake_line_masked(machine_this()));
	fake_line(machine_this(), true);
	busy_us(1);
	ck_assert_int_eq(d->calls, 1);
	ck_assert_uint_eq(d->count_seen, HARDIRQ_OFFSET);
	ck_assert(!d->on_seen);
	ck_assert(!in_interrupt());
	ck_assert(!irqs_disabled());
	ck_assert_str_eq(free_irq(11, d), "test");
	ck_assert(fake_line_masked(machine_this()));
}

START_TEST(a_handler_runs_in_hardirq_context_with_interrupts_off)
{
	struct bench *b = bench_start();
	struct device_state d = {0};

	bench_run(b, take_one, &d);
	ck_assert_uint_eq(fake_irqs_handled(b->m), 1);
	ck_assert_uint_eq(fake_irqs_spurious(b->m), 0);
	bench_stop(b);
}
END_TEST

ON_CPU(hold_off)
{
	struct device_state *d = arg;
	unsigned long flags, inner;

	ck_assert_int_eq(request_irq(11, handler, 0, "test", d), 0);
	local_irq_save(flags);
	local_irq_save(inner);
	fake_line(machine_this(), true);
	busy_us(5);
	local_irq_restore(inner);
	busy_us(5);
	ck_assert_int_eq(d->calls, 0);
	local_irq_restore(flags);
	ck_assert_int_eq(d->calls, 1);
	free_irq(11, d);
}

START_TEST(an_interrupt_waits_until_the_outermost_restore)
{
	struct bench *b = bench_start();
	struct device_state d = {0};

	bench_run(b, hold_off, &d);
	bench_stop(b);
}
END_TEST

ON_CPU(disable_nested)
{
	struct device_state *d = arg;

	ck_assert_int_eq(request_irq(11, handler, 0, "test", d), 0);
	disable_irq(11);
	disable_irq_nosync(11);
	fake_line(machine_this(), true);
	busy_us(5);
	enable_irq(11);
	busy_us(5);
	ck_assert_int_eq(d->calls, 0);
	enable_irq(11);
	busy_us(5);
	ck_assert_int_eq(d->calls, 1);
	free_irq(11, d);
}

START_TEST(disable_irq_nests)
{
	struct bench *b = bench_start();
	struct device_state d = {0};

	bench_run(b, disable_nested, &d);
	bench_stop(b);
}
END_TEST

ON_CPU(enable_too_much)
{
	enable_irq(11);
}

START_TEST(one_enable_irq_too_many_is_warned_about)
{
	struct bench *b = bench_start();

	bench_run(b, enable_too_much, NULL);
	ck_assert_ptr_nonnull(strstr(b->log, "Unbalanced enable for IRQ 11"));
	ck_assert_uint_eq(bench_metric(b, "kernel.warnings"), 1);
	bench_stop(b);
}
END_TEST

ON_CPU(share)
{
	struct device_state *d = arg;

	ck_assert_int_eq(request_irq(11, handler, IRQF_SHARED, "a", &d[0]), 0);
	ck_assert_int_eq(request_irq(11, handler, 0, "x", &d[1]), -EBUSY);
	ck_assert_int_eq(request_irq(11, handler, IRQF_SHARED, "x", NULL),
			 -EINVAL);
	ck_assert_int_eq(request_irq(12, handler, 0, "x", &d[1]), -EINVAL);
	ck_assert_int_eq(request_irq(11, handler, IRQF_SHARED, "b", &d[1]), 0);
	d[0].quiet = true;
	fake_line(machine_this(), true);
	busy_us(1);
	ck_assert_int_eq(d[0].calls, 1);
	ck_assert_int_eq(d[1].calls, 1);
	free_irq(11, &d[0]);
	fake_line(machine_this(), true);
	busy_us(1);
	ck_assert_int_eq(d[0].calls, 1);
	ck_assert_int_eq(d[1].calls, 2);
	free_irq(11, &d[1]);
}

START_TEST(a_shared_line_asks_all_its_handlers)
{
	struct bench *b = bench_start();
	struct device_state d[2] = {{0}};

	bench_run(b, share, d);
	ck_assert_uint_eq(fake_irqs_spurious(b->m), 0);
	bench_stop(b);
}
END_TEST

ON_CPU(storm)
{
	struct device_state *d = arg;

	d->quiet = true;
	ck_assert_int_eq(request_irq(11, handler, 0, "test", d), 0);
	fake_line(machine_this(), true);
	busy_us(1);
	ck_assert(fake_line_masked(machine_this()));
	fake_line(machine_this(), false);
	free_irq(11, d);
}

START_TEST(a_line_that_nobody_answers_is_turned_off)
{
	struct bench *b = bench_start();
	struct device_state d = {0};

	bench_run(b, storm, &d);
	ck_assert_int_eq(d.calls, 100000);
	ck_assert_ptr_nonnull(strstr(b->log, "nobody cared"));
	bench_stop(b);
}
END_TEST

ON_CPU(forget_irq)
{
	static struct device_state d;

	ck_assert_int_eq(request_irq(11, handler, 0, "forgetful", &d), 0);
}

START_TEST(an_interrupt_never_freed_is_on_the_leak_list)
{
	struct bench *b = bench_start();

	bench_run(b, forget_irq, NULL);
	bench_stop_leaking(b, "interrupt 11 is still requested by forgetful");
}
END_TEST

static irqreturn_t sleepy_handler(int irq, void *dev)
{
	msleep(1);
	return IRQ_HANDLED;
}

ON_CPU(sleep_in_irq)
{
	ck_assert_int_eq(request_irq(11, sleepy_handler, 0, "test", arg), 0);
	fake_line(machine_this(), true);
	busy_us(1);
}

START_TEST(sleeping_in_an_interrupt_handler_stops_the_machine)
{
	struct bench *b = bench_start();

	bench_must_fault(b, sleep_in_irq, b, "invalid context");
}
END_TEST

static irqreturn_t enabling_handler(int irq, void *dev)
{
	fake_line(machine_this(), false);
	local_irq_enable();
	return IRQ_HANDLED;
}

ON_CPU(enable_in_irq)
{
	ck_assert_int_eq(request_irq(11, enabling_handler, 0, "test", arg), 0);
	fake_line(machine_this(), true);
	busy_us(1);
}

START_TEST(a_handler_that_enables_interrupts_stops_the_machine)
{
	struct bench *b = bench_start();

	bench_must_fault(b, enable_in_irq, b, "enabled interrupts");
}
END_TEST

/* ---- spin locks ---- */

ON_CPU(lock_twice)
{
	DEFINE_SPINLOCK(ring_lock);

	spin_lock(&ring_lock);
	spin_lock(&ring_lock);
}

START_TEST(taking_a_held_spin_lock_stops_the_machine_and_names_it)
{
	bench_must_fault(bench_start(), lock_twice, NULL,
			 "spin lock ring_lock: locked at");
}
END_TEST

ON_CPU(unlock_free)
{
	DEFINE_SPINLOCK(ring_lock);

	preempt_disable();
	spin_unlock(&ring_lock);
}

START_TEST(releasing_a_free_spin_lock_stops_the_machine)
{
	bench_must_fault(bench_start(), unlock_free, NULL,
			 "but it is not locked");
}
END_TEST

static irqreturn_t locking_handler(int irq, void *dev)
{
	fake_line(machine_this(), false);
	spin_lock((spinlock_t *)dev);
	spin_unlock((spinlock_t *)dev);
	return IRQ_HANDLED;
}

ON_CPU(deadlock)
{
	static spinlock_t l = {"l", NULL};

	ck_assert_int_eq(request_irq(11, locking_handler, 0, "test", &l), 0);
	spin_lock(&l); /* should have been irqsave */
	fake_line(machine_this(), true);
	busy_us(1);
}

START_TEST(a_lock_that_an_interrupt_takes_must_be_held_with_interrupts_off)
{
	bench_must_fault(bench_start(), deadlock, NULL,
			 "one CPU would wait for ever");
}
END_TEST

ON_CPU(locks)
{
	DEFINE_SPINLOCK(l);
	unsigned long flags;

	spin_lock_irqsave(&l, flags);
	ck_assert(irqs_disabled() && in_atomic() && !spin_trylock(&l));
	spin_unlock_irqrestore(&l, flags);
	ck_assert(!irqs_disabled() && !in_atomic());
	spin_lock_bh(&l);
	ck_assert(in_softirq() && !in_serving_softirq() && !irqs_disabled());
	spin_unlock_bh(&l);
	spin_lock_irq(&l);
	ck_assert(irqs_disabled());
	spin_unlock_irq(&l);
	ck_assert(spin_trylock(&l));
	ck_assert_int_eq(preempt_count(), 1);
	spin_unlock(&l);
	ck_assert_int_eq(preempt_count(), 0);
}

START_TEST(each_kind_of_spin_lock_holds_off_what_its_name_says)
{
	struct bench *b = bench_start();

	bench_run(b, locks, NULL);
	bench_stop(b);
}
END_TEST

START_TEST(time_in_a_handler_is_charged_to_hardirq)
{
	struct bench *b = bench_start();
	struct device_state d = {0};

	fake_cost_irq(b->m, 700);
	bench_run(b, take_one, &d);
	ck_assert_uint_ge(fake_context_time(b->m, CPU_HARDIRQ),
			  700 * PS_PER_NS);
	bench_stop(b);
}
END_TEST

Suite *irq_suite(void)
{
	Suite *s = suite_create("irq");
	TCase *t = tcase_create("irq");

	tcase_add_test(t,
		       a_handler_runs_in_hardirq_context_with_interrupts_off);
	tcase_add_test(t, an_interrupt_waits_until_the_outermost_restore);
	tcase_add_test(t, disable_irq_nests);
	tcase_add_test(t, one_enable_irq_too_many_is_warned_about);
	tcase_add_test(t, a_shared_line_asks_all_its_handlers);
	tcase_add_test(t, a_line_that_nobody_answers_is_turned_off);
	tcase_add_test(t, an_interrupt_never_freed_is_on_the_leak_list);
	tcase_add_test(t, sleeping_in_an_interrupt_handler_stops_the_machine);
	tcase_add_test(t, a_handler_that_enables_interrupts_stops_the_machine);
	tcase_add_test(t,
		       taking_a_held_spin_lock_stops_the_machine_and_names_it);
	tcase_add_test(t, releasing_a_free_spin_lock_stops_the_machine);
	tcase_add_test(
		t,
		a_lock_that_an_interrupt_takes_must_be_held_with_interrupts_off);
	tcase_add_test(t, each_kind_of_spin_lock_holds_off_what_its_name_says);
	tcase_add_test(t, time_in_a_handler_is_charged_to_hardirq);
	suite_add_tcase(s, t);
	return s;
}
