/* SPDX-License-Identifier: MIT */
/*
 * The driver on a kernel on a machine with the card made of C. A test's body
 * runs as a process of that kernel; before it the card was found on the bus
 * but not probed, after it the machine is stopped and must have no leaks, and
 * the card no complaint.
 */
#ifndef BENCH_H
#define BENCH_H

#include <check.h>

#include "e1000.h"
#include "fake_card.h"
#include "fake_machine.h"
#include "kernel_core.h"

#define BENCH_PROTOCOL 0x88b5 /* an ethertype for experiments */

struct bench_packet {
	unsigned int len; /* without the Ethernet header */
	unsigned int frags;
	u8 ip_summed;
	bool tagged;
	u16 tci;
	u8 data[16384];
};

struct bench {
	struct machine *machine;
	struct kernel *kernel;
	struct fake_card *card;
	struct pci_dev *pdev;
	struct net_device *dev;
	struct e1000_adapter *adapter;
	struct e1000_queue *q;
	/* What the stack was given of BENCH_PROTOCOL. */
	unsigned int packets;
	struct bench_packet last;
	char console[8192];
};

extern struct bench bench;
extern const u8 bench_mac[6]; /* the card's address */

void bench_run(void (*body)(void));

/* Begins the body of a test that runs in the kernel. */
#define KERNEL_TEST(name)               \
	static void name##_body(void);  \
	START_TEST(name)                \
	{                               \
		bench_run(name##_body); \
	}                               \
	END_TEST                        \
	static void name##_body(void)

/* ---- for bodies ---- */

int bench_probe(void); /* the driver's probe; on success bench.dev is set */
void bench_remove(void);
int bench_open(void);
void bench_close(void);
/* probe, open, link up, and the log of accesses forgotten. */
void bench_up(void);
void bench_down(void); /* close, remove */
/* Let timers, works and interrupts do what is due. */
void bench_wait_ms(unsigned int ms);
/* Calls of driver functions as softirqs make them. The card is masked, so
 * that nobody else polls. */
int bench_rx_poll(int budget);
void bench_tx_poll(void);

/* An Ethernet frame from the peer, @len bytes in all, with a pattern that
 * depends on @seed. */
const u8 *bench_frame(unsigned int len, u8 seed);
/* The same as an sk_buff on its way out: @linear bytes in the head, the rest in
 * fragments of at most @frag bytes. */
struct sk_buff *bench_skb(unsigned int len, unsigned int linear,
			  unsigned int frag, u8 seed);
netdev_tx_t bench_xmit(struct sk_buff *skb);
u32 bench_reg(u32 offset);

Suite *suite_itr(void);
Suite *suite_probe(void);
Suite *suite_netdev(void);
Suite *suite_filter(void);
Suite *suite_rx(void);
Suite *suite_tx(void);
Suite *suite_irq(void);
Suite *suite_offload(void);
Suite *suite_flow(void);

#endif
