/* SPDX-License-Identifier: MIT */
/*
 * Forwarding information base: two tables, local before main, searched for the
 * longest prefix (RFC 1812 5.2.4.3). A few routes, so each is a sorted list.
 */
#ifndef NET_IP_FIB_H
#define NET_IP_FIB_H

#include <linux/list.h>
#include <linux/types.h>

struct net;
struct net_device;
struct rtable;

enum {
	RTN_UNSPEC,
	RTN_UNICAST,
	RTN_LOCAL,
	RTN_BROADCAST,
	RTN_MULTICAST,
	RTN_UNREACHABLE,
};

enum { RT_SCOPE_UNIVERSE = 0, RT_SCOPE_LINK = 253, RT_SCOPE_HOST = 254 };
enum { RT_TABLE_MAIN = 254, RT_TABLE_LOCAL = 255 };

struct fib_config {
	u8 fc_table;
	u8 fc_type;
	u8 fc_scope;
	u8 fc_dst_len; /* prefix length, 0..32 */
	__be32 fc_dst;
	__be32 fc_gw; /* 0: on link */
	__be32 fc_prefsrc;
	u32 fc_priority; /* lower wins among equal prefixes */
	struct net_device *fc_dev;
};

struct fib_info {
	struct list_head list;
	struct fib_config cfg;
	__be32 mask;
	/* Cached dst entries, dropped when the table changes. */
	struct rtable *rth_input;
	struct rtable *rth_output;
};

struct fib_result {
	u8 type;
	u8 scope;
	u8 prefixlen;
	struct fib_info *fi;
};

struct flowi4 {
	int flowi4_oif; /* 0: any */
	u8 flowi4_tos;
	u8 flowi4_proto;
	__be32 saddr;
	__be32 daddr;
};

/* 0, -EEXIST, -ENOMEM, -EINVAL. Context: process. */
int fib_table_insert(struct net *net, const struct fib_config *cfg);
/* 0 or -ESRCH. Context: process. */
int fib_table_delete(struct net *net, const struct fib_config *cfg);
/* Removes all routes over @dev (NULL: all). Context: process. */
void fib_flush_dev(struct net *net, const struct net_device *dev);
/* 0 or -ENETUNREACH. Context: any but hardirq. */
int fib_lookup(struct net *net, const struct flowi4 *fl,
	       struct fib_result *res);
/* RTN_* of an address as this host sees it. */
unsigned int inet_addr_type(struct net *net, __be32 addr);

int ip_fib_init(struct net *net);
void ip_fib_exit(struct net *net);

#endif
