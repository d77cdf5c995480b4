/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Driver for Intel's 82540EM and for the Verilog card that behaves like it.
 *
 * One file per subject: main.c (PCI), netdev.c (open to stop), tx.c,
 * tx_offload.c, rx.c, irq.c (top half, poll), itr.c (interrupt moderation),
 * hw.c (registers), vlan.c, flow.c (PAUSE), stats.c, ethtool.c. docs/driver.md
 * follows a packet through them. "Section" in comments is that of the 8254x
 * Software Developer's Manual.
 */
#ifndef E1000_H
#define E1000_H

#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include "e1000_regs.h"

#define E1000_NAME "ringside_e1000"

/* A queue is what one interrupt serves. The 82540EM has one. */
#define E1000_QUEUES 1

/* Descriptors per ring. RDLEN and TDLEN count in 128 bytes (13.4.27). */
#define E1000_RING_DEFAULT  256
#define E1000_RING_MIN	    80
#define E1000_RING_MAX	    4096
#define E1000_RING_MULTIPLE 8

/* The longest frame the card takes, and with it the largest MTU. */
#define E1000_MAX_FRAME 16128
#define E1000_MAX_MTU	(E1000_MAX_FRAME - ETH_HLEN - ETH_FCS_LEN)

/*
 * Receive buffers: half a page each, behind the headroom that the stack wants;
 * the other half has room for what build_skb() puts at the end. RCTL knows
 * powers of two only (13.4.22).
 */
#define E1000_RX_BUFFER	  2048
#define E1000_RX_HEADROOM (NET_SKB_PAD + NET_IP_ALIGN)
#define E1000_RX_BATCH	  16 /* buffers per write of RDT */

/*
 * Section 3.3.3 allows 16288 bytes per descriptor. A page at most asks no more
 * of an IOMMU or a bounce buffer than one page.
 */
#define E1000_TX_MAX_PIECE 4096
/* The longest packet that is given to the card to be cut into frames: 64 KiB
 * of data behind the longest headers. It could do a megabyte (3.3.6). */
#define E1000_TSO_MAX_SIZE (65536 + 256)
/* Descriptors that the longest packet in the most pieces needs: one for the
 * context, each piece of memory begins one, and each E1000_TX_MAX_PIECE bytes
 * at most one more. */
#define E1000_TX_WORST_CASE      \
	(1 + MAX_SKB_FRAGS + 1 + \
	 DIV_ROUND_UP(E1000_TSO_MAX_SIZE, E1000_TX_MAX_PIECE))

#define E1000_WATCHDOG_SEC 2

/* What the driver is interrupted for. */
#define E1000_IMS_WANTED                                      \
	(E1000_IMS_RXT0 | E1000_IMS_TXDW | E1000_IMS_RXDMT0 | \
	 E1000_IMS_RXSEQ | E1000_IMS_LSC)

/* Legacy receive descriptor (3.2.3). */
struct e1000_rx_desc {
	__le64 addr;
	__le16 length;
	__le16 csum;
	u8 status;
	u8 errors;
	__le16 special;
};

/* Legacy transmit descriptor (3.3.3), or data descriptor (3.3.7). */
struct e1000_tx_desc {
	__le64 addr;
	__le32 command; /* E1000_TXD_CMD_*, length in 15:0 or 19:0 */
	__le32 status;	/* E1000_TXD_STAT_* in 3:0, see below */
};

/* Where the options (data descriptors only) and the VLAN tag are in status. */
#define E1000_TXD_POPTS_SHIFT	8
#define E1000_TXD_SPECIAL_SHIFT 16

/* Context descriptor (3.3.6): offsets into the frame. */
struct e1000_tx_context {
	u8 ipcss, ipcso; /* IP checksum: from here, goes there, */
	__le16 ipcse;	 /* up to and with this byte */
	u8 tucss, tucso; /* the same of TCP or UDP; 0: to the end */
	__le16 tucse;
	__le32 command; /* bytes behind the headers in 19:0 */
	u8 status;
	u8 hdr_len;
	__le16 mss;
};

/* What all data descriptors of a frame have in common, as the CPU has it. */
struct e1000_tx_offload {
	u32 command, status;
};

/* What the driver knows about a receive descriptor's buffer. */
struct e1000_rx_buffer {
	struct page *page;
	dma_addr_t dma;
};

struct e1000_rx_ring {
	struct e1000_rx_desc *desc;
	struct e1000_rx_buffer *buffers;
	void __iomem *tail;
	dma_addr_t dma;
	u16 count;
	u16 next_to_use;     /* first descriptor without a buffer; RDT */
	u16 next_to_clean;   /* the card fills this one next */
	u8 errors;	     /* with these, a frame is dropped */
	bool starved;	     /* a refill found no memory */
	bool discard;	     /* until the end of this frame */
	struct sk_buff *skb; /* the beginning of a frame not yet complete */
	unsigned long bad_frames;
	unsigned long no_memory;
};

/* What the driver knows about a transmit descriptor's buffer. */
struct e1000_tx_buffer {
	struct sk_buff *skb; /* set on a frame's first descriptor */
	dma_addr_t dma;
	u32 len; /* 0: nothing is mapped */
	u16 eop; /* of a frame's first descriptor: its last one */
	bool paged;
};

struct e1000_tx_ring {
	struct e1000_tx_desc *desc;
	struct e1000_tx_buffer *buffers;
	void __iomem *tail;
	dma_addr_t dma;
	u16 count;
	u16 next_to_use;   /* written by xmit, under the queue's lock */
	u16 next_to_clean; /* written by poll */
	/* What tells the last context that was not for segmentation from
	 * others; 0: there is none. */
	u32 context;
	bool was_pending; /* at the watchdog's last look ... */
	unsigned long done_then;
	unsigned long done; /* frames that the card finished */
	unsigned long dropped;
};

enum e1000_itr_mode {
	E1000_ITR_OFF = 0,
	E1000_ITR_DYNAMIC = 1,
	E1000_ITR_CONSERVATIVE = 3,
	E1000_ITR_SIMPLIFIED = 4,
	E1000_ITR_FIXED = 10, /* and everything above, in microseconds */
};

/* What traffic looked like since the last interrupt; in this order. */
enum e1000_latency {
	E1000_LATENCY_LOWEST,
	E1000_LATENCY_LOW,
	E1000_LATENCY_BULK,
};

struct e1000_flow {
	enum e1000_latency latency;
	unsigned int packets; /* since the last interrupt */
	unsigned int bytes;
};

struct e1000_itr {
	u32 usecs; /* as ethtool sets it: a mode, or microseconds */
	u32 rate;  /* interrupts per second that the card is set to */
	struct e1000_flow rx, tx;
};

struct e1000_queue {
	struct e1000_adapter *adapter;
	struct napi_struct napi;
	struct e1000_rx_ring rx;
	struct e1000_tx_ring tx;
	struct e1000_itr itr;
};

/* The card's statistics, summed up: reading a register clears it (13.7). */
struct e1000_hw_stats {
	u64 crcerrs, algnerrc, rxerrc, mpc, ecol, latecol, colc, tncrs, cexterr;
	u64 gprc, mprc, gptc, gorc, gotc, rnbc, ruc, rfc, roc, rjc;
};

/* PAUSE: what is wanted, and what holds on the link that is up. */
struct e1000_flow_control {
	bool autoneg, rx, tx;
	bool active_rx, active_tx;
	bool changed; /* the partner does not know yet */
};

enum e1000_flags {
	E1000_FLAG_DOWN, /* the card is not to interrupt, receive or send */
};

struct e1000_adapter {
	struct net_device *netdev;
	struct pci_dev *pdev;
	void __iomem *regs;
	unsigned long flags;
	u32 link_speed;		      /* Mb/s, 0 without link */
	struct e1000_flow_control fc; /* rtnl, and the link's work */
	u16 rx_count;		      /* ring sizes to open with */
	u16 tx_count;
	struct e1000_queue queue[E1000_QUEUES];

	struct work_struct link_work;
	struct work_struct reset_work;
	struct delayed_work watchdog;

	/* What the card's filter tables hold; under netif_addr_lock. */
	unsigned int rar_used;
	u32 mta[E1000_MTA_COUNT];
	/* What its VLAN filter holds, or will once it is on; rtnl. */
	unsigned int vlans;
	u32 vfta[E1000_VFTA_COUNT];

	spinlock_t stats_lock; /* around reads of statistics and @stats */
	struct e1000_hw_stats stats;
	u64 itr_gorc, itr_gotc; /* octets when the watchdog last looked */
};

static inline u32 e1000_read(const struct e1000_adapter *adapter, u32 reg)
{
	return readl(adapter->regs + reg);
}

static inline void e1000_write(const struct e1000_adapter *adapter, u32 reg,
			       u32 value)
{
	writel(value, adapter->regs + reg);
}

/* Posted writes are on the card when this returns. */
static inline void e1000_flush(const struct e1000_adapter *adapter)
{
	e1000_read(adapter, E1000_STATUS);
}

/*
 * Free descriptors. One stays unused, because head == tail means "empty"
 * (3.2.6, 3.4).
 */
static inline u16 e1000_unused(u16 count, u16 next_to_use, u16 next_to_clean)
{
	u16 wrap = next_to_clean > next_to_use ? 0 : count;

	return wrap + next_to_clean - next_to_use - 1;
}

static inline u16 e1000_tx_advance(const struct e1000_tx_ring *tx, u16 i)
{
	return i + 1 == tx->count ? 0 : i + 1;
}

/* hw.c */
int e1000_hw_reset(struct e1000_adapter *adapter);
void e1000_hw_setup(struct e1000_adapter *adapter);
int e1000_hw_read_mac(struct e1000_adapter *adapter, u8 *addr);
void e1000_hw_set_rar(struct e1000_adapter *adapter, unsigned int i,
		      const u8 *addr);
void e1000_hw_set_rx_mode(struct e1000_adapter *adapter);
void e1000_hw_setup_tx(struct e1000_adapter *adapter);
void e1000_hw_setup_rx(struct e1000_adapter *adapter);
void e1000_hw_link_work(struct work_struct *work);
u32 e1000_hw_multicast_hash(const u8 *addr);

/* netdev.c */
void e1000_netdev_init(struct net_device *netdev);

/* rx.c */
int e1000_rx_alloc(struct e1000_queue *q);
void e1000_rx_free(struct e1000_queue *q);
void e1000_rx_refill(struct e1000_queue *q, u16 buffers);
int e1000_rx_poll(struct e1000_queue *q, int budget);
void e1000_rx_clean(struct e1000_queue *q);

/* tx.c */
int e1000_tx_alloc(struct e1000_queue *q);
void e1000_tx_free(struct e1000_queue *q);
netdev_tx_t e1000_tx_xmit(struct sk_buff *skb, struct net_device *netdev);
void e1000_tx_poll(struct e1000_queue *q, int budget);
void e1000_tx_clean(struct e1000_queue *q);
bool e1000_tx_pending(const struct e1000_queue *q);
bool e1000_tx_hung(struct e1000_queue *q);

/* tx_offload.c */
int e1000_tx_offload(struct e1000_queue *q, struct sk_buff *skb, u16 *i,
		     struct e1000_tx_offload *o);

/* vlan.c */
netdev_features_t e1000_vlan_fix_features(struct net_device *netdev,
					  netdev_features_t features);
void e1000_vlan_setup(struct e1000_adapter *adapter);
int e1000_vlan_add_vid(struct net_device *netdev, __be16 proto, u16 vid);
int e1000_vlan_kill_vid(struct net_device *netdev, __be16 proto, u16 vid);

/* flow.c */
void e1000_flow_init(struct e1000_flow_control *fc);
void e1000_flow_setup(struct e1000_adapter *adapter);
void e1000_flow_link_up(struct e1000_adapter *adapter, bool full);
int e1000_flow_advertise(struct e1000_adapter *adapter);
void e1000_get_pauseparam(struct net_device *netdev,
			  struct ethtool_pauseparam *pause);
int e1000_set_pauseparam(struct net_device *netdev,
			 struct ethtool_pauseparam *pause);

/* irq.c */
irqreturn_t e1000_irq(int irq, void *data);
void e1000_irq_enable(struct e1000_adapter *adapter);
void e1000_irq_disable(struct e1000_adapter *adapter);
int e1000_poll(struct napi_struct *napi, int budget);

/* itr.c */
void e1000_itr_init(struct e1000_itr *itr, u32 usecs);
u32 e1000_itr_register(u32 rate);
enum e1000_latency e1000_itr_classify(enum e1000_latency latency,
				      unsigned int packets, unsigned int bytes);
u32 e1000_itr_next(struct e1000_itr *itr, u32 link_speed);
u32 e1000_itr_by_symmetry(u32 rx_octets, u32 tx_octets);
void e1000_itr_start(struct e1000_itr *itr);
void e1000_itr_update(struct e1000_queue *q);
void e1000_itr_write(struct e1000_queue *q);
void e1000_itr_watchdog(struct e1000_adapter *adapter);

/* stats.c */
void e1000_stats_update(struct e1000_adapter *adapter);
void e1000_stats_clear(struct e1000_adapter *adapter);
void e1000_stats_get(struct net_device *netdev, struct rtnl_link_stats64 *s);

/* ethtool.c */
extern const struct ethtool_ops e1000_ethtool_ops;

#endif
