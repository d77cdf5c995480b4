/* SPDX-License-Identifier: MIT */
#ifndef IPV4_UDP_INTERNAL_H
#define IPV4_UDP_INTERNAL_H

#include <net/udp.h>

/* Where sockets of local port @port (host order) are. */
struct hlist_head *udp_slot(struct net *net, u16 port);
/* The socket that fits best what came from @saddr:@sport by device @dif; NULL
 * if none. Softirqs are off. */
struct sock *udp_lookup(struct net *net, __be32 saddr, __be16 sport,
			__be32 daddr, u16 hnum, int dif);

#endif
