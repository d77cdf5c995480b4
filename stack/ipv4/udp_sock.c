// SPDX-License-Identifier: MIT
/* UDP sockets: ports, sending, receiving. Context: process. */
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/random.h>
#include <linux/sockios.h>
#include <net/frame_work.h>
#include <net/inet_common.h>
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
		if ((other->sk_reuse && sk->sk_reuse) ||
		    (other->sk_reuseport && sk->sk_reuseport))
			continue;
		if (other->sk_bound_dev_if && sk->sk_bound_dev_if &&
		    other->sk_bound_dev_if != sk->sk_bound_dev_if)
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

static void udp_close(struct sock *sk)
{
	sk_common_release(sk);
}

static int udp_getfrag(void *from, char *to, int offset, int len, __wsum *csum)
{
	struct msghdr *msg = from;

	if (!csum)
		return copy_from_iter(to, (size_t)len, &msg->msg_iter);
	return csum_and_copy_from_iter(to, (size_t)len, csum, &msg->msg_iter);
}

static int udp_dest(const struct sock *sk, const struct msghdr *msg,
		    struct flowi4 *fl, __be16 *dport, bool *connected)
{
	const struct inet_sock *inet = inet_sk(sk);
	struct sockaddr_in to;

	if (!msg->msg_name) {
		if (sk->sk_state != TCP_ESTABLISHED)
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

static void udp_no_csum(const struct sk_buff_head *queue)
{
	udp_hdr(skb_peek(queue))->check = 0;
	skb_peek(queue)->ip_summed = CHECKSUM_NONE;
}

/* UDP_SEGMENT: one send makes datagrams of @gso_size bytes. 0, -EINVAL, or
 * -EIO where the device could not sum them up. */
static int udp_gso(struct sk_buff *skb, const struct rtable *rt, u16 gso_size,
		   bool no_check)
{
	unsigned int len = skb->len - (unsigned int)skb_transport_offset(skb) -
			   sizeof(struct udphdr);

	if (sizeof(struct iphdr) + sizeof(struct udphdr) + gso_size >
		    dst_mtu(&rt->dst) ||
	    len > (unsigned int)gso_size * UDP_MAX_SEGMENTS)
		return -EINVAL;
	if (no_check)
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
		err = udp_gso(skb, rt, ipc->gso_size, sk->sk_no_check_tx);
	if (err) {
		__skb_queue_purge(queue);
		return err;
	}
	uh->source = inet_sk(sk)->inet_sport;
	uh->dest = dport;
	uh->len = htons(ulen);
	if (unlikely(sk->sk_no_check_tx)) /* RFC 768: none */
		udp_no_csum(queue);
	else if (skb->ip_summed == CHECKSUM_PARTIAL)
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
	struct ipcm_cookie ipc;
	struct flowi4 fl = {.flowi4_proto = IPPROTO_UDP};
	struct sk_buff_head queue;
	bool connected = false;
	struct rtable *rt;
	__be16 dport;
	int err;

	if (len > 0xffff)
		return -EMSGSIZE;
	if (msg->msg_flags & MSG_OOB) /* as in BSD */
		return -EOPNOTSUPP;
	err = udp_dest(sk, msg, &fl, &dport, &connected);
	if (!err)
		err = ip4_sock_cookie(sk, msg, &ipc, &fl);
	if (err)
		return err;
	ipc.hwsum = !sk->sk_no_check_tx;
	rt = ip4_sock_route(sk, &fl, connected && !msg->msg_controllen);
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
	else if (err == -EMSGSIZE && len + 28 <= 0xffff)
		ip_local_error(sk, EMSGSIZE, fl.daddr, dport,
			       dst_mtu(&rt->dst));
	ip_rt_put(rt);
	return err ? err : (int)len;
}

/* Copies @len bytes, summing if they are all and nobody has yet. 0, -EFAULT,
 * or 1: the sum is wrong. */
static int udp_copy(struct sk_buff *skb, struct iov_iter *to, size_t len,
		    bool peek)
{
	__wsum csum = 0;
	int err;

	if (!skb_csum_unnecessary(skb)) {
		if (len == skb->len && !peek) {
			err = skb_copy_and_csum_iter(skb, 0, to, len, &csum);
			if (err)
				return err;
			return csum_fold(csum_add(csum, skb->csum)) != 0;
		}
		if (csum_fold(skb_checksum(skb, 0, (int)skb->len, skb->csum)))
			return 1;
		skb->csum_valid = 1;
	}
	return skb_copy_datagram_iter(skb, 0, to, len);
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
	memcpy(msg->msg_name, &from, sizeof(from));
	msg->msg_namelen = sizeof(from);
}

/* Drops @skb, which is no datagram; @peek: it is still queued, and this is one
 * more reference. */
static void udp_drop_bad(struct sock *sk, struct sk_buff *skb, bool peek)
{
	struct net *net = sock_net(sk);

	UDP_INC_STATS(net, UDP_MIB_CSUMERRORS);
	UDP_INC_STATS(net, UDP_MIB_INERRORS);
	if (peek)
		skb_kill_datagram(sk, skb);
	kfree_skb_place(skb, "udp.bad_checksum");
}

static int udp_recvmsg(struct sock *sk, struct msghdr *msg, size_t len,
		       int flags)
{
	struct net *net = sock_net(sk);
	struct iov_iter start = msg->msg_iter;
	bool peek = flags & MSG_PEEK;
	struct sk_buff *skb;
	size_t ulen, copied;
	int err;

	if (flags & MSG_ERRQUEUE)
		return ip_recv_error(sk, msg, len);
	/* A program works on what it has read until it reads on. */
	frame_work(0);
	for (;;) {
		skb = skb_recv_datagram(sk, (unsigned int)flags, &err);
		if (!skb)
			return err;
		frame_work(skb->pkt_id);
		ulen = skb->len;
		copied = min(len, ulen);
		err = udp_copy(skb, &msg->msg_iter, copied, peek);
		if (err <= 0)
			break;
		udp_drop_bad(sk, skb, peek);
		msg->msg_iter = start;
		frame_work(0);
	}
	if (unlikely(err)) { /* the program has no such memory */
		if (!peek)
			UDP_INC_STATS(net, UDP_MIB_INERRORS);
		kfree_skb_place(skb, "udp.copy_fault");
		return err;
	}
	if (copied < ulen)
		msg->msg_flags |= MSG_TRUNC;
	udp_fill_name(msg, skb);
	sock_recv_cmsgs(msg, sk, skb);
	if (inet_sk(sk)->cmsg_flags)
		ip_cmsg_recv(msg, sk, skb);
	if (peek) {
		consume_skb(skb);
	} else {
		UDP_INC_STATS(net, UDP_MIB_INDATAGRAMS);
		sock_delivered(skb);
	}
	return (int)(flags & MSG_TRUNC ? ulen : copied);
}

/* The first datagram that is whole, NULL if none; what is not, goes. */
static struct sk_buff *udp_first_packet(struct sock *sk)
{
	struct sk_buff *skb;

	while ((skb = skb_peek(&sk->sk_receive_queue))) {
		if (skb_csum_unnecessary(skb))
			break;
		skb->csum_valid = !csum_fold(
			skb_checksum(skb, 0, (int)skb->len, skb->csum));
		if (skb->csum_valid)
			break;
		__skb_unlink(skb, &sk->sk_receive_queue);
		udp_drop_bad(sk, skb, false);
	}
	return skb;
}

/* A program that was told it may read must find something. */
static __poll_t udp_poll(struct file *file, struct socket *sock, poll_table *pt)
{
	struct sock *sk = sock->sk;
	__poll_t mask;

	poll_wait(file, &sk->sk_wq, pt);
	local_bh_disable();
	udp_first_packet(sk);
	mask = datagram_poll(file, sock, NULL);
	local_bh_enable();
	return mask;
}

static int udp_ioctl(struct sock *sk, unsigned int cmd, int *arg)
{
	const struct sk_buff *skb;

	if (cmd == SIOCOUTQ) {
		*arg = atomic_read(&sk->sk_wmem_alloc);
		return 0;
	}
	if (cmd != SIOCINQ)
		return -ENOTTY;
	local_bh_disable();
	skb = udp_first_packet(sk);
	*arg = skb ? (int)skb->len : 0;
	local_bh_enable();
	return 0;
}

static int udp_setsockopt(struct sock *sk, int name, const void *optval,
			  unsigned int len)
{
	int val;

	if (len < sizeof(val))
		return -EINVAL;
	memcpy(&val, optval, sizeof(val));
	if (name != UDP_SEGMENT)
		return -ENOPROTOOPT;
	if (val < 0 || val > 0xffff)
		return -EINVAL;
	inet_sk(sk)->gso_size = (u16)val;
	return 0;
}

static int udp_getsockopt(struct sock *sk, int name, void *optval,
			  unsigned int *len)
{
	int val = inet_sk(sk)->gso_size;

	if (name != UDP_SEGMENT)
		return -ENOPROTOOPT;
	*len = min_t(unsigned int, *len, sizeof(val));
	memcpy(optval, &val, *len);
	return 0;
}

const struct proto udp_prot = {
	.name = "UDP",
	.obj_size = sizeof(struct inet_sock),
	.close = udp_close,
	.connect = ip4_datagram_connect,
	.disconnect = ip4_disconnect,
	.sendmsg = udp_sendmsg,
	.recvmsg = udp_recvmsg,
	.get_port = udp_get_port,
	.unhash = udp_unhash,
	.level = IPPROTO_UDP,
	.setsockopt = udp_setsockopt,
	.getsockopt = udp_getsockopt,
	.poll = udp_poll,
	.ioctl = udp_ioctl,
	.lane = &udp_lane,
};
