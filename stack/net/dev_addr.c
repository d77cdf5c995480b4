// SPDX-License-Identifier: MIT
/* Addresses a device receives besides its own, and the modes for all. */
#include <linux/etherdevice.h>
#include <linux/slab.h>
#include "net_internal.h"

static struct netdev_hw_addr *hw_addr_find(struct netdev_hw_addr_list *l,
					   const struct net_device *dev,
					   const unsigned char *addr)
{
	struct netdev_hw_addr *ha;

	list_for_each_entry (ha, &l->list, list)
		if (!memcmp(ha->addr, addr, dev->addr_len))
			return ha;
	return NULL;
}

static int hw_addr_add(struct netdev_hw_addr_list *l, struct net_device *dev,
		       const unsigned char *addr)
{
	struct netdev_hw_addr *ha = hw_addr_find(l, dev, addr);

	if (ha) {
		ha->refcount++;
		return 0;
	}
	ha = kzalloc(sizeof(*ha), GFP_ATOMIC);
	if (!ha)
		return -ENOMEM;
	memcpy(ha->addr, addr, dev->addr_len);
	ha->refcount = 1;
	list_add_tail(&ha->list, &l->list);
	l->count++;
	return 0;
}

static void hw_addr_free(struct netdev_hw_addr_list *l,
			 struct netdev_hw_addr *ha)
{
	list_del(&ha->list);
	l->count--;
	kfree(ha);
}

static int hw_addr_del(struct netdev_hw_addr_list *l, struct net_device *dev,
		       const unsigned char *addr)
{
	struct netdev_hw_addr *ha = hw_addr_find(l, dev, addr);

	if (!ha)
		return -ENOENT;
	if (--ha->refcount == 0)
		hw_addr_free(l, ha);
	return 0;
}

static void flush(struct netdev_hw_addr_list *l)
{
	struct netdev_hw_addr *ha, *next;

	list_for_each_entry_safe (ha, next, &l->list, list)
		hw_addr_free(l, ha);
}

void dev_addr_flush(struct net_device *dev)
{
	netif_addr_lock_bh(dev);
	flush(&dev->uc);
	flush(&dev->mc);
	netif_addr_unlock_bh(dev);
}

/* Counts those who want everything; tells about the change of mode. */
static int change_promiscuity(struct net_device *dev, int inc)
{
	unsigned int old = dev->flags;

	if (inc < 0 && dev->promiscuity < (unsigned int)-inc)
		return -EINVAL;
	dev->promiscuity += (unsigned int)inc;
	if (dev->promiscuity)
		dev->flags |= IFF_PROMISC;
	else
		dev->flags &= ~(unsigned int)IFF_PROMISC;
	if (dev->flags != old)
		netdev_info(dev, "%s promiscuous mode\n",
			    dev->flags & IFF_PROMISC ? "entered" : "left");
	return 0;
}

static void __dev_set_rx_mode(struct net_device *dev)
{
	if (!(dev->flags & IFF_UP) || !netif_device_present(dev))
		return;
	/* A device that filters on one address only must take all frames to
	 * see those for a second one. */
	if (!(dev->priv_flags & IFF_UNICAST_FLT)) {
		if (!netdev_uc_empty(dev) && !dev->uc_promisc) {
			change_promiscuity(dev, 1);
			dev->uc_promisc = true;
		} else if (netdev_uc_empty(dev) && dev->uc_promisc) {
			change_promiscuity(dev, -1);
			dev->uc_promisc = false;
		}
	}
	if (dev->netdev_ops->ndo_set_rx_mode)
		dev->netdev_ops->ndo_set_rx_mode(dev);
}

void dev_set_rx_mode(struct net_device *dev)
{
	netif_addr_lock_bh(dev);
	__dev_set_rx_mode(dev);
	netif_addr_unlock_bh(dev);
}

static int change(struct net_device *dev, struct netdev_hw_addr_list *l,
		  const unsigned char *addr,
		  int (*op)(struct netdev_hw_addr_list *, struct net_device *,
			    const unsigned char *))
{
	int err;

	netif_addr_lock_bh(dev);
	err = op(l, dev, addr);
	if (!err)
		__dev_set_rx_mode(dev);
	netif_addr_unlock_bh(dev);
	return err;
}

int dev_mc_add(struct net_device *dev, const unsigned char *addr)
{
	return change(dev, &dev->mc, addr, hw_addr_add);
}

int dev_mc_del(struct net_device *dev, const unsigned char *addr)
{
	return change(dev, &dev->mc, addr, hw_addr_del);
}

int dev_uc_add(struct net_device *dev, const unsigned char *addr)
{
	return change(dev, &dev->uc, addr, hw_addr_add);
}

int dev_uc_del(struct net_device *dev, const unsigned char *addr)
{
	return change(dev, &dev->uc, addr, hw_addr_del);
}

int dev_set_promiscuity(struct net_device *dev, int inc)
{
	int err;

	ASSERT_RTNL();
	netif_addr_lock_bh(dev);
	err = change_promiscuity(dev, inc);
	if (!err)
		__dev_set_rx_mode(dev);
	netif_addr_unlock_bh(dev);
	return err;
}

int dev_set_allmulti(struct net_device *dev, int inc)
{
	ASSERT_RTNL();
	if (inc < 0 && dev->allmulti < (unsigned int)-inc)
		return -EINVAL;
	netif_addr_lock_bh(dev);
	dev->allmulti += (unsigned int)inc;
	if (dev->allmulti)
		dev->flags |= IFF_ALLMULTI;
	else
		dev->flags &= ~(unsigned int)IFF_ALLMULTI;
	__dev_set_rx_mode(dev);
	netif_addr_unlock_bh(dev);
	return 0;
}
