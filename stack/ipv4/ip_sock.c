// SPDX-License-Identifier: MIT
/* Connecting and routing of sockets without a handshake: UDP's and raw ones.
 * Context: process. */
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/random.h>
#include <kernel_core.h>
#include <net/inet_common.h>
#include <net/net_namespace.h>

/* The route of a connected socket, with a reference; NULL if it is stale. */
static struct rtable *cached_route(struct sock *sk)
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

struct rtable *ip4_sock_route(struct sock *sk, struct flowi4 *fl,
			      bool connected)
{
	struct rtable *rt = connected ? cached_route(sk) : NULL;

	if (rt)
		return rt;
	rt = ip_route_output_key(sock_net(sk), fl);
	if (IS_ERR(rt)) {
		return rt;
	}
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

int ip4_sock_cookie(struct sock *sk, const struct msghdr *msg,
		    struct ipcm_cookie *ipc, struct flowi4 *fl)
{
	const struct inet_sock *inet = inet_sk(sk);
	int err;

	*ipc = (struct ipcm_cookie){
		.addr = inet->inet_saddr,
		.tos = inet->tos,
		.df = inet->pmtudisc == IP_PMTUDISC_WANT,
		.force_df = inet->pmtudisc == IP_PMTUDISC_DO ||
			    inet->pmtudisc == IP_PMTUDISC_PROBE,
		.gso_size = inet->gso_size,
		.oif = sk->sk_bound_dev_if,
	};
	if (unlikely(msg->msg_controllen)) {
		err = ip_cmsg_send(msg, ipc);
		if (err)
			return err;
	}
	if (ipv4_is_multicast(fl->daddr)) {
		if (!ipc->oif)
			ipc->oif = inet->mc_index;
		if (!ipc->addr)
			ipc->addr = inet->mc_addr;
		if (!ipc->ttl)
			ipc->ttl = inet->mc_ttl;
	} else if (!ipc->ttl) {
		ipc->ttl = inet->uc_ttl;
	}
	fl->saddr = ipc->addr;
	fl->flowi4_oif = ipc->oif;
	return 0;
}

int ip4_datagram_connect(struct sock *sk, const struct sockaddr *addr, int len)
{
	struct inet_sock *inet = inet_sk(sk);
	struct sockaddr_in usin;
	struct flowi4 fl = {.flowi4_proto = sk->sk_protocol};
	struct rtable *rt;

	if (len < (int)sizeof(usin))
		return -EINVAL;
	memcpy(&usin, addr, sizeof(usin));
	if (usin.sin_family != AF_INET)
		return -EAFNOSUPPORT;
	fl.daddr = usin.sin_addr.s_addr;
	fl.saddr = inet->inet_saddr;
	fl.flowi4_oif = sk->sk_bound_dev_if;
	if (ipv4_is_multicast(fl.daddr)) {
		if (!fl.flowi4_oif)
			fl.flowi4_oif = inet->mc_index;
		if (!fl.saddr)
			fl.saddr = inet->mc_addr;
	}
	sk_dst_set(sk, NULL);
	rt = ip4_sock_route(sk, &fl, false);
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
	sk->sk_state = TCP_ESTABLISHED;
	local_bh_enable();
	sk_dst_set(sk, &rt->dst);
	return 0;
}

int ip4_disconnect(struct sock *sk)
{
	struct inet_sock *inet = inet_sk(sk);

	sk_dst_set(sk, NULL);
	local_bh_disable();
	sk->sk_state = TCP_CLOSE;
	inet->inet_daddr = 0;
	inet->inet_dport = 0;
	if (!inet->addr_locked)
		inet->inet_rcv_saddr = inet->inet_saddr = 0;
	local_bh_enable();
	if (!inet->port_locked)
		sk->sk_prot->unhash(sk);
	return 0;
}

void sock_delivered(struct sk_buff *skb)
{
	struct machine *m = kernel_machine(kernel_this());
	struct ledger *l = machine_ledger(m);

	if (ledger_alive(l, skb->pkt_id))
		ledger_latency(l, skb->pkt_id, machine_now(m));
	consume_skb_place(skb, "socket.delivered");
}
