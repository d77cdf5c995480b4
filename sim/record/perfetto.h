/* SPDX-License-Identifier: MIT */
/*
 * The trace for Perfetto, as its parts see it. Slices are written as a
 * beginning and an end of their own, so that nothing waits in memory; a reader
 * sorts by time, and events of one moment stay in the order of the file.
 */
#ifndef SIM_RECORD_PERFETTO_H
#define SIM_RECORD_PERFETTO_H

#include "json_out.h"
#include "sim/record_file.h"

/* What Perfetto calls processes and threads are groups of rows, and rows. */
enum { PID_CARD = 1, PID_CPU, PID_SOCKETS, PID_PACKETS };

enum {
	TID_IRQ_LINE = 1,
	TID_WIRE_RX,
	TID_WIRE_TX,
	TID_RX_RING,
	TID_TX_RING,
	TID_REGISTERS,
};

enum {
	TID_INTERRUPTS = 1,
	TID_CONTEXT,
	TID_TASK,
	TID_CALLS,
	TID_NAPI,
	TID_SOFTIRQS,
	TID_PACKET,
	TID_MMIO,
	TID_LOG,
	TID_OTHER, /* and up: lanes that this file knows nothing about */
};

struct ways;

/* Begins an event: the caller adds members, each after a comma, and ends it. */
void trace_event(struct json_out *o, char phase, unsigned pid, unsigned tid,
		 ps_t at);
void trace_end(struct json_out *o);
void trace_slice(struct json_out *o, unsigned pid, unsigned tid, ps_t at,
		 const char *name);
void trace_slice_end(struct json_out *o, unsigned pid, unsigned tid, ps_t at);
/* An arrow's start 's', step 't' or end 'f' at the slice that is open there. */
void trace_flow(struct json_out *o, char phase, unsigned pid, unsigned tid,
		ps_t at, const char *kind, uint64_t id);

/* NULL: no memory. @o stays the caller's. */
struct ways *ways_create(struct json_out *o);
void ways_destroy(struct ways *w);
/* A recording begins: what was seen before belongs to another one. */
void ways_begin(struct ways *w, const struct record *r, ps_t at);
void ways_event(struct ways *w, const struct record_event *e);
/* Frames that have not ended are shown up to @at. */
void ways_end(struct ways *w, ps_t at);

#endif
