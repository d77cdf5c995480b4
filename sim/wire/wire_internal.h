/* SPDX-License-Identifier: MIT */
/* What the files of the wire share. */
#ifndef SIM_WIRE_INTERNAL_H
#define SIM_WIRE_INTERNAL_H

#include "crc32.h"
#include "gmii.h"
#include "sim/wire.h"

#define WIRE_PREAMBLE_BYTES 8u	/* seven of preamble and the delimiter */
#define WIRE_MIN_BYTES	    60u /* without FCS (802.3 clause 4.4.2) */
#define WIRE_FCS_BYTES	    4u
#define WIRE_GAP_BYTES	    12u /* 96 bit times */
#define WIRE_MAX_FRAME	    (GMII_MAX_BYTES - WIRE_PREAMBLE_BYTES - WIRE_FCS_BYTES)

/* A source with the frame that it sends next. */
struct wire_slot {
	struct wire_source *source;
	struct wire_frame frame;
	bool loaded;
};

struct wire_injected {
	struct wire_injected *next;
	struct wire_frame frame;
	uint8_t bytes[];
};

struct wire_tap {
	wire_listener fn;
	void *arg;
};

struct wire_eye {
	wire_watcher fn;
	void *arg;
};

struct wire {
	struct gmii_link gmii;
	struct crc32_tables crc;
	struct ledger *ledger;
	struct gmii_hooks hooks;
	uint64_t latency;   /* ps */
	uint64_t line_free; /* first edge at which a frame may begin */
	bool rx_on;	    /* a frame is on its way to the card */
	uint32_t rx_id;
	const uint8_t *rx_data; /* in rx_buf */
	uint32_t rx_len;	/* without FCS */
	unsigned rx_faults;
	struct wire_slot *slots;
	unsigned nslots;
	struct wire_injected *injected; /* sorted by time */
	bool stopped;
	struct wire_tap *taps;
	unsigned ntaps;
	struct wire_eye *eyes;
	unsigned neyes;
	uint8_t rx_buf[GMII_MAX_BYTES];
	uint8_t tx_buf[GMII_MAX_BYTES];
};

/* Memory for the simulation itself: ends the program when there is none. */
void *wire_alloc(size_t n);
void *wire_realloc(void *p, size_t n);

/* Ask the source for its next frame. */
void wire_slot_load(struct wire_slot *slot);
/* Compute the edge at which the next frame begins. */
void wire_arm(struct wire *w);

#endif
