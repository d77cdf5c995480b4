/* SPDX-License-Identifier: MIT */
/*
 * Groups that this host belongs to, RFC 1112, and how it says so: IGMP
 * versions 1 to 3 (RFC 2236, RFC 3376), without lists of sources.
 */
#ifndef _LINUX_IGMP_H
#define _LINUX_IGMP_H

#include <linux/in.h>
#include <linux/inetdevice.h>
#include <linux/list.h>
#include <linux/skbuff.h>
#include <linux/timer.h>

struct net;
struct net_device;
struct sock;

#define IGMP_HOST_MEMBERSHIP_QUERY    0x11
#define IGMP_HOST_MEMBERSHIP_REPORT   0x12 /* version 1 */
#define IGMPV2_HOST_MEMBERSHIP_REPORT 0x16
#define IGMP_HOST_LEAVE_MESSAGE	      0x17
#define IGMPV3_HOST_MEMBERSHIP_REPORT 0x22

#define IGMPV3_MODE_IS_INCLUDE	 1
#define IGMPV3_MODE_IS_EXCLUDE	 2
#define IGMPV3_CHANGE_TO_INCLUDE 3
#define IGMPV3_CHANGE_TO_EXCLUDE 4

#define INADDR_ALLRTRS_GROUP 0xe0000002u
#define IGMPV3_ALL_MCR	     0xe0000016u

struct igmphdr {
	__u8 type;
	__u8 code; /* of a query: the longest wait, 1/10 s */
	__sum16 csum;
	__be32 group;
};

struct igmpv3_query {
	struct igmphdr h;
	__u8 qrv; /* robustness in the lower three bits */
	__u8 qqic;
	__be16 nsrcs;
};

struct igmpv3_grec {
	__u8 grec_type;
	__u8 grec_auxwords;
	__be16 grec_nsrcs;
	__be32 grec_mca;
};

struct igmpv3_report {
	__u8 type;
	__u8 resv1;
	__sum16 csum;
	__be16 resv2;
	__be16 ngrec;
};

/* One group of one device. */
struct ip_mc_list {
	struct list_head list; /* in_device.mc_list */
	struct in_device *interface;
	__be32 multiaddr;
	unsigned int users; /* 0: left, and that is still to be told */
	u8 crcount;	    /* changes still to be told (version 3) */
	u8 unsolicit_count; /* reports still to be sent (1, 2) */
	bool reporter;	    /* the last report was ours */
	bool loaded;	    /* the device's filter lets it in */
	struct timer_list timer;
};

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

/* igmp_sock.c. 0, -EINVAL, -ENODEV, -EADDRINUSE, -ENOBUFS. Context: process. */
int ip_mc_join_group(struct sock *sk, const struct ip_mreqn *imr);
/* 0, -EINVAL, -ENODEV, -EADDRNOTAVAIL. Context: process. */
int ip_mc_leave_group(struct sock *sk, const struct ip_mreqn *imr);
/* The socket is closed. */
void ip_mc_drop_socket(struct sock *sk);
/* Does @sk want what came to group @group by device @ifindex? Context: any. */
bool ip_mc_sf_allow(const struct sock *sk, __be32 group, int ifindex);

/* mcast.c: the device receives @group for one member more, or less.
 * 0, -ENOMEM. Context: process. */
int ip_mc_inc_group(struct in_device *in, __be32 group);
void ip_mc_dec_group(struct in_device *in, __be32 group);

/* A device's life. Context: process. */
void ip_mc_init_dev(struct in_device *in);
void ip_mc_up(struct in_device *in);
void ip_mc_down(struct in_device *in);
void ip_mc_destroy_dev(struct in_device *in);
int igmp_init(struct net *net);
void igmp_exit(struct net *net);

#endif
