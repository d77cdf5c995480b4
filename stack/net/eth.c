// SPDX-License-Identifier: MIT
/* Ethernet framing, IEEE 802.3 3.2. */
#include <linux/errno.h>
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <net/frame_work.h>
#include "kernel_core.h"

/* A frame that came from a wire has no name until here: the machine knows
 * which one the driver took last. The CPU works on it from now on
 * (net/frame_work.h). */
static void eth_name_frame(struct sk_buff *skb)
{
	u32 id;

	if (skb->pkt_id)
		return;
	id = machine_frame_taken(kernel_machine(kernel_this()));
	if (id)
		skb_frame_set(skb, id);
	frame_work(id);
}

static u8 eth_pkt_type(const struct net_device *dev, const u8 *dest)
{
	if (ether_addr_equal(dest, dev->dev_addr))
		return PACKET_HOST;
	if (is_broadcast_ether_addr(dest))
		return PACKET_BROADCAST;
	return is_multicast_ether_addr(dest) ? PACKET_MULTICAST
					     : PACKET_OTHERHOST;
}

__be16 eth_type_trans(struct sk_buff *skb, struct net_device *dev)
{
	const struct ethhdr *eth;
	__be16 sap;

	eth_name_frame(skb);
	skb->dev = dev;
	skb_reset_mac_header(skb);
	/* A frame without room for a header is no protocol's. */
	if (unlikely(!pskb_may_pull(skb, ETH_HLEN))) {
		skb->pkt_type = PACKET_HOST;
		return htons(ETH_P_802_2);
	}
	eth = eth_hdr(skb);
	skb->pkt_type = eth_pkt_type(dev, eth->h_dest) & 7;
	sap = eth->h_proto;
	__skb_pull(skb, ETH_HLEN);
	/* IEEE 802.3 3.2.6: from 0x600 on a type, below a length. */
	if (likely(ntohs(sap) >= ETH_P_802_3_MIN))
		return sap;
	if (skb->len >= 2 && skb_headlen(skb) >= 2 && skb->data[0] == 0xff &&
	    skb->data[1] == 0xff)
		return htons(ETH_P_802_3); /* Novell's raw IPX */
	return htons(ETH_P_802_2);
}

int eth_header(struct sk_buff *skb, struct net_device *dev, unsigned short type,
	       const void *daddr, const void *saddr, unsigned int len)
{
	struct ethhdr *eth = skb_push(skb, ETH_HLEN);

	eth->h_proto =
		htons(type == ETH_P_802_3 || type == ETH_P_802_2 ? len : type);
	memcpy(eth->h_source, saddr ? saddr : dev->dev_addr, ETH_ALEN);
	if (daddr) {
		memcpy(eth->h_dest, daddr, ETH_ALEN);
		return ETH_HLEN;
	}
	if (dev->flags & (IFF_LOOPBACK | IFF_NOARP)) {
		eth_zero_addr(eth->h_dest);
		return ETH_HLEN;
	}
	return -ETH_HLEN;
}

static int eth_header_parse(const struct sk_buff *skb, unsigned char *haddr)
{
	memcpy(haddr, eth_hdr(skb)->h_source, ETH_ALEN);
	return ETH_ALEN;
}

static const struct header_ops eth_header_ops = {
	.create = eth_header,
	.parse = eth_header_parse,
};

void ether_setup(struct net_device *dev)
{
	dev->header_ops = &eth_header_ops;
	dev->type = ARPHRD_ETHER;
	dev->hard_header_len = ETH_HLEN;
	dev->min_header_len = ETH_HLEN;
	dev->mtu = ETH_DATA_LEN;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = ETH_DATA_LEN;
	dev->addr_len = ETH_ALEN;
	dev->tx_queue_len = 1000;
	dev->flags = IFF_BROADCAST | IFF_MULTICAST;
	eth_broadcast_addr(dev->broadcast);
}

struct net_device *alloc_etherdev_mqs(int sizeof_priv, unsigned int txqs,
				      unsigned int rxqs)
{
	return alloc_netdev_mqs(sizeof_priv, "eth%d", NET_NAME_UNKNOWN,
				ether_setup, txqs, rxqs);
}

int eth_prepare_mac_addr_change(struct net_device *dev, void *p)
{
	struct sockaddr *addr = p;

	return is_valid_ether_addr((u8 *)addr->sa_data) ? 0 : -EADDRNOTAVAIL;
}

void eth_commit_mac_addr_change(struct net_device *dev, void *p)
{
	struct sockaddr *addr = p;

	eth_hw_addr_set(dev, (u8 *)addr->sa_data);
}

int eth_mac_addr(struct net_device *dev, void *p)
{
	int err = eth_prepare_mac_addr_change(dev, p);

	if (!err)
		eth_commit_mac_addr_change(dev, p);
	return err;
}

int eth_validate_addr(struct net_device *dev)
{
	return is_valid_ether_addr(dev->dev_addr) ? 0 : -EADDRNOTAVAIL;
}

u32 eth_get_headlen(const struct net_device *dev, const void *data, u32 len)
{
	return min_t(u32, len, ETH_HLEN);
}
