// SPDX-License-Identifier: MIT
/* Network devices: their life, names, and figures. */
#include <linux/etherdevice.h>
#include <linux/slab.h>
#include "net_internal.h"

/* ---- who wants to know ---- */

void register_netdevice_notifier(struct net *net, struct notifier_block *nb)
{
	list_add_tail(&nb->list, &net->netdev_chain);
}

void unregister_netdevice_notifier(struct net *net, struct notifier_block *nb)
{
	list_del(&nb->list);
}

int call_netdevice_notifiers(unsigned long event, struct net_device *dev)
{
	struct notifier_block *nb;

	list_for_each_entry (nb, &dev_net(dev)->netdev_chain, list) {
		int err = nb->notifier_call(nb, event, dev);

		if (err)
			return err;
	}
	return 0;
}

/* ---- life ---- */

struct net_device *alloc_netdev_mqs(int sizeof_priv, const char *name,
				    unsigned char name_assign_type,
				    void (*setup)(struct net_device *),
				    unsigned int txqs, unsigned int rxqs)
{
	size_t size = ALIGN(sizeof(struct net_device), NETDEV_ALIGN) +
		      (size_t)sizeof_priv + NETDEV_ALIGN - 1;
	struct net_device *dev;
	void *base;

	if (txqs < 1 || rxqs < 1)
		return NULL;
	base = kzalloc(size, GFP_KERNEL);
	if (!base)
		return NULL;
	dev = PTR_ALIGN((struct net_device *)base, NETDEV_ALIGN);
	dev->alloc_base = base;
	dev->_tx = kcalloc(txqs, sizeof(*dev->_tx), GFP_KERNEL);
	if (!dev->_tx) {
		kfree(base);
		return NULL;
	}
	dev->num_tx_queues = dev->real_num_tx_queues = txqs;
	dev->num_rx_queues = dev->real_num_rx_queues = rxqs;
	for (unsigned int i = 0; i < txqs; i++) {
		dev->_tx[i].dev = dev;
		dev->_tx[i].xmit_lock_owner = -1;
		spin_lock_init(&dev->_tx[i]._xmit_lock);
	}
	dev->nd_net = kernel_net(kernel_this());
	dev->dev_addr = dev->dev_addr_store;
	INIT_LIST_HEAD(&dev->napi_list);
	INIT_LIST_HEAD(&dev->dev_list);
	INIT_LIST_HEAD(&dev->uc.list);
	INIT_LIST_HEAD(&dev->mc.list);
	spin_lock_init(&dev->addr_list_lock);
	dev->gso_max_size = dev->tso_max_size = GSO_LEGACY_MAX_SIZE;
	strscpy(dev->name, name, sizeof(dev->name));
	setup(dev);
	return dev;
}

void free_netdev(struct net_device *dev)
{
	struct napi_struct *n, *next;

	BUG_ON(dev->reg_state == NETREG_REGISTERED);
	list_for_each_entry_safe (n, next, &dev->napi_list, dev_list)
		netif_napi_del(n);
	dev_addr_flush(dev);
	kfree(dev->_tx);
	kfree(dev->alloc_base);
}

struct net_device *dev_get_by_name(struct net *net, const char *name)
{
	struct net_device *dev;

	for_each_netdev (net, dev)
		if (!strcmp(dev->name, name))
			return dev;
	return NULL;
}

struct net_device *dev_get_by_index(struct net *net, int ifindex)
{
	struct net_device *dev;

	for_each_netdev (net, dev)
		if (dev->ifindex == ifindex)
			return dev;
	return NULL;
}

/* "eth%d": the first number that is free. */
int dev_alloc_name(struct net_device *dev, const char *name)
{
	char pattern[IFNAMSIZ], buf[IFNAMSIZ];
	size_t n;

	strscpy(pattern, name, sizeof(pattern));
	n = strlen(pattern);
	if (n < 2 || strcmp(pattern + n - 2, "%d")) {
		if (dev_get_by_name(dev_net(dev), pattern))
			return -EEXIST;
		strscpy(dev->name, pattern, sizeof(dev->name));
		return 0;
	}
	pattern[n - 2] = '\0';
	for (int i = 0; i < 100; i++) {
		snprintf(buf, sizeof(buf), "%s%d", pattern, i);
		if (!dev_get_by_name(dev_net(dev), buf)) {
			strscpy(dev->name, buf, sizeof(dev->name));
			return i;
		}
	}
	return -ENFILE;
}

int register_netdevice(struct net_device *dev)
{
	struct net *net = dev_net(dev);
	int err;

	ASSERT_RTNL();
	BUG_ON(dev->reg_state != NETREG_UNINITIALIZED || !dev->netdev_ops);
	err = dev_alloc_name(dev, dev->name);
	if (err < 0)
		return err;
	if (dev->netdev_ops->ndo_init) {
		err = dev->netdev_ops->ndo_init(dev);
		if (err)
			return err > 0 ? -EIO : err;
	}
	err = qdisc_create(dev);
	if (err)
		goto uninit;
	features_register(dev);
	if (!dev->ifindex)
		dev->ifindex = ++net->ifindex_last;
	memcpy(dev->perm_addr, dev->dev_addr, dev->addr_len);
	set_bit(__LINK_STATE_PRESENT, &dev->state);
	dev->reg_state = NETREG_REGISTERED;
	local_bh_disable();
	list_add_tail(&dev->dev_list, &net->dev_base_head);
	local_bh_enable();
	err = call_netdevice_notifiers(NETDEV_REGISTER, dev);
	if (!err)
		return 0;
	local_bh_disable();
	list_del(&dev->dev_list);
	local_bh_enable();
	dev->reg_state = NETREG_UNREGISTERED;
	qdisc_destroy(dev);
uninit:
	if (dev->netdev_ops->ndo_uninit)
		dev->netdev_ops->ndo_uninit(dev);
	return err;
}

int register_netdev(struct net_device *dev)
{
	int err;

	rtnl_lock();
	err = register_netdevice(dev);
	rtnl_unlock();
	return err;
}

/* The figures outlive the device; a name that comes back goes on there. */
static void keep_final_stats(struct net_device *dev)
{
	struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);
	struct net *net = dev_net(dev);
	struct netdev_final *f = net->old_stats;
	unsigned int i = 0;

	while (i < net->old_stats_count && strcmp(f[i].name, dev->name))
		i++;
	if (i == OLD_STATS)
		return;
	if (i == net->old_stats_count)
		net->old_stats_count++;
	f += i;
	strscpy(f->name, dev->name, sizeof(f->name));
	dev_get_stats(dev, &f->stats);
	if (txq->qdisc) {
		f->qdisc_drops = txq->qdisc->drops;
		f->qdisc_requeues = txq->qdisc->requeues;
	}
	f->tx_timeouts = (u64)atomic_long_read(&txq->trans_timeout);
}

void unregister_netdevice(struct net_device *dev)
{
	ASSERT_RTNL();
	BUG_ON(dev->reg_state != NETREG_REGISTERED);
	dev_close(dev);
	dev->reg_state = NETREG_UNREGISTERING;
	keep_final_stats(dev);
	call_netdevice_notifiers(NETDEV_UNREGISTER, dev);
	local_bh_disable();
	list_del(&dev->dev_list);
	local_bh_enable();
	synchronize_net();
	dev_addr_flush(dev);
	if (dev->netdev_ops->ndo_uninit)
		dev->netdev_ops->ndo_uninit(dev);
	qdisc_destroy(dev);
	dev->reg_state = NETREG_UNREGISTERED;
}

void unregister_netdev(struct net_device *dev)
{
	rtnl_lock();
	unregister_netdevice(dev);
	rtnl_unlock();
}

/* ---- up and down ---- */

int dev_open(struct net_device *dev)
{
	const struct net_device_ops *ops = dev->netdev_ops;
	int err = 0;

	ASSERT_RTNL();
	if (dev->flags & IFF_UP)
		return 0;
	if (!netif_device_present(dev))
		return -ENODEV;
	set_bit(__LINK_STATE_START, &dev->state);
	if (ops->ndo_validate_addr)
		err = ops->ndo_validate_addr(dev);
	if (!err && ops->ndo_open)
		err = ops->ndo_open(dev);
	if (err) {
		clear_bit(__LINK_STATE_START, &dev->state);
		return err;
	}
	dev->flags |= IFF_UP;
	dev_set_rx_mode(dev);
	dev_activate(dev);
	call_netdevice_notifiers(NETDEV_UP, dev);
	return 0;
}

void dev_close(struct net_device *dev)
{
	ASSERT_RTNL();
	if (!(dev->flags & IFF_UP))
		return;
	call_netdevice_notifiers(NETDEV_GOING_DOWN, dev);
	clear_bit(__LINK_STATE_START, &dev->state);
	dev_deactivate(dev);
	if (dev->netdev_ops->ndo_stop)
		dev->netdev_ops->ndo_stop(dev);
	dev->flags &= ~(unsigned int)IFF_UP;
	call_netdevice_notifiers(NETDEV_DOWN, dev);
}

int dev_set_mtu(struct net_device *dev, int mtu)
{
	int err;

	ASSERT_RTNL();
	if (mtu == (int)dev->mtu)
		return 0;
	if (mtu < 0 || (unsigned int)mtu < dev->min_mtu ||
	    (dev->max_mtu && (unsigned int)mtu > dev->max_mtu))
		return -EINVAL;
	if (!netif_device_present(dev))
		return -ENODEV;
	if (dev->netdev_ops->ndo_change_mtu) {
		err = dev->netdev_ops->ndo_change_mtu(dev, mtu);
		if (err)
			return err;
	} else {
		dev->mtu = (unsigned int)mtu;
	}
	call_netdevice_notifiers(NETDEV_CHANGEMTU, dev);
	return 0;
}

int dev_set_mac_address(struct net_device *dev, struct sockaddr *sa)
{
	int err;

	ASSERT_RTNL();
	if (!dev->netdev_ops->ndo_set_mac_address)
		return -EOPNOTSUPP;
	if (sa->sa_family != dev->type)
		return -EINVAL;
	if (!netif_device_present(dev))
		return -ENODEV;
	err = dev->netdev_ops->ndo_set_mac_address(dev, sa);
	if (!err)
		call_netdevice_notifiers(NETDEV_CHANGEADDR, dev);
	return err;
}

/* ---- figures ---- */

struct rtnl_link_stats64 *dev_get_stats(struct net_device *dev,
					struct rtnl_link_stats64 *s)
{
	const struct net_device_ops *ops = dev->netdev_ops;
	const struct net_device_stats *old = &dev->stats;

	memset(s, 0, sizeof(*s));
	if (ops->ndo_get_stats64) {
		ops->ndo_get_stats64(dev, s);
	} else {
		if (ops->ndo_get_stats)
			old = ops->ndo_get_stats(dev);
#define X(name) s->name = old->name;
		RTNL_LINK_STATS(X)
#undef X
	}
	s->rx_dropped += (u64)atomic_long_read(&dev->rx_dropped);
	s->tx_dropped += (u64)atomic_long_read(&dev->tx_dropped);
	s->rx_nohandler += (u64)atomic_long_read(&dev->rx_nohandler);
	return s;
}

/* ---- small things ---- */

int netif_set_real_num_tx_queues(struct net_device *dev, unsigned int txq)
{
	if (txq < 1 || txq > dev->num_tx_queues)
		return -EINVAL;
	dev->real_num_tx_queues = txq;
	return 0;
}

int netif_set_real_num_rx_queues(struct net_device *dev, unsigned int rxq)
{
	if (rxq < 1 || rxq > dev->num_rx_queues)
		return -EINVAL;
	dev->real_num_rx_queues = rxq;
	return 0;
}
