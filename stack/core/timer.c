// SPDX-License-Identifier: MIT
/* Timers in jiffies, run by TIMER_SOFTIRQ. */
#include "core.h"

void __timer_setup(struct timer_list *t, void (*fn)(struct timer_list *),
		   unsigned int flags, const char *place)
{
	memset(t, 0, sizeof(*t));
	t->function = fn;
	t->flags = flags;
	t->place = place;
}

static int set_timer(struct timer_list *t, unsigned long expires)
{
	struct kernel *k = this_kernel();
	bool flags = machine_irq_disable(k->machine);
	int was = t->node.queued;
	u64 now = tick_now(k);
	long delta = (long)(expires - (INITIAL_JIFFIES + (unsigned long)now));

	if (!t->function)
		panic("timer armed before timer_setup()");
	if (was)
		timerqueue_del(&k->timers, &t->node);
	t->expires = expires;
	/* What is past already runs on the next tick. */
	t->node.expires = now + (u64)max(delta, 1l);
	timerqueue_add(&k->timers, &t->node);
	time_program(k);
	if (flags)
		machine_irq_enable(k->machine);
	return was;
}

int mod_timer(struct timer_list *t, unsigned long expires)
{
	return set_timer(t, expires);
}

void add_timer(struct timer_list *t)
{
	BUG_ON(timer_pending(t));
	set_timer(t, t->expires);
}

int del_timer(struct timer_list *t)
{
	struct kernel *k = this_kernel();
	bool flags = machine_irq_disable(k->machine);
	int was = t->node.queued;

	if (was) {
		timerqueue_del(&k->timers, &t->node);
		time_program(k);
	}
	if (flags)
		machine_irq_enable(k->machine);
	return was;
}

int del_timer_sync(struct timer_list *t)
{
	struct kernel *k = this_kernel();

	if (k->running_timer == t)
		panic("del_timer_sync() of a timer (set up at %s) from within its own function: it would wait for ever",
		      t->place);
	WARN_ON(in_hardirq() && !(t->flags & TIMER_IRQSAFE));
	return del_timer(t);
}

void timer_softirq(struct softirq_action *a)
{
	struct kernel *k = this_kernel();
	u64 now;

	machine_irq_disable(k->machine);
	/* Those armed meanwhile for later ticks wait for their tick. */
	now = tick_now(k);
	for (;;) {
		struct timerqueue_node *n = timerqueue_getnext(&k->timers);
		struct timer_list *t;
		int count;

		if (!n || n->expires > now)
			break;
		t = container_of(n, struct timer_list, node);
		timerqueue_del(&k->timers, n);
		k->running_timer = t;
		count = k->preempt_count;
		machine_irq_enable(k->machine);
		t->function(t);
		machine_irq_disable(k->machine);
		if (k->preempt_count != count)
			panic("timer function left preempt_count at 0x%x",
			      (unsigned int)k->preempt_count);
		k->running_timer = NULL;
	}
	k->timers_due = false;
	time_program(k);
	machine_irq_enable(k->machine);
}
