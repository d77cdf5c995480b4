// SPDX-License-Identifier: MIT
/* UDP sockets: ports, sending, receiving. Context: process. */
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/random.h>
#include <kernel_core.h>
#include <net/frame_work.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include "udp_internal.h"

static bool port_conflict(struct net *net, const struct sock *sk, u16 port)
{
	__be32 addr = inet_sk(sk)->inet_rcv_saddr;
	const struct sock *other;

	hlist_for_each_entry (other, udp_slot(net, port), sk_node) {
		const struct inet_sock *o = inet_sk(other);

		if (other == sk || o->inet_num != port)
			continue;
		if (other->sk_reuse && sk->sk_reuse)
			continue;
		if (!o->inet_rcv_saddr || !addr || o->inet_rcv_saddr == addr)
			return true;
	}
	return false;
}

/* A free port of net.ipv4.ip_local_port_range, from a random one on. 0: none.
 */
static u16 port_pick(struct net *net, const struct sock *sk)
{
	u32 low = net->local_port_min, n = net->local_port_max - low + 1;
	u32 first = prandom_u32_max(n);

	for (u32 i = 0; i < n; i++) {
		u16 port = (u16)(low + (first + i) % n);

		if (!port_conflict(net, sk, port))
			return port;
	}
	return 0;
}

static int udp_get_port(struct sock *sk, unsigned short snum)
{
	struct net *net = sock_net(sk);
	int err = 0;

	local_bh_disable();
	if (!snum)
		snum = port_pick(net, sk);
	else if (port_conflict(net, sk, snum))
		snum = 0;
	if (snum) {
		inet_sk(sk)->inet_num = snum;
		inet_sk(sk)->inet_sport = htons(snum);
		hlist_add_head(&sk->sk_node, udp_slot(net, snum));
	} else {
		err = -EADDRINUSE;
	}
	local_bh_enable();
	return err;
}

static void udp_unhash(struct sock *sk)
{
	local_bh_disable();
	hlist_del_init(&sk->sk_node);
	inet_sk(sk)->inet_num = 0;
	inet_sk(sk)->inet_sport = 0;
	local_bh_enable();
}

static int udp_init_sock(struct sock *sk)
{
	inet_sk(sk)->pmtudisc = sock_net(sk)->sysctl_ip_no_pmtu_disc
					? IP_PMTUDISC_DONT
					: IP_PMTUDISC_WANT;
	return 0;
}

static void udp_close(struct sock *sk)
{
	sk_common_release(sk);
}

/* The route of a connected socket, with a reference; NULL if it is stale. */
static struct rtable *udp_cached_route(struct sock *sk)
{
	struct dst_entry *dst = sk->sk_dst_cache;

	if (!dst)
		return NULL;
	if (!ip_dst_check(dst)) {
		sk_dst_set(sk, NULL);
		return NULL;
	}
	dst_hold(dst);
	return container_of(dst, struct rtable, dst);
}

static struct rtable *udp_route(struct sock *sk, struct flowi4 *fl,
				bool connected)
{
	struct rtable *rt = connected ? udp_cached_route(sk) : NULL;

	if (rt)
		return rt;
	rt = ip_route_output_key(sock_net(sk), fl);
	if (IS_ERR(rt))
		return rt;
	if (rt->rt_flags & RTCF_BROADCAST && !sk->sk_broadcast) {
		ip_rt_put(rt);
		return ERR_PTR(-EACCES);
	}
	if (connected) {
		dst_hold(&rt->dst);
		sk_dst_set(sk, &rt->dst);
	}
	return rt;
}

static int udp_connect(struct sock *sk, const struct sockaddr *addr, int len)
{
	struct inet_sock *inet = inet_sk(sk);
	struct sockaddr_in usin;
	struct flowi4 fl = {.flowi4_proto = IPPROTO_UDP};
	struct rtable *rt;

	if (len < (int)sizeof(usin))
		return -EINVAL;
	memcpy(&usin, addr, sizeof(usin));
	if (usin.sin_family != AF_INET)
		return -EAFNOSUPPORT;
	fl.daddr = usin.sin_addr.s_addr;
	fl.saddr = inet->inet_saddr;
	sk_dst_set(sk, NULL);
	rt = udp_route(sk, &fl, false);
	if (IS_ERR(rt))
		return (int)PTR_ERR(rt);
	local_bh_disable();
	if (!inet->inet_saddr)
		inet->inet_saddr = fl.saddr;
	if (!inet->inet_rcv_saddr)
		inet->inet_rcv_saddr = fl.saddr;
	inet->inet_daddr = fl.daddr;
	inet->inet_dport = usin.sin_port;
	inet->inet_id = (u16)get_random_u32();
	local_bh_enable();
	sk_dst_set(sk, &rt->dst);
	return 0;
}

static int udp_disconnect(struct sock *sk)
{
	struct inet_sock *inet = inet_sk(sk);

	sk_dst_set(sk, NULL);
	local_bh_disable();
	inet->inet_daddr = 0;
	inet->inet_dport = 0;
	if (!inet->addr_locked)
		inet->inet_rcv_saddr = inet->inet_saddr = 0;
	local_bh_enable();
	if (!inet->port_locked)
		udp_unhash(sk);
	return 0;
}

static int udp_getfrag(void *from, char *to, int offset, int len, __wsum *csum)
{
	const struct msghdr *msg = from;

	if (!csum)
		memcpy(to, (const char *)msg->msg_buf + offset, (size_t)len);
	else
		*csum = csum_partial_copy_nocheck(
			(const char *)msg->msg_buf + offset, to, len, *csum);
	return 0;
}

static int udp_dest(const struct sock *sk, const struct msghdr *msg,
		    struct flowi4 *fl, __be16 *dport, bool *connected)
{
	const struct inet_sock *inet = inet_sk(sk);
	struct sockaddr_in to;

	if (!msg->msg_name) {
		if (!inet->inet_daddr)
			return -EDESTADDRREQ;
		fl->daddr = inet->inet_daddr;
		*dport = inet->inet_dport;
		*connected = true;
		return 0;
	}
	if (msg->msg_namelen < (int)sizeof(to))
		return -EINVAL;
	memcpy(&to, msg->msg_name, sizeof(to));
	if (to.sin_family != AF_INET && to.sin_family != AF_UNSPEC)
		return -EAFNOSUPPORT;
	if (!to.sin_port)
		return -EINVAL;
	fl->daddr = to.sin_addr.s_addr;
	*dport = to.sin_port;
	return 0;
}

/* The device sums up from the header on, over the pseudo-header's sum. */
static void udp4_hwcsum(struct sk_buff *skb, __be32 src, __be32 dst)
{
	struct udphdr *uh = udp_hdr(skb);

	skb->csum_start = skb->transport_header;
	skb->csum_offset = offsetof(struct udphdr, check);
	uh->check = (__sum16)~csum_tcpudp_magic(src, dst, ntohs(uh->len),
						IPPROTO_UDP, 0);
}

static void udp_swcsum(const struct sk_buff_head *queue, __be32 src, __be32 dst,
		       u16 ulen)
{
	struct udphdr *uh = udp_hdr(skb_peek(queue));
	__wsum csum;

	uh->check = 0;
	csum = csum_partial(uh, sizeof(*uh), ip_queue_csum(queue));
	uh->check = csum_tcpudp_magic(src, dst, ulen, IPPROTO_UDP, csum);
	/* RFC 768: a sum of zero is sent as all ones. */
	if (!uh->check)
		uh->check = CSUM_MANGLED_0;
}

/* UDP_SEGMENT: one send makes datagrams of @gso_size bytes. 0, -EINVAL, or
 * -EIO where the device could not sum them up. */
static int udp_gso(struct sk_buff *skb, const struct rtable *rt, u16 gso_size)
{
	unsigned int len = skb->len - (unsigned int)skb_transport_offset(skb) -
			   sizeof(struct udphdr);

	if (sizeof(struct iphdr) + sizeof(struct udphdr) + gso_size >
		    dst_mtu(&rt->dst) ||
	    len > (unsigned int)gso_size * UDP_MAX_SEGMENTS)
		return -EINVAL;
	if (skb->ip_summed != CHECKSUM_PARTIAL)
		return -EIO;
	if (len > gso_size) {
		skb_shinfo(skb)->gso_size = gso_size;
		skb_shinfo(skb)->gso_type = SKB_GSO_UDP_L4;
		skb_shinfo(skb)->gso_segs =
			(u16)DIV_ROUND_UP(len, (unsigned int)gso_size);
	}
	return 0;
}

static int udp_send_queue(struct sock *sk, const struct flowi4 *fl,
			  struct rtable *rt, const struct ipcm_cookie *ipc,
			  __be16 dport, u16 ulen, struct sk_buff_head *queue)
{
	struct net *net = sock_net(sk);
	struct sk_buff *skb = skb_peek(queue);
	struct udphdr *uh = udp_hdr(skb);
	int err = 0;

	if (unlikely(ipc->gso_size))
		err = udp_gso(skb, rt, ipc->gso_size);
	if (err) {
		__skb_queue_purge(queue);
		return err;
	}
	uh->source = inet_sk(sk)->inet_sport;
	uh->dest = dport;
	uh->len = htons(ulen);
	if (skb->ip_summed == CHECKSUM_PARTIAL)
		udp4_hwcsum(skb, fl->saddr, fl->daddr);
	else
		udp_swcsum(queue, fl->saddr, fl->daddr, ulen);
	err = ip_push_queue(net, sk, fl, rt, ipc, IPPROTO_UDP, queue);
	if (!err) {
		UDP_INC_STATS(net, UDP_MIB_OUTDATAGRAMS);
	} else if (err == -ENOBUFS && !inet_sk(sk)->recverr) {
		UDP_INC_STATS(net, UDP_MIB_SNDBUFERRORS);
		err = 0;
	}
	return err;
}

static int udp_sendmsg(struct sock *sk, struct msghdr *msg, size_t len)
{
	const struct inet_sock *inet = inet_sk(sk);
	struct ipcm_cookie ipc = {
		.tos = inet->tos,
		.ttl = inet->uc_ttl,
		.df = inet->pmtudisc == IP_PMTUDISC_WANT,
		.force_df = inet->pmtudisc == IP_PMTUDISC_DO,
		.gso_size = inet->gso_size,
		.hwsum = true,
	};
	struct flowi4 fl = {
		.flowi4_proto = IPPROTO_UDP,
		.saddr = inet->inet_saddr,
	};
	struct sk_buff_head queue;
	bool connected = false;
	struct rtable *rt;
	__be16 dport;
	int err;

	if (len > 0xffff)
		return -EMSGSIZE;
	err = udp_dest(sk, msg, &fl, &dport, &connected);
	if (err)
		return err;
	rt = udp_route(sk, &fl, connected);
	if (IS_ERR(rt))
		return (int)PTR_ERR(rt);
	skb_queue_head_init(&queue);
	err = ip_append_data(sk, rt, &ipc, udp_getfrag, msg, (int)len,
			     sizeof(struct udphdr), msg->msg_flags, &queue);
	if (!err)
		err = udp_send_queue(sk, &fl, rt, &ipc, dport,
				     (u16)(len + sizeof(struct udphdr)),
				     &queue);
	else if (err == -ENOBUFS)
		UDP_INC_STATS(sock_net(sk), UDP_MIB_SNDBUFERRORS);
	ip_rt_put(rt);
	return err ? err : (int)len;
}

/* Copies @len bytes, summing if they are all and nobody has yet. False if the
 * sum is wrong. */
static bool udp_copy(struct sk_buff *skb, void *to, size_t len, bool peek)
{
	__wsum csum;

	if (!skb_csum_unnecessary(skb)) {
		if (len == skb->len && !peek) {
			csum = skb_copy_and_csum_bits(skb, 0, to, (int)len);
			return !csum_fold(csum_add(csum, skb->csum));
		}
		if (csum_fold(skb_checksum(skb, 0, (int)skb->len, skb->csum)))
			return false;
		skb->csum_valid = 1;
	}
	BUG_ON(len && skb_copy_bits(skb, 0, to, (int)len));
	return true;
}

/* The program has it: the end of the frame's way. */
static void udp_delivered(struct sk_buff *skb)
{
	struct machine *m = kernel_machine(kernel_this());
	struct ledger *l = machine_ledger(m);

	if (ledger_alive(l, skb->pkt_id))
		ledger_latency(l, skb->pkt_id, machine_now(m));
	consume_skb_place(skb, "socket.delivered");
}

static void udp_fill_name(struct msghdr *msg, const struct sk_buff *skb)
{
	struct sockaddr_in from = {
		.sin_family = AF_INET,
		.sin_port = udp_hdr(skb)->source,
		.sin_addr.s_addr = ip_hdr(skb)->saddr,
	};

	if (!msg->msg_name)
		return;
	memcpy(msg->msg_name, &from,
	       min((size_t)msg->msg_namelen, sizeof(from)));
	msg->msg_namelen = sizeof(from);
}

static int udp_recvmsg(struct sock *sk, struct msghdr *msg, size_t len,
		       int flags)
{
	struct net *net = sock_net(sk);
	bool peek = flags & MSG_PEEK;
	struct sk_buff *skb;
	size_t ulen, copied;
	int err;

	/* A program works on what it has read until it reads on. */
	frame_work(0);
	for (;;) {
		skb = skb_recv_datagram(sk, flags, &err);
		if (!skb)
			return err;
		frame_work(skb->pkt_id);
		ulen = skb->len;
		copied = min(len, ulen);
		if (udp_copy(skb, msg->msg_buf, copied, peek))
			break;
		UDP_INC_STATS(net, UDP_MIB_CSUMERRORS);
		UDP_INC_STATS(net, UDP_MIB_INERRORS);
		if (peek) /* still queued: this is one more reference */
			skb_kill_datagram(sk, skb);
		kfree_skb_place(skb, "udp.bad_checksum");
		frame_work(0);
	}
	if (copied < ulen)
		msg->msg_flags |= MSG_TRUNC;
	udp_fill_name(msg, skb);
	if (peek) {
		consume_skb(skb);
	} else {
		UDP_INC_STATS(net, UDP_MIB_INDATAGRAMS);
		udp_delivered(skb);
	}
	return (int)(flags & MSG_TRUNC ? ulen : copied);
}

static int udp_setsockopt(struct sock *sk, int name, int val)
{
	if (name != UDP_SEGMENT)
		return -ENOPROTOOPT;
	if (val < 0 || val > 0xffff)
		return -EINVAL;
	inet_sk(sk)->gso_size = (u16)val;
	return 0;
}

static int udp_getsockopt(const struct sock *sk, int name, int *val)
{
	if (name != UDP_SEGMENT)
		return -ENOPROTOOPT;
	*val = inet_sk(sk)->gso_size;
	return 0;
}

const struct proto udp_prot = {
	.name = "UDP",
	.obj_size = sizeof(struct inet_sock),
	.init = udp_init_sock,
	.close = udp_close,
	.connect = udp_connect,
	.disconnect = udp_disconnect,
	.sendmsg = udp_sendmsg,
	.recvmsg = udp_recvmsg,
	.get_port = udp_get_port,
	.unhash = udp_unhash,
	.setsockopt = udp_setsockopt,
	.getsockopt = udp_getsockopt,
	.lane = &udp_lane,
};
