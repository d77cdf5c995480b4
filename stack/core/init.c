// SPDX-License-Identifier: MIT
/*
 * The first process: brings up the network and the drivers, does what the
 * outside asks for, and at the end takes everything down in order.
 */
#include "core.h"

/* How long programs may take to return once asked to end. */
#define EXIT_TIMEOUT (10 * HZ)

static void must(int err, const char *what)
{
	if (err)
		panic("%s: error %d", what, err);
}

static void serve_requests(struct kernel *k)
{
	while (!list_empty(&k->requests)) {
		struct request *r =
			list_first_entry(&k->requests, struct request, list);

		list_del(&r->list);
		r->fn(k, r);
		kfree(r);
	}
}

static void end_programs(struct kernel *k)
{
	struct task_struct *t, *n;

	list_for_each_entry_safe (t, n, &k->rq.tasks, tasks)
		if (!t->is_kthread && t->__state != TASK_DEAD)
			signal_task(t);
	if (wait_event_timeout(k->init_wait, !k->programs, EXIT_TIMEOUT))
		return;
	list_for_each_entry (t, &k->rq.tasks, tasks)
		if (!t->is_kthread && t->__state != TASK_DEAD)
			panic("program %s (pid %d) does not return though its system calls say -EINTR",
			      t->comm, t->pid);
}

static void reap(struct kernel *k)
{
	struct task_struct *t, *n;

	list_for_each_entry_safe (t, n, &k->rq.tasks, tasks)
		if (!t->is_kthread && t->__state == TASK_DEAD && !t->fiber &&
		    !t->parent)
			task_free(k, t);
}

int init_main(void *data)
{
	struct kernel *k = data;

	must(softirq_start(k), "ksoftirqd");
	must(workqueue_start(k), "work queue");
	k->net = net_create(k);
	if (!k->net)
		panic("no memory for the network stack");
	pci_scan(k);
	pci_probe_all(k);
	k->up = true;
	for (;;) {
		wait_event(k->init_wait, !list_empty(&k->requests) || k->stop);
		serve_requests(k);
		reap(k);
		if (k->stop)
			break;
	}
	end_programs(k);
	reap(k);
	pci_remove_all(k);
	net_destroy(k->net);
	napi_exit(k);
	workqueue_stop(k);
	rcu_barrier();
	softirq_stop(k);
	skb_exit(k);
	leaks_find(k);
	k->halted = true;
	machine_halt(k->machine);
}
