// SPDX-License-Identifier: MIT
/* Taking datagrams from a socket's receive queue. Context: process. */
#include <linux/errno.h>
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
		timeo = wait_event_interruptible_timeout(
			sk->sk_wq,
			!skb_queue_empty(&sk->sk_receive_queue) ||
				READ_ONCE(sk->sk_err),
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
