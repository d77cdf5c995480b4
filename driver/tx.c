// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * The transmit ring: frames handed to the card, and taken back when it has
 * sent them.
 *
 * xmit moves next_to_use under the queue's lock, poll moves next_to_clean;
 * neither takes a lock against the other. The card owns the descriptors from
 * TDH to TDT. Only a frame's last descriptor asks for a report (RS), so only
 * its DD says anything; TDH does not (13.4.39).
 */
#include <linux/dma-mapping.h>
#include <linux/slab.h>

#include "e1000.h"

/* Free descriptors at which a stopped queue goes on. */
#define TX_WAKE (2 * E1000_TX_WORST_CASE)

/* Context: process. Returns 0 or -ENOMEM with nothing left allocated. */
int e1000_tx_alloc(struct e1000_queue *q)
{
	struct e1000_adapter *adapter = q->adapter;
	struct e1000_tx_ring *tx = &q->tx;

	memset(tx, 0, sizeof(*tx));
	tx->count = adapter->tx_count;
	tx->tail = adapter->regs + E1000_TDT;
	tx->buffers = kvcalloc(tx->count, sizeof(*tx->buffers), GFP_KERNEL);
	if (!tx->buffers)
		return -ENOMEM;
	tx->desc = dma_alloc_coherent(&adapter->pdev->dev,
				      tx->count * sizeof(*tx->desc), &tx->dma,
				      GFP_KERNEL);
	if (!tx->desc) {
		kvfree(tx->buffers);
		tx->buffers = NULL;
		return -ENOMEM;
	}
	return 0;
}

/* After e1000_tx_clean(). Context: process. */
void e1000_tx_free(struct e1000_queue *q)
{
	struct e1000_tx_ring *tx = &q->tx;

	dma_free_coherent(&q->adapter->pdev->dev, tx->count * sizeof(*tx->desc),
			  tx->desc, tx->dma);
	tx->desc = NULL;
	kvfree(tx->buffers);
	tx->buffers = NULL;
}

static u16 e1000_tx_unused(const struct e1000_tx_ring *tx)
{
	return e1000_unused(tx->count, READ_ONCE(tx->next_to_use),
			    READ_ONCE(tx->next_to_clean));
}

/* Descriptors that @skb takes at most: the context may stand already. */
static unsigned int e1000_tx_needed(const struct sk_buff *skb)
{
	unsigned int n = DIV_ROUND_UP(skb_headlen(skb), E1000_TX_MAX_PIECE);
	unsigned int i;

	n += skb->ip_summed == CHECKSUM_PARTIAL;
	for (i = 0; i < skb_shinfo(skb)->nr_frags; i++)
		n += DIV_ROUND_UP(skb_frag_size(&skb_shinfo(skb)->frags[i]),
				  E1000_TX_MAX_PIECE);
	return n;
}

/* Undo the mapping of one descriptor. */
static void e1000_tx_unmap(struct e1000_queue *q,
			   struct e1000_tx_buffer *buffer)
{
	struct device *dev = &q->adapter->pdev->dev;

	if (!buffer->len)
		return;
	if (buffer->paged)
		dma_unmap_page(dev, buffer->dma, buffer->len, DMA_TO_DEVICE);
	else
		dma_unmap_single(dev, buffer->dma, buffer->len, DMA_TO_DEVICE);
	buffer->len = 0;
}

/* Fill descriptor *@i with a mapped piece and go on to the next. */
static bool e1000_tx_add(struct e1000_queue *q, u16 *i,
			 const struct e1000_tx_offload *o, dma_addr_t dma,
			 unsigned int len, bool paged)
{
	struct e1000_tx_ring *tx = &q->tx;
	struct e1000_tx_buffer *buffer = &tx->buffers[*i];
	struct e1000_tx_desc *desc = &tx->desc[*i];

	if (dma_mapping_error(&q->adapter->pdev->dev, dma))
		return false;
	buffer->skb = NULL;
	buffer->dma = dma;
	buffer->len = len;
	buffer->paged = paged;
	desc->addr = cpu_to_le64(dma);
	desc->command = cpu_to_le32(o->command | len);
	desc->status = cpu_to_le32(o->status);
	*i = e1000_tx_advance(tx, *i);
	return true;
}

/*
 * Map all of @skb and fill descriptors from *@i on; *@i is moved beyond the
 * last one. On failure it is beyond the last one that holds a mapping.
 */
static bool e1000_tx_map(struct e1000_queue *q, struct sk_buff *skb, u16 *i,
			 const struct e1000_tx_offload *o)
{
	struct device *dev = &q->adapter->pdev->dev;
	unsigned int f, at, len, size = skb_headlen(skb);

	for (at = 0; at < size; at += len) {
		len = min_t(unsigned int, size - at, E1000_TX_MAX_PIECE);
		if (!e1000_tx_add(q, i, o,
				  dma_map_single(dev, skb->data + at, len,
						 DMA_TO_DEVICE),
				  len, false))
			return false;
	}
	for (f = 0; f < skb_shinfo(skb)->nr_frags; f++) {
		const skb_frag_t *frag = &skb_shinfo(skb)->frags[f];

		size = skb_frag_size(frag);
		for (at = 0; at < size; at += len) {
			len = min_t(unsigned int, size - at,
				    E1000_TX_MAX_PIECE);
			if (!e1000_tx_add(q, i, o,
					  skb_frag_dma_map(dev, frag, at, len,
							   DMA_TO_DEVICE),
					  len, true))
				return false;
		}
	}
	return true;
}

/*
 * Put @skb into the ring without telling the card. On failure the ring is as
 * before and @skb still the caller's.
 */
static bool e1000_tx_queue(struct e1000_queue *q, struct sk_buff *skb)
{
	struct e1000_tx_ring *tx = &q->tx;
	struct e1000_tx_offload o;
	u16 first = tx->next_to_use;
	u16 end = first;
	u16 last, i;

	if (e1000_tx_offload(q, skb, &end, &o))
		return false;
	if (!e1000_tx_map(q, skb, &end, &o)) {
		for (i = first; i != end; i = e1000_tx_advance(tx, i))
			e1000_tx_unmap(q, &tx->buffers[i]);
		/* The card has not seen it. */
		tx->context = 0;
		return false;
	}
	last = end ? end - 1 : tx->count - 1;
	tx->desc[last].command |=
		cpu_to_le32(E1000_TXD_CMD_EOP | E1000_TXD_CMD_RS);
	tx->buffers[first].skb = skb;
	tx->buffers[first].eop = last;
	/* Poll looks at the buffers up to here, perhaps on another CPU. */
	smp_store_release(&tx->next_to_use, end);
	return true;
}

/* Tell the card of everything in the ring. */
static void e1000_tx_doorbell(struct e1000_tx_ring *tx)
{
	/* It reads the descriptors as soon as TDT moves (13.4.40). */
	dma_wmb();
	writel(tx->next_to_use, tx->tail);
}

/*
 * Stop the queue unless the largest frame still fits. Poll may have freed
 * descriptors since we looked and have found the queue running; so look again
 * once it is stopped. Pairs with the barrier in e1000_tx_poll().
 */
static void e1000_tx_maybe_stop(struct e1000_queue *q)
{
	struct net_device *netdev = q->adapter->netdev;

	if (likely(e1000_tx_unused(&q->tx) >= E1000_TX_WORST_CASE))
		return;
	netif_stop_queue(netdev);
	smp_mb();
	if (unlikely(e1000_tx_unused(&q->tx) >= TX_WAKE))
		netif_start_queue(netdev);
}

/*
 * Context: softirq or process with bottom halves off, under the queue's lock.
 * Takes @skb, unless it returns NETDEV_TX_BUSY.
 */
netdev_tx_t e1000_tx_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct e1000_adapter *adapter = netdev_priv(netdev);
	struct e1000_queue *q = &adapter->queue[0];
	struct e1000_tx_ring *tx = &q->tx;
	netdev_tx_t verdict = NETDEV_TX_OK;

	/*
	 * TCTL.PSP would pad as well, but some of these cards garble very
	 * short frames when they do. Frees @skb when it fails. What is cut
	 * into frames is only padded there.
	 */
	if (!skb_is_gso(skb) && eth_skb_pad(skb)) {
		tx->dropped++;
	} else if (skb->len >
		   (skb_is_gso(skb) ? E1000_TSO_MAX_SIZE : E1000_MAX_FRAME)) {
		tx->dropped++;
		dev_kfree_skb_any(skb);
	} else if (unlikely(e1000_tx_unused(tx) < e1000_tx_needed(skb))) {
		/* The queue should have been stopped before. */
		netif_stop_queue(netdev);
		verdict = NETDEV_TX_BUSY;
	} else if (!e1000_tx_queue(q, skb)) {
		tx->dropped++;
		dev_kfree_skb_any(skb);
	} else {
		netdev_sent_queue(netdev, skb->len);
		e1000_tx_maybe_stop(q);
	}
	/* Frames of earlier calls may wait for it, whatever became of this. */
	if (!netdev_xmit_more() || netif_queue_stopped(netdev))
		e1000_tx_doorbell(tx);
	return verdict;
}

/*
 * Take back the frame that begins at descriptor *@i and move *@i beyond it.
 * Returns the frame.
 */
static struct sk_buff *e1000_tx_take_back(struct e1000_queue *q, u16 *i)
{
	struct e1000_tx_ring *tx = &q->tx;
	struct sk_buff *skb = tx->buffers[*i].skb;
	u16 eop = tx->buffers[*i].eop;
	u16 at;

	tx->buffers[*i].skb = NULL;
	do {
		at = *i;
		e1000_tx_unmap(q, &tx->buffers[at]);
		*i = e1000_tx_advance(tx, at);
	} while (at != eop);
	return skb;
}

/* Wake the queue if it was stopped and there is room again. */
static void e1000_tx_maybe_wake(struct e1000_queue *q)
{
	struct net_device *netdev = q->adapter->netdev;

	/* next_to_clean first, then the queue: e1000_tx_maybe_stop() does it
	 * the other way round. */
	smp_mb();
	if (netif_queue_stopped(netdev) && netif_carrier_ok(netdev) &&
	    !test_bit(E1000_FLAG_DOWN, &q->adapter->flags) &&
	    e1000_tx_unused(&q->tx) >= TX_WAKE)
		netif_wake_queue(netdev);
}

/*
 * Free all frames that the card has sent. @budget is poll's: 0 means that the
 * caller may be in any context. Context: softirq.
 */
void e1000_tx_poll(struct e1000_queue *q, int budget)
{
	struct e1000_tx_ring *tx = &q->tx;
	u16 end = smp_load_acquire(&tx->next_to_use);
	u16 i = tx->next_to_clean;
	unsigned int done = 0, packets = 0, bytes = 0;

	while (i != end) {
		const struct e1000_tx_desc *desc =
			&tx->desc[tx->buffers[i].eop];
		struct sk_buff *skb;

		if (!(READ_ONCE(desc->status) & cpu_to_le32(E1000_TXD_STAT_DD)))
			break;
		skb = e1000_tx_take_back(q, &i);
		done++;
		packets += skb_shinfo(skb)->gso_segs ?: 1;
		bytes += skb->len;
		napi_consume_skb(skb, budget);
	}
	if (!done)
		return;
	WRITE_ONCE(tx->next_to_clean, i);
	WRITE_ONCE(tx->done, tx->done + done);
	q->itr.tx.packets += packets;
	q->itr.tx.bytes += bytes;
	netdev_completed_queue(q->adapter->netdev, done, bytes);
	e1000_tx_maybe_wake(q);
}

/*
 * Drop what is in the ring and begin anew. Context: process, the card is reset,
 * poll disabled and the queue stopped.
 */
void e1000_tx_clean(struct e1000_queue *q)
{
	struct e1000_tx_ring *tx = &q->tx;
	u16 i = tx->next_to_clean;

	while (i != tx->next_to_use) {
		dev_kfree_skb_any(e1000_tx_take_back(q, &i));
		tx->dropped++;
	}
	memset(tx->desc, 0, tx->count * sizeof(*tx->desc));
	tx->next_to_use = 0;
	tx->next_to_clean = 0;
	tx->context = 0; /* a reset card has none */
	tx->was_pending = false;
	netdev_reset_queue(q->adapter->netdev);
}

bool e1000_tx_pending(const struct e1000_queue *q)
{
	return READ_ONCE(q->tx.next_to_clean) != READ_ONCE(q->tx.next_to_use);
}

/*
 * True if frames wait now, waited at the last call, and none was finished in
 * between. Context: process, the watchdog only.
 */
bool e1000_tx_hung(struct e1000_queue *q)
{
	struct e1000_tx_ring *tx = &q->tx;
	unsigned long done = READ_ONCE(tx->done);
	bool pending = e1000_tx_pending(q);
	bool hung = pending && tx->was_pending && done == tx->done_then;

	tx->was_pending = pending;
	tx->done_then = done;
	return hung;
}
