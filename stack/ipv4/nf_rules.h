/* SPDX-License-Identifier: MIT */
/* Rules of the filter and of NAT: nf_rule.c reads them, nf_tables.c asks. */
#ifndef IPV4_NF_RULES_H
#define IPV4_NF_RULES_H

#include <net/nf_conntrack.h>

enum nf_table { NF_FILTER, NF_NAT, NF_TABLES };

enum nf_target {
	NF_T_ACCEPT,
	NF_T_DROP,
	NF_T_REJECT,
	NF_T_SNAT,
	NF_T_DNAT,
	NF_T_MASQUERADE,
	NF_T_REDIRECT,
};

struct nf_rule {
	struct list_head list;
	__be32 src, src_mask, dst, dst_mask;
	bool not_src, not_dst, not_in, not_out;
	bool has_proto, has_icmp;
	u8 proto, icmp_type;
	u8 states; /* IP_CT_* that fit; 0: any */
	u16 sport[2], dport[2];
	char in[16], out[16]; /* "": any */
	enum nf_target target;
	struct nf_nat_range range;
	u64 packets, bytes;
};

struct nf_chain {
	struct list_head rules;
	bool drop; /* the policy */
};

struct nf_rules {
	struct nf_chain chain[NF_TABLES][NF_INET_NUMHOOKS];
	bool hooked[NF_TABLES];
	struct nf_hook_ops filter[3];
};

/* The first use makes them. NULL: no memory. Context: process. */
struct nf_rules *nf_rules_get(struct net *net);
/* The hooks of @t, and what they need. 0 or -ENOMEM. */
int nf_table_start(struct net *net, enum nf_table t);

#endif
