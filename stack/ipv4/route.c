// SPDX-License-Identifier: MIT
/*
 * From a destination to a dst entry, for packets of our own. Entries are
 * cached at the next hop they were made from, or at what is known about one
 * destination behind it, as in Linux since the route cache went.
 */
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/inetdevice.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include <net/route.h>

static struct rtable *dst_rtable(const struct dst_entry *dst)
{
	return container_of(dst, struct rtable, dst);
}

static void rt_release(struct dst_entry *dst)
{
	kfree(dst_rtable(dst));
}

bool rt_valid(const struct rtable *rt)
{
	return rt && rt->genid == rt->net->rt_genid && !rt->obsolete &&
	       (!rt->rt_pmtu || time_before(jiffies, rt->expires));
}

struct dst_entry *ip_dst_check(struct dst_entry *dst)
{
	return rt_valid(dst_rtable(dst)) ? dst : NULL;
}

static unsigned int static_mtu(const struct rtable *rt)
{
	unsigned int mtu = rt->rt_mtu ? rt->rt_mtu : rt->dst.dev->mtu;

	return min(mtu, IP_MAX_MTU);
}

unsigned int dst_mtu(const struct dst_entry *dst)
{
	const struct rtable *rt = dst_rtable(dst);

	if (rt->rt_pmtu && time_before(jiffies, rt->expires))
		return min(rt->rt_pmtu, static_mtu(rt));
	return static_mtu(rt);
}

unsigned int dst_mtu_forward(const struct dst_entry *dst)
{
	const struct rtable *rt = dst_rtable(dst);

	if (rt->net->sysctl_ip_fwd_use_pmtu || rt->rt_mtu_locked)
		return dst_mtu(dst);
	return static_mtu(rt);
}

void ip_rt_put(struct rtable *rt)
{
	if (rt)
		dst_release(&rt->dst);
}

void rt_drop_cached(struct rtable **slot)
{
	struct rtable *rt = *slot;

	if (!rt)
		return;
	*slot = NULL;
	rt->obsolete = true;
	ip_rt_put(rt);
}

void ip_link_failure(struct sk_buff *skb)
{
	icmp_send(skb, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0);
}

void rt_cache_flush(struct net *net)
{
	net->rt_genid++;
}

/* Only a bug sends by a route for input, or delivers by one for output. */
static int dst_wrong_way(struct sk_buff *skb)
{
	panic("a packet to %pI4 takes a route the wrong way",
	      &ip_hdr(skb)->daddr);
}

struct rtable *rt_dst_alloc(struct net *net, struct net_device *dev,
			    unsigned int flags, u8 type)
{
	struct rtable *rt = kzalloc(sizeof(*rt), GFP_ATOMIC);

	if (!rt)
		return NULL;
	rt->net = net;
	rt->genid = net->rt_genid;
	rt->dst.dev = dev;
	rt->dst.release = rt_release;
	atomic_set(&rt->dst.__refcnt, 1);
	rt->dst.input = dst_wrong_way;
	rt->dst.output = dst_wrong_way;
	rt->rt_flags = flags;
	rt->rt_type = type;
	if (flags & RTCF_LOCAL)
		rt->dst.input = ip_local_deliver;
	return rt;
}

void rt_set_nexthop(struct rtable *rt, __be32 daddr,
		    const struct fib_result *res,
		    const struct fib_nh_exception *fnhe)
{
	(void)daddr;
	if (!res->fi)
		return;
	rt->rt_gateway = res->nh->nh_gw;
	rt->rt_prefsrc = res->fi->fib_prefsrc;
	rt->rt_mtu = res->fi->fib_mtu;
	rt->rt_mtu_locked = res->fi->mtu_lock;
	if (!fnhe)
		return;
	if (fnhe->fnhe_gw)
		rt->rt_gateway = fnhe->fnhe_gw;
	if (fnhe->fnhe_pmtu && !rt->rt_mtu_locked) {
		rt->rt_pmtu = fnhe->fnhe_pmtu;
		rt->rt_mtu_locked = fnhe->mtu_locked;
	}
	rt->expires = fnhe->fnhe_expires;
}

static unsigned int output_flags(u8 type, const struct net_device *dev,
				 const struct flowi4 *fl)
{
	switch (type) {
	case RTN_LOCAL:
		return RTCF_LOCAL;
	case RTN_BROADCAST:
		return RTCF_BROADCAST | RTCF_LOCAL;
	case RTN_MULTICAST:
		/* RFC 1112 6.1: a member hears itself. */
		return ip_check_mc(dev, fl->daddr, fl->saddr, fl->flowi4_proto)
			       ? RTCF_MULTICAST | RTCF_LOCAL
			       : RTCF_MULTICAST;
	default:
		return 0;
	}
}

static struct rtable *make_output_route(struct net *net,
					const struct flowi4 *fl,
					const struct fib_result *res, u8 type,
					struct net_device *dev)
{
	struct fib_nh_exception *fnhe = NULL;
	struct rtable *rt, **slot = NULL;

	if (res->fi && type != RTN_MULTICAST) {
		fnhe = fib_find_exception(net, res->nh, fl->daddr);
		slot = fnhe ? &fnhe->rth_output : &res->nh->rth_output;
		if (rt_valid(*slot) && !rt_hash_on(&net->rt_hash)) {
			dst_hold(&(*slot)->dst);
			return *slot;
		}
	}
	rt = rt_dst_alloc(net, dev, output_flags(type, dev, fl), type);
	if (!rt)
		return NULL;
	rt->dst.output = type == RTN_MULTICAST && rt->rt_flags & RTCF_LOCAL
				 ? ip_mc_output
				 : ip_output;
	rt_set_nexthop(rt, fl->daddr, res, fnhe);
	if (slot && !rt_hash_on(&net->rt_hash)) {
		rt_drop_cached(slot);
		*slot = rt;
		dst_hold(&rt->dst);
	}
	return rt;
}

/* The device for limited broadcast and multicast when none was asked for: the
 * one that holds the source address, else the first that is up. */
static struct net_device *default_dev(struct net *net, __be32 saddr)
{
	struct net_device *dev;

	for_each_netdev (net, dev) {
		struct in_device *in = in_dev_get(dev);
		struct in_ifaddr *ifa;

		if (!in || !(dev->flags & IFF_UP) || dev->flags & IFF_LOOPBACK)
			continue;
		list_for_each_entry (ifa, &in->ifa_list, list)
			if (!saddr || ifa->ifa_local == saddr)
				return dev;
	}
	return NULL;
}

/* Where limited broadcast and multicast go: what was asked for, a route for
 * the group, the device of the source, any. */
static struct net_device *group_dev(struct net *net, const struct flowi4 *fl,
				    struct fib_result *res)
{
	if (fl->flowi4_oif)
		return dev_get_by_index(net, fl->flowi4_oif);
	if (ipv4_is_multicast(fl->daddr) && !fib_lookup(net, fl, res) &&
	    res->prefixlen >= 4) {
		struct net_device *dev = res->nh->nh_dev;

		res->fi = NULL;
		return dev;
	}
	res->fi = NULL;
	return default_dev(net, fl->saddr);
}

static __be32 select_source(const struct flowi4 *fl,
			    const struct fib_result *res, u8 type,
			    const struct net_device *dev)
{
	if (type == RTN_LOCAL)
		return fl->daddr;
	if (res->fi && res->fi->fib_prefsrc)
		return res->fi->fib_prefsrc;
	return inet_select_addr(dev, res->fi && res->nh->nh_gw ? res->nh->nh_gw
							       : fl->daddr);
}

static struct rtable *route_output_slow(struct net *net, struct flowi4 *fl)
{
	struct fib_result res = {0};
	struct net_device *dev;
	struct rtable *rt;
	int err;
	u8 type;

	if (ipv4_is_lbcast(fl->daddr) || ipv4_is_multicast(fl->daddr)) {
		dev = group_dev(net, fl, &res);
		if (!dev)
			return ERR_PTR(fl->flowi4_oif ? -ENODEV : -ENETUNREACH);
		type = ipv4_is_multicast(fl->daddr) ? RTN_MULTICAST
						    : RTN_BROADCAST;
	} else {
		err = fib_lookup(net, fl, &res);
		if (err) {
			IP_INC_STATS(net, IPSTATS_MIB_OUTNOROUTES);
			return ERR_PTR(err);
		}
		fib_select_path(net, &res, fl);
		type = res.type;
		dev = type == RTN_LOCAL ? net->loopback_dev : res.nh->nh_dev;
	}
	if (!(dev->flags & IFF_UP))
		return ERR_PTR(-ENETUNREACH);
	if (!fl->saddr)
		fl->saddr = select_source(fl, &res, type, dev);
	rt = make_output_route(net, fl, &res, type, dev);
	return rt ? rt : ERR_PTR(-ENOMEM);
}

static struct rtable *route_output_hashed(struct net *net, struct flowi4 *fl)
{
	struct rt_key key = {
		.daddr = fl->daddr,
		.saddr = fl->saddr,
		.oif = fl->flowi4_oif,
		.tos = fl->flowi4_tos,
	};
	struct rtable *rt = rt_hash_find(net, &key);

	if (rt) {
		if (!fl->saddr)
			fl->saddr = rt->rt_prefsrc;
		return rt;
	}
	rt = route_output_slow(net, fl);
	if (IS_ERR(rt))
		return rt;
	rt->rt_prefsrc = fl->saddr;
	if (rt_hash_add(net, &key, rt)) {
		ip_rt_put(rt);
		return ERR_PTR(-ENOBUFS);
	}
	return rt;
}

struct rtable *ip_route_output_key(struct net *net, struct flowi4 *fl)
{
	struct rtable *rt;

	if (fl->saddr && inet_addr_type(net, fl->saddr) != RTN_LOCAL)
		return ERR_PTR(-EINVAL);
	/* As in BSD and Linux: 0.0.0.0 is this host. */
	if (!fl->daddr)
		fl->daddr = fl->saddr ? fl->saddr : htonl(INADDR_LOOPBACK);
	local_bh_disable();
	rt = rt_hash_on(&net->rt_hash) ? route_output_hashed(net, fl)
				       : route_output_slow(net, fl);
	local_bh_enable();
	return rt;
}

__be32 ip_rt_get_source(const struct rtable *rt, __be32 saddr, __be32 daddr)
{
	if (!rt->rt_is_input)
		return saddr;
	if (rt->rt_prefsrc)
		return rt->rt_prefsrc;
	return inet_select_addr(rt->dst.dev, rt_nexthop(rt, daddr));
}

/* ---- what routers tell ---- */

void ipv4_update_pmtu(struct net *net, __be32 daddr, u32 mtu, int oif)
{
	struct flowi4 fl = {.daddr = daddr, .flowi4_oif = oif};
	struct fib_result res;
	bool lock = false;

	if (fib_lookup(net, &fl, &res) || res.type != RTN_UNICAST ||
	    res.fi->mtu_lock)
		return;
	if (mtu < net->sysctl_min_pmtu) {
		/* Nobody has such a link: fragments rather, and no DF. */
		lock = true;
		mtu = min(net->sysctl_min_pmtu, res.nh->nh_dev->mtu);
	}
	/* Only ever downward (RFC 1191 3). */
	if (mtu >= min(res.nh->nh_dev->mtu, IP_MAX_MTU) && !lock)
		return;
	for (u8 i = 0; i < res.fi->fib_nhs; i++) {
		struct fib_nh *nh = &res.fi->fib_nh[i];
		struct fib_nh_exception *e;

		if (nh->nh_dead || (oif && nh->nh_dev->ifindex != oif))
			continue;
		e = fib_find_exception(net, nh, daddr);
		if (e && e->fnhe_pmtu && e->fnhe_pmtu < mtu)
			continue;
		fib_update_exception(
			net, nh, daddr, 0, mtu, lock,
			jiffies + msecs_to_jiffies(net->mtu_expires_ms));
	}
}

void ipv4_redirect(struct net *net, __be32 daddr, __be32 old_gw, __be32 new_gw,
		   struct net_device *dev)
{
	struct in_device *in = in_dev_get(dev);
	struct flowi4 fl = {.daddr = daddr, .flowi4_oif = dev->ifindex};
	struct fib_nh_exception *e;
	struct fib_result res;

	if (new_gw == old_gw || !in_dev_rx_redirects(in) ||
	    ipv4_is_multicast(new_gw) || ipv4_is_lbcast(new_gw) ||
	    ipv4_is_zeronet(new_gw))
		goto reject;
	if (!IN_DEV_ORCONF(in, SHARED_MEDIA)) {
		if (!inet_addr_onlink(in, new_gw, old_gw))
			goto reject;
	} else if (inet_addr_type(net, new_gw) != RTN_UNICAST) {
		goto reject;
	}
	if (fib_lookup(net, &fl, &res) || res.type != RTN_UNICAST)
		goto reject;
	/* RFC 1122 3.2.2.2: only from the gateway in use, to one on the
	 * link. */
	e = fib_find_exception(net, res.nh, daddr);
	if ((e && e->fnhe_gw ? e->fnhe_gw : res.nh->nh_gw) != old_gw ||
	    !inet_addr_onlink(in, new_gw, 0))
		goto reject;
	fib_update_exception(
		net, res.nh, daddr, new_gw, 0, false,
		jiffies + msecs_to_jiffies(net->rt_hash.gc_timeout_ms));
	return;
reject:
	if (IN_DEV_ORCONF(in, LOG_MARTIANS))
		pr_info("IPv4: redirect from %pI4 on %s about %pI4 to %pI4 "
			"ignored\n",
			&old_gw, dev->name, &daddr, &new_gw);
}
