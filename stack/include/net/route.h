/* SPDX-License-Identifier: MIT */
/* IPv4 routes: dst entries made from the FIB. */
#ifndef NET_ROUTE_H
#define NET_ROUTE_H

#include <linux/skbuff.h>
#include <linux/timer.h>
#include <net/dst.h>
#include <net/ip_fib.h>

#define RTCF_DOREDIRECT 0x01000000 /* the sender has a shorter way */
#define RTCF_BROADCAST	0x10000000
#define RTCF_MULTICAST	0x20000000
#define RTCF_LOCAL	0x80000000

/* What a packet asks for, in the hash cache of destinations. */
struct rt_key {
	__be32 daddr, saddr;
	int iif, oif;
	u8 tos;
};

struct rtable {
	struct dst_entry dst; /* first */
	struct net *net;
	unsigned int genid; /* of the FIB when it was made */
	int error;	    /* positive errno of a route that refuses */
	unsigned int rt_flags;
	u8 rt_type;
	bool rt_is_input;
	bool obsolete; /* something was learnt since: ask again */
	bool rt_mtu_locked;
	int rt_iif;
	__be32 rt_gateway; /* 0: the destination itself */
	__be32 rt_prefsrc;
	u32 rt_mtu;	       /* the route's; 0: the device's */
	u32 rt_pmtu;	       /* learnt; 0: none */
	unsigned long expires; /* jiffies: then rt_pmtu is too old */
	/* in the hash cache */
	struct hlist_node hash;
	struct rt_key key;
	unsigned long lastuse;
};

/*
 * The hash cache of destinations in use that kernels before 3.6 had in front
 * of the FIB (net.ipv4.rt_cache, off; docs/ipv4.md). Names of settings and
 * counters as there: Documentation/networking/ip-sysctl.rst up to 3.5 and
 * /proc/net/stat/rt_cache.
 */
#define RT_HASH_SIZE 1024

struct netns_rt_cache {
	u32 enabled;
	u32 entries, mask; /* of the table: RT_HASH_SIZE - 1 */
	u32 seed, rover;
	u32 gc_thresh, gc_elasticity, max_size;
	u32 gc_min_interval_ms, gc_timeout_ms, gc_interval_ms;
	u32 equilibrium;
	unsigned long last_gc, expire; /* jiffies */
	struct hlist_head *table;
	struct timer_list timer;
	u64 in_hit, in_slow_tot, out_hit, out_slow_tot;
	u64 in_hlist_search, out_hlist_search;
	u64 gc_total, gc_ignored, gc_goal_miss, gc_dst_overflow;
};

static inline struct rtable *skb_rtable(const struct sk_buff *skb)
{
	return (struct rtable *)skb_dst(skb);
}

static inline __be32 rt_nexthop(const struct rtable *rt, __be32 daddr)
{
	return rt->rt_gateway ? rt->rt_gateway : daddr;
}

/*
 * Sets skb's dst for a packet that came in over @dev.
 * 0; -EINVAL martian; -EXDEV reverse path filter; -EHOSTUNREACH not for us;
 * -ENETUNREACH no route; -ENOBUFS the hash cache is full; -ENOMEM.
 * Context: softirq.
 */
int ip_route_input(struct sk_buff *skb, __be32 daddr, __be32 saddr, u8 tos,
		   struct net_device *dev);
/*
 * Route for a packet of our own; fills in fl->saddr if it is 0. The caller
 * owns a reference. ERR_PTR(-ENETUNREACH, -EINVAL, -EACCES, -EHOSTUNREACH,
 * -ENODEV, -ENOBUFS, -ENOMEM). Context: process or softirq.
 */
struct rtable *ip_route_output_key(struct net *net, struct flowi4 *fl);
/* @rt may be NULL. */
void ip_rt_put(struct rtable *rt);
/* NULL if the routing table changed since @dst was made, or something was
 * learnt about the way. */
struct dst_entry *ip_dst_check(struct dst_entry *dst);
/* What fits the way as far as is known (RFC 1191). */
unsigned int dst_mtu(const struct dst_entry *dst);
/* The same for a packet that is forwarded: what was learnt counts only if
 * net.ipv4.ip_forward_use_pmtu is 1. */
unsigned int dst_mtu_forward(const struct dst_entry *dst);
/* True if @daddr is a group that this host has joined on @dev (RFC 1112 7.2),
 * and @saddr is wanted there. */
bool ip_check_mc(const struct net_device *dev, __be32 daddr, __be32 saddr,
		 u8 proto);
/* A packet of ours can not be sent for want of a link-layer address: tells
 * the sender (host unreachable). Does not consume. */
void ip_link_failure(struct sk_buff *skb);
/* Makes all routes handed out so far invalid for dst_check(). */
void rt_cache_flush(struct net *net);
/* The address a packet leaves with that @skb's route sends (RFC 1812 5.2.4.1):
 * for options and errors. */
__be32 ip_rt_get_source(const struct rtable *rt, __be32 saddr, __be32 daddr);

/*
 * A router says that packets to @daddr must not be longer than @mtu
 * (RFC 1191 3), or has a better gateway for them (RFC 1122 3.2.2.2).
 * Context: softirq.
 */
void ipv4_update_pmtu(struct net *net, __be32 daddr, u32 mtu, int oif);
void ipv4_redirect(struct net *net, __be32 daddr, __be32 old_gw, __be32 new_gw,
		   struct net_device *dev);

/* route.c's own. */
struct rtable *rt_dst_alloc(struct net *net, struct net_device *dev,
			    unsigned int flags, u8 type);
bool rt_valid(const struct rtable *rt);
void rt_drop_cached(struct rtable **slot);
/* What @res says about @daddr, into a new route. */
void rt_set_nexthop(struct rtable *rt, __be32 daddr,
		    const struct fib_result *res,
		    const struct fib_nh_exception *fnhe);

/* rt_cache.c. Context: softirqs off. */
struct rtable *rt_hash_find(struct net *net, const struct rt_key *key);
/* 0, and the cache has a reference too; or -ENOBUFS. */
int rt_hash_add(struct net *net, const struct rt_key *key, struct rtable *rt);
/* What leads to @daddr goes. */
void rt_hash_forget(struct net *net, __be32 daddr);
void rt_hash_init(struct net *net);
void rt_hash_exit(struct net *net);
int rt_hash_sysctl(struct net *net, const char *value);

static inline bool rt_hash_on(const struct netns_rt_cache *c)
{
	return unlikely(c->enabled);
}

#endif
