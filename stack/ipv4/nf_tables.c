// SPDX-License-Identifier: MIT
/* The chains of the filter and of NAT, on the hooks. */
#include <linux/errno.h>
#include <linux/err.h>
#include <linux/inetdevice.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/udp.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include "nf_rules.h"

static bool dev_fits(const char *name, bool not, const struct net_device *dev)
{
	if (!*name)
		return true;
	return (dev && !strcmp(name, dev->name)) != not ;
}

static bool port_fits(const u16 range[2], __be16 port)
{
	return ntohs(port) >= range[0] && ntohs(port) <= range[1];
}

static bool ports_fit(const struct nf_rule *r, struct sk_buff *skb)
{
	struct udphdr buf;
	const struct udphdr *uh;

	if (r->sport[1] == 65535 && r->dport[1] == 65535 && !r->sport[0] &&
	    !r->dport[0])
		return true;
	/* Only the first fragment has them. */
	if (ip_hdr(skb)->frag_off & htons(IP_OFFSET))
		return false;
	uh = skb_header_pointer(skb, (int)ip_hdrlen(skb), sizeof(buf), &buf);
	return uh && port_fits(r->sport, uh->source) &&
	       port_fits(r->dport, uh->dest);
}

static bool icmp_fits(const struct nf_rule *r, struct sk_buff *skb)
{
	u8 buf;
	const u8 *type;

	if (!r->has_icmp)
		return true;
	if (ip_hdr(skb)->frag_off & htons(IP_OFFSET))
		return false;
	type = skb_header_pointer(skb, (int)ip_hdrlen(skb), 1, &buf);
	return type && *type == r->icmp_type;
}

static bool rule_fits(const struct nf_rule *r, struct sk_buff *skb,
		      const struct nf_hook_state *state)
{
	const struct iphdr *iph = ip_hdr(skb);

	if (((iph->saddr & r->src_mask) == r->src) == r->not_src ||
	    ((iph->daddr & r->dst_mask) == r->dst) == r->not_dst)
		return false;
	if (!dev_fits(r->in, r->not_in, state->in) ||
	    !dev_fits(r->out, r->not_out, state->out))
		return false;
	if (r->has_proto && iph->protocol != r->proto)
		return false;
	if (r->states && !(r->states & nf_ct_state(skb)))
		return false;
	return icmp_fits(r, skb) && ports_fit(r, skb);
}

static struct nf_rule *first_fit(struct nf_chain *c, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	struct nf_rule *r;

	list_for_each_entry (r, &c->rules, list) {
		if (!rule_fits(r, skb, state))
			continue;
		r->packets++;
		r->bytes += skb->len;
		return r;
	}
	return NULL;
}

static unsigned int filter_hook(struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	struct nf_chain *c =
		&state->net->ct.rules->chain[NF_FILTER][state->hook];
	const struct nf_rule *r = first_fit(c, skb, state);

	if (!r)
		return c->drop ? NF_DROP : NF_ACCEPT;
	if (r->target == NF_T_REJECT)
		icmp_send(skb, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0);
	return r->target == NF_T_ACCEPT ? NF_ACCEPT : NF_DROP;
}

/* What the rule says, for this packet's devices. */
static struct nf_nat_range range_of(const struct nf_rule *r,
				    const struct sk_buff *skb,
				    const struct nf_hook_state *state)
{
	struct nf_nat_range range = r->range;

	if (r->target == NF_T_MASQUERADE)
		range.addr = inet_select_addr(
			state->out,
			rt_nexthop(skb_rtable(skb), ip_hdr(skb)->daddr));
	else if (r->target == NF_T_REDIRECT)
		range.addr = state->in ? inet_select_addr(state->in,
							  ip_hdr(skb)->saddr)
				       : htonl(INADDR_LOOPBACK);
	return range;
}

/* The first packet of a connection asks the chain, all others follow. */
static void ask_chain(struct sk_buff *skb, const struct nf_hook_state *state,
		      enum nf_nat_manip manip)
{
	struct nf_conn *ct = IPCB(skb)->ct;
	struct nf_nat_range range;
	const struct nf_rule *r;

	if (!ct || ct->nat_done[manip] || IPCB(skb)->ct_dir ||
	    IPCB(skb)->flags & IPSKB_CT_RELATED)
		return;
	r = first_fit(&state->net->ct.rules->chain[NF_NAT][state->hook], skb,
		      state);
	if (!r || r->target == NF_T_ACCEPT) {
		nf_nat_setup(ct, NULL, manip);
		return;
	}
	range = range_of(r, skb, state);
	nf_nat_setup(ct, &range, manip);
}

static unsigned int nat_src(struct sk_buff *skb,
			    const struct nf_hook_state *state)
{
	ask_chain(skb, state, NF_NAT_SRC);
	return nf_nat_packet(skb, NF_NAT_SRC);
}

/* The destination is another: so is the way to it. */
static bool reroute(struct sk_buff *skb, struct net *net)
{
	struct flowi4 fl = {
		.daddr = ip_hdr(skb)->daddr,
		.saddr = ip_hdr(skb)->saddr,
		.flowi4_tos = ip_hdr(skb)->tos & IPTOS_RT_MASK,
	};
	struct rtable *rt = ip_route_output_key(net, &fl);

	if (IS_ERR(rt))
		return false;
	skb_dst_drop(skb);
	skb_dst_set(skb, &rt->dst);
	return true;
}

static unsigned int nat_dst(struct sk_buff *skb,
			    const struct nf_hook_state *state)
{
	__be32 before = ip_hdr(skb)->daddr;
	unsigned int verdict;

	ask_chain(skb, state, NF_NAT_DST);
	verdict = nf_nat_packet(skb, NF_NAT_DST);
	if (verdict == NF_ACCEPT && state->hook == NF_INET_LOCAL_OUT &&
	    ip_hdr(skb)->daddr != before && !reroute(skb, state->net))
		return NF_DROP;
	return verdict;
}

struct nf_rules *nf_rules_get(struct net *net)
{
	struct nf_rules *r = net->ct.rules;

	if (r)
		return r;
	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return NULL;
	for (int t = 0; t < NF_TABLES; t++)
		for (int h = 0; h < NF_INET_NUMHOOKS; h++)
			INIT_LIST_HEAD(&r->chain[t][h].rules);
	net->ct.rules = r;
	return r;
}

int nf_table_start(struct net *net, enum nf_table t)
{
	static const enum nf_inet_hooks at[] = {
		NF_INET_LOCAL_IN, NF_INET_FORWARD, NF_INET_LOCAL_OUT};
	struct nf_rules *r = net->ct.rules;

	if (r->hooked[t])
		return 0;
	if (t == NF_FILTER) {
		for (int i = 0; i < 3; i++) {
			r->filter[i] = (struct nf_hook_ops){
				.hook = filter_hook,
				.hooknum = at[i],
				.priority = NF_IP_PRI_FILTER};
			nf_register_net_hook(net, &r->filter[i]);
		}
	} else {
		if (nf_conntrack_start(net))
			return -ENOMEM;
		nf_ct_hook(net, nat_dst, NF_INET_PRE_ROUTING,
			   NF_IP_PRI_NAT_DST);
		nf_ct_hook(net, nat_dst, NF_INET_LOCAL_OUT, NF_IP_PRI_NAT_DST);
		nf_ct_hook(net, nat_src, NF_INET_POST_ROUTING,
			   NF_IP_PRI_NAT_SRC);
		nf_ct_hook(net, nat_src, NF_INET_LOCAL_IN, NF_IP_PRI_NAT_SRC);
	}
	r->hooked[t] = true;
	return 0;
}

void nf_rules_exit(struct net *net)
{
	struct nf_rules *r = net->ct.rules;
	struct nf_rule *rule, *next;

	nf_conntrack_stop(net);
	if (!r)
		return;
	for (int i = 0; r->hooked[NF_FILTER] && i < 3; i++)
		nf_unregister_net_hook(net, &r->filter[i]);
	for (int t = 0; t < NF_TABLES; t++)
		for (int h = 0; h < NF_INET_NUMHOOKS; h++)
			list_for_each_entry_safe (rule, next,
						  &r->chain[t][h].rules, list)
				kfree(rule);
	net->ct.rules = NULL;
	kfree(r);
}
