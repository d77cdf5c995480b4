/* SPDX-License-Identifier: MIT */
/*
 * Multicast groups. Sockets join (ip_mc_join_group() and the rest,
 * igmp_sock.c); devices belong as long as one socket does (ip_mc_inc_group()).
 */
#ifndef _LINUX_IGMP_H
#define _LINUX_IGMP_H

#include <linux/in.h>
#include <linux/inetdevice.h>

struct sock;

/* What a program names a group and a device with: by index if there is one,
 * else by an address of the device, else by the route to the group. */
struct ip_mreqn {
	struct in_addr imr_multiaddr;
	struct in_addr imr_address;
	int imr_ifindex;
};

#define IP_MAX_MEMBERSHIPS 20 /* net.ipv4.igmp_max_memberships */

/* One group of one socket. */
struct ip_mc_socklist {
	struct ip_mc_socklist *next;
	struct ip_mreqn multi;
};

/* 0, -EINVAL, -ENODEV, -EADDRINUSE, -ENOBUFS. Context: process. */
int ip_mc_join_group(struct sock *sk, const struct ip_mreqn *imr);
/* 0, -EINVAL, -ENODEV, -EADDRNOTAVAIL. Context: process. */
int ip_mc_leave_group(struct sock *sk, const struct ip_mreqn *imr);
/* The socket is closed. */
void ip_mc_drop_socket(struct sock *sk);
/* Does @sk want what came to group @group by device @ifindex? Context: any. */
bool ip_mc_sf_allow(const struct sock *sk, __be32 group, int ifindex);

/* The device receives @group for one member more, or less. Context: process. */
int ip_mc_inc_group(struct in_device *in, __be32 group);
void ip_mc_dec_group(struct in_device *in, __be32 group);

#endif
