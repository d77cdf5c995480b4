/* SPDX-License-Identifier: MIT */
/* IPv4 as a whole: what struct net's maker calls. Context: process. */
#ifndef NET_INET_INIT_H
#define NET_INET_INIT_H

#include <linux/types.h>

struct net;
struct metrics;
struct net_device;

/* 0 or -ENOMEM; inet_exit() undoes what was done so far as well. */
int inet_init(struct net *net);
/* After the last socket was closed. */
void inet_exit(struct net *net);
/* Keys below "net.ipv4.". 0, -ENOENT, -EINVAL. */
int inet_sysctl(struct net *net, const char *key, const char *value);
/* Keys below "net.netfilter.". */
int nf_sysctl(struct net *net, const char *key, const char *value);
/* ip.*, icmp.*, udp.*, arp.*. Context: outside. */
void inet_metrics(const struct net *net, struct metrics *out);

void inet_offload_init(struct net *net);
void inet_offload_exit(struct net *net);
int devinet_init(struct net *net);
void devinet_exit(struct net *net);

#endif
