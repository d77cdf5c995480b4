// SPDX-License-Identifier: MIT
/* What all protocols' sockets share: life, buffers, options. */
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <net/dst.h>
#include <net/net_namespace.h>
#include <net/sock.h>

struct sock *sk_alloc(struct net *net, int family, const struct proto *prot)
{
	struct sock *sk = kzalloc(prot->obj_size, GFP_KERNEL);

	if (!sk)
		return NULL;
	sk->sk_net = net;
	sk->sk_prot = prot;
	sk->sk_family = (u16)family;
	sk->sk_refcnt = 1;
	__atomic_fetch_add(&net->sockets_used, 1, __ATOMIC_RELAXED);
	return sk;
}

static void sock_def_readable(struct sock *sk)
{
	wake_up_interruptible_poll(&sk->sk_wq, POLL_READABLE);
}

static void sock_def_error_report(struct sock *sk)
{
	wake_up_interruptible_poll(&sk->sk_wq, EPOLLERR);
}

static void sock_def_write_space(struct sock *sk)
{
	/* Not for every packet: when half of the buffer is free. */
	if (atomic_read(&sk->sk_wmem_alloc) << 1 <= sk->sk_sndbuf)
		wake_up_interruptible_poll(&sk->sk_wq, POLL_WRITEABLE);
}

void sock_init_data(struct socket *sock, struct sock *sk)
{
	struct net *net = sock_net(sk);

	skb_queue_head_init(&sk->sk_receive_queue);
	skb_queue_head_init(&sk->sk_error_queue);
	init_waitqueue_head(&sk->sk_wq);
	sk->sk_rcvbuf = (int)net->sysctl_rmem_default;
	sk->sk_sndbuf = (int)net->sysctl_wmem_default;
	sk->sk_rcvtimeo = sk->sk_sndtimeo = MAX_SCHEDULE_TIMEOUT;
	sk->sk_data_ready = sock_def_readable;
	sk->sk_write_space = sock_def_write_space;
	sk->sk_error_report = sock_def_error_report;
	sk->sk_rcvlowat = 1;
	sk->sk_state = TCP_CLOSE;
	sk->sk_socket = sock;
	if (sock) {
		sk->sk_type = (u16)sock->type;
		sock->sk = sk;
	}
}

void sock_hold(struct sock *sk)
{
	sk->sk_refcnt++;
}

void sock_put(struct sock *sk)
{
	local_bh_disable();
	if (--sk->sk_refcnt == 0) {
		WARN_ON(atomic_read(&sk->sk_rmem_alloc) ||
			atomic_read(&sk->sk_wmem_alloc));
		__atomic_fetch_sub(&sock_net(sk)->sockets_used, 1,
				   __ATOMIC_RELAXED);
		dst_release(sk->sk_dst_cache);
		kfree(sk);
	}
	local_bh_enable();
}

void sk_common_release(struct sock *sk)
{
	struct sk_buff *skb;

	sk->sk_prot->unhash(sk);
	local_bh_disable();
	sk->sk_dead = true;
	sk->sk_socket = NULL;
	sk_dst_set(sk, NULL);
	while ((skb = __skb_dequeue(&sk->sk_receive_queue)))
		kfree_skb_place(skb, "socket.unread");
	while ((skb = __skb_dequeue(&sk->sk_error_queue)))
		consume_skb(skb);
	local_bh_enable();
	/* Packets on their way out hold references of their own. */
	sock_put(sk);
}

int sock_error(struct sock *sk)
{
	int err = sk->sk_err;

	sk->sk_err = 0;
	return -err;
}

void sk_dst_set(struct sock *sk, struct dst_entry *dst)
{
	struct dst_entry *old;

	local_bh_disable();
	old = sk->sk_dst_cache;
	sk->sk_dst_cache = dst;
	dst_release(old);
	local_bh_enable();
}

/* ---- buffers: truesize of what is queued, as Linux counts it ---- */

void sock_rfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	atomic_sub((int)skb->truesize, &sk->sk_rmem_alloc);
}

void skb_set_owner_r(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_rfree;
	atomic_add((int)skb->truesize, &sk->sk_rmem_alloc);
}

void sock_wfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	local_bh_disable();
	atomic_sub((int)skb->truesize, &sk->sk_wmem_alloc);
	if (!sk->sk_dead)
		sk->sk_write_space(sk);
	sock_put(sk);
	local_bh_enable();
}

void skb_set_owner_w(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_wfree;
	local_bh_disable();
	sock_hold(sk);
	atomic_add((int)skb->truesize, &sk->sk_wmem_alloc);
	local_bh_enable();
}

/* Room in the send buffer: jiffies left, 0 at the time-out, -ERESTARTSYS. */
static long sock_wait_for_wmem(struct sock *sk, long timeo)
{
	return wait_event_interruptible_timeout(
		sk->sk_wq,
		atomic_read(&sk->sk_wmem_alloc) < sk->sk_sndbuf || sk->sk_err ||
			sk->sk_shutdown & SEND_SHUTDOWN,
		timeo);
}

struct sk_buff *sock_alloc_send_skb(struct sock *sk, unsigned long size,
				    int noblock, int *err)
{
	long timeo = sock_sndtimeo(sk, noblock);
	struct sk_buff *skb;

	for (;;) {
		*err = sock_error(sk);
		if (*err)
			return NULL;
		*err = -EPIPE;
		if (sk->sk_shutdown & SEND_SHUTDOWN)
			return NULL;
		if (atomic_read(&sk->sk_wmem_alloc) < sk->sk_sndbuf)
			break;
		*err = -EAGAIN;
		if (!timeo)
			return NULL;
		timeo = sock_wait_for_wmem(sk, timeo);
		if (timeo < 0) {
			*err = -EINTR;
			return NULL;
		}
	}
	skb = alloc_skb(size, noblock ? GFP_ATOMIC : GFP_KERNEL);
	if (!skb) {
		*err = -ENOBUFS;
		return NULL;
	}
	skb_set_owner_w(skb, sk);
	return skb;
}

struct sk_buff *sock_wmalloc(struct sock *sk, unsigned long size, int *err)
{
	struct sk_buff *skb = NULL;

	if (atomic_read(&sk->sk_wmem_alloc) <= 2 * sk->sk_sndbuf)
		skb = alloc_skb(size, GFP_ATOMIC);
	if (skb)
		skb_set_owner_w(skb, sk);
	else
		*err = -ENOBUFS;
	return skb;
}
