/* SPDX-License-Identifier: MIT */
#ifndef IPV4_PROC_H
#define IPV4_PROC_H

struct net;
struct metrics;

/* ip.*, icmp.*, udp.* by their names in the MIBs. Context: outside. */
void snmp_metrics(const struct net *net, struct metrics *out);

#endif
