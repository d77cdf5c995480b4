/* SPDX-License-Identifier: MIT */
#ifndef CONFORMANCE_PLAY_INTERNAL_H
#define CONFORMANCE_PLAY_INTERNAL_H

#include "play.h"

#include "e1000_regs.h"
#include "frame.h"

struct play_desc {
	uint64_t addr;
	uint32_t lower, upper;
};

/* Numbers count from when the ring was made, and do not wrap. */
struct play_ring {
	uint32_t size;	  /* descriptors; 0: there is none */
	uint32_t written; /* by the program */
	uint32_t rung;	  /* told to the card */
	uint32_t done;	  /* by the card, and looked at */
	struct play_desc desc[PLAY_RING_MOST]; /* as written */
};

struct player {
	struct device *d;
	struct log *log;
	const struct program *program;
	struct play_counts *counts;
	unsigned at;		      /* op */
	uint32_t shadow[0x20000 / 4]; /* what was written last */
	struct play_ring rx, tx;
	uint32_t tx_looked; /* at this many descriptors */
	uint32_t tx_room;   /* next free byte of the buffers for sending */
	uint32_t frames;    /* that came out */
	uint64_t octets;    /* on their way, at most */
	bool moving;
	uint8_t room[FRAME_MOST + 256];
};

void play_rx_ring(struct player *p, uint32_t size);
void play_tx_ring(struct player *p, uint32_t size);
void play_rx_give(struct player *p, uint32_t count, uint32_t skew,
		  uint32_t stale);
void play_tx_legacy(struct player *p, const uint32_t *arg);
void play_tx_context(struct player *p, const uint32_t *arg);
void play_tx_packet(struct player *p, const uint32_t *arg);
void play_tx_doorbell(struct player *p);
/* Log what the card wrote; @tdh: what it read. */
void play_look_tx(struct player *p, uint32_t tdh);
void play_look_rx(struct player *p);

#endif
