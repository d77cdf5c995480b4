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

static int bind_to_device(struct sock *sk, const char *name, unsigned int len)
{
	char ifname[IFNAMSIZ] = "";
	struct net_device *dev = NULL;

	memcpy(ifname, name, min(len, IFNAMSIZ - 1u));
	if (ifname[0]) {
		dev = dev_get_by_name(sock_net(sk), ifname);
		if (!dev)
			return -ENODEV;
	}
	sk->sk_bound_dev_if = dev ? dev->ifindex : 0;
	sk_dst_set(sk, NULL);
	return 0;
}

/* Doubled, for what the sk_buffs themselves take. */
static void set_rcvbuf(struct sock *sk, u32 val)
{
	sk->sk_rcvbuf = max((int)min(val, INT_MAX / 2u) * 2, SOCK_MIN_RCVBUF);
}

static void set_sndbuf(struct sock *sk, u32 val)
{
	sk->sk_sndbuf = max((int)min(val, INT_MAX / 2u) * 2, SOCK_MIN_SNDBUF);
	sk->sk_write_space(sk);
}

/* Options that change nothing here, but can be asked for again. */
static bool remembered(int name)
{
	return name == SO_DEBUG || name == SO_DONTROUTE ||
	       name == SO_KEEPALIVE || name == SO_OOBINLINE ||
	       name == SO_PASSCRED;
}

static int set_linger(struct sock *sk, const void *val, unsigned int len)
{
	if (len < sizeof(sk->sk_linger))
		return -EINVAL;
	memcpy(&sk->sk_linger, val, sizeof(sk->sk_linger));
	sk->sk_linger.l_onoff = sk->sk_linger.l_onoff != 0;
	return 0;
}

int sock_setsockopt(struct sock *sk, int name, const void *optval,
		    unsigned int len)
{
	struct net *net = sock_net(sk);
	int val;

	if (name == SO_BINDTODEVICE)
		return bind_to_device(sk, optval, len);
	if (len < sizeof(val))
		return -EINVAL;
	memcpy(&val, optval, sizeof(val));
	switch (name) {
	case SO_RCVTIMEO:
		return set_timeout(&sk->sk_rcvtimeo, optval, len);
	case SO_SNDTIMEO:
		return set_timeout(&sk->sk_sndtimeo, optval, len);
	case SO_LINGER:
		return set_linger(sk, optval, len);
	case SO_REUSEADDR:
		sk->sk_reuse = val != 0;
		return 0;
	case SO_REUSEPORT:
		sk->sk_reuseport = val != 0;
		return 0;
	case SO_BROADCAST:
		sk->sk_broadcast = val != 0;
		return 0;
	case SO_NO_CHECK:
		sk->sk_no_check_tx = val != 0;
		return 0;
	case SO_PRIORITY: /* every process may do what root may */
		sk->sk_priority = (u32)val;
		return 0;
	case SO_MARK:
		sk->sk_mark = (u32)val;
		return 0;
	case SO_TIMESTAMP:
		sk->sk_rcvtstamp = val != 0;
		return 0;
	case SO_RXQ_OVFL:
		sk->sk_rxq_ovfl = val != 0;
		return 0;
	case SO_RCVLOWAT:
		sk->sk_rcvlowat = val < 0 ? INT_MAX : val ? val : 1;
		return 0;
	case SO_RCVBUF:
		set_rcvbuf(sk, min_t(u32, (u32)val, net->sysctl_rmem_max));
		return 0;
	case SO_RCVBUFFORCE:
		set_rcvbuf(sk, (u32)max(val, 0));
		return 0;
	case SO_SNDBUF:
		set_sndbuf(sk, min_t(u32, (u32)val, net->sysctl_wmem_max));
		return 0;
	case SO_SNDBUFFORCE:
		set_sndbuf(sk, (u32)max(val, 0));
		return 0;
	default:
		if (!remembered(name))
			return -ENOPROTOOPT;
		if (val)
			sk->sk_flags |= 1ul << name;
		else
			sk->sk_flags &= ~(1ul << name);
		return 0;
	}
}

static int get_int(const struct sock *sk, int name, int *val)
{
	switch (name) {
	case SO_REUSEADDR:
		*val = sk->sk_reuse;
		break;
	case SO_REUSEPORT:
		*val = sk->sk_reuseport;
		break;
	case SO_BROADCAST:
		*val = sk->sk_broadcast;
		break;
	case SO_NO_CHECK:
		*val = sk->sk_no_check_tx;
		break;
	case SO_PRIORITY:
		*val = (int)sk->sk_priority;
		break;
	case SO_MARK:
		*val = (int)sk->sk_mark;
		break;
	case SO_TIMESTAMP:
		*val = sk->sk_rcvtstamp;
		break;
	case SO_RXQ_OVFL:
		*val = sk->sk_rxq_ovfl;
		break;
	case SO_RCVLOWAT:
		*val = sk->sk_rcvlowat;
		break;
	case SO_SNDLOWAT:
		*val = 1;
		break;
	case SO_ACCEPTCONN:
		*val = 0; /* nothing listens yet */
		break;
	case SO_RCVBUF:
		*val = sk->sk_rcvbuf;
		break;
	case SO_SNDBUF:
		*val = sk->sk_sndbuf;
		break;
	case SO_TYPE:
		*val = sk->sk_type;
		break;
	case SO_PROTOCOL:
		*val = sk->sk_protocol;
		break;
	case SO_DOMAIN:
		*val = sk->sk_family;
		break;
	default:
		if (!remembered(name))
			return -ENOPROTOOPT;
		*val = sk->sk_flags >> name & 1;
	}
	return 0;
}

static int give(void *optval, unsigned int *len, const void *from, size_t n)
{
	*len = min_t(unsigned int, *len, (unsigned int)n);
	memcpy(optval, from, *len);
	return 0;
}

static int give_device(const struct sock *sk, void *optval, unsigned int *len)
{
	const struct net_device *dev;

	if (!sk->sk_bound_dev_if) {
		*len = 0;
		return 0;
	}
	dev = dev_get_by_index(sock_net(sk), sk->sk_bound_dev_if);
	if (!dev)
		return -ENODEV;
	if (*len < IFNAMSIZ)
		return -EINVAL;
	return give(optval, len, dev->name, strlen(dev->name) + 1);
}

int sock_getsockopt(struct sock *sk, int name, void *optval, unsigned int *len)
{
	struct __kernel_sock_timeval tv;
	int val, err;

	switch (name) {
	case SO_RCVTIMEO:
	case SO_SNDTIMEO:
		get_timeout(name == SO_RCVTIMEO ? sk->sk_rcvtimeo
						: sk->sk_sndtimeo,
			    &tv);
		return give(optval, len, &tv, sizeof(tv));
	case SO_LINGER:
		return give(optval, len, &sk->sk_linger, sizeof(sk->sk_linger));
	case SO_BINDTODEVICE:
		return give_device(sk, optval, len);
	case SO_PEERCRED: {
		/* No users here: everybody is root. */
		struct ucred c = {(u32)sk->sk_peer_pid, 0, 0};

		if (!sk->sk_peer_pid)
			c.uid = c.gid = ~0u;
		return give(optval, len, &c, sizeof(c));
	}
	case SO_ERROR:
		val = -sock_error(sk);
		if (!val) {
			val = sk->sk_err_soft;
			sk->sk_err_soft = 0;
		}
		break;
	default:
		err = get_int(sk, name, &val);
		if (err)
			return err;
	}
	return give(optval, len, &val, sizeof(val));
}
