// SPDX-License-Identifier: MIT
/*
 * What a device can not do itself with an outgoing packet is done here, at the
 * last moment before the driver: tags, checksums, segmentation.
 */
#include <linux/err.h>
#include <linux/if_vlan.h>
#include <net/frame_work.h>
#include "net_internal.h"

void dev_add_offload(struct packet_offload *po)
{
	local_bh_disable();
	list_add(&po->list, &kernel_net(kernel_this())->offload_base);
	local_bh_enable();
}

void dev_remove_offload(struct packet_offload *po)
{
	local_bh_disable();
	list_del(&po->list);
	local_bh_enable();
}

struct sk_buff *skb_gso_segment(struct sk_buff *skb, netdev_features_t features)
{
	__be16 type = vlan_get_protocol(skb);
	struct packet_offload *po;

	list_for_each_entry (po, &dev_net(skb->dev)->offload_base, list)
		if (po->type == type)
			return po->callbacks.gso_segment(skb, features);
	return ERR_PTR(-EPROTONOSUPPORT);
}

/* Neither pieces nor a checksum that @features have not. */
static int make_simple(struct sk_buff *skb, netdev_features_t features)
{
	int err = 0;

	if (skb_is_nonlinear(skb) && !(features & NETIF_F_SG))
		err = skb_linearize(skb);
	if (!err && skb->ip_summed == CHECKSUM_PARTIAL &&
	    !(features & NETIF_F_CSUM_MASK))
		err = skb_checksum_help(skb);
	return err;
}

/* Takes @skb. */
static struct sk_buff *cut(struct sk_buff *skb, netdev_features_t features)
{
	struct sk_buff *segs = skb_gso_segment(skb, features), *seg;

	if (IS_ERR(segs)) {
		kfree_skb_place(skb, PTR_ERR(segs) == -ENOMEM
					     ? "dev.no_memory"
					     : "dev.not_segmentable");
		return NULL;
	}
	consume_skb(skb);
	for (seg = segs; seg; seg = seg->next) {
		/* Out of memory: so many are enough. The next sender of these
		 * bytes will see what is missing. */
		if (make_simple(seg, features)) {
			kfree_skb_list_reason(segs, SKB_DROP_REASON_NOMEM);
			return NULL;
		}
		frame_complete(seg);
	}
	return segs;
}

static struct sk_buff *validate_slow(struct sk_buff *skb)
{
	netdev_features_t features = netif_skb_features(skb);

	if (skb_vlan_tag_present(skb) &&
	    !(features & NETIF_F_HW_VLAN_CTAG_TX)) {
		skb = __vlan_hwaccel_push_inside(skb);
		if (!skb)
			return NULL;
	}
	if (netif_needs_gso(skb, features))
		return cut(skb, features);
	if (!make_simple(skb, features))
		return skb;
	kfree_skb_place(skb, "dev.no_memory");
	return NULL;
}

struct sk_buff *validate_xmit_skb(struct sk_buff *skb, struct net_device *dev)
{
	/* Most packets are no more than a linear buffer, and a checksum that
	 * this kind of device fills in. */
	if (likely(!skb_is_nonlinear(skb) && !skb_is_gso(skb) &&
		   !skb_vlan_tagged(skb) &&
		   (skb->ip_summed != CHECKSUM_PARTIAL ||
		    dev->features & NETIF_F_HW_CSUM)))
		return skb;
	skb = validate_slow(skb);
	if (!skb)
		atomic_long_inc(&dev->tx_dropped);
	return skb;
}
