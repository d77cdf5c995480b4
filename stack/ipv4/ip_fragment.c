// SPDX-License-Identifier: MIT
/*
 * Reassembly, RFC 791 3.2, RFC 1122 3.3.2. Overlapping fragments give up the
 * whole datagram (as RFC 5722 asks of IPv6 and Linux does for both); a
 * fragment that repeats bytes which are there already is dropped alone.
 */
#include <linux/errno.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include "icmp_internal.h"

#define INET_FRAG_FIRST_IN 0x1
#define INET_FRAG_LAST_IN  0x2

/* A datagram of which something is missing. */
struct ipq {
	struct list_head list; /* in a bucket of netns_frags */
	struct net *net;
	__be32 saddr, daddr;
	__be16 id;
	u8 protocol;
	u8 flags;
	unsigned int len;	       /* of the payload, as far as known */
	unsigned int meat;	       /* bytes of it that are here */
	u32 rid;		       /* its sender's count when last heard */
	unsigned int max_size;	       /* longest packet that it came in */
	u8 ecn;			       /* IPFRAG_ECN_* that came */
	struct sk_buff_head fragments; /* by offset, without overlap */
	struct timer_list timer;
};

static unsigned int frag_end(const struct sk_buff *skb)
{
	return IPCB(skb)->frag_offset + IPCB(skb)->frag_len;
}

static struct list_head *ipq_bucket(struct net *net, const struct iphdr *iph)
{
	u32 h = net->frags.rnd;

	h = (h ^ iph->saddr) * 0x9e3779b1u;
	h = (h ^ iph->daddr) * 0x85ebca6bu;
	h = (h ^ ((u32)iph->id << 8 | iph->protocol)) * 0xc2b2ae35u;
	return &net->frags.hash[h >> 26];
}

_Static_assert(IPQ_HASH_SIZE == 64, "ipq_bucket() takes 6 bits");

/* Forgets the datagram; what is there of it ends at @place. */
static void ipq_kill(struct ipq *q, const char *place)
{
	struct sk_buff *skb;

	del_timer(&q->timer);
	list_del(&q->list);
	while ((skb = __skb_dequeue(&q->fragments))) {
		q->net->frags.mem -= skb->truesize;
		kfree_skb_place(skb, place);
	}
	kfree(q);
}

/* Who tracks connections collects before there is a route; only what is for
 * this host is told of (RFC 1122 3.3.2). */
static bool has_route(struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);

	if (!skb_dst(skb) &&
	    (!skb->dev ||
	     ip_route_input(skb, iph->daddr, iph->saddr, iph->tos, skb->dev)))
		return false;
	return skb_rtable(skb)->rt_type == RTN_LOCAL;
}

static void ip_expire(struct timer_list *t)
{
	struct ipq *q = from_timer(q, t, timer);
	struct net *net = q->net;

	IP_INC_STATS(net, IPSTATS_MIB_REASMFAILS);
	IP_INC_STATS(net, IPSTATS_MIB_REASMTIMEOUT);
	/* RFC 1122 3.3.2: tell the sender, if the first fragment is here. */
	if (q->flags & INET_FRAG_FIRST_IN && has_route(skb_peek(&q->fragments)))
		icmp_send(skb_peek(&q->fragments), ICMP_TIME_EXCEEDED,
			  ICMP_EXC_FRAGTIME, 0);
	ipq_kill(q, "ip.reassembly_timeout");
}

static struct ipq *ipq_find(struct net *net, const struct iphdr *iph)
{
	struct list_head *bucket = ipq_bucket(net, iph);
	struct ipq *q;

	if (net->frags.mem > net->frags.high_thresh)
		return NULL;
	list_for_each_entry (q, bucket, list)
		if (q->id == iph->id && q->saddr == iph->saddr &&
		    q->daddr == iph->daddr && q->protocol == iph->protocol)
			return q;
	q = kzalloc(sizeof(*q), GFP_ATOMIC);
	if (!q)
		return NULL;
	q->net = net;
	q->saddr = iph->saddr;
	q->daddr = iph->daddr;
	q->id = iph->id;
	q->protocol = iph->protocol;
	skb_queue_head_init(&q->fragments);
	timer_setup(&q->timer, ip_expire, 0);
	mod_timer(&q->timer, jiffies + msecs_to_jiffies(net->frags.timeout_ms));
	list_add(&q->list, bucket);
	return q;
}

enum frag_verdict { FRAG_KEPT, FRAG_DUP, FRAG_OVERLAP };

/* Puts @skb in its place among the fragments. */
static enum frag_verdict frag_insert(struct ipq *q, struct sk_buff *skb)
{
	unsigned int offset = IPCB(skb)->frag_offset, end = frag_end(skb);
	struct sk_buff *head = (struct sk_buff *)&q->fragments, *f;
	unsigned int run_end;

	/* Mostly it belongs behind the last one. */
	f = skb_peek_tail(&q->fragments);
	if (!f || frag_end(f) <= offset) {
		__skb_queue_tail(&q->fragments, skb);
		return FRAG_KEPT;
	}
	for (f = q->fragments.next; frag_end(f) <= offset; f = f->next)
		;
	if (end <= IPCB(f)->frag_offset) {
		__skb_insert(skb, f->prev, f, &q->fragments);
		return FRAG_KEPT;
	}
	if (offset < IPCB(f)->frag_offset)
		return FRAG_OVERLAP;
	/* All of it there already, however it was cut? */
	run_end = frag_end(f);
	for (f = f->next; f != head && IPCB(f)->frag_offset == run_end;
	     f = f->next)
		run_end = frag_end(f);
	return end <= run_end ? FRAG_DUP : FRAG_OVERLAP;
}

/* RFC 3168 5.3: congestion that one of them met, all have met. Fragments with
 * and without ECN do not belong together. */
static u8 ecn_of_whole(u8 seen)
{
	return seen & 1u << 3 ? 3 : 0;
}

static bool ecn_valid(u8 seen)
{
	return !(seen & 1u << 0 && seen & 1u << 3);
}

/* Has its sender sent more than ipfrag_max_dist other fragments meanwhile?
 * Then these are not of the same datagram (RFC 4963). */
static bool frag_too_far(struct ipq *q)
{
	u32 max = q->net->frags.max_dist, start = q->rid;
	struct inet_peer *p;

	if (!max)
		return false;
	p = inet_getpeer(q->net, q->saddr);
	if (!p)
		return false;
	q->rid = ++p->rid;
	return !skb_queue_empty(&q->fragments) && q->rid - start > max;
}

/* Forgets what is there, and begins again with what comes. */
static void ipq_restart(struct ipq *q, const char *place)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(&q->fragments))) {
		q->net->frags.mem -= skb->truesize;
		kfree_skb_place(skb, place);
	}
	q->flags = 0;
	q->len = q->meat = q->max_size = 0;
	q->ecn = 0;
	mod_timer(&q->timer,
		  jiffies + msecs_to_jiffies(q->net->frags.timeout_ms));
}

/* All there: one packet of what was several. NULL if there is no memory. */
static struct sk_buff *ip_frag_reasm(struct ipq *q)
{
	struct sk_buff *first = skb_peek(&q->fragments), *skb, *f;
	unsigned int hlen = IPCB(first)->frag_hlen;
	struct iphdr *iph;

	skb = alloc_skb(NET_SKB_PAD + hlen + q->len, GFP_ATOMIC);
	if (!skb)
		return NULL;
	skb_reserve(skb, NET_SKB_PAD);
	skb_reset_network_header(skb);
	skb_put_data(skb, first->data, hlen);
	skb_set_transport_header(skb, (int)hlen);
	skb_queue_walk (&q->fragments, f)
		BUG_ON(skb_copy_bits(f, IPCB(f)->frag_hlen,
				     skb_put(skb, IPCB(f)->frag_len),
				     IPCB(f)->frag_len));
	skb->dev = first->dev;
	skb->skb_iif = first->skb_iif;
	skb->protocol = first->protocol;
	skb->pkt_type = first->pkt_type;
	skb->tstamp = first->tstamp;
	skb->priority = first->priority;
	if (skb_dst(first)) {
		dst_hold(skb_dst(first));
		skb_dst_set(skb, skb_dst(first));
	}
	/* What the first had noted of its options. */
	IPCB(skb)->opt = IPCB(first)->opt;
	IPCB(skb)->frag_max_size = (u16)q->max_size;

	iph = ip_hdr(skb);
	iph->tot_len = htons(hlen + q->len);
	iph->frag_off = 0;
	iph->tos |= ecn_of_whole(q->ecn);
	ip_send_check(iph);
	/* The first fragment's frame carries on, the others end here. */
	skb_frame_set(skb, first->pkt_id);
	first->pkt_id = 0;
	return skb;
}

/* Adds @skb (consumed). The datagram, if it is complete now. */
static struct sk_buff *ip_frag_queue(struct ipq *q, struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct net *net = q->net;
	unsigned int flags = ntohs(iph->frag_off);
	unsigned int offset = (flags & IP_OFFSET) * 8;
	unsigned int hlen = iph->ihl * 4, len = skb->len - hlen;
	unsigned int end;
	const char *place;

	if (flags & IP_MF)
		len &= ~7u; /* RFC 791 3.2: units of 8 bytes */
	end = offset + len;
	if (frag_too_far(q)) {
		/* Others have used up the identifications since. */
		IP_INC_STATS(net, IPSTATS_MIB_REASMFAILS);
		ipq_restart(q, "ip.fragment_too_far");
	}
	if (hlen + end > 65535) {
		/* RFC 791 3.1: longer than a datagram can be. */
		place = "ip.fragment_too_long";
		goto discard_all;
	}
	place = "ip.fragment_bad";
	if (!(flags & IP_MF)) {
		/* Bytes beyond the end, or a second end. */
		if (end < q->len ||
		    (q->flags & INET_FRAG_LAST_IN && end != q->len))
			goto discard_all;
		q->flags |= INET_FRAG_LAST_IN;
		q->len = end;
	} else if (end > q->len) {
		if (q->flags & INET_FRAG_LAST_IN)
			goto discard_all;
		q->len = end;
	}
	if (!len)
		goto discard_all;
	if (pskb_trim_rcsum(skb, hlen + len)) {
		place = "ip.no_memory";
		goto discard_all;
	}
	IPCB(skb)->frag_offset = offset;
	IPCB(skb)->frag_len = len;
	IPCB(skb)->frag_hlen = hlen;
	switch (frag_insert(q, skb)) {
	case FRAG_DUP:
		kfree_skb_place(skb, "ip.fragment_duplicate");
		return NULL;
	case FRAG_OVERLAP:
		IP_INC_STATS(net, IPSTATS_MIB_REASM_OVERLAPS);
		place = "ip.fragment_overlap";
		goto discard_all;
	case FRAG_KEPT:
		break;
	}
	net->frags.mem += skb->truesize;
	q->meat += len;
	q->ecn |= (u8)(1u << (iph->tos & 3));
	q->max_size = max(q->max_size, hlen + len);
	if (offset == 0)
		q->flags |= INET_FRAG_FIRST_IN;
	if (q->flags != (INET_FRAG_FIRST_IN | INET_FRAG_LAST_IN) ||
	    q->meat != q->len)
		return NULL;

	skb = ecn_valid(q->ecn) ? ip_frag_reasm(q) : NULL;
	if (skb)
		IP_INC_STATS(net, IPSTATS_MIB_REASMOKS);
	else
		IP_INC_STATS(net, IPSTATS_MIB_REASMFAILS);
	ipq_kill(q, skb			? "ip.reassembled"
		    : ecn_valid(q->ecn) ? "ip.no_memory"
					: "ip.fragment_bad");
	return skb;

discard_all:
	IP_INC_STATS(net, IPSTATS_MIB_REASMFAILS);
	kfree_skb_place(skb, place);
	ipq_kill(q, place);
	return NULL;
}

struct sk_buff *ip_defrag(struct net *net, struct sk_buff *skb)
{
	struct ipq *q;

	IP_INC_STATS(net, IPSTATS_MIB_REASMREQDS);
	q = ipq_find(net, ip_hdr(skb));
	if (q)
		return ip_frag_queue(q, skb);
	IP_INC_STATS(net, IPSTATS_MIB_REASMFAILS);
	kfree_skb_place(skb, "ip.fragment_no_room");
	return NULL;
}

int ip_frag_init(struct net *net)
{
	/* Linux's defaults, Documentation/networking/ip-sysctl.rst. */
	net->frags.high_thresh = 4 * 1024 * 1024;
	net->frags.timeout_ms = 30000;
	net->frags.max_dist = 64;
	net->frags.rnd = get_random_u32();
	for (int i = 0; i < IPQ_HASH_SIZE; i++)
		INIT_LIST_HEAD(&net->frags.hash[i]);
	return 0;
}

void ip_frag_flush(struct net *net)
{
	struct ipq *q, *next;

	local_bh_disable();
	for (int i = 0; i < IPQ_HASH_SIZE; i++)
		list_for_each_entry_safe (q, next, &net->frags.hash[i], list)
			ipq_kill(q, "ip.fragment_incomplete");
	local_bh_enable();
}
