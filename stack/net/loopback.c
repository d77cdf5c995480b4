// SPDX-License-Identifier: MIT
/* The device "lo": what is sent over it comes in. */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include "net_internal.h"

static netdev_tx_t loopback_xmit(struct sk_buff *skb, struct net_device *dev)
{
	unsigned int len = skb->len;

	/* The sender's account ends here; its memory moves to the receiver. */
	skb_orphan(skb);
	skb_dst_drop(skb);
	skb->protocol = eth_type_trans(skb, dev);
	/* Nothing on this way can damage it. */
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	if (netif_rx(skb) == NET_RX_SUCCESS) {
		dev->stats.tx_packets++;
		dev->stats.tx_bytes += len;
		dev->stats.rx_packets++;
		dev->stats.rx_bytes += len;
	}
	return NETDEV_TX_OK;
}

static const struct net_device_ops loopback_ops = {
	.ndo_start_xmit = loopback_xmit,
	.ndo_set_mac_address = eth_mac_addr,
};

static void loopback_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &loopback_ops;
	dev->mtu = 65536;
	dev->max_mtu = 0;
	dev->min_mtu = 0;
	dev->type = ARPHRD_LOOPBACK;
	dev->flags = IFF_LOOPBACK;
	dev->tx_queue_len = 0; /* no queue: nothing ever waits */
	/* Nothing on the way reads a checksum. */
	dev->features = NETIF_F_SG | NETIF_F_HW_CSUM;
	eth_zero_addr(dev->broadcast);
}

int loopback_init(struct net *net)
{
	struct net_device *dev =
		alloc_netdev(0, "lo", NET_NAME_UNKNOWN, loopback_setup);
	int err;

	if (!dev)
		return -ENOMEM;
	dev->nd_net = net;
	err = register_netdev(dev);
	if (err) {
		free_netdev(dev);
		return err;
	}
	net->loopback_dev = dev;
	rtnl_lock();
	err = dev_open(dev);
	rtnl_unlock();
	return err;
}

void loopback_exit(struct net *net)
{
	if (!net->loopback_dev)
		return;
	unregister_netdev(net->loopback_dev);
	free_netdev(net->loopback_dev);
	net->loopback_dev = NULL;
}
