/* SPDX-License-Identifier: MIT */
/*
 * The whole verilated card on its pins, without machine and CPU: memory behind
 * the AXI master, a master for the registers and a line of bytes, each with a
 * fixed delay, so that whatever is measured is the card's. Time is in clocks:
 * "at clock n" is what the pins show after the n-th rising edge.
 */
#ifndef COSIM_PINS_H
#define COSIM_PINS_H

#include "../../sim/machine/nic_model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PINS_MEMORY  (1u << 20)
#define PINS_RX_RING 0x0000u
#define PINS_TX_RING 0x2000u
#define PINS_RX_BUF  0x10000u
#define PINS_TX_BUF  0x90000u
#define PINS_BUF     2048u
#define PINS_DESCS   128u /* in each ring, at most */
#define PINS_QUEUE   64u
#define PINS_EVENTS  1024u

/* What is seen, and when. */
enum pins_event {
	PINS_STORED,	 /* the bus took the last beat of a frame's data */
	PINS_RX_WRITTEN, /* ... of a burst of receive descriptors */
	PINS_TX_WRITTEN, /* ... of transmit descriptors */
	PINS_RISE,	 /* of the interrupt */
	PINS_FALL,
	PINS_ACCESS, /* a register access took effect */
	PINS_ACK,    /* so did a read of ICR that answers a rise */
	PINS_EVENT_KINDS,
};

struct pins_log {
	unsigned n;
	uint64_t at[PINS_EVENTS];
	uint32_t value[PINS_EVENTS]; /* PINS_ACCESS: what was read */
};

struct pins_access {
	uint64_t at; /* not before this clock */
	uint32_t reg, value;
	bool write, ack;
};

struct pins_burst {
	uint64_t addr, due;
	unsigned beats;
	uint8_t id;
};

struct pins {
	struct nic_model *nic;
	const struct nic_pins *p;
	uint64_t now;
	uint64_t evaluations;
	bool moved; /* a pin has changed that the card has not seen yet */
	bool skip;  /* let one edge stand for many where the card allows it */
	uint8_t *memory;
	struct pins_log log[PINS_EVENT_KINDS];
	/* descriptors that were written back when a line of log[PINS_RISE] was
	 * made */
	unsigned rx_done[PINS_EVENTS], tx_done[PINS_EVENTS];
	uint32_t icr;	       /* causes, as of @now */
	uint64_t cause_at[32]; /* when each was set last; 0: never */

	/* ICR is read so many clocks after a rise; 0: nobody does */
	unsigned ack_after;
	/* the bus takes no write data before */
	uint64_t stall_until;

	/* registers */
	struct pins_access access[PINS_QUEUE];
	unsigned access_head, access_tail;
	bool shown, taken_addr, taken_data;

	/* memory */
	struct pins_burst read[PINS_QUEUE], write[PINS_QUEUE];
	unsigned read_head, read_tail, write_head, write_tail;
	uint64_t answer_at[PINS_QUEUE];
	uint8_t answer_id[PINS_QUEUE];
	unsigned answer_head, answer_tail;

	/* the line */
	const uint8_t *line;
	size_t line_left;

	/* rings, in descriptors */
	unsigned rx_tail, rx_descs, tx_tail, tx_descs;
};

/* Out of reset, link up, rings set up and switched on (RCTL gets @rctl
 * besides), every causes cleared, nothing enabled; false: no memory. */
bool pins_create(struct pins *c, bool skip, unsigned rx_descs, uint32_t rctl);
void pins_destroy(struct pins *c);

/* Go on until clock @until. */
void pins_run(struct pins *c, uint64_t until);
/* Ask for a register access at clock @at or later; they are done in order. */
void pins_write(struct pins *c, uint64_t at, uint32_t reg, uint32_t value);
void pins_read(struct pins *c, uint64_t at, uint32_t reg);
/* Go on until all of them took effect; returns what the last one read. */
uint32_t pins_settle(struct pins *c);
/* Bytes for the line from the next clock on: preamble to FCS, the caller's
 * until they are sent. */
void pins_line(struct pins *c, const uint8_t *bytes, size_t len);
/* A frame of @len bytes with preamble and FCS into @bytes; returns how many. */
size_t pins_frame(uint8_t *bytes, size_t len);
/* The PHY's link comes or goes. */
void pins_link(struct pins *c, bool up);
/* A descriptor for a frame of 60 bytes in memory, with @cmd (DCMD) besides EOP
 * and IFCS. The doorbell is the caller's: pins_write() of tx_tail to TDT. */
void pins_queue(struct pins *c, uint8_t cmd);
#endif
