/* SPDX-License-Identifier: MIT */
/*
 * Forwarding information base: two tables, local before main, each a trie that
 * is searched for the longest prefix (RFC 1812 5.2.4.3). A prefix may have
 * several routes, told apart by type of service and metric, and a route
 * several next hops. docs/ipv4.md draws it.
 */
#ifndef NET_IP_FIB_H
#define NET_IP_FIB_H

#include <linux/list.h>
#include <linux/types.h>

struct net;
struct net_device;
struct rtable;
struct in_device;
struct sk_buff;

enum {
	RTN_UNSPEC,
	RTN_UNICAST,
	RTN_LOCAL,
	RTN_BROADCAST,
	RTN_MULTICAST,
	RTN_UNREACHABLE, /* host unreachable (RFC 1812 5.2.7.1) */
	RTN_BLACKHOLE,	 /* dropped without a word */
	RTN_PROHIBIT,	 /* communication administratively prohibited */
	RTN_THROW,	 /* not in this table */
};

enum {
	RT_SCOPE_UNIVERSE = 0,
	RT_SCOPE_LINK = 253,
	RT_SCOPE_HOST = 254,
	RT_SCOPE_NOWHERE = 255
};
enum { RT_TABLE_MAIN = 254, RT_TABLE_LOCAL = 255 };

#define FIB_MAX_NHS 8

/* A next hop as it is asked for. */
struct fib_hop {
	__be32 gw;		/* 0: on link */
	struct net_device *dev; /* NULL: found by the gateway */
	u8 weight;		/* share of the flows, 1 and more */
};

struct fib_config {
	u8 fc_table;
	u8 fc_type;
	u8 fc_scope;
	u8 fc_dst_len; /* prefix length, 0..32 */
	u8 fc_tos;     /* 0: any; else only this type of service */
	bool fc_mtu_lock;
	__be32 fc_dst;
	__be32 fc_gw; /* 0: on link */
	__be32 fc_prefsrc;
	u32 fc_priority; /* lower wins among equal prefixes */
	u32 fc_mtu;	 /* 0: the device's */
	struct net_device *fc_dev;
	u8 fc_nhs; /* 0: one, fc_gw and fc_dev; else fc_mp */
	struct fib_hop fc_mp[FIB_MAX_NHS];
};

/* What was learnt about one destination behind a next hop (RFC 1191 3,
 * RFC 1122 3.3.1.2), as in Linux since 3.6. */
struct fib_nh_exception {
	struct hlist_node hash;
	__be32 fnhe_daddr;
	__be32 fnhe_gw;	 /* of a redirect; 0: none */
	u32 fnhe_pmtu;	 /* 0: none */
	bool mtu_locked; /* too small to be believed: fragments, no DF */
	unsigned long fnhe_expires; /* jiffies */
	struct rtable *rth_input, *rth_output;
};

#define FNHE_HASH_SIZE	   256
#define FNHE_RECLAIM_DEPTH 5

struct fib_nh {
	struct net_device *nh_dev;
	__be32 nh_gw;
	u8 nh_weight;
	bool nh_dead; /* its device is down */
	s32 nh_upper; /* the flow hashes up to here are its own; -1: none */
	/* Routes made from it; stale once the table has changed. */
	struct rtable *rth_input, *rth_output;
	struct hlist_head *exceptions; /* FNHE_HASH_SIZE, from the first on */
};

/* What routes to several prefixes may share. */
struct fib_info {
	struct list_head list; /* net->fib.infos */
	unsigned int refs;     /* routes that use it */
	u8 fib_type, fib_scope;
	bool mtu_lock;
	__be32 fib_prefsrc;
	u32 fib_priority;
	u32 fib_mtu;
	u8 fib_nhs;
	struct fib_nh fib_nh[];
};

/* One route of a prefix. */
struct fib_alias {
	struct list_head list; /* of its prefix: by tos, then by metric */
	struct fib_info *fa_info;
	u8 fa_tos;
};

/* A prefix, or the place where the ways to two of them part. */
struct fib_node {
	u32 key; /* host order; bits beyond plen are 0 */
	u8 plen;
	struct fib_node *child[2]; /* by the bit after the prefix */
	struct list_head aliases;  /* empty: only a fork */
};

struct fib_trie {
	struct fib_node *root;
	u32 nodes, routes;
};

struct netns_fib {
	struct fib_trie local, main;
	struct list_head infos;
	u32 hash_seed;	    /* of the choice among next hops */
	u64 lookups, steps; /* nodes seen on the way */
	u32 fnhe_count;
	u64 fnhe_created, fnhe_expired;
};

struct fib_result {
	u8 type;
	u8 scope;
	u8 prefixlen;
	struct fib_info *fi;
	struct fib_nh *nh;
};

struct flowi4 {
	int flowi4_oif; /* 0: any */
	u8 flowi4_tos;
	u8 flowi4_proto;
	__be32 saddr;
	__be32 daddr;
};

/* fib_trie.c. Context: softirqs off. */
struct fib_node *fib_trie_node(struct fib_trie *t, u32 key, u8 plen);
/* Makes it if need be; NULL: no memory. */
struct fib_node *fib_trie_add(struct fib_trie *t, u32 key, u8 plen);
/* Takes out what of the way to the prefix is not needed any more. */
void fib_trie_prune(struct fib_trie *t, u32 key, u8 plen);
/* The same for all prefixes without routes. */
void fib_trie_sweep(struct fib_trie *t);
/* The nodes with routes that hold @addr, shortest prefix first. Returns how
 * many; *@steps: nodes seen. */
#define FIB_PATH 33
unsigned int fib_trie_path(const struct fib_trie *t, u32 addr,
			   struct fib_node *path[FIB_PATH],
			   unsigned int *steps);
/* Each node, in the order of addresses, parents first; NULL after the last. */
struct fib_node *fib_trie_next(const struct fib_trie *t,
			       const struct fib_node *after);

/* 0, -EEXIST, -ENOMEM, -EINVAL, -ENETUNREACH (the gateway is not on a link of
 * ours), -ENODEV, -ENETDOWN. Context: process. */
int fib_table_insert(struct net *net, const struct fib_config *cfg);
/* 0 or -ESRCH. Context: process. */
int fib_table_delete(struct net *net, const struct fib_config *cfg);
/* A device goes down (NULL: all for good): its routes go, and its next hops
 * of others are dead until fib_sync_up(). Context: process. */
void fib_flush_dev(struct net *net, const struct net_device *dev);
void fib_sync_up(struct net *net, const struct net_device *dev);
/* An address goes: so do the routes that prefer it as their source. */
void fib_sync_down_addr(struct net *net, __be32 local);
/* 0, -ENETUNREACH, -EHOSTUNREACH, -EINVAL (blackhole), -EACCES (prohibit).
 * Of several next hops the first that lives: then fib_select_path().
 * Context: any but hardirq. */
int fib_lookup(struct net *net, const struct flowi4 *fl,
	       struct fib_result *res);
/* One next hop for all packets of a pair of addresses (RFC 2992). */
void fib_select_path(struct net *net, struct fib_result *res,
		     const struct flowi4 *fl);
/* RTN_* of an address as this host sees it. */
unsigned int inet_addr_type(struct net *net, __be32 addr);
/* The same, but only addresses and broadcasts of @dev count. */
unsigned int inet_addr_type_dev(struct net *net, const struct net_device *dev,
				__be32 addr);
/* May @saddr come in over @dev, towards @oif (RFC 1812 5.3.8, RFC 3704)?
 * 1: its host is on the link itself; 0; -EINVAL martian; -EXDEV rp_filter. */
int fib_validate_source(struct net *net, __be32 saddr, __be32 daddr, u8 tos,
			int oif, struct net_device *dev);

/* fib_exception.c. Context: softirqs off. */
struct fib_nh_exception *fib_find_exception(struct net *net, struct fib_nh *nh,
					    __be32 daddr);
/* @gw or @pmtu 0: as it was. */
void fib_update_exception(struct net *net, struct fib_nh *nh, __be32 daddr,
			  __be32 gw, u32 pmtu, bool lock,
			  unsigned long expires);
void fib_free_exceptions(struct net *net, struct fib_nh *nh);

int ip_fib_init(struct net *net);
void ip_fib_exit(struct net *net);

#endif
