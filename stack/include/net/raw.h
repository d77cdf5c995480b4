/* SPDX-License-Identifier: MIT */
/* Raw sockets of the family AF_INET. */
#ifndef NET_RAW_H
#define NET_RAW_H

#include <net/sock.h>

extern const struct proto raw_prot;

/* Copies for every socket that wants what came for this host; skb's data
 * begin behind the IPv4 header. True if there is one. Context: softirq. */
bool raw_local_deliver(struct net *net, struct sk_buff *skb, int protocol);
/* An ICMP error that quotes what is at skb's data. True if it is about a raw
 * socket's packet. Context: softirq. */
bool raw_icmp_error(struct net *net, struct sk_buff *skb, int protocol,
		    u32 info);

#endif
