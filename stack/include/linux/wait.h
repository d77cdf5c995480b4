/* SPDX-License-Identifier: MIT */
/* Sleeping until something holds. Wake-ups: any context; waits: process. */
#ifndef _LINUX_WAIT_H
#define _LINUX_WAIT_H

#include <linux/list.h>
#include <linux/spinlock.h>

struct task_struct;

typedef struct wait_queue_head {
	spinlock_t lock;
	struct list_head head;
} wait_queue_head_t;

/*
 * @func, if there is one, is called instead of waking @task, with what came
 * about (EPOLL* bits; 0: unknown), and the entry stays on the queue.
 */
struct wait_queue_entry {
	unsigned int flags;
	struct task_struct *task;
	struct list_head entry;
	void (*func)(struct wait_queue_entry *w, u32 key);
};

#define WQ_FLAG_EXCLUSIVE 0x01

#define __WAIT_QUEUE_HEAD_INITIALIZER(n)             \
	{                                            \
		{#n, NULL}, LIST_HEAD_INIT((n).head) \
	}
#define DECLARE_WAIT_QUEUE_HEAD(n) \
	wait_queue_head_t n = __WAIT_QUEUE_HEAD_INITIALIZER(n)
#define DEFINE_WAIT(n) \
	struct wait_queue_entry n = {0, NULL, LIST_HEAD_INIT((n).entry), NULL}

void init_waitqueue_head(wait_queue_head_t *wq);
void prepare_to_wait(wait_queue_head_t *wq, struct wait_queue_entry *w,
		     int state);
void prepare_to_wait_exclusive(wait_queue_head_t *wq,
			       struct wait_queue_entry *w, int state);
void finish_wait(wait_queue_head_t *wq, struct wait_queue_entry *w);
/* Wakes all ordinary sleepers and up to @nr_exclusive exclusive ones (0: all)
 * whose state is in @mode. */
void __wake_up(wait_queue_head_t *wq, unsigned int mode, int nr_exclusive,
	       u32 key);
/* @w->func hears of what happens at @wq until remove_wait_queue(). */
void add_wait_queue(wait_queue_head_t *wq, struct wait_queue_entry *w);
void remove_wait_queue(wait_queue_head_t *wq, struct wait_queue_entry *w);

#define TASK_RUNNING	     0x0000
#define TASK_INTERRUPTIBLE   0x0001
#define TASK_UNINTERRUPTIBLE 0x0002
#define TASK_DEAD	     0x0080
#define TASK_NORMAL	     (TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)
#define MAX_SCHEDULE_TIMEOUT LONG_MAX

#define wake_up(q)		     __wake_up(q, TASK_NORMAL, 1, 0)
#define wake_up_all(q)		     __wake_up(q, TASK_NORMAL, 0, 0)
#define wake_up_interruptible(q)     __wake_up(q, TASK_INTERRUPTIBLE, 1, 0)
#define wake_up_interruptible_all(q) __wake_up(q, TASK_INTERRUPTIBLE, 0, 0)
#define wake_up_interruptible_poll(q, key) \
	__wake_up(q, TASK_INTERRUPTIBLE, 0, key)

static inline int waitqueue_active(const wait_queue_head_t *wq)
{
	return !list_empty(&wq->head);
}

#define wq_has_sleeper(wq) waitqueue_active(wq)

bool __signal_pending_current(void);
long schedule_timeout(long timeout);
void schedule(void);

/* Jiffies left (at least 1) if @cond came true, 0 at the time-out,
 * -ERESTARTSYS at a signal. */
#define ___wait_event(wq, cond, state, timeout)              \
	__extension__({                                      \
		DEFINE_WAIT(_w);                             \
		long _ret = (timeout);                       \
		might_sleep();                               \
		for (;;) {                                   \
			prepare_to_wait(&(wq), &_w, state);  \
			if (cond) {                          \
				if (_ret == 0)               \
					_ret = 1;            \
				break;                       \
			}                                    \
			if (_ret == 0)                       \
				break;                       \
			if ((state) == TASK_INTERRUPTIBLE && \
			    __signal_pending_current()) {    \
				_ret = -ERESTARTSYS;         \
				break;                       \
			}                                    \
			_ret = schedule_timeout(_ret);       \
		}                                            \
		finish_wait(&(wq), &_w);                     \
		_ret;                                        \
	})

#define wait_event(wq, cond)                                 \
	((void)___wait_event(wq, cond, TASK_UNINTERRUPTIBLE, \
			     MAX_SCHEDULE_TIMEOUT))
#define wait_event_timeout(wq, cond, t) \
	___wait_event(wq, cond, TASK_UNINTERRUPTIBLE, t)
#define wait_event_interruptible_timeout(wq, cond, t) \
	___wait_event(wq, cond, TASK_INTERRUPTIBLE, t)
/* 0, or -ERESTARTSYS. */
#define wait_event_interruptible(wq, cond)                            \
	__extension__({                                               \
		long _r = ___wait_event(wq, cond, TASK_INTERRUPTIBLE, \
					MAX_SCHEDULE_TIMEOUT);        \
		(int)(_r < 0 ? _r : 0);                               \
	})

#endif
