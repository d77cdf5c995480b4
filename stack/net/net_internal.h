/* SPDX-License-Identifier: MIT */
/* What the files of net/ know of one another. */
#ifndef NET_INTERNAL_H
#define NET_INTERNAL_H

#include "kernel_core.h"
#include <linux/errno.h>
#include <linux/rtnetlink.h>
#include <net/net_namespace.h>

#define PFIFO_BANDS 3

/*
 * Queueing discipline pfifo_fast: three bands by priority, the lower one
 * waits while the upper has packets; tx_queue_len packets in each.
 */
struct Qdisc {
	struct netdev_queue *dev_queue;
	struct sk_buff_head band[PFIFO_BANDS];
	struct sk_buff *gso_skb; /* the driver was busy: these go first */
	struct Qdisc *next_sched;
	bool active;	/* device open, carrier there */
	bool scheduled; /* in softnet_data's output_queue */
	bool running;
	u64 drops, requeues;
};

/* dev.c */
int call_netdevice_notifiers(unsigned long event, struct net_device *dev);
/* dev_rx.c: copies of outgoing packets for taps. */
void dev_queue_xmit_nit(struct sk_buff *skb, struct net_device *dev);

/* tap.c: for captures of the device. Received: the driver has handed it over;
 * outbound: it is about to get it. Not for loopback. */
void dev_tap(struct sk_buff *skb, bool outbound);

/* dev_addr.c. Frees the lists. */
void dev_addr_flush(struct net_device *dev);
/* Tells the driver what to receive; rtnl or address lock not held. */
void dev_set_rx_mode(struct net_device *dev);

/* sch_generic.c. Context: process. */
int qdisc_create(struct net_device *dev);
void qdisc_destroy(struct net_device *dev);
void dev_activate(struct net_device *dev);
void dev_deactivate(struct net_device *dev);

/* features.c. As the device is registered. */
void features_register(struct net_device *dev);

/* loopback.c */
int loopback_init(struct net *net);
void loopback_exit(struct net *net);

#endif
