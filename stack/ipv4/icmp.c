// SPDX-License-Identifier: MIT
/*
 * ICMP, RFC 792: answers echo and timestamp, hands errors to the sockets they
 * are about. Errors of our own: icmp_send.c.
 */
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/inetdevice.h>
#include <net/checksum.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include <net/raw.h>
#include <net/sock.h>
#include "icmp_internal.h"

const struct icmp_err icmp_err_convert[NR_ICMP_UNREACH + 1] = {
	{ENETUNREACH, false},  /* ICMP_NET_UNREACH */
	{EHOSTUNREACH, false}, /* ICMP_HOST_UNREACH */
	{ENOPROTOOPT, true},   /* ICMP_PROT_UNREACH */
	{ECONNREFUSED, true},  /* ICMP_PORT_UNREACH */
	{EMSGSIZE, false},     /* ICMP_FRAG_NEEDED */
	{EOPNOTSUPP, false},   /* ICMP_SR_FAILED */
	{ENETUNREACH, true},   /* net unknown */
	{EHOSTDOWN, true},     /* host unknown */
	{ENONET, true},	       /* host isolated */
	{ENETUNREACH, true},   /* net prohibited */
	{EHOSTUNREACH, true},  /* host prohibited */
	{ENETUNREACH, false},  /* net unreachable for this TOS */
	{EHOSTUNREACH, false}, /* host unreachable for this TOS */
	{EHOSTUNREACH, true},  /* packet filtered */
	{EHOSTUNREACH, true},  /* precedence violation */
	{EHOSTUNREACH, true},  /* precedence cut off */
};

/* Answers @skb's request with what @p says: from the address it was sent to,
 * with the type of service it came with (RFC 1122 3.2.2.6, 3.2.1.6). */
static const char *icmp_reply(struct icmp_bxm *p, struct sk_buff *skb)
{
	struct net *net = dev_net(skb->dev);
	const struct iphdr *iph = ip_hdr(skb);
	struct ipcm_cookie ipc = {.tos = iph->tos};
	struct flowi4 fl = {
		.daddr = iph->saddr,
		.flowi4_proto = IPPROTO_ICMP,
	};
	struct ip_options_raw opt;
	struct rtable *rt;
	int err;

	if (skb_rtable(skb)->rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST))
		fl.saddr = inet_select_addr(skb->dev, iph->saddr);
	else
		fl.saddr = iph->daddr;
	ip_options_echo(&opt, skb, fl.saddr);
	if (opt.len)
		ipc.opt = &opt;
	if (opt.faddr)
		fl.daddr = opt.faddr;
	rt = ip_route_output_key(net, &fl);
	if (IS_ERR(rt))
		return "icmp.no_route";
	err = icmp_push_reply(net, p, &fl, &ipc, rt);
	ip_rt_put(rt);
	return err ? "icmp.not_sent" : NULL;
}

/* RFC 792 p. 14, RFC 1122 3.2.2.6: the same data come back. */
static const char *icmp_echo(struct sk_buff *skb)
{
	struct net *net = dev_net(skb->dev);
	const char *place;
	struct icmp_bxm p = {
		.skb = skb,
		.offset = sizeof(struct icmphdr),
		.data_len = skb->len - sizeof(struct icmphdr),
		.hdr = *icmp_hdr(skb),
	};

	if (net->icmp.echo_ignore_all)
		return "icmp.echo_ignored";
	p.hdr.type = ICMP_ECHOREPLY;
	place = icmp_reply(&p, skb);
	return place ? place : "icmp.echo_answered";
}

/* RFC 792 p. 16: milliseconds since midnight. */
static const char *icmp_timestamp(struct sk_buff *skb)
{
	struct icmp_bxm p = {.hdr = *icmp_hdr(skb)};
	const char *place;
	__be32 now;

	if (!pskb_may_pull(skb, sizeof(struct icmphdr) + 4)) {
		ICMP_INC_STATS(dev_net(skb->dev), ICMP_MIB_INERRORS);
		return "icmp.truncated";
	}
	now = inet_current_timestamp();
	memcpy(&p.times[0], skb->data + sizeof(struct icmphdr), 4);
	p.times[1] = p.times[2] = now;
	p.times_len = sizeof(p.times);
	p.hdr.type = ICMP_TIMESTAMPREPLY;
	place = icmp_reply(&p, skb);
	return place ? place : "icmp.timestamp_answered";
}

static const char *icmp_discard(struct sk_buff *skb)
{
	return "icmp.ignored";
}

/* An error about something we sent; the data quote it (RFC 1122 3.2.2). */
static const char *icmp_unreach(struct sk_buff *skb)
{
	struct net *net = dev_net(skb->dev);
	const struct icmphdr *icmph;
	const struct net_protocol *prot;
	const struct iphdr *iph, *pmtu_from = NULL;
	u32 info = 0;
	bool raw;

	if (!pskb_may_pull(skb, sizeof(*icmph) + sizeof(*iph)))
		goto truncated;
	icmph = icmp_hdr(skb);
	iph = (const struct iphdr *)(skb->data + sizeof(*icmph));
	if (iph->ihl < 5)
		goto truncated;
	if (icmph->type == ICMP_DEST_UNREACH) {
		if (icmph->code > NR_ICMP_UNREACH)
			return "icmp.ignored";
		if (icmph->code == ICMP_FRAG_NEEDED)
			info = ntohs(icmph->un.frag.mtu);
	} else if (icmph->type == ICMP_PARAMETERPROB) {
		info = ntohl(icmph->un.gateway) >> 24;
	}
	/* RFC 1122 3.2.2: nothing is ever sent about a broadcast. */
	if (net->icmp.ignore_bogus_error_responses &&
	    inet_addr_type(net, iph->daddr) == RTN_BROADCAST)
		return "icmp.ignored";
	/* RFC 1191 3: a path is narrower than its first link. */
	if (icmph->type == ICMP_DEST_UNREACH &&
	    icmph->code == ICMP_FRAG_NEEDED) {
		if (net->sysctl_ip_no_pmtu_disc == 2)
			return "icmp.ignored";
		if (!net->sysctl_ip_no_pmtu_disc &&
		    inet_addr_type(net, iph->saddr) == RTN_LOCAL)
			pmtu_from = iph;
	}
	/* RFC 792: the header and at least 64 bits of what followed. */
	if (!pskb_may_pull(skb, sizeof(*icmph) + iph->ihl * 4 + 8))
		goto truncated;
	iph = (const struct iphdr *)(skb->data + sizeof(*icmph));
	/* UDP asks its sockets first. */
	if (pmtu_from && iph->protocol != IPPROTO_UDP)
		ipv4_update_pmtu(net, iph->daddr, info, 0);
	prot = net->inet_protos[iph->protocol];
	__skb_pull(skb, sizeof(*icmph));
	raw = raw_icmp_error(net, skb, iph->protocol, info);
	if (!prot || !prot->err_handler)
		return raw ? "icmp.error_handled" : "icmp.error_unclaimed";
	prot->err_handler(skb, info);
	return "icmp.error_handled";
truncated:
	ICMP_INC_STATS(net, ICMP_MIB_INERRORS);
	return "icmp.truncated";
}

/* RFC 792 p. 12, RFC 1122 3.2.2.2: a gateway knows a better one. The sender's
 * protocol need not know. */
static const char *icmp_redirect(struct sk_buff *skb)
{
	struct net *net = dev_net(skb->dev);
	const struct icmphdr *icmph;
	const struct iphdr *iph;

	if (!pskb_may_pull(skb, sizeof(*icmph) + sizeof(*iph))) {
		ICMP_INC_STATS(net, ICMP_MIB_INERRORS);
		return "icmp.truncated";
	}
	icmph = icmp_hdr(skb);
	iph = (const struct iphdr *)(skb->data + sizeof(*icmph));
	if (icmph->code > ICMP_REDIR_HOSTTOS ||
	    inet_addr_type(net, iph->saddr) != RTN_LOCAL)
		return "icmp.ignored";
	ipv4_redirect(net, iph->daddr, ip_hdr(skb)->saddr, icmph->un.gateway,
		      skb->dev);
	return "icmp.redirect_handled";
}

struct icmp_control {
	const char *(*handler)(struct sk_buff *skb);
	bool error; /* an error message: never answered with one */
};

static const struct icmp_control icmp_pointers[NR_ICMP_TYPES + 1] = {
	[ICMP_ECHOREPLY] = {icmp_discard, false},
	[1] = {icmp_discard, true},
	[2] = {icmp_discard, true},
	[ICMP_DEST_UNREACH] = {icmp_unreach, true},
	[ICMP_SOURCE_QUENCH] = {icmp_unreach, true},
	[ICMP_REDIRECT] = {icmp_redirect, true},
	[6] = {icmp_discard, true},
	[7] = {icmp_discard, true},
	[ICMP_ECHO] = {icmp_echo, false},
	[9] = {icmp_discard, true},
	[10] = {icmp_discard, true},
	[ICMP_TIME_EXCEEDED] = {icmp_unreach, true},
	[ICMP_PARAMETERPROB] = {icmp_unreach, true},
	[ICMP_TIMESTAMP] = {icmp_timestamp, false},
	[ICMP_TIMESTAMPREPLY] = {icmp_discard, false},
	[ICMP_INFO_REQUEST] = {icmp_discard, false},
	[ICMP_INFO_REPLY] = {icmp_discard, false},
	[ICMP_ADDRESS] = {icmp_discard, false},
	[ICMP_ADDRESSREPLY] = {icmp_discard, false},
};

bool icmp_is_error(u8 type)
{
	return type > NR_ICMP_TYPES || icmp_pointers[type].error;
}

static bool is_query(u8 type)
{
	return type == ICMP_ECHO || type == ICMP_TIMESTAMP;
}

/* RFC 1122 3.2.2.6, 3.2.2.8: queries to a broadcast address may be ignored;
 * anything else must not arrive by broadcast. */
static bool wrong_by_broadcast(const struct net *net, const struct rtable *rt,
			       u8 type)
{
	if (!(rt->rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST)))
		return false;
	if (is_query(type))
		return net->icmp.echo_ignore_broadcasts;
	return type != ICMP_ADDRESS && type != ICMP_ADDRESSREPLY;
}

static int icmp_rcv(struct sk_buff *skb)
{
	struct net *net = dev_net(skb->dev);
	const struct icmphdr *icmph;
	const char *place;

	ICMP_INC_STATS(net, ICMP_MIB_INMSGS);
	if (skb_checksum_simple(skb)) {
		ICMP_INC_STATS(net, ICMP_MIB_CSUMERRORS);
		ICMP_INC_STATS(net, ICMP_MIB_INERRORS);
		kfree_skb_place(skb, "icmp.bad_checksum");
		return 0;
	}
	if (!pskb_may_pull(skb, sizeof(*icmph))) {
		ICMP_INC_STATS(net, ICMP_MIB_INERRORS);
		kfree_skb_place(skb, "icmp.truncated");
		return 0;
	}
	icmph = icmp_hdr(skb);
	SNMP_ADD(net, icmp_in, icmph->type, 1);
	/* RFC 1122 3.2.2: unknown types are silently discarded. */
	if (icmph->type > NR_ICMP_TYPES) {
		ICMP_INC_STATS(net, ICMP_MIB_INERRORS);
		kfree_skb_place(skb, "icmp.unknown_type");
		return 0;
	}
	if (wrong_by_broadcast(net, skb_rtable(skb), icmph->type)) {
		ICMP_INC_STATS(net, ICMP_MIB_INERRORS);
		kfree_skb_place(skb, "icmp.broadcast_ignored");
		return 0;
	}
	place = icmp_pointers[icmph->type].handler(skb);
	consume_skb_place(skb, place);
	return 0;
}

static const struct net_protocol icmp_protocol = {.handler = icmp_rcv};

static const struct proto icmp_prot = {
	.name = "ICMP",
	.obj_size = sizeof(struct inet_sock),
};

int icmp_init(struct net *net)
{
	struct netns_icmp *n = &net->icmp;

	/* Linux's defaults, Documentation/networking/ip-sysctl.rst. */
	n->ratelimit_ms = 1000;
	n->ratemask = 0x1818;
	n->msgs_per_sec = 1000;
	n->msgs_burst = 50;
	n->echo_ignore_broadcasts = 1;
	n->ignore_bogus_error_responses = 1;
	n->stamp = jiffies - HZ; /* the bucket is full at first */
	n->sk = sk_alloc(net, PF_INET, &icmp_prot);
	if (!n->sk)
		return -ENOMEM;
	sock_init_data(NULL, n->sk);
	/* Room for two answers of the largest size on their way out. */
	n->sk->sk_sndbuf = 2 * (64 * 1024 + SOCK_MIN_SNDBUF);
	return inet_add_protocol(net, &icmp_protocol, IPPROTO_ICMP);
}

void icmp_exit(struct net *net)
{
	inet_del_protocol(net, &icmp_protocol, IPPROTO_ICMP);
	inet_peers_free(net);
	if (net->icmp.sk)
		sock_put(net->icmp.sk);
	net->icmp.sk = NULL;
}
