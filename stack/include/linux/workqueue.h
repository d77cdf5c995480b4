/* SPDX-License-Identifier: MIT */
/*
 * Work for process context. Each queue has one worker process that runs its
 * items in order of queueing.
 */
#ifndef _LINUX_WORKQUEUE_H
#define _LINUX_WORKQUEUE_H

#include <linux/timer.h>

struct workqueue_struct;
struct work_struct;
typedef void (*work_func_t)(struct work_struct *work);

struct work_struct {
	struct list_head entry;
	work_func_t func;
	struct workqueue_struct *wq; /* where it is or was last queued */
	bool pending;
	u8 cancelling; /* cancel_*_sync() under way: it is not queued again */
	const char *place;
};

struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
	struct workqueue_struct *wq;
};

void __init_work(struct work_struct *w, work_func_t f, const char *place);
void __init_delayed_work(struct delayed_work *w, work_func_t f,
			 const char *place);
#define INIT_WORK(w, f)		__init_work(w, f, __PLACE__)
#define INIT_DELAYED_WORK(w, f) __init_delayed_work(w, f, __PLACE__)

static inline struct delayed_work *to_delayed_work(struct work_struct *w)
{
	return container_of(w, struct delayed_work, work);
}

struct workqueue_struct *__system_wq(void);
#define system_wq		  __system_wq()
#define system_long_wq		  __system_wq()
#define system_power_efficient_wq __system_wq()

#define WQ_UNBOUND     2
#define WQ_MEM_RECLAIM 8
#define WQ_HIGHPRI     16
struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags,
					 int max_active, ...) __printf(1, 4);
#define alloc_ordered_workqueue(fmt, flags, ...) \
	alloc_workqueue(fmt, flags, 1, ##__VA_ARGS__)
#define create_singlethread_workqueue(name) alloc_workqueue("%s", 0, 1, name)
void destroy_workqueue(struct workqueue_struct *wq);

/* True if it was not pending. Context: any. */
bool queue_work(struct workqueue_struct *wq, struct work_struct *w);
bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *w,
			unsigned long delay);
/* True if it was pending. */
bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *w,
		      unsigned long delay);
bool cancel_work(struct work_struct *w);
bool cancel_delayed_work(struct delayed_work *w);
/* Context: process. Not pending and not running on return. */
bool cancel_work_sync(struct work_struct *w);
bool cancel_delayed_work_sync(struct delayed_work *w);
bool flush_work(struct work_struct *w);
bool flush_delayed_work(struct delayed_work *w);
void flush_workqueue(struct workqueue_struct *wq);

static inline bool work_pending(const struct work_struct *w)
{
	return w->pending;
}

static inline bool delayed_work_pending(const struct delayed_work *w)
{
	return w->work.pending;
}

#define schedule_work(w)	    queue_work(system_wq, w)
#define schedule_delayed_work(w, d) queue_delayed_work(system_wq, w, d)
#define flush_scheduled_work()	    flush_workqueue(system_wq)

#endif
