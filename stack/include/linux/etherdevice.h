/* SPDX-License-Identifier: MIT */
/* Ethernet devices and addresses. */
#ifndef _LINUX_ETHERDEVICE_H
#define _LINUX_ETHERDEVICE_H

#include <asm/unaligned.h>
#include <linux/crc32.h>
#include <linux/if_ether.h>
#include <linux/netdevice.h>

/* net/eth.c */
struct net_device *alloc_etherdev_mqs(int sizeof_priv, unsigned int txqs,
				      unsigned int rxqs);
#define alloc_etherdev(sizeof_priv) alloc_etherdev_mqs(sizeof_priv, 1, 1)
#define alloc_etherdev_mq(sizeof_priv, count) \
	alloc_etherdev_mqs(sizeof_priv, count, count)
void ether_setup(struct net_device *dev);
/* Pulls the header, tells pkt_type, asks the machine which frame it is. */
__be16 eth_type_trans(struct sk_buff *skb, struct net_device *dev);
int eth_header(struct sk_buff *skb, struct net_device *dev, unsigned short type,
	       const void *daddr, const void *saddr, unsigned int len);
int eth_mac_addr(struct net_device *dev, void *p);
int eth_validate_addr(struct net_device *dev);
int eth_prepare_mac_addr_change(struct net_device *dev, void *p);
void eth_commit_mac_addr_change(struct net_device *dev, void *p);
u32 eth_get_headlen(const struct net_device *dev, const void *data, u32 len);

static inline struct ethhdr *eth_hdr(const struct sk_buff *skb)
{
	return (struct ethhdr *)skb_mac_header(skb);
}

static inline bool is_zero_ether_addr(const u8 *a)
{
	return !(a[0] | a[1] | a[2] | a[3] | a[4] | a[5]);
}

static inline bool is_multicast_ether_addr(const u8 *a)
{
	return a[0] & 1;
}

static inline bool is_broadcast_ether_addr(const u8 *a)
{
	return (a[0] & a[1] & a[2] & a[3] & a[4] & a[5]) == 0xff;
}

static inline bool is_unicast_ether_addr(const u8 *a)
{
	return !is_multicast_ether_addr(a);
}

static inline bool is_valid_ether_addr(const u8 *a)
{
	return !is_multicast_ether_addr(a) && !is_zero_ether_addr(a);
}

static inline bool ether_addr_equal(const u8 *a, const u8 *b)
{
	return get_unaligned_le32(a) == get_unaligned_le32(b) &&
	       get_unaligned_le16(a + 4) == get_unaligned_le16(b + 4);
}

static inline void ether_addr_copy(u8 *dst, const u8 *src)
{
	put_unaligned_le32(get_unaligned_le32(src), dst);
	put_unaligned_le16(get_unaligned_le16(src + 4), dst + 4);
}

static inline void eth_broadcast_addr(u8 *a)
{
	put_unaligned_le32(0xffffffff, a);
	put_unaligned_le16(0xffff, a + 4);
}

static inline void eth_zero_addr(u8 *a)
{
	put_unaligned_le32(0, a);
	put_unaligned_le16(0, a + 4);
}

static inline void dev_addr_set(struct net_device *dev, const u8 *addr)
{
	memcpy(dev->dev_addr_store, addr, dev->addr_len);
}

static inline void eth_hw_addr_set(struct net_device *dev, const u8 *addr)
{
	ether_addr_copy(dev->dev_addr_store, addr);
}

/* Random addresses are drawn from the kernel's seed. */
void eth_random_addr(u8 *addr);

static inline void eth_hw_addr_random(struct net_device *dev)
{
	eth_random_addr(dev->dev_addr_store);
}

#endif
