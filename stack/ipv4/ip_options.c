// SPDX-License-Identifier: MIT
/*
 * IPv4 options: checked (RFC 791 3.1, RFC 1122 3.2.1.8), filled in by a
 * router (RFC 1812 5.3.13), sent back by a host.
 */
#include <linux/errno.h>
#include <linux/inetdevice.h>
#include <linux/ktime.h>
#include <net/ip.h>
#include <net/net_namespace.h>

#define TS_TSONLY    0
#define TS_TSANDADDR 1
#define TS_PRESPEC   3

__be32 inet_current_timestamp(void)
{
	/* The machine's day begins at power-on. */
	return htonl((u32)((ktime_get_ns() / NSEC_PER_MSEC) % 86400000));
}

/* Least length of an option with a pointer, and the pointer's least value. */
static bool pointer_ok(const u8 *opt, u8 min_len, u8 min_ptr, u8 entry,
		       unsigned int *pp)
{
	*pp = 1;
	if (opt[1] < min_len)
		return false;
	*pp = 2;
	if (opt[2] < min_ptr)
		return false;
	/* Not full (pointer beyond the end): an entry must fit. */
	return opt[2] > opt[1] || opt[2] + entry - 1 <= opt[1];
}

static bool timestamp_ok(struct ip_options *o, const u8 *opt, unsigned int *pp)
{
	if (!pointer_ok(opt, 4, 5, 4, pp))
		return false;
	o->ts_entry = (opt[3] & 15) == TS_TSONLY ? 4 : 8;
	if (opt[2] <= opt[1])
		return pointer_ok(opt, 4, 5, o->ts_entry, pp);
	/* RFC 1812 5.3.13.3: no room left to count who had no room. */
	*pp = 3;
	return (opt[3] & 15) == TS_PRESPEC || opt[3] >> 4 != 15;
}

/* @opt is complete. False with *@pp into the option. */
static bool option_ok(struct ip_options *o, const u8 *opt, u8 at,
		      unsigned int *pp)
{
	u8 *where = NULL;

	switch (opt[0]) {
	case IPOPT_LSRR:
	case IPOPT_SSRR:
		if (!pointer_ok(opt, 3, 4, 4, pp))
			return false;
		o->is_strictroute = opt[0] == IPOPT_SSRR;
		where = &o->srr;
		break;
	case IPOPT_RR:
		if (!pointer_ok(opt, 3, 4, 4, pp))
			return false;
		where = &o->rr;
		break;
	case IPOPT_TIMESTAMP:
		if (!timestamp_ok(o, opt, pp))
			return false;
		where = &o->ts;
		break;
	case IPOPT_RA: /* RFC 2113 */
		*pp = 1;
		if (opt[1] < 4)
			return false;
		if (opt[2] == 0 && opt[3] == 0)
			o->router_alert = at;
		return true;
	default:
		return true;
	}
	/* RFC 791 3.1: at most once in a datagram. */
	*pp = 0;
	if (*where)
		return false;
	*where = at;
	return true;
}

int ip_options_compile(struct ip_options *o, const struct iphdr *iph,
		       unsigned int *pp_ptr)
{
	const u8 *hdr = (const u8 *)iph, *opt = (const u8 *)(iph + 1);
	int left = iph->ihl * 4 - (int)sizeof(*iph);

	memset(o, 0, sizeof(*o));
	o->optlen = (u8)left;
	while (left > 0 && opt[0] != IPOPT_END) {
		unsigned int pp = 1;

		if (opt[0] == IPOPT_NOOP) {
			opt++;
			left--;
			continue;
		}
		if (left < 2 || opt[1] < 2 || opt[1] > left ||
		    !option_ok(o, opt, (u8)(opt - hdr), &pp)) {
			*pp_ptr = (unsigned int)(opt - hdr) + pp;
			return -EINVAL;
		}
		left -= opt[1];
		opt += opt[1];
	}
	return 0;
}

static void put32(u8 *to, __be32 v)
{
	memcpy(to, &v, 4);
}

static __be32 get32(const u8 *from)
{
	__be32 v;

	memcpy(&v, from, 4);
	return v;
}

static bool is_ours(const struct net *net, __be32 addr)
{
	return inet_addr_type((struct net *)net, addr) == RTN_LOCAL;
}

static void record_time(const struct net *net, u8 *ts, __be32 addr)
{
	u8 flag = ts[3] & 15, entry = flag == TS_TSONLY ? 4 : 8;
	u8 *slot = ts + ts[2] - 1;

	if (ts[2] + entry - 1 > ts[1]) {
		if (flag != TS_PRESPEC && ts[3] >> 4 != 15)
			ts[3] += 0x10; /* one more without room */
		return;
	}
	if (flag == TS_PRESPEC && !is_ours(net, get32(slot)))
		return;
	if (flag == TS_TSANDADDR)
		put32(slot, addr);
	put32(slot + entry - 4, inet_current_timestamp());
	ts[2] += entry;
}

void ip_options_record(const struct net *net, const struct ip_options *o,
		       u8 *hdr, __be32 addr)
{
	u8 *rr = hdr + o->rr;

	if (o->rr && rr[2] + 3 <= rr[1]) {
		put32(rr + rr[2] - 1, addr);
		rr[2] += 4;
	}
	if (o->ts)
		record_time(net, hdr + o->ts, addr);
}

void ip_forward_options(struct sk_buff *skb)
{
	const struct ip_options *o = &IPCB(skb)->opt;
	const struct rtable *rt = skb_rtable(skb);
	struct iphdr *iph = ip_hdr(skb);
	u8 *hdr = (u8 *)iph;
	__be32 addr = ip_rt_get_source(rt, iph->saddr, iph->daddr);

	if (o->srr_is_hit) {
		u8 *srr = hdr + o->srr;

		/* RFC 791 3.1: the slot that was read gets our address. */
		iph->daddr = o->nexthop;
		put32(srr + srr[2] - 1, addr);
		srr[2] += 4;
	}
	ip_options_record(rt->net, o, hdr, addr);
	ip_send_check(iph);
}

int ip_options_rcv_srr(struct sk_buff *skb, struct net_device *dev)
{
	struct ip_options *o = &IPCB(skb)->opt;
	const struct iphdr *iph = ip_hdr(skb);
	const struct rtable *rt = skb_rtable(skb);
	const u8 *srr = (const u8 *)iph + o->srr;
	__be32 next;
	int err;

	if (rt->rt_type != RTN_LOCAL) {
		/* A loose route may pass here on its way. */
		return rt->rt_type == RTN_UNICAST && !o->is_strictroute
			       ? 0
			       : -EINVAL;
	}
	if (srr[2] > srr[1])
		return 0; /* used up: it is for us */
	next = get32(srr + srr[2] - 1);
	skb_dst_drop(skb);
	err = ip_route_input(skb, next, iph->saddr, iph->tos, dev);
	if (err)
		return err;
	if (skb_rtable(skb)->rt_type != RTN_UNICAST)
		return -EINVAL;
	o->nexthop = next;
	o->srr_is_hit = true;
	return 0;
}

/* The way back (RFC 1122 3.2.1.8 (c)): what was recorded, last one first. */
static void echo_source_route(struct ip_options_raw *to, const u8 *srr,
			      __be32 sender)
{
	unsigned int hops = (srr[2] - 4u) / 4;
	u8 *opt = to->data + to->len;

	if (!hops || to->len + 3 + 4 * hops > MAX_IPOPTLEN)
		return;
	opt[0] = srr[0];
	opt[1] = (u8)(3 + 4 * hops);
	opt[2] = 4;
	to->faddr = get32(srr + 3 + 4 * (hops - 1));
	for (unsigned int i = 0; i + 1 < hops; i++)
		memcpy(opt + 3 + 4 * i, srr + 3 + 4 * (hops - 2 - i), 4);
	put32(opt + 3 + 4 * (hops - 1), sender);
	to->len += opt[1];
}

static u8 echo_copy(struct ip_options_raw *to, const u8 *opt)
{
	u8 at = to->len;

	if (to->len + opt[1] > MAX_IPOPTLEN)
		return 0;
	memcpy(to->data + to->len, opt, opt[1]);
	to->len += opt[1];
	return (u8)(sizeof(struct iphdr) + at);
}

void ip_options_echo(struct ip_options_raw *to, struct sk_buff *skb,
		     __be32 our_addr)
{
	const struct ip_options *in = &IPCB(skb)->opt;
	const struct iphdr *iph = ip_hdr(skb);
	const u8 *hdr = (const u8 *)iph;
	struct ip_options o = {0};

	memset(to, 0, sizeof(*to));
	if (!in->optlen)
		return;
	if (in->srr)
		echo_source_route(to, hdr + in->srr, iph->saddr);
	if (in->rr)
		o.rr = echo_copy(to, hdr + in->rr);
	if (in->ts)
		o.ts = echo_copy(to, hdr + in->ts);
	/* Offsets count from the header's beginning. */
	ip_options_record(dev_net(skb->dev), &o,
			  to->data - sizeof(struct iphdr), our_addr);
	while (to->len & 3)
		to->data[to->len++] = IPOPT_END;
}

void ip_options_fragment(u8 *opt, unsigned int len)
{
	while (len && opt[0] != IPOPT_END) {
		unsigned int n = opt[0] == IPOPT_NOOP ? 1 : opt[1];

		if (n > len || !n)
			return;
		if (opt[0] != IPOPT_NOOP && !IPOPT_COPIED(opt[0]))
			memset(opt, IPOPT_NOOP, n);
		opt += n;
		len -= n;
	}
}

int ip_options_get(struct ip_options_raw *to, const u8 *data, size_t len)
{
	union {
		struct iphdr iph;
		u8 bytes[sizeof(struct iphdr) + MAX_IPOPTLEN];
	} h = {{0}};
	struct ip_options o;
	unsigned int pp;

	if (len > MAX_IPOPTLEN)
		return -EINVAL;
	memset(to, 0, sizeof(*to));
	if (len)
		memcpy(to->data, data, len);
	to->len = (u8)((len + 3) & ~3u);
	memcpy(h.bytes + sizeof(struct iphdr), to->data, to->len);
	h.iph.ihl = (u8)(5 + to->len / 4) & 15;
	if (ip_options_compile(&o, &h.iph, &pp))
		return -EINVAL;
	return o.srr ? -EPERM : 0;
}
