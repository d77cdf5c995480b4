/* SPDX-License-Identifier: MIT */
/* What the kinds of segment share. */
#ifndef SIM_WIRE_SEGMENT_INTERNAL_H
#define SIM_WIRE_SEGMENT_INTERNAL_H

#include "sim/segment.h"
#include "wire_internal.h"

/* A frame in the segment: it ends when the last holder lets go. */
struct seg_frame {
	unsigned refs;
	unsigned port; /* that it came from */
	uint32_t id;   /* in the ledger */
	ps_t at;       /* its last bit is here */
	bool fcs_ok;
	bool delivered;
	enum segment_place place; /* where it ends if nobody gets it */
	uint32_t len;
	uint8_t data[];
};

/* Of events of one moment the first kind comes first. */
enum seg_event_kind {
	SEG_DONE,   /* a port's frame has left the medium */
	SEG_ARRIVE, /* a frame is in the segment, whole */
	SEG_LATE,   /* one that was held back */
	SEG_TRY,    /* a port wants the medium */
	SEG_TOKEN   /* the token reaches a port */
};

struct seg_event {
	ps_t at;
	enum seg_event_kind kind;
	unsigned port;
	uint64_t seq;
	uint64_t turn; /* of the port: an event of an earlier turn is void */
	struct seg_frame *frame;
};

struct seg_address {
	uint8_t mac[6];
	bool used;
	unsigned port;
	ps_t heard;
};

struct seg_port {
	struct segment *segment;
	struct wire *wire;
	unsigned number;
	char name[64];
	uint64_t heard; /* frames so far */
	/* Frames that wait, in a ring of the segment's queue length. */
	struct seg_frame **queue;
	unsigned head, count;
	ps_t free_at;	   /* its line to the member is */
	ps_t *starts;	   /* switch: when the queued frames go out */
	unsigned attempts; /* hub */
	uint64_t turn;
	bool trying;
};

struct seg_medium {
	ps_t busy_until, began; /* hub: by whom is marked in @sending */
	uint64_t sending;	/* a bit for each port */
	bool jammed;
	ps_t token_at; /* ring: the token is at @token then, and goes on */
	unsigned token;
	bool token_held;
};

struct segment {
	struct segment_config c;
	char *name;
	ps_t in, out; /* latency to and from a member */
	struct seg_port port[SEGMENT_PORTS];
	unsigned ports;
	struct seg_event *heap;
	size_t events, room;
	uint64_t seq;
	uint64_t random;
	struct ledger *ledger;
	struct seg_address *table;
	unsigned addresses; /* in use */
	struct seg_medium medium;
	struct segment_counters n;
	ps_t latency_sum, latency_max;
	segment_watcher watcher;
	void *watcher_arg;
	segment_delivery delivery;
	void *delivery_arg;
};

/* segment.c */
void seg_schedule(struct segment *s, const struct seg_event *e);
void seg_let_go(struct segment *s, struct seg_frame *f);
/* Give @f to a member's wire; its first bit leaves at @at. */
void seg_deliver(struct segment *s, struct seg_port *p, struct seg_frame *f,
		 ps_t at);
uint64_t seg_random(struct segment *s);
/* The port's queue. False: it is full, and the frame was let go. */
bool seg_enqueue(struct seg_port *p, struct seg_frame *f);
struct seg_frame *seg_front(const struct seg_port *p);
struct seg_frame *seg_dequeue(struct seg_port *p);

static inline ps_t seg_bits(const struct segment *s, uint64_t bits)
{
	return bits * PS_PER_US / s->c.mbit;
}

/* On the medium, without the gap. */
static inline ps_t seg_frame_time(const struct segment *s,
				  const struct seg_frame *f)
{
	uint64_t bytes = f->len < WIRE_MIN_BYTES ? WIRE_MIN_BYTES : f->len;

	return seg_bits(s, 8 * (WIRE_PREAMBLE_BYTES + bytes + WIRE_FCS_BYTES));
}

/* segment_switch.c: a frame has come in. It takes over the reference. */
void seg_switch(struct segment *s, struct seg_frame *f, ps_t now);
/* segment_hub.c, segment_ring.c: likewise, and their own events */
void seg_hub(struct segment *s, struct seg_frame *f, ps_t now);
void seg_hub_event(struct segment *s, const struct seg_event *e);
void seg_ring(struct segment *s, struct seg_frame *f, ps_t now);
void seg_ring_event(struct segment *s, const struct seg_event *e);

#endif
