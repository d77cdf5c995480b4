/* SPDX-License-Identifier: MIT */
/*
 * Five places on an IPv4 packet's way where others may look at it, change it
 * or end it (docs/ipv4.md has the picture). Context: softirqs off.
 */
#ifndef _LINUX_NETFILTER_H
#define _LINUX_NETFILTER_H

#include <linux/list.h>
#include <linux/skbuff.h>

struct net;
struct net_device;

enum nf_inet_hooks {
	NF_INET_PRE_ROUTING,  /* came in, headers checked */
	NF_INET_LOCAL_IN,     /* for this host, reassembled */
	NF_INET_FORWARD,      /* passes through */
	NF_INET_LOCAL_OUT,    /* from this host */
	NF_INET_POST_ROUTING, /* about to leave */
	NF_INET_NUMHOOKS
};

/* Verdicts. */
#define NF_DROP	  0 /* ends as "netfilter.drop" */
#define NF_ACCEPT 1 /* goes on */
#define NF_STOLEN 2 /* the hook has it, and sees to its end */
#define NF_QUEUE  3 /* to a program: there is none, ends as if dropped */
#define NF_REPEAT 4 /* this hook once more */

/* Linux's priorities: the lower comes first. */
enum nf_ip_hook_priorities {
	NF_IP_PRI_FIRST = -2147483647 - 1,
	NF_IP_PRI_CONNTRACK_DEFRAG = -400,
	NF_IP_PRI_RAW = -300,
	NF_IP_PRI_CONNTRACK = -200,
	NF_IP_PRI_MANGLE = -150,
	NF_IP_PRI_NAT_DST = -100,
	NF_IP_PRI_FILTER = 0,
	NF_IP_PRI_NAT_SRC = 100,
	NF_IP_PRI_CONNTRACK_CONFIRM = 2147483647,
	NF_IP_PRI_LAST = 2147483647,
};

struct nf_hook_state {
	enum nf_inet_hooks hook;
	struct net_device *in, *out; /* NULL where there is none yet */
	struct net *net;
	void *priv; /* of the hook's owner */
};

/* A verdict. The headers are linear and checked, and in order to write there,
 * skb_ensure_writable() must have been asked. */
typedef unsigned int nf_hookfn(struct sk_buff *skb,
			       const struct nf_hook_state *state);

struct nf_hook_ops {
	struct list_head list; /* net->nf.hooks[hooknum], by priority */
	nf_hookfn *hook;
	void *priv;
	enum nf_inet_hooks hooknum;
	int priority;
};

struct netns_nf {
	struct list_head hooks[NF_INET_NUMHOOKS];
	u32 active; /* a bit for each hook that somebody asked for */
	u64 accepted, dropped, stolen;
};

void netfilter_init(struct net *net);
/* 0 or -EINVAL. @ops stays until it is unregistered. Context: process. */
int nf_register_net_hook(struct net *net, struct nf_hook_ops *ops);
void nf_unregister_net_hook(struct net *net, struct nf_hook_ops *ops);

/* 1: go on with it. 0 or -EPERM: it is gone. */
int nf_hook_slow(struct net *net, enum nf_inet_hooks hook, struct sk_buff *skb,
		 struct net_device *in, struct net_device *out);

/* Needs net/net_namespace.h and linux/errno.h. Past the hooks, then to @okfn.
 */
#define NF_HOOK(net_, hook_, skb_, in_, out_, okfn)                      \
	(likely(!((net_)->nf.active >> (hook_)&1)) ||                    \
			 nf_hook_slow(net_, hook_, skb_, in_, out_) == 1 \
		 ? okfn(skb_)                                            \
		 : -EPERM)

#endif
