// SPDX-License-Identifier: MIT
/*
 * The tap between driver and stack: what tcpdump would see on the device. The
 * machine shows it to whoever looks on from outside. It looks on itself, so it
 * is not counted (kernel_lanes.h).
 */
#include "kernel_lanes.h"
#include <linux/if_vlan.h>
#include "net_internal.h"

/* The bytes of @skb behind the linear ones. */
static void tap_fragments(struct machine *m, const struct sk_buff *skb)
{
	const struct skb_shared_info *si = skb_shinfo(skb);

	for (unsigned int i = 0; i < si->nr_frags; i++) {
		const skb_frag_t *f = &si->frags[i];
		const char *page = lane_page(skb_frag_page(f));

		machine_tap_part(m, page + skb_frag_off(f), skb_frag_size(f));
	}
	for (const struct sk_buff *f = si->frag_list; f; f = f->next) {
		machine_tap_part(m, f->data, skb_headlen(f));
		tap_fragments(m, f);
	}
}

/* The addresses and the tag that the card takes out or puts in: who looks on
 * sees the frame as the wire has it. */
static void tap_vlan(struct machine *m, const struct sk_buff *skb,
		     const unsigned char *start)
{
	const __be16 tag[2] = {skb->vlan_proto, htons(skb->vlan_tci)};

	machine_tap_part(m, start, 2 * ETH_ALEN);
	machine_tap_part(m, tag, sizeof(tag));
}

void dev_tap(struct sk_buff *skb, bool outbound)
{
	const struct device *card = skb->dev->dev.parent;
	struct machine *m =
		machine_card(machine_this(), card ? card->bus_id : 0);
	const unsigned char *start = skb->data;
	unsigned int len;

	if (skb_mac_header_was_set(skb))
		start = skb_mac_header(skb);
	len = skb_headlen(skb) + (unsigned int)(skb->data - start);
	if (skb_vlan_tag_present(skb) && len >= 2 * ETH_ALEN) {
		tap_vlan(m, skb, start);
		start += 2 * ETH_ALEN;
		len -= 2 * ETH_ALEN;
	}
	if (skb_is_nonlinear(skb)) {
		machine_tap_part(m, start, len);
		tap_fragments(m, skb);
		len = 0;
	}
	machine_tap(m, skb->pkt_id, outbound, start, len);
}
