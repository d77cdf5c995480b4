/* SPDX-License-Identifier: MIT */
/* IPv4 side of a device: its addresses, its settings, its groups.
 * net_device.ip_ptr points here. */
#ifndef LINUX_INETDEVICE_H
#define LINUX_INETDEVICE_H

#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/timer.h>

struct net;

/* X(NAME, "name"): net.ipv4.conf.{all,default,<device>}.<name>. */
#define IPV4_DEVCONFS(X)                                                \
	X(FORWARDING, "forwarding")                                     \
	X(RP_FILTER, "rp_filter")                                       \
	X(ACCEPT_REDIRECTS, "accept_redirects")                         \
	X(SECURE_REDIRECTS, "secure_redirects")                         \
	X(SEND_REDIRECTS, "send_redirects")                             \
	X(SHARED_MEDIA, "shared_media")                                 \
	X(ACCEPT_SOURCE_ROUTE, "accept_source_route")                   \
	X(ACCEPT_LOCAL, "accept_local")                                 \
	X(LOG_MARTIANS, "log_martians")                                 \
	X(BC_FORWARDING, "bc_forwarding")                               \
	X(DROP_UNICAST_IN_L2_MULTICAST, "drop_unicast_in_l2_multicast") \
	X(PROXY_ARP, "proxy_arp")                                       \
	X(ARPFILTER, "arp_filter")                                      \
	X(ARP_ANNOUNCE, "arp_announce")                                 \
	X(ARP_IGNORE, "arp_ignore")                                     \
	X(ARP_ACCEPT, "arp_accept")                                     \
	X(ARP_NOTIFY, "arp_notify")                                     \
	X(DROP_GRATUITOUS_ARP, "drop_gratuitous_arp")                   \
	X(FORCE_IGMP_VERSION, "force_igmp_version")                     \
	X(PROMOTE_SECONDARIES, "promote_secondaries")

enum {
#define X(name, text) IPV4_DEVCONF_##name,
	IPV4_DEVCONFS(X)
#undef X
		__IPV4_DEVCONF_MAX
};

struct ipv4_devconf {
	u32 data[__IPV4_DEVCONF_MAX];
};

struct in_ifaddr {
	struct list_head list;
	struct in_device *ifa_dev;
	__be32 ifa_local;
	__be32 ifa_mask;
	__be32 ifa_broadcast;
	u8 ifa_prefixlen;
	u8 ifa_scope;
};

struct in_device {
	struct net_device *dev;
	struct list_head ifa_list; /* struct in_ifaddr, first is primary */
	struct ipv4_devconf cnf;
	unsigned long conflict_last; /* jiffies, RFC 5227 2.4 */
	struct list_head mc_list;    /* struct ip_mc_list (linux/igmp.h) */
	u8 mr_qrv;		     /* robustness, from the querier */
	u32 mr_qi, mr_qri;	     /* its intervals, ms */
	unsigned long mr_v1_seen, mr_v2_seen; /* until then, jiffies */
	u8 mr_ifc_count;		      /* changes still to be told */
	struct timer_list mr_gq_timer, mr_ifc_timer;
	bool mr_gq_running;
};

static inline struct in_device *in_dev_get(const struct net_device *dev)
{
	return dev->ip_ptr;
}

/* How the setting for all and that of the device make one, as in Linux. */
u32 in_dev_conf_and(const struct in_device *in, unsigned int i);
u32 in_dev_conf_or(const struct in_device *in, unsigned int i);
u32 in_dev_conf_max(const struct in_device *in, unsigned int i);
#define IN_DEV_ANDCONF(in, name)  in_dev_conf_and(in, IPV4_DEVCONF_##name)
#define IN_DEV_ORCONF(in, name)	  in_dev_conf_or(in, IPV4_DEVCONF_##name)
#define IN_DEV_MAXCONF(in, name)  in_dev_conf_max(in, IPV4_DEVCONF_##name)
#define IN_DEV_CONF_GET(in, name) ((in)->cnf.data[IPV4_DEVCONF_##name])
#define IN_DEV_FORWARD(in)	  IN_DEV_CONF_GET(in, FORWARDING)
/* A router believes redirects only where both say so, a host where one does
 * (RFC 1812 5.2.7.2, RFC 1122 3.2.2.2). */
bool in_dev_rx_redirects(const struct in_device *in);

/* devconf.c: "conf.<all, default or device>.<name>" and "ip_forward".
 * 0, -ENOENT, -EINVAL. Context: process. */
void devconf_init(struct net *net);
int devconf_sysctl(struct net *net, const char *key, const char *value);
int ip_forward_sysctl(struct net *net, const char *value);

/* Adds an address and its routes (once the device is up).
 * 0, -EEXIST, -EINVAL, -ENOMEM. Context: process. */
int inet_addr_add(struct net_device *dev, __be32 addr, unsigned int prefixlen);
/* 0 or -EADDRNOTAVAIL. Context: process. */
int inet_addr_del(struct net_device *dev, __be32 addr, unsigned int prefixlen);
/* Own address to use on @dev towards @dst; 0 if it has none. */
__be32 inet_select_addr(const struct net_device *dev, __be32 dst);
/* Is @a an address of a network that @in is on; and @b too, if it is not 0? */
bool inet_addr_onlink(const struct in_device *in, __be32 a, __be32 b);

#endif
