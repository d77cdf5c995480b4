// SPDX-License-Identifier: MIT
/* The kernel at one moment, for the post-mortem. Not counted; the rules are in
 * kernel_state.h. */
#include "core.h"

#include "kernel_state.h"

#define TIMERS_SHOWN 8
#define PLACES_SHOWN 32

/* Words for bits, in the order of the bits. */
static void bits_in_words(u32 bits, const char *const *name, unsigned int n,
			  char *buf, size_t len)
{
	size_t at = 0;

	buf[0] = '\0';
	for (unsigned int i = 0; i < n; i++)
		if (bits >> i & 1 && name[i] && at < len)
			at += (size_t)__builtin_snprintf(buf + at, len - at,
							 "%s%s", at ? " " : "",
							 name[i]);
}

/* ---- timers ---- */

struct next_timers {
	struct {
		const struct timerqueue_node *node;
		u64 ns;
		const char *place;
	} at[TIMERS_SHOWN];
	unsigned int n;
	int visited;
	u64 unit; /* ns that the nodes count in */
	bool high;
};

static void next_insert(struct next_timers *t, const struct timerqueue_node *n)
{
	u64 ns =
		n->expires > U64_MAX / t->unit ? U64_MAX : n->expires * t->unit;
	unsigned int i = t->n < TIMERS_SHOWN ? t->n++ : TIMERS_SHOWN - 1;

	if (t->at[i].node && t->at[i].ns <= ns)
		return; /* full, and later than all of them */
	for (; i && t->at[i - 1].ns > ns; i--)
		t->at[i] = t->at[i - 1];
	t->at[i].node = n;
	t->at[i].ns = ns;
	t->at[i].place =
		t->high ? container_of(n, struct hrtimer, node)->place
			: container_of(n, struct timer_list, node)->place;
}

static void next_visit(struct next_timers *t, const struct timerqueue_node *n)
{
	for (; n && t->visited++ < STATE_LIST; n = n->next) {
		next_insert(t, n);
		next_visit(t, n->child);
	}
}

static void timers_state(const struct kernel *k, struct metrics *out)
{
	struct next_timers t = {.unit = TICK_NSEC};

	next_visit(&t, timerqueue_getnext(&k->timers));
	t.high = true;
	t.unit = 1;
	t.visited = 0;
	next_visit(&t, timerqueue_getnext(&k->hrtimers));
	for (unsigned int i = 0; i < t.n; i++) {
		state_set(u64, out, t.at[i].ns, "kernel.timer.%u.at_ns", i);
		state_set(str, out, t.at[i].place ? t.at[i].place : "?",
			  "kernel.timer.%u.place", i);
	}
	metrics_u64(out, "kernel.timers", k->timers.count + k->hrtimers.count);
}

struct find_sleeper {
	const struct task_struct *task;
	u64 ns;
	int visited;
	bool high, found;
};

static void find_sleeper(struct find_sleeper *f,
			 const struct timerqueue_node *n)
{
	for (; n && !f->found && f->visited++ < STATE_LIST; n = n->next) {
		const struct hrtimer *h = container_of(n, struct hrtimer, node);
		const struct timer_list *t =
			container_of(n, struct timer_list, node);
		const struct sleeper *s = NULL;

		if (f->high && h->function == sleeper_hrtimer)
			s = container_of(h, struct sleeper, hrtimer);
		else if (!f->high && t->function == sleeper_timer)
			s = container_of(t, struct sleeper, timer);
		if (s && s->task == f->task) {
			f->found = true;
			f->ns = f->high ? n->expires : n->expires * TICK_NSEC;
			return;
		}
		find_sleeper(f, n->child);
	}
}

/* When @task is to be woken by a timer; false: by none. */
static bool sleeps_until(const struct kernel *k, const struct task_struct *task,
			 u64 *ns)
{
	struct find_sleeper f = {.task = task, .high = true};

	find_sleeper(&f, timerqueue_getnext(&k->hrtimers));
	f.high = false;
	f.visited = 0;
	find_sleeper(&f, timerqueue_getnext(&k->timers));
	*ns = f.ns;
	return f.found;
}

/* ---- processes ---- */

/* What @t waits for, without the time-out. */
static void waits_for(const struct kernel *k, const struct task_struct *t,
		      char *buf, size_t len)
{
	const struct task_struct *other;
	int left = STATE_LIST;

	buf[0] = '\0';
	if (files_wait(t, buf, len))
		return;
	if (state_waits(&k->init_wait, t)) {
		state_print(buf, len, "programs to end, or something to do");
		return;
	}
	if (state_waits(&k->rtnl.wait, t)) {
		state_print(buf, len, "the rtnl lock of %s",
			    k->rtnl.owner ? k->rtnl.owner->comm : "nobody");
		return;
	}
	list_for_each_entry (other, &k->rq.tasks, tasks) {
		if (!left-- || !other->tasks.next)
			break;
		if (!state_waits(&other->exit_wait, t))
			continue;
		state_print(buf, len, "the end of %s", other->comm);
		return;
	}
	if (t->is_kthread)
		state_print(buf, len, "work");
}

static void task_state(const struct kernel *k, const struct task_struct *t,
		       unsigned int i, struct metrics *out)
{
	bool asleep = t->__state & TASK_NORMAL && !t->on_rq;
	char text[STATE_TEXT];
	u64 ns;

	state_set(u64, out, (u64)t->pid, "kernel.process.%u.pid", i);
	state_set(str, out, t->comm, "kernel.process.%u.name", i);
	state_set(bool, out, !t->is_kthread, "kernel.process.%u.program", i);
	state_set(str, out,
		  t->__state & TASK_DEAD ? "ended"
		  : t == k->rq.curr	 ? "running"
		  : !asleep		 ? "runnable"
					 : "asleep",
		  "kernel.process.%u.state", i);
	if (t->__state & TASK_DEAD || !asleep)
		return;
	waits_for(k, t, text, sizeof(text));
	if (*text)
		state_set(str, out, text, "kernel.process.%u.waits", i);
	if (sleeps_until(k, t, &ns))
		state_set(u64, out, ns, "kernel.process.%u.until_ns", i);
}

static void tasks_state(const struct kernel *k, struct metrics *out)
{
	unsigned int i = 0, sockets = 0;
	const struct task_struct *t;

	if (!k->started)
		return;
	list_for_each_entry (t, &k->rq.tasks, tasks) {
		if (i == STATE_LIST || !t->tasks.next)
			break;
		task_state(k, t, i++, out);
		sockets = files_state(t, sockets, out);
	}
	metrics_str(out, "kernel.current", k->rq.curr->comm);
	metrics_bool(out, "kernel.idle", k->rq.curr == k->rq.idle);
}

/* ---- the rest ---- */

static void skbs_state(const struct kernel *k, struct metrics *out)
{
	struct {
		const char *place;
		u64 n;
	} count[PLACES_SHOWN];
	const struct list_head *at = k->skb.all.next;
	unsigned int used = 0;

	metrics_u64(out, "kernel.skb.alive", k->skb.alive);
	for (int i = 0; i < STATE_LIST && at && at != &k->skb.all; i++) {
		const struct sk_buff *skb = list_entry(at, struct sk_buff, all);
		unsigned int p = 0;

		while (p < used && count[p].place != skb->place)
			p++;
		if (p == used && used < PLACES_SHOWN) {
			count[used].place = skb->place;
			count[used++].n = 0;
		}
		if (p < used)
			count[p].n++;
		at = at->next;
	}
	for (unsigned int p = 0; p < used; p++) {
		state_set(str, out, count[p].place ? count[p].place : "?",
			  "kernel.skb.place.%u.place", p);
		state_set(u64, out, count[p].n, "kernel.skb.place.%u.count", p);
	}
}

static void softirq_state(const struct kernel *k, struct metrics *out)
{
	static const char *const name[NR_SOFTIRQS] = {
		[HI_SOFTIRQ] = "HI",	       [TIMER_SOFTIRQ] = "TIMER",
		[NET_TX_SOFTIRQ] = "NET_TX",   [NET_RX_SOFTIRQ] = "NET_RX",
		[TASKLET_SOFTIRQ] = "TASKLET", [RCU_SOFTIRQ] = "RCU",
	};
	char text[STATE_TEXT];

	bits_in_words(k->softirq.pending, name, NR_SOFTIRQS, text,
		      sizeof(text));
	metrics_str(out, "kernel.softirq.pending", text);
	metrics_bool(out, "kernel.softirq.running",
		     k->preempt_count & SOFTIRQ_OFFSET);
	metrics_bool(out, "kernel.softirq.held_off",
		     k->preempt_count & SOFTIRQ_MASK);
	metrics_bool(out, "kernel.hardirq.running",
		     k->preempt_count & HARDIRQ_MASK);
	metrics_u64(out, "kernel.napi_scheduled", k->napi.scheduled);
	metrics_u64(out, "kernel.napi_polls", k->napi.polls);
	metrics_u64(out, "kernel.napi_completed", k->napi.completed);
}

static void irq_state(const struct kernel *k, struct metrics *out)
{
	const struct irq_desc *d = &k->irq[VECTOR_NIC];

	metrics_u64(out, "kernel.irq.count", d->count);
	metrics_u64(out, "kernel.irq.disabled", d->depth);
	metrics_bool(out, "kernel.irq.killed", d->killed);
	metrics_str(out, "kernel.irq.handler",
		    d->actions ? d->actions->name : "");
}

void kernel_state(const struct kernel *k, struct metrics *out)
{
	metrics_bool(out, "kernel.up", k->up);
	metrics_bool(out, "kernel.stopping", k->stop);
	metrics_u64(out, "kernel.warnings", k->warnings);
	metrics_str(out, "kernel.leaks", k->leaks);
	softirq_state(k, out);
	irq_state(k, out);
	tasks_state(k, out);
	timers_state(k, out);
	skbs_state(k, out);
	if (k->net)
		net_state(k->net, out);
}
