// SPDX-License-Identifier: MIT
/* Rules in the words of iptables(8). Context: process. */
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <net/net_namespace.h>
#include "kernel_core.h"
#include "nf_rules.h"
#include "words.h"

struct rule_line {
	struct words w;
	struct nf_rule rule;
	const char *wrong; /* what is wrong with the present word */
	enum nf_table table;
	int hook;
	char what; /* -A, -P, -F */
	bool needs_ct, has_target, drop;
};

static const char *const chains[NF_INET_NUMHOOKS] = {
	"PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"};

static const struct {
	const char *name;
	enum nf_table table;
	u8 hooks; /* a bit for each where it may stand */
} targets[] = {
	[NF_T_ACCEPT] = {"ACCEPT", NF_TABLES, 31},
	[NF_T_DROP] = {"DROP", NF_FILTER, 31},
	[NF_T_REJECT] = {"REJECT", NF_FILTER, 31},
	[NF_T_SNAT] = {"SNAT", NF_NAT,
		       1 << NF_INET_POST_ROUTING | 1 << NF_INET_LOCAL_IN},
	[NF_T_DNAT] = {"DNAT", NF_NAT,
		       1 << NF_INET_PRE_ROUTING | 1 << NF_INET_LOCAL_OUT},
	[NF_T_MASQUERADE] = {"MASQUERADE", NF_NAT, 1 << NF_INET_POST_ROUTING},
	[NF_T_REDIRECT] = {"REDIRECT", NF_NAT,
			   1 << NF_INET_PRE_ROUTING | 1 << NF_INET_LOCAL_OUT},
};

static bool wrong(struct rule_line *l, const char *what)
{
	l->wrong = what;
	return false;
}

static bool value(struct rule_line *l)
{
	return words_next(&l->w) || wrong(l, "lacks its value");
}

static bool chain(struct rule_line *l)
{
	if (!value(l))
		return false;
	for (int i = 0; i < NF_INET_NUMHOOKS; i++) {
		if (!words_are(&l->w, chains[i]))
			continue;
		if (l->table == NF_FILTER &&
		    (i == NF_INET_PRE_ROUTING || i == NF_INET_POST_ROUTING))
			return wrong(l, "is no chain of the filter");
		l->hook = i;
		return true;
	}
	return wrong(l, "is no chain");
}

static bool prefix(struct rule_line *l, __be32 *addr, __be32 *mask)
{
	u8 len;

	if (!value(l))
		return false;
	if (!words_prefix(&l->w, addr, &len))
		return wrong(l, "is no prefix (as 10.2.0.0/16)");
	*mask = len ? htonl(~0u << (32 - len)) : 0;
	return true;
}

static bool device(struct rule_line *l, char *to)
{
	if (!value(l))
		return false;
	if (strlen(l->w.word) >= 16)
		return wrong(l, "is too long for a device");
	strscpy(to, l->w.word, 16);
	return true;
}

static bool proto(struct rule_line *l)
{
	u32 n = 0;

	if (!value(l))
		return false;
	l->rule.has_proto = true;
	if (words_are(&l->w, "udp"))
		n = IPPROTO_UDP;
	else if (words_are(&l->w, "tcp"))
		n = IPPROTO_TCP;
	else if (words_are(&l->w, "icmp"))
		n = IPPROTO_ICMP;
	else if (!words_u32(&l->w, 255, &n))
		return wrong(l, "is no protocol");
	l->rule.proto = (u8)n;
	return true;
}

static bool ports(struct rule_line *l, u16 range[2])
{
	if (!value(l))
		return false;
	if (!l->rule.has_proto ||
	    (l->rule.proto != IPPROTO_UDP && l->rule.proto != IPPROTO_TCP))
		return wrong(l, "needs -p udp or tcp before it");
	return words_range(&l->w, &range[0], &range[1]) ||
	       wrong(l, "is no range of ports");
}

static bool icmp_type(struct rule_line *l)
{
	u32 n = 0;

	if (!value(l))
		return false;
	if (!l->rule.has_proto || l->rule.proto != IPPROTO_ICMP)
		return wrong(l, "needs -p icmp before it");
	if (words_are(&l->w, "echo-request"))
		n = 8;
	else if (!words_u32(&l->w, 255, &n))
		return wrong(l, "is no ICMP type");
	l->rule.has_icmp = true;
	l->rule.icmp_type = (u8)n;
	return true;
}

/* "NEW,ESTABLISHED,RELATED" */
static bool states(struct rule_line *l)
{
	static const struct {
		const char *name;
		u8 bit;
	} names[] = {{"NEW", IP_CT_NEW},
		     {"ESTABLISHED", IP_CT_ESTABLISHED},
		     {"RELATED", IP_CT_RELATED}};
	const char *p;

	if (!value(l))
		return false;
	for (p = l->w.word; *p;) {
		size_t i, n = 0;

		while (p[n] && p[n] != ',')
			n++;
		for (i = 0; i < ARRAY_SIZE(names); i++)
			if (strlen(names[i].name) == n &&
			    !strncmp(p, names[i].name, n))
				break;
		if (i == ARRAY_SIZE(names))
			return wrong(l, "is no list of states");
		l->rule.states |= names[i].bit;
		p += n + (p[n] == ',');
	}
	l->needs_ct = true;
	return true;
}

/* "10.0.0.1", "10.0.0.1:53", "10.0.0.1:1024-2047". */
static bool to_addr(struct rule_line *l)
{
	char *colon, *dash;
	struct words part = {.next = ""};
	u16 low, high;

	if (!value(l))
		return false;
	strscpy(part.word, l->w.word, sizeof(part.word));
	colon = strchr(part.word, ':');
	if (colon)
		*colon = '\0';
	if (!words_addr(&part, &l->rule.range.addr))
		return wrong(l, "is no address");
	if (!colon)
		return true;
	dash = strchr(colon + 1, '-');
	if (dash)
		*dash = ':';
	memmove(part.word, colon + 1, strlen(colon + 1) + 1);
	if (!words_range(&part, &low, &high) || !low)
		return wrong(l, "has no range of ports");
	l->rule.range.min_port = low;
	l->rule.range.max_port = high;
	return true;
}

static bool to_ports(struct rule_line *l)
{
	if (!value(l))
		return false;
	return (words_range(&l->w, &l->rule.range.min_port,
			    &l->rule.range.max_port) &&
		l->rule.range.min_port) ||
	       wrong(l, "is no range of ports");
}

static bool target(struct rule_line *l)
{
	if (!value(l))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(targets); i++) {
		if (!words_are(&l->w, targets[i].name))
			continue;
		if ((targets[i].table != NF_TABLES &&
		     targets[i].table != l->table) ||
		    !(targets[i].hooks & 1 << l->hook))
			return wrong(l, "can not stand in this chain");
		l->rule.target = (enum nf_target)i;
		l->has_target = true;
		return true;
	}
	return wrong(l, "is no target");
}

static bool match(struct rule_line *l)
{
	struct nf_rule *r = &l->rule;
	bool not = words_are(&l->w, "!");

	if (not &&!value(l))
		return false;
	if (words_are(&l->w, "-s")) {
		r->not_src = not ;
		return prefix(l, &r->src, &r->src_mask);
	}
	if (words_are(&l->w, "-d")) {
		r->not_dst = not ;
		return prefix(l, &r->dst, &r->dst_mask);
	}
	if (words_are(&l->w, "-i")) {
		r->not_in = not ;
		return device(l, r->in);
	}
	if (words_are(&l->w, "-o")) {
		r->not_out = not ;
		return device(l, r->out);
	}
	if (not )
		return wrong(l, "can not be negated");
	if (words_are(&l->w, "-p"))
		return proto(l);
	if (words_are(&l->w, "--sport"))
		return ports(l, r->sport);
	if (words_are(&l->w, "--dport"))
		return ports(l, r->dport);
	if (words_are(&l->w, "--icmp-type"))
		return icmp_type(l);
	if (words_are(&l->w, "-m"))
		return value(l);
	if (words_are(&l->w, "--ctstate") || words_are(&l->w, "--state"))
		return states(l);
	if (words_are(&l->w, "-j"))
		return target(l);
	if (words_are(&l->w, "--to-source") ||
	    words_are(&l->w, "--to-destination"))
		return to_addr(l);
	if (words_are(&l->w, "--to-ports"))
		return to_ports(l);
	return wrong(l, "is unknown here");
}

static bool policy(struct rule_line *l)
{
	if (!value(l))
		return false;
	l->drop = words_are(&l->w, "DROP");
	if (l->table != NF_FILTER || (!l->drop && !words_are(&l->w, "ACCEPT")))
		return wrong(l, "is no policy");
	return !words_next(&l->w) || wrong(l, "is one word too many");
}

static bool parse(struct rule_line *l)
{
	bool more = words_next(&l->w);

	if (more && words_are(&l->w, "-t")) {
		if (!value(l))
			return false;
		if (words_are(&l->w, "nat"))
			l->table = NF_NAT;
		else if (!words_are(&l->w, "filter"))
			return wrong(l, "is neither filter nor nat");
		words_next(&l->w);
	}
	if (!words_are(&l->w, "-A") && !words_are(&l->w, "-P") &&
	    !words_are(&l->w, "-F"))
		return wrong(l, "is none of -A, -P, -F");
	l->what = l->w.word[1];
	if (!chain(l))
		return false;
	if (l->what == 'P')
		return policy(l);
	while (words_next(&l->w))
		if (l->what == 'F' || !match(l))
			return l->wrong ? false : wrong(l, "is too much");
	if (l->what == 'F')
		return true;
	if (!l->has_target)
		return wrong(l, "ends it without -j");
	if ((l->rule.target == NF_T_SNAT || l->rule.target == NF_T_DNAT) &&
	    !l->rule.range.addr)
		return wrong(l, "ends it without --to-source, "
				"--to-destination");
	return true;
}

static int carry_out(struct net *net, const struct rule_line *l)
{
	struct nf_rules *rules = nf_rules_get(net);
	struct nf_rule *r, *next;
	struct nf_chain *c;

	if (!rules || nf_table_start(net, l->table) ||
	    (l->needs_ct && nf_conntrack_start(net)))
		return -ENOMEM;
	c = &rules->chain[l->table][l->hook];
	if (l->what == 'P') {
		c->drop = l->drop;
		return 0;
	}
	if (l->what == 'F') {
		local_bh_disable();
		list_for_each_entry_safe (r, next, &c->rules, list) {
			list_del(&r->list);
			kfree(r);
		}
		local_bh_enable();
		return 0;
	}
	r = kmalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return -ENOMEM;
	*r = l->rule;
	local_bh_disable();
	list_add_tail(&r->list, &c->rules);
	local_bh_enable();
	return 0;
}

int net_rule(struct net *net, const char *text, char *err, size_t err_len)
{
	struct rule_line l = {
		.rule = {.sport = {0, 65535}, .dport = {0, 65535}},
	};

	words_begin(&l.w, text);
	if (!parse(&l)) {
		snprintf(err, err_len, "iptables \"%s\": \"%s\" %s", text,
			 l.w.word, l.wrong);
		return -1;
	}
	if (!carry_out(net, &l))
		return 0;
	snprintf(err, err_len, "iptables \"%s\": no memory", text);
	return -1;
}
