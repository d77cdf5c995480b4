// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * What the card does with a frame on its way out: fill in a checksum, cut one
 * long TCP packet into frames, insert a VLAN tag.
 *
 * A context descriptor says where the headers are (3.3.6); it carries no data,
 * and holds for all data descriptors after it until the next one. The card has
 * two contexts, one for segmentation and one for the rest.
 */
#include <linux/if_vlan.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <net/checksum.h>

#include "e1000.h"

static void e1000_tx_put_context(struct e1000_queue *q, u16 *i,
				 const struct e1000_tx_context *context)
{
	struct e1000_tx_ring *tx = &q->tx;

	memcpy(&tx->desc[*i], context, sizeof(*context));
	tx->buffers[*i].skb = NULL;
	tx->buffers[*i].len = 0;
	*i = e1000_tx_advance(tx, *i);
}

/*
 * CHECKSUM_PARTIAL: the card sums up from csum_start to the end of the frame
 * and puts the result csum_offset behind that. Where that is, seldom changes
 * from frame to frame, so the context mostly stands already.
 */
static int e1000_tx_csum(struct e1000_queue *q, struct sk_buff *skb, u16 *i,
			 struct e1000_tx_offload *o)
{
	unsigned int start = skb_checksum_start_offset(skb);
	unsigned int at = start + skb->csum_offset;
	u32 command = E1000_TXD_CMD_DEXT | E1000_TXD_DTYP_C;
	u32 key;

	/* One byte each (3.3.6). */
	if (unlikely(at > 0xff))
		return skb_checksum_help(skb);
	if (skb->csum_offset == offsetof(struct tcphdr, check))
		command |= E1000_TXD_CMD_TCP;
	key = command | start << 8 | at;
	if (q->tx.context != key) {
		const struct e1000_tx_context context = {
			.tucss = start,
			.tucso = at,
			.command = cpu_to_le32(command),
		};

		e1000_tx_put_context(q, i, &context);
		q->tx.context = key;
	}
	o->command |= E1000_TXD_CMD_DEXT | E1000_TXD_DTYP_D;
	o->status |= E1000_TXD_POPTS_TXSM << E1000_TXD_POPTS_SHIFT;
	return 0;
}

/*
 * One TCP packet becomes frames of gso_size bytes of data. In each of them the
 * card sets the lengths, the sequence number, the flags and both checksums
 * (3.5.7); it starts from a header without lengths.
 */
static int e1000_tx_tso(struct e1000_queue *q, struct sk_buff *skb, u16 *i,
			struct e1000_tx_offload *o)
{
	int err = skb->ip_summed == CHECKSUM_PARTIAL ? skb_cow_head(skb, 0)
						     : -EINVAL;
	unsigned int hdr_len, ip_at, tcp_at;
	struct e1000_tx_context context;
	struct iphdr *iph;
	struct tcphdr *th;

	if (err)
		return err;
	iph = ip_hdr(skb);
	th = tcp_hdr(skb);
	ip_at = skb_network_offset(skb);
	tcp_at = skb_transport_offset(skb);
	hdr_len = skb_tcp_all_headers(skb);
	if (hdr_len > 0xff || hdr_len >= skb->len ||
	    hdr_len + skb_shinfo(skb)->gso_size > E1000_MAX_FRAME)
		return -EINVAL;
	iph->tot_len = 0;
	iph->check = 0;
	th->check =
		~csum_tcpudp_magic(iph->saddr, iph->daddr, 0, IPPROTO_TCP, 0);
	context = (struct e1000_tx_context){
		.ipcss = ip_at,
		.ipcso = ip_at + offsetof(struct iphdr, check),
		.ipcse = cpu_to_le16(tcp_at - 1),
		.tucss = tcp_at,
		.tucso = tcp_at + offsetof(struct tcphdr, check),
		.command =
			cpu_to_le32(E1000_TXD_CMD_DEXT | E1000_TXD_DTYP_C |
				    E1000_TXD_CMD_TSE | E1000_TXD_CMD_IP |
				    E1000_TXD_CMD_TCP | (skb->len - hdr_len)),
		.hdr_len = hdr_len,
		.mss = cpu_to_le16(skb_shinfo(skb)->gso_size),
	};
	e1000_tx_put_context(q, i, &context);
	o->command |= E1000_TXD_CMD_DEXT | E1000_TXD_DTYP_D | E1000_TXD_CMD_TSE;
	o->status |= (E1000_TXD_POPTS_IXSM | E1000_TXD_POPTS_TXSM)
		     << E1000_TXD_POPTS_SHIFT;
	return 0;
}

/*
 * What all of @skb's descriptors have in common; a context descriptor, if it
 * needs one, goes to *@i, which moves on. Returns 0, or a negative errno with
 * nothing done. Context: that of e1000_tx_xmit().
 */
int e1000_tx_offload(struct e1000_queue *q, struct sk_buff *skb, u16 *i,
		     struct e1000_tx_offload *o)
{
	o->command = E1000_TXD_CMD_IFCS;
	o->status = 0;
	if (skb_vlan_tag_present(skb)) {
		o->command |= E1000_TXD_CMD_VLE;
		o->status = (u32)skb_vlan_tag_get(skb)
			    << E1000_TXD_SPECIAL_SHIFT;
	}
	if (skb_is_gso(skb))
		return e1000_tx_tso(q, skb, i, o);
	if (skb->ip_summed == CHECKSUM_PARTIAL)
		return e1000_tx_csum(q, skb, i, o);
	return 0;
}
