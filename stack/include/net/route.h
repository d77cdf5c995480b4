/* SPDX-License-Identifier: MIT */
/* IPv4 routes: dst entries made from the FIB. */
#ifndef NET_ROUTE_H
#define NET_ROUTE_H

#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/ip_fib.h>

#define RTCF_BROADCAST 0x10000000
#define RTCF_MULTICAST 0x20000000
#define RTCF_LOCAL     0x80000000

struct rtable {
	struct dst_entry dst; /* first */
	struct net *net;
	unsigned int genid; /* of the FIB when it was made */
	int error;	    /* positive errno of a route that refuses */
	unsigned int rt_flags;
	u8 rt_type;
	bool rt_is_input;
	int rt_iif;
	__be32 rt_gateway; /* 0: the destination itself */
	__be32 rt_prefsrc;
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
 * 0; -EINVAL martian; -EHOSTUNREACH not for us; -ENETUNREACH no route.
 * Context: softirq.
 */
int ip_route_input(struct sk_buff *skb, __be32 daddr, __be32 saddr, u8 tos,
		   struct net_device *dev);
/*
 * Route for a packet of our own; fills in fl->saddr if it is 0. The caller
 * owns a reference. ERR_PTR(-ENETUNREACH, -EINVAL, -ENODEV, -ENOMEM).
 * Context: process or softirq.
 */
struct rtable *ip_route_output_key(struct net *net, struct flowi4 *fl);
/* @rt may be NULL. */
void ip_rt_put(struct rtable *rt);
/* NULL if the routing table changed since @dst was made. */
struct dst_entry *ip_dst_check(struct dst_entry *dst);
/* RFC 1191 is not done yet: the MTU of the device. */
unsigned int dst_mtu(const struct dst_entry *dst);
/* True if this host is a member of the group @addr on @dev (RFC 1112 7.2). */
bool ip_check_mc(const struct net_device *dev, __be32 addr);
/* A packet of ours can not be sent for want of a link-layer address: tells
 * the sender (host unreachable). Does not consume. */
void ip_link_failure(struct sk_buff *skb);
/* Makes all routes handed out so far invalid for dst_check(). */
void rt_cache_flush(struct net *net);

#endif
