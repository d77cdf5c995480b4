// SPDX-License-Identifier: MIT
/* Wait queues, completions, mutexes, kthreads. */
#include "core.h"

void init_waitqueue_head(wait_queue_head_t *wq)
{
	spin_lock_init(&wq->lock);
	INIT_LIST_HEAD(&wq->head);
}

static void wait_on(wait_queue_head_t *wq, struct wait_queue_entry *w,
		    int state, unsigned int entry_flags)
{
	unsigned long flags;

	spin_lock_irqsave(&wq->lock, flags);
	w->task = current;
	w->flags = entry_flags;
	if (list_empty(&w->entry)) {
		if (entry_flags & WQ_FLAG_EXCLUSIVE)
			list_add_tail(&w->entry, &wq->head);
		else
			list_add(&w->entry, &wq->head);
	}
	set_current_state((unsigned int)state);
	spin_unlock_irqrestore(&wq->lock, flags);
}

void prepare_to_wait(wait_queue_head_t *wq, struct wait_queue_entry *w,
		     int state)
{
	wait_on(wq, w, state, 0);
}

void prepare_to_wait_exclusive(wait_queue_head_t *wq,
			       struct wait_queue_entry *w, int state)
{
	wait_on(wq, w, state, WQ_FLAG_EXCLUSIVE);
}

void finish_wait(wait_queue_head_t *wq, struct wait_queue_entry *w)
{
	unsigned long flags;

	__set_current_state(TASK_RUNNING);
	spin_lock_irqsave(&wq->lock, flags);
	list_del_init(&w->entry);
	spin_unlock_irqrestore(&wq->lock, flags);
}

void add_wait_queue(wait_queue_head_t *wq, struct wait_queue_entry *w)
{
	unsigned long flags;

	spin_lock_irqsave(&wq->lock, flags);
	list_add(&w->entry, &wq->head);
	spin_unlock_irqrestore(&wq->lock, flags);
}

void remove_wait_queue(wait_queue_head_t *wq, struct wait_queue_entry *w)
{
	unsigned long flags;

	spin_lock_irqsave(&wq->lock, flags);
	list_del_init(&w->entry);
	spin_unlock_irqrestore(&wq->lock, flags);
}

void __wake_up(wait_queue_head_t *wq, unsigned int mode, int nr_exclusive,
	       u32 key)
{
	struct wait_queue_entry *w, *n;
	unsigned long flags;

	spin_lock_irqsave(&wq->lock, flags);
	list_for_each_entry_safe (w, n, &wq->head, entry) {
		if (w->func) {
			w->func(w, key);
			continue;
		}
		if (!wake_up_state(w->task, mode))
			continue;
		list_del_init(&w->entry);
		if (w->flags & WQ_FLAG_EXCLUSIVE && nr_exclusive &&
		    !--nr_exclusive)
			break;
	}
	spin_unlock_irqrestore(&wq->lock, flags);
}

/* ---- completions ---- */

void init_completion(struct completion *c)
{
	c->done = 0;
	init_waitqueue_head(&c->wait);
}

void reinit_completion(struct completion *c)
{
	c->done = 0;
}

void complete(struct completion *c)
{
	if (c->done != UINT_MAX)
		c->done++;
	wake_up(&c->wait);
}

void complete_all(struct completion *c)
{
	c->done = UINT_MAX;
	wake_up_all(&c->wait);
}

static void take_completion(struct completion *c)
{
	if (c->done != UINT_MAX)
		c->done--;
}

void wait_for_completion(struct completion *c)
{
	wait_event(c->wait, c->done);
	take_completion(c);
}

unsigned long wait_for_completion_timeout(struct completion *c,
					  unsigned long timeout)
{
	long left = wait_event_timeout(c->wait, c->done, (long)timeout);

	if (left)
		take_completion(c);
	return (unsigned long)left;
}

/* ---- mutexes ---- */

void __mutex_init(struct mutex *m, const char *name)
{
	m->name = name;
	m->owner = NULL;
	init_waitqueue_head(&m->wait);
}

bool mutex_trylock(struct mutex *m)
{
	preempt_disable();
	if (m->owner) {
		preempt_enable();
		return false;
	}
	m->owner = current;
	preempt_enable();
	return true;
}

void __mutex_lock(struct mutex *m, const char *place)
{
	__might_sleep(place);
	if (m->owner == current)
		panic("mutex %s: locked again by its owner at %s", m->name,
		      place);
	wait_event(m->wait, mutex_trylock(m));
}

void mutex_unlock(struct mutex *m)
{
	if (m->owner != current)
		panic("mutex %s: unlocked by %s, which does not own it",
		      m->name, current->comm);
	m->owner = NULL;
	wake_up(&m->wait);
}

bool mutex_is_locked(const struct mutex *m)
{
	return m->owner != NULL;
}

/* ---- kthreads ---- */

struct task_struct *kthread_create(int (*fn)(void *data), void *data,
				   const char *namefmt, ...)
{
	struct kernel *k = this_kernel();
	struct task_struct *t;
	char name[TASK_COMM_LEN];
	va_list ap;

	va_start(ap, namefmt);
	k_vsnprintf(name, sizeof(name), namefmt, ap);
	va_end(ap);
	t = task_create(k, fn, data, name, KTHREAD_STACK);
	return t ? t : ERR_PTR(-ENOMEM);
}

bool kthread_should_stop(void)
{
	return current->should_stop;
}

int kthread_stop(struct task_struct *t)
{
	struct kernel *k = this_kernel();
	int code;

	t->should_stop = true;
	wake_up_process(t);
	/* Its stack is gone with the switch away from it. */
	wait_event(t->exit_wait, t->__state == TASK_DEAD && !t->fiber);
	code = t->exit_code;
	task_free(k, t);
	return code;
}
