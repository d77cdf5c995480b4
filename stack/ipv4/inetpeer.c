// SPDX-License-Identifier: MIT
/* What is remembered about single hosts: how much they were told lately. */
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include "icmp_internal.h"

struct inet_peer *inet_getpeer(struct net *net, __be32 addr)
{
	u32 h = (ntohl(addr) * 0x9e3779b1u) >> 26;
	struct hlist_head *head = &net->icmp.peers[h];
	struct inet_peer *p, *oldest = NULL;

	hlist_for_each_entry (p, head, hash) {
		if (p->addr == addr)
			return p;
		if (!oldest || time_before(p->rate_last, oldest->rate_last))
			oldest = p;
	}
	if (net->icmp.peer_count >= INET_PEER_MAX) {
		/* Any peer will do whose bucket is full again. */
		if (!oldest ||
		    time_before(jiffies, oldest->rate_last + 60 * HZ))
			return NULL;
		p = oldest;
	} else {
		p = kzalloc(sizeof(*p), GFP_ATOMIC);
		if (!p)
			return NULL;
		net->icmp.peer_count++;
		hlist_add_head(&p->hash, head);
	}
	p->addr = addr;
	p->rate_tokens = 0;
	p->n_redirects = 0;
	p->rid = 0;
	p->rate_last = jiffies - 60 * HZ; /* starts with a full bucket */
	p->redirect_last = jiffies;
	return p;
}

_Static_assert(INET_PEER_HASH == 64, "inet_getpeer() takes 6 bits");

void inet_peers_free(struct net *net)
{
	struct hlist_node *next;
	struct inet_peer *p;

	for (int i = 0; i < INET_PEER_HASH; i++) {
		hlist_for_each_entry_safe(p, next, &net->icmp.peers[i], hash)
		{
			hlist_del(&p->hash);
			kfree(p);
		}
	}
	net->icmp.peer_count = 0;
}

bool inet_peer_redirect(struct net *net, __be32 addr)
{
	struct inet_peer *p = inet_getpeer(net, addr);
	unsigned long load = msecs_to_jiffies(net->redirect_load_ms);

	if (!p)
		return true;
	if (time_after(jiffies,
		       p->redirect_last +
			       msecs_to_jiffies(net->redirect_silence_ms)))
		p->n_redirects = 0;
	/* It does not listen: no more until it has been silent. */
	if (p->n_redirects >= net->redirect_number) {
		p->redirect_last = jiffies;
		return false;
	}
	if (p->n_redirects &&
	    time_before_eq(jiffies,
			   p->redirect_last + (load << p->n_redirects)))
		return false;
	p->redirect_last = jiffies;
	p->n_redirects++;
	return true;
}
