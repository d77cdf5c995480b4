// SPDX-License-Identifier: MIT
/* What a device can do: agreed on, changed, and for one packet. */
#include <linux/if_vlan.h>
#include "net_internal.h"

/* What depends on something that is not there goes as well. */
static netdev_features_t netdev_fix_features(struct net_device *dev,
					     netdev_features_t features)
{
	const struct net_device_ops *ops = dev->netdev_ops;

	if (ops->ndo_fix_features)
		features = ops->ndo_fix_features(dev, features);
	/* A frame in pieces is summed by the device, or not at all. */
	if (!(features & NETIF_F_CSUM_MASK))
		features &= ~(NETIF_F_SG | NETIF_F_ALL_TSO);
	if (!(features & NETIF_F_SG))
		features &=
			~(NETIF_F_ALL_TSO | NETIF_F_GSO_UDP_L4 | NETIF_F_GSO);
	return features;
}

int __netdev_update_features(struct net_device *dev)
{
	netdev_features_t features =
		(dev->features & ~dev->hw_features) | dev->wanted_features;
	int err = 0;

	ASSERT_RTNL();
	features = netdev_fix_features(dev, features);
	if (features == dev->features)
		return 0;
	if (dev->netdev_ops->ndo_set_features)
		err = dev->netdev_ops->ndo_set_features(dev, features);
	if (err < 0) {
		netdev_err(
			dev,
			"set_features() failed (%d); wanted %#llx, left %#llx\n",
			err, (unsigned long long)features,
			(unsigned long long)dev->features);
		return -1;
	}
	/* With a value above 0 the driver has set them itself. */
	if (!err)
		dev->features = features;
	return 1;
}

void netdev_update_features(struct net_device *dev)
{
	if (__netdev_update_features(dev))
		netdev_features_change(dev);
}

void netdev_features_change(struct net_device *dev)
{
	call_netdevice_notifiers(NETDEV_CHANGE, dev);
}

void features_register(struct net_device *dev)
{
	dev->hw_features |= NETIF_F_SOFT_FEATURES;
	dev->features |= NETIF_F_SOFT_FEATURES;
	dev->wanted_features = dev->features & dev->hw_features;
	/* Quietly: nobody knows the device yet. */
	__netdev_update_features(dev);
}

void netif_set_tso_max_size(struct net_device *dev, unsigned int size)
{
	dev->tso_max_size = min((unsigned int)GSO_MAX_SIZE, size);
	dev->gso_max_size = min(dev->gso_max_size, dev->tso_max_size);
}

int dev_set_gso_max_size(struct net_device *dev, unsigned int size)
{
	ASSERT_RTNL();
	if (!size || size > dev->tso_max_size)
		return -EINVAL;
	dev->gso_max_size = size;
	return 0;
}

netdev_features_t netif_skb_features(struct sk_buff *skb)
{
	const struct net_device *dev = skb->dev;
	netdev_features_t features = dev->features;

	if (skb_is_gso(skb) && skb->len >= dev->gso_max_size)
		features &= ~NETIF_F_GSO_MASK;
	if (skb_vlan_tagged(skb))
		features &= dev->vlan_features | NETIF_F_HW_VLAN_CTAG_TX;
	if (!(features & NETIF_F_HW_CSUM) && skb->ip_summed != CHECKSUM_NONE &&
	    !(features & NETIF_F_IP_CSUM &&
	      vlan_get_protocol(skb) == htons(ETH_P_IP)))
		features &= ~(NETIF_F_CSUM_MASK | NETIF_F_GSO_MASK);
	return features;
}
