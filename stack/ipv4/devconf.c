// SPDX-License-Identifier: MIT
/*
 * net.ipv4.conf.*: each setting once for all devices, once for those to come,
 * once for each device (Documentation/networking/ip-sysctl.rst).
 */
#include <linux/errno.h>
#include <linux/inetdevice.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <net/net_namespace.h>
#include <net/route.h>

static const char *const names[__IPV4_DEVCONF_MAX] = {
#define X(name, text) [IPV4_DEVCONF_##name] = text,
	IPV4_DEVCONFS(X)
#undef X
};

/* The largest value of those that are more than a switch. */
static u32 devconf_max(unsigned int i)
{
	switch (i) {
	case IPV4_DEVCONF_RP_FILTER:
	case IPV4_DEVCONF_ARP_ANNOUNCE:
		return 2;
	case IPV4_DEVCONF_ARP_IGNORE:
		return 8;
	case IPV4_DEVCONF_FORCE_IGMP_VERSION:
		return 3;
	default:
		return 1;
	}
}

static const struct ipv4_devconf *all(const struct in_device *in)
{
	return &dev_net(in->dev)->devconf_all;
}

u32 in_dev_conf_and(const struct in_device *in, unsigned int i)
{
	return all(in)->data[i] && in->cnf.data[i];
}

u32 in_dev_conf_or(const struct in_device *in, unsigned int i)
{
	return all(in)->data[i] || in->cnf.data[i];
}

u32 in_dev_conf_max(const struct in_device *in, unsigned int i)
{
	return max(all(in)->data[i], in->cnf.data[i]);
}

bool in_dev_rx_redirects(const struct in_device *in)
{
	return IN_DEV_FORWARD(in) ? IN_DEV_ANDCONF(in, ACCEPT_REDIRECTS)
				  : IN_DEV_ORCONF(in, ACCEPT_REDIRECTS);
}

void devconf_init(struct net *net)
{
	static const u8 on[] = {
		IPV4_DEVCONF_ACCEPT_REDIRECTS, IPV4_DEVCONF_SECURE_REDIRECTS,
		IPV4_DEVCONF_SEND_REDIRECTS, IPV4_DEVCONF_SHARED_MEDIA};

	for (size_t i = 0; i < ARRAY_SIZE(on); i++)
		net->devconf_all.data[on[i]] = net->devconf_dflt.data[on[i]] =
			1;
	/* Refused, since the one for all is 0. */
	net->devconf_dflt.data[IPV4_DEVCONF_ACCEPT_SOURCE_ROUTE] = 1;
}

/* A host becomes a router, or the other way round. */
static void forward_change(struct net *net, u32 on)
{
	struct net_device *dev;

	net->devconf_all.data[IPV4_DEVCONF_FORWARDING] = on;
	net->devconf_all.data[IPV4_DEVCONF_ACCEPT_REDIRECTS] = !on;
	net->devconf_dflt.data[IPV4_DEVCONF_FORWARDING] = on;
	for_each_netdev (net, dev)
		if (in_dev_get(dev))
			in_dev_get(dev)->cnf.data[IPV4_DEVCONF_FORWARDING] = on;
	rt_cache_flush(net);
}

int ip_forward_sysctl(struct net *net, const char *value)
{
	unsigned int v;

	if (kstrtouint(value, 0, &v) || v > 1)
		return -EINVAL;
	if (v != net->devconf_all.data[IPV4_DEVCONF_FORWARDING])
		forward_change(net, v);
	return 0;
}

/* "all", "default" or a device's name: @len characters. */
static struct ipv4_devconf *whose(struct net *net, const char *s, size_t len)
{
	struct net_device *dev;

	if (len == 3 && !strncmp(s, "all", 3))
		return &net->devconf_all;
	if (len == 7 && !strncmp(s, "default", 7))
		return &net->devconf_dflt;
	for_each_netdev (net, dev)
		if (strlen(dev->name) == len && !strncmp(dev->name, s, len) &&
		    in_dev_get(dev))
			return &in_dev_get(dev)->cnf;
	return NULL;
}

int devconf_sysctl(struct net *net, const char *key, const char *value)
{
	struct ipv4_devconf *conf;
	const char *who, *name;
	unsigned int i, v;

	if (strncmp(key, "conf.", 5))
		return -ENOENT;
	who = key + 5;
	/* A device's name may have a dot (VLANs). */
	name = NULL;
	for (const char *dot = who; (dot = strchr(dot, '.')); dot++)
		name = dot;
	if (!name)
		return -ENOENT;
	conf = whose(net, who, (size_t)(name - who));
	for (i = 0; i < __IPV4_DEVCONF_MAX; i++)
		if (!strcmp(names[i], name + 1))
			break;
	if (!conf || i == __IPV4_DEVCONF_MAX)
		return -ENOENT;
	if (kstrtouint(value, 0, &v) || v > devconf_max(i))
		return -EINVAL;
	if (conf == &net->devconf_all && i == IPV4_DEVCONF_FORWARDING)
		return ip_forward_sysctl(net, value);
	conf->data[i] = v;
	rt_cache_flush(net);
	return 0;
}
