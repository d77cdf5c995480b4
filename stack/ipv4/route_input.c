// SPDX-License-Identifier: MIT
/*
 * The route of a packet that came in: for this host, to be forwarded, or
 * neither (RFC 1122 3.2.1.3, RFC 1812 5.3.7).
 */
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/inetdevice.h>
#include <linux/printk.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include <net/route.h>

/* Martians are counted, and told about if log_martians is on. */
static int martian(struct net *net, const char *what, __be32 saddr,
		   __be32 daddr, struct net_device *dev)
{
	IP_INC_STATS(net, IPSTATS_MIB_MARTIANS);
	if (IN_DEV_ORCONF(in_dev_get(dev), LOG_MARTIANS))
		pr_warn("IPv4: martian %s %pI4 from %pI4, on dev %s\n", what,
			&daddr, &saddr, dev->name);
	return -EINVAL;
}

/* Is one of the next hops @dev? */
static bool leaves_by(const struct fib_info *fi, const struct net_device *dev)
{
	for (u8 i = 0; i < fi->fib_nhs; i++)
		if (fi->fib_nh[i].nh_dev == dev)
			return true;
	return false;
}

int fib_validate_source(struct net *net, __be32 saddr, __be32 daddr, u8 tos,
			int oif, struct net_device *dev)
{
	struct in_device *in = in_dev_get(dev);
	struct flowi4 fl = {.daddr = saddr, .saddr = daddr, .flowi4_tos = tos};
	u32 rpf = IN_DEV_MAXCONF(in, RP_FILTER);
	struct fib_result res;
	unsigned int type;

	if (dev->flags & IFF_LOOPBACK)
		return 0;
	/* RFC 1122 3.2.1.3: no broadcast, multicast or own address. */
	type = inet_addr_type(net, saddr);
	if (type != RTN_UNICAST &&
	    !(type == RTN_LOCAL && IN_DEV_ORCONF(in, ACCEPT_LOCAL)))
		return -EINVAL;
	if (!rpf && oif != dev->ifindex)
		return 0;
	/* RFC 3704 2.2, 2.3: would we send to it by the way it came? */
	if (!fib_lookup(net, &fl, &res)) {
		if (leaves_by(res.fi, dev))
			return res.nh->nh_gw == 0;
		if (rpf == 1)
			return -EXDEV;
		fl.flowi4_oif = dev->ifindex;
		if (rpf && !fib_lookup(net, &fl, &res))
			return res.nh->nh_gw == 0;
		/* RFC 3704 2.4: loose, any route to it will do. */
		return 0;
	}
	return rpf ? -EXDEV : 0;
}

/* An entry for input of @type to this host, cached at the next hop. */
static struct rtable *local_route(struct net *net, const struct fib_result *res,
				  u8 type, unsigned int flags,
				  struct net_device *dev)
{
	struct rtable **slot = res->fi ? &res->nh->rth_input : NULL;
	struct rtable *rt;

	if (rt_hash_on(&net->rt_hash))
		slot = NULL;
	if (slot && rt_valid(*slot) && (*slot)->rt_iif == dev->ifindex) {
		dst_hold(&(*slot)->dst);
		return *slot;
	}
	rt = rt_dst_alloc(net, dev, flags, type);
	if (!rt)
		return NULL;
	rt->rt_is_input = true;
	rt->rt_iif = dev->ifindex;
	if (slot) {
		rt_drop_cached(slot);
		*slot = rt;
		dst_hold(&rt->dst);
	}
	return rt;
}

static struct rtable *error_route(struct net *net, struct net_device *dev,
				  int err)
{
	struct rtable *rt = rt_dst_alloc(net, dev, 0, RTN_UNREACHABLE);

	if (!rt)
		return NULL;
	rt->rt_is_input = true;
	rt->rt_iif = dev->ifindex;
	rt->error = -err;
	rt->dst.input = ip_error;
	return rt;
}

/* To be forwarded by @res. ERR_PTR(-EINVAL, -EXDEV, -ENOMEM). */
static struct rtable *forward_route(struct net *net, struct fib_result *res,
				    const struct flowi4 *fl,
				    struct net_device *dev, bool *redirect)
{
	struct fib_nh_exception *fnhe;
	struct in_device *out;
	struct rtable *rt, **slot;
	int err;

	fib_select_path(net, res, fl);
	out = in_dev_get(res->nh->nh_dev);
	if (!out)
		return ERR_PTR(-EINVAL);
	err = fib_validate_source(net, fl->saddr, fl->daddr, fl->flowi4_tos,
				  res->nh->nh_dev->ifindex, dev);
	if (err < 0)
		return ERR_PTR(err);
	/* RFC 1812 5.2.7.2: out by where it came in, and its sender could
	 * have sent it there itself. */
	*redirect =
		err && res->nh->nh_dev == dev &&
		IN_DEV_ORCONF(out, SEND_REDIRECTS) &&
		(IN_DEV_ORCONF(out, SHARED_MEDIA) ||
		 inet_addr_onlink(out, fl->saddr,
				  res->nh->nh_gw ? res->nh->nh_gw : fl->daddr));
	fnhe = fib_find_exception(net, res->nh, fl->daddr);
	slot = fnhe ? &fnhe->rth_input : &res->nh->rth_input;
	if (rt_hash_on(&net->rt_hash) || res->type != RTN_UNICAST)
		slot = NULL;
	if (slot && rt_valid(*slot) && (*slot)->rt_iif == dev->ifindex) {
		dst_hold(&(*slot)->dst);
		return *slot;
	}
	rt = rt_dst_alloc(net, res->nh->nh_dev, 0, res->type);
	if (!rt)
		return ERR_PTR(-ENOMEM);
	rt->rt_is_input = true;
	rt->rt_iif = dev->ifindex;
	rt->dst.input = ip_forward;
	rt->dst.output = ip_output;
	rt_set_nexthop(rt, fl->daddr, res, fnhe);
	if (slot) {
		rt_drop_cached(slot);
		*slot = rt;
		dst_hold(&rt->dst);
	}
	return rt;
}

/* What need not be looked up. 0, RTN_* or a negative errno. */
static int special_address(struct net *net, const struct flowi4 *fl, u8 proto,
			   struct net_device *dev)
{
	__be32 saddr = fl->saddr, daddr = fl->daddr;

	if (ipv4_is_multicast(saddr) || ipv4_is_lbcast(saddr))
		return martian(net, "source", saddr, daddr, dev);
	if (ipv4_is_lbcast(daddr) || (!saddr && !daddr))
		return RTN_BROADCAST;
	if (ipv4_is_multicast(daddr)) {
		/* RFC 1112 7.2: only groups this host has joined. */
		return ip_check_mc(dev, daddr, saddr, proto) ? RTN_MULTICAST
							     : -EHOSTUNREACH;
	}
	if (ipv4_is_zeronet(saddr))
		return martian(net, "source", saddr, daddr, dev);
	if (ipv4_is_zeronet(daddr))
		return martian(net, "destination", saddr, daddr, dev);
	/* RFC 1122 3.2.1.3 (g): never outside a host. */
	if (!(dev->flags & IFF_LOOPBACK) &&
	    (ipv4_is_loopback(daddr) || ipv4_is_loopback(saddr)))
		return martian(net, "loopback address", saddr, daddr, dev);
	return 0;
}

static struct rtable *route_input_slow(struct net *net, const struct flowi4 *fl,
				       u8 proto, struct net_device *dev,
				       bool *redirect)
{
	struct in_device *in = in_dev_get(dev);
	unsigned int flags = RTCF_LOCAL;
	struct fib_result res = {0};
	struct rtable *rt;
	int type, err = 0;

	type = special_address(net, fl, proto, dev);
	if (type < 0)
		return ERR_PTR(type);
	if (!type) {
		err = fib_lookup(net, fl, &res);
		type = err ? RTN_UNREACHABLE : res.type;
	}
	if (type == RTN_UNICAST && IN_DEV_FORWARD(in)) {
		rt = forward_route(net, &res, fl, dev, redirect);
		if (!IS_ERR(rt))
			return rt;
		err = (int)PTR_ERR(rt);
		goto refused;
	}
	/* RFC 2644: directed broadcasts are not passed on, unless asked. */
	if (type == RTN_BROADCAST && res.fi && res.nh->nh_dev != dev &&
	    IN_DEV_FORWARD(in) && IN_DEV_ANDCONF(in, BC_FORWARDING)) {
		rt = forward_route(net, &res, fl, dev, redirect);
		if (!IS_ERR(rt))
			return rt;
		err = (int)PTR_ERR(rt);
		goto refused;
	}
	if (fl->saddr) {
		int bad = fib_validate_source(net, fl->saddr, fl->daddr,
					      fl->flowi4_tos, 0, dev);

		if (bad < 0) {
			err = bad;
			goto refused;
		}
	}
	if (type == RTN_BROADCAST)
		flags |= RTCF_BROADCAST;
	else if (type == RTN_MULTICAST)
		flags |= RTCF_MULTICAST;
	else if (type != RTN_LOCAL)
		flags = 0;
	/* A host discards what is not its own, a router says why. */
	rt = flags ? local_route(net, &res, (u8)type, flags, dev)
		   : error_route(net, dev, err ? err : -EHOSTUNREACH);
	return rt ? rt : ERR_PTR(-ENOMEM);
refused:
	if (err == -EINVAL)
		martian(net, "source", fl->saddr, fl->daddr, dev);
	else if (err == -EXDEV && IN_DEV_ORCONF(in, LOG_MARTIANS))
		pr_warn("IPv4: reverse path of %pI4 is not dev %s\n",
			&fl->saddr, dev->name);
	return ERR_PTR(err);
}

static struct rtable *route_input_hashed(struct net *net,
					 const struct flowi4 *fl, u8 proto,
					 struct net_device *dev)
{
	struct rt_key key = {fl->daddr, fl->saddr, dev->ifindex, 0,
			     fl->flowi4_tos};
	struct rtable *rt;
	bool redirect = false;

	/* Groups are left and joined: not from the cache. */
	if (ipv4_is_multicast(fl->daddr))
		return route_input_slow(net, fl, proto, dev, &redirect);
	rt = rt_hash_find(net, &key);
	if (rt)
		return rt;
	rt = route_input_slow(net, fl, proto, dev, &redirect);
	if (IS_ERR(rt))
		return rt;
	if (redirect)
		rt->rt_flags |= RTCF_DOREDIRECT;
	if (rt_hash_add(net, &key, rt)) {
		ip_rt_put(rt);
		return ERR_PTR(-ENOBUFS);
	}
	return rt;
}

int ip_route_input(struct sk_buff *skb, __be32 daddr, __be32 saddr, u8 tos,
		   struct net_device *dev)
{
	struct net *net = dev_net(dev);
	struct flowi4 fl = {
		.daddr = daddr,
		.saddr = saddr,
		.flowi4_tos = tos & IPTOS_RT_MASK,
	};
	u8 proto = skb->protocol == htons(ETH_P_IP) ? ip_hdr(skb)->protocol : 0;
	bool redirect = false;
	struct rtable *rt;

	if (!in_dev_get(dev))
		return -EINVAL;
	if (rt_hash_on(&net->rt_hash)) {
		rt = route_input_hashed(net, &fl, proto, dev);
		redirect = !IS_ERR(rt) && rt->rt_flags & RTCF_DOREDIRECT;
	} else {
		rt = route_input_slow(net, &fl, proto, dev, &redirect);
	}
	if (IS_ERR(rt))
		return (int)PTR_ERR(rt);
	/* Not what ARP asks: it has no control block of IPv4's. */
	if (redirect && skb->protocol == htons(ETH_P_IP))
		IPCB(skb)->flags |= IPSKB_DOREDIRECT;
	skb_dst_set(skb, &rt->dst);
	return 0;
}
