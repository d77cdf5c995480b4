/* SPDX-License-Identifier: MIT */
/* Ethernet (IEEE 802.3). */
#ifndef _LINUX_IF_ETHER_H
#define _LINUX_IF_ETHER_H

#include <asm/byteorder.h>
#include <linux/compiler.h>
#include <linux/types.h>

#define ETH_ALEN      6
#define ETH_TLEN      2
#define ETH_HLEN      14
#define ETH_ZLEN      60 /* least frame without FCS */
#define ETH_DATA_LEN  1500
#define ETH_FRAME_LEN 1514
#define ETH_FCS_LEN   4
#define ETH_MIN_MTU   68 /* RFC 791 */
#define ETH_MAX_MTU   0xffffU

#define ETH_P_IP	0x0800
#define ETH_P_ARP	0x0806
#define ETH_P_8021Q	0x8100
#define ETH_P_IPV6	0x86dd
#define ETH_P_8021AD	0x88a8
#define ETH_P_PAUSE	0x8808
#define ETH_P_802_3_MIN 0x0600 /* from here on it is a type, below a length */
#define ETH_P_ALL	0x0003
#define ETH_P_802_3	0x0001
#define ETH_P_802_2	0x0004
#define ETH_P_LOOPBACK	0x9000

struct ethhdr {
	unsigned char h_dest[ETH_ALEN];
	unsigned char h_source[ETH_ALEN];
	__be16 h_proto;
} __packed;

#endif
