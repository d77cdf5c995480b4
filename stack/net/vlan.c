// SPDX-License-Identifier: MIT
/* VLAN tags (IEEE 802.1Q) that a device does not insert or take out itself. */
#include <linux/if_vlan.h>
#include "net_internal.h"

__be16 vlan_get_protocol(const struct sk_buff *skb)
{
	int at = skb_mac_header_was_set(skb)
			 ? skb->mac_header - (int)skb_headroom(skb)
			 : 0;
	__be16 type = skb->protocol;
	struct vlan_hdr buf, *vh;

	/* As many tags as there may be. */
	for (at += ETH_HLEN; eth_type_vlan(type); at += VLAN_HLEN) {
		vh = skb_header_pointer(skb, at, sizeof(buf), &buf);
		if (!vh)
			return 0;
		type = vh->h_vlan_encapsulated_proto;
	}
	return type;
}

int __vlan_insert_tag(struct sk_buff *skb, __be16 vlan_proto, u16 vlan_tci)
{
	struct vlan_ethhdr *veth;

	if (skb_cow_head(skb, VLAN_HLEN))
		return -ENOMEM;
	veth = skb_push(skb, VLAN_HLEN);
	/* The addresses go forward. */
	memmove(skb->data, skb->data + VLAN_HLEN, 2 * ETH_ALEN);
	if (skb_mac_header_was_set(skb))
		skb->mac_header -= VLAN_HLEN;
	veth->h_vlan_proto = vlan_proto;
	veth->h_vlan_TCI = htons(vlan_tci);
	return 0;
}

struct sk_buff *__vlan_hwaccel_push_inside(struct sk_buff *skb)
{
	if (__vlan_insert_tag(skb, skb->vlan_proto, skb_vlan_tag_get(skb))) {
		kfree_skb_place(skb, "dev.no_memory");
		return NULL;
	}
	skb->protocol = skb->vlan_proto;
	__vlan_hwaccel_clear_tag(skb);
	return skb;
}

struct sk_buff *skb_vlan_untag(struct sk_buff *skb)
{
	struct vlan_hdr *vh;

	if (skb_vlan_tag_present(skb))
		return skb;
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return NULL;
	/* The tag, and what eth_type_trans() would look at behind it. */
	if (!pskb_may_pull(skb, VLAN_HLEN + sizeof(u16))) {
		kfree_skb_place(skb, "vlan.truncated");
		return NULL;
	}
	if (skb_cow(skb, skb_headroom(skb))) {
		kfree_skb_place(skb, "dev.no_memory");
		return NULL;
	}
	vh = (struct vlan_hdr *)skb->data;
	__vlan_hwaccel_put_tag(skb, skb->protocol, ntohs(vh->h_vlan_TCI));
	skb->protocol = vh->h_vlan_encapsulated_proto;
	if (ntohs(skb->protocol) < ETH_P_802_3_MIN)
		skb->protocol = htons(ETH_P_802_2);
	skb_pull_rcsum(skb, VLAN_HLEN);
	/* The addresses move up to the type, which is in place. */
	memmove(skb->data - ETH_HLEN, skb->data - ETH_HLEN - VLAN_HLEN,
		2 * ETH_ALEN);
	skb->mac_header += VLAN_HLEN;
	return skb;
}

int vlan_vid_add(struct net_device *dev, __be16 proto, u16 vid)
{
	ASSERT_RTNL();
	if (vid >= VLAN_N_VID)
		return -EINVAL;
	if (!(dev->features & NETIF_F_HW_VLAN_CTAG_FILTER) ||
	    !dev->netdev_ops->ndo_vlan_rx_add_vid)
		return 0;
	return dev->netdev_ops->ndo_vlan_rx_add_vid(dev, proto, vid);
}

void vlan_vid_del(struct net_device *dev, __be16 proto, u16 vid)
{
	ASSERT_RTNL();
	if (vid < VLAN_N_VID && dev->features & NETIF_F_HW_VLAN_CTAG_FILTER &&
	    dev->netdev_ops->ndo_vlan_rx_kill_vid)
		dev->netdev_ops->ndo_vlan_rx_kill_vid(dev, proto, vid);
}
