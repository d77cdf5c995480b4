/* SPDX-License-Identifier: MIT */
/* The families AF_PACKET and AF_UNIX: come and go with the stack. */
#ifndef NET_PACKET_H
#define NET_PACKET_H

struct net;

int packet_init(struct net *net);
void packet_exit(struct net *net);
int unix_init(struct net *net);
void unix_exit(struct net *net);

#endif
