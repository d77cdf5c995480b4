// SPDX-License-Identifier: MIT OR GPL-2.0
/* The network device: up, down, and what goes on meanwhile. */
#include <linux/rtnetlink.h>

#include "e1000.h"

/*
 * The card is reset and the rings are allocated and empty: begin to receive
 * and, once there is a link, to send. Context: process, rtnl.
 */
static void e1000_up(struct e1000_adapter *adapter)
{
	struct net_device *netdev = adapter->netdev;
	struct e1000_queue *q = &adapter->queue[0];

	e1000_hw_setup(adapter);
	e1000_hw_setup_tx(adapter);
	e1000_hw_setup_rx(adapter);
	e1000_rx_refill(q, q->rx.count - 1);
	napi_enable(&q->napi);

	netif_addr_lock_bh(netdev);
	clear_bit(E1000_FLAG_DOWN, &adapter->flags);
	e1000_hw_set_rx_mode(adapter);
	netif_addr_unlock_bh(netdev);

	netif_start_queue(netdev);
	e1000_irq_enable(adapter);
	if (e1000_flow_advertise(adapter))
		netdev_warn(netdev, "the PHY does not answer\n");
	/* The link may be up already, and then nothing announces it. */
	schedule_work(&adapter->link_work);
	schedule_delayed_work(&adapter->watchdog, E1000_WATCHDOG_SEC * HZ);
}

/*
 * The opposite: on return nothing of the driver runs, the card is reset, and
 * the rings are empty. Returns e1000_hw_reset()'s error; the rest is done all
 * the same. Context: process, rtnl.
 */
static int e1000_down(struct e1000_adapter *adapter)
{
	struct net_device *netdev = adapter->netdev;
	struct e1000_queue *q = &adapter->queue[0];
	int err;

	/* The lock waits for a set_rx_mode that still found the device up. */
	netif_addr_lock_bh(netdev);
	set_bit(E1000_FLAG_DOWN, &adapter->flags);
	netif_addr_unlock_bh(netdev);

	netif_carrier_off(netdev);
	netif_tx_disable(netdev);
	/* Poll first: it unmasks as it completes. */
	napi_disable(&q->napi);
	e1000_irq_disable(adapter);
	e1000_flush(adapter);
	synchronize_irq(adapter->pdev->irq);
	/* Only the handler and the work itself could schedule these. */
	cancel_work_sync(&adapter->link_work);
	cancel_delayed_work_sync(&adapter->watchdog);
	/* The link work may have run until now. */
	netif_carrier_off(netdev);
	adapter->link_speed = 0;

	/* Reset clears them. */
	e1000_stats_update(adapter);
	err = e1000_hw_reset(adapter);
	if (err)
		netdev_err(netdev, "the card does not come out of reset\n");
	e1000_tx_clean(q);
	e1000_rx_clean(q);
	return err;
}

static int e1000_open(struct net_device *netdev)
{
	struct e1000_adapter *adapter = netdev_priv(netdev);
	struct e1000_queue *q = &adapter->queue[0];
	int err;

	err = e1000_tx_alloc(q);
	if (err)
		return err;
	err = e1000_rx_alloc(q);
	if (err)
		goto free_tx;
	err = request_irq(adapter->pdev->irq, e1000_irq, IRQF_SHARED,
			  netdev->name, adapter);
	if (err)
		goto free_rx;
	e1000_up(adapter);
	return 0;

free_rx:
	e1000_rx_free(q);
free_tx:
	e1000_tx_free(q);
	return err;
}

static int e1000_stop(struct net_device *netdev)
{
	struct e1000_adapter *adapter = netdev_priv(netdev);
	struct e1000_queue *q = &adapter->queue[0];

	/* A reset that failed has left it down. */
	if (!test_bit(E1000_FLAG_DOWN, &adapter->flags))
		e1000_down(adapter);
	free_irq(adapter->pdev->irq, adapter);
	e1000_rx_free(q);
	e1000_tx_free(q);
	return 0;
}

/* Down and up again, if up. Context: process, rtnl. */
static int e1000_restart(struct e1000_adapter *adapter)
{
	int err;

	if (test_bit(E1000_FLAG_DOWN, &adapter->flags))
		return 0;
	err = e1000_down(adapter);
	if (err)
		netif_device_detach(adapter->netdev);
	else
		e1000_up(adapter);
	return err;
}

/* Recovery from a transmitter that hangs. Context: process. */
static void e1000_reset_work(struct work_struct *work)
{
	struct e1000_adapter *adapter =
		container_of(work, struct e1000_adapter, reset_work);

	/* stop holds the lock, and so can not wait for this work: it may run
	 * when the device has been closed, and finds it down then. */
	rtnl_lock();
	e1000_restart(adapter);
	rtnl_unlock();
}

/* The stack's watchdog: the queue has been stopped for too long. Context:
 * softirq. */
static void e1000_tx_timeout(struct net_device *netdev, unsigned int txqueue)
{
	struct e1000_adapter *adapter = netdev_priv(netdev);

	netdev_err(netdev, "transmit timed out, resetting\n");
	schedule_work(&adapter->reset_work);
}

/* A stopped queue is not needed for this one to see that nothing moves. */
static void e1000_check_tx(struct e1000_adapter *adapter)
{
	struct e1000_queue *q = &adapter->queue[0];

	if (!e1000_tx_hung(q) || !netif_carrier_ok(adapter->netdev))
		return;
	/* The peer's PAUSE frames may hold it: that is no hang. */
	if (e1000_read(adapter, E1000_STATUS) & E1000_STATUS_TXOFF)
		return;
	netdev_err(
		adapter->netdev,
		"transmitter hangs, resetting: TDH %u TDT %u next_to_use %u next_to_clean %u\n",
		e1000_read(adapter, E1000_TDH), e1000_read(adapter, E1000_TDT),
		q->tx.next_to_use, q->tx.next_to_clean);
	schedule_work(&adapter->reset_work);
}

/* Every E1000_WATCHDOG_SEC while up. Context: process. */
static void e1000_watchdog(struct work_struct *work)
{
	struct e1000_adapter *adapter = container_of(
		to_delayed_work(work), struct e1000_adapter, watchdog);

	e1000_stats_update(adapter);
	e1000_itr_watchdog(adapter);
	e1000_check_tx(adapter);
	/* A ring without buffers brings no interrupt that would fill it: make
	 * one (13.4.19). */
	if (READ_ONCE(adapter->queue[0].rx.starved))
		e1000_write(adapter, E1000_ICS, E1000_ICS_RXDMT0);
	schedule_delayed_work(&adapter->watchdog, E1000_WATCHDOG_SEC * HZ);
}

/* Context: any, under netif_addr_lock. */
static void e1000_set_rx_mode(struct net_device *netdev)
{
	struct e1000_adapter *adapter = netdev_priv(netdev);

	/* Else up does it. */
	if (!test_bit(E1000_FLAG_DOWN, &adapter->flags))
		e1000_hw_set_rx_mode(adapter);
}

static int e1000_set_mac_address(struct net_device *netdev, void *p)
{
	struct e1000_adapter *adapter = netdev_priv(netdev);
	const struct sockaddr *addr = p;

	if (!is_valid_ether_addr((const u8 *)addr->sa_data))
		return -EADDRNOTAVAIL;
	eth_hw_addr_set(netdev, (const u8 *)addr->sa_data);
	if (!test_bit(E1000_FLAG_DOWN, &adapter->flags))
		e1000_hw_set_rar(adapter, 0, netdev->dev_addr);
	return 0;
}

static int e1000_change_mtu(struct net_device *netdev, int mtu)
{
	netdev->mtu = mtu;
	/* RCTL.LPE and the split of the packet memory depend on it. */
	return e1000_restart(netdev_priv(netdev));
}

/* Returns 1: netdev->features is set. Context: process, rtnl. */
static int e1000_set_features(struct net_device *netdev,
			      netdev_features_t features)
{
	const netdev_features_t ours =
		NETIF_F_RXCSUM | NETIF_F_HW_VLAN_CTAG_RX |
		NETIF_F_HW_VLAN_CTAG_FILTER | NETIF_F_RXALL | NETIF_F_RXFCS;
	netdev_features_t changed = netdev->features ^ features;

	/* The others are the stack's business. */
	if (!(changed & ours))
		return 0;
	/* RXCSUM is not to be written while the card receives. */
	netdev->features = features;
	e1000_restart(netdev_priv(netdev));
	return 1;
}

static const struct net_device_ops e1000_netdev_ops = {
	.ndo_open = e1000_open,
	.ndo_stop = e1000_stop,
	.ndo_start_xmit = e1000_tx_xmit,
	.ndo_tx_timeout = e1000_tx_timeout,
	.ndo_set_rx_mode = e1000_set_rx_mode,
	.ndo_set_mac_address = e1000_set_mac_address,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_change_mtu = e1000_change_mtu,
	.ndo_get_stats64 = e1000_stats_get,
	.ndo_fix_features = e1000_vlan_fix_features,
	.ndo_set_features = e1000_set_features,
	.ndo_vlan_rx_add_vid = e1000_vlan_add_vid,
	.ndo_vlan_rx_kill_vid = e1000_vlan_kill_vid,
};

#define E1000_FEATURES                                                 \
	(NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_TSO | NETIF_F_RXCSUM | \
	 NETIF_F_HW_VLAN_CTAG_RX | NETIF_F_HW_VLAN_CTAG_TX |           \
	 NETIF_F_HW_VLAN_CTAG_FILTER)

/* Before register_netdev(). */
void e1000_netdev_init(struct net_device *netdev)
{
	struct e1000_adapter *adapter = netdev_priv(netdev);

	INIT_WORK(&adapter->link_work, e1000_hw_link_work);
	INIT_WORK(&adapter->reset_work, e1000_reset_work);
	INIT_DELAYED_WORK(&adapter->watchdog, e1000_watchdog);

	netdev->netdev_ops = &e1000_netdev_ops;
	netdev->ethtool_ops = &e1000_ethtool_ops;
	netdev->watchdog_timeo = 5 * HZ;
	netdev->hw_features = E1000_FEATURES | NETIF_F_RXALL | NETIF_F_RXFCS;
	netdev->features = E1000_FEATURES;
	netdev->vlan_features = NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_TSO;
	netif_set_tso_max_size(netdev, E1000_TSO_MAX_SIZE);
	netdev->priv_flags |= IFF_UNICAST_FLT;
	netdev->min_mtu = ETH_MIN_MTU;
	netdev->max_mtu = E1000_MAX_MTU;
}
