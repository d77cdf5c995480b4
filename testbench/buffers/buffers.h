/* SPDX-License-Identifier: MIT */
/*
 * One UDP datagram down the layers to the card and up again, once through
 * sk_buffs and once through mbufs: the same headers, the same checksums, the
 * same frames, byte for byte. Each layer does what its time's kernels did; what
 * it costs is counted.
 */
#ifndef BUFFERS_H
#define BUFFERS_H

#include <linux/types.h>

#define DATAGRAM_MOST 8192
#define MTU	      1500
#define FRAMES_MOST   8
#define ETH_LEN	      14
#define IP_LEN	      20
#define UDP_LEN	      8

enum layer { SOCKET, UDP, IP, ETHERNET, DRIVER, LAYERS };

/* What one way costs. A move is a change of where data begins or ends, or of
 * what follows it. */
struct cost {
	u64 allocations, moves, copied;
	u64 ps[LAYERS];
	/* while it runs */
	enum layer now;
	u64 since;
};

struct frame {
	u32 len;
	u8 data[ETH_LEN + MTU];
};

struct frames {
	unsigned int n;
	struct frame frame[FRAMES_MOST];
};

/* From here on it is @l's time. */
void enter(struct cost *c, enum layer l);

/* Both libraries: */
struct buffers {
	const char *name;
	/* Down: @user's bytes become packets, in a list that the card reads. */
	void *(*down)(const u8 *user, u32 len, struct cost *c);
	/* What the card would read. Not counted. */
	void (*gather)(void *packets, struct frames *f);
	/* The card has sent them. */
	void (*sent)(void *packets, struct cost *c);
	/* A receive buffer of the driver, filled by the card. */
	void *(*receive_buffer)(struct cost *c);
	void *(*receive_data)(void *buffer);
	/* Up: the filled buffers become @user's bytes; returns how many. */
	u32 (*up)(void **buffer, const u32 *frame_len, unsigned int n, u8 *user,
		  struct cost *c);
};

extern const struct buffers skb_buffers, mbuf_buffers;

/* headers.c: what both put before the data */
struct udphdr;
struct iphdr;
void put_udp(struct udphdr *udp, u32 len, __wsum data_sum);
void put_ip(struct iphdr *ip, u32 len, u32 offset, bool more);
void put_ethernet(u8 *eth);
/* Up: false if it is not what was put. */
bool good_ip(const struct iphdr *ip, u32 len);
bool good_udp(u32 len, __wsum sum);

#endif
