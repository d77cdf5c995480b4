// SPDX-License-Identifier: MIT OR GPL-2.0
/* ethtool: interrupt moderation and ring sizes; pause parameters are flow.c's.
 * Context: process, rtnl. */
#include "e1000.h"

#define MIN_USECS 10
#define MAX_USECS 10000

static void e1000_get_drvinfo(struct net_device *netdev,
			      struct ethtool_drvinfo *info)
{
	struct e1000_adapter *adapter = netdev_priv(netdev);

	strscpy(info->driver, E1000_NAME, sizeof(info->driver));
	strscpy(info->bus_info, pci_name(adapter->pdev),
		sizeof(info->bus_info));
}

/*
 * rx-usecs is 0 (off), 1 (dynamic), 3 (dynamic, conservative), 4 (simplified)
 * or the microseconds between two interrupts. The card moderates both
 * directions together, so there is no tx-usecs.
 */
static int e1000_get_coalesce(struct net_device *netdev,
			      struct ethtool_coalesce *ec,
			      struct kernel_ethtool_coalesce *kernel_ec,
			      struct netlink_ext_ack *extack)
{
	struct e1000_adapter *adapter = netdev_priv(netdev);

	ec->rx_coalesce_usecs = adapter->queue[0].itr.usecs;
	return 0;
}

static int e1000_set_coalesce(struct net_device *netdev,
			      struct ethtool_coalesce *ec,
			      struct kernel_ethtool_coalesce *kernel_ec,
			      struct netlink_ext_ack *extack)
{
	struct e1000_adapter *adapter = netdev_priv(netdev);
	u32 usecs = ec->rx_coalesce_usecs;
	unsigned int i;

	if (usecs > MAX_USECS || usecs == 2 ||
	    (usecs > E1000_ITR_SIMPLIFIED && usecs < MIN_USECS))
		return -EINVAL;
	for (i = 0; i < E1000_QUEUES; i++) {
		struct e1000_queue *q = &adapter->queue[i];

		e1000_itr_init(&q->itr, usecs);
		/* Else up does it. */
		if (!test_bit(E1000_FLAG_DOWN, &adapter->flags))
			e1000_itr_write(q);
	}
	return 0;
}

static void e1000_get_ringparam(struct net_device *netdev,
				struct ethtool_ringparam *ring,
				struct kernel_ethtool_ringparam *kernel_ring,
				struct netlink_ext_ack *extack)
{
	struct e1000_adapter *adapter = netdev_priv(netdev);

	ring->rx_max_pending = E1000_RING_MAX;
	ring->tx_max_pending = E1000_RING_MAX;
	ring->rx_pending = adapter->rx_count;
	ring->tx_pending = adapter->tx_count;
}

static int e1000_set_ringparam(struct net_device *netdev,
			       struct ethtool_ringparam *ring,
			       struct kernel_ethtool_ringparam *kernel_ring,
			       struct netlink_ext_ack *extack)
{
	struct e1000_adapter *adapter = netdev_priv(netdev);
	u32 rx, tx;

	if (ring->rx_mini_pending || ring->rx_jumbo_pending)
		return -EINVAL;
	if (netif_running(netdev))
		return -EBUSY;
	rx = clamp_t(u32, ring->rx_pending, E1000_RING_MIN, E1000_RING_MAX);
	tx = clamp_t(u32, ring->tx_pending, E1000_RING_MIN, E1000_RING_MAX);
	adapter->rx_count = ALIGN(rx, E1000_RING_MULTIPLE);
	adapter->tx_count = ALIGN(tx, E1000_RING_MULTIPLE);
	return 0;
}

#define BOTH_MODES(cmd, mode)                                                 \
	do {                                                                  \
		ethtool_link_ksettings_add_link_mode(cmd, supported, mode);   \
		ethtool_link_ksettings_add_link_mode(cmd, advertising, mode); \
	} while (0)

/* What the PHY offers its partner is all that it can do. */
static int e1000_get_link_ksettings(struct net_device *netdev,
				    struct ethtool_link_ksettings *cmd)
{
	struct e1000_adapter *adapter = netdev_priv(netdev);
	u32 status = e1000_read(adapter, E1000_STATUS);

	ethtool_link_ksettings_zero_link_mode(cmd, supported);
	ethtool_link_ksettings_zero_link_mode(cmd, advertising);
	BOTH_MODES(cmd, 10baseT_Half);
	BOTH_MODES(cmd, 10baseT_Full);
	BOTH_MODES(cmd, 100baseT_Half);
	BOTH_MODES(cmd, 100baseT_Full);
	BOTH_MODES(cmd, 1000baseT_Full);
	BOTH_MODES(cmd, Autoneg);
	BOTH_MODES(cmd, TP);
	cmd->base.port = PORT_TP;
	cmd->base.phy_address = 1;
	cmd->base.autoneg = AUTONEG_ENABLE;
	cmd->base.speed = SPEED_UNKNOWN;
	cmd->base.duplex = DUPLEX_UNKNOWN;
	if (adapter->link_speed) {
		cmd->base.speed = adapter->link_speed;
		cmd->base.duplex =
			status & E1000_STATUS_FD ? DUPLEX_FULL : DUPLEX_HALF;
	}
	return 0;
}

const struct ethtool_ops e1000_ethtool_ops = {
	.supported_coalesce_params = ETHTOOL_COALESCE_RX_USECS,
	.get_drvinfo = e1000_get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_coalesce = e1000_get_coalesce,
	.set_coalesce = e1000_set_coalesce,
	.get_ringparam = e1000_get_ringparam,
	.set_ringparam = e1000_set_ringparam,
	.get_link_ksettings = e1000_get_link_ksettings,
	.get_pauseparam = e1000_get_pauseparam,
	.set_pauseparam = e1000_set_pauseparam,
};
