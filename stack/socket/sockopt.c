// SPDX-License-Identifier: MIT
/* Options at level SOL_SOCKET. Context: process. */
#include <linux/errno.h>
#include <linux/sched.h>
#include <net/net_namespace.h>
#include <net/sock.h>

static int set_timeout(long *timeo, const void *val, unsigned int len)
{
	struct __kernel_sock_timeval tv;

	if (len < sizeof(tv))
		return -EINVAL;
	memcpy(&tv, val, sizeof(tv));
	if (tv.tv_usec < 0 || tv.tv_usec >= (s64)USEC_PER_SEC)
		return -EDOM;
	if (tv.tv_sec < 0) {
		*timeo = 0;
		return 0;
	}
	*timeo = MAX_SCHEDULE_TIMEOUT;
	if (!tv.tv_sec && !tv.tv_usec)
		return 0;
	if (tv.tv_sec < MAX_SCHEDULE_TIMEOUT / HZ - 1)
		*timeo = (long)(tv.tv_sec * HZ) +
			 (long)DIV_ROUND_UP_ULL((u64)tv.tv_usec,
						USEC_PER_SEC / HZ);
	return 0;
}

static void get_timeout(long timeo, struct __kernel_sock_timeval *tv)
{
	tv->tv_sec = tv->tv_usec = 0;
	if (timeo == MAX_SCHEDULE_TIMEOUT)
		return;
	tv->tv_sec = timeo / HZ;
	tv->tv_usec = (timeo % HZ) * (long)(USEC_PER_SEC / HZ);
}

int sock_setsockopt(struct sock *sk, int name, const void *optval,
		    unsigned int len)
{
	struct net *net = sock_net(sk);
	int val;

	if (name == SO_RCVTIMEO)
		return set_timeout(&sk->sk_rcvtimeo, optval, len);
	if (name == SO_SNDTIMEO)
		return set_timeout(&sk->sk_sndtimeo, optval, len);
	if (len < sizeof(val))
		return -EINVAL;
	memcpy(&val, optval, sizeof(val));
	switch (name) {
	case SO_REUSEADDR:
		sk->sk_reuse = val != 0;
		return 0;
	case SO_BROADCAST:
		sk->sk_broadcast = val != 0;
		return 0;
	case SO_RCVBUF:
		/* Doubled, for what the sk_buffs themselves take. */
		val = (int)min_t(u32, (u32)val, net->sysctl_rmem_max);
		sk->sk_rcvbuf = max(val * 2, SOCK_MIN_RCVBUF);
		return 0;
	case SO_SNDBUF:
		val = (int)min_t(u32, (u32)val, net->sysctl_wmem_max);
		sk->sk_sndbuf = max(val * 2, SOCK_MIN_SNDBUF);
		sk->sk_write_space(sk);
		return 0;
	case SO_TYPE:
	case SO_ERROR:
	case SO_PROTOCOL:
	case SO_DOMAIN:
	default:
		return -ENOPROTOOPT;
	}
}

int sock_getsockopt(struct sock *sk, int name, void *optval, unsigned int *len)
{
	struct __kernel_sock_timeval tv;
	int val;

	switch (name) {
	case SO_RCVTIMEO:
	case SO_SNDTIMEO:
		get_timeout(name == SO_RCVTIMEO ? sk->sk_rcvtimeo
						: sk->sk_sndtimeo,
			    &tv);
		*len = min_t(unsigned int, *len, sizeof(tv));
		memcpy(optval, &tv, *len);
		return 0;
	case SO_REUSEADDR:
		val = sk->sk_reuse;
		break;
	case SO_BROADCAST:
		val = sk->sk_broadcast;
		break;
	case SO_RCVBUF:
		val = sk->sk_rcvbuf;
		break;
	case SO_SNDBUF:
		val = sk->sk_sndbuf;
		break;
	case SO_TYPE:
		val = sk->sk_type;
		break;
	case SO_ERROR:
		val = -sock_error(sk);
		break;
	case SO_PROTOCOL:
		val = sk->sk_protocol;
		break;
	case SO_DOMAIN:
		val = sk->sk_family;
		break;
	default:
		return -ENOPROTOOPT;
	}
	*len = min_t(unsigned int, *len, sizeof(val));
	memcpy(optval, &val, *len);
	return 0;
}
