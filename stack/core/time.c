// SPDX-License-Identifier: MIT
/*
 * Time: jiffies out of the machine's clock, and the one-shot clock event that
 * serves timers, hrtimers and the scheduler. There is no periodic tick.
 */
#include "core.h"

#include <linux/delay.h>

u64 now_ns(const struct kernel *k)
{
	return machine_now(k->machine) / PS_PER_NS;
}

u64 tick_now(const struct kernel *k)
{
	return now_ns(k) / TICK_NSEC;
}

unsigned long get_jiffies(void)
{
	return INITIAL_JIFFIES + (unsigned long)tick_now(this_kernel());
}

u64 ktime_get_ns(void)
{
	return now_ns(this_kernel());
}

ktime_t ktime_get(void)
{
	return (ktime_t)ktime_get_ns();
}

unsigned long round_jiffies(unsigned long j)
{
	unsigned long up = roundup(j, HZ);

	/* Linux rounds down within the first quarter of a second. */
	if (j % HZ < HZ / 4 && time_after(rounddown(j, HZ), jiffies))
		up = rounddown(j, HZ);
	return up;
}

unsigned long round_jiffies_relative(unsigned long j)
{
	unsigned long now = jiffies;

	return round_jiffies(now + j) - now;
}

static ps_t tick_ps(u64 tick)
{
	return tick > PS_NEVER / NSEC_TO_PS(TICK_NSEC)
		       ? PS_NEVER
		       : NSEC_TO_PS(tick * TICK_NSEC);
}

/* Sets the clock event to the earliest moment that concerns anyone. */
void time_program(struct kernel *k)
{
	const struct timerqueue_node *t = timerqueue_getnext(&k->timers);
	const struct timerqueue_node *h = timerqueue_getnext(&k->hrtimers);
	ps_t when = PS_NEVER;

	if (t && !k->timers_due)
		when = tick_ps(t->expires);
	if (h && h->expires <= PS_NEVER / PS_PER_NS)
		when = min(when, NSEC_TO_PS(h->expires));
	if (when == k->clock_event)
		return;
	k->clock_event = when;
	machine_timer_set(k->machine, when);
}

/* Context: hardirq. */
void time_interrupt(struct kernel *k)
{
	const struct timerqueue_node *t;

	k->clock_event = PS_NEVER;
	if (k->poked) {
		k->poked = false;
		wake_up(&k->init_wait);
	}
	hrtimers_run(k);
	t = timerqueue_getnext(&k->timers);
	if (t && !k->timers_due && t->expires <= tick_now(k)) {
		k->timers_due = true;
		raise_softirq_irqoff(TIMER_SOFTIRQ);
	}
	time_program(k);
}

void time_init(struct kernel *k)
{
	k->clock_event = PS_NEVER;
	open_softirq(TIMER_SOFTIRQ, timer_softirq);
}

/* ---- waiting ---- */

void ndelay(unsigned long ns)
{
	machine_delay_ns(machine_this(), ns);
}

void udelay(unsigned long us)
{
	machine_delay_ns(machine_this(), us * NSEC_PER_USEC);
}

void mdelay(unsigned long ms)
{
	machine_delay_ns(machine_this(), ms * NSEC_PER_MSEC);
}

void sleeper_timer(struct timer_list *t)
{
	struct sleeper *s = from_timer(s, t, timer);

	wake_up_process(s->task);
}

long schedule_timeout(long timeout)
{
	struct sleeper s = {.task = current};
	unsigned long end;

	if (timeout == MAX_SCHEDULE_TIMEOUT) {
		schedule();
		return timeout;
	}
	end = jiffies + (unsigned long)max(timeout, 0l);
	timer_setup(&s.timer, sleeper_timer, 0);
	mod_timer(&s.timer, end);
	schedule();
	del_timer_sync(&s.timer);
	timeout = (long)(end - jiffies);
	return timeout < 0 ? 0 : timeout;
}

long schedule_timeout_interruptible(long timeout)
{
	set_current_state(TASK_INTERRUPTIBLE);
	return schedule_timeout(timeout);
}

long schedule_timeout_uninterruptible(long timeout)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	return schedule_timeout(timeout);
}

void msleep(unsigned int ms)
{
	long timeout = (long)msecs_to_jiffies(ms) + 1;

	might_sleep();
	while (timeout)
		timeout = schedule_timeout_uninterruptible(timeout);
}

unsigned long msleep_interruptible(unsigned int ms)
{
	long timeout = (long)msecs_to_jiffies(ms) + 1;

	might_sleep();
	while (timeout && !signal_pending(current))
		timeout = schedule_timeout_interruptible(timeout);
	return jiffies_to_msecs((unsigned long)timeout);
}

enum hrtimer_restart sleeper_hrtimer(struct hrtimer *t)
{
	wake_up_process(container_of(t, struct sleeper, hrtimer)->task);
	return HRTIMER_NORESTART;
}

bool schedule_until_ns(u64 ns)
{
	struct sleeper s = {.task = current};

	might_sleep();
	if (ns == ~0ull) {
		schedule();
		return true;
	}
	hrtimer_init(&s.hrtimer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	s.hrtimer.function = sleeper_hrtimer;
	if (ktime_get_ns() < ns) {
		hrtimer_start(&s.hrtimer, (ktime_t)ns, HRTIMER_MODE_ABS);
		schedule();
		hrtimer_cancel(&s.hrtimer);
	}
	__set_current_state(TASK_RUNNING);
	return ktime_get_ns() < ns;
}

int sleep_until_ns(u64 ns, bool interruptible)
{
	struct sleeper s = {.task = current};
	int err = 0;

	might_sleep();
	hrtimer_init(&s.hrtimer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	s.hrtimer.function = sleeper_hrtimer;
	while (ktime_get_ns() < ns) {
		if (interruptible && signal_pending(current)) {
			err = -EINTR;
			break;
		}
		set_current_state(interruptible ? TASK_INTERRUPTIBLE
						: TASK_UNINTERRUPTIBLE);
		hrtimer_start(&s.hrtimer, (ktime_t)ns, HRTIMER_MODE_ABS);
		schedule();
	}
	hrtimer_cancel(&s.hrtimer);
	__set_current_state(TASK_RUNNING);
	return err;
}

/* Linux wakes anywhere in the range; here it is always the earlier end. */
void usleep_range(unsigned long min_us, unsigned long max_us)
{
	sleep_until_ns(ktime_get_ns() + min_us * NSEC_PER_USEC, false);
}

void fsleep(unsigned long us)
{
	if (us <= 10)
		udelay(us);
	else if (us <= 20000)
		usleep_range(us, 2 * us);
	else
		msleep((unsigned int)DIV_ROUND_UP(us, 1000));
}
