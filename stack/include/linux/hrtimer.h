/* SPDX-License-Identifier: MIT */
/* Timers in nanoseconds. The function runs in hardirq context. */
#ifndef _LINUX_HRTIMER_H
#define _LINUX_HRTIMER_H

#include <linux/ktime.h>
#include <linux/timerqueue.h>

enum hrtimer_mode {
	HRTIMER_MODE_ABS = 0,
	HRTIMER_MODE_REL = 1,
	HRTIMER_MODE_PINNED = 2,
	HRTIMER_MODE_ABS_PINNED = 2,
	HRTIMER_MODE_REL_PINNED = 3,
};

enum hrtimer_restart { HRTIMER_NORESTART, HRTIMER_RESTART };

#ifndef CLOCK_MONOTONIC
#define CLOCK_MONOTONIC 1
#endif

struct hrtimer {
	struct timerqueue_node node;
	enum hrtimer_restart (*function)(struct hrtimer *);
	const char *place;
};

#define hrtimer_init(t, clock, mode) __hrtimer_init(t, clock, mode, __PLACE__)
void __hrtimer_init(struct hrtimer *t, int clock, enum hrtimer_mode mode,
		    const char *place);
void hrtimer_start(struct hrtimer *t, ktime_t time, enum hrtimer_mode mode);
/* 1 if it was pending; never waits on one CPU. */
int hrtimer_cancel(struct hrtimer *t);
int hrtimer_try_to_cancel(struct hrtimer *t);
u64 hrtimer_forward_now(struct hrtimer *t, ktime_t interval);
ktime_t hrtimer_get_remaining(const struct hrtimer *t);

static inline bool hrtimer_active(const struct hrtimer *t)
{
	return t->node.queued;
}

static inline bool hrtimer_is_queued(const struct hrtimer *t)
{
	return t->node.queued;
}

#endif
