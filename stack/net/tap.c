// SPDX-License-Identifier: MIT
/*
 * The tap between driver and stack: what tcpdump would see on the device. The
 * machine shows it to whoever looks on from outside. It looks on itself, so it
 * is not counted (kernel_lanes.h).
 */
#include "kernel_lanes.h"
#include <linux/netdevice.h>
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

void dev_tap(struct sk_buff *skb, bool outbound)
{
	struct machine *m = machine_this();
	const unsigned char *start = skb->data;
	unsigned int len;

	if (skb_mac_header_was_set(skb))
		start = skb_mac_header(skb);
	len = skb_headlen(skb) + (unsigned int)(skb->data - start);
	if (skb_is_nonlinear(skb)) {
		machine_tap_part(m, start, len);
		tap_fragments(m, skb);
		len = 0;
	}
	machine_tap(m, skb->pkt_id, outbound, start, len);
}
