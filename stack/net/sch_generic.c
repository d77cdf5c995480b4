// SPDX-License-Identifier: MIT
/*
 * From the protocols to the driver: the queueing discipline, carrier, and the
 * watchdog over transmit queues that stand still.
 */
#include <linux/etherdevice.h>
#include <linux/slab.h>
#include <net/frame_work.h>
#include "net_internal.h"

#define DEV_TX_WEIGHT  64 /* packets per run of a queue */
#define XMIT_RECURSION 8  /* devices on top of devices */
#define TC_PRIO_MAX    15

/* Linux's default map from priority to band. */
static const u8 prio2band[TC_PRIO_MAX + 1] = {1, 2, 2, 2, 1, 2, 0, 0,
					      1, 1, 1, 1, 1, 1, 1, 1};

static bool qdisc_empty(const struct Qdisc *q)
{
	if (q->gso_skb)
		return false;
	for (int i = 0; i < PFIFO_BANDS; i++)
		if (!skb_queue_empty(&q->band[i]))
			return false;
	return true;
}

/* *@validated: these are the frames, one or several, that the driver was too
 * busy to take. */
static struct sk_buff *qdisc_dequeue(struct Qdisc *q, bool *validated)
{
	struct sk_buff *skb = q->gso_skb;

	*validated = skb;
	q->gso_skb = NULL;
	for (int i = 0; !skb && i < PFIFO_BANDS; i++)
		skb = __skb_dequeue(&q->band[i]);
	return skb;
}

static int qdisc_enqueue(struct Qdisc *q, struct sk_buff *skb)
{
	struct sk_buff_head *band =
		&q->band[prio2band[skb->priority & TC_PRIO_MAX]];

	if (skb_queue_len(band) >= q->dev_queue->dev->tx_queue_len) {
		q->drops++;
		kfree_skb_place(skb, "dev.queue_full");
		return NET_XMIT_DROP;
	}
	__skb_queue_tail(band, skb);
	return NET_XMIT_SUCCESS;
}

static void __netif_schedule(struct Qdisc *q)
{
	struct softnet_data *sd = this_softnet_data();

	if (q->scheduled)
		return;
	q->scheduled = true;
	q->next_sched = NULL;
	*sd->output_queue_tailp = q;
	sd->output_queue_tailp = &q->next_sched;
	raise_softirq_irqoff(NET_TX_SOFTIRQ);
}

void netif_schedule_queue(struct netdev_queue *txq)
{
	unsigned long flags;

	if (netif_tx_queue_stopped(txq) || !txq->qdisc)
		return;
	local_irq_save(flags);
	__netif_schedule(txq->qdisc);
	local_irq_restore(flags);
}

static netdev_tx_t xmit_one(struct sk_buff *skb, struct net_device *dev,
			    struct netdev_queue *txq)
{
	bool wire = !(dev->flags & IFF_LOOPBACK);
	netdev_tx_t rc;

	if (!list_empty(&dev_net(dev)->ptype_all))
		dev_queue_xmit_nit(skb, dev);
	if (wire) {
		dev_tap(skb, true);
		skb_frame_sending(skb);
	}
	rc = dev->netdev_ops->ndo_start_xmit(skb, dev);
	if (wire)
		skb_frame_sending_done();
	if (rc == NETDEV_TX_OK)
		txq_trans_update(txq);
	else
		skb->pkt_sending = 0; /* it stays ours */
	return rc;
}

/* The frames of a list, as many as the driver takes; returns the others. */
static struct sk_buff *xmit_list(struct sk_buff *skb, struct netdev_queue *txq)
{
	struct softnet_data *sd = this_softnet_data();

	while (skb && !netif_xmit_frozen_or_stopped(txq)) {
		struct sk_buff *next = skb->next;
		netdev_tx_t rc;

		skb->next = NULL;
		sd->xmit_more = next;
		rc = xmit_one(skb, txq->dev, txq);
		sd->xmit_more = false;
		if (rc != NETDEV_TX_OK) {
			skb->next = next;
			break;
		}
		skb = next;
	}
	return skb;
}

/* False if the driver was busy: then @skb, or what is left of it, waits at the
 * head of the queue. */
static bool sch_direct_xmit(struct sk_buff *skb, struct Qdisc *q,
			    bool validated)
{
	struct netdev_queue *txq = q->dev_queue;

	if (!validated)
		skb = validate_xmit_skb(skb, txq->dev);
	if (!skb)
		return true;
	__netif_tx_lock(txq, 0);
	skb = xmit_list(skb, txq);
	__netif_tx_unlock(txq);
	if (!skb)
		return true;
	q->gso_skb = skb;
	q->requeues++;
	if (!netif_xmit_stopped(txq))
		netif_schedule_queue(txq);
	return false;
}

static void qdisc_run(struct Qdisc *q)
{
	int quota = DEV_TX_WEIGHT;
	struct sk_buff *skb;
	bool validated;

	if (q->running)
		return;
	q->running = true;
	while (q->active && !netif_xmit_frozen_or_stopped(q->dev_queue) &&
	       (skb = qdisc_dequeue(q, &validated))) {
		u32 before = frame_work(skb->pkt_id);
		bool sent = sch_direct_xmit(skb, q, validated);

		frame_work(before);
		if (!sent)
			break;
		if (--quota == 0) {
			netif_schedule_queue(q->dev_queue);
			break;
		}
	}
	q->running = false;
}

static int dev_xmit_queued(struct sk_buff *skb, struct Qdisc *q)
{
	int rc = NET_XMIT_SUCCESS;

	if (!q->active) {
		/* Linux's noop_qdisc: closed, or no carrier yet. */
		q->drops++;
		kfree_skb_place(skb, "dev.not_ready");
		return NET_XMIT_CN;
	}
	if (qdisc_empty(q) && !q->running &&
	    !netif_xmit_frozen_or_stopped(q->dev_queue)) {
		/* Nothing to wait for: past the queue. */
		q->running = true;
		sch_direct_xmit(skb, q, false);
		q->running = false;
	} else {
		rc = qdisc_enqueue(q, skb);
	}
	qdisc_run(q);
	return rc;
}

/* A device without queue: loopback. */
static int dev_xmit_noqueue(struct sk_buff *skb, struct net_device *dev,
			    struct netdev_queue *txq)
{
	struct softnet_data *sd = this_softnet_data();
	struct sk_buff *left;

	if (!(dev->flags & IFF_UP) || sd->xmit_recursion >= XMIT_RECURSION) {
		atomic_long_inc(&dev->tx_dropped);
		kfree_skb_place(skb, "dev.not_ready");
		return -ENETDOWN;
	}
	sd->xmit_recursion++;
	skb = validate_xmit_skb(skb, dev);
	left = skb ? xmit_list(skb, txq) : NULL;
	sd->xmit_recursion--;
	if (!left)
		return skb ? NET_XMIT_SUCCESS : -ENOMEM;
	for (; left; left = skb) {
		skb = left->next;
		left->next = NULL;
		atomic_long_inc(&dev->tx_dropped);
		kfree_skb_place(left, "dev.queue_full");
	}
	return -ENOBUFS;
}

int dev_queue_xmit(struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;
	struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);
	int rc;

	frame_complete(skb);
	local_bh_disable();
	skb_reset_mac_header(skb);
	if (txq->qdisc)
		rc = dev_xmit_queued(skb, txq->qdisc);
	else
		rc = dev_xmit_noqueue(skb, dev, txq);
	local_bh_enable();
	return rc;
}

void net_tx_action(void)
{
	struct softnet_data *sd = this_softnet_data();
	struct Qdisc *q, *next;
	unsigned long flags;

	local_irq_save(flags);
	q = sd->output_queue;
	sd->output_queue = NULL;
	sd->output_queue_tailp = &sd->output_queue;
	local_irq_restore(flags);
	for (; q; q = next) {
		next = q->next_sched;
		q->scheduled = false;
		qdisc_run(q);
	}
}

/* ---- watchdog ---- */

static void dev_watchdog(struct timer_list *t)
{
	struct net_device *dev = from_timer(dev, t, watchdog_timer);
	struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);
	unsigned long limit =
		txq->trans_start + (unsigned long)dev->watchdog_timeo;

	if (!netif_device_present(dev) || !netif_running(dev) ||
	    !netif_carrier_ok(dev)) {
		dev->watchdog_up = false;
		return;
	}
	if (netif_xmit_stopped(txq) && time_after(jiffies, limit)) {
		atomic_long_inc(&txq->trans_timeout);
		netdev_err(
			dev,
			"NETDEV WATCHDOG: transmit queue 0 stands still for %u ms\n",
			jiffies_to_msecs(jiffies - txq->trans_start));
		dev->netdev_ops->ndo_tx_timeout(dev, 0);
	}
	mod_timer(&dev->watchdog_timer,
		  round_jiffies(jiffies + (unsigned long)dev->watchdog_timeo));
}

static void dev_watchdog_up(struct net_device *dev)
{
	if (!dev->netdev_ops->ndo_tx_timeout)
		return;
	if (dev->watchdog_timeo <= 0)
		dev->watchdog_timeo = 5 * HZ;
	dev->watchdog_up = true;
	mod_timer(&dev->watchdog_timer,
		  round_jiffies(jiffies + (unsigned long)dev->watchdog_timeo));
}

static void dev_watchdog_down(struct net_device *dev)
{
	if (dev->watchdog_up)
		del_timer_sync(&dev->watchdog_timer);
	dev->watchdog_up = false;
}

/* ---- carrier, open and close ---- */

static void qdisc_purge(struct Qdisc *q)
{
	struct sk_buff *skb, *next;
	bool validated;

	while ((skb = qdisc_dequeue(q, &validated))) {
		for (; skb; skb = next) {
			next = skb->next;
			skb->next = NULL;
			q->drops++;
			kfree_skb_place(skb, "dev.not_ready");
		}
	}
}

/* Queue and watchdog work while the device is open and has a carrier.
 * Softirqs are off. */
static void dev_follow_carrier(struct net_device *dev)
{
	struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);
	struct Qdisc *q = txq->qdisc;
	bool on = dev->flags & IFF_UP && netif_running(dev) &&
		  netif_carrier_ok(dev);

	if (!q || q->active == on)
		return;
	q->active = on;
	if (on) {
		txq_trans_update(txq);
		dev_watchdog_up(dev);
	} else {
		qdisc_purge(q);
	}
}

void dev_activate(struct net_device *dev)
{
	local_bh_disable();
	dev_follow_carrier(dev);
	local_bh_enable();
}

void dev_deactivate(struct net_device *dev)
{
	struct Qdisc *q = netdev_get_tx_queue(dev, 0)->qdisc;

	dev_watchdog_down(dev);
	local_bh_disable();
	if (q) {
		q->active = false;
		qdisc_purge(q);
	}
	local_bh_enable();
}

void netif_carrier_on(struct net_device *dev)
{
	if (!test_and_clear_bit(__LINK_STATE_NOCARRIER, &dev->state))
		return;
	if (dev->reg_state == NETREG_UNINITIALIZED)
		return;
	atomic_inc(&dev->carrier_up_count);
	dev_activate(dev);
}

void netif_carrier_off(struct net_device *dev)
{
	if (test_and_set_bit(__LINK_STATE_NOCARRIER, &dev->state))
		return;
	if (dev->reg_state == NETREG_UNINITIALIZED)
		return;
	atomic_inc(&dev->carrier_down_count);
	dev_activate(dev);
}

void netif_device_detach(struct net_device *dev)
{
	if (test_and_clear_bit(__LINK_STATE_PRESENT, &dev->state) &&
	    netif_running(dev))
		netif_tx_stop_all_queues(dev);
}

void netif_device_attach(struct net_device *dev)
{
	if (!test_and_set_bit(__LINK_STATE_PRESENT, &dev->state) &&
	    netif_running(dev)) {
		netif_tx_wake_all_queues(dev);
		if (netif_carrier_ok(dev))
			dev_watchdog_up(dev);
	}
}

int qdisc_create(struct net_device *dev)
{
	struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);
	struct Qdisc *q;

	timer_setup(&dev->watchdog_timer, dev_watchdog, 0);
	if (!dev->tx_queue_len)
		return 0;
	q = kzalloc(sizeof(*q), GFP_KERNEL);
	if (!q)
		return -ENOMEM;
	q->dev_queue = txq;
	for (int i = 0; i < PFIFO_BANDS; i++)
		skb_queue_head_init(&q->band[i]);
	txq->qdisc = dev->qdisc = q;
	return 0;
}

void qdisc_destroy(struct net_device *dev)
{
	struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);
	struct softnet_data *sd = this_softnet_data();
	struct Qdisc *q = txq->qdisc, **p;
	unsigned long flags;

	if (!q)
		return;
	local_irq_save(flags);
	for (p = &sd->output_queue; *p && *p != q; p = &(*p)->next_sched)
		;
	if (*p) {
		*p = q->next_sched;
		if (!*p)
			sd->output_queue_tailp = p;
	}
	local_irq_restore(flags);
	txq->qdisc = dev->qdisc = NULL;
	kfree(q);
}
