/* SPDX-License-Identifier: MIT */
/* Who wants to know what happens to devices. Context: process. */
#ifndef _LINUX_NOTIFIER_H
#define _LINUX_NOTIFIER_H

#include <linux/list.h>

struct net;
struct net_device;

enum netdev_cmd {
	NETDEV_UP = 1,
	NETDEV_DOWN,
	NETDEV_CHANGE,
	NETDEV_REGISTER,
	NETDEV_UNREGISTER,
	NETDEV_CHANGEMTU,
	NETDEV_CHANGEADDR,
	NETDEV_GOING_DOWN,
};

struct notifier_block {
	struct list_head list;
	/* 0, or a negative errno that forbids NETDEV_REGISTER. */
	int (*notifier_call)(struct notifier_block *nb, unsigned long event,
			     struct net_device *dev);
};

void register_netdevice_notifier(struct net *net, struct notifier_block *nb);
void unregister_netdevice_notifier(struct net *net, struct notifier_block *nb);

#endif
