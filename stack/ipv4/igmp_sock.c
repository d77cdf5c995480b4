// SPDX-License-Identifier: MIT
/* Which groups sockets joined. Context: process, but for ip_mc_sf_allow(). */
#include <linux/errno.h>
#include <linux/igmp.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include <net/sock.h>

/* The device that holds @addr. */
static struct net_device *dev_with_addr(struct net *net, __be32 addr)
{
	struct net_device *dev;
	struct in_ifaddr *ifa;

	for_each_netdev (net, dev) {
		struct in_device *in = in_dev_get(dev);

		if (!in)
			continue;
		list_for_each_entry (ifa, &in->ifa_list, list)
			if (ifa->ifa_local == addr)
				return dev;
	}
	return NULL;
}

static struct in_device *find_dev(struct net *net, const struct ip_mreqn *imr)
{
	struct flowi4 fl = {.daddr = imr->imr_multiaddr.s_addr};
	struct net_device *dev = NULL;
	struct rtable *rt;

	if (imr->imr_ifindex) {
		dev = dev_get_by_index(net, imr->imr_ifindex);
	} else if (imr->imr_address.s_addr) {
		dev = dev_with_addr(net, imr->imr_address.s_addr);
	} else {
		rt = ip_route_output_key(net, &fl);
		if (!IS_ERR(rt)) {
			dev = rt->dst.dev;
			ip_rt_put(rt);
		}
	}
	return dev ? in_dev_get(dev) : NULL;
}

/* Two ways to name one membership, as in Linux: how it was asked for, and the
 * device it is on. */
static struct ip_mc_socklist **find_member(struct inet_sock *inet, __be32 group,
					   int ifindex)
{
	struct ip_mc_socklist **at = &inet->mc_list;

	while (*at && ((*at)->multi.imr_multiaddr.s_addr != group ||
		       (*at)->multi.imr_ifindex != ifindex))
		at = &(*at)->next;
	return at;
}

int ip_mc_join_group(struct sock *sk, const struct ip_mreqn *imr)
{
	__be32 group = imr->imr_multiaddr.s_addr;
	struct inet_sock *inet = inet_sk(sk);
	struct ip_mc_socklist *m;
	struct in_device *in;
	u32 count = 0;
	int err;

	if (!ipv4_is_multicast(group))
		return -EINVAL;
	rtnl_lock();
	in = find_dev(sock_net(sk), imr);
	err = -ENODEV;
	if (!in)
		goto out;
	err = -EADDRINUSE;
	if (*find_member(inet, group, in->dev->ifindex))
		goto out;
	for (m = inet->mc_list; m; m = m->next)
		count++;
	err = -ENOBUFS;
	if (count >= sock_net(sk)->igmp.max_memberships)
		goto out;
	m = kzalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		goto out;
	err = ip_mc_inc_group(in, group);
	if (err) {
		kfree(m);
		goto out;
	}
	m->multi = *imr;
	m->multi.imr_ifindex = in->dev->ifindex;
	local_bh_disable();
	m->next = inet->mc_list;
	inet->mc_list = m;
	local_bh_enable();
out:
	rtnl_unlock();
	return err;
}

static void drop(struct net *net, struct ip_mc_socklist **at)
{
	struct ip_mc_socklist *m = *at;
	struct net_device *dev = dev_get_by_index(net, m->multi.imr_ifindex);

	local_bh_disable();
	*at = m->next;
	local_bh_enable();
	if (dev && in_dev_get(dev))
		ip_mc_dec_group(in_dev_get(dev), m->multi.imr_multiaddr.s_addr);
	kfree(m);
}

int ip_mc_leave_group(struct sock *sk, const struct ip_mreqn *imr)
{
	__be32 group = imr->imr_multiaddr.s_addr;
	struct ip_mc_socklist **at = NULL;
	struct in_device *in;
	int err = -ENODEV;

	rtnl_lock();
	in = find_dev(sock_net(sk), imr);
	if (in) {
		at = find_member(inet_sk(sk), group, in->dev->ifindex);
		err = *at ? 0 : -EADDRNOTAVAIL;
	}
	if (!err)
		drop(sock_net(sk), at);
	rtnl_unlock();
	return err;
}

void ip_mc_drop_socket(struct sock *sk)
{
	struct inet_sock *inet = inet_sk(sk);

	if (!inet->mc_list)
		return;
	rtnl_lock();
	while (inet->mc_list)
		drop(sock_net(sk), &inet->mc_list);
	rtnl_unlock();
}

bool ip_mc_sf_allow(const struct sock *sk, __be32 group, int ifindex)
{
	struct inet_sock *inet = inet_sk(sk);

	if (!ipv4_is_multicast(group))
		return true;
	return *find_member(inet, group, ifindex) || inet->mc_all;
}
