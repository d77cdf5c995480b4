// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Interrupt moderation: how many interrupts per second the card may raise.
 *
 * ITR (13.4.18) sets the least time between two interrupts in steps of 256 ns.
 * In the dynamic modes the driver looks at what each interrupt brought, sorts
 * the traffic of each direction into one of three classes of latency, and sets
 * the rate for the slower of the two.
 */
#include "e1000.h"

#define ITR_START	   20000 /* interrupts per second */
#define ITR_RATE_LOWEST	   70000
#define ITR_RATE_LOW	   20000
#define ITR_RATE_BULK	   4000
#define ITR_RATE_SLOW_LINK 4000

/*
 * @usecs as ethtool's rx-usecs: 0, 1, 3, 4 are modes, from 10 on microseconds
 * between interrupts. Context: any, under rtnl once the device is registered.
 */
void e1000_itr_init(struct e1000_itr *itr, u32 usecs)
{
	itr->usecs = usecs;
	switch (usecs) {
	case E1000_ITR_OFF:
		itr->rate = 0;
		break;
	case E1000_ITR_DYNAMIC:
	case E1000_ITR_CONSERVATIVE:
		itr->rate = ITR_START;
		break;
	case E1000_ITR_SIMPLIFIED:
		itr->rate = e1000_itr_by_symmetry(0, 0);
		break;
	default:
		itr->rate = 1000000 / usecs;
		break;
	}
}

/* ITR's value for @rate interrupts per second; 0, no limit, for 0. */
u32 e1000_itr_register(u32 rate)
{
	return rate ? 1000000000 / (rate * 256) : 0;
}

/*
 * The class after an interrupt that brought @packets with @bytes in all, if
 * it was @latency before.
 */
enum e1000_latency e1000_itr_classify(enum e1000_latency latency,
				      unsigned int packets, unsigned int bytes)
{
	unsigned int size;

	if (!packets)
		return latency;
	size = bytes / packets;

	switch (latency) {
	case E1000_LATENCY_LOWEST:
		if (size > 8000)
			return E1000_LATENCY_BULK;
		if (packets < 5 && bytes > 512)
			return E1000_LATENCY_LOW;
		break;
	case E1000_LATENCY_LOW:
		if (bytes > 10000) {
			if (size > 8000 || packets < 10 || size > 1200)
				return E1000_LATENCY_BULK;
			if (packets > 35)
				return E1000_LATENCY_LOWEST;
		} else if (size > 2000) {
			return E1000_LATENCY_BULK;
		} else if (packets <= 2 && bytes < 512) {
			return E1000_LATENCY_LOWEST;
		}
		break;
	case E1000_LATENCY_BULK:
		if (bytes > 25000) {
			if (packets > 35)
				return E1000_LATENCY_LOW;
		} else if (bytes < 6000) {
			return E1000_LATENCY_LOW;
		}
		break;
	}
	return latency;
}

static enum e1000_latency e1000_itr_flow(struct e1000_itr *itr,
					 struct e1000_flow *flow)
{
	flow->latency =
		e1000_itr_classify(flow->latency, flow->packets, flow->bytes);
	/* The conservative mode never goes to the highest rate. */
	if (itr->usecs == E1000_ITR_CONSERVATIVE &&
	    flow->latency == E1000_LATENCY_LOWEST)
		flow->latency = E1000_LATENCY_LOW;
	return flow->latency;
}

/*
 * The rate to set after an interrupt, in the dynamic modes. Falls at once but
 * rises in quarters of the target, so that one quiet interrupt in a bulk
 * transfer does not open the gate.
 */
u32 e1000_itr_next(struct e1000_itr *itr, u32 link_speed)
{
	enum e1000_latency rx, tx;
	u32 target;

	/* Slower links bring too few packets to sort them. */
	if (link_speed != SPEED_1000) {
		target = ITR_RATE_SLOW_LINK;
	} else {
		tx = e1000_itr_flow(itr, &itr->tx);
		rx = e1000_itr_flow(itr, &itr->rx);
		switch (max(rx, tx)) {
		case E1000_LATENCY_LOWEST:
			target = ITR_RATE_LOWEST;
			break;
		case E1000_LATENCY_LOW:
			target = ITR_RATE_LOW;
			break;
		default:
			target = ITR_RATE_BULK;
			break;
		}
	}
	if (target <= itr->rate)
		return target;
	return min(itr->rate + target / 4, target);
}

/*
 * The simplified mode: 2000 when both directions carry the same number of
 * octets, 8000 when only one carries any, in between by their difference.
 */
u32 e1000_itr_by_symmetry(u32 rx_octets, u32 tx_octets)
{
	u32 sum = (rx_octets + tx_octets) / 10000;
	u32 difference = (rx_octets > tx_octets ? rx_octets - tx_octets
						: tx_octets - rx_octets) /
			 10000;

	return sum ? difference * 6000 / sum + 2000 : 8000;
}

/* A new interrupt: count from zero. Context: hardirq. */
void e1000_itr_start(struct e1000_itr *itr)
{
	itr->rx.packets = 0;
	itr->rx.bytes = 0;
	itr->tx.packets = 0;
	itr->tx.bytes = 0;
}

/* Tell the card. */
void e1000_itr_write(struct e1000_queue *q)
{
	e1000_write(q->adapter, E1000_ITR, e1000_itr_register(q->itr.rate));
}

static void e1000_itr_set_rate(struct e1000_queue *q, u32 rate)
{
	if (rate == q->itr.rate)
		return;
	q->itr.rate = rate;
	e1000_itr_write(q);
}

/* All work of an interrupt has been done. Context: softirq. */
void e1000_itr_update(struct e1000_queue *q)
{
	struct e1000_itr *itr = &q->itr;

	if (itr->usecs != E1000_ITR_DYNAMIC &&
	    itr->usecs != E1000_ITR_CONSERVATIVE)
		return;
	e1000_itr_set_rate(q, e1000_itr_next(itr, q->adapter->link_speed));
}

/* Every E1000_WATCHDOG_SEC, after the statistics. Context: process. */
void e1000_itr_watchdog(struct e1000_adapter *adapter)
{
	u32 rx = adapter->stats.gorc - adapter->itr_gorc;
	u32 tx = adapter->stats.gotc - adapter->itr_gotc;
	unsigned int i;

	adapter->itr_gorc = adapter->stats.gorc;
	adapter->itr_gotc = adapter->stats.gotc;
	for (i = 0; i < E1000_QUEUES; i++) {
		struct e1000_queue *q = &adapter->queue[i];

		if (q->itr.usecs == E1000_ITR_SIMPLIFIED)
			e1000_itr_set_rate(q, e1000_itr_by_symmetry(rx, tx));
	}
}
