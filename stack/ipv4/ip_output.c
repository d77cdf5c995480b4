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

static int ip_finish_output(struct sk_buff *skb)
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

int ip_output(struct sk_buff *skb)
{
	const struct rtable *rt = skb_rtable(skb);

	skb->dev = rt->dst.dev;
	skb->protocol = htons(ETH_P_IP);
	if (rt->rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST) &&
	    rt->rt_flags & RTCF_LOCAL && !(skb->dev->flags & IFF_LOOPBACK))
		ip_loopback_copy(skb);
	return ip_finish_output(skb);
}

int ip_local_out(struct sk_buff *skb)
{
	struct iphdr *iph = ip_hdr(skb);

	iph->tot_len = htons((u16)skb->len);
	ip_send_check(iph);
	return skb_dst(skb)->output(skb);
}

/* One packet of the queue: @fraglen bytes of payload, the first @hdrlen of
 * which are left to the caller, the others begin at @offset of @from. */
static struct sk_buff *append_one(struct sock *sk, const struct rtable *rt,
				  ip_getfrag_t getfrag, void *from, int offset,
				  int fraglen, int hdrlen, bool first,
				  bool partial, unsigned int flags, int *err)
{
	struct net_device *dev = rt->dst.dev;
	unsigned int hh_len = LL_RESERVED_SPACE(dev);
	unsigned int size = hh_len + sizeof(struct iphdr) + fraglen +
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
	data = skb_put(skb, sizeof(struct iphdr) + fraglen);
	skb_reset_network_header(skb);
	skb_set_transport_header(skb, sizeof(struct iphdr));
	skb->ip_summed = partial ? CHECKSUM_PARTIAL : CHECKSUM_NONE;
	skb->csum = 0;
	data += sizeof(struct iphdr) + hdrlen;
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
	int room = mtu - (int)sizeof(struct iphdr);
	int left = transhdrlen + len, offset = 0, err = 0;
	bool partial;

	if (ipc->gso_size)
		room = 0xffff - (int)sizeof(struct iphdr);
	/* Nobody else can sum up what goes out in several packets. */
	partial = ipc->hwsum && left <= room &&
		  rt->dst.dev->features & (NETIF_F_HW_CSUM | NETIF_F_IP_CSUM);
	if (left > 0xffff - (int)sizeof(struct iphdr))
		return -EMSGSIZE;
	if (left > room && (ipc->force_df || room < 8))
		return -EMSGSIZE;
	while (left > 0 || skb_queue_empty(queue)) {
		bool first = skb_queue_empty(queue);
		int hdrlen = first ? transhdrlen : 0;
		/* RFC 791 3.2: all but the last in units of 8 bytes. */
		int fraglen = left > room ? room & ~7 : left;
		struct sk_buff *skb;

		skb = append_one(sk, rt, getfrag, from, offset, fraglen, hdrlen,
				 first, partial, flags, &err);
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

/* Linux's priorities of the four TOS values of RFC 1349, for the bands of
 * pfifo_fast. */
static u32 rt_tos2priority(u8 tos)
{
	static const u8 prio[16] = {0, 0, 0, 0, 2, 2, 2, 2,
				    6, 6, 6, 6, 4, 4, 4, 4};

	return prio[(tos & IPTOS_TOS_MASK) >> 1];
}

int ip_push_queue(struct net *net, struct sock *sk, const struct flowi4 *fl,
		  struct rtable *rt, const struct ipcm_cookie *ipc, u8 protocol,
		  struct sk_buff_head *queue)
{
	bool whole = skb_queue_len(queue) == 1;
	struct iphdr proto = {
		.version = IPVERSION,
		.ihl = 5,
		.tos = ipc->tos,
		.ttl = ip_select_ttl(net, ipc, rt),
		.protocol = protocol,
		.saddr = fl->saddr,
		.daddr = fl->daddr,
	};
	unsigned int offset = 0;
	struct sk_buff *skb;
	int err = 0;

	if (whole && (ipc->df || ipc->force_df))
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
		unsigned int payload = skb->len - sizeof(struct iphdr);
		u32 before;
		int ret;

		if (!whole)
			proto.frag_off =
				htons(offset >> 3 | (more ? IP_MF : 0));
		offset += payload;
		memcpy(ip_hdr(skb), &proto, sizeof(proto));
		skb->priority = sk->sk_priority ? sk->sk_priority
						: rt_tos2priority(ipc->tos);
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
