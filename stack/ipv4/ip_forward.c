// SPDX-License-Identifier: MIT
/* Packets of others that pass through this host, RFC 1812 5. */
#include <linux/errno.h>
#include <linux/inetdevice.h>
#include <linux/netfilter.h>
#include <net/checksum.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/net_namespace.h>

/* RFC 1812 5.2.7.2: the sender has a neighbour that is nearer. */
static void send_redirect(struct sk_buff *skb)
{
	const struct rtable *rt = skb_rtable(skb);

	icmp_send(skb, ICMP_REDIRECT, ICMP_REDIR_HOST,
		  rt_nexthop(rt, ip_hdr(skb)->daddr));
}

static int forward_finish(struct sk_buff *skb)
{
	struct net *net = skb_rtable(skb)->net;

	IP_INC_STATS(net, IPSTATS_MIB_OUTFORWDATAGRAMS);
	IP_ADD_STATS(net, IPSTATS_MIB_OUTOCTETS, skb->len);
	if (unlikely(IPCB(skb)->opt.optlen))
		ip_forward_options(skb);
	return skb_dst(skb)->output(skb);
}

/* RFC 1141: the header's sum follows the TTL. */
static void decrease_ttl(struct iphdr *iph)
{
	u32 check = iph->check;

	check += htons(0x0100);
	iph->check = (__sum16)(check + (check >= 0xffff));
	iph->ttl--;
}

static bool too_big(const struct sk_buff *skb, unsigned int mtu)
{
	if (skb->len <= mtu)
		return false;
	return ip_hdr(skb)->frag_off & htons(IP_DF) && !skb_is_gso(skb);
}

static int drop(struct sk_buff *skb, const char *place)
{
	kfree_skb_place(skb, place);
	return NET_RX_DROP;
}

int ip_forward(struct sk_buff *skb)
{
	const struct ip_options *opt = &IPCB(skb)->opt;
	struct rtable *rt = skb_rtable(skb);
	struct net *net = rt->net;
	struct net_device *in = skb->dev;
	struct iphdr *iph;

	/* RFC 1812 5.3.4: not what came by link-layer broadcast. */
	if (skb->pkt_type != PACKET_HOST) {
		IP_INC_STATS(net, IPSTATS_MIB_INDISCARDS);
		return drop(skb, "ip.not_for_us");
	}
	/* RFC 1812 5.3.1. */
	if (ip_hdr(skb)->ttl <= 1) {
		IP_INC_STATS(net, IPSTATS_MIB_INHDRERRORS);
		icmp_send(skb, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0);
		return drop(skb, "ip.ttl_exceeded");
	}
	if (opt->is_strictroute && opt->srr_is_hit && rt->rt_gateway) {
		icmp_send(skb, ICMP_DEST_UNREACH, ICMP_SR_FAILED, 0);
		return drop(skb, "ip.source_route");
	}
	if (too_big(skb, dst_mtu_forward(&rt->dst))) {
		IP_INC_STATS(net, IPSTATS_MIB_FRAGFAILS);
		icmp_send(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED,
			  htonl(dst_mtu_forward(&rt->dst)));
		return drop(skb, "ip.too_big");
	}
	if (skb_cow(skb, LL_RESERVED_SPACE(rt->dst.dev))) {
		IP_INC_STATS(net, IPSTATS_MIB_INDISCARDS);
		return drop(skb, "ip.no_memory");
	}
	iph = ip_hdr(skb);
	decrease_ttl(iph);
	IPCB(skb)->flags |= IPSKB_FORWARDED;
	if (IPCB(skb)->flags & IPSKB_DOREDIRECT && !opt->srr)
		send_redirect(skb);
	skb->priority = rt_tos2priority(iph->tos);
	return NF_HOOK(net, NF_INET_FORWARD, skb, in, rt->dst.dev,
		       forward_finish);
}
