// SPDX-License-Identifier: MIT
/* Tracking of connections: UDP, ICMP queries and what errors are about. */
#include <linux/errno.h>
#include <linux/netdevice.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <net/frame_work.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/net_namespace.h>

static struct hlist_head *bucket(struct netns_ct *c, const struct nf_tuple *t)
{
	u32 h = c->seed;

	h = (h ^ t->src) * 0x9e3779b1u;
	h = (h ^ h >> 15 ^ t->dst) * 0x85ebca6bu;
	h = (h ^ h >> 13 ^ ((u32)t->sport << 16 | t->dport)) * 0xc2b2ae35u;
	return &c->hash[(h ^ t->proto) >> 24];
}

_Static_assert(NF_CT_HASH == 256, "bucket() takes 8 bits");

bool nf_ct_same(const struct nf_tuple *a, const struct nf_tuple *b)
{
	return a->src == b->src && a->dst == b->dst && a->sport == b->sport &&
	       a->dport == b->dport && a->proto == b->proto;
}

struct nf_conn *nf_ct_find(struct net *net, const struct nf_tuple *t, u8 *dir)
{
	struct nf_tuple_hash *h;

	hlist_for_each_entry (h, bucket(&net->ct, t), node) {
		if (!nf_ct_same(&h->tuple, t))
			continue;
		*dir = h->dir;
		return container_of(h - h->dir, struct nf_conn, th[0]);
	}
	return NULL;
}

/* RFC 792: the types that ask, and those that answer. */
static u8 icmp_opposite(u8 type)
{
	switch (type) {
	case ICMP_ECHO:
		return ICMP_ECHOREPLY;
	case ICMP_ECHOREPLY:
		return ICMP_ECHO;
	case ICMP_TIMESTAMP:
		return ICMP_TIMESTAMPREPLY;
	case ICMP_TIMESTAMPREPLY:
		return ICMP_TIMESTAMP;
	default:
		return type;
	}
}

void nf_ct_invert(const struct nf_tuple *t, struct nf_tuple *to)
{
	struct nf_tuple r = {.src = t->dst, .dst = t->src, .proto = t->proto};

	if (t->proto == IPPROTO_ICMP) {
		u16 type = ntohs(t->dport);

		r.sport = t->sport;
		r.dport = htons((u16)(icmp_opposite((u8)(type >> 8)) << 8 |
				      (type & 255)));
	} else {
		r.sport = t->dport;
		r.dport = t->sport;
	}
	*to = r;
}

bool nf_ct_tuple(struct sk_buff *skb, unsigned int offset, struct nf_tuple *t)
{
	struct iphdr hdr;
	const struct iphdr *iph;
	u8 buf[8];
	const u8 *p;

	iph = skb_header_pointer(skb, (int)offset, sizeof(hdr), &hdr);
	if (!iph || iph->ihl < 5 || iph->frag_off & htons(IP_OFFSET))
		return false;
	memset(t, 0, sizeof(*t));
	t->src = iph->saddr;
	t->dst = iph->daddr;
	t->proto = iph->protocol;
	if (t->proto != IPPROTO_UDP && t->proto != IPPROTO_TCP &&
	    t->proto != IPPROTO_ICMP)
		return true;
	p = skb_header_pointer(skb, (int)(offset + iph->ihl * 4u), 8, buf);
	if (!p)
		return false;
	if (t->proto == IPPROTO_ICMP) {
		t->dport = htons((u16)(p[0] << 8 | p[1]));
		memcpy(&t->sport, p + 4, 2);
	} else {
		memcpy(&t->sport, p, 2);
		memcpy(&t->dport, p + 2, 2);
	}
	return true;
}

static void forget(struct nf_conn *ct)
{
	del_timer(&ct->timer);
	hlist_del(&ct->th[0].node);
	hlist_del(&ct->th[1].node);
	ct->net->ct.count--;
	kfree(ct);
}

static void expired(struct timer_list *t)
{
	struct nf_conn *ct = from_timer(ct, t, timer);

	forget(ct);
}

static u32 timeout_ms(const struct nf_conn *ct)
{
	const struct netns_ct *c = &ct->net->ct;

	switch (ct->th[0].tuple.proto) {
	case IPPROTO_UDP:
		return ct->seen_reply ? c->udp_stream_ms : c->udp_timeout_ms;
	case IPPROTO_ICMP:
		return c->icmp_ms;
	default:
		return c->generic_ms;
	}
}

static struct nf_conn *ct_new(struct net *net, const struct nf_tuple *t)
{
	struct netns_ct *c = &net->ct;
	struct nf_conn *ct;

	if (c->count >= c->max) {
		c->full++;
		return NULL;
	}
	ct = kzalloc(sizeof(*ct), GFP_ATOMIC);
	if (!ct)
		return NULL;
	ct->net = net;
	ct->th[0].tuple = *t;
	nf_ct_invert(t, &ct->th[1].tuple);
	ct->th[1].dir = IP_CT_DIR_REPLY;
	for (int i = 0; i < IP_CT_DIR_MAX; i++)
		hlist_add_head(&ct->th[i].node, bucket(c, &ct->th[i].tuple));
	timer_setup(&ct->timer, expired, 0);
	c->count++;
	c->created++;
	return ct;
}

void nf_ct_set_reply(struct nf_conn *ct, const struct nf_tuple *reply)
{
	struct nf_tuple_hash *h = &ct->th[IP_CT_DIR_REPLY];

	hlist_del(&h->node);
	h->tuple = *reply;
	hlist_add_head(&h->node, bucket(&ct->net->ct, reply));
}

u8 nf_ct_state(const struct sk_buff *skb)
{
	const struct inet_skb_parm *p = IPCB(skb);

	if (!p->ct)
		return 0;
	if (p->flags & IPSKB_CT_RELATED)
		return IP_CT_RELATED;
	return p->ct->seen_reply ? IP_CT_ESTABLISHED : IP_CT_NEW;
}

/* An error belongs to the connection of the packet that it quotes. */
static bool icmp_related(struct net *net, struct sk_buff *skb)
{
	struct nf_tuple inner, t;
	u8 type, *p, dir;

	p = skb_header_pointer(skb, (int)ip_hdrlen(skb), 1, &type);
	if (!p || (*p != ICMP_DEST_UNREACH && *p != ICMP_TIME_EXCEEDED &&
		   *p != ICMP_PARAMETERPROB && *p != ICMP_SOURCE_QUENCH &&
		   *p != ICMP_REDIRECT))
		return false;
	if (!nf_ct_tuple(skb, ip_hdrlen(skb) + sizeof(struct icmphdr), &inner))
		return true;
	nf_ct_invert(&inner, &t);
	IPCB(skb)->ct = nf_ct_find(net, &t, &dir);
	if (IPCB(skb)->ct) {
		IPCB(skb)->ct_dir = dir;
		IPCB(skb)->flags |= IPSKB_CT_RELATED;
	}
	return true;
}

static unsigned int conntrack_in(struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	struct net *net = state->net;
	struct nf_tuple t;
	struct nf_conn *ct;
	u8 dir = IP_CT_DIR_ORIGINAL;

	/* What comes back by loopback was tracked as it went out. */
	if (state->in && state->in->flags & IFF_LOOPBACK)
		return NF_ACCEPT;
	if (ip_hdr(skb)->protocol == IPPROTO_ICMP && icmp_related(net, skb))
		return NF_ACCEPT;
	if (!nf_ct_tuple(skb, 0, &t))
		return NF_ACCEPT;
	ct = nf_ct_find(net, &t, &dir);
	if (!ct) {
		ct = ct_new(net, &t);
		if (!ct)
			return NF_DROP;
	}
	if (dir == IP_CT_DIR_REPLY)
		ct->seen_reply = true;
	mod_timer(&ct->timer, jiffies + msecs_to_jiffies(timeout_ms(ct)));
	IPCB(skb)->ct = ct;
	IPCB(skb)->ct_dir = dir;
	return NF_ACCEPT;
}

/* Whole datagrams: only the first fragment has ports. */
static unsigned int defrag(struct sk_buff *skb,
			   const struct nf_hook_state *state)
{
	bool out = state->hook == NF_INET_LOCAL_OUT;

	if (!ip_is_fragment(ip_hdr(skb)))
		return NF_ACCEPT;
	skb = ip_defrag(state->net, skb);
	if (!skb)
		return NF_STOLEN;
	frame_work(skb->pkt_id);
	if (out)
		ip_local_out(skb);
	else
		ip_rcv_whole(skb);
	return NF_STOLEN;
}

void nf_ct_hook(struct net *net, nf_hookfn *fn, enum nf_inet_hooks hook,
		int priority)
{
	struct nf_hook_ops *ops = &net->ct.ops[net->ct.nops++];

	*ops = (struct nf_hook_ops){
		.hook = fn, .hooknum = hook, .priority = priority};
	nf_register_net_hook(net, ops);
}

int nf_conntrack_start(struct net *net)
{
	struct netns_ct *c = &net->ct;

	if (c->running)
		return 0;
	c->hash = kzalloc(NF_CT_HASH * sizeof(*c->hash), GFP_KERNEL);
	if (!c->hash)
		return -ENOMEM;
	c->running = true;
	c->seed = get_random_u32();
	nf_ct_hook(net, defrag, NF_INET_PRE_ROUTING,
		   NF_IP_PRI_CONNTRACK_DEFRAG);
	nf_ct_hook(net, defrag, NF_INET_LOCAL_OUT, NF_IP_PRI_CONNTRACK_DEFRAG);
	nf_ct_hook(net, conntrack_in, NF_INET_PRE_ROUTING, NF_IP_PRI_CONNTRACK);
	nf_ct_hook(net, conntrack_in, NF_INET_LOCAL_OUT, NF_IP_PRI_CONNTRACK);
	return 0;
}

void nf_conntrack_stop(struct net *net)
{
	struct netns_ct *c = &net->ct;

	while (c->nops)
		nf_unregister_net_hook(net, &c->ops[--c->nops]);
	if (!c->running)
		return;
	c->running = false;
	local_bh_disable();
	for (int i = 0; i < NF_CT_HASH; i++)
		while (c->hash[i].first) {
			struct nf_tuple_hash *h = hlist_entry(
				c->hash[i].first, struct nf_tuple_hash, node);

			forget(container_of(h - h->dir, struct nf_conn, th[0]));
		}
	kfree(c->hash);
	c->hash = NULL;
	local_bh_enable();
}
