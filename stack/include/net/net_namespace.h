/* SPDX-License-Identifier: MIT */
/*
 * All state of the network stack of one kernel, and what the kernel's core
 * calls of it.
 */
#ifndef NET_NET_NAMESPACE_H
#define NET_NET_NAMESPACE_H

#include <linux/inetdevice.h>
#include <linux/list.h>
#include <linux/netfilter.h>
#include <linux/netdevice.h>
#include <linux/notifier.h>
#include <linux/socket.h>
#include <linux/timer.h>
#include <net/icmp.h>
#include <net/ip_fib.h>
#include <net/neighbour.h>
#include <net/nf_conntrack.h>
#include <net/route.h>
#include <net/snmp.h>
#include <net/udp.h>

struct kernel;
struct metrics;
struct net_protocol;
struct net_proto_family;

#define PTYPE_HASH_SIZE 16
#define IP_IDENTS_SZ	2048
#define IPQ_HASH_SIZE	64

struct netns_igmp {
	u32 max_memberships, qrv; /* net.ipv4.igmp_* */
	u32 link_local_reports;
	struct sock *sk; /* reports are sent by it */
	u64 queries, reports, suppressed;
};

struct netns_frags {
	u32 high_thresh; /* bytes (truesize) of fragments kept */
	u32 mem;
	u32 timeout_ms;
	u32 max_dist; /* others of the same sender meanwhile; 0: any */
	u32 rnd;
	struct list_head hash[IPQ_HASH_SIZE];
};

/* Last figures of a device, kept for net_metrics(). */
struct netdev_final {
	char name[IFNAMSIZ];
	struct rtnl_link_stats64 stats;
	u64 qdisc_drops, qdisc_requeues, tx_timeouts;
};

#define OLD_STATS 8

struct net {
	struct kernel *kernel;
	bool alive; /* between net_create() and net_destroy() */

	/* stack/net */
	struct list_head dev_base_head;
	int ifindex_last;
	struct net_device *loopback_dev;
	struct list_head netdev_chain;		  /* struct notifier_block */
	struct netdev_final old_stats[OLD_STATS]; /* of devices that went */
	unsigned int old_stats_count;
	struct list_head ptype_all;
	struct list_head ptype_base[PTYPE_HASH_SIZE];
	struct list_head offload_base; /* struct packet_offload */
	struct neigh_table arp_tbl;
	struct packet_type arp_pt, ip_pt;
	struct packet_offload ip_po;

	/* stack/ipv4 */
	struct notifier_block inet_nb;
	struct ipv4_devconf devconf_all, devconf_dflt;
	struct netns_fib fib;
	struct netns_rt_cache rt_hash;
	unsigned int rt_genid;
	u32 sysctl_min_pmtu, mtu_expires_ms;
	u32 sysctl_ip_fwd_use_pmtu;
	u32 redirect_load_ms, redirect_number, redirect_silence_ms;
	struct netns_igmp igmp;
	struct netns_nf nf;
	struct netns_ct ct;
	const struct net_protocol *inet_protos[256];
	struct netns_frags frags;
	struct netns_icmp icmp;
	struct udp_table udp;
	struct hlist_head raw_head;
	u16 ip_idents[IP_IDENTS_SZ];
	u32 ip_tstamps[IP_IDENTS_SZ]; /* jiffies of the last use */
	u32 ip_idents_rnd;
	u32 sysctl_ip_default_ttl;
	u32 sysctl_ip_no_pmtu_disc;
	u32 local_port_min, local_port_max;

	/* stack/socket */
	const struct net_proto_family *families[NPROTO];
	u32 sysctl_rmem_default, sysctl_rmem_max;
	u32 sysctl_wmem_default, sysctl_wmem_max;
	u32 sockets_used;
	struct hlist_head packet_head; /* AF_PACKET */
	struct notifier_block packet_nb;

	struct net_mib mib;
};

#define for_each_netdev(net, d) \
	list_for_each_entry (d, &(net)->dev_base_head, dev_list)

static inline struct net *sock_net(const struct sock *sk)
{
	return sk->sk_net;
}

/* The hooks that core/ calls are declared in kernel_core.h. */

#endif
