// SPDX-License-Identifier: MIT
/* IPv4 packets that came in, RFC 791, RFC 1122 3.2. */
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/inetdevice.h>
#include <linux/netfilter.h>
#include <linux/printk.h>
#include <net/frame_work.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include <net/raw.h>

int inet_add_protocol(struct net *net, const struct net_protocol *prot,
		      u8 protocol)
{
	if (net->inet_protos[protocol])
		return -EEXIST;
	net->inet_protos[protocol] = prot;
	return 0;
}

int inet_del_protocol(struct net *net, const struct net_protocol *prot,
		      u8 protocol)
{
	if (net->inet_protos[protocol] != prot)
		return -ENOENT;
	net->inet_protos[protocol] = NULL;
	return 0;
}

/* To the protocol above. RFC 1122 3.2.2.1: say so if there is none. */
static int ip_protocol_deliver(struct net *net, struct sk_buff *skb,
			       int protocol)
{
	const struct net_protocol *prot;
	bool raw = false;
	int ret;

	do {
		if (unlikely(!hlist_empty(&net->raw_head)))
			raw = raw_local_deliver(net, skb, protocol);
		prot = net->inet_protos[protocol];
		if (!prot && raw) {
			IP_INC_STATS(net, IPSTATS_MIB_INDELIVERS);
			consume_skb_place(skb, "raw.delivered");
			return 0;
		}
		if (!prot) {
			IP_INC_STATS(net, IPSTATS_MIB_INUNKNOWNPROTOS);
			icmp_send(skb, ICMP_DEST_UNREACH, ICMP_PROT_UNREACH, 0);
			kfree_skb_place(skb, "ip.no_protocol");
			return 0;
		}
		ret = prot->handler(skb);
		protocol = -ret;
	} while (ret < 0);
	IP_INC_STATS(net, IPSTATS_MIB_INDELIVERS);
	return 0;
}

static int local_deliver_finish(struct sk_buff *skb)
{
	__skb_pull(skb, ip_hdrlen(skb));
	skb_reset_transport_header(skb);
	return ip_protocol_deliver(dev_net(skb->dev), skb,
				   ip_hdr(skb)->protocol);
}

int ip_local_deliver(struct sk_buff *skb)
{
	struct net *net = dev_net(skb->dev);

	if (ip_is_fragment(ip_hdr(skb))) {
		skb = ip_defrag(net, skb);
		if (!skb)
			return 0;
		/* It goes on under the name of its first fragment. */
		frame_work(skb->pkt_id);
	}
	return NF_HOOK(net, NF_INET_LOCAL_IN, skb, skb->dev, NULL,
		       local_deliver_finish);
}

int ip_error(struct sk_buff *skb)
{
	struct net *net = dev_net(skb->dev);
	int error = skb_rtable(skb)->error, code = -1;

	if (error == ENETUNREACH)
		IP_INC_STATS(net, IPSTATS_MIB_INNOROUTES);
	else if (error == EHOSTUNREACH)
		IP_INC_STATS(net, IPSTATS_MIB_INADDRERRORS);
	/* RFC 1122 3.2.1.3: a host silently discards what is not for it. */
	if (!IN_DEV_FORWARD(in_dev_get(skb->dev))) {
		kfree_skb_place(skb, "ip.not_for_us");
		return 0;
	}
	/* RFC 1812 5.2.7.1. */
	if (error == EHOSTUNREACH)
		code = ICMP_HOST_UNREACH;
	else if (error == ENETUNREACH)
		code = ICMP_NET_UNREACH;
	else if (error == EACCES)
		code = ICMP_PKT_FILTERED;
	if (code >= 0)
		icmp_send(skb, ICMP_DEST_UNREACH, code, 0);
	kfree_skb_place(skb, error == EACCES   ? "ip.prohibited"
			     : error == EINVAL ? "ip.blackhole"
					       : "ip.no_route");
	return 0;
}

static const char *ip_rcv_options(struct net *net, struct sk_buff *skb,
				  struct net_device *dev)
{
	struct ip_options *opt = &IPCB(skb)->opt;
	unsigned int pp;
	int err = ip_options_compile(opt, ip_hdr(skb), &pp);

	if (!err && !opt->srr)
		return NULL;
	if (!err && IN_DEV_ANDCONF(in_dev_get(dev), ACCEPT_SOURCE_ROUTE) &&
	    !ip_options_rcv_srr(skb, dev))
		return NULL;
	IP_INC_STATS(net, IPSTATS_MIB_INHDRERRORS);
	if (!err) {
		if (IN_DEV_ORCONF(in_dev_get(dev), LOG_MARTIANS))
			pr_info("IPv4: source route option %pI4 -> %pI4\n",
				&ip_hdr(skb)->saddr, &ip_hdr(skb)->daddr);
		return "ip.source_route";
	}
	/* RFC 1122 3.2.2.5. */
	icmp_send(skb, ICMP_PARAMETERPROB, 0, htonl(pp << 24));
	return "ip.bad_options";
}

static const char *no_route_place(int err)
{
	switch (err) {
	case -EINVAL:
		return "ip.martian";
	case -EXDEV:
		return "ip.rp_filter";
	case -ENOMEM:
		return "ip.no_memory";
	case -ENOBUFS:
		return "ip.route_cache_full";
	default:
		return "ip.not_for_us";
	}
}

static int ip_rcv_finish(struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;
	struct net *net = dev_net(dev);
	const struct iphdr *iph = ip_hdr(skb);
	const char *place;
	const struct rtable *rt;
	int err;

	/* What this host broadcast to itself has its route already. */
	if (!skb_dst(skb)) {
		err = ip_route_input(skb, iph->daddr, iph->saddr, iph->tos,
				     dev);
		if (err) {
			if (err == -EXDEV)
				net->mib.ip_rpfilter++;
			kfree_skb_place(skb, no_route_place(err));
			return NET_RX_DROP;
		}
	}
	if (iph->ihl > 5) {
		place = ip_rcv_options(net, skb, dev);
		if (place) {
			kfree_skb_place(skb, place);
			return NET_RX_DROP;
		}
	}
	rt = skb_rtable(skb);
	if (rt->rt_type == RTN_MULTICAST)
		IP_INC_STATS(net, IPSTATS_MIB_INMCASTPKTS);
	else if (rt->rt_type == RTN_BROADCAST)
		IP_INC_STATS(net, IPSTATS_MIB_INBCASTPKTS);
	else if ((skb->pkt_type == PACKET_BROADCAST ||
		  skb->pkt_type == PACKET_MULTICAST) &&
		 IN_DEV_ORCONF(in_dev_get(dev), DROP_UNICAST_IN_L2_MULTICAST)) {
		/* RFC 1122 3.3.6. */
		kfree_skb_place(skb, "ip.unicast_in_multicast");
		return NET_RX_DROP;
	}
	return skb_dst(skb)->input(skb);
}

/* RFC 1122 3.2.1.1, 3.2.1.2: checks of the header. NULL, or where the packet
 * ends; on success skb's data are exactly the packet. */
static const char *ip_check_header(struct net *net, struct sk_buff *skb)
{
	const struct iphdr *iph;
	unsigned int len;

	if (!pskb_may_pull(skb, sizeof(*iph)))
		goto bad_header;
	iph = ip_hdr(skb);
	if (iph->ihl < 5 || iph->version != IPVERSION)
		goto bad_header;
	if (!pskb_may_pull(skb, iph->ihl * 4))
		goto bad_header;
	iph = ip_hdr(skb);
	if (ip_fast_csum(iph, iph->ihl)) {
		IP_INC_STATS(net, IPSTATS_MIB_CSUMERRORS);
		IP_INC_STATS(net, IPSTATS_MIB_INHDRERRORS);
		return "ip.bad_checksum";
	}
	len = ntohs(iph->tot_len);
	if (skb->len < len) {
		IP_INC_STATS(net, IPSTATS_MIB_INTRUNCATEDPKTS);
		return "ip.truncated";
	}
	if (len < iph->ihl * 4u)
		goto bad_header;
	/* Ethernet's padding goes. */
	if (pskb_trim_rcsum(skb, len)) {
		IP_INC_STATS(net, IPSTATS_MIB_INDISCARDS);
		return "ip.no_memory";
	}
	return NULL;
bad_header:
	IP_INC_STATS(net, IPSTATS_MIB_INHDRERRORS);
	return "ip.bad_header";
}

int ip_rcv_whole(struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;

	return NF_HOOK(dev_net(dev), NF_INET_PRE_ROUTING, skb, dev, NULL,
		       ip_rcv_finish);
}

int ip_rcv(struct sk_buff *skb, struct net_device *dev, struct packet_type *pt,
	   struct net_device *orig_dev)
{
	struct net *net = dev_net(dev);
	const char *place;

	if (skb->pkt_type == PACKET_OTHERHOST) {
		kfree_skb_place(skb, "eth.other_host");
		return NET_RX_DROP;
	}
	IP_INC_STATS(net, IPSTATS_MIB_INPKTS);
	IP_ADD_STATS(net, IPSTATS_MIB_INOCTETS, skb->len);
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb) {
		IP_INC_STATS(net, IPSTATS_MIB_INDISCARDS);
		return NET_RX_DROP;
	}
	place = ip_check_header(net, skb);
	if (place) {
		kfree_skb_place(skb, place);
		return NET_RX_DROP;
	}
	skb_set_transport_header(skb, (int)ip_hdrlen(skb));
	memset(IPCB(skb), 0, sizeof(struct inet_skb_parm));
	skb_orphan(skb);
	return NF_HOOK(net, NF_INET_PRE_ROUTING, skb, dev, NULL, ip_rcv_finish);
}

int ip_rcv_init(struct net *net)
{
	net->ip_pt.type = htons(ETH_P_IP);
	net->ip_pt.func = ip_rcv;
	dev_add_pack(&net->ip_pt);
	return 0;
}

void ip_rcv_exit(struct net *net)
{
	dev_remove_pack(&net->ip_pt);
}
