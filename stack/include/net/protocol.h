/* SPDX-License-Identifier: MIT */
/* Protocols above IPv4, by number, and socket types of the family. */
#ifndef NET_PROTOCOL_H
#define NET_PROTOCOL_H

#include <linux/skbuff.h>

#define MAX_INET_PROTOS 256

struct net;

struct net_protocol {
	/* Consumes @skb; its data begin at the transport header. Returns 0,
	 * or -N to have it handed to protocol N. Context: softirq. */
	int (*handler)(struct sk_buff *skb);
	/* An ICMP error about a packet of ours; skb's data are the quoted
	 * IPv4 header and what followed. Does not consume. */
	int (*err_handler)(struct sk_buff *skb, u32 info);
};

int inet_add_protocol(struct net *net, const struct net_protocol *prot,
		      u8 protocol);
int inet_del_protocol(struct net *net, const struct net_protocol *prot,
		      u8 protocol);

#endif
