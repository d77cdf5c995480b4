// SPDX-License-Identifier: MIT
/*
 * NAPI: the interrupt schedules, NET_RX_SOFTIRQ polls. Names and rules are
 * Linux 6.1's; the driver's contract is Documentation/networking/napi.rst.
 */
#include "core.h"

#include <net/frame_work.h>

#define NETDEV_BUDGET	   300
#define BUDGET_USECS	   (2 * USEC_PER_SEC / HZ) /* two jiffies */
#define MAX_BACKLOG	   1000
#define BUDGET_USECS_LIMIT 1000000
#define DISABLE_SLEEP_US   20

struct softnet_data *this_softnet_data(void)
{
	return &this_kernel()->softnet;
}

/* Interrupts are off. */
static void ____napi_schedule(struct kernel *k, struct napi_struct *n)
{
	list_add_tail(&n->poll_list, &k->softnet.poll_list);
	k->napi.scheduled++;
	raise_softirq_irqoff(NET_RX_SOFTIRQ);
	lanes_look();
}

bool napi_schedule_prep(struct napi_struct *n)
{
	unsigned long val = READ_ONCE(n->state), new;

	do {
		if (unlikely(val & NAPIF_STATE_DISABLE))
			return false;
		new = val | NAPIF_STATE_SCHED;
		/* Scheduled already: whoever polls looks once more. */
		if (val & NAPIF_STATE_SCHED)
			new |= NAPIF_STATE_MISSED;
	} while (!try_cmpxchg(&n->state, &val, new));
	return !(val & NAPIF_STATE_SCHED);
}

void __napi_schedule(struct napi_struct *n)
{
	unsigned long flags;

	local_irq_save(flags);
	____napi_schedule(this_kernel(), n);
	local_irq_restore(flags);
}

void __napi_schedule_irqoff(struct napi_struct *n)
{
	____napi_schedule(this_kernel(), n);
}

bool napi_complete_done(struct napi_struct *n, int work_done)
{
	struct kernel *k = this_kernel();
	unsigned long flags, val, new, timeout = 0;
	bool ret = true;

	if (unlikely(n->state & NAPIF_STATE_NPSVC))
		return false;
	if (n->dev) {
		if (work_done) {
			timeout = READ_ONCE(n->dev->gro_flush_timeout);
			n->defer_hard_irqs_count =
				READ_ONCE(n->dev->napi_defer_hard_irqs);
		}
		if (n->defer_hard_irqs_count > 0) {
			n->defer_hard_irqs_count--;
			timeout = READ_ONCE(n->dev->gro_flush_timeout);
			if (timeout) {
				k->napi.deferred++;
				ret = false;
			}
		}
	}
	if (!list_empty(&n->poll_list)) {
		/* Only where poll is called from elsewhere than the list. */
		local_irq_save(flags);
		list_del_init(&n->poll_list);
		local_irq_restore(flags);
	}
	val = READ_ONCE(n->state);
	do {
		WARN_ON_ONCE(!(val & NAPIF_STATE_SCHED));
		new = val & ~(NAPIF_STATE_MISSED | NAPIF_STATE_SCHED);
		/* With MISSED set, SCHED stays: it is polled again. */
		if (val & NAPIF_STATE_MISSED)
			new |= NAPIF_STATE_SCHED;
	} while (!try_cmpxchg(&n->state, &val, new));
	if (unlikely(val & NAPIF_STATE_MISSED)) {
		k->napi.missed++;
		__napi_schedule(n);
		return false;
	}
	k->napi.completed++;
	if (timeout)
		hrtimer_start(&n->timer, ns_to_ktime(timeout),
			      HRTIMER_MODE_REL_PINNED);
	return ret;
}

/* gro_flush_timeout is over. Does not set MISSED: who polls, polls. */
static enum hrtimer_restart napi_watchdog(struct hrtimer *timer)
{
	struct napi_struct *n = container_of(timer, struct napi_struct, timer);

	if (!(n->state & NAPIF_STATE_DISABLE) &&
	    !test_and_set_bit(NAPI_STATE_SCHED, &n->state))
		__napi_schedule_irqoff(n);
	return HRTIMER_NORESTART;
}

void netif_napi_add_weight(struct net_device *dev, struct napi_struct *napi,
			   int (*poll)(struct napi_struct *, int), int weight)
{
	struct kernel *k = this_kernel();

	INIT_LIST_HEAD(&napi->poll_list);
	hrtimer_init(&napi->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED);
	napi->timer.function = napi_watchdog;
	napi->poll = poll;
	napi->weight = weight;
	napi->dev = dev;
	napi->defer_hard_irqs_count = 0;
	napi->napi_id = ++k->napi_ids;
	napi->state =
		NAPIF_STATE_SCHED | NAPIF_STATE_NPSVC | NAPIF_STATE_LISTED;
	list_add_tail(&napi->dev_list, &dev->napi_list);
	if (!k->napi_shown)
		k->napi_shown = napi;
}

void netif_napi_del(struct napi_struct *napi)
{
	struct kernel *k = this_kernel();

	if (k->napi_shown == napi)
		k->napi_shown = NULL;
	if (!test_and_clear_bit(NAPI_STATE_LISTED, &napi->state))
		return;
	if (!(napi->state & NAPIF_STATE_NPSVC))
		panic("netif_napi_del() of an instance that is enabled");
	list_del_init(&napi->dev_list);
}

void napi_disable(struct napi_struct *n)
{
	unsigned long val, new;

	might_sleep();
	set_bit(NAPI_STATE_DISABLE, &n->state);
	val = READ_ONCE(n->state);
	do {
		/* Whoever has it lets go: a poll, or napi_enable(). */
		while (val & (NAPIF_STATE_SCHED | NAPIF_STATE_NPSVC)) {
			usleep_range(DISABLE_SLEEP_US, 10 * DISABLE_SLEEP_US);
			val = READ_ONCE(n->state);
		}
		new = val | NAPIF_STATE_SCHED | NAPIF_STATE_NPSVC;
	} while (!try_cmpxchg(&n->state, &val, new));
	hrtimer_cancel(&n->timer);
	clear_bit(NAPI_STATE_DISABLE, &n->state);
}

void napi_enable(struct napi_struct *n)
{
	BUG_ON(!(n->state & NAPIF_STATE_SCHED));
	__atomic_fetch_and(&n->state, ~(NAPIF_STATE_SCHED | NAPIF_STATE_NPSVC),
			   __ATOMIC_SEQ_CST);
}

void napi_synchronize(const struct napi_struct *n)
{
	while (test_bit(NAPI_STATE_SCHED, &n->state))
		msleep(1);
}

gro_result_t napi_gro_receive(struct napi_struct *napi, struct sk_buff *skb)
{
	netif_receive_skb(skb);
	return GRO_NORMAL;
}

void napi_gro_flush(struct napi_struct *napi, bool flush_old)
{
}

/* Polls @n once; puts it on @repoll if it wants more. */
static int napi_poll(struct kernel *k, struct napi_struct *n,
		     struct list_head *repoll)
{
	int weight = n->weight, work = 0;

	list_del_init(&n->poll_list);
	if (test_bit(NAPI_STATE_SCHED, &n->state)) {
		k->softnet.polling = n;
		lanes_look();
		work = n->poll(n, weight);
		k->softnet.polling = NULL;
		k->napi.polls++;
		k->napi.packets += (u64)(work > 0 ? work : 0);
	}
	if (work > weight)
		pr_err("NAPI poll function of %s returned %d, exceeding its budget of %d",
		       n->dev ? n->dev->name : "backlog", work, weight);
	if (work < weight)
		return work;
	k->napi.budget_exhausted++;
	if (unlikely(n->state & NAPIF_STATE_DISABLE)) {
		napi_complete(n);
		return work;
	}
	if (!list_empty(&n->poll_list)) {
		pr_warn("%s: budget exhausted after napi rescheduled",
			n->dev ? n->dev->name : "backlog");
		return work;
	}
	list_add_tail(&n->poll_list, repoll);
	return work;
}

static void net_rx_action(struct softirq_action *a)
{
	struct kernel *k = this_kernel();
	struct softnet_data *sd = &k->softnet;
	unsigned long time_limit =
		jiffies +
		usecs_to_jiffies((unsigned int)k->netdev_budget_usecs);
	LIST_HEAD(list);
	LIST_HEAD(repoll);

	sd->budget = k->netdev_budget;
	local_irq_disable();
	list_splice_init(&sd->poll_list, &list);
	local_irq_enable();
	while (!list_empty(&list)) {
		struct napi_struct *n =
			list_first_entry(&list, struct napi_struct, poll_list);

		sd->budget -= napi_poll(k, n, &repoll);
		lanes_look();
		if (unlikely(sd->budget <= 0 ||
			     time_after_eq(jiffies, time_limit))) {
			sd->time_squeeze++;
			break;
		}
	}
	local_irq_disable();
	list_splice_tail_init(&sd->poll_list, &list);
	list_splice_tail(&repoll, &list);
	list_splice(&list, &sd->poll_list);
	if (!list_empty(&sd->poll_list))
		__raise_softirq_irqoff(NET_RX_SOFTIRQ);
	sd->budget = 0;
	lanes_look();
	local_irq_enable();
}

/* ---- the backlog ---- */

static int process_backlog(struct napi_struct *n, int quota)
{
	struct softnet_data *sd = this_softnet_data();
	int work = 0;

	while (work < quota) {
		struct sk_buff *skb;

		local_irq_disable();
		skb = __skb_dequeue(&sd->input_pkt_queue);
		if (!skb)
			n->state = 0;
		local_irq_enable();
		if (!skb)
			break;
		sd->processed++;
		frame_work(skb->pkt_id);
		netif_receive_skb(skb);
		work++;
	}
	return work;
}

int netif_rx(struct sk_buff *skb)
{
	struct kernel *k = this_kernel();
	struct softnet_data *sd = &k->softnet;
	bool bh = !in_interrupt() && !irqs_disabled(), full;
	unsigned long flags;

	/* Off one device (the loopback) and onto another. */
	skb->pkt_sending = 0;
	if (bh)
		local_bh_disable();
	local_irq_save(flags);
	full = skb_queue_len(&sd->input_pkt_queue) > (u32)k->netdev_max_backlog;
	if (full) {
		sd->dropped++;
	} else {
		__skb_queue_tail(&sd->input_pkt_queue, skb);
		if (!test_and_set_bit(NAPI_STATE_SCHED, &sd->backlog.state))
			____napi_schedule(k, &sd->backlog);
	}
	local_irq_restore(flags);
	if (full)
		__kfree_skb_reason(skb, SKB_DROP_REASON_CPU_BACKLOG);
	if (bh)
		local_bh_enable();
	return full ? NET_RX_DROP : NET_RX_SUCCESS;
}

void napi_init(struct kernel *k)
{
	struct softnet_data *sd = &k->softnet;

	INIT_LIST_HEAD(&sd->poll_list);
	sd->output_queue_tailp = &sd->output_queue;
	skb_queue_head_init(&sd->input_pkt_queue);
	INIT_LIST_HEAD(&sd->backlog.poll_list);
	sd->backlog.poll = process_backlog;
	sd->backlog.weight = NAPI_POLL_WEIGHT;
	k->netdev_budget = NETDEV_BUDGET;
	k->netdev_budget_usecs = (int)BUDGET_USECS;
	k->dev_weight = NAPI_POLL_WEIGHT;
	k->netdev_max_backlog = MAX_BACKLOG;
	sysctl_register(k, "net.core.netdev_budget", &k->netdev_budget, 1,
			INT_MAX);
	sysctl_register(k, "net.core.netdev_budget_usecs",
			&k->netdev_budget_usecs, 1, BUDGET_USECS_LIMIT);
	sysctl_register(k, "net.core.dev_weight", &sd->backlog.weight, 1,
			INT_MAX);
	sysctl_register(k, "net.core.netdev_max_backlog",
			&k->netdev_max_backlog, 0, INT_MAX);
	k->softirq.action[NET_RX_SOFTIRQ] = net_rx_action;
	k->softirq.action[NET_TX_SOFTIRQ] = net_tx_softirq;
}

void napi_exit(struct kernel *k)
{
	skb_queue_purge_reason(&k->softnet.input_pkt_queue,
			       SKB_DROP_REASON_SHUTDOWN);
}
