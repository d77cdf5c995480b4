// SPDX-License-Identifier: MIT
/*
 * Raw sockets: IPv4 packets of one protocol as they are. Each socket gets a
 * copy of what came in, header and all; what it sends gets a header, or with
 * IP_HDRINCL brings its own. Every process may, as root may.
 */
#include <linux/errno.h>
#include <linux/icmp.h>
#include <linux/igmp.h>
#include <linux/in.h>
#include <linux/ktime.h>
#include <linux/sockios.h>
#include <net/icmp.h>
#include <net/inet_common.h>
#include <net/net_namespace.h>
#include <net/raw.h>
#include <net/skb_unnamed.h>

#define SOL_RAW	    255
#define ICMP_FILTER 1

struct raw_sock {
	struct inet_sock inet; /* first */
	u32 filter;	       /* of ICMP types: a 1 keeps it out */
};

static struct raw_sock *raw_sk(const struct sock *sk)
{
	return (struct raw_sock *)sk;
}

static bool raw_match(const struct sock *sk, u8 num, __be32 raddr, __be32 laddr,
		      int dif)
{
	const struct inet_sock *inet = inet_sk(sk);

	return inet->inet_num == num &&
	       (!inet->inet_daddr || inet->inet_daddr == raddr) &&
	       (!inet->inet_rcv_saddr || inet->inet_rcv_saddr == laddr) &&
	       (!sk->sk_bound_dev_if || sk->sk_bound_dev_if == dif);
}

/* ---- in ---- */

static bool icmp_filtered(const struct sock *sk, const struct sk_buff *skb)
{
	const u8 *type;
	u8 buf;

	if (inet_sk(sk)->inet_num != IPPROTO_ICMP || !raw_sk(sk)->filter)
		return false;
	type = skb_header_pointer(skb, 0, 1, &buf);
	return type && *type < 32 && raw_sk(sk)->filter >> *type & 1;
}

/* A copy of @skb, which stays: its frame goes on, or ends, elsewhere. */
static void raw_rcv(struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff *copy = skb_clone_unnamed(skb, GFP_ATOMIC);

	if (!copy) {
		sk->sk_drops++;
		return;
	}
	skb_push(copy, (unsigned int)-skb_network_offset(copy));
	if (sock_queue_rcv_skb(sk, copy))
		consume_skb(copy);
}

bool raw_local_deliver(struct net *net, struct sk_buff *skb, int protocol)
{
	const struct iphdr *iph = ip_hdr(skb);
	bool delivered = false;
	struct sock *sk;

	hlist_for_each_entry (sk, &net->raw_head, sk_node) {
		if (!raw_match(sk, (u8)protocol, iph->saddr, iph->daddr,
			       skb->skb_iif) ||
		    !ip_mc_sf_allow(sk, iph->daddr, skb->skb_iif))
			continue;
		delivered = true;
		if (!icmp_filtered(sk, skb))
			raw_rcv(sk, skb);
	}
	return delivered;
}

static void raw_err(struct sock *sk, struct sk_buff *skb, u32 info)
{
	const struct icmphdr *icmph =
		(const struct icmphdr *)(skb->data - sizeof(*icmph));
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	const struct inet_sock *inet = inet_sk(sk);
	int err = EHOSTUNREACH;
	bool fatal = false;
	unsigned int hlen = inet->hdrincl ? 0 : iph->ihl * 4u;

	if (!inet->recverr && sk->sk_state != TCP_ESTABLISHED)
		return;
	switch (icmph->type) {
	case ICMP_SOURCE_QUENCH:
		return;
	case ICMP_PARAMETERPROB:
		err = EPROTO;
		fatal = true;
		break;
	case ICMP_DEST_UNREACH:
		err = icmp_err_convert[icmph->code].errno_;
		fatal = icmp_err_convert[icmph->code].fatal;
		if (icmph->code == ICMP_FRAG_NEEDED)
			fatal = inet->pmtudisc != IP_PMTUDISC_DONT;
		break;
	default:
		break;
	}
	if (inet->recverr)
		ip_icmp_error(sk, skb, err, 0, info, skb->data + hlen);
	if (inet->recverr || fatal) {
		sk->sk_err = err;
		sk->sk_error_report(sk);
	}
}

bool raw_icmp_error(struct net *net, struct sk_buff *skb, int protocol,
		    u32 info)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	bool found = false;
	struct sock *sk;

	hlist_for_each_entry (sk, &net->raw_head, sk_node) {
		if (!raw_match(sk, (u8)protocol, iph->daddr, iph->saddr,
			       skb->skb_iif))
			continue;
		found = true;
		raw_err(sk, skb, info);
	}
	return found;
}

/* ---- out ---- */

static int raw_getfrag(void *from, char *to, int offset, int len, __wsum *csum)
{
	struct msghdr *msg = from;

	return copy_from_iter(to, (size_t)len, &msg->msg_iter);
}

/* The program wrote the header; what it left open is filled in, and length
 * and checksum always are. */
static int fill_header(struct sk_buff *skb, const struct flowi4 *fl, size_t len)
{
	struct iphdr *iph = ip_hdr(skb);

	if (iph->ihl * 4u > len)
		return -EINVAL;
	if (iph->ihl < 5)
		return 0; /* as it is: whoever gets it will see to it */
	if (!iph->saddr)
		iph->saddr = fl->saddr;
	iph->tot_len = htons((u16)len);
	if (!iph->id)
		ip_select_ident_segs(sock_net(skb->sk), iph, NULL, 1);
	ip_send_check(iph);
	skb_set_transport_header(skb, iph->ihl * 4);
	return 0;
}

static int raw_send_hdrinc(struct sock *sk, const struct flowi4 *fl,
			   struct msghdr *msg, size_t len, struct rtable *rt)
{
	unsigned int hh_len = LL_RESERVED_SPACE(rt->dst.dev);
	struct net *net = sock_net(sk);
	struct sk_buff *skb;
	int err;

	if (len > rt->dst.dev->mtu) {
		ip_local_error(sk, EMSGSIZE, fl->daddr, inet_sk(sk)->inet_dport,
			       rt->dst.dev->mtu);
		return -EMSGSIZE;
	}
	if (len < sizeof(struct iphdr))
		return -EINVAL;
	skb = sock_alloc_send_skb(sk, len + hh_len + 15,
				  msg->msg_flags & MSG_DONTWAIT, &err);
	if (!skb)
		return err;
	skb_reserve(skb, (int)hh_len);
	skb->priority = sk->sk_priority;
	skb->mark = sk->sk_mark;
	err = copy_from_iter(skb_put(skb, (unsigned int)len), len,
			     &msg->msg_iter);
	skb_reset_network_header(skb);
	if (!err)
		err = fill_header(skb, fl, len);
	if (err) {
		kfree_skb(skb);
		return err;
	}
	dst_hold(&rt->dst);
	skb_dst_set(skb, &rt->dst);
	IP_INC_STATS(net, IPSTATS_MIB_OUTREQUESTS);
	local_bh_disable();
	skb_frame_born(skb);
	err = skb_dst(skb)->output(skb);
	local_bh_enable();
	if (err > 0)
		err = err == NET_XMIT_CN ? 0 : -ENOBUFS;
	return err == -ENOBUFS && !inet_sk(sk)->recverr ? 0 : err;
}

static int raw_dest(const struct sock *sk, const struct msghdr *msg,
		    struct flowi4 *fl)
{
	struct sockaddr_in to;

	if (!msg->msg_name) {
		if (sk->sk_state != TCP_ESTABLISHED)
			return -EDESTADDRREQ;
		fl->daddr = inet_sk(sk)->inet_daddr;
		return 0;
	}
	if (msg->msg_namelen < (int)sizeof(to))
		return -EINVAL;
	memcpy(&to, msg->msg_name, sizeof(to));
	if (to.sin_family != AF_INET && to.sin_family != AF_UNSPEC)
		return -EAFNOSUPPORT;
	fl->daddr = to.sin_addr.s_addr;
	return 0;
}

static int raw_sendmsg(struct sock *sk, struct msghdr *msg, size_t len)
{
	u8 protocol = (u8)inet_sk(sk)->inet_num;
	struct flowi4 fl = {.flowi4_proto = protocol};
	struct sk_buff_head queue;
	struct ipcm_cookie ipc;
	struct rtable *rt;
	int err;

	if (len > 0xffff)
		return -EMSGSIZE;
	if (msg->msg_flags & MSG_OOB)
		return -EOPNOTSUPP;
	err = raw_dest(sk, msg, &fl);
	if (!err)
		err = ip4_sock_cookie(sk, msg, &ipc, &fl);
	if (err)
		return err;
	rt = ip4_sock_route(sk, &fl, false);
	if (IS_ERR(rt))
		return (int)PTR_ERR(rt);
	if (inet_sk(sk)->hdrincl) {
		err = raw_send_hdrinc(sk, &fl, msg, len, rt);
	} else {
		skb_queue_head_init(&queue);
		err = ip_append_data(sk, rt, &ipc, raw_getfrag, msg, (int)len,
				     0, msg->msg_flags, &queue);
		if (!err)
			err = ip_push_queue(sock_net(sk), sk, &fl, rt, &ipc,
					    protocol, &queue);
		if (err == -ENOBUFS && !inet_sk(sk)->recverr)
			err = 0;
	}
	ip_rt_put(rt);
	return err ? err : (int)len;
}

/* ---- the calls ---- */

static int raw_recvmsg(struct sock *sk, struct msghdr *msg, size_t len,
		       int flags)
{
	struct sockaddr_in from = {.sin_family = AF_INET};
	struct sk_buff *skb;
	size_t copied;
	int err, ret;

	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (flags & MSG_ERRQUEUE)
		return ip_recv_error(sk, msg, len);
	skb = skb_recv_datagram(sk, (unsigned int)flags, &err);
	if (!skb)
		return err;
	copied = min(len, (size_t)skb->len);
	if (copied < skb->len)
		msg->msg_flags |= MSG_TRUNC;
	err = skb_copy_datagram_iter(skb, 0, &msg->msg_iter, copied);
	if (!err) {
		if (msg->msg_name) {
			from.sin_addr.s_addr = ip_hdr(skb)->saddr;
			memcpy(msg->msg_name, &from, sizeof(from));
			msg->msg_namelen = sizeof(from);
		}
		sock_recv_cmsgs(msg, sk, skb);
		if (inet_sk(sk)->cmsg_flags)
			ip_cmsg_recv(msg, sk, skb);
	}
	ret = (int)(flags & MSG_TRUNC ? skb->len : copied);
	consume_skb(skb);
	return err ? err : ret;
}

static int raw_bind(struct sock *sk, const struct sockaddr *uaddr, int len)
{
	struct inet_sock *inet = inet_sk(sk);
	struct sockaddr_in addr;
	unsigned int type;

	if (sk->sk_state != TCP_CLOSE || len < (int)sizeof(addr))
		return -EINVAL;
	memcpy(&addr, uaddr, sizeof(addr));
	if (addr.sin_family != AF_INET)
		return -EAFNOSUPPORT;
	type = inet_addr_type(sock_net(sk), addr.sin_addr.s_addr);
	if (addr.sin_addr.s_addr && type != RTN_LOCAL &&
	    type != RTN_MULTICAST && type != RTN_BROADCAST && !inet->freebind)
		return -EADDRNOTAVAIL;
	inet->inet_rcv_saddr = inet->inet_saddr = addr.sin_addr.s_addr;
	inet->addr_locked = addr.sin_addr.s_addr != 0;
	if (type == RTN_MULTICAST || type == RTN_BROADCAST)
		inet->inet_saddr = 0;
	sk_dst_set(sk, NULL);
	return 0;
}

static int raw_ioctl(struct sock *sk, unsigned int cmd, int *arg)
{
	const struct sk_buff *skb;

	if (cmd == SIOCOUTQ) {
		*arg = atomic_read(&sk->sk_wmem_alloc);
		return 0;
	}
	if (cmd != SIOCINQ)
		return -ENOTTY;
	local_bh_disable();
	skb = skb_peek(&sk->sk_receive_queue);
	*arg = skb ? (int)skb->len : 0;
	local_bh_enable();
	return 0;
}

static int raw_setsockopt(struct sock *sk, int name, const void *val,
			  unsigned int len)
{
	if (name != ICMP_FILTER)
		return -ENOPROTOOPT;
	if (inet_sk(sk)->inet_num != IPPROTO_ICMP)
		return -EOPNOTSUPP;
	memcpy(&raw_sk(sk)->filter, val,
	       min_t(unsigned int, len, sizeof(raw_sk(sk)->filter)));
	return 0;
}

static int raw_getsockopt(struct sock *sk, int name, void *val,
			  unsigned int *len)
{
	if (name != ICMP_FILTER)
		return -ENOPROTOOPT;
	if (inet_sk(sk)->inet_num != IPPROTO_ICMP)
		return -EOPNOTSUPP;
	*len = min_t(unsigned int, *len, sizeof(raw_sk(sk)->filter));
	memcpy(val, &raw_sk(sk)->filter, *len);
	return 0;
}

static int raw_init_sock(struct sock *sk)
{
	struct inet_sock *inet = inet_sk(sk);

	inet->inet_num = sk->sk_protocol;
	inet->inet_sport = htons(inet->inet_num);
	inet->port_locked = true; /* it is the protocol's number */
	inet->hdrincl = sk->sk_protocol == IPPROTO_RAW;
	local_bh_disable();
	hlist_add_head(&sk->sk_node, &sock_net(sk)->raw_head);
	local_bh_enable();
	return 0;
}

static void raw_unhash(struct sock *sk)
{
	local_bh_disable();
	hlist_del_init(&sk->sk_node);
	local_bh_enable();
}

const struct proto raw_prot = {
	.name = "RAW",
	.obj_size = sizeof(struct raw_sock),
	.init = raw_init_sock,
	.bind = raw_bind,
	.close = sk_common_release,
	.connect = ip4_datagram_connect,
	.disconnect = ip4_disconnect,
	.sendmsg = raw_sendmsg,
	.recvmsg = raw_recvmsg,
	.unhash = raw_unhash,
	.level = SOL_RAW,
	.setsockopt = raw_setsockopt,
	.getsockopt = raw_getsockopt,
	.ioctl = raw_ioctl,
};
