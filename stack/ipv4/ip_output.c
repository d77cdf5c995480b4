// SPDX-License-Identifier: MIT
/* IPv4 packets of our own, RFC 791, RFC 1122 3.2.1, 3.3.3. */
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/inetdevice.h>
#include <linux/random.h>
#include <net/frame_work.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include <net/skb_unnamed.h>
#include <net/sock.h>

void ip_send_check(struct iphdr *iph)
{
	iph->check = 0;
	iph->check = ip_fast_csum(iph, iph->ihl);
}

/*
 * The next @segs identifications for one pair of addresses and protocol:
 * unique while a datagram may live (RFC 6864 4.3), and hard to guess, since
 * the step also depends on the time since the last one.
 */
static u16 ip_idents_reserve(struct net *net, const struct iphdr *iph, u32 segs)
{
	u32 h = net->ip_idents_rnd, now = (u32)jiffies, delta = 0;
	u32 i;

	h = (h ^ iph->daddr) * 0x9e3779b1u;
	h = (h ^ iph->saddr) * 0x85ebca6bu;
	h = (h ^ iph->protocol) * 0xc2b2ae35u;
	i = h >> 21;
	if (now != net->ip_tstamps[i]) {
		delta = prandom_u32_max(now - net->ip_tstamps[i]);
		net->ip_tstamps[i] = now;
	}
	net->ip_idents[i] += delta + segs;
	return net->ip_idents[i] - segs + 1;
}

_Static_assert(IP_IDENTS_SZ == 2048, "ip_idents_reserve() takes 11 bits");

void ip_select_ident_segs(struct net *net, struct iphdr *iph, struct sock *sk,
			  u32 segs)
{
	if (!(iph->frag_off & htons(IP_DF))) {
		iph->id = htons(ip_idents_reserve(net, iph, segs));
	} else if (sk && inet_sk(sk)->inet_daddr) {
		iph->id = htons(inet_sk(sk)->inet_id);
		inet_sk(sk)->inet_id += segs;
	} else {
		iph->id = 0; /* RFC 6864 4.1: atomic, the field is free */
	}
}

static int ip_finish_output2(struct sk_buff *skb)
{
	const struct rtable *rt = skb_rtable(skb);
	struct net_device *dev = rt->dst.dev;
	struct net *net = rt->net;
	__be32 nexthop = rt_nexthop(rt, ip_hdr(skb)->daddr);
	struct neighbour *n;
	int err;

	if (skb_cow_head(skb, LL_RESERVED_SPACE(dev))) {
		kfree_skb_place(skb, "ip.no_memory");
		return -ENOMEM;
	}
	local_bh_disable();
	n = neigh_lookup(&net->arp_tbl, nexthop, dev);
	if (!n)
		n = neigh_create(&net->arp_tbl, nexthop, dev);
	if (n) {
		err = neigh_output(n, skb);
		neigh_release(n);
	} else {
		kfree_skb_place(skb, "arp.table_full");
		err = -ENOBUFS;
	}
	local_bh_enable();
	return err;
}

/* RFC 1122 3.3.6: what goes to a group this host belongs to comes back. The
 * frame's name stays with the one that goes out. */
static void ip_loopback_copy(struct sk_buff *skb)
{
	struct sk_buff *copy = skb_copy_unnamed(skb, GFP_ATOMIC);

	if (!copy)
		return;
	skb_orphan(copy);
	skb_reset_mac_header(copy);
	copy->pkt_type = PACKET_LOOPBACK;
	copy->ip_summed = CHECKSUM_UNNECESSARY;
	netif_rx(copy);
}

/* The link's last word on the length: what is forwarded may not fit. */
static int ip_finish_output(struct sk_buff *skb)
{
	const struct rtable *rt = skb_rtable(skb);
	unsigned int mtu;

	if (likely(skb->len <= rt->dst.dev->mtu && !rt->rt_pmtu &&
		   !rt->rt_mtu && !IPCB(skb)->frag_max_size))
		return ip_finish_output2(skb);
	mtu = IPCB(skb)->flags & IPSKB_FORWARDED ? dst_mtu_forward(&rt->dst)
						 : dst_mtu(&rt->dst);
	/* Put together on the way: no longer than it came. */
	if (IPCB(skb)->frag_max_size)
		mtu = min(mtu, (unsigned int)IPCB(skb)->frag_max_size);
	if (skb->len > mtu && !skb_is_gso(skb))
		return ip_fragment(skb, mtu, ip_finish_output2);
	return ip_finish_output2(skb);
}

int ip_output(struct sk_buff *skb)
{
	const struct rtable *rt = skb_rtable(skb);
	struct net_device *in = skb->dev;

	skb->dev = rt->dst.dev;
	skb->protocol = htons(ETH_P_IP);
	if (rt->rt_flags & RTCF_BROADCAST && rt->rt_flags & RTCF_LOCAL &&
	    !(skb->dev->flags & IFF_LOOPBACK))
		ip_loopback_copy(skb);
	return NF_HOOK(rt->net, NF_INET_POST_ROUTING, skb, in, rt->dst.dev,
		       ip_finish_output);
}

int ip_mc_output(struct sk_buff *skb)
{
	const struct rtable *rt = skb_rtable(skb);

	if (!(rt->dst.dev->flags & IFF_LOOPBACK) &&
	    !(IPCB(skb)->flags & IPSKB_NO_MC_LOOP)) {
		skb->dev = rt->dst.dev;
		skb->protocol = htons(ETH_P_IP);
		ip_loopback_copy(skb);
	}
	/* RFC 1112 6.1: with a TTL of 0 it stays within this host. */
	if (!ip_hdr(skb)->ttl) {
		consume_skb_place(skb, "ip.stays_here");
		return 0;
	}
	return ip_output(skb);
}

static int dst_output(struct sk_buff *skb)
{
	return skb_dst(skb)->output(skb);
}

int ip_local_out(struct sk_buff *skb)
{
	struct iphdr *iph = ip_hdr(skb);
	const struct rtable *rt = skb_rtable(skb);

	iph->tot_len = htons((u16)skb->len);
	ip_send_check(iph);
	skb->protocol = htons(ETH_P_IP);
	return NF_HOOK(rt->net, NF_INET_LOCAL_OUT, skb, NULL, rt->dst.dev,
		       dst_output);
}

/* One packet of the queue: @fraglen bytes of payload, the first @hdrlen of
 * which are left to the caller, the others begin at @offset of @from. */
static struct sk_buff *append_one(struct sock *sk, const struct rtable *rt,
				  unsigned int iphlen, ip_getfrag_t getfrag,
				  void *from, int offset, int fraglen,
				  int hdrlen, bool first, bool partial,
				  unsigned int flags, int *err)
{
	struct net_device *dev = rt->dst.dev;
	unsigned int hh_len = LL_RESERVED_SPACE(dev);
	unsigned int size = hh_len + iphlen + (unsigned int)fraglen +
			    dev->needed_tailroom + 15;
	struct sk_buff *skb;
	char *data;

	if (first)
		skb = sock_alloc_send_skb(sk, size, flags & MSG_DONTWAIT, err);
	else
		skb = sock_wmalloc(sk, size, err);
	if (!skb)
		return NULL;
	skb_reserve(skb, hh_len);
	data = skb_put(skb, iphlen + (unsigned int)fraglen);
	skb_reset_network_header(skb);
	skb_set_transport_header(skb, (int)iphlen);
	skb->ip_summed = partial ? CHECKSUM_PARTIAL : CHECKSUM_NONE;
	skb->csum = 0;
	data += (int)iphlen + hdrlen;
	*err = getfrag(from, data, offset, fraglen - hdrlen,
		       partial ? NULL : &skb->csum);
	if (*err) {
		kfree_skb(skb);
		return NULL;
	}
	return skb;
}

int ip_append_data(struct sock *sk, struct rtable *rt,
		   const struct ipcm_cookie *ipc, ip_getfrag_t getfrag,
		   void *from, int len, int transhdrlen, unsigned int flags,
		   struct sk_buff_head *queue)
{
	int mtu = (int)dst_mtu(&rt->dst);
	int iphlen = (int)sizeof(struct iphdr) + (ipc->opt ? ipc->opt->len : 0);
	int room = mtu - iphlen;
	int left = transhdrlen + len, offset = 0, err = 0;
	bool partial;

	if (ipc->gso_size)
		room = 0xffff - iphlen;
	/* Nobody else can sum up what goes out in several packets. */
	partial = ipc->hwsum && left <= room &&
		  rt->dst.dev->features & (NETIF_F_HW_CSUM | NETIF_F_IP_CSUM);
	if (left > 0xffff - iphlen)
		return -EMSGSIZE;
	if (left > room && (ipc->force_df || room < 8))
		return -EMSGSIZE;
	while (left > 0 || skb_queue_empty(queue)) {
		bool first = skb_queue_empty(queue);
		int hdrlen = first ? transhdrlen : 0;
		/* RFC 791 3.2: all but the last in units of 8 bytes. */
		int fraglen = left > room ? room & ~7 : left;
		struct sk_buff *skb;

		skb = append_one(sk, rt, (unsigned int)iphlen, getfrag, from,
				 offset, fraglen, hdrlen, first, partial, flags,
				 &err);
		if (!skb) {
			__skb_queue_purge(queue);
			return err;
		}
		__skb_queue_tail(queue, skb);
		offset += fraglen - hdrlen;
		left -= fraglen;
	}
	return 0;
}

__wsum ip_queue_csum(const struct sk_buff_head *queue)
{
	const struct sk_buff *skb;
	__wsum csum = 0;

	/* All pieces but the last have an even length. */
	skb_queue_walk (queue, skb)
		csum = csum_add(csum, skb->csum);
	return csum;
}

static u8 ip_select_ttl(struct net *net, const struct ipcm_cookie *ipc,
			const struct rtable *rt)
{
	if (ipc->ttl)
		return ipc->ttl;
	/* RFC 1112 6.1 */
	return rt->rt_type == RTN_MULTICAST ? 1 : net->sysctl_ip_default_ttl;
}

u32 rt_tos2priority(u8 tos)
{
	static const u8 prio[16] = {0, 0, 0, 0, 2, 2, 2, 2,
				    6, 6, 6, 6, 4, 4, 4, 4};

	return prio[(tos & IPTOS_TOS_MASK) >> 1];
}

static void put_options(struct sk_buff *skb, const struct ip_options_raw *opt,
			bool later)
{
	u8 *to = (u8 *)(ip_hdr(skb) + 1);

	memcpy(to, opt->data, opt->len);
	if (later)
		ip_options_fragment(to, opt->len);
}

int ip_push_queue(struct net *net, struct sock *sk, const struct flowi4 *fl,
		  struct rtable *rt, const struct ipcm_cookie *ipc, u8 protocol,
		  struct sk_buff_head *queue)
{
	bool whole = skb_queue_len(queue) == 1;
	unsigned int optlen = ipc->opt ? ipc->opt->len : 0;
	unsigned int iphlen = sizeof(struct iphdr) + optlen;
	struct iphdr proto = {
		.version = IPVERSION,
		.ihl = (u8)(iphlen / 4) & 15,
		.tos = ipc->tos,
		.ttl = ip_select_ttl(net, ipc, rt),
		.protocol = protocol,
		.saddr = fl->saddr,
		.daddr = fl->daddr,
	};
	unsigned int offset = 0;
	struct sk_buff *skb;
	int err = 0;

	if (whole && (ipc->force_df || (ipc->df && !rt->rt_mtu_locked)))
		proto.frag_off = htons(IP_DF);
	local_bh_disable();
	ip_select_ident_segs(net, &proto, sk,
			     skb_shinfo(skb_peek(queue))->gso_segs ?: 1);
	IP_INC_STATS(net, IPSTATS_MIB_OUTREQUESTS);
	if (!whole) {
		IP_INC_STATS(net, IPSTATS_MIB_FRAGOKS);
		IP_ADD_STATS(net, IPSTATS_MIB_FRAGCREATES,
			     skb_queue_len(queue));
	}
	while ((skb = __skb_dequeue(queue))) {
		bool more = !skb_queue_empty(queue);
		unsigned int payload = skb->len - iphlen;
		u32 before;
		int ret;

		if (!whole)
			proto.frag_off =
				htons(offset >> 3 | (more ? IP_MF : 0));
		memcpy(ip_hdr(skb), &proto, sizeof(proto));
		if (unlikely(optlen))
			put_options(skb, ipc->opt, offset != 0);
		offset += payload;
		skb->priority = sk->sk_priority ? sk->sk_priority
						: rt_tos2priority(ipc->tos);
		if (rt->rt_type == RTN_MULTICAST && !inet_sk(sk)->mc_loop)
			IPCB(skb)->flags |= IPSKB_NO_MC_LOOP;
		dst_hold(&rt->dst);
		skb_dst_set(skb, &rt->dst);
		IP_ADD_STATS(net, IPSTATS_MIB_OUTOCTETS, skb->len);
		skb_frame_born(skb);
		before = frame_work(skb->pkt_id);
		ret = ip_local_out(skb);
		frame_work(before);
		if (ret > 0)
			ret = ret == NET_XMIT_CN ? 0 : -ENOBUFS;
		if (ret && !err)
			err = ret;
	}
	if (err)
		IP_INC_STATS(net, IPSTATS_MIB_OUTDISCARDS);
	local_bh_enable();
	return err;
}
