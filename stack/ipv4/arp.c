// SPDX-License-Identifier: MIT
/* ARP over Ethernet for IPv4, RFC 826. */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/etherdevice.h>
#include <linux/inetdevice.h>
#include <linux/in.h>
#include <linux/printk.h>
#include <net/arp.h>
#include <net/frame_work.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/net_namespace.h>

/* What follows struct arphdr on Ethernet with IPv4. */
struct arp_eth {
	u8 sha[ETH_ALEN];
	u8 sip[4];
	u8 tha[ETH_ALEN];
	u8 tip[4];
};

#define ARP_LEN (sizeof(struct arphdr) + sizeof(struct arp_eth))

static __be32 get_addr(const u8 *p)
{
	__be32 a;

	memcpy(&a, p, sizeof(a));
	return a;
}

void arp_send(int type, __be32 dest_ip, struct net_device *dev, __be32 src_ip,
	      const unsigned char *dest_hw, const unsigned char *src_hw,
	      const unsigned char *target_hw)
{
	struct arphdr *arp;
	struct arp_eth *a;
	struct sk_buff *skb;
	u32 before;

	if (dev->flags & IFF_NOARP)
		return;
	skb = alloc_skb(LL_RESERVED_SPACE(dev) + ARP_LEN + dev->needed_tailroom,
			GFP_ATOMIC);
	if (!skb)
		return;
	skb_reserve(skb, LL_RESERVED_SPACE(dev));
	skb_reset_network_header(skb);
	arp = skb_put_zero(skb, ARP_LEN);
	a = (struct arp_eth *)(arp + 1);
	skb->dev = dev;
	skb->protocol = htons(ETH_P_ARP);
	if (!dest_hw)
		dest_hw = dev->broadcast;
	arp->ar_hrd = htons(ARPHRD_ETHER);
	arp->ar_pro = htons(ETH_P_IP);
	arp->ar_hln = ETH_ALEN;
	arp->ar_pln = 4;
	arp->ar_op = htons(type);
	memcpy(a->sha, src_hw, ETH_ALEN);
	memcpy(a->sip, &src_ip, 4);
	if (target_hw)
		memcpy(a->tha, target_hw, ETH_ALEN);
	memcpy(a->tip, &dest_ip, 4);
	skb_frame_born(skb);
	before = frame_work(skb->pkt_id);
	if (dev_hard_header(skb, dev, ETH_P_ARP, dest_hw, src_hw, skb->len) < 0)
		kfree_skb_place(skb, "dev.no_header");
	else
		dev_queue_xmit(skb);
	frame_work(before);
}

void arp_announce(struct net_device *dev, __be32 addr)
{
	arp_send(ARPOP_REQUEST, addr, dev, addr, NULL, dev->dev_addr, NULL);
}

static void arp_constructor(struct neighbour *n)
{
	struct net_device *dev = n->dev;
	__be32 key = n->primary_key;

	if (dev->flags & (IFF_NOARP | IFF_LOOPBACK)) {
		/* No addresses to find: the device's own will do. */
		memcpy(n->ha, dev->dev_addr, ETH_ALEN);
		n->nud_state = NUD_NOARP;
	} else if (ipv4_is_multicast(key)) {
		ip_eth_mc_map(key, n->ha);
		n->nud_state = NUD_NOARP;
	} else if (inet_addr_type(n->tbl->net, key) == RTN_BROADCAST) {
		eth_broadcast_addr(n->ha);
		n->nud_state = NUD_NOARP;
	}
}

/* May a question for @target name @saddr, where the waiting packet comes from?
 * arp_announce 0: any address of ours will do; 1: if it is of the target's
 * network; 2: never, the best of the device is taken. */
static bool may_announce(struct net *net, const struct in_device *in,
			 __be32 target, __be32 saddr)
{
	if (inet_addr_type(net, saddr) != RTN_LOCAL)
		return false;
	switch (IN_DEV_MAXCONF(in, ARP_ANNOUNCE)) {
	case 0:
		return true;
	case 1:
		return inet_addr_onlink(in, target, saddr);
	default:
		return false;
	}
}

static void arp_solicit(struct neighbour *n, struct sk_buff *skb)
{
	struct net *net = n->tbl->net;
	const u8 *dst_hw = NULL;
	__be32 saddr = 0;

	if (skb && may_announce(net, in_dev_get(n->dev), n->primary_key,
				ip_hdr(skb)->saddr))
		saddr = ip_hdr(skb)->saddr;
	if (!saddr)
		saddr = inet_select_addr(n->dev, n->primary_key);
	if (!saddr)
		return;
	/* RFC 1122 2.3.2.1 (2): unicast polls while the old one may hold. */
	if (n->probes < n->tbl->parms.ucast_solicit && n->nud_state & NUD_VALID)
		dst_hw = n->ha;
	arp_send(ARPOP_REQUEST, n->primary_key, n->dev, saddr, dst_hw,
		 n->dev->dev_addr, NULL);
}

/* RFC 1122 2.3.2.2, 3.2.2.1: host unreachable, told to the sender. */
static void arp_error_report(struct neighbour *n, struct sk_buff *skb)
{
	ip_link_failure(skb);
	kfree_skb_place(skb, "arp.unresolved");
}

/* Answers @sip's question for @tip if that is an address of ours. */
static void arp_reply(struct net_device *dev, __be32 sip, __be32 tip,
		      const u8 *sha)
{
	arp_send(ARPOP_REPLY, sip, dev, tip, sha, dev->dev_addr, sha);
}

/* What an ARP packet tells about its sender. */
static void arp_learn(struct net *net, struct net_device *dev, __be32 sip,
		      __be32 tip, const u8 *sha, int op, u8 pkt_type)
{
	struct neigh_table *tbl = &net->arp_tbl;
	struct neighbour *n = neigh_lookup(tbl, sip, dev);
	bool garp = sip == tip;
	u8 state = NUD_REACHABLE;
	u32 flags = 0;

	if (!n && IN_DEV_MAXCONF(in_dev_get(dev), ARP_ACCEPT) && garp &&
	    inet_addr_type(net, sip) == RTN_UNICAST)
		n = neigh_create(tbl, sip, dev);
	if (!n)
		return;
	/* Of several answers the first counts for a second. */
	if (garp ||
	    time_after(jiffies,
		       n->updated + msecs_to_jiffies(tbl->parms.locktime_ms)))
		flags = NEIGH_UPDATE_F_OVERRIDE;
	/* Only an answer to us proves that it hears us. */
	if (op != ARPOP_REPLY || pkt_type != PACKET_HOST)
		state = NUD_STALE;
	neigh_update(n, sha, state, flags);
	neigh_release(n);
}

/* A question for us makes the asker a neighbour. */
static struct neighbour *arp_asked(struct net *net, struct net_device *dev,
				   __be32 sip, const u8 *sha)
{
	struct neighbour *n = neigh_lookup(&net->arp_tbl, sip, dev);

	if (!n)
		n = neigh_create(&net->arp_tbl, sip, dev);
	if (n)
		neigh_update(n, sha, NUD_STALE, NEIGH_UPDATE_F_OVERRIDE);
	return n;
}

/* arp_ignore: which of our addresses this device is silent about. */
static bool arp_ignore(const struct in_device *in, __be32 sip, __be32 tip)
{
	const struct in_ifaddr *ifa;
	u32 mode = IN_DEV_MAXCONF(in, ARP_IGNORE);

	if (!mode || (mode >= 4 && mode < 8))
		return false;
	if (mode == 8)
		return true;
	list_for_each_entry (ifa, &in->ifa_list, list) {
		if (ifa->ifa_local != tip)
			continue;
		/* 2: only to who is of the same network. */
		return mode == 2 && (ifa->ifa_local ^ sip) & ifa->ifa_mask;
	}
	return mode != 3;
}

/* arp_filter: silent unless an answer to @sip would leave by @dev. */
static bool arp_filter(struct net *net, const struct net_device *dev,
		       __be32 sip, __be32 tip)
{
	struct flowi4 fl = {.daddr = sip, .saddr = tip};
	struct rtable *rt = ip_route_output_key(net, &fl);
	bool other;

	if (IS_ERR(rt))
		return true;
	other = rt->dst.dev != dev;
	ip_rt_put(rt);
	return other;
}

/* An address of ours; or, with proxy_arp, of a host that we forward to over
 * another device (RFC 1027). */
static bool arp_is_for_us(struct net *net, struct net_device *dev,
			  const struct rtable *rt, __be32 sip, __be32 tip)
{
	const struct in_device *in = in_dev_get(dev);

	if (rt->rt_type == RTN_LOCAL)
		return !arp_ignore(in, sip, tip) &&
		       !(IN_DEV_ORCONF(in, ARPFILTER) &&
			 arp_filter(net, dev, sip, tip));
	return rt->rt_type == RTN_UNICAST && IN_DEV_FORWARD(in) &&
	       IN_DEV_ORCONF(in, PROXY_ARP) && rt->dst.dev != dev;
}

/* RFC 5227 2.4: somebody else speaks from an address of ours. Told once in
 * 10 s; it is not defended, as in Linux. */
static bool arp_conflict(struct net *net, struct net_device *dev, __be32 sip,
			 const u8 *sha)
{
	struct in_device *in = in_dev_get(dev);

	if (!sip || ether_addr_equal(sha, dev->dev_addr) ||
	    inet_addr_type_dev(net, dev, sip) != RTN_LOCAL)
		return false;
	net->arp_tbl.stats.conflicts++;
	if (!in->conflict_last ||
	    time_after(jiffies, in->conflict_last + 10 * HZ)) {
		in->conflict_last = jiffies;
		pr_warn("IPv4: %pI4 of dev %s is used by %pM, too\n", &sip,
			dev->name, sha);
	}
	return true;
}

static void arp_process(struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;
	struct net *net = dev_net(dev);
	struct arphdr *arp = arp_hdr(skb);
	struct arp_eth *a = (struct arp_eth *)(arp + 1);
	int op = ntohs(arp->ar_op);
	__be32 sip = get_addr(a->sip), tip = get_addr(a->tip);
	const char *place = "arp.handled";
	struct neighbour *n;

	/* RFC 826, "Packet Reception": the hardware and protocol we speak. */
	if (!in_dev_get(dev) || arp->ar_pro != htons(ETH_P_IP) ||
	    (arp->ar_hrd != htons(ARPHRD_ETHER) &&
	     arp->ar_hrd != htons(ARPHRD_IEEE802)) ||
	    (op != ARPOP_REPLY && op != ARPOP_REQUEST)) {
		place = "arp.bad_header";
		goto out;
	}
	if (ipv4_is_multicast(tip) || ipv4_is_loopback(tip)) {
		place = "arp.bad_address";
		goto out;
	}
	if (sip == tip && IN_DEV_ORCONF(in_dev_get(dev), DROP_GRATUITOUS_ARP)) {
		place = "arp.not_used";
		goto out;
	}
	if (arp_conflict(net, dev, sip, a->sha)) {
		place = "arp.duplicate";
		goto out;
	}
	if (sip == 0) {
		/* RFC 5227 2.1.1: a probe whether the address is taken. */
		if (op == ARPOP_REQUEST &&
		    inet_addr_type(net, tip) == RTN_LOCAL &&
		    !arp_ignore(in_dev_get(dev), sip, tip))
			arp_reply(dev, sip, tip, a->sha);
		goto out;
	}
	if (op == ARPOP_REQUEST && ip_route_input(skb, tip, sip, 0, dev) == 0 &&
	    arp_is_for_us(net, dev, skb_rtable(skb), sip, tip)) {
		n = arp_asked(net, dev, sip, a->sha);
		if (n) {
			arp_reply(dev, sip, tip, a->sha);
			neigh_release(n);
		}
		goto out;
	}
	if (inet_addr_type(net, sip) != RTN_LOCAL)
		arp_learn(net, dev, sip, tip, a->sha, op, skb->pkt_type);
out:
	if (!strcmp(place, "arp.handled"))
		consume_skb_place(skb, place);
	else
		kfree_skb_place(skb, place);
}

static int arp_rcv(struct sk_buff *skb, struct net_device *dev,
		   struct packet_type *pt, struct net_device *orig_dev)
{
	const struct arphdr *arp;

	if (dev->flags & IFF_NOARP || skb->pkt_type == PACKET_OTHERHOST ||
	    skb->pkt_type == PACKET_LOOPBACK) {
		kfree_skb_place(skb, skb->pkt_type == PACKET_OTHERHOST
					     ? "eth.other_host"
					     : "arp.not_used");
		return NET_RX_DROP;
	}
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return NET_RX_DROP;
	if (!pskb_may_pull(skb, ARP_LEN)) {
		kfree_skb_place(skb, "arp.truncated");
		return NET_RX_DROP;
	}
	arp = arp_hdr(skb);
	if (arp->ar_hln != ETH_ALEN || arp->ar_pln != 4) {
		kfree_skb_place(skb, "arp.bad_header");
		return NET_RX_DROP;
	}
	arp_process(skb);
	return NET_RX_SUCCESS;
}

int arp_init(struct net *net)
{
	int err = neigh_table_init(net, &net->arp_tbl);

	if (err)
		return err;
	net->arp_tbl.constructor = arp_constructor;
	net->arp_tbl.solicit = arp_solicit;
	net->arp_tbl.error_report = arp_error_report;
	net->arp_pt.type = htons(ETH_P_ARP);
	net->arp_pt.func = arp_rcv;
	dev_add_pack(&net->arp_pt);
	return 0;
}

void arp_exit(struct net *net)
{
	dev_remove_pack(&net->arp_pt);
	neigh_table_clear(&net->arp_tbl);
}
