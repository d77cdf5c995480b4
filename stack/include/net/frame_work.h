/* SPDX-License-Identifier: MIT */
/*
 * The frame that the CPU works on, for the timeline (lane software.cpu/packet)
 * and as the parent of frames that are born meanwhile. Told always, recorded
 * or not, so that the time is the same; what is called is not counted
 * (kernel_lanes.h), so it costs the call.
 *
 * Receive: eth_type_trans() begins, netif_receive_skb() ends it. Transmit: from
 * its birth until the driver or a queue has it, then what was before comes
 * back. A program works on the datagram that it has read until it reads on. A
 * softirq and a switch of processes put away what they interrupt.
 * Context: any.
 */
#ifndef NET_FRAME_WORK_H
#define NET_FRAME_WORK_H

#include <linux/skbuff.h>

/* From now on frame @id (0: none). Returns the one before, to be restored. */
u32 frame_work(u32 id);
/* The CPU is through with its frame. Returns @ret: fit for a last call. */
int frame_done(int ret);
/* @skb is in a socket's receive queue. */
void frame_queued(const struct sk_buff *skb);
/* @skb is a frame of our own, complete from the Ethernet header on. */
void frame_complete(const struct sk_buff *skb);

#endif
