// SPDX-License-Identifier: MIT
/*
 * The routing tables: the longest prefix wins, then the type of service, then
 * the lower metric (RFC 1812 5.2.4.3, RFC 1122 3.3.1.2).
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/netdevice.h>
#include <linux/random.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include <net/route.h>
#include "fib_info.h"

static struct fib_trie *fib_table(struct net *net, u8 table)
{
	return table == RT_TABLE_LOCAL ? &net->fib.local : &net->fib.main;
}

static __be32 inet_make_mask(unsigned int prefixlen)
{
	return prefixlen ? htonl(~0u << (32 - prefixlen)) : 0;
}

static void alias_free(struct net *net, struct fib_trie *t,
		       struct fib_alias *fa)
{
	list_del(&fa->list);
	fib_info_put(net, fa->fa_info);
	kfree(fa);
	t->routes--;
}

/* The one that @tos and @prio meet, and where it belongs if there is none. */
static struct fib_alias *alias_find(struct fib_node *n, u8 tos, u32 prio,
				    struct list_head **before)
{
	struct fib_alias *fa;

	list_for_each_entry (fa, &n->aliases, list) {
		*before = &fa->list;
		if (fa->fa_tos == tos && fa->fa_info->fib_priority == prio)
			return fa;
		if (fa->fa_tos < tos ||
		    (fa->fa_tos == tos && fa->fa_info->fib_priority > prio))
			return NULL;
	}
	*before = &n->aliases;
	return NULL;
}

static int insert(struct net *net, struct fib_trie *t, u32 key,
		  const struct fib_config *cfg, struct fib_info *fi)
{
	struct fib_node *n = fib_trie_add(t, key, cfg->fc_dst_len);
	struct list_head *before;
	struct fib_alias *fa;
	int err = -ENOMEM;

	if (!n)
		return err;
	fa = kzalloc(sizeof(*fa), GFP_ATOMIC);
	if (!fa)
		goto prune;
	err = -EEXIST;
	if (alias_find(n, cfg->fc_tos, cfg->fc_priority, &before))
		goto free;
	fa->fa_info = fi;
	fa->fa_tos = cfg->fc_tos;
	list_add_tail(&fa->list, before);
	t->routes++;
	rt_cache_flush(net);
	return 0;
free:
	kfree(fa);
prune:
	fib_trie_prune(t, key, cfg->fc_dst_len);
	return err;
}

int fib_table_insert(struct net *net, const struct fib_config *cfg)
{
	struct fib_info *fi;
	int err;

	if (cfg->fc_dst_len > 32 || !cfg->fc_type || cfg->fc_type > RTN_THROW ||
	    cfg->fc_dst & ~inet_make_mask(cfg->fc_dst_len))
		return -EINVAL;
	fi = fib_info_get(net, cfg);
	if (IS_ERR(fi))
		return (int)PTR_ERR(fi);
	local_bh_disable();
	err = insert(net, fib_table(net, cfg->fc_table), ntohl(cfg->fc_dst),
		     cfg, fi);
	if (err)
		fib_info_put(net, fi);
	local_bh_enable();
	return err;
}

int fib_table_delete(struct net *net, const struct fib_config *cfg)
{
	struct fib_trie *t = fib_table(net, cfg->fc_table);
	u32 key = ntohl(cfg->fc_dst);
	struct fib_alias *fa;
	struct fib_node *n;
	int err = -ESRCH;

	local_bh_disable();
	n = fib_trie_node(t, key, cfg->fc_dst_len);
	if (n) {
		list_for_each_entry (fa, &n->aliases, list) {
			if (fa->fa_tos != cfg->fc_tos ||
			    !fib_info_fits(fa->fa_info, cfg))
				continue;
			alias_free(net, t, fa);
			fib_trie_prune(t, key, cfg->fc_dst_len);
			rt_cache_flush(net);
			err = 0;
			break;
		}
	}
	local_bh_enable();
	return err;
}

/* Removes the routes of @n that @goes says. */
static void flush_node(struct net *net, struct fib_trie *t, struct fib_node *n,
		       bool (*goes)(const struct fib_info *fi, const void *arg),
		       const void *arg)
{
	struct fib_alias *fa, *next;

	list_for_each_entry_safe (fa, next, &n->aliases, list)
		if (goes(fa->fa_info, arg))
			alias_free(net, t, fa);
}

static void flush_table(struct net *net, struct fib_trie *t,
			bool (*goes)(const struct fib_info *fi,
				     const void *arg),
			const void *arg)
{
	struct fib_node *n;

	for (n = fib_trie_next(t, NULL); n; n = fib_trie_next(t, n))
		flush_node(net, t, n, goes, arg);
	fib_trie_sweep(t);
	rt_cache_flush(net);
}

static bool all_dead(const struct fib_info *fi, const void *arg)
{
	(void)arg;
	if (!fi->fib_nhs)
		return false;
	for (u8 i = 0; i < fi->fib_nhs; i++)
		if (!fi->fib_nh[i].nh_dead)
			return false;
	return true;
}

static bool every(const struct fib_info *fi, const void *arg)
{
	(void)fi;
	(void)arg;
	return true;
}

static bool prefers(const struct fib_info *fi, const void *arg)
{
	return fi->fib_prefsrc == *(const __be32 *)arg;
}

static void hops_of_dev(struct net *net, const struct net_device *dev,
			bool dead)
{
	struct fib_info *fi;

	list_for_each_entry (fi, &net->fib.infos, list) {
		for (u8 i = 0; i < fi->fib_nhs; i++)
			if (fi->fib_nh[i].nh_dev == dev)
				fi->fib_nh[i].nh_dead = dead;
		fib_rebalance(fi);
	}
}

void fib_flush_dev(struct net *net, const struct net_device *dev)
{
	local_bh_disable();
	if (dev)
		hops_of_dev(net, dev, true);
	flush_table(net, &net->fib.local, dev ? all_dead : every, NULL);
	flush_table(net, &net->fib.main, dev ? all_dead : every, NULL);
	local_bh_enable();
}

void fib_sync_up(struct net *net, const struct net_device *dev)
{
	local_bh_disable();
	hops_of_dev(net, dev, false);
	rt_cache_flush(net);
	local_bh_enable();
}

void fib_sync_down_addr(struct net *net, __be32 local)
{
	local_bh_disable();
	flush_table(net, &net->fib.main, prefers, &local);
	local_bh_enable();
}

/* ---- lookup ---- */

static const int type_error[RTN_THROW + 1] = {
	[RTN_UNREACHABLE] = -EHOSTUNREACH,
	[RTN_BLACKHOLE] = -EINVAL,
	[RTN_PROHIBIT] = -EACCES,
	[RTN_THROW] = -EAGAIN,
};

/* The first next hop that lives and leaves by the device asked for. */
static struct fib_nh *usable_hop(struct fib_info *fi, const struct flowi4 *fl)
{
	for (u8 i = 0; i < fi->fib_nhs; i++) {
		struct fib_nh *nh = &fi->fib_nh[i];

		if (nh->nh_dead)
			continue;
		if (fl->flowi4_oif && fi->fib_type != RTN_LOCAL &&
		    nh->nh_dev->ifindex != fl->flowi4_oif)
			continue;
		return nh;
	}
	return NULL;
}

/* 0, what the route says, or 1: none of these. */
static int node_lookup(struct fib_node *n, const struct flowi4 *fl,
		       struct fib_result *res)
{
	struct fib_alias *fa;

	list_for_each_entry (fa, &n->aliases, list) {
		struct fib_info *fi = fa->fa_info;

		if (fa->fa_tos && fa->fa_tos != fl->flowi4_tos)
			continue;
		if (type_error[fi->fib_type]) {
			res->type = fi->fib_type;
			return type_error[fi->fib_type];
		}
		res->nh = usable_hop(fi, fl);
		if (!res->nh)
			continue;
		res->fi = fi;
		res->type = fi->fib_type;
		res->scope = fi->fib_scope;
		res->prefixlen = n->plen;
		return 0;
	}
	return 1;
}

/* 0, a negative errno; 1: this table does not know. */
static int table_lookup(struct net *net, const struct fib_trie *t,
			const struct flowi4 *fl, struct fib_result *res)
{
	struct fib_node *path[FIB_PATH];
	unsigned int steps = 0, depth;
	int err = 1;

	net->fib.lookups++;
	depth = fib_trie_path(t, ntohl(fl->daddr), path, &steps);
	net->fib.steps += steps;
	while (depth && err == 1)
		err = node_lookup(path[--depth], fl, res);
	return err == -EAGAIN ? 1 : err;
}

int fib_lookup(struct net *net, const struct flowi4 *fl, struct fib_result *res)
{
	int err;

	err = table_lookup(net, &net->fib.local, fl, res);
	if (err == 1)
		err = table_lookup(net, &net->fib.main, fl, res);
	return err == 1 ? -ENETUNREACH : err;
}

void fib_select_path(struct net *net, struct fib_result *res,
		     const struct flowi4 *fl)
{
	u32 h = net->fib.hash_seed;

	if (res->fi->fib_nhs < 2 || fl->flowi4_oif)
		return;
	h = (h ^ fl->saddr) * 0x9e3779b1u;
	h = (h ^ h >> 15 ^ fl->daddr) * 0x85ebca6bu;
	h = (h ^ h >> 13) * 0xc2b2ae35u >> 1;
	for (u8 i = 0; i < res->fi->fib_nhs; i++) {
		struct fib_nh *nh = &res->fi->fib_nh[i];

		if (nh->nh_upper >= 0 && h <= (u32)nh->nh_upper) {
			res->nh = nh;
			return;
		}
	}
}

static unsigned int addr_type(struct net *net, const struct net_device *dev,
			      __be32 addr)
{
	struct flowi4 fl = {.daddr = addr};
	unsigned int type = RTN_UNICAST;
	struct fib_result res = {0};

	if (ipv4_is_zeronet(addr) || ipv4_is_lbcast(addr))
		return RTN_BROADCAST;
	if (ipv4_is_multicast(addr))
		return RTN_MULTICAST;
	rcu_read_lock();
	if (!table_lookup(net, &net->fib.local, &fl, &res) && res.nh &&
	    (!dev || dev == res.nh->nh_dev))
		type = res.type;
	rcu_read_unlock();
	return type;
}

unsigned int inet_addr_type(struct net *net, __be32 addr)
{
	return addr_type(net, NULL, addr);
}

unsigned int inet_addr_type_dev(struct net *net, const struct net_device *dev,
				__be32 addr)
{
	return addr_type(net, dev, addr);
}

int ip_fib_init(struct net *net)
{
	INIT_LIST_HEAD(&net->fib.infos);
	net->fib.hash_seed = get_random_u32();
	return 0;
}

void ip_fib_exit(struct net *net)
{
	fib_flush_dev(net, NULL);
}
