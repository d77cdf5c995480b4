/* SPDX-License-Identifier: MIT */
/* VLAN tags (IEEE 802.1Q). */
#ifndef _LINUX_IF_VLAN_H
#define _LINUX_IF_VLAN_H

#include <linux/etherdevice.h>

#define VLAN_HLEN     4
#define VLAN_ETH_HLEN 18
#define VLAN_ETH_ZLEN 64
#define VLAN_N_VID    4096
#define VLAN_VID_MASK 0x0fff

struct vlan_hdr {
	__be16 h_vlan_TCI;
	__be16 h_vlan_encapsulated_proto;
};

struct vlan_ethhdr {
	unsigned char h_dest[ETH_ALEN];
	unsigned char h_source[ETH_ALEN];
	__be16 h_vlan_proto;
	__be16 h_vlan_TCI;
	__be16 h_vlan_encapsulated_proto;
} __packed;

#define skb_vlan_tag_present(skb) ((skb)->vlan_present)
#define skb_vlan_tag_get(skb)	  ((skb)->vlan_tci)
#define skb_vlan_tag_get_id(skb)  ((skb)->vlan_tci & VLAN_VID_MASK)

static inline void __vlan_hwaccel_put_tag(struct sk_buff *skb,
					  __be16 vlan_proto, u16 vlan_tci)
{
	skb->vlan_proto = vlan_proto;
	skb->vlan_tci = vlan_tci;
	skb->vlan_present = 1;
}

static inline void __vlan_hwaccel_clear_tag(struct sk_buff *skb)
{
	skb->vlan_present = 0;
}

static inline bool eth_type_vlan(__be16 type)
{
	return type == htons(ETH_P_8021Q) || type == htons(ETH_P_8021AD);
}

/* A tag beside the data or in front of them. */
static inline bool skb_vlan_tagged(const struct sk_buff *skb)
{
	return skb_vlan_tag_present(skb) || eth_type_vlan(skb->protocol);
}

/* net/vlan.c. What is behind the tags; 0 if there is nothing. */
__be16 vlan_get_protocol(const struct sk_buff *skb);
/* Into the data, behind the addresses; skb->data is at the MAC header. 0 or
 * -ENOMEM. */
int __vlan_insert_tag(struct sk_buff *skb, __be16 vlan_proto, u16 vlan_tci);
/* The tag beside the data, into them. NULL: freed. */
struct sk_buff *__vlan_hwaccel_push_inside(struct sk_buff *skb);

/* For the filter of a device that has one. Context: process, rtnl. */
int vlan_vid_add(struct net_device *dev, __be16 proto, u16 vid);
void vlan_vid_del(struct net_device *dev, __be16 proto, u16 vid);

#endif
