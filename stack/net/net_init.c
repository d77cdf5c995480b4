// SPDX-License-Identifier: MIT
/* The network stack of one kernel: made, set, told about, taken apart. */
#include <linux/mm.h>
#include <linux/string.h>
#include <net/inet_init.h>
#include <net/packet.h>
#include "net_internal.h"
#include "sim/metrics.h"

#define NET_ORDER get_order(sizeof(struct net))

/*
 * struct net stays after net_destroy(), with the counters for net_metrics(),
 * until the machine's RAM goes. So it is no leak: it has no place.
 */
static struct net *net_alloc(struct kernel *k)
{
	struct net *net = (struct net *)__get_free_pages_at(
		GFP_KERNEL | __GFP_ZERO, NET_ORDER, NULL);

	if (!net)
		return NULL;
	net->kernel = k;
	net->alive = true;
	INIT_LIST_HEAD(&net->dev_base_head);
	INIT_LIST_HEAD(&net->netdev_chain);
	INIT_LIST_HEAD(&net->ptype_all);
	INIT_LIST_HEAD(&net->offload_base);
	for (int i = 0; i < PTYPE_HASH_SIZE; i++)
		INIT_LIST_HEAD(&net->ptype_base[i]);
	/* Linux's: 256 packets of 256 bytes with their sk_buffs. */
	net->sysctl_rmem_default = net->sysctl_rmem_max = 212992;
	net->sysctl_wmem_default = net->sysctl_wmem_max = 212992;
	return net;
}

struct net *net_create(struct kernel *k)
{
	struct net *net = net_alloc(k);

	if (!net)
		return NULL;
	kernel_set_net(k, net);
	if (inet_init(net) || packet_init(net) || unix_init(net) ||
	    loopback_init(net)) {
		net_destroy(net);
		return NULL;
	}
	return net;
}

void net_destroy(struct net *net)
{
	loopback_exit(net);
	WARN(!list_empty(&net->dev_base_head),
	     "a network device is still registered");
	unix_exit(net);
	packet_exit(net);
	inet_exit(net);
	net->alive = false;
}

/* ---- settings of net.core ---- */

static int core_sysctl(struct net *net, const char *key, const char *value)
{
	u32 *field = !strcmp(key, "rmem_default")   ? &net->sysctl_rmem_default
		     : !strcmp(key, "rmem_max")	    ? &net->sysctl_rmem_max
		     : !strcmp(key, "wmem_default") ? &net->sysctl_wmem_default
		     : !strcmp(key, "wmem_max")	    ? &net->sysctl_wmem_max
						    : NULL;
	unsigned int v;

	if (!field)
		return -ENOENT;
	if (kstrtouint(value, 0, &v) || v < SOCK_MIN_RCVBUF || v > 1u << 30)
		return -EINVAL;
	*field = v;
	return 0;
}

int net_sysctl(struct net *net, const char *key, const char *value)
{
	if (!strncmp(key, "net.core.", 9))
		return core_sysctl(net, key + 9, value);
	if (!strncmp(key, "net.ipv4.", 9))
		return inet_sysctl(net, key + 9, value);
	if (!strncmp(key, "net.netfilter.", 14))
		return nf_sysctl(net, key + 14, value);
	return -ENOENT;
}

/* ---- figures ---- */

static void put(struct metrics *out, const char *dev, const char *name, u64 v)
{
	char key[64];

	snprintf(key, sizeof(key), "net.%s.%s", dev, name);
	metrics_u64(out, key, v);
}

/* Figures of open devices lie in the card; they are read as it is closed. */
static void device_metrics(const struct netdev_final *f, struct metrics *out)
{
#define X(field) put(out, f->name, #field, f->stats.field);
	RTNL_LINK_STATS(X)
#undef X
	put(out, f->name, "qdisc_drops", f->qdisc_drops);
	put(out, f->name, "qdisc_requeues", f->qdisc_requeues);
	put(out, f->name, "tx_timeouts", f->tx_timeouts);
}

void net_metrics(const struct net *net, struct metrics *out)
{
	for (unsigned int i = 0; i < net->old_stats_count; i++)
		device_metrics(&net->old_stats[i], out);
	inet_metrics(net, out);
	metrics_u64(out, "socket.open", net->sockets_used);
}
