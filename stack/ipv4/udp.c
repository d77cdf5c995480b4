// SPDX-License-Identifier: MIT
/* UDP, RFC 768, RFC 1122 4.1: input, and errors about what we sent. */
#include <linux/errno.h>
#include <linux/igmp.h>
#include <linux/in.h>
#include <linux/ktime.h>
#include <linux/random.h>
#include <net/frame_work.h>
#include <net/icmp.h>
#include <net/inet_common.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include "udp_internal.h"

struct hlist_head *udp_slot(struct net *net, u16 port)
{
	return &net->udp.hash[port % UDP_HTABLE_SIZE];
}

/* How well a socket fits; -1: not at all. */
static int compute_score(const struct inet_sock *inet, __be32 saddr,
			 __be16 sport, __be32 daddr, u16 hnum, int dif)
{
	int score = 0;

	if (inet->inet_num != hnum)
		return -1;
	if (inet->sk.sk_bound_dev_if) {
		if (inet->sk.sk_bound_dev_if != dif)
			return -1;
		score += 4;
	}
	if (inet->inet_rcv_saddr) {
		if (inet->inet_rcv_saddr != daddr)
			return -1;
		score += 16;
	}
	if (inet->inet_daddr) {
		if (inet->inet_daddr != saddr)
			return -1;
		score += 4;
	}
	if (inet->inet_dport) {
		if (inet->inet_dport != sport)
			return -1;
		score += 4;
	}
	return score;
}

/* Of @n sockets with SO_REUSEPORT that fit equally well: always the same one
 * for one peer. */
static struct sock *reuseport_pick(struct net *net, __be32 saddr, __be16 sport,
				   __be32 daddr, u16 hnum, int dif, int score,
				   u32 n)
{
	u32 h = (saddr ^ (u32)sport << 16 ^ net->ip_idents_rnd) * 0x9e3779b1u;
	struct sock *sk, *found = NULL;
	u32 nth = (u32)((u64)h * n >> 32);

	hlist_for_each_entry (sk, udp_slot(net, hnum), sk_node) {
		if (!sk->sk_reuseport ||
		    compute_score(inet_sk(sk), saddr, sport, daddr, hnum,
				  dif) != score)
			continue;
		found = sk;
		if (!nth--)
			break;
	}
	return found;
}

struct sock *udp_lookup(struct net *net, __be32 saddr, __be16 sport,
			__be32 daddr, u16 hnum, int dif)
{
	struct sock *sk, *best = NULL;
	int best_score = -1;
	u32 equals = 0;

	hlist_for_each_entry (sk, udp_slot(net, hnum), sk_node) {
		int score = compute_score(inet_sk(sk), saddr, sport, daddr,
					  hnum, dif);

		if (score > best_score) {
			best_score = score;
			best = sk;
			equals = 1;
		} else if (score == best_score && best && sk->sk_reuseport) {
			equals++;
		}
	}
	if (unlikely(equals > 1) && best->sk_reuseport)
		return reuseport_pick(net, saddr, sport, daddr, hnum, dif,
				      best_score, equals);
	return best;
}

/* Right if 0. The sum of the pseudo-header is in skb->csum. */
static __sum16 csum_verify(struct sk_buff *skb)
{
	return csum_fold(skb_checksum(skb, 0, (int)skb->len, skb->csum));
}

/* Short datagrams are summed at once, others while they are copied to the
 * program, as in Linux. */
#define CHECKSUM_BREAK 76

static bool udp_csum_init(struct sk_buff *skb, const struct udphdr *uh)
{
	const struct iphdr *iph = ip_hdr(skb);

	/* RFC 768: 0 means that the sender made none. */
	if (uh->check == 0) {
		skb->ip_summed = CHECKSUM_UNNECESSARY;
		return true;
	}
	if (skb_csum_unnecessary(skb))
		return true;
	skb->csum = csum_tcpudp_nofold(iph->saddr, iph->daddr, skb->len,
				       IPPROTO_UDP, 0);
	if (skb->len > CHECKSUM_BREAK)
		return true;
	skb->csum_valid = !csum_verify(skb);
	return skb->csum_valid;
}

/* Packs a packet whose few bytes lie in a page fragment, so that it counts
 * less against the receive buffer. */
static void skb_condense(struct sk_buff *skb)
{
	if (skb->data_len) {
		if (skb->data_len > skb->end - skb->tail || skb_cloned(skb))
			return;
		if (!__pskb_pull_tail(skb, (int)skb->data_len))
			return;
	}
	skb->truesize = SKB_TRUESIZE(skb_end_offset(skb));
}

/* Into the receive buffer: full as soon as what is in it exceeds the limit,
 * so one datagram may go beyond (as in Linux). Consumes. */
static void udp_queue_rcv_skb(struct sock *sk, struct sk_buff *skb)
{
	struct net *net = sock_net(sk);

	if (unlikely(ip_hdr(skb)->ttl < inet_sk(sk)->min_ttl)) {
		kfree_skb_place(skb, "udp.min_ttl");
		return;
	}
	if (atomic_read(&sk->sk_rmem_alloc) > sk->sk_rcvbuf >> 1)
		skb_condense(skb);
	if (atomic_read(&sk->sk_rmem_alloc) > sk->sk_rcvbuf) {
		UDP_INC_STATS(net, UDP_MIB_RCVBUFERRORS);
		UDP_INC_STATS(net, UDP_MIB_INERRORS);
		sk->sk_drops++;
		kfree_skb_place(skb, "udp.rcvbuf_full");
		return;
	}
	/* The header's part of the sum, then only the program's bytes. */
	if (!skb_csum_unnecessary(skb))
		skb->csum = csum_partial(skb->data, sizeof(struct udphdr),
					 skb->csum);
	__skb_pull(skb, sizeof(struct udphdr));
	skb_dst_drop(skb);
	if (unlikely(sk->sk_rcvtstamp))
		skb->tstamp = ktime_get();
	skb_set_owner_r(skb, sk);
	__skb_queue_tail(&sk->sk_receive_queue, skb);
	frame_queued(skb);
	if (!sk->sk_dead)
		sk->sk_data_ready(sk);
}

/* Broadcast and multicast: every socket that fits gets one. RFC 1122 4.1.3.3:
 * no error if there is none. */
static void udp_mcast_deliver(struct net *net, struct sk_buff *skb,
			      const struct udphdr *uh)
{
	const struct iphdr *iph = ip_hdr(skb);
	u16 hnum = ntohs(uh->dest);
	__be32 daddr = iph->daddr, saddr = iph->saddr;
	__be16 sport = uh->source;
	struct sock *sk, *last = NULL;

	hlist_for_each_entry (sk, udp_slot(net, hnum), sk_node) {
		if (compute_score(inet_sk(sk), saddr, sport, daddr, hnum,
				  skb->skb_iif) < 0 ||
		    !ip_mc_sf_allow(sk, daddr, skb->skb_iif))
			continue;
		if (last) {
			struct sk_buff *clone = skb_clone(skb, GFP_ATOMIC);

			if (clone) {
				udp_queue_rcv_skb(last, clone);
			} else {
				last->sk_drops++;
				UDP_INC_STATS(net, UDP_MIB_INERRORS);
			}
		}
		last = sk;
	}
	if (last) {
		udp_queue_rcv_skb(last, skb);
	} else {
		UDP_INC_STATS(net, UDP_MIB_IGNOREDMULTI);
		kfree_skb_place(skb, "udp.no_socket");
	}
}

static int udp_rcv(struct sk_buff *skb)
{
	struct net *net = dev_net(skb->dev);
	const struct iphdr *iph;
	const struct udphdr *uh;
	unsigned int ulen;
	struct sock *sk;

	if (!pskb_may_pull(skb, sizeof(*uh)))
		goto short_packet;
	uh = udp_hdr(skb);
	ulen = ntohs(uh->len);
	if (ulen > skb->len || ulen < sizeof(*uh))
		goto short_packet;
	if (pskb_trim_rcsum(skb, ulen)) {
		UDP_INC_STATS(net, UDP_MIB_INERRORS);
		kfree_skb_place(skb, "udp.no_memory");
		return 0;
	}
	uh = udp_hdr(skb);
	iph = ip_hdr(skb);
	if (!udp_csum_init(skb, uh))
		goto csum_error;
	if (skb_rtable(skb)->rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST)) {
		udp_mcast_deliver(net, skb, uh);
		return 0;
	}
	sk = udp_lookup(net, iph->saddr, uh->source, iph->daddr,
			ntohs(uh->dest), skb->skb_iif);
	if (sk) {
		udp_queue_rcv_skb(sk, skb);
		return 0;
	}
	/* RFC 1122 4.1.3.1: port unreachable; but a broken one, silently. */
	if (!skb_csum_unnecessary(skb) && csum_verify(skb))
		goto csum_error;
	UDP_INC_STATS(net, UDP_MIB_NOPORTS);
	icmp_send(skb, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0);
	kfree_skb_place(skb, "udp.no_socket");
	return 0;

short_packet:
	UDP_INC_STATS(net, UDP_MIB_INERRORS);
	kfree_skb_place(skb, "udp.bad_length");
	return 0;
csum_error:
	/* RFC 1122 4.1.3.4. */
	UDP_INC_STATS(net, UDP_MIB_CSUMERRORS);
	UDP_INC_STATS(net, UDP_MIB_INERRORS);
	kfree_skb_place(skb, "udp.bad_checksum");
	return 0;
}

/* RFC 1122 4.1.3.3: ICMP errors are passed to the program; without
 * IP_RECVERR only those that are final, and only to connected sockets. */
static int udp_err(struct sk_buff *skb, u32 info)
{
	struct net *net = dev_net(skb->dev);
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	const struct udphdr *uh =
		(const struct udphdr *)(skb->data + iph->ihl * 4);
	const struct icmphdr *icmph =
		(const struct icmphdr *)(skb->data - sizeof(*icmph));
	const struct inet_sock *inet;
	bool fatal = false;
	struct sock *sk;
	int err = EHOSTUNREACH;

	sk = udp_lookup(net, iph->daddr, uh->dest, iph->saddr,
			ntohs(uh->source), skb->skb_iif);
	if (!sk) {
		ICMP_INC_STATS(net, ICMP_MIB_INERRORS);
		return -ENOENT;
	}
	inet = inet_sk(sk);
	switch (icmph->type) {
	case ICMP_SOURCE_QUENCH: /* RFC 6633 */
		return 0;
	case ICMP_PARAMETERPROB:
		err = EPROTO;
		fatal = true;
		break;
	case ICMP_DEST_UNREACH:
		err = icmp_err_convert[icmph->code].errno_;
		fatal = icmp_err_convert[icmph->code].fatal;
		if (icmph->code == ICMP_FRAG_NEEDED) {
			if (!net->sysctl_ip_no_pmtu_disc)
				ipv4_update_pmtu(net, iph->daddr, info, 0);
			fatal = inet->pmtudisc != IP_PMTUDISC_DONT;
		}
		break;
	default:
		break;
	}
	if (!inet->recverr) {
		if (!fatal || sk->sk_state != TCP_ESTABLISHED)
			return 0;
	} else {
		ip_icmp_error(sk, skb, err, uh->dest, info,
			      (const u8 *)(uh + 1));
	}
	sk->sk_err = err;
	sk->sk_error_report(sk);
	return 0;
}

static const struct net_protocol udp_protocol = {
	.handler = udp_rcv,
	.err_handler = udp_err,
};

int udp_init(struct net *net)
{
	return inet_add_protocol(net, &udp_protocol, IPPROTO_UDP);
}

void udp_exit(struct net *net)
{
	inet_del_protocol(net, &udp_protocol, IPPROTO_UDP);
}
