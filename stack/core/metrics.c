// SPDX-License-Identifier: MIT
/* The kernel's numbers. Context: outside. */
#include "core.h"

static const char *const softirq_name[NR_SOFTIRQS] = {
	[TIMER_SOFTIRQ] = "softirq.timer",
	[NET_TX_SOFTIRQ] = "softirq.net_tx",
	[NET_RX_SOFTIRQ] = "softirq.net_rx",
	[TASKLET_SOFTIRQ] = "softirq.tasklet",
	[RCU_SOFTIRQ] = "softirq.rcu",
};

void kernel_metrics(const struct kernel *k, struct metrics *out)
{
	const struct softnet_data *sd = &k->softnet;

	metrics_u64(out, "napi.polls", k->napi.polls);
	metrics_u64(out, "napi.packets", k->napi.packets);
	metrics_u64(out, "napi.completed", k->napi.completed);
	metrics_u64(out, "napi.budget_exhausted", k->napi.budget_exhausted);
	metrics_u64(out, "napi.scheduled", k->napi.scheduled);
	metrics_u64(out, "napi.missed", k->napi.missed);
	metrics_u64(out, "napi.deferred", k->napi.deferred);
	metrics_u64(out, "softirq.runs", k->softirq.runs);
	metrics_u64(out, "softirq.restarts", k->softirq.restarts);
	metrics_u64(out, "softirq.ksoftirqd_wakeups", k->softirq.wakeups);
	metrics_u64(out, "softirq.time_squeeze", sd->time_squeeze);
	for (int i = 0; i < NR_SOFTIRQS; i++)
		if (softirq_name[i])
			metrics_u64(out, softirq_name[i], k->softirq.served[i]);
	metrics_u64(out, "backlog.processed", sd->processed);
	metrics_u64(out, "backlog.dropped", sd->dropped);
	metrics_u64(out, "skb.allocated", k->skb.allocated);
	metrics_u64(out, "skb.clones", k->skb.clones);
	metrics_u64(out, "skb.copies", k->skb.copies);
	metrics_u64(out, "skb.alive", k->skb.alive);
	metrics_u64(out, "skb.peak", k->skb.peak);
	metrics_u64(out, "memory.allocations", k->mm.allocs);
	metrics_u64(out, "memory.frees", k->mm.frees);
	metrics_u64(out, "memory.failures", k->mm.failures);
	metrics_u64(out, "memory.peak_bytes", k->mm.peak);
	metrics_u64(out, "memory.least_free_pages", k->mm.least_free);
	metrics_u64(out, "sched.switches", k->rq.switches);
	metrics_u64(out, "sched.preemptions", k->rq.preemptions);
	metrics_u64(out, "kernel.warnings", k->warnings);
	for (unsigned int i = 0; i < k->counters; i++)
		metrics_u64(out, k->counter[i].key, k->counter[i].value);
	if (k->net)
		net_metrics(k->net, out);
}
