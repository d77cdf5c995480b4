/* SPDX-License-Identifier: MIT */
/*
 * What the kernel shows on the timeline (sim/record.h): lanes software.kernel
 * and software.sockets. The machine asks for their values while it records, at
 * any moment, in the middle of any function of the kernel. Files that answer
 * (OBSERVER_SRC in stack/room.mk) are compiled without the counting pass:
 * looking takes no simulated time. For that they
 *  - call nothing of the kernel but what is inline, or in OBSERVER_SRC
 *    (testbench/timeline/observers.sh holds them to it);
 *  - change nothing of the kernel;
 *  - read single words only, and follow no list: it may be half changed.
 *
 * A lane of a layer's own (a protocol's state, its window) in three steps:
 *  1. NAME_lanes(r, slot) calls record_lane(r, ...) for each lane, in a file
 *     of OBSERVER_SRC; value() and text() beside it.
 *  2. net_lanes() calls it (socket/lanes.c), at kernel_create(): there is no
 *     struct net yet. A lane by socket gets &slot[n] for its arg: *arg is the
 *     struct sock in slot n, NULL while that is free.
 *  3. Counted code, if it must tell something, stores a word, always: whether
 *     anything is recorded or not, the instructions must be the same.
 */
#ifndef KERNEL_LANES_H
#define KERNEL_LANES_H

#include "kernel_core.h"
#include "sim/record.h"

struct sock;

#define SOCK_LANES 8

/*
 * How a protocol shows a socket: struct proto's .lane. Context: outside of
 * the kernel, in the middle of anything.
 */
struct sock_lane {
	/* Anything that changes with the text. */
	u64 (*value)(const struct sock *sk);
	/* "udp 0.0.0.0:5201 rcv=2304/212992" */
	void (*text)(const struct sock *sk, char *buf, size_t len);
};

/*
 * The sockets that programs have open, by slot: the first SOCK_LANES. One
 * that comes into being takes the first free slot (socket/socket.c).
 */
struct sock **kernel_sock_lanes(struct kernel *k);

/* The bytes of @page, for who looks on. */
const void *lane_page(const struct page *page);

/* For lanes.c of each room. The library's, not the kernel's. */
#define lane_print(buf, len, ...) \
	((void)__builtin_snprintf(buf, len, __VA_ARGS__))

static inline u64 lane_mix(u64 h, u64 v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15ull;
	return h ^ h >> 29;
}

#endif
