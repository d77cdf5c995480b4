/* SPDX-License-Identifier: MIT */
/* Whom a frame is for; addresses and options of packet sockets. */
#ifndef _LINUX_IF_PACKET_H
#define _LINUX_IF_PACKET_H

#include <linux/types.h>

#define PACKET_HOST	 0
#define PACKET_BROADCAST 1
#define PACKET_MULTICAST 2
#define PACKET_OTHERHOST 3
#define PACKET_OUTGOING	 4
#define PACKET_LOOPBACK	 5

struct sockaddr_ll {
	unsigned short sll_family;
	__be16 sll_protocol;
	int sll_ifindex;
	unsigned short sll_hatype;
	unsigned char sll_pkttype;
	unsigned char sll_halen;
	unsigned char sll_addr[8];
};

#define SOL_PACKET 263

#define PACKET_ADD_MEMBERSHIP  1
#define PACKET_DROP_MEMBERSHIP 2
#define PACKET_STATISTICS      6
#define PACKET_AUXDATA	       8

#define PACKET_MR_MULTICAST 0
#define PACKET_MR_PROMISC   1
#define PACKET_MR_ALLMULTI  2
#define PACKET_MR_UNICAST   3

struct packet_mreq {
	int mr_ifindex;
	unsigned short mr_type;
	unsigned short mr_alen;
	unsigned char mr_address[8];
};

struct tpacket_stats {
	unsigned int tp_packets, tp_drops;
};

#define TP_STATUS_USER		  (1 << 0)
#define TP_STATUS_CSUMNOTREADY	  (1 << 3)
#define TP_STATUS_VLAN_VALID	  (1 << 4)
#define TP_STATUS_VLAN_TPID_VALID (1 << 6)
#define TP_STATUS_CSUM_VALID	  (1 << 7)

struct tpacket_auxdata {
	u32 tp_status;
	u32 tp_len, tp_snaplen;
	u16 tp_mac, tp_net;
	u16 tp_vlan_tci, tp_vlan_tpid;
};

#endif
