/* SPDX-License-Identifier: MIT */
/* ARP (RFC 826). */
#ifndef _LINUX_IF_ARP_H
#define _LINUX_IF_ARP_H

#include <linux/if_ether.h>

#define ARPHRD_ETHER	1
#define ARPHRD_LOOPBACK 772
#define ARPOP_REQUEST	1
#define ARPOP_REPLY	2

struct arphdr {
	__be16 ar_hrd;
	__be16 ar_pro;
	unsigned char ar_hln;
	unsigned char ar_pln;
	__be16 ar_op;
};

#endif
