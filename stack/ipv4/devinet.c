// SPDX-License-Identifier: MIT
/* IPv4 addresses of devices, and the routes they bring with them. */
#include <linux/errno.h>
#include <linux/etherdevice.h>
#include <linux/igmp.h>
#include <linux/in.h>
#include <linux/inetdevice.h>
#include <linux/notifier.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/arp.h>
#include <net/inet_init.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include "kernel_core.h"

static __be32 prefix_mask(unsigned int prefixlen)
{
	return prefixlen ? htonl(~0u << (32 - prefixlen)) : 0;
}

/*
 * Routes of one address, as Linux makes them: itself, its network and the
 * network's broadcast address, which /31 and /32 do not have (RFC 3021).
 */
static void fib_address(struct in_ifaddr *ifa,
			int (*change)(struct net *net,
				      const struct fib_config *cfg))
{
	struct net_device *dev = ifa->ifa_dev->dev;
	struct net *net = dev_net(dev);
	struct fib_config cfg = {
		.fc_table = RT_TABLE_LOCAL,
		.fc_type = RTN_LOCAL,
		.fc_scope = RT_SCOPE_HOST,
		.fc_dst = ifa->ifa_local,
		.fc_dst_len = 32,
		.fc_prefsrc = ifa->ifa_local,
		.fc_dev = dev,
	};

	change(net, &cfg);
	if (ifa->ifa_broadcast) {
		cfg.fc_type = RTN_BROADCAST;
		cfg.fc_scope = RT_SCOPE_LINK;
		cfg.fc_dst = ifa->ifa_broadcast;
		change(net, &cfg);
	}
	if (ifa->ifa_prefixlen == 32)
		return;
	cfg.fc_dst = ifa->ifa_local & ifa->ifa_mask;
	cfg.fc_dst_len = ifa->ifa_prefixlen;
	if (dev->flags & IFF_LOOPBACK) {
		/* RFC 1122 3.2.1.3 (g): all of 127/8 is this host. */
		cfg.fc_type = RTN_LOCAL;
		cfg.fc_scope = RT_SCOPE_HOST;
	} else {
		cfg.fc_table = RT_TABLE_MAIN;
		cfg.fc_type = RTN_UNICAST;
		cfg.fc_scope = RT_SCOPE_LINK;
	}
	change(net, &cfg);
}

int inet_addr_add(struct net_device *dev, __be32 addr, unsigned int prefixlen)
{
	struct in_device *in = in_dev_get(dev);
	struct in_ifaddr *ifa;

	if (!in || prefixlen > 32 || ipv4_is_zeronet(addr) ||
	    ipv4_is_multicast(addr) || ipv4_is_lbcast(addr))
		return -EINVAL;
	list_for_each_entry (ifa, &in->ifa_list, list)
		if (ifa->ifa_local == addr && ifa->ifa_prefixlen == prefixlen)
			return -EEXIST;
	ifa = kzalloc(sizeof(*ifa), GFP_KERNEL);
	if (!ifa)
		return -ENOMEM;
	ifa->ifa_dev = in;
	ifa->ifa_local = addr;
	ifa->ifa_prefixlen = (u8)prefixlen;
	ifa->ifa_mask = prefix_mask(prefixlen);
	if (prefixlen < 31 && dev->flags & IFF_BROADCAST)
		ifa->ifa_broadcast = addr | ~ifa->ifa_mask;
	local_bh_disable();
	list_add_tail(&ifa->list, &in->ifa_list);
	local_bh_enable();
	if (dev->flags & IFF_UP) {
		fib_address(ifa, fib_table_insert);
		if (IN_DEV_MAXCONF(in, ARP_NOTIFY))
			arp_announce(dev, addr);
	}
	return 0;
}

static void ifa_remove(struct in_ifaddr *ifa)
{
	if (ifa->ifa_dev->dev->flags & IFF_UP) {
		fib_address(ifa, fib_table_delete);
		fib_sync_down_addr(dev_net(ifa->ifa_dev->dev), ifa->ifa_local);
	}
	local_bh_disable();
	list_del(&ifa->list);
	local_bh_enable();
	kfree(ifa);
}

int inet_addr_del(struct net_device *dev, __be32 addr, unsigned int prefixlen)
{
	struct in_device *in = in_dev_get(dev);
	struct in_ifaddr *ifa;

	if (!in)
		return -EADDRNOTAVAIL;
	list_for_each_entry (ifa, &in->ifa_list, list) {
		if (ifa->ifa_local == addr && ifa->ifa_prefixlen == prefixlen) {
			ifa_remove(ifa);
			return 0;
		}
	}
	return -EADDRNOTAVAIL;
}

__be32 inet_select_addr(const struct net_device *dev, __be32 dst)
{
	struct in_device *in = in_dev_get(dev);
	struct in_ifaddr *ifa;

	if (!in || list_empty(&in->ifa_list))
		return 0;
	list_for_each_entry (ifa, &in->ifa_list, list)
		if (!((ifa->ifa_local ^ dst) & ifa->ifa_mask))
			return ifa->ifa_local;
	return list_first_entry(&in->ifa_list, struct in_ifaddr, list)
		->ifa_local;
}

bool inet_addr_onlink(const struct in_device *in, __be32 a, __be32 b)
{
	const struct in_ifaddr *ifa;

	list_for_each_entry (ifa, &in->ifa_list, list)
		if (!((ifa->ifa_local ^ a) & ifa->ifa_mask) &&
		    (!b || !((ifa->ifa_local ^ b) & ifa->ifa_mask)))
			return true;
	return false;
}

static void inetdev_up(struct net_device *dev)
{
	struct in_device *in = in_dev_get(dev);
	struct in_ifaddr *ifa;

	fib_sync_up(dev_net(dev), dev);
	if (dev->flags & IFF_LOOPBACK)
		inet_addr_add(dev, htonl(INADDR_LOOPBACK), 8);
	list_for_each_entry (ifa, &in->ifa_list, list) {
		fib_address(ifa, fib_table_insert);
		if (IN_DEV_MAXCONF(in, ARP_NOTIFY))
			arp_announce(dev, ifa->ifa_local);
	}
	ip_mc_up(in);
}

static void inetdev_down(struct net_device *dev)
{
	struct net *net = dev_net(dev);

	ip_mc_down(in_dev_get(dev));
	fib_flush_dev(net, dev);
	neigh_ifdown(&net->arp_tbl, dev);
}

static void inetdev_destroy(struct net_device *dev)
{
	struct in_device *in = in_dev_get(dev);
	struct in_ifaddr *ifa, *next;

	list_for_each_entry_safe (ifa, next, &in->ifa_list, list)
		ifa_remove(ifa);
	ip_mc_destroy_dev(in);
	/* Fragments know the device they came in by. */
	ip_frag_flush(dev_net(dev));
	local_bh_disable();
	dev->ip_ptr = NULL;
	local_bh_enable();
	kfree(in);
}

static int inetdev_event(struct notifier_block *nb, unsigned long event,
			 struct net_device *dev)
{
	struct in_device *in;

	if (event == NETDEV_REGISTER) {
		in = kzalloc(sizeof(*in), GFP_KERNEL);
		if (!in)
			return -ENOMEM;
		in->dev = dev;
		in->cnf = dev_net(dev)->devconf_dflt;
		INIT_LIST_HEAD(&in->ifa_list);
		ip_mc_init_dev(in);
		dev->ip_ptr = in;
		return 0;
	}
	if (!in_dev_get(dev))
		return 0;
	switch (event) {
	case NETDEV_UP:
		inetdev_up(dev);
		break;
	case NETDEV_DOWN:
		inetdev_down(dev);
		break;
	case NETDEV_CHANGEADDR:
		neigh_ifdown(&dev_net(dev)->arp_tbl, dev);
		break;
	case NETDEV_UNREGISTER:
		inetdev_destroy(dev);
		break;
	default:
		break;
	}
	return 0;
}

int devinet_init(struct net *net)
{
	net->inet_nb.notifier_call = inetdev_event;
	register_netdevice_notifier(net, &net->inet_nb);
	return 0;
}

void devinet_exit(struct net *net)
{
	unregister_netdevice_notifier(net, &net->inet_nb);
}

int net_ifconfig(struct net *net, const char *name, u32 ip,
		 unsigned int prefix_len, char *err, size_t err_len)
{
	struct net_device *dev;
	int ret;

	rtnl_lock();
	dev = dev_get_by_name(net, name);
	if (!dev) {
		snprintf(err, err_len, "ifconfig: no device named %s", name);
		goto fail;
	}
	ret = inet_addr_add(dev, htonl(ip), prefix_len);
	if (ret && ret != -EEXIST) {
		snprintf(err, err_len,
			 "ifconfig %s: %u.%u.%u.%u/%u can not be its address",
			 name, ip >> 24, ip >> 16 & 255, ip >> 8 & 255,
			 ip & 255, prefix_len);
		goto fail;
	}
	ret = dev_open(dev);
	if (ret) {
		snprintf(err, err_len, "ifconfig %s: open fails: error %d",
			 name, ret);
		goto fail;
	}
	rtnl_unlock();
	return 0;
fail:
	rtnl_unlock();
	return -1;
}
