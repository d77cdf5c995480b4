/* SPDX-License-Identifier: MIT */
/*
 * The packet buffer.
 *
 *   head          data              tail            end
 *    |  headroom   |  linear data    |   tailroom    | skb_shared_info |
 *
 * len = linear data + data_len (bytes in page fragments). Clones share the
 * buffer (dataref); a buffer that is shared must not be written.
 * Ownership of an sk_buff passes with the call, as in Linux.
 *
 * The frame in the ledger: pkt_id names it (0: none). Clones and copies carry
 * the same id. It ends at the first of
 *  - skb_frame_end(skb, place): whoever takes delivery names the place;
 *  - the free of the last sk_buff that carries it: kfree_skb_reason() ends it
 *    at the reason's place (skb_drop_place()), consume_skb() at
 *    "kernel.consumed".
 * A frame on its way out belongs to the card from skb_frame_sending() on:
 * consume_skb() leaves it to the card ("wire.sent"), and only a free with
 * a reason ("driver.tx_dropped") ends it here.
 */
#ifndef _LINUX_SKBUFF_H
#define _LINUX_SKBUFF_H

#include <linux/dma-mapping.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/netdev_features.h>
#include <linux/refcount.h>
#include <linux/skb_drop_reason.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

struct sock;
struct net_device;
struct dst_entry;
struct napi_struct;
struct packet_type;

#define SMP_CACHE_BYTES 64
#define L1_CACHE_BYTES	64
#define NET_SKB_PAD	64
/* Keeps the IP header aligned behind Ethernet's 14 bytes. */
#define NET_IP_ALIGN	  2
#define SKB_DATA_ALIGN(x) ALIGN(x, SMP_CACHE_BYTES)
#define SKB_WITH_OVERHEAD(x) \
	((x)-SKB_DATA_ALIGN(sizeof(struct skb_shared_info)))
#define SKB_TRUESIZE(x)                                 \
	((x) + SKB_DATA_ALIGN(sizeof(struct sk_buff)) + \
	 SKB_DATA_ALIGN(sizeof(struct skb_shared_info)))
#define MAX_SKB_FRAGS 17

#define CHECKSUM_NONE	     0
#define CHECKSUM_UNNECESSARY 1
#define CHECKSUM_COMPLETE    2
#define CHECKSUM_PARTIAL     3

/* How a packet that is longer than any frame is cut: skb_shared_info.gso_type.
 * NETIF_F_* of a device that does it: this << NETIF_F_GSO_SHIFT. */
enum {
	SKB_GSO_TCPV4 = 1 << 0,
	SKB_GSO_TCP_ECN = 1 << 2, /* CWR is set, which the first piece keeps */
	SKB_GSO_UDP_L4 = 1 << 17,
};

typedef struct skb_frag {
	struct page *bv_page;
	unsigned int bv_len;
	unsigned int bv_offset;
} skb_frag_t;

/* At the end of the buffer; common to all its clones. */
struct skb_shared_info {
	u8 flags;
	u8 nr_frags;
	u8 tx_flags;
	unsigned short gso_size;
	unsigned short gso_segs;
	unsigned int gso_type;
	struct sk_buff *frag_list;
	atomic_t dataref;
	skb_frag_t frags[MAX_SKB_FRAGS];
};

typedef unsigned int sk_buff_data_t;

struct sk_buff {
	union {
		struct {
			struct sk_buff *next;
			struct sk_buff *prev;
		};
		struct list_head list;
	};
	struct sock *sk;
	struct net_device *dev;
	ktime_t tstamp;
	char cb[48] __aligned(8); /* whose layer has it may use it */
	struct dst_entry *_skb_dst;
	void (*destructor)(struct sk_buff *skb);
	unsigned int len, data_len;
	u16 mac_len, hdr_len;
	u16 queue_mapping;
	u8 cloned : 1, nohdr : 1, peeked : 1, head_frag : 1;
	u8 pkt_shared : 1;  /* another sk_buff may carry pkt_id */
	u8 pkt_sending : 1; /* the card has the frame */
	u8 pkt_type : 3, ignore_df : 1, ip_summed : 2, csum_valid : 1;
	u8 vlan_present : 1, encapsulation : 1, fclone_pad : 1;
	union {
		__wsum csum;
		struct {
			u16 csum_start;
			u16 csum_offset;
		};
	};
	u32 priority;
	int skb_iif;
	u32 hash;
	u32 mark;
	__be16 vlan_proto;
	u16 vlan_tci;
	__be16 protocol;
	u16 transport_header;
	u16 network_header;
	u16 mac_header;
	u32 pkt_id; /* the ledger's name of the frame */
	sk_buff_data_t tail;
	sk_buff_data_t end;
	unsigned char *head, *data;
	unsigned int truesize;
	refcount_t users;
	struct list_head all; /* every living sk_buff, for the leak list */
	const char *place;    /* who allocated it */
};

struct sk_buff_head {
	union {
		struct {
			struct sk_buff *next;
			struct sk_buff *prev;
		};
		struct list_head list;
	};
	u32 qlen;
	spinlock_t lock;
};

/* ---- the frame in the ledger ---- */

/* A frame of the host's own comes into being. */
void skb_born(struct sk_buff *skb);
#define skb_frame_born(skb) skb_born(skb)
/* It ends here (static storage, "udp.no_socket"); later frees do nothing. */
void skb_frame_end(struct sk_buff *skb, const char *place);
/* Around ndo_start_xmit(): buffers mapped between the two belong to it. */
void skb_frame_sending(struct sk_buff *skb);
void skb_frame_sending_done(void);
/* @skb carries frame @id from now on (eth_type_trans()). */
void skb_frame_set(struct sk_buff *skb, u32 id);

/* ---- allocation ---- */

#define alloc_skb(size, gfp) __alloc_skb_at(size, gfp, __PLACE__)
#define __netdev_alloc_skb(dev, len, gfp) \
	__netdev_alloc_skb_at(dev, len, gfp, __PLACE__)
#define netdev_alloc_skb(dev, len) __netdev_alloc_skb(dev, len, GFP_ATOMIC)
#define dev_alloc_skb(len)	   __netdev_alloc_skb(NULL, len, GFP_ATOMIC)
#define __netdev_alloc_skb_ip_align(dev, len, gfp) \
	__netdev_alloc_skb_ip_align_at(dev, len, gfp, __PLACE__)
#define netdev_alloc_skb_ip_align(dev, len) \
	__netdev_alloc_skb_ip_align(dev, len, GFP_ATOMIC)
#define napi_alloc_skb(napi, len) __napi_alloc_skb_at(napi, len, __PLACE__)
/* Headroom NET_SKB_PAD (and NET_IP_ALIGN). NULL when memory is out. */
struct sk_buff *__alloc_skb_at(unsigned int size, gfp_t gfp, const char *place);
struct sk_buff *__netdev_alloc_skb_at(struct net_device *dev, unsigned int len,
				      gfp_t gfp, const char *place);
struct sk_buff *__netdev_alloc_skb_ip_align_at(struct net_device *dev,
					       unsigned int len, gfp_t gfp,
					       const char *place);
struct sk_buff *__napi_alloc_skb_at(struct napi_struct *napi, unsigned int len,
				    const char *place);

/* Around memory of netdev_alloc_frag() or kmalloc(); @frag_size is its whole
 * size with skb_shared_info (0: kmalloc'ed, its ksize()). NULL leaves @data
 * to the caller. */
#define build_skb(data, frag_size)	__build_skb_at(data, frag_size, __PLACE__)
#define napi_build_skb(data, frag_size) build_skb(data, frag_size)
struct sk_buff *__build_skb_at(void *data, unsigned int frag_size,
			       const char *place);
#define netdev_alloc_frag(size) __netdev_alloc_frag_at(size, __PLACE__)
#define napi_alloc_frag(size)	__netdev_alloc_frag_at(size, __PLACE__)
void *__netdev_alloc_frag_at(unsigned int size, const char *place);
void skb_free_frag(void *addr);

/* ---- freeing ---- */

/*
 * Dropped. kfree_skb_reason() takes a reason, or the ledger's place itself
 * ("arp.queue_full", static storage). NULL is ignored.
 */
#define kfree_skb_reason(skb, why) \
	_Generic((why), char *: kfree_skb_place,              \
		 const char *: kfree_skb_place,               \
		 default: __kfree_skb_reason)(skb, why)
void __kfree_skb_reason(struct sk_buff *skb, enum skb_drop_reason reason);
void kfree_skb_place(struct sk_buff *skb, const char *place);
void kfree_skb_list_reason(struct sk_buff *segs, enum skb_drop_reason reason);
/* Done with as intended, and where: the frame ends there. */
void consume_skb(struct sk_buff *skb);
void consume_skb_place(struct sk_buff *skb, const char *place);

static inline void kfree_skb(struct sk_buff *skb)
{
	kfree_skb_reason(skb, SKB_DROP_REASON_NOT_SPECIFIED);
}

static inline void dev_kfree_skb(struct sk_buff *skb)
{
	consume_skb(skb);
}

static inline struct sk_buff *skb_get(struct sk_buff *skb)
{
	refcount_inc(&skb->users);
	return skb;
}

/* ---- sharing ---- */

#define skb_clone(skb, gfp) __skb_clone_at(skb, gfp, __PLACE__)
#define skb_copy(skb, gfp)  __skb_copy_at(skb, gfp, __PLACE__)
#define pskb_copy(skb, gfp) \
	__pskb_copy_at(skb, (int)skb_headroom(skb), gfp, __PLACE__)
#define skb_copy_expand(skb, headroom, tailroom, gfp) \
	__skb_copy_expand_at(skb, headroom, tailroom, gfp, __PLACE__)
/* Another sk_buff for the same buffer. */
struct sk_buff *__skb_clone_at(struct sk_buff *skb, gfp_t gfp,
			       const char *place);
/* Another buffer with the same bytes, all linear. */
struct sk_buff *__skb_copy_at(const struct sk_buff *skb, gfp_t gfp,
			      const char *place);
struct sk_buff *__skb_copy_expand_at(const struct sk_buff *skb, int headroom,
				     int tailroom, gfp_t gfp,
				     const char *place);
/* Another linear part; pages and frag_list are both's. */
struct sk_buff *__pskb_copy_at(struct sk_buff *skb, int headroom, gfp_t gfp,
			       const char *place);
/* A new, private buffer with so much more room on both sides. Pointers into
 * the old one are void. 0 or -ENOMEM (nothing changed). */
int pskb_expand_head(struct sk_buff *skb, int nhead, int ntail, gfp_t gfp);
/* At least @headroom in a private head. */
int skb_cow(struct sk_buff *skb, unsigned int headroom);
int skb_cow_head(struct sk_buff *skb, unsigned int headroom);
struct sk_buff *skb_realloc_headroom(struct sk_buff *skb,
				     unsigned int headroom);
/* All bytes into the linear part. 0 or -ENOMEM. */
int skb_linearize(struct sk_buff *skb);
/* What lies behind @len goes to @rest, an empty one with room for the linear
 * part of that; pages are not copied. Not for a clone or with a frag_list. */
void skb_split(struct sk_buff *skb, struct sk_buff *rest, unsigned int len);
/* @more, which is the caller's no longer, at the end of @skb's frag_list. */
void skb_frag_add_tail(struct sk_buff *skb, struct sk_buff *more);
#define skb_walk_frags(skb, f) \
	for (f = skb_shinfo(skb)->frag_list; f; f = f->next)
/* At least @len bytes linear; NULL if there are not so many or no memory. */
void *__pskb_pull_tail(struct sk_buff *skb, int delta);

static inline int skb_cloned(const struct sk_buff *skb);
static inline int skb_shared(const struct sk_buff *skb)
{
	return refcount_read(&skb->users) != 1;
}

/* An sk_buff of one's own; the reference to @skb passes. */
struct sk_buff *skb_share_check(struct sk_buff *skb, gfp_t gfp);
struct sk_buff *skb_unshare(struct sk_buff *skb, gfp_t gfp);

/* ---- geometry ---- */

#define skb_shinfo(skb) ((struct skb_shared_info *)skb_end_pointer(skb))

static inline unsigned char *skb_end_pointer(const struct sk_buff *skb)
{
	return skb->head + skb->end;
}

static inline unsigned int skb_end_offset(const struct sk_buff *skb)
{
	return skb->end;
}

static inline unsigned char *skb_tail_pointer(const struct sk_buff *skb)
{
	return skb->head + skb->tail;
}

static inline void skb_reset_tail_pointer(struct sk_buff *skb)
{
	skb->tail = (sk_buff_data_t)(skb->data - skb->head);
}

static inline void skb_set_tail_pointer(struct sk_buff *skb, int offset)
{
	skb_reset_tail_pointer(skb);
	skb->tail += offset;
}

static inline int skb_cloned(const struct sk_buff *skb)
{
	return skb->cloned && atomic_read(&skb_shinfo(skb)->dataref) != 1;
}

static inline int skb_header_cloned(const struct sk_buff *skb)
{
	return skb_cloned(skb);
}

static inline bool skb_is_nonlinear(const struct sk_buff *skb)
{
	return skb->data_len;
}

static inline unsigned int skb_headlen(const struct sk_buff *skb)
{
	return skb->len - skb->data_len;
}

static inline unsigned int skb_headroom(const struct sk_buff *skb)
{
	return (unsigned int)(skb->data - skb->head);
}

static inline int skb_tailroom(const struct sk_buff *skb)
{
	return skb_is_nonlinear(skb) ? 0 : (int)(skb->end - skb->tail);
}

static inline int skb_availroom(const struct sk_buff *skb)
{
	return skb_tailroom(skb);
}

/* Only for an empty buffer. */
static inline void skb_reserve(struct sk_buff *skb, int len)
{
	skb->data += len;
	skb->tail += (sk_buff_data_t)len;
}

/* Beyond the buffer: the machine stops with the buffer's geometry. */
void *skb_put(struct sk_buff *skb, unsigned int len);
void *skb_push(struct sk_buff *skb, unsigned int len);
/* NULL if there are fewer bytes. */
void *skb_pull(struct sk_buff *skb, unsigned int len);
/* Cuts to @len; longer is left alone. The buffer must not be shared with
 * frags: use pskb_trim(). */
void skb_trim(struct sk_buff *skb, unsigned int len);
int pskb_trim(struct sk_buff *skb, unsigned int len);
int pskb_trim_rcsum(struct sk_buff *skb, unsigned int len);

static inline void *__skb_push(struct sk_buff *skb, unsigned int len)
{
	return skb_push(skb, len);
}

static inline void *__skb_put(struct sk_buff *skb, unsigned int len)
{
	return skb_put(skb, len);
}

static inline void *__skb_pull(struct sk_buff *skb, unsigned int len)
{
	skb->len -= len;
	if (unlikely(skb->len < skb->data_len))
		__bug(__FILE__, __LINE__, "skb_pull beyond the linear data");
	return skb->data += len;
}

static inline void *skb_put_zero(struct sk_buff *skb, unsigned int len)
{
	return memset(skb_put(skb, len), 0, len);
}

static inline void *skb_put_data(struct sk_buff *skb, const void *data,
				 unsigned int len)
{
	return memcpy(skb_put(skb, len), data, len);
}

static inline void skb_put_u8(struct sk_buff *skb, u8 v)
{
	*(u8 *)skb_put(skb, 1) = v;
}

static inline bool pskb_may_pull(struct sk_buff *skb, unsigned int len)
{
	if (likely(len <= skb_headlen(skb)))
		return true;
	if (unlikely(len > skb->len))
		return false;
	return __pskb_pull_tail(skb, (int)(len - skb_headlen(skb))) != NULL;
}

static inline void *pskb_pull(struct sk_buff *skb, unsigned int len)
{
	return pskb_may_pull(skb, len) ? __skb_pull(skb, len) : NULL;
}

/* ---- headers: offsets from head ---- */

static inline void skb_reset_mac_header(struct sk_buff *skb)
{
	skb->mac_header = (u16)(skb->data - skb->head);
}

static inline void skb_set_mac_header(struct sk_buff *skb, int offset)
{
	skb->mac_header = (u16)(skb->data - skb->head + offset);
}

static inline unsigned char *skb_mac_header(const struct sk_buff *skb)
{
	return skb->head + skb->mac_header;
}

static inline int skb_mac_header_was_set(const struct sk_buff *skb)
{
	return skb->mac_header != (u16)~0U;
}

static inline void skb_reset_mac_len(struct sk_buff *skb)
{
	skb->mac_len = skb->network_header - skb->mac_header;
}

static inline void skb_reset_network_header(struct sk_buff *skb)
{
	skb->network_header = (u16)(skb->data - skb->head);
}

static inline void skb_set_network_header(struct sk_buff *skb, int offset)
{
	skb->network_header = (u16)(skb->data - skb->head + offset);
}

static inline unsigned char *skb_network_header(const struct sk_buff *skb)
{
	return skb->head + skb->network_header;
}

static inline int skb_network_offset(const struct sk_buff *skb)
{
	return (int)(skb_network_header(skb) - skb->data);
}

static inline void skb_reset_transport_header(struct sk_buff *skb)
{
	skb->transport_header = (u16)(skb->data - skb->head);
}

static inline void skb_set_transport_header(struct sk_buff *skb, int offset)
{
	skb->transport_header = (u16)(skb->data - skb->head + offset);
}

static inline unsigned char *skb_transport_header(const struct sk_buff *skb)
{
	return skb->head + skb->transport_header;
}

static inline int skb_transport_header_was_set(const struct sk_buff *skb)
{
	return skb->transport_header != (u16)~0U;
}

static inline int skb_transport_offset(const struct sk_buff *skb)
{
	return (int)(skb_transport_header(skb) - skb->data);
}

static inline int skb_checksum_start_offset(const struct sk_buff *skb)
{
	return skb->csum_start - (int)skb_headroom(skb);
}

/* ---- fragments in pages ---- */

static inline unsigned int skb_frag_size(const skb_frag_t *frag)
{
	return frag->bv_len;
}

static inline struct page *skb_frag_page(const skb_frag_t *frag)
{
	return frag->bv_page;
}

static inline unsigned int skb_frag_off(const skb_frag_t *frag)
{
	return frag->bv_offset;
}

static inline void *skb_frag_address(const skb_frag_t *frag)
{
	return (char *)page_address(frag->bv_page) + frag->bv_offset;
}

static inline dma_addr_t
__skb_frag_dma_map(struct device *dev, const skb_frag_t *frag, size_t offset,
		   size_t size, enum dma_data_direction dir, const char *place)
{
	return __dma_map_at(dev, (char *)skb_frag_address(frag) + offset, size,
			    dir, place);
}
#define skb_frag_dma_map(dev, frag, offset, size, dir) \
	__skb_frag_dma_map(dev, frag, offset, size, dir, __PLACE__)

/* The reference to @page passes. skb_fill_page_desc() leaves lengths alone. */
void skb_fill_page_desc(struct sk_buff *skb, int i, struct page *page, int off,
			int size);
void skb_add_rx_frag(struct sk_buff *skb, int i, struct page *page, int off,
		     int size, unsigned int truesize);

static inline void skb_frag_ref(struct sk_buff *skb, int i)
{
	get_page(skb_frag_page(&skb_shinfo(skb)->frags[i]));
}

/* ---- packets longer than a frame ---- */

static inline bool skb_is_gso(const struct sk_buff *skb)
{
	return skb_shinfo(skb)->gso_size;
}

static inline void skb_gso_reset(struct sk_buff *skb)
{
	skb_shinfo(skb)->gso_size = 0;
	skb_shinfo(skb)->gso_segs = 0;
	skb_shinfo(skb)->gso_type = 0;
}

/*
 * The bytes behind the first @hdrlen ones, gso_size of them at a time, each
 * behind a copy of those first ones: a list by ->next, or ERR_PTR(-ENOMEM).
 * With @sg the pieces share @skb's pages, else they are copies. Lengths and
 * checksums in the headers are the caller's to mend; @skb stays the caller's,
 * its frame becomes the first piece's, the others' are born. What @skb counts
 * against its sender's buffer, the last piece does from now on.
 */
struct sk_buff *skb_segment_list(struct sk_buff *skb, unsigned int hdrlen,
				 bool sg);

/* ---- bytes in and out; 0 or -EFAULT beyond the end ---- */

int skb_copy_bits(const struct sk_buff *skb, int offset, void *to, int len);
int skb_store_bits(struct sk_buff *skb, int offset, const void *from, int len);
/* Internet checksum (RFC 1071) of bytes anywhere in the buffer. */
__wsum skb_checksum(const struct sk_buff *skb, int offset, int len,
		    __wsum csum);

static inline void skb_copy_from_linear_data(const struct sk_buff *skb,
					     void *to, unsigned int len)
{
	memcpy(to, skb->data, len);
}

static inline void skb_copy_to_linear_data(struct sk_buff *skb,
					   const void *from, unsigned int len)
{
	memcpy(skb->data, from, len);
}

static inline void skb_copy_to_linear_data_offset(struct sk_buff *skb,
						  int offset, const void *from,
						  unsigned int len)
{
	memcpy(skb->data + offset, from, len);
}

/* @len bytes at @offset: in place if they are linear, else copied to @buf. */
void *skb_header_pointer(const struct sk_buff *skb, int offset, int len,
			 void *buf);

/*
 * Zeroes behind the data up to @len bytes in all. skb_pad() leaves len as it
 * is, skb_put_padto() raises it. On failure the sk_buff has been freed.
 */
int skb_pad(struct sk_buff *skb, int pad);
int skb_padto(struct sk_buff *skb, unsigned int len);
int skb_put_padto(struct sk_buff *skb, unsigned int len);

static inline int eth_skb_pad(struct sk_buff *skb)
{
	return skb_put_padto(skb, ETH_ZLEN);
}

/* The driver's last word before the card has the frame: no stamping here. */
static inline void skb_tx_timestamp(struct sk_buff *skb)
{
}

static inline void skb_record_rx_queue(struct sk_buff *skb, u16 queue)
{
	skb->queue_mapping = queue + 1;
}

static inline u16 skb_get_queue_mapping(const struct sk_buff *skb)
{
	return skb->queue_mapping;
}

static inline void skb_set_queue_mapping(struct sk_buff *skb, u16 queue)
{
	skb->queue_mapping = queue;
}

static inline void skb_checksum_none_assert(const struct sk_buff *skb)
{
	BUG_ON(skb->ip_summed != CHECKSUM_NONE);
}

static inline int skb_csum_unnecessary(const struct sk_buff *skb)
{
	return skb->ip_summed == CHECKSUM_UNNECESSARY || skb->csum_valid;
}

/* skb_pull() that keeps a CHECKSUM_COMPLETE from lying. */
static inline void *skb_pull_rcsum(struct sk_buff *skb, unsigned int len)
{
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		skb->ip_summed = CHECKSUM_NONE;
	return skb_pull(skb, len);
}

/* Moves a VLAN tag from the data behind the MAC header, which was pulled, to
 * where __vlan_hwaccel_put_tag() has it. NULL: freed. */
struct sk_buff *skb_vlan_untag(struct sk_buff *skb);

/* Fills in the checksum that CHECKSUM_PARTIAL left to the card. 0, -ENOMEM
 * or -EINVAL. */
int skb_checksum_help(struct sk_buff *skb);

/* ---- owner, route ---- */

static inline void skb_orphan(struct sk_buff *skb)
{
	if (skb->destructor) {
		skb->destructor(skb);
		skb->destructor = NULL;
	}
	skb->sk = NULL;
}

static inline struct dst_entry *skb_dst(const struct sk_buff *skb)
{
	return skb->_skb_dst;
}

/* The reference passes to the sk_buff. */
static inline void skb_dst_set(struct sk_buff *skb, struct dst_entry *dst)
{
	skb->_skb_dst = dst;
}

void skb_dst_drop(struct sk_buff *skb);

/* ---- queues ---- */

#define skb_queue_head_init(l)              \
	do {                                \
		__skb_queue_head_init(l);   \
		spin_lock_init(&(l)->lock); \
	} while (0)

static inline void __skb_queue_head_init(struct sk_buff_head *l)
{
	l->next = l->prev = (struct sk_buff *)l;
	l->qlen = 0;
}

static inline int skb_queue_empty(const struct sk_buff_head *l)
{
	return l->next == (const struct sk_buff *)l;
}

static inline u32 skb_queue_len(const struct sk_buff_head *l)
{
	return l->qlen;
}

static inline struct sk_buff *skb_peek(const struct sk_buff_head *l)
{
	return skb_queue_empty(l) ? NULL : l->next;
}

static inline struct sk_buff *skb_peek_tail(const struct sk_buff_head *l)
{
	return skb_queue_empty(l) ? NULL : l->prev;
}

#define skb_queue_walk(queue, skb)                                  \
	for (skb = (queue)->next; skb != (struct sk_buff *)(queue); \
	     skb = skb->next)
#define skb_queue_walk_safe(queue, skb, tmp)       \
	for (skb = (queue)->next, tmp = skb->next; \
	     skb != (struct sk_buff *)(queue); skb = tmp, tmp = skb->next)

/* Without the lock: the caller has seen to it. */
void __skb_insert(struct sk_buff *new, struct sk_buff *prev,
		  struct sk_buff *next, struct sk_buff_head *l);
void __skb_unlink(struct sk_buff *skb, struct sk_buff_head *l);
struct sk_buff *__skb_dequeue(struct sk_buff_head *l);
struct sk_buff *__skb_dequeue_tail(struct sk_buff_head *l);

static inline void __skb_queue_tail(struct sk_buff_head *l, struct sk_buff *skb)
{
	__skb_insert(skb, l->prev, (struct sk_buff *)l, l);
}

static inline void __skb_queue_head(struct sk_buff_head *l, struct sk_buff *skb)
{
	__skb_insert(skb, (struct sk_buff *)l, l->next, l);
}

/* With the lock (irqsave). Context: any. */
void skb_queue_tail(struct sk_buff_head *l, struct sk_buff *skb);
void skb_queue_head(struct sk_buff_head *l, struct sk_buff *skb);
struct sk_buff *skb_dequeue(struct sk_buff_head *l);
struct sk_buff *skb_dequeue_tail(struct sk_buff_head *l);
void skb_unlink(struct sk_buff *skb, struct sk_buff_head *l);
void skb_append(struct sk_buff *old, struct sk_buff *new,
		struct sk_buff_head *l);
void skb_queue_purge_reason(struct sk_buff_head *l,
			    enum skb_drop_reason reason);
void __skb_queue_purge(struct sk_buff_head *l);

static inline void skb_queue_purge(struct sk_buff_head *l)
{
	skb_queue_purge_reason(l, SKB_DROP_REASON_QUEUE_PURGE);
}

/* All of @from behind @to; @from is empty afterwards. */
void skb_queue_splice_tail_init(struct sk_buff_head *from,
				struct sk_buff_head *to);

/* sk_buffs alive now (metric skb.alive, leak tests). */
u64 skb_alive(void);

#endif
