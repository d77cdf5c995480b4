// SPDX-License-Identifier: MIT
/*
 * From a destination to a dst entry. Entries are cached at the FIB entry they
 * were made from, as in Linux since the route cache went.
 */
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/inetdevice.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include <net/icmp.h>
#include <net/route.h>

static struct rtable *dst_rtable(struct dst_entry *dst)
{
	return container_of(dst, struct rtable, dst);
}

static void rt_release(struct dst_entry *dst)
{
	kfree(dst_rtable(dst));
}

struct dst_entry *ip_dst_check(struct dst_entry *dst)
{
	const struct rtable *rt = dst_rtable(dst);

	return rt->genid == rt->net->rt_genid ? dst : NULL;
}

unsigned int dst_mtu(const struct dst_entry *dst)
{
	return min(dst->dev->mtu, IP_MAX_MTU);
}

void ip_rt_put(struct rtable *rt)
{
	if (rt)
		dst_release(&rt->dst);
}

bool ip_check_mc(const struct net_device *dev, __be32 addr)
{
	const struct netdev_hw_addr *ha;
	u8 want[ETH_ALEN];

	if (addr == htonl(INADDR_ALLHOSTS_GROUP))
		return true;
	ip_eth_mc_map(addr, want);
	list_for_each_entry (ha, &dev->mc.list, list)
		if (!memcmp(ha->addr, want, ETH_ALEN))
			return true;
	return false;
}

void ip_link_failure(struct sk_buff *skb)
{
	icmp_send(skb, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0);
}

static void drop_cached(struct list_head *table)
{
	struct fib_info *fi;

	list_for_each_entry (fi, table, list) {
		ip_rt_put(fi->rth_input);
		ip_rt_put(fi->rth_output);
		fi->rth_input = NULL;
		fi->rth_output = NULL;
	}
}

void rt_cache_flush(struct net *net)
{
	net->rt_genid++;
	drop_cached(&net->fib_local);
	drop_cached(&net->fib_main);
}

/* Only a bug sends by a route for input, or delivers by one for output. */
static int dst_wrong_way(struct sk_buff *skb)
{
	panic("a packet to %pI4 takes a route the wrong way",
	      &ip_hdr(skb)->daddr);
}

static struct rtable *rt_dst_alloc(struct net *net, struct net_device *dev,
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

/* Martians are counted, and told about if net.ipv4.conf.all.log_martians. */
static int martian(struct net *net, const char *what, __be32 saddr,
		   __be32 daddr, struct net_device *dev)
{
	IP_INC_STATS(net, IPSTATS_MIB_MARTIANS);
	if (net->sysctl_log_martians)
		pr_warn("IPv4: martian %s %pI4 from %pI4, on dev %s\n", what,
			&daddr, &saddr, dev->name);
	return -EINVAL;
}

/* RFC 1122 3.2.1.3: no broadcast, multicast or own address as a source. */
static bool source_valid(struct net *net, __be32 saddr,
			 const struct net_device *dev)
{
	if (dev->flags & IFF_LOOPBACK)
		return true;
	return inet_addr_type(net, saddr) == RTN_UNICAST;
}

/* An entry for input of @type, cached at @fi if there is one. */
static struct rtable *make_input_route(struct net *net, struct fib_info *fi,
				       u8 type, unsigned int flags,
				       struct net_device *dev, int error)
{
	struct rtable *rt;

	if (fi && fi->rth_input && fi->rth_input->rt_iif == dev->ifindex) {
		dst_hold(&fi->rth_input->dst);
		return fi->rth_input;
	}
	rt = rt_dst_alloc(net, dev, flags, type);
	if (!rt)
		return NULL;
	rt->rt_is_input = true;
	rt->rt_iif = dev->ifindex;
	if (error) {
		rt->error = -error;
		rt->dst.input = ip_error;
	}
	if (fi) {
		ip_rt_put(fi->rth_input);
		fi->rth_input = rt;
		dst_hold(&rt->dst);
	}
	return rt;
}

int ip_route_input(struct sk_buff *skb, __be32 daddr, __be32 saddr, u8 tos,
		   struct net_device *dev)
{
	struct net *net = dev_net(dev);
	struct flowi4 fl = {.daddr = daddr, .saddr = saddr};
	unsigned int flags = RTCF_LOCAL;
	struct fib_result res = {0};
	u8 type = RTN_LOCAL;
	int error = 0;
	struct rtable *rt;

	(void)tos;
	if (ipv4_is_multicast(saddr) || ipv4_is_lbcast(saddr))
		return martian(net, "source", saddr, daddr, dev);
	if (ipv4_is_lbcast(daddr) || (!saddr && !daddr)) {
		type = RTN_BROADCAST;
	} else if (ipv4_is_multicast(daddr)) {
		/* RFC 1112 7.2: only groups this host has joined. */
		if (!ip_check_mc(dev, daddr))
			return -EHOSTUNREACH;
		type = RTN_MULTICAST;
	} else if (ipv4_is_zeronet(saddr)) {
		return martian(net, "source", saddr, daddr, dev);
	} else if (ipv4_is_zeronet(daddr)) {
		return martian(net, "destination", saddr, daddr, dev);
	} else if (!(dev->flags & IFF_LOOPBACK) &&
		   (ipv4_is_loopback(daddr) || ipv4_is_loopback(saddr))) {
		/* RFC 1122 3.2.1.3 (g): never outside a host. */
		return martian(net, "loopback address", saddr, daddr, dev);
	} else {
		error = fib_lookup(net, &fl, &res);
		type = error ? RTN_UNREACHABLE : res.type;
	}
	if (saddr && !source_valid(net, saddr, dev))
		return martian(net, "source", saddr, daddr, dev);

	if (type == RTN_BROADCAST) {
		flags |= RTCF_BROADCAST;
	} else if (type == RTN_MULTICAST) {
		flags |= RTCF_MULTICAST;
	} else if (type != RTN_LOCAL) {
		/* This host does not forward. */
		error = error ? error : -EHOSTUNREACH;
		flags = 0;
		res.fi = NULL;
		type = RTN_UNREACHABLE;
	}
	rt = make_input_route(net, res.fi, type, flags, dev, error);
	if (!rt)
		return -ENOMEM;
	skb_dst_set(skb, &rt->dst);
	return 0;
}

static struct rtable *make_output_route(struct net *net, struct fib_info *fi,
					u8 type, struct net_device *dev,
					bool mc_member, bool cache)
{
	unsigned int flags = 0;
	struct rtable *rt;

	if (cache && fi && fi->rth_output) {
		dst_hold(&fi->rth_output->dst);
		return fi->rth_output;
	}
	if (type == RTN_LOCAL)
		flags = RTCF_LOCAL;
	else if (type == RTN_BROADCAST)
		flags = RTCF_BROADCAST | RTCF_LOCAL;
	else if (type == RTN_MULTICAST)
		flags = RTCF_MULTICAST | (mc_member ? RTCF_LOCAL : 0);
	rt = rt_dst_alloc(net, dev, flags, type);
	if (!rt)
		return NULL;
	rt->dst.output = ip_output;
	if (fi) {
		rt->rt_gateway = fi->cfg.fc_gw;
		rt->rt_prefsrc = fi->cfg.fc_prefsrc;
	}
	if (cache && fi) {
		fi->rth_output = rt;
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

static struct rtable *route_output(struct net *net, struct flowi4 *fl)
{
	struct fib_result res = {0};
	struct net_device *dev;
	struct rtable *rt;
	u8 type;

	if (fl->saddr && inet_addr_type(net, fl->saddr) != RTN_LOCAL)
		return ERR_PTR(-EINVAL);
	if (!fl->daddr) {
		/* As in BSD and Linux: 0.0.0.0 is this host. */
		fl->daddr = fl->saddr ? fl->saddr : htonl(INADDR_LOOPBACK);
	}
	if (ipv4_is_lbcast(fl->daddr) || ipv4_is_multicast(fl->daddr)) {
		dev = fl->flowi4_oif ? dev_get_by_index(net, fl->flowi4_oif)
				     : default_dev(net, fl->saddr);
		if (!dev)
			return ERR_PTR(-ENETUNREACH);
		type = ipv4_is_multicast(fl->daddr) ? RTN_MULTICAST
						    : RTN_BROADCAST;
	} else {
		if (fib_lookup(net, fl, &res)) {
			IP_INC_STATS(net, IPSTATS_MIB_OUTNOROUTES);
			return ERR_PTR(-ENETUNREACH);
		}
		type = res.type;
		dev = type == RTN_LOCAL ? net->loopback_dev
					: res.fi->cfg.fc_dev;
	}
	if (!(dev->flags & IFF_UP))
		return ERR_PTR(-ENETUNREACH);
	if (!fl->saddr) {
		if (type == RTN_LOCAL)
			fl->saddr = fl->daddr;
		else if (res.fi && res.fi->cfg.fc_prefsrc)
			fl->saddr = res.fi->cfg.fc_prefsrc;
		else
			fl->saddr = inet_select_addr(dev,
						     res.fi && res.fi->cfg.fc_gw
							     ? res.fi->cfg.fc_gw
							     : fl->daddr);
	}
	rt = make_output_route(net, res.fi, type, dev,
			       ip_check_mc(dev, fl->daddr), true);
	return rt ? rt : ERR_PTR(-ENOMEM);
}

struct rtable *ip_route_output_key(struct net *net, struct flowi4 *fl)
{
	struct rtable *rt;

	local_bh_disable();
	rt = route_output(net, fl);
	local_bh_enable();
	return rt;
}
