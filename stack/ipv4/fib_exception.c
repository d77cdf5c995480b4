// SPDX-License-Identifier: MIT
/*
 * Exceptions of a next hop: destinations behind it with a smaller path MTU
 * (RFC 1191) or another gateway (a redirect, RFC 1122 3.3.1.2). A chain of
 * the hash never grows beyond FNHE_RECLAIM_DEPTH: then the oldest goes.
 */
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include <net/route.h>

static struct hlist_head *bucket(const struct net *net, struct fib_nh *nh,
				 __be32 daddr)
{
	u32 h = (net->fib.hash_seed ^ daddr) * 0x9e3779b1u;

	return &nh->exceptions[h >> 24];
}

_Static_assert(FNHE_HASH_SIZE == 256, "bucket() takes 8 bits");

static void forget_routes(struct fib_nh_exception *e)
{
	rt_drop_cached(&e->rth_input);
	rt_drop_cached(&e->rth_output);
}

static void fnhe_free(struct net *net, struct fib_nh_exception *e)
{
	hlist_del(&e->hash);
	forget_routes(e);
	net->fib.fnhe_count--;
	kfree(e);
}

struct fib_nh_exception *fib_find_exception(struct net *net, struct fib_nh *nh,
					    __be32 daddr)
{
	struct fib_nh_exception *e;

	if (likely(!nh->exceptions))
		return NULL;
	hlist_for_each_entry (e, bucket(net, nh, daddr), hash) {
		if (e->fnhe_daddr != daddr)
			continue;
		if (time_before(jiffies, e->fnhe_expires))
			return e;
		/* RFC 1191 6.3: the path may be wider by now. */
		net->fib.fnhe_expired++;
		fnhe_free(net, e);
		return NULL;
	}
	return NULL;
}

static struct fib_nh_exception *fnhe_make(struct net *net, struct fib_nh *nh,
					  __be32 daddr)
{
	struct fib_nh_exception *e, *oldest = NULL;
	unsigned int depth = 0;
	struct hlist_head *head;

	if (!nh->exceptions) {
		nh->exceptions = kzalloc(
			FNHE_HASH_SIZE * sizeof(*nh->exceptions), GFP_ATOMIC);
		if (!nh->exceptions)
			return NULL;
	}
	head = bucket(net, nh, daddr);
	hlist_for_each_entry (e, head, hash) {
		if (e->fnhe_daddr == daddr)
			return e;
		depth++;
		if (!oldest ||
		    time_before(e->fnhe_expires, oldest->fnhe_expires))
			oldest = e;
	}
	if (depth >= FNHE_RECLAIM_DEPTH)
		fnhe_free(net, oldest);
	e = kzalloc(sizeof(*e), GFP_ATOMIC);
	if (!e)
		return NULL;
	e->fnhe_daddr = daddr;
	hlist_add_head(&e->hash, head);
	net->fib.fnhe_count++;
	net->fib.fnhe_created++;
	return e;
}

void fib_update_exception(struct net *net, struct fib_nh *nh, __be32 daddr,
			  __be32 gw, u32 pmtu, bool lock, unsigned long expires)
{
	struct fib_nh_exception *e = fnhe_make(net, nh, daddr);

	if (!e)
		return;
	if (gw)
		e->fnhe_gw = gw;
	if (pmtu) {
		e->fnhe_pmtu = pmtu;
		e->mtu_locked = lock;
	}
	e->fnhe_expires = expires;
	/* Whoever holds a route by this hop must ask again. */
	forget_routes(e);
	rt_drop_cached(&nh->rth_input);
	rt_drop_cached(&nh->rth_output);
	rt_hash_forget(net, daddr);
}

void fib_free_exceptions(struct net *net, struct fib_nh *nh)
{
	struct fib_nh_exception *e;
	struct hlist_node *next;

	if (!nh->exceptions)
		return;
	for (unsigned int i = 0; i < FNHE_HASH_SIZE; i++)
		hlist_for_each_entry_safe(e, next, &nh->exceptions[i], hash)
			fnhe_free(net, e);
	kfree(nh->exceptions);
	nh->exceptions = NULL;
}
