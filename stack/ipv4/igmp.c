// SPDX-License-Identifier: MIT
/* Groups of devices: what the card lets through (RFC 1112 6.4, 7.2). */
#include <linux/errno.h>
#include <linux/etherdevice.h>
#include <linux/igmp.h>

int ip_mc_inc_group(struct in_device *in, __be32 group)
{
	u8 ha[ETH_ALEN];

	if (!(in->dev->flags & IFF_MULTICAST))
		return 0;
	ip_eth_mc_map(group, ha);
	return dev_mc_add(in->dev, ha);
}

void ip_mc_dec_group(struct in_device *in, __be32 group)
{
	u8 ha[ETH_ALEN];

	if (!(in->dev->flags & IFF_MULTICAST))
		return;
	ip_eth_mc_map(group, ha);
	dev_mc_del(in->dev, ha);
}
