/* SPDX-License-Identifier: MIT */
/*
 * The network stack with an Ethernet device made of C: what the stack sends
 * is kept, what the test builds comes in. Virtual time throughout.
 */
#ifndef LAB_H
#define LAB_H

#include "bench.h"
#include "packet.h"

#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>
#include <net/net_namespace.h>

#define LAB_SENT_MAX 600
#define LAB_DEVS     4

struct lab_frame {
	u8 *bytes;
	size_t len;
	ps_t when;
	u32 id;
	bool partial; /* the checksum was left to the device */
	int dev;      /* 0: eth0, 1: eth1, ... */
	bool tagged;  /* and so was this tag */
	u16 tci;
};

struct lab {
	struct bench *b;
	struct machine *m;
	struct kernel *k;
	struct ledger *l;
	struct net_device *dev; /* eth0 */
	struct net_device *devs[LAB_DEVS];
	unsigned dev_count;
	int from; /* the device that lab_receive() brings frames to */
	struct lab_frame sent[LAB_SENT_MAX];
	unsigned sent_count;
	unsigned rx_modes, timeouts, opens, stops;
	bool busy;	     /* ndo_start_xmit() says NETDEV_TX_BUSY */
	unsigned busy_after; /* the same once so many were sent; 0: never */
	bool fills_csum;     /* what a device with NETIF_F_HW_CSUM does */
	bool hold; /* and keeps what it is given until lab_complete() */
	struct sk_buff_head held;
	u64 fail_nth, xmit_fail_nth;
	size_t headlen; /* of arriving frames, the rest in pages; 0: all */
	unsigned mc_count, uc_count;
	unsigned flags_seen;
};

/*
 * A router's devices: eth0 as below, eth1 with 10.9.1.2/24 and eth2 with
 * 10.9.2.2/24, forwarding. Whoever ends in .1 on each is a neighbour.
 */
struct lab *lab_start_router(void);
/* Its card's address on eth<i>; that of <net>.1 behind it. */
const u8 *lab_mac(int i);
const u8 *lab_peer_mac(int i);
/* The peer on eth<i> becomes a neighbour (once more). */
void lab_know(struct lab *lab, int i);
/* "add 10.0.0.0/8 via 10.9.1.1 metric 5", as for ip route. */
void lab_route(struct lab *lab, const char *text);
/* eth0 with US_MAC, up, US_IP/24. */
struct lab *lab_start(void);
/* The same without address and closed. */
struct lab *lab_start_closed(void);
/* The orderly end; the figures can still be read. Then: no leak, no warning,
 * every frame must have ended once. */
void lab_halt(struct lab *lab);
void lab_end(struct lab *lab);
/* Both. */
void lab_stop(struct lab *lab);

/* A frame comes in now, while the @lab->fail_nth allocation fails. Its id. */
u32 lab_receive(struct lab *lab, const struct packet *p);
/* The same, and it must end at @place at once. */
void lab_receive_ends(struct lab *lab, const struct packet *p,
		      const char *place);
/* The place where frame @id ended; "alive". */
const char *lab_place(struct lab *lab, u32 id);
/* Frames that ended at @place so far. */
u64 lab_ended(struct lab *lab, const char *place);

/* The @i-th frame that was sent, its checksums verified. */
struct packet *lab_sent(struct lab *lab, unsigned i, struct packet *p);
/* Forgets what was sent. */
void lab_clear(struct lab *lab);
/* The peer becomes a neighbour (it asks for our address); its request and our
 * answer are forgotten. */
void lab_know_peer(struct lab *lab);

/* @fn runs on the CPU. */
void lab_run(struct lab *lab, void (*fn)(void *arg), void *arg);
/* A setting by Linux's name. */
void lab_sysctl(struct lab *lab, const char *key, const char *value);
u64 lab_mib_ip(struct lab *lab, int i);
u64 lab_mib_icmp(struct lab *lab, int i);
u64 lab_mib_udp(struct lab *lab, int i);
/* The driver is not busy any more. */
void lab_wake(struct lab *lab);
/* The driver gives back what it held. */
void lab_complete(struct lab *lab);
/* A process of the simulated host. */
void lab_spawn(struct lab *lab, program_main main);
struct net *lab_net(struct lab *lab);

Suite *suite_fib(void);
Suite *suite_forward(void);
Suite *suite_igmp(void);
Suite *suite_errors(void);
Suite *suite_netfilter(void);
Suite *suite_arp(void);
Suite *suite_ipv4(void);
Suite *suite_fragments(void);
Suite *suite_icmp(void);
Suite *suite_udp(void);
Suite *suite_socket(void);
Suite *suite_dev(void);
Suite *suite_fuzz(void);
Suite *suite_lanes(void);
Suite *suite_gso(void);
Suite *suite_files(void);
Suite *suite_raw(void);
Suite *suite_random_calls(void);

#endif
