/* SPDX-License-Identifier: MIT */
/*
 * Connections that pass the hooks: what goes one way, and what comes back. It
 * starts with the first rule that needs it. Context: softirqs off.
 */
#ifndef NET_NF_CONNTRACK_H
#define NET_NF_CONNTRACK_H

#include <linux/list.h>
#include <linux/netfilter.h>
#include <linux/timer.h>
#include <linux/types.h>

struct net;

/* Who speaks with whom. Of ICMP queries, sport is the identifier and dport
 * type and code. */
struct nf_tuple {
	__be32 src, dst;
	__be16 sport, dport;
	u8 proto;
};

enum { IP_CT_DIR_ORIGINAL, IP_CT_DIR_REPLY, IP_CT_DIR_MAX };
/* Bits, so that a rule can ask for several. */
enum { IP_CT_NEW = 1, IP_CT_ESTABLISHED = 2, IP_CT_RELATED = 4 };

struct nf_tuple_hash {
	struct hlist_node node;
	struct nf_tuple tuple;
	u8 dir;
};

struct nf_conn {
	/* As the first packet came, and as an answer will come. */
	struct nf_tuple_hash th[IP_CT_DIR_MAX];
	struct net *net;
	bool seen_reply;
	bool nat_done[2]; /* by enum nf_nat_manip */
	/* What the first packet's direction changes; answers change the other.
	 */
	bool nat[2];
	struct timer_list timer;
};

#define NF_CT_HASH 256

struct nf_rules;

struct netns_ct {
	bool running;
	u32 count, max; /* net.netfilter.nf_conntrack_max */
	u32 udp_timeout_ms, udp_stream_ms, icmp_ms, generic_ms;
	u32 seed;
	struct hlist_head *hash;
	struct nf_hook_ops ops[8];
	unsigned int nops;
	struct nf_rules *rules;
	u64 created, full;
};

enum nf_nat_manip { NF_NAT_SRC, NF_NAT_DST };

/* What an address is to become; ports 0: as they are if they are free. */
struct nf_nat_range {
	__be32 addr; /* 0: as it is */
	u16 min_port, max_port;
};

/* 0 or -ENOMEM. */
int nf_conntrack_start(struct net *net);
void nf_conntrack_stop(struct net *net);
struct nf_conn *nf_ct_find(struct net *net, const struct nf_tuple *t, u8 *dir);
/* The tuple of the packet at @offset from skb->data. False: not all there. */
bool nf_ct_tuple(struct sk_buff *skb, unsigned int offset, struct nf_tuple *t);
bool nf_ct_same(const struct nf_tuple *a, const struct nf_tuple *b);
void nf_ct_invert(const struct nf_tuple *t, struct nf_tuple *to);
void nf_ct_set_reply(struct nf_conn *ct, const struct nf_tuple *reply);
/* IP_CT_* of a packet that passed the tracker, 0: it is not tracked. */
u8 nf_ct_state(const struct sk_buff *skb);
void nf_ct_hook(struct net *net, nf_hookfn *fn, enum nf_inet_hooks hook,
		int priority);

/* nf_nat.c. NULL range: nothing asked for. */
void nf_nat_setup(struct nf_conn *ct, const struct nf_nat_range *range,
		  enum nf_nat_manip manip);
/* Makes the packet what its connection says. NF_ACCEPT, NF_DROP. */
unsigned int nf_nat_packet(struct sk_buff *skb, enum nf_nat_manip manip);

/* nf_tables.c: the chains, configured by net_rule() (kernel_core.h). */
void nf_rules_exit(struct net *net);

#endif
