// SPDX-License-Identifier: MIT
/*
 * Cutting a packet that is too long for the next link, RFC 791 3.2, RFC 1812
 * 4.2.2.7, 5.3.13: what passes through, and what was put together on the way.
 */
#include <linux/errno.h>
#include <linux/slab.h>
#include <net/frame_work.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/net_namespace.h>

/* Bytes [@from, @from + @len) of @skb's payload behind a header of their
 * own. NULL: no memory. */
static struct sk_buff *piece(struct sk_buff *skb, unsigned int hlen,
			     unsigned int from, unsigned int len, bool more)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct net_device *dev = skb_dst(skb)->dev;
	unsigned int hh = LL_RESERVED_SPACE(dev);
	unsigned int base = (ntohs(iph->frag_off) & IP_OFFSET) + from / 8;
	struct sk_buff *f;

	f = alloc_skb(hh + hlen + len + dev->needed_tailroom, GFP_ATOMIC);
	if (!f)
		return NULL;
	skb_reserve(f, hh);
	skb_reset_network_header(f);
	skb_put_data(f, iph, hlen);
	skb_set_transport_header(f, (int)hlen);
	BUG_ON(skb_copy_bits(skb, (int)(hlen + from), skb_put(f, len),
			     (int)len));
	f->dev = skb->dev;
	f->protocol = skb->protocol;
	f->priority = skb->priority;
	f->pkt_type = skb->pkt_type;
	memcpy(IPCB(f), IPCB(skb), sizeof(struct inet_skb_parm));
	IPCB(f)->flags |= IPSKB_FRAG_COMPLETE;
	IPCB(f)->frag_max_size = 0;
	if (skb->sk)
		skb_set_owner_w(f, skb->sk);
	dst_hold(skb_dst(skb));
	skb_dst_set(f, skb_dst(skb));
	if (base && from)
		ip_options_fragment((u8 *)(ip_hdr(f) + 1),
				    hlen - sizeof(struct iphdr));
	ip_hdr(f)->tot_len = htons((u16)(hlen + len));
	ip_hdr(f)->frag_off = htons((u16)(base | (more ? IP_MF : 0)));
	if (IPCB(skb)->flags & IPSKB_FRAG_PMTU)
		ip_hdr(f)->frag_off |= htons(IP_DF);
	ip_send_check(ip_hdr(f));
	return f;
}

static int fail(struct sk_buff *skb, const char *place, int err)
{
	IP_INC_STATS(skb_rtable(skb)->net, IPSTATS_MIB_FRAGFAILS);
	kfree_skb_place(skb, place);
	return err;
}

int ip_fragment(struct sk_buff *skb, unsigned int mtu,
		int (*output)(struct sk_buff *skb))
{
	struct net *net = skb_rtable(skb)->net;
	unsigned int hlen = ip_hdrlen(skb), left = skb->len - hlen, from = 0;
	unsigned int room = (mtu - hlen) & ~7u;
	bool last = !(ip_hdr(skb)->frag_off & htons(IP_MF));
	int err = 0;

	if (ip_hdr(skb)->frag_off & htons(IP_DF) && !skb->ignore_df &&
	    !IPCB(skb)->frag_max_size) {
		icmp_send(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, htonl(mtu));
		return fail(skb, "ip.too_big", -EMSGSIZE);
	}
	if (mtu < hlen + 8)
		return fail(skb, "ip.too_big", -EINVAL);
	if (skb->ip_summed == CHECKSUM_PARTIAL && skb_checksum_help(skb))
		return fail(skb, "ip.no_memory", -ENOMEM);
	while (left && !err) {
		unsigned int len = left > mtu - hlen ? room : left;
		struct sk_buff *f;
		u32 before;

		left -= len;
		f = piece(skb, hlen, from, len, left || !last);
		if (!f)
			return fail(skb, "ip.no_memory", -ENOMEM);
		from += len;
		skb_frame_born(f);
		before = frame_work(f->pkt_id);
		err = output(f);
		frame_work(before);
		if (err > 0)
			err = err == NET_XMIT_CN ? 0 : -ENOBUFS;
		if (!err)
			IP_INC_STATS(net, IPSTATS_MIB_FRAGCREATES);
	}
	if (err)
		return fail(skb, "ip.fragment_lost", err);
	IP_INC_STATS(net, IPSTATS_MIB_FRAGOKS);
	consume_skb_place(skb, "ip.fragmented");
	return 0;
}
