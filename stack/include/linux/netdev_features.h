/* SPDX-License-Identifier: MIT */
/* What a device can do. */
#ifndef _LINUX_NETDEV_FEATURES_H
#define _LINUX_NETDEV_FEATURES_H

#include <linux/types.h>

typedef u64 netdev_features_t;

/* A kind of segmentation is its SKB_GSO_* bit moved up by so many. */
#define NETIF_F_GSO_SHIFT 16

#define NETIF_F_SG		    (1ULL << 0)
#define NETIF_F_IP_CSUM		    (1ULL << 1)
#define NETIF_F_HW_CSUM		    (1ULL << 3)
#define NETIF_F_IPV6_CSUM	    (1ULL << 4)
#define NETIF_F_HIGHDMA		    (1ULL << 5)
#define NETIF_F_FRAGLIST	    (1ULL << 6)
#define NETIF_F_HW_VLAN_CTAG_TX	    (1ULL << 7)
#define NETIF_F_HW_VLAN_CTAG_RX	    (1ULL << 8)
#define NETIF_F_HW_VLAN_CTAG_FILTER (1ULL << 9)
#define NETIF_F_GSO		    (1ULL << 11)
#define NETIF_F_GRO		    (1ULL << 14)
#define NETIF_F_LRO		    (1ULL << 15)
#define NETIF_F_TSO		    (1ULL << 16)
#define NETIF_F_TSO_ECN		    (1ULL << 18)
#define NETIF_F_GSO_UDP_L4	    (1ULL << 33)
#define NETIF_F_RXCSUM		    (1ULL << 40)
#define NETIF_F_RXFCS		    (1ULL << 41)
#define NETIF_F_RXALL		    (1ULL << 42)
#define NETIF_F_LOOPBACK	    (1ULL << 43)

#define NETIF_F_CSUM_MASK \
	(NETIF_F_IP_CSUM | NETIF_F_IPV6_CSUM | NETIF_F_HW_CSUM)
#define NETIF_F_ALL_TSO	     (NETIF_F_TSO | NETIF_F_TSO_ECN)
#define NETIF_F_GSO_SOFTWARE (NETIF_F_ALL_TSO | NETIF_F_GSO_UDP_L4)
#define NETIF_F_GSO_MASK     NETIF_F_GSO_SOFTWARE
/* What every device can, because the stack does it for those that can not. */
#define NETIF_F_SOFT_FEATURES (NETIF_F_GSO | NETIF_F_GRO)

#endif
