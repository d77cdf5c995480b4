// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * The receive ring: buffers given to the card, frames taken from it.
 *
 * Who owns what: a descriptor belongs to the card from the write of RDT that
 * passes it until the card sets DD in it; its buffer likewise, which is mapped
 * for the device all that time. The driver reads nothing of a descriptor
 * before DD and nothing of a buffer before it was unmapped or synced.
 */
#include <linux/dma-mapping.h>
#include <linux/if_vlan.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "e1000.h"

static unsigned int copybreak = 256;
module_param(copybreak, uint, 0644);
MODULE_PARM_DESC(copybreak, "Frames up to this many bytes are copied");

/* Context: process. Returns 0 or -ENOMEM with nothing left allocated. */
int e1000_rx_alloc(struct e1000_queue *q)
{
	struct e1000_adapter *adapter = q->adapter;
	struct e1000_rx_ring *rx = &q->rx;

	memset(rx, 0, sizeof(*rx));
	rx->count = adapter->rx_count;
	rx->tail = adapter->regs + E1000_RDT;
	rx->buffers = kvcalloc(rx->count, sizeof(*rx->buffers), GFP_KERNEL);
	if (!rx->buffers)
		return -ENOMEM;
	/* Zeroed: no descriptor is done before the card did it. */
	rx->desc = dma_alloc_coherent(&adapter->pdev->dev,
				      rx->count * sizeof(*rx->desc), &rx->dma,
				      GFP_KERNEL);
	if (!rx->desc) {
		kvfree(rx->buffers);
		rx->buffers = NULL;
		return -ENOMEM;
	}
	return 0;
}

/* After e1000_rx_clean(). Context: process. */
void e1000_rx_free(struct e1000_queue *q)
{
	struct e1000_rx_ring *rx = &q->rx;

	dma_free_coherent(&q->adapter->pdev->dev, rx->count * sizeof(*rx->desc),
			  rx->desc, rx->dma);
	rx->desc = NULL;
	kvfree(rx->buffers);
	rx->buffers = NULL;
}

/* A page for @buffer, mapped for the card; false without memory. */
static bool e1000_rx_new_page(struct e1000_queue *q,
			      struct e1000_rx_buffer *buffer)
{
	struct device *dev = &q->adapter->pdev->dev;
	struct page *page = dev_alloc_page();
	dma_addr_t dma;

	if (!page)
		return false;
	dma = dma_map_page(dev, page, E1000_RX_HEADROOM, E1000_RX_BUFFER,
			   DMA_FROM_DEVICE);
	if (dma_mapping_error(dev, dma)) {
		__free_page(page);
		return false;
	}
	buffer->page = page;
	buffer->dma = dma;
	return true;
}

/*
 * Give the card up to @buffers more buffers, and tell it of them with one
 * write of RDT. Without memory the ring stays short and the watchdog asks
 * for another poll. Context: softirq, or process while the device is down.
 */
void e1000_rx_refill(struct e1000_queue *q, u16 buffers)
{
	struct e1000_rx_ring *rx = &q->rx;
	u16 i = rx->next_to_use;

	rx->starved = false;
	while (buffers--) {
		struct e1000_rx_buffer *buffer = &rx->buffers[i];
		struct e1000_rx_desc *desc = &rx->desc[i];

		/* Has one already if the frame in it was copied or dropped. */
		if (!buffer->page && !e1000_rx_new_page(q, buffer)) {
			rx->no_memory++;
			rx->starved = true;
			break;
		}
		desc->addr = cpu_to_le64(buffer->dma);
		desc->status = 0;
		if (++i == rx->count)
			i = 0;
	}
	if (i == rx->next_to_use)
		return;
	rx->next_to_use = i;
	/* The card reads the descriptors as soon as RDT moves (13.4.29). */
	dma_wmb();
	writel(i, rx->tail);
}

/* A frame of one small buffer, copied: the buffer goes back to the card. */
static struct sk_buff *e1000_rx_copy(struct e1000_queue *q,
				     struct e1000_rx_buffer *buffer,
				     unsigned int len)
{
	struct device *dev = &q->adapter->pdev->dev;
	struct sk_buff *skb = napi_alloc_skb(&q->napi, len);

	if (!skb)
		return NULL;
	dma_sync_single_for_cpu(dev, buffer->dma, len, DMA_FROM_DEVICE);
	skb_put_data(skb, page_address(buffer->page) + E1000_RX_HEADROOM, len);
	dma_sync_single_for_device(dev, buffer->dma, len, DMA_FROM_DEVICE);
	return skb;
}

static void e1000_rx_unmap(struct e1000_queue *q,
			   struct e1000_rx_buffer *buffer)
{
	dma_unmap_page(&q->adapter->pdev->dev, buffer->dma, E1000_RX_BUFFER,
		       DMA_FROM_DEVICE);
	buffer->page = NULL;
}

/* A buffer becomes the beginning of an sk_buff, without a copy. */
static struct sk_buff *e1000_rx_build(struct e1000_queue *q,
				      struct e1000_rx_buffer *buffer,
				      unsigned int len)
{
	struct sk_buff *skb = build_skb(page_address(buffer->page), PAGE_SIZE);

	if (!skb)
		return NULL;
	e1000_rx_unmap(q, buffer);
	skb_reserve(skb, E1000_RX_HEADROOM);
	skb_put(skb, len);
	return skb;
}

/* A buffer becomes the next fragment of rx->skb. */
static bool e1000_rx_append(struct e1000_queue *q,
			    struct e1000_rx_buffer *buffer, unsigned int len)
{
	struct sk_buff *skb = q->rx.skb;
	unsigned int i = skb_shinfo(skb)->nr_frags;

	if (!len)
		return true;
	if (i == MAX_SKB_FRAGS)
		return false;
	skb_add_rx_frag(skb, i, buffer->page, E1000_RX_HEADROOM, len,
			PAGE_SIZE);
	e1000_rx_unmap(q, buffer);
	return true;
}

/* Add what one descriptor brought to rx->skb. False: out of memory or room. */
static bool e1000_rx_take(struct e1000_queue *q, struct e1000_rx_buffer *buffer,
			  unsigned int len, bool eop)
{
	struct e1000_rx_ring *rx = &q->rx;

	if (rx->skb)
		return e1000_rx_append(q, buffer, len);
	if (eop && len <= copybreak)
		rx->skb = e1000_rx_copy(q, buffer, len);
	else
		rx->skb = e1000_rx_build(q, buffer, len);
	if (!rx->skb)
		rx->no_memory++;
	return rx->skb;
}

/* The frame is not wanted: neither what came before nor what comes until its
 * last descriptor. */
static void e1000_rx_discard(struct e1000_queue *q, bool eop)
{
	struct e1000_rx_ring *rx = &q->rx;

	if (rx->skb)
		dev_kfree_skb_any(rx->skb);
	rx->skb = NULL;
	rx->discard = !eop;
}

/*
 * A descriptor that is done. Returns the frame if this was its last one and
 * all of it is well, else NULL. The buffer has been used up, or stays in place
 * and goes back to the card with the next refill.
 */
static struct sk_buff *e1000_rx_one(struct e1000_queue *q,
				    const struct e1000_rx_desc *desc,
				    struct e1000_rx_buffer *buffer, bool eop)
{
	struct e1000_rx_ring *rx = &q->rx;
	unsigned int len = le16_to_cpu(desc->length);
	struct sk_buff *skb;

	if (rx->discard) {
		rx->discard = !eop;
		return NULL;
	}
	/* The errors are those of the frame, valid with EOP only (3.2.3.2).
	 * The other two a card that works never shows. */
	if ((eop && desc->errors & rx->errors) || len > E1000_RX_BUFFER ||
	    (!rx->skb && len < ETH_HLEN)) {
		rx->bad_frames++;
		e1000_rx_discard(q, eop);
		return NULL;
	}
	if (!e1000_rx_take(q, buffer, len, eop)) {
		e1000_rx_discard(q, eop);
		return NULL;
	}
	if (!eop)
		return NULL;
	skb = rx->skb;
	rx->skb = NULL;
	return skb;
}

/*
 * What the card says of the checksum of TCP or UDP. If it is wrong, or if the
 * card did not look (3.2.9 lists what it knows), the stack does. IP's it sums
 * up anyway.
 */
static void e1000_rx_checksum(struct sk_buff *skb,
			      const struct e1000_rx_desc *desc)
{
	skb_checksum_none_assert(skb);
	if (desc->status & E1000_RXD_STAT_TCPCS &&
	    !(desc->status & E1000_RXD_STAT_IXSM) &&
	    !(desc->errors & E1000_RXD_ERR_TCPE))
		skb->ip_summed = CHECKSUM_UNNECESSARY;
}

/* @desc is the frame's last one. */
static void e1000_rx_deliver(struct e1000_queue *q, struct sk_buff *skb,
			     const struct e1000_rx_desc *desc)
{
	q->itr.rx.packets++;
	q->itr.rx.bytes += skb->len;
	e1000_rx_checksum(skb, desc);
	skb->protocol = eth_type_trans(skb, q->adapter->netdev);
	if (desc->status & E1000_RXD_STAT_VP)
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q),
				       le16_to_cpu(desc->special));
	napi_gro_receive(&q->napi, skb);
}

/*
 * Take up to @budget frames from the ring; returns how many, bad ones
 * included. Context: softirq.
 */
int e1000_rx_poll(struct e1000_queue *q, int budget)
{
	struct e1000_rx_ring *rx = &q->rx;
	int frames = 0;
	u16 unused;

	while (frames < budget) {
		u16 i = rx->next_to_clean;
		struct e1000_rx_desc *desc = &rx->desc[i];
		u8 status = READ_ONCE(desc->status);
		struct sk_buff *skb;
		bool eop;

		if (!(status & E1000_RXD_STAT_DD))
			break;
		/* Nothing else of it may have been read before DD was. */
		dma_rmb();
		eop = status & E1000_RXD_STAT_EOP;
		rx->next_to_clean = i + 1 == rx->count ? 0 : i + 1;
		skb = e1000_rx_one(q, desc, &rx->buffers[i], eop);
		frames += eop;
		if (skb)
			e1000_rx_deliver(q, skb, desc);

		unused = e1000_unused(rx->count, rx->next_to_use,
				      rx->next_to_clean);
		if (unused >= E1000_RX_BATCH)
			e1000_rx_refill(q, unused);
	}
	/* Called for want of buffers, perhaps, with no frame in the ring. */
	if (unlikely(rx->starved))
		e1000_rx_refill(q, e1000_unused(rx->count, rx->next_to_use,
						rx->next_to_clean));
	return frames;
}

/*
 * Take all buffers back and begin anew. Context: process, the card is reset
 * and poll disabled.
 */
void e1000_rx_clean(struct e1000_queue *q)
{
	struct e1000_rx_ring *rx = &q->rx;
	u16 i;

	e1000_rx_discard(q, true);
	for (i = 0; i < rx->count; i++) {
		struct e1000_rx_buffer *buffer = &rx->buffers[i];
		struct page *page = buffer->page;

		if (!page)
			continue;
		e1000_rx_unmap(q, buffer);
		__free_page(page);
	}
	memset(rx->desc, 0, rx->count * sizeof(*rx->desc));
	rx->next_to_use = 0;
	rx->next_to_clean = 0;
	rx->starved = false;
}
