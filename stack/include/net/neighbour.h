/* SPDX-License-Identifier: MIT */
/*
 * Neighbours: link-layer addresses of next hops, with the states of Linux
 * (after RFC 4861 7.3.2). A packet for a neighbour that is not resolved yet
 * waits in its queue.
 */
#ifndef NET_NEIGHBOUR_H
#define NET_NEIGHBOUR_H

#include <linux/if_ether.h>
#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/timer.h>

struct net;
struct neigh_table;

#define NUD_INCOMPLETE 0x01
#define NUD_REACHABLE  0x02
#define NUD_STALE      0x04
#define NUD_DELAY      0x08
#define NUD_PROBE      0x10
#define NUD_FAILED     0x20
#define NUD_NOARP      0x40
#define NUD_PERMANENT  0x80
#define NUD_NONE       0x00

#define NUD_IN_TIMER (NUD_INCOMPLETE | NUD_REACHABLE | NUD_DELAY | NUD_PROBE)
#define NUD_VALID                                                            \
	(NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE | NUD_PROBE | NUD_STALE | \
	 NUD_DELAY)
#define NUD_CONNECTED (NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE)

#define NEIGH_UPDATE_F_OVERRIDE 0x1

/* Times in ms under the names of net.ipv4.neigh.default.*. */
struct neigh_parms {
	u32 base_reachable_time_ms;
	u32 retrans_time_ms;
	u32 gc_stale_time_ms;
	u32 delay_first_probe_time_ms;
	u32 locktime_ms;
	u32 mcast_solicit;
	u32 ucast_solicit;
	u32 unres_qlen_bytes;
	unsigned long reachable_time; /* jiffies, drawn again each 300 s */
};

struct neighbour {
	struct hlist_node hash;
	struct neigh_table *tbl;
	struct net_device *dev;
	int refcnt;
	bool dead;
	u8 nud_state;
	u8 ha[ETH_ALEN];
	__be32 primary_key;
	unsigned long confirmed; /* jiffies: last proof of reachability */
	unsigned long used;	 /* last packet sent to it */
	unsigned long updated;	 /* last change of state */
	unsigned int probes;
	struct sk_buff_head arp_queue;
	unsigned int arp_queue_len_bytes; /* sum of truesize */
	struct timer_list timer;
};

#define NEIGH_HASH_SIZE 64

struct neigh_statistics {
	u64 allocs, destroys, res_failed, unres_discards, table_fulls;
	u64 solicits, conflicts;
};

struct neigh_table {
	struct net *net;
	struct hlist_head buckets[NEIGH_HASH_SIZE];
	struct neigh_parms parms;
	/* Fills in what needs no question: nud_state and ha. */
	void (*constructor)(struct neighbour *n);
	/* Sends a request; @skb is the packet that waits, or NULL. */
	void (*solicit)(struct neighbour *n, struct sk_buff *skb);
	/* The neighbour does not answer; consumes @skb. */
	void (*error_report)(struct neighbour *n, struct sk_buff *skb);
	unsigned int entries;
	u32 gc_thresh1, gc_thresh2, gc_thresh3;
	unsigned long last_flush, last_rand;
	struct timer_list gc_timer;
	struct neigh_statistics stats;
};

/* All: context process or softirq. */
int neigh_table_init(struct net *net, struct neigh_table *tbl);
/* Drops every entry; queued packets end as "arp.unresolved". */
void neigh_table_clear(struct neigh_table *tbl);
/* A device goes down or away. */
void neigh_ifdown(struct neigh_table *tbl, struct net_device *dev);
/* The caller owns a reference. lookup: NULL if unknown; create: NULL if the
 * table is full or memory is short. */
struct neighbour *neigh_lookup(struct neigh_table *tbl, __be32 key,
			       struct net_device *dev);
struct neighbour *neigh_create(struct neigh_table *tbl, __be32 key,
			       struct net_device *dev);
void neigh_release(struct neighbour *n);
/* New state, and new address if @lladdr. */
void neigh_update(struct neighbour *n, const u8 *lladdr, u8 new, u32 flags);
/* Sends @skb (consumed), resolving first if needed. 0 or a negative errno. */
int neigh_output(struct neighbour *n, struct sk_buff *skb);
/* Proof that the neighbour receives (a reply from above). */
void neigh_confirm(struct neighbour *n);

#endif
