// SPDX-License-Identifier: MIT
/* Which groups devices belong to, RFC 1112 7. */
#include <linux/errno.h>
#include <linux/inetdevice.h>
#include <linux/slab.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include "igmp_internal.h"

static struct ip_mc_list *find(const struct in_device *in, __be32 group)
{
	struct ip_mc_list *im;

	list_for_each_entry (im, &in->mc_list, list)
		if (im->multiaddr == group)
			return im;
	return NULL;
}

/* The device's filter lets the group in, or no more (RFC 1112 6.4). */
static void filter(struct ip_mc_list *im, bool on)
{
	struct net_device *dev = im->interface->dev;
	u8 ha[6];

	if (im->loaded == on || !(dev->flags & IFF_MULTICAST))
		return;
	im->loaded = on;
	ip_eth_mc_map(im->multiaddr, ha);
	if (on)
		dev_mc_add(dev, ha);
	else
		dev_mc_del(dev, ha);
}

int ip_mc_inc_group(struct in_device *in, __be32 group)
{
	struct ip_mc_list *im;

	local_bh_disable();
	im = find(in, group);
	if (im && im->users++) {
		local_bh_enable();
		return 0;
	}
	local_bh_enable();
	if (!im) {
		im = kzalloc(sizeof(*im), GFP_KERNEL);
		if (!im)
			return -ENOMEM;
		im->interface = in;
		im->multiaddr = group;
		im->users = 1;
		timer_setup(&im->timer, igmp_timer_expire, 0);
		local_bh_disable();
		list_add_tail(&im->list, &in->mc_list);
		local_bh_enable();
	}
	if (in->dev->flags & IFF_UP)
		filter(im, true);
	local_bh_disable();
	rt_cache_flush(dev_net(in->dev));
	igmp_group_changed(im);
	local_bh_enable();
	return 0;
}

void ip_mc_dec_group(struct in_device *in, __be32 group)
{
	struct ip_mc_list *im = find(in, group);

	if (!im || !im->users)
		return;
	if (im->users > 1) {
		im->users--;
		return;
	}
	filter(im, false);
	local_bh_disable();
	im->users = 0;
	del_timer(&im->timer);
	rt_cache_flush(dev_net(in->dev));
	igmp_group_changed(im);
	local_bh_enable();
}

bool ip_check_mc(const struct net_device *dev, __be32 daddr, __be32 saddr,
		 u8 proto)
{
	const struct in_device *in = in_dev_get(dev);
	const struct ip_mc_list *im;

	(void)saddr;
	if (!in)
		return false;
	/* Another host's report is for whoever reports, too. */
	if (proto == IPPROTO_IGMP)
		return true;
	im = find(in, daddr);
	return im && im->users;
}

void ip_mc_init_dev(struct in_device *in)
{
	INIT_LIST_HEAD(&in->mc_list);
	in->mr_qi = 125000; /* RFC 3376 8.2, 8.3 */
	in->mr_qri = 10000;
	igmp_setup_timers(in);
}

void ip_mc_up(struct in_device *in)
{
	struct ip_mc_list *im;

	ip_mc_inc_group(in, htonl(INADDR_ALLHOSTS_GROUP));
	list_for_each_entry (im, &in->mc_list, list) {
		filter(im, true);
		if (im->multiaddr == htonl(INADDR_ALLHOSTS_GROUP))
			continue;
		local_bh_disable();
		igmp_group_changed(im);
		local_bh_enable();
	}
}

void ip_mc_down(struct in_device *in)
{
	struct ip_mc_list *im;

	local_bh_disable();
	igmp_stop_timers(in);
	local_bh_enable();
	list_for_each_entry (im, &in->mc_list, list)
		filter(im, false);
	im = find(in, htonl(INADDR_ALLHOSTS_GROUP));
	if (im && im->users)
		ip_mc_dec_group(in, htonl(INADDR_ALLHOSTS_GROUP));
}

void ip_mc_destroy_dev(struct in_device *in)
{
	struct ip_mc_list *im, *next;

	local_bh_disable();
	igmp_stop_timers(in);
	list_for_each_entry_safe (im, next, &in->mc_list, list) {
		list_del(&im->list);
		kfree(im);
	}
	local_bh_enable();
}
