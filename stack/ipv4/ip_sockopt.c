// SPDX-License-Identifier: MIT
/* Options at level IPPROTO_IP. Context: process. */
#include <linux/errno.h>
#include <linux/igmp.h>
#include <linux/in.h>
#include <linux/inetdevice.h>
#include <net/inet_common.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include <net/sock.h>

static const struct {
	u8 name, flag;
} cmsg_options[] = {
	{IP_PKTINFO, IP_CMSG_PKTINFO},
	{IP_RECVTTL, IP_CMSG_TTL},
	{IP_RECVTOS, IP_CMSG_TOS},
	{IP_RECVOPTS, IP_CMSG_RECVOPTS},
	{IP_RETOPTS, IP_CMSG_RETOPTS},
	{IP_RECVORIGDSTADDR, IP_CMSG_ORIGDSTADDR},
};

static u8 cmsg_flag(int name)
{
	for (size_t i = 0; i < ARRAY_SIZE(cmsg_options); i++)
		if (cmsg_options[i].name == name)
			return cmsg_options[i].flag;
	return 0;
}

/* struct ip_mreq (8 bytes) or struct ip_mreqn. */
static int read_mreqn(struct ip_mreqn *m, const void *val, unsigned int len)
{
	memset(m, 0, sizeof(*m));
	if (len < offsetof(struct ip_mreqn, imr_ifindex))
		return -EINVAL;
	memcpy(m, val, min_t(unsigned int, len, sizeof(*m)));
	return 0;
}

static int set_membership(struct sock *sk, int name, const void *val,
			  unsigned int len)
{
	struct ip_mreqn m;
	int err = read_mreqn(&m, val, len);

	if (err)
		return err;
	return name == IP_ADD_MEMBERSHIP ? ip_mc_join_group(sk, &m)
					 : ip_mc_leave_group(sk, &m);
}

/* An address, struct ip_mreq or struct ip_mreqn. */
static int set_mc_if(struct sock *sk, const void *val, unsigned int len)
{
	struct inet_sock *inet = inet_sk(sk);
	struct net_device *dev;
	struct in_ifaddr *ifa;
	struct ip_mreqn m = {0};
	int err = 0;

	if (len >= 8)
		err = read_mreqn(&m, val, len);
	else if (len >= sizeof(m.imr_address))
		memcpy(&m.imr_address, val, sizeof(m.imr_address));
	else
		err = -EINVAL;
	if (err)
		return err;
	inet->mc_index = m.imr_ifindex;
	inet->mc_addr = m.imr_address.s_addr;
	if (m.imr_ifindex)
		return dev_get_by_index(sock_net(sk), m.imr_ifindex)
			       ? 0
			       : -EADDRNOTAVAIL;
	if (!m.imr_address.s_addr)
		return 0;
	for_each_netdev (sock_net(sk), dev) {
		if (!in_dev_get(dev))
			continue;
		list_for_each_entry (ifa, &in_dev_get(dev)->ifa_list, list) {
			if (ifa->ifa_local != m.imr_address.s_addr)
				continue;
			inet->mc_index = dev->ifindex;
			return 0;
		}
	}
	inet->mc_addr = 0;
	return -EADDRNOTAVAIL;
}

static int set_byte(u8 *to, int val, int min, int max)
{
	if (val < min || val > max)
		return -EINVAL;
	*to = (u8)val;
	return 0;
}

static int set_flag(bool *to, int val)
{
	*to = val != 0;
	return 0;
}

static int set_int(struct sock *sk, int name, int val)
{
	struct inet_sock *inet = inet_sk(sk);
	u8 flag = cmsg_flag(name);

	if (flag) {
		inet->cmsg_flags = val ? inet->cmsg_flags | flag
				       : inet->cmsg_flags & (u8)~flag;
		return 0;
	}
	switch (name) {
	case IP_TOS:
		inet->tos = (u8)val;
		sk_dst_set(sk, NULL);
		return 0;
	case IP_TTL:
		return val == -1 ? set_byte(&inet->uc_ttl, 0, 0, 0)
				 : set_byte(&inet->uc_ttl, val, 1, 255);
	case IP_HDRINCL:
		if (sk->sk_type != SOCK_RAW)
			return -ENOPROTOOPT;
		return set_flag(&inet->hdrincl, val);
	case IP_RECVERR:
		set_flag(&inet->recverr, val);
		if (!val)
			ip_errqueue_purge(sk);
		return 0;
	case IP_MTU_DISCOVER:
		return set_byte(&inet->pmtudisc, val, IP_PMTUDISC_DONT,
				IP_PMTUDISC_OMIT);
	case IP_MINTTL:
		return set_byte(&inet->min_ttl, val, 0, 255);
	case IP_MULTICAST_TTL:
		return set_byte(&inet->mc_ttl, val == -1 ? 1 : val, 0, 255);
	case IP_MULTICAST_LOOP:
		return set_flag(&inet->mc_loop, val);
	case IP_MULTICAST_ALL:
		return val == 0 || val == 1 ? set_flag(&inet->mc_all, val)
					    : -EINVAL;
	case IP_FREEBIND:
		return set_flag(&inet->freebind, val);
	case IP_BIND_ADDRESS_NO_PORT:
		return set_flag(&inet->bind_address_no_port, val);
	case IP_NODEFRAG:
		if (sk->sk_type != SOCK_RAW)
			return -ENOPROTOOPT;
		return set_flag(&inet->nodefrag, val);
	default:
		return -ENOPROTOOPT;
	}
}

int ip_setsockopt(struct sock *sk, int name, const void *optval,
		  unsigned int len)
{
	const u8 *byte = optval;
	int val = 0;

	switch (name) {
	case IP_ADD_MEMBERSHIP:
	case IP_DROP_MEMBERSHIP:
		return set_membership(sk, name, optval, len);
	case IP_MULTICAST_IF:
		return set_mc_if(sk, optval, len);
	default:
		/* One byte will do for most (BSD's IP_MULTICAST_TTL). */
		if (len >= sizeof(val))
			memcpy(&val, optval, sizeof(val));
		else if (len >= 1)
			val = *byte;
		return set_int(sk, name, val);
	}
}

static int get_mtu(const struct sock *sk, int *val)
{
	if (!sk->sk_dst_cache)
		return -ENOTCONN;
	*val = (int)dst_mtu(sk->sk_dst_cache);
	return 0;
}

static int get_int(const struct sock *sk, int name, int *val)
{
	const struct inet_sock *inet = inet_sk(sk);
	u8 flag = cmsg_flag(name);

	if (flag) {
		*val = (inet->cmsg_flags & flag) != 0;
		return 0;
	}
	switch (name) {
	case IP_TOS:
		*val = inet->tos;
		break;
	case IP_TTL:
		*val = inet->uc_ttl ? inet->uc_ttl
				    : (int)sock_net(sk)->sysctl_ip_default_ttl;
		break;
	case IP_HDRINCL:
		*val = inet->hdrincl;
		break;
	case IP_RECVERR:
		*val = inet->recverr;
		break;
	case IP_MTU_DISCOVER:
		*val = inet->pmtudisc;
		break;
	case IP_MTU:
		return get_mtu(sk, val);
	case IP_MINTTL:
		*val = inet->min_ttl;
		break;
	case IP_MULTICAST_TTL:
		*val = inet->mc_ttl;
		break;
	case IP_MULTICAST_LOOP:
		*val = inet->mc_loop;
		break;
	case IP_MULTICAST_ALL:
		*val = inet->mc_all;
		break;
	case IP_MULTICAST_IF:
		*val = (int)inet->mc_addr;
		break;
	case IP_FREEBIND:
		*val = inet->freebind;
		break;
	case IP_BIND_ADDRESS_NO_PORT:
		*val = inet->bind_address_no_port;
		break;
	case IP_NODEFRAG:
		*val = inet->nodefrag;
		break;
	default:
		return -ENOPROTOOPT;
	}
	return 0;
}

int ip_getsockopt(struct sock *sk, int name, void *optval, unsigned int *len)
{
	int val, err;

	if (name == IP_OPTIONS) { /* none can be set */
		*len = 0;
		return 0;
	}
	err = get_int(sk, name, &val);
	if (err)
		return err;
	if (*len < sizeof(int) && *len > 0 && val >= 0 && val <= 255) {
		*(u8 *)optval = (u8)val;
		*len = 1;
		return 0;
	}
	*len = min_t(unsigned int, *len, sizeof(val));
	memcpy(optval, &val, *len);
	return 0;
}
