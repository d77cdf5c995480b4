// SPDX-License-Identifier: MIT
/* Work queues: one worker process each. */
#include "core.h"

struct workqueue_struct {
	char name[TASK_COMM_LEN];
	struct list_head works;
	struct work_struct *running;
	u64 begun; /* items that the worker has begun */
	u64 ended;
	wait_queue_head_t more, done;
	struct task_struct *worker;
	struct list_head list;
};

static int worker(void *data)
{
	struct workqueue_struct *wq = data;

	for (;;) {
		struct work_struct *w;

		wait_event(wq->more,
			   !list_empty(&wq->works) || kthread_should_stop());
		local_irq_disable();
		w = list_first_entry_or_null(&wq->works, struct work_struct,
					     entry);
		if (!w) {
			local_irq_enable();
			break;
		}
		list_del_init(&w->entry);
		w->pending = false;
		wq->running = w;
		wq->begun++;
		local_irq_enable();
		/* From here on @w may be queued again, or freed by its
		 * function: it is not looked into any more. */
		w->func(w);
		if (in_atomic())
			panic("work function left preempt_count at 0x%x",
			      (unsigned int)preempt_count());
		wq->running = NULL;
		wq->ended++;
		wake_up_all(&wq->done);
	}
	return 0;
}

void __init_work(struct work_struct *w, work_func_t f, const char *place)
{
	INIT_LIST_HEAD(&w->entry);
	w->func = f;
	w->wq = NULL;
	w->pending = false;
	w->cancelling = 0;
	w->place = place;
}

static void insert(struct workqueue_struct *wq, struct work_struct *w)
{
	w->wq = wq;
	list_add_tail(&w->entry, &wq->works);
	wake_up(&wq->more);
}

static void delayed_work_timer(struct timer_list *t)
{
	struct delayed_work *w = from_timer(w, t, timer);
	unsigned long flags;

	local_irq_save(flags);
	insert(w->wq, &w->work);
	local_irq_restore(flags);
}

void __init_delayed_work(struct delayed_work *w, work_func_t f,
			 const char *place)
{
	__init_work(&w->work, f, place);
	__timer_setup(&w->timer, delayed_work_timer, TIMER_IRQSAFE, place);
	w->wq = NULL;
}

bool queue_work(struct workqueue_struct *wq, struct work_struct *w)
{
	unsigned long flags;
	bool queued;

	local_irq_save(flags);
	queued = !w->pending && !w->cancelling;
	if (queued) {
		w->pending = true;
		insert(wq, w);
	}
	local_irq_restore(flags);
	return queued;
}

bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *w,
			unsigned long delay)
{
	unsigned long flags;
	bool queued;

	if (!delay)
		return queue_work(wq, &w->work);
	local_irq_save(flags);
	queued = !w->work.pending && !w->work.cancelling;
	if (queued) {
		w->work.pending = true;
		w->work.wq = wq;
		w->wq = wq;
		mod_timer(&w->timer, jiffies + delay);
	}
	local_irq_restore(flags);
	return queued;
}

bool cancel_work(struct work_struct *w)
{
	unsigned long flags;
	bool was;

	local_irq_save(flags);
	was = w->pending && !list_empty(&w->entry);
	if (was) {
		list_del_init(&w->entry);
		w->pending = false;
	}
	local_irq_restore(flags);
	return was;
}

bool cancel_delayed_work(struct delayed_work *w)
{
	unsigned long flags;
	bool was;

	local_irq_save(flags);
	was = del_timer(&w->timer);
	if (was)
		w->work.pending = false;
	else
		was = cancel_work(&w->work);
	local_irq_restore(flags);
	return was;
}

bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *w,
		      unsigned long delay)
{
	bool was = cancel_delayed_work(w);

	queue_delayed_work(wq, w, delay);
	return was;
}

/* Until the run that is under way now has ended. */
static void wait_running(struct work_struct *w)
{
	struct workqueue_struct *wq = w->wq;
	u64 run;

	might_sleep();
	if (!wq || wq->running != w)
		return;
	if (wq->worker == current)
		panic("work item (set up at %s) waits for itself", w->place);
	run = wq->begun;
	wait_event(wq->done, wq->ended >= run);
}

bool cancel_work_sync(struct work_struct *w)
{
	bool was;

	w->cancelling++;
	was = cancel_work(w);
	wait_running(w);
	w->cancelling--;
	return was;
}

bool cancel_delayed_work_sync(struct delayed_work *w)
{
	bool was;

	w->work.cancelling++;
	was = cancel_delayed_work(w);
	wait_running(&w->work);
	w->work.cancelling--;
	return was;
}

bool flush_work(struct work_struct *w)
{
	struct workqueue_struct *wq = w->wq;
	bool waited = false;

	might_sleep();
	while (wq &&
	       ((w->pending && !list_empty(&w->entry)) || wq->running == w)) {
		u64 ended = wq->ended;

		if (wq->worker == current)
			panic("work item flushes one (set up at %s) of its own queue",
			      w->place);
		waited = true;
		wait_event(wq->done, wq->ended != ended);
		if (!w->pending && wq->running != w)
			break;
	}
	return waited;
}

bool flush_delayed_work(struct delayed_work *w)
{
	unsigned long flags;

	local_irq_save(flags);
	if (del_timer(&w->timer))
		insert(w->wq, &w->work);
	local_irq_restore(flags);
	return flush_work(&w->work);
}

void flush_workqueue(struct workqueue_struct *wq)
{
	struct work_struct *w;
	u64 target;

	might_sleep();
	if (wq->worker == current)
		panic("work item flushes its own queue %s", wq->name);
	local_irq_disable();
	target = wq->begun;
	list_for_each_entry (w, &wq->works, entry)
		target++;
	local_irq_enable();
	wait_event(wq->done, wq->ended >= target ||
				     (list_empty(&wq->works) && !wq->running));
}

struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags,
					 int max_active, ...)
{
	struct workqueue_struct *wq = kzalloc(sizeof(*wq), GFP_KERNEL);
	struct kernel *k = this_kernel();
	va_list ap;

	if (!wq)
		return NULL;
	va_start(ap, max_active);
	k_vsnprintf(wq->name, sizeof(wq->name), fmt, ap);
	va_end(ap);
	INIT_LIST_HEAD(&wq->works);
	init_waitqueue_head(&wq->more);
	init_waitqueue_head(&wq->done);
	wq->worker = kthread_run(worker, wq, "kworker/%s", wq->name);
	if (IS_ERR(wq->worker)) {
		kfree(wq);
		return NULL;
	}
	list_add_tail(&wq->list, &k->workqueues);
	return wq;
}

void destroy_workqueue(struct workqueue_struct *wq)
{
	flush_workqueue(wq);
	/* The worker looks at should_stop only when it is out of work. */
	kthread_stop(wq->worker);
	list_del(&wq->list);
	kfree(wq);
}

struct workqueue_struct *__system_wq(void)
{
	return this_kernel()->events_wq;
}

int workqueue_start(struct kernel *k)
{
	k->events_wq = alloc_workqueue("events", 0, 0);
	return k->events_wq ? 0 : -ENOMEM;
}

void workqueue_stop(struct kernel *k)
{
	destroy_workqueue(k->events_wq);
	k->events_wq = NULL;
}
