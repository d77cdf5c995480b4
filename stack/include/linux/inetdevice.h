/* SPDX-License-Identifier: MIT */
/* IPv4 side of a device: its addresses. net_device.ip_ptr points here. */
#ifndef LINUX_INETDEVICE_H
#define LINUX_INETDEVICE_H

#include <linux/list.h>
#include <linux/netdevice.h>

struct in_ifaddr {
	struct list_head list;
	struct in_device *ifa_dev;
	__be32 ifa_local;
	__be32 ifa_mask;
	__be32 ifa_broadcast;
	u8 ifa_prefixlen;
	u8 ifa_scope;
};

struct in_device {
	struct net_device *dev;
	struct list_head ifa_list; /* struct in_ifaddr, first is primary */
};

static inline struct in_device *in_dev_get(const struct net_device *dev)
{
	return dev->ip_ptr;
}

/* Adds an address and its routes (once the device is up).
 * 0, -EEXIST, -EINVAL, -ENOMEM. Context: process. */
int inet_addr_add(struct net_device *dev, __be32 addr, unsigned int prefixlen);
/* 0 or -EADDRNOTAVAIL. Context: process. */
int inet_addr_del(struct net_device *dev, __be32 addr, unsigned int prefixlen);
/* Own address to use on @dev towards @dst; 0 if it has none. */
__be32 inet_select_addr(const struct net_device *dev, __be32 dst);

#endif
