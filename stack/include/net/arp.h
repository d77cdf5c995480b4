/* SPDX-License-Identifier: MIT */
/* Address resolution, RFC 826, RFC 1122 2.3.2. */
#ifndef NET_ARP_H
#define NET_ARP_H

#include <linux/if_arp.h>
#include <net/neighbour.h>

struct net;

/* Context: process or softirq. @target_hw NULL: broadcast, zeros inside. */
void arp_send(int type, __be32 dest_ip, struct net_device *dev, __be32 src_ip,
	      const unsigned char *dest_hw, const unsigned char *src_hw,
	      const unsigned char *target_hw);
/* An announcement of our own address (RFC 5227 3), sent when one is set and
 * net.ipv4.conf.all.arp_notify is 1. */
void arp_announce(struct net_device *dev, __be32 addr);

int arp_init(struct net *net);
void arp_exit(struct net *net);

#endif
