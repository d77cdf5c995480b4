/* SPDX-License-Identifier: MIT */
#ifndef IPV4_ICMP_INTERNAL_H
#define IPV4_ICMP_INTERNAL_H

#include <net/icmp.h>
#include <net/ip.h>

/* A message to be built: header, then up to 12 bytes of times, then data
 * copied from @skb. */
struct icmp_bxm {
	struct sk_buff *skb;
	int offset; /* from skb->data */
	int data_len;
	struct icmphdr hdr;
	__be32 times[3];
	int times_len;
};

/* True for messages that RFC 1122 3.2.2 calls errors, and unknown ones. */
bool icmp_is_error(u8 type);
/* Builds and sends. 0 or a negative errno. Context: softirq or process. */
int icmp_push_reply(struct net *net, struct icmp_bxm *p,
		    const struct flowi4 *fl, const struct ipcm_cookie *ipc,
		    struct rtable *rt);

/* inetpeer.c. NULL: too many. Context: softirqs off. */
struct inet_peer *inet_getpeer(struct net *net, __be32 addr);
void inet_peers_free(struct net *net);
/* May @addr be told of a better gateway now? Each time half as often, nine
 * times in all, until it has been silent (as Linux: net.ipv4.route.
 * redirect_load, redirect_number, redirect_silence). */
bool inet_peer_redirect(struct net *net, __be32 addr);

#endif
