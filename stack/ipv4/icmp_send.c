// SPDX-License-Identifier: MIT
/*
 * Sending ICMP messages: when an error may be sent at all (RFC 1122 3.2.2),
 * how often (RFC 1812 4.3.2.8, limits and names as in Linux), and how much of
 * the offending packet it quotes (RFC 1812 4.3.2.3).
 */
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/inetdevice.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <net/checksum.h>
#include <net/net_namespace.h>
#include <net/sock.h>
#include "icmp_internal.h"

#define XRLIM_BURST_FACTOR 6

static bool limited_type(const struct net *net, int type, int code)
{
	if (type > NR_ICMP_TYPES)
		return false;
	/* RFC 1191 depends on these. */
	if (type == ICMP_DEST_UNREACH && code == ICMP_FRAG_NEEDED)
		return false;
	return (1u << type) & net->icmp.ratemask;
}

/* All peers together: icmp_msgs_per_sec, refilled each 20 ms. */
static bool icmp_global_allow(struct net *net)
{
	struct netns_icmp *n = &net->icmp;
	unsigned long now = jiffies;
	unsigned long delta = min(now - n->stamp, (unsigned long)HZ);
	u32 incr = 0;

	if (delta >= HZ / 50) {
		incr = n->msgs_per_sec * delta / HZ;
		if (incr)
			n->stamp = now;
	}
	n->credit = min(n->credit + incr, n->msgs_burst);
	if (!n->credit)
		return false;
	/* One on average, at random, so that the limit tells an attacker
	 * nothing about who else is being answered. */
	n->credit -= min(get_random_u32() % 3, n->credit);
	return true;
}

/* One peer: a message per icmp_ratelimit, six at once. */
static bool icmpv4_xrlim_allow(struct net *net, const struct rtable *rt,
			       __be32 daddr, int type, int code)
{
	unsigned long timeout = msecs_to_jiffies(net->icmp.ratelimit_ms);
	struct inet_peer *p;
	bool ok;

	if (!limited_type(net, type, code))
		return true;
	if (rt->dst.dev->flags & IFF_LOOPBACK || !timeout)
		return true;
	p = inet_getpeer(net, daddr);
	if (!p)
		return true;
	p->rate_tokens = min(p->rate_tokens + (jiffies - p->rate_last),
			     XRLIM_BURST_FACTOR * timeout);
	p->rate_last = jiffies;
	ok = p->rate_tokens >= timeout;
	if (ok)
		p->rate_tokens -= timeout;
	else
		ICMP_INC_STATS(net, ICMP_MIB_RATELIMITHOST);
	return ok;
}

static int icmp_glue_bits(void *from, char *to, int offset, int len,
			  __wsum *csum)
{
	struct icmp_bxm *p = from;
	__wsum sum = 0;
	int done = 0;

	if (offset < p->times_len) {
		done = min(len, p->times_len - offset);
		sum = csum_partial_copy_nocheck((char *)p->times + offset, to,
						done, 0);
	}
	if (done < len)
		sum = csum_block_add(
			sum,
			skb_copy_and_csum_bits(p->skb,
					       p->offset + offset + done -
						       p->times_len,
					       (u8 *)to + done, len - done),
			done);
	*csum = csum_add(*csum, sum);
	return 0;
}

int icmp_push_reply(struct net *net, struct icmp_bxm *p,
		    const struct flowi4 *fl, const struct ipcm_cookie *ipc,
		    struct rtable *rt)
{
	struct sock *sk = net->icmp.sk;
	struct sk_buff_head queue;
	struct icmphdr *icmph;
	__wsum csum;
	int err;

	skb_queue_head_init(&queue);
	err = ip_append_data(sk, rt, ipc, icmp_glue_bits, p,
			     p->times_len + p->data_len, sizeof(*icmph),
			     MSG_DONTWAIT, &queue);
	if (err) {
		ICMP_INC_STATS(net, ICMP_MIB_OUTERRORS);
		return err;
	}
	icmph = icmp_hdr(skb_peek(&queue));
	p->hdr.checksum = 0;
	csum = csum_partial_copy_nocheck(&p->hdr, icmph, sizeof(*icmph),
					 ip_queue_csum(&queue));
	icmph->checksum = csum_fold(csum);
	ICMP_INC_STATS(net, ICMP_MIB_OUTMSGS);
	SNMP_ADD(net, icmp_out, p->hdr.type, 1);
	return ip_push_queue(net, sk, fl, rt, ipc, IPPROTO_ICMP, &queue);
}

/* RFC 1122 3.2.2: what an error must never be sent about. */
static bool may_complain(struct sk_buff *skb, const struct iphdr *iph)
{
	const struct rtable *rt = skb_rtable(skb);
	u8 *inner, type;

	if (!rt || skb->pkt_type != PACKET_HOST ||
	    rt->rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST))
		return false;
	if (iph->frag_off & htons(IP_OFFSET))
		return false;
	/* A source that is no single host. */
	if (ipv4_is_zeronet(iph->saddr) || ipv4_is_multicast(iph->saddr) ||
	    ipv4_is_lbcast(iph->saddr))
		return false;
	if (iph->protocol == IPPROTO_ICMP) {
		inner = skb_header_pointer(
			skb, skb_network_offset(skb) + iph->ihl * 4,
			sizeof(type), &type);
		if (!inner || icmp_is_error(*inner))
			return false;
	}
	return true;
}

static __be32 error_source(const struct net *net, const struct sk_buff *skb,
			   const struct iphdr *iph)
{
	if (skb_rtable(skb)->rt_flags & RTCF_LOCAL)
		return iph->daddr;
	/* What a hook or a link sends back has nowhere come in. */
	if (!skb_rtable(skb)->rt_is_input)
		return 0;
	if (net->icmp.errors_use_inbound_ifaddr && skb->dev)
		return inet_select_addr(skb->dev, iph->saddr);
	return 0;
}

void icmp_send(struct sk_buff *skb_in, int type, int code, __be32 info)
{
	const struct iphdr *iph = ip_hdr(skb_in);
	struct rtable *rt, *rt_in = skb_rtable(skb_in);
	struct net *net;
	int room;
	struct ipcm_cookie ipc = {
		/* RFC 1812 4.3.2.5: precedence 6. */
		.tos = (iph->tos & IPTOS_TOS_MASK) | IPTOS_PREC_INTERNETCONTROL,
	};
	struct flowi4 fl = {.flowi4_proto = IPPROTO_ICMP};
	struct ip_options_raw opt;
	struct icmp_bxm p = {
		.skb = skb_in,
		.offset = skb_network_offset(skb_in),
		.hdr = {.type = type, .code = code, .un.gateway = info},
	};

	if (!may_complain(skb_in, iph))
		return;
	net = rt_in->net;
	if (type == ICMP_REDIRECT && !inet_peer_redirect(net, iph->saddr)) {
		ICMP_INC_STATS(net, ICMP_MIB_RATELIMITHOST);
		return;
	}
	if (!(skb_in->dev && skb_in->dev->flags & IFF_LOOPBACK) &&
	    limited_type(net, type, code) && !icmp_global_allow(net)) {
		ICMP_INC_STATS(net, ICMP_MIB_RATELIMITGLOBAL);
		return;
	}
	/* RFC 1122 3.2.2: from the address it was meant for. RFC 1812
	 * 4.3.2.4: a router, from the device it leaves by. */
	fl.saddr = error_source(net, skb_in, iph);
	ip_options_echo(&opt, skb_in, fl.saddr);
	fl.daddr = opt.faddr ? opt.faddr : iph->saddr;
	if (opt.len)
		ipc.opt = &opt;
	rt = ip_route_output_key(net, &fl);
	if (IS_ERR(rt))
		return;
	if (icmpv4_xrlim_allow(net, rt, fl.daddr, type, code)) {
		/* RFC 1812 4.3.2.3: as much as fits 576 bytes. */
		room = min(dst_mtu(&rt->dst), 576u);
		room -= sizeof(struct iphdr) + opt.len + sizeof(struct icmphdr);
		p.data_len = min((int)skb_in->len - p.offset, room);
		icmp_push_reply(net, &p, &fl, &ipc, rt);
	}
	ip_rt_put(rt);
}
