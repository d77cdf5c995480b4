// SPDX-License-Identifier: MIT
/*
 * The network that core/ calls, as tests of core/ alone want it: packets that
 * come up are counted and freed, nothing is ever sent.
 */
#include "bench.h"
#include "kernel_state.h"

struct net {
	u64 received;
	void (*on_receive)(struct sk_buff *skb);
	struct net_device *dev;
};

struct net *net_create(struct kernel *k)
{
	/* Stays for net_metrics(). */
	return (struct net *)__get_free_pages_at(GFP_KERNEL | __GFP_ZERO, 0,
						 NULL);
}

void net_destroy(struct net *net)
{
}

int net_ifconfig(struct net *net, const char *dev, u32 ip,
		 unsigned int prefix_len, char *err, size_t err_len)
{
	snprintf(err, err_len, "ifconfig %s: there is no such device", dev);
	return -1;
}

int net_route(struct net *net, const char *text, char *err, size_t err_len)
{
	snprintf(err, err_len, "no network: %s", text);
	return -1;
}

int net_rule(struct net *net, const char *text, char *err, size_t err_len)
{
	snprintf(err, err_len, "no network: %s", text);
	return -1;
}

int net_sysctl(struct net *net, const char *key, const char *value)
{
	return -ENOENT;
}

void net_metrics(const struct net *net, struct metrics *out)
{
	metrics_u64(out, "net.received", net->received);
}

void net_state(const struct net *net, struct metrics *out)
{
}

unsigned int files_state(const struct task_struct *task, unsigned int n,
			 struct metrics *out)
{
	return n;
}

bool files_wait(const struct task_struct *task, char *buf, size_t len)
{
	return false;
}

void net_tx_action(void)
{
}

void exit_files(struct files_struct *files)
{
}

bool copy_files(const struct files_struct *from, struct files_struct **to)
{
	*to = NULL;
	return true;
}

void net_lanes(struct record *r, struct sock **slot)
{
}

struct net_device *dev_get_by_name(struct net *net, const char *name)
{
	return net->dev && !strcmp(net->dev->name, name) ? net->dev : NULL;
}

int netif_receive_skb(struct sk_buff *skb)
{
	struct net *net = kernel_net(kernel_this());

	net->received++;
	if (net->on_receive)
		net->on_receive(skb);
	else
		consume_skb_place(skb, "stub.delivered");
	return NET_RX_SUCCESS;
}

u64 stub_received(void)
{
	return kernel_net(kernel_this())->received;
}

void stub_on_receive(void (*fn)(struct sk_buff *skb))
{
	kernel_net(kernel_this())->on_receive = fn;
}

void netdev_update_features(struct net_device *dev)
{
	/* A device that does what it is told. */
	dev->features = dev->wanted_features;
}

void stub_device(struct net_device *dev)
{
	kernel_net(kernel_this())->dev = dev;
}
