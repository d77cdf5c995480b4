// SPDX-License-Identifier: MIT
/* ioctl() on sockets: the socket's own, then the network devices'. */
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/in.h>
#include <linux/inetdevice.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include "socket_internal.h"

long sock_file_ioctl(struct file *file, unsigned int cmd, void *arg)
{
	struct socket *sock = file->private_data;
	int err = sock->ops->ioctl ? sock->ops->ioctl(sock, cmd, arg) : -ENOTTY;

	if (err != -ENOTTY)
		return err;
	return dev_ioctl(kernel_net(kernel_this()), cmd, arg);
}

static struct in_ifaddr *first_addr(const struct net_device *dev)
{
	const struct in_device *in = in_dev_get(dev);

	if (!in || list_empty(&in->ifa_list))
		return NULL;
	return list_first_entry(&in->ifa_list, struct in_ifaddr, list);
}

static void put_addr(struct sockaddr *to, __be32 addr)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = addr,
	};

	memcpy(to, &sin, sizeof(sin));
}

static __be32 get_addr(const struct sockaddr *from)
{
	struct sockaddr_in sin;

	memcpy(&sin, from, sizeof(sin));
	return sin.sin_addr.s_addr;
}

/* ---- SIOCGIFCONF: every device that has an address ---- */

static int dev_ifconf(struct net *net, struct ifconf *conf)
{
	struct net_device *dev;
	int len = 0;

	if (!access_ok(conf, sizeof(*conf)))
		return -EFAULT;
	for_each_netdev (net, dev) {
		const struct in_ifaddr *ifa = first_addr(dev);
		struct ifreq ifr = {0};

		if (!ifa)
			continue;
		/* Without a buffer: how long it must be. */
		if (conf->ifc_buf) {
			if (len + (int)sizeof(ifr) > conf->ifc_len)
				break;
			strscpy(ifr.ifr_name, dev->name, IFNAMSIZ);
			put_addr(&ifr.ifr_ifru.ifru_addr, ifa->ifa_local);
			memcpy(conf->ifc_buf + len, &ifr, sizeof(ifr));
		}
		len += (int)sizeof(ifr);
	}
	conf->ifc_len = len;
	return 0;
}

/* ---- one device ---- */

static short dev_flags_word(const struct net_device *dev)
{
	unsigned int flags = dev->flags & ~(unsigned int)IFF_RUNNING;

	if (dev->flags & IFF_UP && netif_carrier_ok(dev))
		flags |= IFF_RUNNING;
	return (short)flags;
}

static int dev_get(const struct net_device *dev, unsigned int cmd,
		   struct ifreq *ifr)
{
	const struct in_ifaddr *ifa = first_addr(dev);
	struct sockaddr *sa = &ifr->ifr_ifru.ifru_addr;

	switch (cmd) {
	case SIOCGIFINDEX:
		ifr->ifr_ifru.ifru_ivalue = dev->ifindex;
		return 0;
	case SIOCGIFFLAGS:
		ifr->ifr_ifru.ifru_flags = dev_flags_word(dev);
		return 0;
	case SIOCGIFMTU:
		ifr->ifr_ifru.ifru_ivalue = (int)dev->mtu;
		return 0;
	case SIOCGIFMETRIC:
		ifr->ifr_ifru.ifru_ivalue = 0;
		return 0;
	case SIOCGIFTXQLEN:
		ifr->ifr_ifru.ifru_ivalue = (int)dev->tx_queue_len;
		return 0;
	case SIOCGIFHWADDR:
		memset(sa, 0, sizeof(*sa));
		sa->sa_family = dev->type;
		memcpy(sa->sa_data, dev->dev_addr, dev->addr_len);
		return 0;
	default:
		break;
	}
	if (!ifa)
		return -EADDRNOTAVAIL;
	put_addr(sa, cmd == SIOCGIFADDR	     ? ifa->ifa_local
		     : cmd == SIOCGIFBRDADDR ? ifa->ifa_broadcast
		     : cmd == SIOCGIFNETMASK ? ifa->ifa_mask
					     : ifa->ifa_local);
	return 0;
}

static int dev_change_flags(struct net_device *dev, short flags)
{
	bool promisc = flags & IFF_PROMISC;
	int err = 0;

	if (promisc != dev->gflags_promisc) {
		err = dev_set_promiscuity(dev, promisc ? 1 : -1);
		dev->gflags_promisc = promisc;
	}
	if (flags & IFF_UP)
		return err ? err : dev_open(dev);
	dev_close(dev);
	return err;
}

/* A class's mask (RFC 950 2.1), as the call gives a new address one. */
static unsigned int class_prefix(__be32 addr)
{
	u32 a = ntohl(addr);

	return a >> 31 == 0 ? 8 : a >> 30 == 2 ? 16 : 24;
}

static int dev_set_addr(struct net_device *dev, __be32 addr,
			unsigned int prefix)
{
	struct in_ifaddr *ifa = first_addr(dev);
	__be32 old = ifa ? ifa->ifa_local : 0;
	unsigned int old_prefix = ifa ? ifa->ifa_prefixlen : 0;

	if (!in_dev_get(dev))
		return -ENODEV;
	if (old == addr && old_prefix == prefix)
		return 0;
	if (old)
		inet_addr_del(dev, old, old_prefix);
	return addr ? inet_addr_add(dev, addr, prefix) : 0;
}

static int dev_set(struct net_device *dev, unsigned int cmd, struct ifreq *ifr)
{
	const struct in_ifaddr *ifa;
	__be32 addr;

	switch (cmd) {
	case SIOCSIFFLAGS:
		return dev_change_flags(dev, ifr->ifr_ifru.ifru_flags);
	case SIOCSIFMTU:
		return dev_set_mtu(dev, ifr->ifr_ifru.ifru_ivalue);
	case SIOCSIFHWADDR:
		return dev_set_mac_address(dev, &ifr->ifr_ifru.ifru_addr);
	case SIOCSIFADDR:
		addr = get_addr(&ifr->ifr_ifru.ifru_addr);
		return dev_set_addr(dev, addr, class_prefix(addr));
	default: /* SIOCSIFNETMASK */
		ifa = first_addr(dev);
		if (!ifa)
			return -EADDRNOTAVAIL;
		addr = ntohl(get_addr(&ifr->ifr_ifru.ifru_addr));
		if (~addr & (~addr + 1))
			return -EINVAL; /* a mask with holes */
		return dev_set_addr(dev, ifa->ifa_local,
				    addr ? 32 - (u32)__builtin_ctz(addr) : 0);
	}
}

static int dev_ifname(struct net *net, struct ifreq *ifr)
{
	const struct net_device *dev =
		dev_get_by_index(net, ifr->ifr_ifru.ifru_ivalue);

	if (!dev)
		return -ENODEV;
	strscpy(ifr->ifr_name, dev->name, IFNAMSIZ);
	return 0;
}

static bool is_get(unsigned int cmd)
{
	switch (cmd) {
	case SIOCGIFINDEX:
	case SIOCGIFFLAGS:
	case SIOCGIFMTU:
	case SIOCGIFMETRIC:
	case SIOCGIFTXQLEN:
	case SIOCGIFHWADDR:
	case SIOCGIFADDR:
	case SIOCGIFBRDADDR:
	case SIOCGIFDSTADDR:
	case SIOCGIFNETMASK:
		return true;
	default:
		return false;
	}
}

static bool is_set(unsigned int cmd)
{
	return cmd == SIOCSIFFLAGS || cmd == SIOCSIFMTU ||
	       cmd == SIOCSIFHWADDR || cmd == SIOCSIFADDR ||
	       cmd == SIOCSIFNETMASK;
}

int dev_ioctl(struct net *net, unsigned int cmd, void *arg)
{
	struct net_device *dev;
	struct ifreq *ifr = arg;
	int err;

	if (cmd != SIOCGIFCONF && cmd != SIOCGIFNAME && !is_get(cmd) &&
	    !is_set(cmd))
		return -ENOTTY;
	if (!access_ok(arg, sizeof(*ifr)))
		return -EFAULT;
	rtnl_lock();
	if (cmd == SIOCGIFCONF) {
		err = dev_ifconf(net, arg);
	} else if (cmd == SIOCGIFNAME) {
		err = dev_ifname(net, ifr);
	} else {
		ifr->ifr_name[IFNAMSIZ - 1] = '\0';
		dev = dev_get_by_name(net, ifr->ifr_name);
		err = !dev	    ? -ENODEV
		      : is_get(cmd) ? dev_get(dev, cmd, ifr)
				    : dev_set(dev, cmd, ifr);
	}
	rtnl_unlock();
	return err;
}
