/* SPDX-License-Identifier: MIT */
#ifndef IPV4_IGMP_INTERNAL_H
#define IPV4_IGMP_INTERNAL_H

#include <linux/igmp.h>

/* Context: softirqs off. */
/* A group was joined or left (users 0): tell. */
void igmp_group_changed(struct ip_mc_list *im);
void igmp_stop_timers(struct in_device *in);
void igmp_timer_expire(struct timer_list *t);
void igmp_setup_timers(struct in_device *in);

/* igmp_send.c: reports of one group (versions 1, 2), @type as in the header,
 * and of all in @in that @wants says a record type for (version 3; 0: none). */
void igmp_send_v2(struct in_device *in, __be32 group, u8 type);
void igmp_send_v3(struct in_device *in, u8 (*wants)(struct ip_mc_list *im));
/* False: only within this host, never told (RFC 2236 6, RFC 3376 5). */
bool igmp_is_told(const struct ip_mc_list *im);

#endif
