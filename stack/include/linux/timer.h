/* SPDX-License-Identifier: MIT */
/*
 * Timers in jiffies. The function runs in softirq context (TIMER_SOFTIRQ) at
 * the first tick at or after @expires; equal ones in order of arming.
 */
#ifndef _LINUX_TIMER_H
#define _LINUX_TIMER_H

#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/timerqueue.h>

struct timer_list {
	struct timerqueue_node node;
	unsigned long expires;
	void (*function)(struct timer_list *);
	u32 flags;
	const char *place; /* where it was set up */
};

#define TIMER_DEFERRABLE 0x00080000
#define TIMER_IRQSAFE	 0x00200000

#define timer_setup(t, fn, fl) __timer_setup(t, fn, fl, __PLACE__)
void __timer_setup(struct timer_list *t, void (*fn)(struct timer_list *),
		   unsigned int flags, const char *place);
#define from_timer(var, callback_timer, timer_fieldname) \
	container_of(callback_timer, __typeof__(*var), timer_fieldname)

void add_timer(struct timer_list *t);
/* 1 if it was pending before. */
int mod_timer(struct timer_list *t, unsigned long expires);
int del_timer(struct timer_list *t);
/* The function does not run any more on return. On one CPU a caller outside
 * it can not have interrupted it, but in a softirq of its own. */
int del_timer_sync(struct timer_list *t);

static inline int timer_pending(const struct timer_list *t)
{
	return t->node.queued;
}

#define timer_delete(t)	       del_timer(t)
#define timer_delete_sync(t)   del_timer_sync(t)
#define timer_shutdown_sync(t) del_timer_sync(t)

#endif
