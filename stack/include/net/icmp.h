/* SPDX-License-Identifier: MIT */
/* ICMP, RFC 792, RFC 1122 3.2.2, RFC 1812 4.3. */
#ifndef NET_ICMP_H
#define NET_ICMP_H

#include <linux/icmp.h>
#include <linux/skbuff.h>
#include <linux/timer.h>

struct net;
struct sock;

/* What an ICMP_DEST_UNREACH code means to a socket: icmp_err_convert[code]. */
struct icmp_err {
	int errno_;
	bool fatal;
};
extern const struct icmp_err icmp_err_convert[NR_ICMP_UNREACH + 1];

/*
 * Sends an error about @skb_in, which must be a received packet with its
 * network header set, unless RFC 1122 3.2.2 or the rate limit forbids it. Does
 * not consume. @info: the header's second word, network byte order.
 * Context: softirq or process.
 */
void icmp_send(struct sk_buff *skb_in, int type, int code, __be32 info);

/* Limits of messages to one peer: a bucket of tokens in jiffies. */
struct inet_peer {
	struct hlist_node hash;
	__be32 addr;
	unsigned long rate_tokens;
	unsigned long rate_last;
	unsigned int n_redirects; /* since it was last silent */
	unsigned long redirect_last;
	u32 rid; /* fragments that came from it */
};

#define INET_PEER_HASH 64
#define INET_PEER_MAX  1024

struct netns_icmp {
	struct sock *sk; /* for replies */
	u32 ratelimit_ms;
	u32 ratemask;
	u32 msgs_per_sec, msgs_burst;
	u32 echo_ignore_all, echo_ignore_broadcasts;
	u32 ignore_bogus_error_responses;
	u32 errors_use_inbound_ifaddr;
	/* global bucket */
	u32 credit;
	unsigned long stamp;
	struct hlist_head peers[INET_PEER_HASH];
	unsigned int peer_count;
};

int icmp_init(struct net *net);
void icmp_exit(struct net *net);

#endif
