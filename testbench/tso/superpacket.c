// SPDX-License-Identifier: MIT
#include "superpacket.h"

#include <string.h>

#include <linux/if_vlan.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip.h>

#define PIECE_ORDER 3 /* 32 KiB */

static void fill(void *to, u32 at, unsigned int len)
{
	u8 *p = to;

	while (len--)
		*p++ = superpacket_byte(at++);
}

static unsigned int transport_headers(const struct superpacket *s)
{
	return s->protocol == IPPROTO_TCP ? sizeof(struct tcphdr) + s->options
					  : sizeof(struct udphdr);
}

unsigned int superpacket_headers(const struct superpacket *s)
{
	return ETH_HLEN + sizeof(struct iphdr) + transport_headers(s);
}

static void put_ethernet(struct sk_buff *skb, const struct superpacket *s)
{
	struct ethhdr *eth = skb_put(skb, ETH_HLEN);

	memcpy(eth->h_dest, s->to, ETH_ALEN);
	memcpy(eth->h_source, s->dev->dev_addr, ETH_ALEN);
	eth->h_proto = htons(ETH_P_IP);
	skb_reset_mac_header(skb);
	skb->protocol = eth->h_proto;
	skb->dev = s->dev;
	if (s->tagged)
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), s->tci);
}

static void put_ip(struct sk_buff *skb, const struct superpacket *s)
{
	struct iphdr *iph;

	skb_set_network_header(skb, (int)skb->len);
	iph = skb_put_zero(skb, sizeof(*iph));
	iph->version = IPVERSION;
	iph->ihl = 5;
	iph->id = htons(s->id);
	iph->frag_off = htons(IP_DF);
	iph->ttl = 64;
	iph->protocol = s->protocol;
	iph->saddr = htonl(s->saddr);
	iph->daddr = htonl(s->daddr);
	/* What is longer than any packet has no length: who cuts it sets it. */
	iph->tot_len =
		htons((u16)(sizeof(*iph) + transport_headers(s) + s->len));
	ip_send_check(iph);
}

static void put_tcp(struct sk_buff *skb, const struct superpacket *s)
{
	struct tcphdr *th;

	th = skb_put_zero(skb, sizeof(*th));
	memset(skb_put(skb, s->options), 1, s->options); /* no operation */
	th->source = htons(s->sport);
	th->dest = htons(s->dport);
	th->seq = htonl(s->seq);
	th->ack_seq = htonl(1);
	th->doff = (u8)(5 + s->options / 4) & 15;
	th->ack = 1;
	th->psh = 1;
	th->window = htons(0xffff);
	skb->csum_offset = offsetof(struct tcphdr, check);
}

static void put_udp(struct sk_buff *skb, const struct superpacket *s)
{
	struct udphdr *uh = skb_put_zero(skb, sizeof(*uh));

	uh->source = htons(s->sport);
	uh->dest = htons(s->dport);
	uh->len = htons((u16)(sizeof(*uh) + s->len));
	skb->csum_offset = offsetof(struct udphdr, check);
}

/* The sum of the pseudo-header where the checksum is to come. */
static void leave_checksum(struct sk_buff *skb, const struct superpacket *s)
{
	__sum16 sum = (__sum16)~csum_tcpudp_magic(
		htonl(s->saddr), htonl(s->daddr), transport_headers(s) + s->len,
		s->protocol, 0);

	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb->transport_header;
	memcpy(skb_transport_header(skb) + skb->csum_offset, &sum, sizeof(sum));
}

static void put_pages(struct sk_buff *skb, const struct superpacket *s)
{
	unsigned int at, n;
	int i = 0;

	for (at = s->linear; at < s->len; at += n) {
		struct page *page = alloc_pages(GFP_ATOMIC, PIECE_ORDER);

		n = min(s->piece, s->len - at);
		BUG_ON(!page);
		BUG_ON(n > PAGE_SIZE << PIECE_ORDER);
		fill(page_address(page), s->seq + at, n);
		skb_add_rx_frag(skb, i++, page, 0, (int)n,
				PAGE_SIZE << PIECE_ORDER);
	}
}

struct sk_buff *superpacket_skb(const struct superpacket *s)
{
	unsigned int linear = min(s->linear, s->len);
	struct sk_buff *skb = alloc_skb(NET_SKB_PAD + NET_IP_ALIGN +
						superpacket_headers(s) + linear,
					GFP_ATOMIC);

	BUG_ON(!skb);
	skb_reserve(skb, NET_SKB_PAD + NET_IP_ALIGN);
	put_ethernet(skb, s);
	put_ip(skb, s);
	skb_set_transport_header(skb, (int)skb->len);
	if (s->protocol == IPPROTO_TCP)
		put_tcp(skb, s);
	else
		put_udp(skb, s);
	leave_checksum(skb, s);
	fill(skb_put(skb, linear), s->seq, linear);
	put_pages(skb, s);
	if (s->mss && s->len > s->mss) {
		struct skb_shared_info *sh = skb_shinfo(skb);

		sh->gso_size = (u16)s->mss;
		sh->gso_segs = (u16)DIV_ROUND_UP(s->len, s->mss);
		sh->gso_type = s->protocol == IPPROTO_TCP ? SKB_GSO_TCPV4
							  : SKB_GSO_UDP_L4;
	}
	skb_frame_born(skb);
	return skb;
}
