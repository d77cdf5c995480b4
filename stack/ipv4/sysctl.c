// SPDX-License-Identifier: MIT
/* net.ipv4.* by Linux's names (Documentation/networking/ip-sysctl.rst). */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <net/inet_init.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include "sim/metrics.h"
#include "proc.h"

struct inet_sysctl {
	const char *name; /* without "net.ipv4." */
	size_t offset;	  /* of an u32 in struct net */
	u32 min, max;
};

#define U32_AT(name, field, min, max)                       \
	{                                                   \
		name, offsetof(struct net, field), min, max \
	}
#define NEIGH(name, field, min, max) \
	U32_AT("neigh.default." name, arp_tbl.field, min, max)

static const struct inet_sysctl table[] = {
	U32_AT("ip_default_ttl", sysctl_ip_default_ttl, 1, 255),
	U32_AT("ip_no_pmtu_disc", sysctl_ip_no_pmtu_disc, 0, 2),
	U32_AT("ipfrag_high_thresh", frags.high_thresh, 0, 1u << 30),
	U32_AT("icmp_ratelimit", icmp.ratelimit_ms, 0, 1000000),
	U32_AT("icmp_ratemask", icmp.ratemask, 0, U32_MAX),
	U32_AT("icmp_msgs_per_sec", icmp.msgs_per_sec, 0, 1000000),
	U32_AT("icmp_msgs_burst", icmp.msgs_burst, 0, 1000000),
	U32_AT("icmp_echo_ignore_all", icmp.echo_ignore_all, 0, 1),
	U32_AT("icmp_echo_ignore_broadcasts", icmp.echo_ignore_broadcasts, 0,
	       1),
	U32_AT("icmp_ignore_bogus_error_responses",
	       icmp.ignore_bogus_error_responses, 0, 1),
	U32_AT("icmp_errors_use_inbound_ifaddr", icmp.errors_use_inbound_ifaddr,
	       0, 1),
	U32_AT("ip_forward_use_pmtu", sysctl_ip_fwd_use_pmtu, 0, 1),
	U32_AT("ipfrag_max_dist", frags.max_dist, 0, 1u << 30),
	U32_AT("igmp_max_memberships", igmp.max_memberships, 0, 1u << 20),
	U32_AT("igmp_qrv", igmp.qrv, 1, 7),
	U32_AT("igmp_link_local_mcast_reports", igmp.link_local_reports, 0, 1),
	U32_AT("route.min_pmtu", sysctl_min_pmtu, IPV4_MIN_MTU, 65535),
	U32_AT("route.redirect_number", redirect_number, 0, 30),
	U32_AT("route.gc_thresh", rt_hash.gc_thresh, 0, 1u << 24),
	U32_AT("route.max_size", rt_hash.max_size, 1, 1u << 24),
	U32_AT("route.gc_elasticity", rt_hash.gc_elasticity, 1, 1u << 10),
	U32_AT("route.gc_min_interval_ms", rt_hash.gc_min_interval_ms, 0,
	       1u << 24),
	NEIGH("base_reachable_time_ms", parms.base_reachable_time_ms, 1000,
	      3600000),
	NEIGH("retrans_time_ms", parms.retrans_time_ms, 10, 60000),
	NEIGH("mcast_solicit", parms.mcast_solicit, 1, 100),
	NEIGH("ucast_solicit", parms.ucast_solicit, 0, 100),
	NEIGH("unres_qlen_bytes", parms.unres_qlen_bytes, 0, 1u << 30),
	NEIGH("gc_thresh1", gc_thresh1, 0, 1u << 20),
	NEIGH("gc_thresh2", gc_thresh2, 0, 1u << 20),
	NEIGH("gc_thresh3", gc_thresh3, 1, 1u << 20),
};

/* Those that Linux keeps in seconds or 1/100 s (jiffies at HZ 100). */
static const struct {
	struct inet_sysctl s;
	u32 unit_ms;
} timed[] = {
	{U32_AT("route.mtu_expires", mtu_expires_ms, 1, 1000000), 1000},
	{U32_AT("route.gc_timeout", rt_hash.gc_timeout_ms, 1, 1000000), 1000},
	{U32_AT("route.gc_interval", rt_hash.gc_interval_ms, 1, 1000000), 1000},
	{U32_AT("route.redirect_load", redirect_load_ms, 0, 10000), 4},
	{U32_AT("route.redirect_silence", redirect_silence_ms, 0, 1000000), 4},
	{U32_AT("ipfrag_time", frags.timeout_ms, 1, 3600), 1000},
	{NEIGH("gc_stale_time", parms.gc_stale_time_ms, 1, 100000), 1000},
	{NEIGH("delay_first_probe_time", parms.delay_first_probe_time_ms, 0,
	       3600),
	 1000},
	{NEIGH("locktime", parms.locktime_ms, 0, 100000), 10},
};

static int set(struct net *net, const struct inet_sysctl *s, u32 v, u32 unit)
{
	if (v < s->min || v > s->max)
		return -EINVAL;
	*(u32 *)((char *)net + s->offset) = v * unit;
	return 0;
}

static int set_port_range(struct net *net, const char *value)
{
	u32 port[2] = {0, 0};
	int n = 0;

	for (const char *p = value; *p; p++) {
		if (*p >= '0' && *p <= '9') {
			port[n] = port[n] * 10 + (u32)(*p - '0');
			if (port[n] > 65535)
				return -EINVAL;
		} else if ((*p == ' ' || *p == '\t') && n == 0) {
			while (p[1] == ' ' || p[1] == '\t')
				p++;
			n = 1;
		} else {
			return -EINVAL;
		}
	}
	if (n != 1 || !port[0] || port[1] < port[0])
		return -EINVAL;
	net->local_port_min = port[0];
	net->local_port_max = port[1];
	return 0;
}

int inet_sysctl(struct net *net, const char *key, const char *value)
{
	unsigned int v;

	if (!strncmp(key, "conf.", 5))
		return devconf_sysctl(net, key, value);
	if (!strcmp(key, "ip_forward"))
		return ip_forward_sysctl(net, value);
	/* This name is ours: Linux took the cache out. */
	if (!strcmp(key, "rt_cache"))
		return rt_hash_sysctl(net, value);
	if (!strcmp(key, "ip_local_port_range"))
		return set_port_range(net, value);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (strcmp(key, table[i].name))
			continue;
		if (kstrtouint(value, 0, &v))
			return -EINVAL;
		return set(net, &table[i], v, 1);
	}
	for (size_t i = 0; i < ARRAY_SIZE(timed); i++) {
		if (strcmp(key, timed[i].s.name))
			continue;
		if (kstrtouint(value, 0, &v))
			return -EINVAL;
		return set(net, &timed[i].s, v, timed[i].unit_ms);
	}
	return -ENOENT;
}

int nf_sysctl(struct net *net, const char *key, const char *value)
{
	static const struct {
		struct inet_sysctl s;
		u32 unit_ms;
	} nf[] = {
		{U32_AT("nf_conntrack_max", ct.max, 0, 1u << 20), 1},
		{U32_AT("nf_conntrack_udp_timeout", ct.udp_timeout_ms, 1,
			100000),
		 1000},
		{U32_AT("nf_conntrack_udp_timeout_stream", ct.udp_stream_ms, 1,
			100000),
		 1000},
		{U32_AT("nf_conntrack_icmp_timeout", ct.icmp_ms, 1, 100000),
		 1000},
		{U32_AT("nf_conntrack_generic_timeout", ct.generic_ms, 1,
			100000),
		 1000},
	};
	unsigned int v;

	for (size_t i = 0; i < ARRAY_SIZE(nf); i++) {
		if (strcmp(key, nf[i].s.name))
			continue;
		if (kstrtouint(value, 0, &v))
			return -EINVAL;
		return set(net, &nf[i].s, v, nf[i].unit_ms);
	}
	return -ENOENT;
}

void inet_metrics(const struct net *net, struct metrics *out)
{
	const struct neigh_statistics *n = &net->arp_tbl.stats;
	const struct netns_rt_cache *c = &net->rt_hash;

	snmp_metrics(net, out);
	metrics_u64(out, "fib.lookups", net->fib.lookups);
	metrics_u64(out, "fib.steps", net->fib.steps);
	metrics_u64(out, "fib.exceptions", net->fib.fnhe_created);
	metrics_u64(out, "netfilter.dropped", net->nf.dropped);
	metrics_u64(out, "netfilter.connections", net->ct.created);
	metrics_u64(out, "rt_cache.entries", c->entries);
	metrics_u64(out, "rt_cache.in_hit", c->in_hit);
	metrics_u64(out, "rt_cache.in_slow_tot", c->in_slow_tot);
	metrics_u64(out, "rt_cache.out_hit", c->out_hit);
	metrics_u64(out, "rt_cache.out_slow_tot", c->out_slow_tot);
	metrics_u64(out, "rt_cache.in_hlist_search", c->in_hlist_search);
	metrics_u64(out, "rt_cache.out_hlist_search", c->out_hlist_search);
	metrics_u64(out, "rt_cache.gc_total", c->gc_total);
	metrics_u64(out, "rt_cache.gc_ignored", c->gc_ignored);
	metrics_u64(out, "rt_cache.gc_goal_miss", c->gc_goal_miss);
	metrics_u64(out, "rt_cache.gc_dst_overflow", c->gc_dst_overflow);
	metrics_u64(out, "arp.conflicts", n->conflicts);
	metrics_u64(out, "arp.solicits", n->solicits);
	metrics_u64(out, "arp.res_failed", n->res_failed);
	metrics_u64(out, "arp.unres_discards", n->unres_discards);
	metrics_u64(out, "arp.table_fulls", n->table_fulls);
	metrics_u64(out, "arp.allocs", n->allocs);
	metrics_u64(out, "arp.destroys", n->destroys);
}
