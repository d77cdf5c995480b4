// SPDX-License-Identifier: MIT
/* From the driver to the protocols. */
#include <linux/if_vlan.h>
#include <net/frame_work.h>
#include <net/skb_unnamed.h>
#include "net_internal.h"

static struct list_head *ptype_head(struct net *net, __be16 type)
{
	if (type == htons(ETH_P_ALL))
		return &net->ptype_all;
	return &net->ptype_base[ntohs(type) & (PTYPE_HASH_SIZE - 1)];
}

void dev_add_pack(struct packet_type *pt)
{
	local_bh_disable();
	list_add(&pt->list, ptype_head(kernel_net(kernel_this()), pt->type));
	local_bh_enable();
}

void dev_remove_pack(struct packet_type *pt)
{
	local_bh_disable();
	list_del(&pt->list);
	local_bh_enable();
}

/* The last handler gets @skb itself, those before it a reference. */
static void deliver_skb(struct sk_buff *skb, struct packet_type *pt)
{
	skb_get(skb);
	pt->func(skb, skb->dev, pt, skb->dev);
}

/* Hands @skb to those in @list; the last one found is returned, unserved. */
static struct packet_type *deliver_list(struct sk_buff *skb,
					struct list_head *list, __be16 type,
					struct packet_type *prev)
{
	struct packet_type *pt;

	list_for_each_entry (pt, list, list) {
		if (pt->type != type || (pt->dev && pt->dev != skb->dev))
			continue;
		if (prev)
			deliver_skb(skb, prev);
		prev = pt;
	}
	return prev;
}

/*
 * A frame with a tag, which the card has taken out or which is still in front
 * of the data. There are no VLAN devices: only what has a priority and no VLAN
 * (802.1Q 6.9) is for this host. NULL: freed. Context: softirq.
 */
static struct sk_buff *vlan_receive(struct sk_buff *skb)
{
	skb = skb_vlan_untag(skb);
	if (!skb)
		return NULL;
	if (skb_vlan_tag_get_id(skb))
		skb->pkt_type = PACKET_OTHERHOST;
	skb_reset_network_header(skb);
	skb_reset_transport_header(skb);
	skb_reset_mac_len(skb);
	return skb;
}

int netif_receive_skb(struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;
	struct net *net = dev_net(dev);
	struct packet_type *last;

	skb_reset_network_header(skb);
	if (!skb_transport_header_was_set(skb))
		skb_reset_transport_header(skb);
	skb_reset_mac_len(skb);
	skb->skb_iif = dev->ifindex;
	if (!(dev->flags & IFF_LOOPBACK))
		dev_tap(skb, false);
	if (unlikely(skb_vlan_tagged(skb))) {
		skb = vlan_receive(skb);
		if (!skb)
			return frame_done(NET_RX_DROP);
	}
	last = deliver_list(skb, &net->ptype_all, htons(ETH_P_ALL), NULL);
	last = deliver_list(skb, ptype_head(net, skb->protocol), skb->protocol,
			    last);
	if (!last) {
		atomic_long_inc(&dev->rx_dropped);
		kfree_skb_place(skb, skb->pkt_type == PACKET_OTHERHOST
					     ? "eth.other_host"
					     : "eth.unknown_protocol");
		return frame_done(NET_RX_DROP);
	}
	if (last->type == htons(ETH_P_ALL)) {
		/* A tap looked on, but nobody took it. */
		deliver_skb(skb, last);
		atomic_long_inc(&dev->rx_nohandler);
		kfree_skb_place(skb, "eth.unknown_protocol");
		return frame_done(NET_RX_DROP);
	}
	return frame_done(last->func(skb, dev, last, dev));
}

void dev_queue_xmit_nit(struct sk_buff *skb, struct net_device *dev)
{
	struct packet_type *pt;

	list_for_each_entry (pt, &dev_net(dev)->ptype_all, list) {
		struct sk_buff *clone;

		if (pt->dev && pt->dev != dev)
			continue;
		clone = skb_clone_unnamed(skb, GFP_ATOMIC);
		if (!clone)
			return;
		skb_reset_mac_header(clone);
		clone->pkt_type = PACKET_OUTGOING;
		pt->func(clone, dev, pt, dev);
	}
}
