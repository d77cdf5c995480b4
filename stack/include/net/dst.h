/* SPDX-License-Identifier: MIT */
/* The base of a route that a packet may hold on to. */
#ifndef _NET_DST_H
#define _NET_DST_H

#include <linux/atomic.h>

struct net_device;
struct sk_buff;

struct dst_entry {
	struct net_device *dev;
	atomic_t __refcnt;
	/* Called when the last reference goes (may be NULL). Context: any. */
	void (*release)(struct dst_entry *dst);
	int (*input)(struct sk_buff *skb);
	int (*output)(struct sk_buff *skb);
};

static inline void dst_hold(struct dst_entry *dst)
{
	atomic_inc(&dst->__refcnt);
}

static inline void dst_release(struct dst_entry *dst)
{
	if (dst && atomic_dec_and_test(&dst->__refcnt) && dst->release)
		dst->release(dst);
}

#endif
