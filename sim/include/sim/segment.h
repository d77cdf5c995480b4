/* SPDX-License-Identifier: MIT */
/*
 * A segment: what lies between the cards of several hosts. A cable for two, or
 * a learning switch, a hub or a token ring for more. Each member has a wire of
 * its own (sim/wire.h), whose far end is a port of the segment.
 *
 * Events have an order of their own (time, kind, port), so that results do not
 * depend on the order in which hosts run. Who runs them promises: a frame that
 * a card sends reaches its segment before segment_advance() gets beyond that
 * moment; segment_horizon() says how far hosts may run so that what the segment
 * sends them is in their future. Context: outside.
 */
#ifndef SIM_SEGMENT_H
#define SIM_SEGMENT_H

#include "sim/types.h"

struct ledger;
struct metrics;
struct segment;
struct wire;

enum segment_type {
	SEGMENT_CABLE,	/* full duplex, two members */
	SEGMENT_SWITCH, /* store and forward, learns addresses */
	SEGMENT_HUB,	/* one collision domain, CSMA/CD (802.3 clause 4) */
	SEGMENT_RING	/* token ring, one frame a token (802.5) */
};

#define SEGMENT_PORTS	 64
#define SEGMENT_MILLION	 1000000u
#define SEGMENT_ATTEMPTS 16u /* 802.3 clause 4.4.2 */

struct segment_config {
	const char *name; /* copied */
	enum segment_type type;
	ps_t latency;	    /* of a cable; of each member's cable to it */
	unsigned mbit;	    /* hub and ring: the medium's rate */
	unsigned queue;	    /* frames that wait at a port */
	unsigned addresses; /* switch: room in its table */
	ps_t ageing;	    /* switch: an address unheard for so long is out */
	uint64_t seed;	    /* of back-off and impairments */
	unsigned loss_ppm;  /* frames of a million that get lost, ... */
	unsigned copy_ppm;  /* come twice, */
	unsigned bits_ppm;  /* come with a bit inverted, */
	unsigned late_ppm;  /* come late by @late, so that others overtake */
	ps_t late;
};

/* What a config holds that says nothing. */
void segment_defaults(struct segment_config *c, enum segment_type type);
/* NULL with a message. */
struct segment *segment_create(const struct segment_config *c, char *err,
			       size_t err_len);
void segment_destroy(struct segment *s);

/* The latency that a member's wire is to be created with. */
ps_t segment_wire_latency(const struct segment_config *c);
/* A member: the wire must outlive the segment's last segment_advance(). 0, or
 * -1 with a message. */
int segment_join(struct segment *s, struct wire *w, const char *name, char *err,
		 size_t err_len);

/* A frame from a member, as its wire tells it. For members without a wire. */
void segment_send(struct segment *s, unsigned port, ps_t last_bit,
		  const uint8_t *data, uint32_t len, bool fcs_ok);

/*
 * Hosts may run to any moment before this, given that before @sent no card
 * starts to send (PS_NEVER: none ever will).
 */
ps_t segment_horizon(const struct segment *s, ps_t sent);
/* The last bit of frames that already began can come at any edge. */
ps_t segment_horizon_sending(const struct segment *s, ps_t now);
/* Everything that happens in it up to @until, which all members have reached.
 */
void segment_advance(struct segment *s, ps_t until);
/* The next event in it; PS_NEVER: it is at rest. */
ps_t segment_next(const struct segment *s);

/* The run is over: what is still in it ends as unfinished. */
void segment_finish(struct segment *s);

/* A frame as the segment got it, in order of time. */
struct segment_sight {
	ps_t at;	  /* its last bit is at the segment */
	uint32_t id;	  /* in the segment's ledger */
	const char *from; /* the member */
	const uint8_t *data;
	uint32_t len;
	bool fcs_ok;
};
typedef void (*segment_watcher)(void *arg, const struct segment_sight *s);
void segment_watch(struct segment *s, segment_watcher fn, void *arg);

/* A frame was handed to a member: @took from its last bit at the segment to its
 * first bit on the member's cable. */
typedef void (*segment_delivery)(void *arg, ps_t at, ps_t took);
void segment_watch_deliveries(struct segment *s, segment_delivery fn,
			      void *arg);

/* Where a frame on a segment ends. */
enum segment_place {
	SEGMENT_DELIVERED, /* to at least one member */
	SEGMENT_FILTERED,  /* no other member is to have it */
	SEGMENT_LOST,	   /* an impairment */
	SEGMENT_BAD_FCS,   /* the switch does not pass it on */
	SEGMENT_QUEUE_FULL,
	SEGMENT_COLLIDED,   /* sixteen times */
	SEGMENT_UNFINISHED, /* still there when the run ended */
	SEGMENT_PLACES
};

struct segment_counters {
	uint64_t frames; /* that members sent */
	uint64_t ended[SEGMENT_PLACES];
	uint64_t copies; /* given to members' wires */
	uint64_t undone; /* of them, not on a cable when the run ended */
	uint64_t duplicated, corrupted, delayed, flooded, collisions;
	uint64_t deferred, tokens;
};
const struct segment_counters *segment_counters(const struct segment *s);
const char *segment_name(const struct segment *s);
/* Every frame of a segment is born and ends in its own ledger: a frame that one
 * host's card sent and another's received is one frame here. */
struct ledger *segment_ledger(struct segment *s);
/* Adds segment.NAME.* */
void segment_metrics(const struct segment *s, struct metrics *out);

#endif
