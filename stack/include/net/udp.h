/* SPDX-License-Identifier: MIT */
/* UDP, RFC 768, RFC 1122 4.1. */
#ifndef NET_UDP_H
#define NET_UDP_H

#include <linux/udp.h>
#include <net/sock.h>

#define UDP_HTABLE_SIZE 256

struct net;

struct udp_table {
	struct hlist_head hash[UDP_HTABLE_SIZE]; /* by local port */
};

extern const struct proto udp_prot;
extern const struct sock_lane udp_lane; /* lanes.c */

int udp_init(struct net *net);
void udp_exit(struct net *net);

#endif
