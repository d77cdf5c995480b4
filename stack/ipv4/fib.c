// SPDX-License-Identifier: MIT
/*
 * The routing tables: the longest prefix wins, then the lower priority number
 * (RFC 1812 5.2.4.3, RFC 1122 3.3.1.2). Each table is a list in that order.
 */
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <net/ip_fib.h>
#include <net/net_namespace.h>
#include <net/route.h>

static struct list_head *fib_table(struct net *net, u8 table)
{
	return table == RT_TABLE_LOCAL ? &net->fib_local : &net->fib_main;
}

static __be32 inet_make_mask(unsigned int prefixlen)
{
	return prefixlen ? htonl(~0u << (32 - prefixlen)) : 0;
}

static void fib_free(struct fib_info *fi)
{
	list_del(&fi->list);
	ip_rt_put(fi->rth_input);
	ip_rt_put(fi->rth_output);
	kfree(fi);
}

static bool fib_same(const struct fib_config *a, const struct fib_config *b)
{
	return a->fc_dst == b->fc_dst && a->fc_dst_len == b->fc_dst_len &&
	       a->fc_priority == b->fc_priority;
}

int fib_table_insert(struct net *net, const struct fib_config *cfg)
{
	struct list_head *table = fib_table(net, cfg->fc_table), *before;
	struct fib_info *fi;

	if (cfg->fc_dst_len > 32 || !cfg->fc_dev ||
	    cfg->fc_dst & ~inet_make_mask(cfg->fc_dst_len))
		return -EINVAL;
	before = table;
	list_for_each_entry (fi, table, list) {
		if (fib_same(&fi->cfg, cfg))
			return -EEXIST;
		if (before == table &&
		    (fi->cfg.fc_dst_len < cfg->fc_dst_len ||
		     (fi->cfg.fc_dst_len == cfg->fc_dst_len &&
		      fi->cfg.fc_priority > cfg->fc_priority)))
			before = &fi->list;
	}
	fi = kzalloc(sizeof(*fi), GFP_KERNEL);
	if (!fi)
		return -ENOMEM;
	fi->cfg = *cfg;
	fi->mask = inet_make_mask(cfg->fc_dst_len);
	local_bh_disable();
	list_add_tail(&fi->list, before);
	rt_cache_flush(net);
	local_bh_enable();
	return 0;
}

int fib_table_delete(struct net *net, const struct fib_config *cfg)
{
	struct fib_info *fi;
	int err = -ESRCH;

	local_bh_disable();
	list_for_each_entry (fi, fib_table(net, cfg->fc_table), list) {
		if (!fib_same(&fi->cfg, cfg))
			continue;
		fib_free(fi);
		rt_cache_flush(net);
		err = 0;
		break;
	}
	local_bh_enable();
	return err;
}

static void fib_flush_table(struct list_head *table,
			    const struct net_device *dev)
{
	struct fib_info *fi, *next;

	list_for_each_entry_safe (fi, next, table, list)
		if (!dev || fi->cfg.fc_dev == dev)
			fib_free(fi);
}

void fib_flush_dev(struct net *net, const struct net_device *dev)
{
	local_bh_disable();
	fib_flush_table(&net->fib_local, dev);
	fib_flush_table(&net->fib_main, dev);
	rt_cache_flush(net);
	local_bh_enable();
}

static struct fib_info *fib_find(struct list_head *table,
				 const struct flowi4 *fl)
{
	struct fib_info *fi;

	list_for_each_entry (fi, table, list) {
		if ((fl->daddr & fi->mask) != fi->cfg.fc_dst)
			continue;
		if (fl->flowi4_oif && fi->cfg.fc_type != RTN_LOCAL &&
		    fi->cfg.fc_dev->ifindex != fl->flowi4_oif)
			continue;
		return fi;
	}
	return NULL;
}

int fib_lookup(struct net *net, const struct flowi4 *fl, struct fib_result *res)
{
	struct fib_info *fi = fib_find(&net->fib_local, fl);

	if (!fi)
		fi = fib_find(&net->fib_main, fl);
	if (!fi)
		return -ENETUNREACH;
	res->fi = fi;
	res->type = fi->cfg.fc_type;
	res->scope = fi->cfg.fc_scope;
	res->prefixlen = fi->cfg.fc_dst_len;
	return 0;
}

unsigned int inet_addr_type(struct net *net, __be32 addr)
{
	struct flowi4 fl = {.daddr = addr};
	unsigned int type = RTN_UNICAST;
	struct fib_info *fi;

	if (ipv4_is_zeronet(addr) || ipv4_is_lbcast(addr))
		return RTN_BROADCAST;
	if (ipv4_is_multicast(addr))
		return RTN_MULTICAST;
	rcu_read_lock();
	fi = fib_find(&net->fib_local, &fl);
	if (fi)
		type = fi->cfg.fc_type;
	rcu_read_unlock();
	return type;
}

int ip_fib_init(struct net *net)
{
	INIT_LIST_HEAD(&net->fib_local);
	INIT_LIST_HEAD(&net->fib_main);
	return 0;
}

void ip_fib_exit(struct net *net)
{
	fib_flush_dev(net, NULL);
}
