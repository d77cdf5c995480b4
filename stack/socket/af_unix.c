// SPDX-License-Identifier: MIT
/*
 * Unnamed sockets of the family AF_UNIX: what socketpair() makes. What one end
 * sends lies in the other end's queue and counts against the sender's buffer
 * until it is read. Descriptors can go along (SCM_RIGHTS).
 */
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sockios.h>
#include <net/net_namespace.h>
#include <net/packet.h>
#include "unix_internal.h"

/* A stream is cut into pieces of so much. */
#define STREAM_PIECE 32768u

static bool is_stream(const struct sock *sk)
{
	return sk->sk_type == SOCK_STREAM;
}

/* ---- sending ---- */

/* The other end, or why there is none that listens. */
static struct sock *unix_peer_to(const struct sock *sk, int *err)
{
	struct sock *peer = unix_sk(sk)->peer;

	*err = 0;
	if (!peer) {
		*err = -ENOTCONN;
	} else if (sk->sk_shutdown & SEND_SHUTDOWN) {
		*err = -EPIPE;
	} else if (peer->sk_dead) {
		*err = sk->sk_type == SOCK_DGRAM ? -ECONNREFUSED : -EPIPE;
	} else if (peer->sk_shutdown & RCV_SHUTDOWN) {
		*err = -EPIPE;
	}
	return *err ? NULL : peer;
}

static int send_piece(struct sock *sk, struct msghdr *msg, size_t n,
		      struct scm_cookie *scm)
{
	bool noblock = msg->msg_flags & MSG_DONTWAIT;
	struct sock *peer = NULL;
	struct sk_buff *skb;
	int err = 0;

	/* A stream is asked about first, a datagram's buffer first: so the
	 * errors come in Linux's order. */
	if (is_stream(sk))
		unix_peer_to(sk, &err);
	if (err)
		return err;
	skb = sock_alloc_send_skb(sk, n, noblock, &err);
	if (!skb)
		return err;
	memset(UNIXCB(skb), 0, sizeof(*UNIXCB(skb)));
	err = copy_from_iter(skb_put(skb, (unsigned int)n), n, &msg->msg_iter);
	if (!err)
		peer = unix_peer_to(sk, &err); /* it may have slept */
	if (err) {
		consume_skb(skb);
		return err;
	}
	scm_attach(skb, scm);
	local_bh_disable();
	__skb_queue_tail(&peer->sk_receive_queue, skb);
	peer->sk_data_ready(peer);
	local_bh_enable();
	return 0;
}

static int unix_sendmsg(struct socket *sock, struct msghdr *msg, size_t len)
{
	struct sock *sk = sock->sk;
	struct scm_cookie scm;
	size_t done = 0, n;
	int err;

	if (msg->msg_flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (msg->msg_name)
		return is_stream(sk) && unix_sk(sk)->peer ? -EISCONN
							  : -EOPNOTSUPP;
	if (!is_stream(sk) && len > (size_t)max(sk->sk_sndbuf - 32, 0))
		return -EMSGSIZE;
	err = scm_send(msg, &scm);
	if (err)
		return err;
	do {
		n = len - done;
		if (is_stream(sk)) {
			n = min_t(size_t, n, STREAM_PIECE);
			n = min_t(size_t, n, (size_t)sk->sk_sndbuf / 2);
			if (!len)
				unix_peer_to(sk, &err);
			if (!len || err)
				break;
		}
		err = send_piece(sk, msg, n, &scm);
		if (!err)
			done += n;
	} while (!err && done < len);
	scm_destroy(&scm);
	return done ? (int)done : err;
}

/* ---- receiving ---- */

static int dgram_recvmsg(struct sock *sk, struct msghdr *msg, size_t len,
			 int flags)
{
	struct sk_buff *skb;
	size_t copied;
	int err, ret;

	skb = skb_recv_datagram(sk, (unsigned int)flags, &err);
	if (!skb)
		return sk->sk_type == SOCK_SEQPACKET && err == -EAGAIN &&
				       sk->sk_shutdown & RCV_SHUTDOWN
			       ? 0
			       : err;
	copied = min(len, (size_t)skb->len);
	if (copied < skb->len)
		msg->msg_flags |= MSG_TRUNC;
	err = skb_copy_datagram_iter(skb, 0, &msg->msg_iter, copied);
	if (!err)
		scm_recv(sk, msg, skb);
	ret = (int)(flags & MSG_TRUNC ? skb->len : copied);
	consume_skb(skb);
	return err ? err : ret;
}

/* Waits for something to read. 1: there is; 0: there never will; errno. */
static int stream_wait(struct sock *sk, long *timeo)
{
	int err = sock_error(sk);

	if (!skb_queue_empty(&sk->sk_receive_queue))
		return 1;
	if (err)
		return err;
	if (sk->sk_shutdown & RCV_SHUTDOWN)
		return 0;
	if (!*timeo)
		return -EAGAIN;
	*timeo = wait_event_interruptible_timeout(
		sk->sk_wq,
		!skb_queue_empty(&sk->sk_receive_queue) || sk->sk_err ||
			sk->sk_shutdown & RCV_SHUTDOWN,
		*timeo);
	if (*timeo < 0)
		return -EINTR;
	return *timeo ? stream_wait(sk, timeo) : -EAGAIN;
}

/* Some of the first piece. */
static int stream_take(struct sock *sk, struct msghdr *msg, struct sk_buff *skb,
		       size_t want, bool peek)
{
	struct unix_cb *cb = UNIXCB(skb);
	size_t n = min(want, (size_t)skb->len - cb->consumed);
	int err = skb_copy_datagram_iter(skb, (int)cb->consumed, &msg->msg_iter,
					 n);

	if (err)
		return err;
	scm_recv(sk, msg, skb);
	if (peek)
		return (int)n;
	scm_destroy(&cb->scm); /* given once */
	cb->consumed += (u32)n;
	if (cb->consumed == skb->len) {
		local_bh_disable();
		__skb_unlink(skb, &sk->sk_receive_queue);
		local_bh_enable();
		consume_skb(skb);
	}
	return (int)n;
}

static int stream_recvmsg(struct sock *sk, struct msghdr *msg, size_t len,
			  int flags)
{
	long timeo = sock_rcvtimeo(sk, flags & MSG_DONTWAIT);
	bool peek = flags & MSG_PEEK, fds = false;
	size_t done = 0;
	int ret = 0;

	if (!unix_sk(sk)->peer)
		return -EINVAL;
	while (done < len && !fds) {
		struct sk_buff *skb = skb_peek(&sk->sk_receive_queue);

		if (!skb) {
			if (done && !(flags & MSG_WAITALL))
				break;
			ret = stream_wait(sk, &timeo);
			if (ret <= 0)
				break;
			continue;
		}
		if (UNIXCB(skb)->scm.fp) {
			if (done)
				break; /* descriptors begin a message */
			fds = true;
		}
		ret = stream_take(sk, msg, skb, len - done, peek);
		if (ret < 0)
			break;
		done += (size_t)ret;
		if (peek)
			break;
	}
	return done ? (int)done : ret;
}

static int unix_recvmsg(struct socket *sock, struct msghdr *msg, size_t len,
			int flags)
{
	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	msg->msg_namelen = 0;
	return is_stream(sock->sk) ? stream_recvmsg(sock->sk, msg, len, flags)
				   : dgram_recvmsg(sock->sk, msg, len, flags);
}

/* ---- the other calls ---- */

static int unix_shutdown(struct socket *sock, int how)
{
	struct sock *sk = sock->sk, *peer = unix_sk(sk)->peer;
	u8 mode = (u8)(how + 1), other = 0;

	sk->sk_shutdown |= mode;
	wake_up_interruptible_all(&sk->sk_wq);
	if (!peer || sk->sk_type == SOCK_DGRAM)
		return 0;
	if (mode & RCV_SHUTDOWN)
		other |= SEND_SHUTDOWN;
	if (mode & SEND_SHUTDOWN)
		other |= RCV_SHUTDOWN;
	peer->sk_shutdown |= other;
	wake_up_interruptible_all(&peer->sk_wq);
	return 0;
}

static __poll_t unix_poll(struct file *file, struct socket *sock,
			  poll_table *pt)
{
	struct sock *sk = sock->sk, *peer = unix_sk(sk)->peer;
	__poll_t mask;

	poll_wait(file, &sk->sk_wq, pt);
	mask = datagram_poll(file, sock, NULL) & ~(u32)POLL_WRITEABLE;
	if (atomic_read(&sk->sk_wmem_alloc) * 4 <= sk->sk_sndbuf)
		mask |= EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND;
	if (!peer && sk->sk_type != SOCK_DGRAM)
		mask |= EPOLLHUP;
	return mask;
}

static int unix_ioctl(struct socket *sock, unsigned int cmd, void *arg)
{
	struct sock *sk = sock->sk;
	const struct sk_buff *skb;
	int v = 0;

	if (cmd != SIOCINQ && cmd != SIOCOUTQ)
		return -ENOTTY;
	if (!access_ok(arg, sizeof(v)))
		return -EFAULT;
	local_bh_disable();
	if (cmd == SIOCOUTQ) {
		v = atomic_read(&sk->sk_wmem_alloc);
	} else {
		skb_queue_walk (&sk->sk_receive_queue, skb) {
			v += (int)(skb->len - UNIXCB(skb)->consumed);
			if (sk->sk_type == SOCK_DGRAM)
				break;
		}
	}
	local_bh_enable();
	memcpy(arg, &v, sizeof(v));
	return 0;
}

static int unix_getname(struct socket *sock, struct sockaddr_storage *addr,
			int peer)
{
	if (peer && !unix_sk(sock->sk)->peer)
		return -ENOTCONN;
	addr->ss_family = AF_UNIX;
	return sizeof(addr->ss_family);
}

static int unix_no_sockopt(struct socket *sock, int level, int name,
			   const void *val, unsigned int len)
{
	return -EOPNOTSUPP;
}

static int unix_socketpair(struct socket *a, struct socket *b)
{
	struct sock *ska = a->sk, *skb = b->sk;

	sock_hold(ska);
	sock_hold(skb);
	unix_sk(ska)->peer = skb;
	unix_sk(skb)->peer = ska;
	ska->sk_peer_pid = skb->sk_peer_pid = current->pid;
	ska->sk_state = skb->sk_state = TCP_ESTABLISHED;
	a->state = b->state = SS_CONNECTED;
	return 0;
}

static void unix_unhash(struct sock *sk)
{
}

static int unix_release(struct socket *sock)
{
	struct sock *sk = sock->sk, *peer;

	if (!sk)
		return 0;
	sock->sk = NULL;
	peer = unix_sk(sk)->peer;
	if (peer && sk->sk_type != SOCK_DGRAM) {
		/* What was never read is lost, and the sender learns it. */
		if (!skb_queue_empty(&sk->sk_receive_queue))
			peer->sk_err = ECONNRESET;
		peer->sk_shutdown = SHUTDOWN_MASK;
	}
	sk->sk_shutdown = SHUTDOWN_MASK;
	sock_hold(sk);
	sk_common_release(sk);
	if (peer) {
		wake_up_interruptible_all(&peer->sk_wq);
		unix_sk(sk)->peer = NULL;
		sock_put(peer);
	}
	sock_put(sk);
	return 0;
}

static const struct proto unix_prot = {
	.name = "UNIX",
	.obj_size = sizeof(struct unix_sock),
	.unhash = unix_unhash,
};

static const struct proto_ops unix_ops = {
	.family = PF_UNIX,
	.release = unix_release,
	.socketpair = unix_socketpair,
	.getname = unix_getname,
	.shutdown = unix_shutdown,
	.poll = unix_poll,
	.ioctl = unix_ioctl,
	.setsockopt = unix_no_sockopt,
	.sendmsg = unix_sendmsg,
	.recvmsg = unix_recvmsg,
};

static int unix_create(struct net *net, struct socket *sock, int protocol)
{
	struct sock *sk;

	if (protocol && protocol != PF_UNIX)
		return -EPROTONOSUPPORT;
	if (sock->type == SOCK_RAW)
		sock->type = SOCK_DGRAM; /* as in BSD */
	if (sock->type != SOCK_STREAM && sock->type != SOCK_DGRAM &&
	    sock->type != SOCK_SEQPACKET)
		return -ESOCKTNOSUPPORT;
	sk = sk_alloc(net, PF_UNIX, &unix_prot);
	if (!sk)
		return -ENOMEM;
	sock->ops = &unix_ops;
	sock_init_data(sock, sk);
	return 0;
}

static const struct net_proto_family unix_family_ops = {
	.family = PF_UNIX,
	.create = unix_create,
};

int unix_init(struct net *net)
{
	return sock_register(net, &unix_family_ops);
}

void unix_exit(struct net *net)
{
	sock_unregister(net, PF_UNIX);
}
