// SPDX-License-Identifier: MIT
/*
 * TCP and UDP packets over IPv4 that are longer than a frame, cut into frames
 * where the device does not do it. Lengths, numbers and flags become what a
 * device that does it makes of them (8254x manual, 3.5). Context: any, softirqs
 * off.
 */
#include <linux/err.h>
#include <linux/if_vlan.h>
#include <linux/in.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/inet_init.h>
#include <net/ip.h>
#include <net/net_namespace.h>

/* All but the data are pieces' headers; 0: this is no such packet. */
static unsigned int headers(struct sk_buff *skb, u8 protocol)
{
	unsigned int at = (unsigned int)skb_transport_offset(skb), len;

	if (skb_transport_offset(skb) < 0)
		return 0;
	if (protocol == IPPROTO_UDP)
		return at + sizeof(struct udphdr);
	if (!pskb_may_pull(skb, at + sizeof(struct tcphdr)))
		return 0;
	len = tcp_hdrlen(skb);
	return len < sizeof(struct tcphdr) ? 0 : at + len;
}

static bool ip_header_fits(struct sk_buff *skb)
{
	int at = skb_network_offset(skb);

	return at >= 0 &&
	       pskb_may_pull(skb, (unsigned int)at + sizeof(struct iphdr)) &&
	       ip_hdr(skb)->ihl >= 5 &&
	       skb_transport_offset(skb) - at >= (int)ip_hdrlen(skb);
}

/* The checksum of a piece is left to the device. */
static void leave_csum(struct sk_buff *seg, unsigned int len, u8 protocol,
		       __sum16 *check, unsigned int offset)
{
	const struct iphdr *iph = ip_hdr(seg);

	seg->ip_summed = CHECKSUM_PARTIAL;
	seg->csum_start = seg->transport_header;
	seg->csum_offset = (u16)offset;
	*check = (__sum16)~csum_tcpudp_magic(iph->saddr, iph->daddr, len,
					     protocol, 0);
}

static void tcp_piece(struct sk_buff *seg, u32 seq, bool first, bool last)
{
	struct tcphdr *th = tcp_hdr(seg);

	th->seq = htonl(seq);
	if (!last)
		th->fin = th->psh = 0;
	if (!first)
		th->cwr = 0; /* RFC 3168 6.1.2: once */
	leave_csum(seg, seg->len - (unsigned int)skb_transport_offset(seg),
		   IPPROTO_TCP, &th->check, offsetof(struct tcphdr, check));
}

static void udp_piece(struct sk_buff *seg)
{
	unsigned int len = seg->len - (unsigned int)skb_transport_offset(seg);
	struct udphdr *uh = udp_hdr(seg);

	uh->len = htons((u16)len);
	leave_csum(seg, len, IPPROTO_UDP, &uh->check,
		   offsetof(struct udphdr, check));
}

static struct sk_buff *inet_gso_segment(struct sk_buff *skb,
					netdev_features_t features)
{
	unsigned int mss = skb_shinfo(skb)->gso_size, hdrlen;
	struct sk_buff *segs, *seg;
	u32 seq = 0;
	u8 protocol;
	u16 id;

	if (!ip_header_fits(skb))
		return ERR_PTR(-EINVAL);
	protocol = skb_shinfo(skb)->gso_type & SKB_GSO_UDP_L4 ? IPPROTO_UDP
							      : IPPROTO_TCP;
	hdrlen = headers(skb, protocol);
	if (ip_hdr(skb)->protocol != protocol || !hdrlen || hdrlen > skb->len ||
	    !pskb_may_pull(skb, hdrlen))
		return ERR_PTR(-EINVAL);
	id = ntohs(ip_hdr(skb)->id);
	if (protocol == IPPROTO_TCP)
		seq = ntohl(tcp_hdr(skb)->seq);
	segs = skb_segment_list(skb, hdrlen, features & NETIF_F_SG);
	if (IS_ERR(segs))
		return segs;
	for (seg = segs; seg; seg = seg->next) {
		struct iphdr *iph = ip_hdr(seg);

		iph->id = htons(id++);
		iph->tot_len = htons((
			u16)(seg->len - (unsigned int)skb_network_offset(seg)));
		ip_send_check(iph);
		if (protocol == IPPROTO_UDP)
			udp_piece(seg);
		else
			tcp_piece(seg, seq, seg == segs, !seg->next);
		seq += mss;
	}
	return segs;
}

void inet_offload_init(struct net *net)
{
	net->ip_po.type = htons(ETH_P_IP);
	net->ip_po.callbacks.gso_segment = inet_gso_segment;
	dev_add_offload(&net->ip_po);
}

void inet_offload_exit(struct net *net)
{
	dev_remove_offload(&net->ip_po);
}
