// SPDX-License-Identifier: MIT
/* IGMP messages of a host, RFC 2236 2, RFC 3376 4.2. */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/inetdevice.h>
#include <net/frame_work.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include "igmp_internal.h"

#define RA_LEN 4 /* the router alert option, RFC 2113 */

bool igmp_is_told(const struct ip_mc_list *im)
{
	const struct net *net = dev_net(im->interface->dev);

	if (im->multiaddr == htonl(INADDR_ALLHOSTS_GROUP))
		return false;
	if (im->interface->dev->flags & IFF_LOOPBACK)
		return false;
	return net->igmp.link_local_reports ||
	       (im->multiaddr & htonl(0xffffff00)) != htonl(0xe0000000);
}

/* A packet to @dst with room for @len bytes of message, which are zeros. */
static struct sk_buff *new_message(struct in_device *in, __be32 dst,
				   unsigned int len)
{
	struct net_device *dev = in->dev;
	struct net *net = dev_net(dev);
	struct flowi4 fl = {
		.daddr = dst,
		.flowi4_oif = dev->ifindex,
		.flowi4_proto = IPPROTO_IGMP,
	};
	unsigned int hlen = sizeof(struct iphdr) + RA_LEN;
	struct sk_buff *skb;
	struct iphdr *iph;
	struct rtable *rt;
	u8 *ra;

	rt = ip_route_output_key(net, &fl);
	if (IS_ERR(rt))
		return NULL;
	skb = alloc_skb(LL_RESERVED_SPACE(dev) + hlen + len +
				dev->needed_tailroom,
			GFP_ATOMIC);
	if (!skb) {
		ip_rt_put(rt);
		return NULL;
	}
	skb_reserve(skb, LL_RESERVED_SPACE(dev));
	skb_dst_set(skb, &rt->dst);
	skb_reset_network_header(skb);
	iph = skb_put_zero(skb, hlen);
	skb_set_transport_header(skb, (int)hlen);
	iph->version = IPVERSION;
	iph->ihl = 6;
	iph->tos = 0xc0; /* RFC 3376 4 */
	iph->frag_off = htons(IP_DF);
	iph->ttl = 1; /* RFC 2236 2 */
	iph->protocol = IPPROTO_IGMP;
	iph->saddr = fl.saddr;
	iph->daddr = dst;
	ra = (u8 *)(iph + 1);
	ra[0] = IPOPT_RA;
	ra[1] = RA_LEN;
	skb_put_zero(skb, len);
	skb->dev = dev;
	IPCB(skb)->flags |= IPSKB_NO_MC_LOOP;
	ip_select_ident_segs(net, iph, NULL, 1);
	return skb;
}

static void send(struct net *net, struct sk_buff *skb, __sum16 *csum,
		 unsigned int len)
{
	u32 before;

	*csum = csum_fold(csum_partial(skb_transport_header(skb), (int)len, 0));
	net->igmp.reports++;
	skb_frame_born(skb);
	before = frame_work(skb->pkt_id);
	ip_local_out(skb);
	frame_work(before);
}

void igmp_send_v2(struct in_device *in, __be32 group, u8 type)
{
	__be32 dst = type == IGMP_HOST_LEAVE_MESSAGE
			     ? htonl(INADDR_ALLRTRS_GROUP)
			     : group;
	struct sk_buff *skb = new_message(in, dst, sizeof(struct igmphdr));
	struct igmphdr *h;

	if (!skb)
		return;
	h = (struct igmphdr *)skb_transport_header(skb);
	h->type = type;
	h->group = group;
	send(dev_net(in->dev), skb, &h->csum, sizeof(*h));
}

void igmp_send_v3(struct in_device *in, u8 (*wants)(struct ip_mc_list *im))
{
	unsigned int fits =
		(min(in->dev->mtu, 1500u) - 24 - sizeof(struct igmpv3_report)) /
		sizeof(struct igmpv3_grec);
	struct igmpv3_grec rec[32];
	struct ip_mc_list *im;
	u16 n = 0;

	fits = min(fits, (unsigned int)ARRAY_SIZE(rec));
	list_for_each_entry (im, &in->mc_list, list) {
		u8 type = igmp_is_told(im) ? wants(im) : 0;

		if (!type || n == fits)
			continue;
		rec[n++] = (struct igmpv3_grec){
			.grec_type = type,
			.grec_mca = im->multiaddr,
		};
	}
	if (n) {
		unsigned int len =
			sizeof(struct igmpv3_report) + n * sizeof(rec[0]);
		struct sk_buff *skb =
			new_message(in, htonl(IGMPV3_ALL_MCR), len);
		struct igmpv3_report *h;

		if (!skb)
			return;
		h = (struct igmpv3_report *)skb_transport_header(skb);
		h->type = IGMPV3_HOST_MEMBERSHIP_REPORT;
		h->ngrec = htons(n);
		memcpy(h + 1, rec, n * sizeof(rec[0]));
		send(dev_net(in->dev), skb, &h->csum, len);
	}
}
