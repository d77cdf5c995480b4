// SPDX-License-Identifier: MIT
/* What routes say: next hops, preferred source, metric. */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include <net/route.h>
#include "fib_info.h"

static bool needs_device(u8 type)
{
	return type == RTN_UNICAST || type == RTN_LOCAL ||
	       type == RTN_BROADCAST || type == RTN_MULTICAST;
}

static void hops(const struct fib_config *cfg, struct fib_hop *to, u8 *n)
{
	*n = 0;
	if (!needs_device(cfg->fc_type))
		return;
	if (cfg->fc_nhs) {
		*n = cfg->fc_nhs;
		memcpy(to, cfg->fc_mp, *n * sizeof(*to));
		return;
	}
	*n = 1;
	to[0] = (struct fib_hop){cfg->fc_gw, cfg->fc_dev, 1};
}

/* RFC 1122 3.3.1.2, RFC 1812 3.3.5: a gateway must be on a link of ours. */
static int check_gateway(struct net *net, struct fib_hop *h)
{
	struct flowi4 fl = {
		.daddr = h->gw,
		.flowi4_oif = h->dev ? h->dev->ifindex : 0,
	};
	struct fib_result res;

	if (!h->gw)
		return h->dev ? 0 : -ENODEV;
	if (ipv4_is_multicast(h->gw) || ipv4_is_lbcast(h->gw))
		return -EINVAL;
	if (fib_lookup(net, &fl, &res))
		return -ENETUNREACH;
	if (res.type != RTN_UNICAST)
		return -EINVAL; /* ourselves, or a broadcast address */
	if (res.nh->nh_gw)
		return -ENETUNREACH;
	h->dev = res.nh->nh_dev;
	return 0;
}

static bool same_hops(const struct fib_info *fi, const struct fib_hop *h, u8 n)
{
	if (fi->fib_nhs != n)
		return false;
	for (u8 i = 0; i < n; i++)
		if (fi->fib_nh[i].nh_dev != h[i].dev ||
		    fi->fib_nh[i].nh_gw != h[i].gw ||
		    fi->fib_nh[i].nh_weight != max(h[i].weight, (u8)1))
			return false;
	return true;
}

static bool same_info(const struct fib_info *fi, const struct fib_config *cfg)
{
	return fi->fib_type == cfg->fc_type && fi->fib_scope == cfg->fc_scope &&
	       fi->fib_prefsrc == cfg->fc_prefsrc &&
	       fi->fib_priority == cfg->fc_priority &&
	       fi->fib_mtu == cfg->fc_mtu && fi->mtu_lock == cfg->fc_mtu_lock;
}

bool fib_info_fits(const struct fib_info *fi, const struct fib_config *cfg)
{
	if (cfg->fc_type && fi->fib_type != cfg->fc_type)
		return false;
	if (cfg->fc_priority && fi->fib_priority != cfg->fc_priority)
		return false;
	if (cfg->fc_prefsrc && fi->fib_prefsrc != cfg->fc_prefsrc)
		return false;
	if (cfg->fc_nhs || !fi->fib_nhs)
		return true;
	return (!cfg->fc_gw || fi->fib_nh[0].nh_gw == cfg->fc_gw) &&
	       (!cfg->fc_dev || fi->fib_nh[0].nh_dev == cfg->fc_dev);
}

void fib_rebalance(struct fib_info *fi)
{
	u64 total = 0, sum = 0;

	for (u8 i = 0; i < fi->fib_nhs; i++)
		if (!fi->fib_nh[i].nh_dead)
			total += fi->fib_nh[i].nh_weight;
	for (u8 i = 0; i < fi->fib_nhs; i++) {
		struct fib_nh *nh = &fi->fib_nh[i];

		if (nh->nh_dead) {
			nh->nh_upper = -1;
			continue;
		}
		sum += nh->nh_weight;
		nh->nh_upper = (s32)((sum << 31) / total - 1);
	}
}

static struct fib_info *info_new(struct net *net, const struct fib_config *cfg,
				 const struct fib_hop *h, u8 n)
{
	struct fib_info *fi =
		kzalloc(sizeof(*fi) + n * sizeof(struct fib_nh), GFP_KERNEL);

	if (!fi)
		return ERR_PTR(-ENOMEM);
	fi->refs = 1;
	fi->fib_type = cfg->fc_type;
	fi->fib_scope = cfg->fc_scope;
	fi->fib_prefsrc = cfg->fc_prefsrc;
	fi->fib_priority = cfg->fc_priority;
	fi->fib_mtu = cfg->fc_mtu;
	fi->mtu_lock = cfg->fc_mtu_lock;
	fi->fib_nhs = n;
	for (u8 i = 0; i < n; i++)
		fi->fib_nh[i] = (struct fib_nh){
			.nh_dev = h[i].dev,
			.nh_gw = h[i].gw,
			.nh_weight = max(h[i].weight, (u8)1),
		};
	fib_rebalance(fi);
	local_bh_disable();
	list_add_tail(&fi->list, &net->fib.infos);
	local_bh_enable();
	return fi;
}

struct fib_info *fib_info_get(struct net *net, const struct fib_config *cfg)
{
	struct fib_hop h[FIB_MAX_NHS];
	struct fib_info *fi;
	u8 n;

	if (cfg->fc_nhs > FIB_MAX_NHS)
		return ERR_PTR(-EINVAL);
	hops(cfg, h, &n);
	for (u8 i = 0; i < n; i++) {
		int err = check_gateway(net, &h[i]);

		if (err)
			return ERR_PTR(err);
		if (!(h[i].dev->flags & IFF_UP))
			return ERR_PTR(-ENETDOWN);
	}
	list_for_each_entry (fi, &net->fib.infos, list) {
		if (same_info(fi, cfg) && same_hops(fi, h, n)) {
			fi->refs++;
			return fi;
		}
	}
	return info_new(net, cfg, h, n);
}

void fib_info_put(struct net *net, struct fib_info *fi)
{
	if (--fi->refs)
		return;
	list_del(&fi->list);
	for (u8 i = 0; i < fi->fib_nhs; i++) {
		rt_drop_cached(&fi->fib_nh[i].rth_input);
		rt_drop_cached(&fi->fib_nh[i].rth_output);
		fib_free_exceptions(net, &fi->fib_nh[i]);
	}
	kfree(fi);
}
