/* SPDX-License-Identifier: MIT */
/* Interface flags. */
#ifndef _LINUX_IF_H
#define _LINUX_IF_H

#include <linux/socket.h>
#include <linux/types.h>

#define IFNAMSIZ 16

enum net_device_flags {
	IFF_UP = 1 << 0,
	IFF_BROADCAST = 1 << 1,
	IFF_DEBUG = 1 << 2,
	IFF_LOOPBACK = 1 << 3,
	IFF_POINTOPOINT = 1 << 4,
	IFF_RUNNING = 1 << 6,
	IFF_NOARP = 1 << 7,
	IFF_PROMISC = 1 << 8,
	IFF_ALLMULTI = 1 << 9,
	IFF_MULTICAST = 1 << 12,
	IFF_LOWER_UP = 1 << 16,
};

struct ifreq {
	char ifr_name[IFNAMSIZ];
	union {
		struct sockaddr ifru_addr;
		short ifru_flags;
		int ifru_ivalue;
		void *ifru_data;
		char ifru_size[24]; /* of Linux's union */
	} ifr_ifru;
};

/* SIOCGIFCONF's: a table of struct ifreq. */
struct ifconf {
	int ifc_len; /* bytes */
	char *ifc_buf;
};

#endif
