// SPDX-License-Identifier: MIT
/* Timers in nanoseconds, run in the timer interrupt. */
#include "core.h"

void __hrtimer_init(struct hrtimer *t, int clock, enum hrtimer_mode mode,
		    const char *place)
{
	memset(t, 0, sizeof(*t));
	t->place = place;
}

void hrtimer_start(struct hrtimer *t, ktime_t time, enum hrtimer_mode mode)
{
	struct kernel *k = this_kernel();
	bool flags = machine_irq_disable(k->machine);

	if (t->node.queued)
		timerqueue_del(&k->hrtimers, &t->node);
	if (mode & HRTIMER_MODE_REL)
		time += (ktime_t)now_ns(k);
	t->node.expires = time < 0 ? 0 : (u64)time;
	timerqueue_add(&k->hrtimers, &t->node);
	time_program(k);
	if (flags)
		machine_irq_enable(k->machine);
}

int hrtimer_try_to_cancel(struct hrtimer *t)
{
	return hrtimer_cancel(t);
}

int hrtimer_cancel(struct hrtimer *t)
{
	struct kernel *k = this_kernel();
	bool flags = machine_irq_disable(k->machine);
	int was = t->node.queued;

	if (was) {
		timerqueue_del(&k->hrtimers, &t->node);
		time_program(k);
	}
	if (flags)
		machine_irq_enable(k->machine);
	return was;
}

u64 hrtimer_forward_now(struct hrtimer *t, ktime_t interval)
{
	u64 now = ktime_get_ns(), step = (u64)interval, n;

	if (now < t->node.expires || interval <= 0)
		return 0;
	n = (now - t->node.expires) / step + 1;
	t->node.expires += n * step;
	return n;
}

ktime_t hrtimer_get_remaining(const struct hrtimer *t)
{
	return (ktime_t)(t->node.expires - ktime_get_ns());
}

/* Context: hardirq. */
void hrtimers_run(struct kernel *k)
{
	for (;;) {
		struct timerqueue_node *n = timerqueue_getnext(&k->hrtimers);
		struct hrtimer *t;

		if (!n || n->expires > now_ns(k))
			break;
		t = container_of(n, struct hrtimer, node);
		timerqueue_del(&k->hrtimers, n);
		if (t->function(t) == HRTIMER_RESTART && !n->queued)
			timerqueue_add(&k->hrtimers, n);
	}
}
