// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Statistics. The card's counters are 32 bits wide, stop at their maximum and
 * are cleared by reading (13.7), so the driver reads them often enough and
 * keeps the sums.
 */
#include "e1000.h"

static const struct {
	u16 reg;
	u16 offset; /* in struct e1000_hw_stats */
} e1000_counters[] = {
#define COUNTER(REG, field)                                         \
	{                                                           \
		E1000_##REG, offsetof(struct e1000_hw_stats, field) \
	}
	COUNTER(CRCERRS, crcerrs), COUNTER(ALGNERRC, algnerrc),
	COUNTER(RXERRC, rxerrc),   COUNTER(MPC, mpc),
	COUNTER(ECOL, ecol),	   COUNTER(LATECOL, latecol),
	COUNTER(COLC, colc),	   COUNTER(TNCRS, tncrs),
	COUNTER(CEXTERR, cexterr), COUNTER(GPRC, gprc),
	COUNTER(MPRC, mprc),	   COUNTER(GPTC, gptc),
	COUNTER(RNBC, rnbc),	   COUNTER(RUC, ruc),
	COUNTER(RFC, rfc),	   COUNTER(ROC, roc),
	COUNTER(RJC, rjc),
#undef COUNTER
};

/* Octets are counted in pairs, of which the low half is read first (13.7.31).
 */
static u64 e1000_stats_pair(struct e1000_adapter *adapter, u32 low, u32 high)
{
	u64 octets = e1000_read(adapter, low);

	return octets | (u64)e1000_read(adapter, high) << 32;
}

static void e1000_stats_read(struct e1000_adapter *adapter,
			     struct e1000_hw_stats *stats)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(e1000_counters); i++) {
		u64 *sum = (void *)stats + e1000_counters[i].offset;

		*sum += e1000_read(adapter, e1000_counters[i].reg);
	}
	stats->gorc += e1000_stats_pair(adapter, E1000_GORCL, E1000_GORCH);
	stats->gotc += e1000_stats_pair(adapter, E1000_GOTCL, E1000_GOTCH);
}

/* Context: any but hardirq. */
void e1000_stats_update(struct e1000_adapter *adapter)
{
	spin_lock_bh(&adapter->stats_lock);
	e1000_stats_read(adapter, &adapter->stats);
	spin_unlock_bh(&adapter->stats_lock);
}

/* What firmware or a link without a driver left in the counters. */
void e1000_stats_clear(struct e1000_adapter *adapter)
{
	struct e1000_hw_stats unused = {};

	e1000_stats_read(adapter, &unused);
}

/*
 * ndo_get_stats64. Octets without the FCS, as Linux counts them; the card's
 * are with it. Context: any but hardirq.
 */
void e1000_stats_get(struct net_device *netdev, struct rtnl_link_stats64 *s)
{
	struct e1000_adapter *adapter = netdev_priv(netdev);
	const struct e1000_hw_stats *hw = &adapter->stats;
	unsigned int i;

	spin_lock_bh(&adapter->stats_lock);
	e1000_stats_read(adapter, &adapter->stats);
	s->rx_packets = hw->gprc;
	s->rx_bytes = hw->gorc - hw->gprc * ETH_FCS_LEN;
	s->tx_packets = hw->gptc;
	s->tx_bytes = hw->gotc - hw->gptc * ETH_FCS_LEN;
	s->multicast = hw->mprc;
	s->collisions = hw->colc;

	s->rx_length_errors = hw->ruc + hw->rfc + hw->roc + hw->rjc;
	s->rx_crc_errors = hw->crcerrs;
	s->rx_frame_errors = hw->algnerrc;
	s->rx_missed_errors = hw->mpc;
	s->rx_errors = hw->rxerrc + hw->cexterr + s->rx_length_errors +
		       s->rx_crc_errors + s->rx_frame_errors;

	s->tx_aborted_errors = hw->ecol;
	s->tx_window_errors = hw->latecol;
	s->tx_carrier_errors = hw->tncrs;
	s->tx_errors = hw->ecol + hw->latecol;
	spin_unlock_bh(&adapter->stats_lock);

	/* What came through the card and went no further. */
	for (i = 0; i < E1000_QUEUES; i++) {
		const struct e1000_queue *q = &adapter->queue[i];

		s->rx_dropped += READ_ONCE(q->rx.bad_frames) +
				 READ_ONCE(q->rx.no_memory);
		s->tx_dropped += READ_ONCE(q->tx.dropped);
	}
}
