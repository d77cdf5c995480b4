// SPDX-License-Identifier: MIT
/* The family AF_INET: socket types by table, and what they have in common. */
#include <linux/errno.h>
#include <linux/igmp.h>
#include <linux/in.h>
#include <linux/inetdevice.h>
#include <linux/random.h>
#include <net/arp.h>
#include <net/icmp.h>
#include <net/inet_common.h>
#include <net/inet_init.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include <net/sock.h>
#include <net/raw.h>
#include <net/udp.h>

static int inet_release(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (sk) {
		ip_mc_drop_socket(sk);
		sock->sk = NULL;
		sk->sk_prot->close(sk);
	}
	return 0;
}

/* RFC 1122 4.1.3.5: any of our addresses, or none in particular. */
static int inet_bind(struct socket *sock, const struct sockaddr *uaddr,
		     int addr_len)
{
	struct sock *sk = sock->sk;
	struct inet_sock *inet = inet_sk(sk);
	struct sockaddr_in addr;
	unsigned int type;

	if (sk->sk_prot->bind)
		return sk->sk_prot->bind(sk, uaddr, addr_len);
	if (addr_len < (int)sizeof(addr))
		return -EINVAL;
	memcpy(&addr, uaddr, sizeof(addr));
	if (addr.sin_family != AF_INET &&
	    (addr.sin_family != AF_UNSPEC || addr.sin_addr.s_addr))
		return -EAFNOSUPPORT;
	type = inet_addr_type(sock_net(sk), addr.sin_addr.s_addr);
	if (addr.sin_addr.s_addr && type != RTN_LOCAL &&
	    type != RTN_MULTICAST && type != RTN_BROADCAST && !inet->freebind)
		return -EADDRNOTAVAIL;
	if (sk->sk_state != TCP_CLOSE || inet->inet_num)
		return -EINVAL; /* bound already */
	inet->inet_rcv_saddr = inet->inet_saddr = addr.sin_addr.s_addr;
	if (type == RTN_MULTICAST || type == RTN_BROADCAST)
		inet->inet_saddr = 0; /* no source address */
	if ((addr.sin_port || !inet->bind_address_no_port) &&
	    sk->sk_prot->get_port(sk, ntohs(addr.sin_port))) {
		inet->inet_rcv_saddr = inet->inet_saddr = 0;
		return -EADDRINUSE;
	}
	inet->addr_locked = addr.sin_addr.s_addr != 0;
	inet->port_locked = addr.sin_port != 0;
	sk_dst_set(sk, NULL);
	return 0;
}

static int inet_autobind(struct sock *sk)
{
	if (inet_sk(sk)->inet_num || !sk->sk_prot->get_port)
		return 0;
	return sk->sk_prot->get_port(sk, 0) ? -EAGAIN : 0;
}

static int inet_dgram_connect(struct socket *sock, const struct sockaddr *addr,
			      int len, int flags)
{
	struct sock *sk = sock->sk;
	int err;

	if (len < (int)sizeof(addr->sa_family))
		return -EINVAL;
	if (addr->sa_family == AF_UNSPEC) {
		sock->state = SS_UNCONNECTED;
		return sk->sk_prot->disconnect(sk);
	}
	err = inet_autobind(sk);
	if (!err)
		err = sk->sk_prot->connect(sk, addr, len);
	if (!err)
		sock->state = SS_CONNECTED;
	return err;
}

static int inet_getname(struct socket *sock, struct sockaddr_storage *addr,
			int peer)
{
	const struct inet_sock *inet = inet_sk(sock->sk);
	struct sockaddr_in sin = {.sin_family = AF_INET};

	if (peer) {
		if (!inet->inet_dport || sock->sk->sk_state == TCP_CLOSE)
			return -ENOTCONN;
		sin.sin_port = inet->inet_dport;
		sin.sin_addr.s_addr = inet->inet_daddr;
	} else {
		sin.sin_port = inet->inet_sport;
		sin.sin_addr.s_addr = inet->inet_rcv_saddr
					      ? inet->inet_rcv_saddr
					      : inet->inet_saddr;
	}
	memcpy(addr, &sin, sizeof(sin));
	return sizeof(sin);
}

static int inet_setsockopt(struct socket *sock, int level, int name,
			   const void *val, unsigned int len)
{
	struct sock *sk = sock->sk;
	const struct proto *prot = sk->sk_prot;

	if (level == IPPROTO_IP)
		return ip_setsockopt(sk, name, val, len);
	if (!prot->setsockopt || level != prot->level)
		return -ENOPROTOOPT;
	return prot->setsockopt(sk, name, val, len);
}

static int inet_getsockopt(struct socket *sock, int level, int name, void *val,
			   unsigned int *len)
{
	struct sock *sk = sock->sk;
	const struct proto *prot = sk->sk_prot;

	if (level == IPPROTO_IP)
		return ip_getsockopt(sk, name, val, len);
	if (!prot->getsockopt || level != prot->level)
		return -EOPNOTSUPP;
	return prot->getsockopt(sk, name, val, len);
}

/* What is connected only; but the flag is set even if it is not. */
static int inet_shutdown(struct socket *sock, int how)
{
	struct sock *sk = sock->sk;

	sk->sk_shutdown |= (u8)(how + 1); /* to a mask of both ways */
	wake_up_interruptible_all(&sk->sk_wq);
	return sk->sk_state == TCP_CLOSE ? -ENOTCONN : 0;
}

static __poll_t inet_poll(struct file *file, struct socket *sock,
			  poll_table *pt)
{
	const struct proto *prot = sock->sk->sk_prot;

	return prot->poll ? prot->poll(file, sock, pt)
			  : datagram_poll(file, sock, pt);
}

static int inet_ioctl(struct socket *sock, unsigned int cmd, void *arg)
{
	struct sock *sk = sock->sk;
	int val, err;

	if (!sk->sk_prot->ioctl)
		return -ENOTTY;
	err = sk->sk_prot->ioctl(sk, cmd, &val);
	if (err)
		return err;
	if (!access_ok(arg, sizeof(val)))
		return -EFAULT;
	memcpy(arg, &val, sizeof(val));
	return 0;
}

static int inet_sendmsg(struct socket *sock, struct msghdr *msg, size_t len)
{
	int err = inet_autobind(sock->sk);

	return err ? err : sock->sk->sk_prot->sendmsg(sock->sk, msg, len);
}

static int inet_recvmsg(struct socket *sock, struct msghdr *msg, size_t len,
			int flags)
{
	return sock->sk->sk_prot->recvmsg(sock->sk, msg, len, flags);
}

static const struct proto_ops inet_dgram_ops = {
	.family = PF_INET,
	.release = inet_release,
	.bind = inet_bind,
	.connect = inet_dgram_connect,
	.getname = inet_getname,
	.shutdown = inet_shutdown,
	.poll = inet_poll,
	.ioctl = inet_ioctl,
	.setsockopt = inet_setsockopt,
	.getsockopt = inet_getsockopt,
	.sendmsg = inet_sendmsg,
	.recvmsg = inet_recvmsg,
};

/* What socket(AF_INET, type, protocol) gives. */
static const struct inet_protosw {
	int type;
	int protocol;
	const struct proto *prot;
	const struct proto_ops *ops;
} inetsw[] = {
	{SOCK_DGRAM, IPPROTO_UDP, &udp_prot, &inet_dgram_ops},
	/* Any protocol, but one must be named. */
	{SOCK_RAW, IPPROTO_IP, &raw_prot, &inet_dgram_ops},
};

static void inet_sock_init(struct inet_sock *inet)
{
	inet->mc_ttl = 1;
	inet->mc_loop = true;
	inet->mc_all = true;
	inet->pmtudisc = sock_net(&inet->sk)->sysctl_ip_no_pmtu_disc
				 ? IP_PMTUDISC_DONT
				 : IP_PMTUDISC_WANT;
}

static int inet_create(struct net *net, struct socket *sock, int protocol)
{
	const struct inet_protosw *found = NULL;
	bool type_known = false;
	struct sock *sk;
	int err;

	if (protocol < 0 || protocol >= IPPROTO_MAX)
		return -EINVAL;
	for (size_t i = 0; i < ARRAY_SIZE(inetsw) && !found; i++) {
		if (inetsw[i].type != sock->type)
			continue;
		type_known = true;
		if (protocol ? !inetsw[i].protocol ||
				       protocol == inetsw[i].protocol
			     : inetsw[i].protocol != IPPROTO_IP)
			found = &inetsw[i];
	}
	if (!found)
		return type_known ? -EPROTONOSUPPORT : -ESOCKTNOSUPPORT;
	sk = sk_alloc(net, PF_INET, found->prot);
	if (!sk)
		return -ENOBUFS;
	sock->ops = found->ops;
	sock_init_data(sock, sk);
	sk->sk_protocol = (u8)(protocol ? protocol : found->protocol);
	inet_sock_init(inet_sk(sk));
	err = sk->sk_prot->init ? sk->sk_prot->init(sk) : 0;
	if (err) {
		sock->sk = NULL;
		sock_put(sk);
	}
	return err;
}

static const struct net_proto_family inet_family_ops = {
	.family = PF_INET,
	.create = inet_create,
};

int inet_init(struct net *net)
{
	int err;

	net->sysctl_ip_default_ttl = IPDEFTTL;
	net->local_port_min = 32768;
	net->local_port_max = 60999;
	net->ip_idents_rnd = get_random_u32();
	get_random_bytes(net->ip_idents, sizeof(net->ip_idents));
	inet_offload_init(net);
	net->sysctl_min_pmtu = 552; /* Linux's defaults */
	net->mtu_expires_ms = 600000;
	net->redirect_load_ms = 20;
	net->redirect_number = 9;
	net->redirect_silence_ms = 20480;
	devconf_init(net);
	netfilter_init(net);
	net->ct.max = 65536;
	net->ct.udp_timeout_ms = 30000;
	net->ct.udp_stream_ms = 120000;
	net->ct.icmp_ms = 30000;
	net->ct.generic_ms = 600000;
	rt_hash_init(net);
	err = ip_fib_init(net);
	if (!err)
		err = ip_frag_init(net);
	if (!err)
		err = devinet_init(net);
	if (!err)
		err = arp_init(net);
	if (!err)
		err = ip_rcv_init(net);
	if (!err)
		err = icmp_init(net);
	if (!err)
		err = igmp_init(net);
	if (!err)
		err = udp_init(net);
	if (!err)
		err = sock_register(net, &inet_family_ops);
	return err;
}

void inet_exit(struct net *net)
{
	sock_unregister(net, PF_INET);
	udp_exit(net);
	igmp_exit(net);
	icmp_exit(net);
	ip_rcv_exit(net);
	ip_frag_flush(net);
	arp_exit(net);
	devinet_exit(net);
	nf_rules_exit(net);
	rt_hash_exit(net);
	ip_fib_exit(net);
	inet_offload_exit(net);
}
