// SPDX-License-Identifier: MIT
/*
 * The scheduler. Each process has a virtual run time; the one with the least
 * runs, until its slice ends or one that has run clearly less wakes up. The
 * figures are those of Linux's fair scheduler on one CPU.
 */
#include "core.h"

#include <net/frame_work.h>

#include "sim/fiber.h"

#define LATENCY_NS	  6000000ull /* each runnable one runs once in it */
#define MIN_SLICE_NS	  750000ull
#define WAKEUP_LEAD_NS	  1000000ull /* ahead by that: preempted by a wake-up */
#define SLEEPER_CREDIT_NS (LATENCY_NS / 2)

static enum hrtimer_restart slice_end(struct hrtimer *t)
{
	struct kernel *k = this_kernel();

	if (k->rq.queued)
		k->rq.need_resched = true;
	return HRTIMER_NORESTART;
}

static void update_current(struct kernel *k)
{
	struct run_queue *rq = &k->rq;
	struct task_struct *t = rq->curr;
	u64 now = now_ns(k), ran = now - t->exec_start, least;

	t->exec_start = now;
	t->sum_exec += ran;
	if (t == rq->idle)
		return;
	t->vruntime += ran;
	least = t->vruntime;
	if (rq->queued) {
		struct task_struct *first =
			list_first_entry(&rq->queue, struct task_struct, rq);

		least = min(least, first->vruntime);
	}
	rq->min_vruntime = max(rq->min_vruntime, least);
}

/* In front of the first that has run longer: equals in order of arrival. */
static void enqueue(struct kernel *k, struct task_struct *t)
{
	struct run_queue *rq = &k->rq;
	struct list_head *at;

	list_for_each (at, &rq->queue)
		if (list_entry(at, struct task_struct, rq)->vruntime >
		    t->vruntime)
			break;
	t->rq_seq = rq->seq++;
	list_add_tail(&t->rq, at);
	rq->queued++;
}

static void arm_slice(struct kernel *k)
{
	struct run_queue *rq = &k->rq;
	u64 slice;

	if (!rq->queued || rq->curr == rq->idle) {
		hrtimer_cancel(&rq->slice);
		return;
	}
	slice = max(LATENCY_NS / (rq->queued + 1), MIN_SLICE_NS);
	hrtimer_start(&rq->slice, (ktime_t)(now_ns(k) + slice),
		      HRTIMER_MODE_ABS);
}

/* Frees the stack of a process that ended; called on another stack. */
static void bury(struct kernel *k)
{
	struct task_struct *t = k->rq.dead;

	if (!t)
		return;
	k->rq.dead = NULL;
	fiber_destroy(t->fiber);
	t->fiber = NULL;
}

static void switch_to(struct kernel *k, struct task_struct *next)
{
	struct run_queue *rq = &k->rq;
	struct task_struct *prev = rq->curr;
	enum cpu_context was = machine_set_context(k->machine, CPU_PROCESS);
	u32 frame = frame_work(0);

	rq->curr = next;
	rq->switches++;
	next->switches++;
	next->exec_start = now_ns(k);
	arm_slice(k);
	machine_charge(k->machine, COST_CONTEXT_SWITCH);
	fiber_switch(prev->fiber, next->fiber);
	/* Here again, perhaps much later. */
	bury(k);
	frame_work(frame);
	machine_set_context(k->machine, was);
}

/* @preempt: current stays runnable whatever its state says. */
static void pick_next(struct kernel *k, bool preempt)
{
	struct run_queue *rq = &k->rq;
	struct task_struct *prev = rq->curr, *next;
	bool flags = machine_irq_disable(k->machine);

	update_current(k);
	if (prev->__state == TASK_INTERRUPTIBLE && prev->sigpending)
		prev->__state = TASK_RUNNING;
	if (prev != rq->idle) {
		if (preempt || prev->__state == TASK_RUNNING)
			enqueue(k, prev);
		else
			prev->on_rq = false;
	}
	rq->need_resched = false;
	next = rq->idle;
	if (rq->queued) {
		next = list_first_entry(&rq->queue, struct task_struct, rq);
		list_del(&next->rq);
		rq->queued--;
	}
	if (next != prev)
		switch_to(k, next);
	else
		arm_slice(k);
	if (flags)
		machine_irq_enable(k->machine);
}

void schedule(void)
{
	struct kernel *k = this_kernel();

	if (unlikely(k->preempt_count))
		panic("scheduling while atomic: %s, preempt_count 0x%x",
		      current->comm, (unsigned int)k->preempt_count);
	do {
		pick_next(k, false);
	} while (k->rq.need_resched);
}

int cond_resched(void)
{
	struct kernel *k = this_kernel();

	if (!k->rq.need_resched || k->preempt_count)
		return 0;
	k->rq.preemptions++;
	pick_next(k, true);
	return 1;
}

bool need_resched(void)
{
	return this_kernel()->rq.need_resched;
}

/* Behind all others that may run. */
void yield(void)
{
	struct kernel *k = this_kernel();
	struct run_queue *rq = &k->rq;
	bool flags;

	might_sleep();
	flags = machine_irq_disable(k->machine);
	update_current(k);
	if (rq->queued) {
		u64 last = list_last_entry(&rq->queue, struct task_struct, rq)
				   ->vruntime;

		rq->curr->vruntime = max(rq->curr->vruntime, last);
	}
	if (flags)
		machine_irq_enable(k->machine);
	pick_next(k, true);
}

/* Interrupts are off; the interrupted process goes on later. */
void sched_preempt_irq(struct kernel *k)
{
	while (k->rq.need_resched && !k->preempt_count &&
	       k->rq.curr != k->rq.idle) {
		k->rq.preemptions++;
		pick_next(k, true);
	}
}

static int wake(struct task_struct *t, unsigned int mode)
{
	struct kernel *k = this_kernel();
	struct run_queue *rq = &k->rq;
	bool flags = machine_irq_disable(k->machine);
	u64 credit = SLEEPER_CREDIT_NS;
	int woken = 0;

	if (t->__state & mode) {
		t->__state = TASK_RUNNING;
		woken = 1;
	}
	if (woken && !t->on_rq) {
		update_current(k);
		/* One that slept long does not own the CPU for that. */
		if (rq->min_vruntime > credit)
			t->vruntime =
				max(t->vruntime, rq->min_vruntime - credit);
		t->on_rq = true;
		enqueue(k, t);
		if (rq->curr == rq->idle ||
		    rq->curr->vruntime > t->vruntime + WAKEUP_LEAD_NS)
			rq->need_resched = true;
		else if (!hrtimer_is_queued(&rq->slice))
			arm_slice(k);
	}
	if (flags)
		machine_irq_enable(k->machine);
	if (unlikely(rq->need_resched) && !k->preempt_count && flags &&
	    rq->curr != rq->idle)
		cond_resched();
	return woken;
}

int wake_up_process(struct task_struct *t)
{
	return wake(t, TASK_NORMAL);
}

int wake_up_state(struct task_struct *t, unsigned int mode)
{
	return wake(t, mode);
}

void signal_task(struct task_struct *t)
{
	t->sigpending = true;
	wake(t, TASK_INTERRUPTIBLE);
}

struct task_struct *get_current(void)
{
	return this_kernel()->rq.curr;
}

bool __signal_pending_current(void)
{
	return get_current()->sigpending;
}

/* ---- birth and death ---- */

/* Its children are nobody's; a zombie among them goes. */
static void forget_children(struct kernel *k, const struct task_struct *t)
{
	struct task_struct *c;

	list_for_each_entry (c, &k->rq.tasks, tasks)
		if (c->parent == t)
			c->parent = NULL;
}

void __noreturn task_exit(struct kernel *k, struct task_struct *t, int code)
{
	t->exit_code = code;
	if (t->cleanup)
		t->cleanup(t);
	forget_children(k, t);
	if (t->files) {
		exit_files(t->files);
		t->files = NULL;
	}
	machine_irq_disable(k->machine);
	t->__state = TASK_DEAD;
	if (!t->is_kthread)
		k->programs--;
	preempt_disable(); /* no giving way between here and the end */
	wake_up_all(&t->exit_wait);
	if (t->parent)
		wake_up_all(&t->parent->child_wait);
	wake_up_all(&k->init_wait);
	preempt_enable_no_resched();
	k->rq.dead = t;
	pick_next(k, false);
	panic("a process that ended runs again");
}

static void task_entry(void *arg)
{
	struct task_struct *t = arg;
	struct kernel *k = this_kernel();

	bury(k);
	machine_set_context(k->machine, CPU_PROCESS);
	machine_irq_enable(k->machine);
	task_exit(k, t, t->fn(t->data));
}

/* Made asleep: wake_up_process(). NULL when memory is out. Context: process. */
struct task_struct *task_create(struct kernel *k, int (*fn)(void *data),
				void *data, const char *name,
				size_t stack_bytes)
{
	struct task_struct *t = &k->rq.init_task;

	if (k->rq.next_pid > 1)
		t = mm_cache_alloc(k, &k->mm.task_cache, __GFP_ZERO, __PLACE__);
	if (!t)
		return NULL;
	t->pid = k->rq.next_pid++;
	strscpy(t->comm, name, sizeof(t->comm));
	t->__state = TASK_UNINTERRUPTIBLE;
	t->vruntime = k->rq.min_vruntime;
	t->fn = fn;
	t->data = data;
	t->is_kthread = true;
	init_waitqueue_head(&t->exit_wait);
	init_waitqueue_head(&t->child_wait);
	t->fiber = fiber_create(stack_bytes, task_entry, t);
	if (!t->fiber) {
		mm_cache_free(k, &k->mm.task_cache, t);
		return NULL;
	}
	list_add_tail(&t->tasks, &k->rq.tasks);
	return t;
}

/* After it ended, or from outside after the machine halted. */
void task_free(struct kernel *k, struct task_struct *t)
{
	if (t->fiber)
		fiber_destroy(t->fiber);
	list_del(&t->tasks);
	mm_cache_free(k, &k->mm.task_cache, t);
}

void sched_init(struct kernel *k)
{
	struct run_queue *rq = &k->rq;

	INIT_LIST_HEAD(&rq->queue);
	INIT_LIST_HEAD(&rq->tasks);
	mm_cache_setup(k, &k->mm.task_cache, "task_struct",
		       sizeof(struct task_struct));
	rq->idle = rq->curr = &rq->idle_task;
	rq->next_pid = 1;
	strscpy(rq->idle->comm, "idle", sizeof(rq->idle->comm));
	rq->idle->on_rq = true;
	rq->idle->is_kthread = true;
	init_waitqueue_head(&rq->idle->exit_wait);
	hrtimer_init(&rq->slice, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	rq->slice.function = slice_end;
}

/* The boot code's stack becomes the idle process. */
void idle_loop(struct kernel *k)
{
	machine_set_context(k->machine, CPU_IDLE);
	for (;;) {
		machine_irq_disable(k->machine);
		if (k->rq.need_resched || k->rq.queued)
			pick_next(k, false);
		else
			machine_idle(k->machine);
		machine_irq_enable(k->machine);
	}
}
