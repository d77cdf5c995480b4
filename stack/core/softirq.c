// SPDX-License-Identifier: MIT
/*
 * Softirqs, by Linux 6.1's rules: they run on the way out of the outermost
 * interrupt and when bottom halves are enabled again; after 10 rounds, 2 ms
 * (in jiffies) or when a process should run, ksoftirqd gets the rest, and
 * while it is runnable nobody else serves them.
 */
#include "core.h"

#include <net/frame_work.h>

#define MAX_SOFTIRQ_TIME    msecs_to_jiffies(2)
#define MAX_SOFTIRQ_RESTART 10
/* These two do not wait for ksoftirqd. */
#define SOFTIRQ_NOW_MASK (BIT(HI_SOFTIRQ) | BIT(TASKLET_SOFTIRQ))

void open_softirq(int nr, void (*action)(struct softirq_action *))
{
	this_kernel()->softirq.action[nr] = action;
}

u32 local_softirq_pending(void)
{
	return this_kernel()->softirq.pending;
}

void __raise_softirq_irqoff(unsigned int nr)
{
	this_kernel()->softirq.pending |= 1u << nr;
}

static void wakeup_softirqd(struct kernel *k)
{
	struct task_struct *t = k->softirq.ksoftirqd;

	if (t && wake_up_process(t))
		k->softirq.wakeups++;
}

void raise_softirq_irqoff(unsigned int nr)
{
	struct kernel *k = this_kernel();

	k->softirq.pending |= 1u << nr;
	/* Nobody would come by otherwise. */
	if (!(k->preempt_count & (HARDIRQ_MASK | SOFTIRQ_MASK)))
		wakeup_softirqd(k);
}

void raise_softirq(unsigned int nr)
{
	unsigned long flags;

	local_irq_save(flags);
	raise_softirq_irqoff(nr);
	local_irq_restore(flags);
}

static bool ksoftirqd_running(const struct kernel *k)
{
	const struct task_struct *t = k->softirq.ksoftirqd;

	if (k->softirq.pending & SOFTIRQ_NOW_MASK)
		return false;
	return t && task_is_running(t);
}

static void serve(struct kernel *k, u32 pending)
{
	for (; pending; pending &= pending - 1) {
		unsigned int nr = (unsigned int)__builtin_ctz(pending);
		int count = k->preempt_count;

		k->softirq.served[nr]++;
		if (k->softirq.action[nr])
			k->softirq.action[nr](NULL);
		if (k->preempt_count != count)
			panic("softirq %u left preempt_count at 0x%x, it was 0x%x",
			      nr, (unsigned int)k->preempt_count,
			      (unsigned int)count);
	}
}

/* Interrupts are off, on return too. */
static void __do_softirq(struct kernel *k)
{
	struct softirq_state *s = &k->softirq;
	unsigned long end = jiffies + MAX_SOFTIRQ_TIME;
	int max_restart = MAX_SOFTIRQ_RESTART;
	enum cpu_context was = machine_set_context(k->machine, CPU_SOFTIRQ);
	u32 frame = frame_work(0);

	k->preempt_count += SOFTIRQ_OFFSET;
	s->runs++;
	machine_charge(k->machine, COST_SOFTIRQ);
	for (;;) {
		u32 pending = s->pending;

		s->pending = 0;
		machine_irq_enable(k->machine);
		serve(k, pending);
		machine_irq_disable(k->machine);
		if (!s->pending)
			break;
		if (!time_before(jiffies, end) || k->rq.need_resched ||
		    !--max_restart) {
			wakeup_softirqd(k);
			break;
		}
		s->restarts++;
	}
	k->preempt_count -= SOFTIRQ_OFFSET;
	frame_work(frame);
	machine_set_context(k->machine, was);
}

void irq_exit_softirq(struct kernel *k)
{
	if (k->preempt_count & (HARDIRQ_MASK | SOFTIRQ_MASK) ||
	    !k->softirq.pending || ksoftirqd_running(k))
		return;
	__do_softirq(k);
}

void local_bh_disable(void)
{
	this_kernel()->preempt_count += SOFTIRQ_DISABLE_OFFSET;
	barrier();
}

void local_bh_enable(void)
{
	struct kernel *k = this_kernel();

	WARN_ON(k->preempt_count & HARDIRQ_MASK);
	if (unlikely(!(k->preempt_count & SOFTIRQ_MASK)))
		panic("local_bh_enable() without local_bh_disable()");
	/* Preemption stays off until the softirqs are through. */
	preempt_count_sub(SOFTIRQ_DISABLE_OFFSET - 1);
	if (unlikely(k->softirq.pending) && machine_irq_enabled(k->machine) &&
	    !(k->preempt_count & (HARDIRQ_MASK | SOFTIRQ_MASK)) &&
	    !ksoftirqd_running(k)) {
		machine_irq_disable(k->machine);
		if (k->softirq.pending)
			__do_softirq(k);
		machine_irq_enable(k->machine);
	}
	preempt_enable();
}

static int ksoftirqd(void *data)
{
	struct kernel *k = data;

	for (;;) {
		machine_irq_disable(k->machine);
		if (k->softirq.pending) {
			__do_softirq(k);
			machine_irq_enable(k->machine);
			cond_resched();
			continue;
		}
		if (kthread_should_stop())
			break;
		set_current_state(TASK_INTERRUPTIBLE);
		machine_irq_enable(k->machine);
		schedule();
	}
	machine_irq_enable(k->machine);
	return 0;
}

int softirq_start(struct kernel *k)
{
	struct task_struct *t = kthread_create(ksoftirqd, k, "ksoftirqd/0");

	if (IS_ERR(t))
		return (int)PTR_ERR(t);
	k->softirq.ksoftirqd = t;
	wake_up_process(t);
	return 0;
}

void softirq_stop(struct kernel *k)
{
	struct task_struct *t = k->softirq.ksoftirqd;

	kthread_stop(t);
	k->softirq.ksoftirqd = NULL;
}

/* ---- tasklets ---- */

enum { TASKLET_STATE_SCHED, TASKLET_STATE_RUN };

void tasklet_setup(struct tasklet_struct *t,
		   void (*callback)(struct tasklet_struct *))
{
	t->next = NULL;
	t->state = 0;
	atomic_set(&t->count, 0);
	t->callback = callback;
}

void tasklet_schedule(struct tasklet_struct *t)
{
	struct softirq_state *s = &this_kernel()->softirq;
	unsigned long flags;

	if (test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		return;
	local_irq_save(flags);
	t->next = NULL;
	*s->tasklets_tail = t;
	s->tasklets_tail = &t->next;
	raise_softirq_irqoff(TASKLET_SOFTIRQ);
	local_irq_restore(flags);
}

void tasklet_kill(struct tasklet_struct *t)
{
	might_sleep();
	while (test_bit(TASKLET_STATE_SCHED, &t->state))
		yield();
}

static void tasklet_action(struct softirq_action *a)
{
	struct softirq_state *s = &this_kernel()->softirq;
	struct tasklet_struct *list;

	local_irq_disable();
	list = s->tasklets;
	s->tasklets = NULL;
	s->tasklets_tail = &s->tasklets;
	local_irq_enable();
	while (list) {
		struct tasklet_struct *t = list;

		list = t->next;
		clear_bit(TASKLET_STATE_SCHED, &t->state);
		t->callback(t);
	}
}

/* ---- read-copy-update: callbacks run after the readers of now ---- */

void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head))
{
	struct softirq_state *s = &this_kernel()->softirq;
	unsigned long flags;

	head->func = func;
	head->next = NULL;
	local_irq_save(flags);
	*s->rcu_tail = head;
	s->rcu_tail = &head->next;
	raise_softirq_irqoff(RCU_SOFTIRQ);
	local_irq_restore(flags);
}

static void rcu_run(struct softirq_state *s)
{
	struct rcu_head *list;

	local_irq_disable();
	list = s->rcu;
	s->rcu = NULL;
	s->rcu_tail = &s->rcu;
	local_irq_enable();
	while (list) {
		struct rcu_head *h = list;

		list = h->next;
		h->func(h);
	}
}

/*
 * A reader holds preemption off, and a softirq may have interrupted it: only
 * a process that runs at all proves that there is none. ksoftirqd is one; on
 * top of other processes the callbacks wait for it.
 */
static void rcu_action(struct softirq_action *a)
{
	struct kernel *k = this_kernel();

	if (k->rq.curr == k->softirq.ksoftirqd || k->rq.curr == k->rq.idle) {
		rcu_run(&k->softirq);
	} else {
		local_irq_disable();
		__raise_softirq_irqoff(RCU_SOFTIRQ);
		wakeup_softirqd(k);
		local_irq_enable();
	}
}

void rcu_barrier(void)
{
	struct softirq_state *s = &this_kernel()->softirq;

	might_sleep();
	local_bh_disable();
	rcu_run(s);
	local_bh_enable();
}

void softirq_init(struct kernel *k)
{
	k->softirq.tasklets_tail = &k->softirq.tasklets;
	k->softirq.rcu_tail = &k->softirq.rcu;
	k->softirq.action[TASKLET_SOFTIRQ] = tasklet_action;
	k->softirq.action[RCU_SOFTIRQ] = rcu_action;
}
