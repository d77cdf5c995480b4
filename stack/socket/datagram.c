// SPDX-License-Identifier: MIT
/* Taking datagrams from a socket's receive queue. Context: process. */
#include <linux/errno.h>
#include <linux/errqueue.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <net/sock.h>

static struct sk_buff *try_recv(struct sock *sk, unsigned int flags)
{
	struct sk_buff *skb;

	local_bh_disable();
	if (flags & MSG_PEEK) {
		skb = skb_peek(&sk->sk_receive_queue);
		if (skb)
			skb_get(skb);
	} else {
		skb = __skb_dequeue(&sk->sk_receive_queue);
	}
	local_bh_enable();
	return skb;
}

struct sk_buff *skb_recv_datagram(struct sock *sk, unsigned int flags, int *err)
{
	long timeo = sock_rcvtimeo(sk, flags & MSG_DONTWAIT);
	struct sk_buff *skb;

	for (;;) {
		*err = sock_error(sk);
		if (*err)
			return NULL;
		skb = try_recv(sk, flags);
		if (skb)
			return skb;
		*err = -EAGAIN;
		if (!timeo)
			return NULL;
		*err = 0;
		if (sk->sk_shutdown & RCV_SHUTDOWN)
			return NULL;
		timeo = wait_event_interruptible_timeout(
			sk->sk_wq,
			!skb_queue_empty(&sk->sk_receive_queue) ||
				READ_ONCE(sk->sk_err) ||
				READ_ONCE(sk->sk_shutdown) & RCV_SHUTDOWN,
			timeo);
		if (timeo < 0) {
			*err = -EINTR;
			return NULL;
		}
	}
}

int skb_kill_datagram(struct sock *sk, struct sk_buff *skb)
{
	int err = -ENOENT;

	local_bh_disable();
	if (skb_peek(&sk->sk_receive_queue) == skb) {
		__skb_unlink(skb, &sk->sk_receive_queue);
		consume_skb(skb); /* the queue's reference */
		err = 0;
	}
	local_bh_enable();
	return err;
}

__poll_t datagram_poll(struct file *file, struct socket *sock, poll_table *pt)
{
	struct sock *sk = sock->sk;
	__poll_t mask = 0;

	poll_wait(file, &sk->sk_wq, pt);
	if (sk->sk_err || !skb_queue_empty(&sk->sk_error_queue))
		mask |= EPOLLERR;
	if (sk->sk_shutdown & RCV_SHUTDOWN)
		mask |= EPOLLRDHUP | EPOLLIN | EPOLLRDNORM;
	if (sk->sk_shutdown == SHUTDOWN_MASK)
		mask |= EPOLLHUP;
	if (!skb_queue_empty(&sk->sk_receive_queue))
		mask |= EPOLLIN | EPOLLRDNORM;
	if (atomic_read(&sk->sk_wmem_alloc) < sk->sk_sndbuf >> 1)
		mask |= EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND;
	return mask;
}

void sock_recv_cmsgs(struct msghdr *msg, struct sock *sk,
		     const struct sk_buff *skb)
{
	if (likely(!sk->sk_rcvtstamp && !sk->sk_rxq_ovfl))
		return;
	if (sk->sk_rcvtstamp) {
		struct __kernel_sock_timeval tv = {
			.tv_sec = skb->tstamp / (s64)NSEC_PER_SEC,
			.tv_usec = skb->tstamp % (s64)NSEC_PER_SEC /
				   (s64)NSEC_PER_USEC,
		};

		put_cmsg(msg, SOL_SOCKET, SCM_TIMESTAMP, &tv, sizeof(tv));
	}
	if (sk->sk_rxq_ovfl && sk->sk_drops)
		put_cmsg(msg, SOL_SOCKET, SO_RXQ_OVFL, &sk->sk_drops,
			 sizeof(sk->sk_drops));
}

/* ---- queues ---- */

int sock_queue_rcv_skb(struct sock *sk, struct sk_buff *skb)
{
	if (atomic_read(&sk->sk_rmem_alloc) >= sk->sk_rcvbuf) {
		sk->sk_drops++;
		return -ENOMEM;
	}
	if (sk->sk_rcvtstamp)
		skb->tstamp = ktime_get();
	skb_dst_drop(skb);
	skb_set_owner_r(skb, sk);
	__skb_queue_tail(&sk->sk_receive_queue, skb);
	if (!sk->sk_dead)
		sk->sk_data_ready(sk);
	return 0;
}

int sock_queue_err_skb(struct sock *sk, struct sk_buff *skb)
{
	if (atomic_read(&sk->sk_rmem_alloc) + (int)skb->truesize >=
	    sk->sk_rcvbuf)
		return -ENOMEM;
	skb_set_owner_r(skb, sk);
	skb_dst_drop(skb);
	local_bh_disable();
	__skb_queue_tail(&sk->sk_error_queue, skb);
	if (!sk->sk_dead)
		sk->sk_error_report(sk);
	local_bh_enable();
	return 0;
}

/* The socket's pending error becomes that of the next message. */
struct sk_buff *sock_dequeue_err_skb(struct sock *sk)
{
	struct sk_buff *skb, *next;

	local_bh_disable();
	skb = __skb_dequeue(&sk->sk_error_queue);
	next = skb_peek(&sk->sk_error_queue);
	sk->sk_err = next ? (int)SKB_EXT_ERR(next)->ee.ee_errno : 0;
	local_bh_enable();
	return skb;
}
