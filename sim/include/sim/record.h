/* SPDX-License-Identifier: MIT */
/*
 * The timeline. Probes of the machine, marks in counted code and lanes of the
 * kernel become events; sinks (the FST, the trace for Perfetto, the page, the
 * list of transactions) get them in the order of time.
 *
 * Recording is looked on, not taken part in: a probe runs whether something is
 * recorded or not, consumes no simulated time, and changes no result. Off, it
 * is a test of one flag.
 *
 * A lane is one value over time: a state by name, a number, or a text. A room
 * defines its lanes once; while something is recorded they are read at every
 * event of the CPU, so that code has nothing to tell.
 *
 * Context: any, unless stated. Strings that an event carries are valid during
 * the call only, those marked static live as long as the program.
 */
#ifndef SIM_RECORD_H
#define SIM_RECORD_H

#include "sim/types.h"

struct machine;
struct record;

/* ---- lanes ----------------------------------------------------------------
 */

enum lane_kind {
	LANE_STATE,  /* one of @names */
	LANE_NUMBER, /* unsigned, @bits wide */
	LANE_TEXT,   /* "" means: nothing */
};

struct lane {
	const char *scope; /* dotted: "kernel", "kernel.stack" */
	const char *name;
	enum lane_kind kind;
	unsigned bits;		  /* LANE_NUMBER; 1..64 */
	const char *const *names; /* LANE_STATE: NULL at the end */
	/*
	 * What the lane shows now. NULL: the lane is set by
	 * record_number() and record_text() instead. A text lane's value is
	 * anything that changes with its text.
	 */
	uint64_t (*value)(void *arg);
	void (*text)(void *arg, uint64_t value, char *buf, size_t len);
	void *arg;
};

/* @l and its strings are copied but for @names, which are static. Lanes that
 * come while something is recorded show up in the next recording. Returns the
 * lane's number. Context: outside, or at boot. */
unsigned record_lane(struct record *r, const struct lane *l);
unsigned record_lanes(const struct record *r);
const struct lane *record_lane_of(const struct record *r, unsigned lane);
/* "Lanes may have changed": reads those with a value(). */
void record_poll(struct record *r);
/* For a lane without value(): its value from @at on. */
void record_number(struct record *r, unsigned lane, ps_t at, uint64_t value);
void record_text(struct record *r, unsigned lane, ps_t at, const char *text);
/* RECORD_LOG: a line of the kernel's log, already fit to be shown. */
void record_log(struct record *r, ps_t at, int level, const char *line);

/* ---- events ---------------------------------------------------------------
 */

enum record_type {
	RECORD_LANE,  /* @lane is @value (and @text) from now on */
	RECORD_MMIO,  /* register access: enum record_mmio */
	RECORD_IRQ,   /* enum record_irq */
	RECORD_DESC,  /* descriptor: enum record_desc */
	RECORD_FRAME, /* a stage of a frame's way: enum record_frame */
	RECORD_MAP,   /* DMA mapping: enum record_map */
	RECORD_LOG,   /* @text: a line of the kernel's log, @value: its level */
};

/* @addr: register offset, @value; @who: the function that did it. A read's
 * event is when the CPU has the answer, a write's when it is posted; PINS is
 * when a write is done at the card's pins. */
enum record_mmio { MMIO_READ, MMIO_WRITE, MMIO_PINS };

/* @value: RAISED, LOWERED: 0; TAKEN, RETURNED: enum machine_vector. */
enum record_irq { IRQ_RAISED, IRQ_LOWERED, IRQ_TAKEN, IRQ_RETURNED };

/* @index in the ring, @value the descriptor's first and @addr its second
 * 64-bit word. FETCHED: the card has read it; WRITTEN: the card's write-back
 * has been accepted by memory. */
enum record_desc { RX_FETCHED, RX_WRITTEN, TX_FETCHED, TX_WRITTEN };

enum record_frame {
	FRAME_BORN,	/* @value: enum ledger_origin, @addr: id of the frame
			   that the CPU was working on, 0: none */
	FRAME_RX_BEGIN, /* first bit at the card */
	FRAME_RX_END,	/* last bit at the card */
	FRAME_STORED,	/* completely in host memory */
	FRAME_TAKEN,	/* the driver has its buffer back */
	FRAME_WORK,	/* the CPU works on it from now on; 0: on none */
	FRAME_QUEUED,	/* in a socket's queue */
	FRAME_SENDING,	/* the driver maps it for the card */
	FRAME_FETCHED,	/* the card begins to read it */
	FRAME_TX_BEGIN, /* first bit leaves the card */
	FRAME_TX_END,	/* last bit left the card */
	FRAME_ENDED,	/* @text: the place of the ledger */
};

/* @addr: bus address, @value: bytes, @who: the mapping's maker */
enum record_map { MAP_MADE, MAP_UNDONE, MAP_TO_CPU, MAP_TO_CARD };

struct record_event {
	ps_t at;
	uint8_t type; /* enum record_type */
	uint8_t what; /* by type */
	uint16_t index;
	uint32_t lane;
	uint32_t frame; /* id, 0: none */
	uint64_t value, addr;
	const char *text; /* or NULL */
	const char *who;  /* static, or NULL */
};

/* ---- sinks ----------------------------------------------------------------
 */

/*
 * A sink is told when recording begins (then come the values of all lanes) and
 * ends, and in between each event, times never going backwards. @clock, where
 * there is one, is called before the card's edges (FST): no event earlier than
 * @at will come any more. Nothing here may touch the machine.
 */
struct record_sink {
	void (*begin)(struct record_sink *s, const struct record *r, ps_t at);
	void (*event)(struct record_sink *s, const struct record_event *e);
	void (*end)(struct record_sink *s, ps_t at);
	struct record_sink *next; /* record's own */
};

/* Not owned; before recording begins. Context: outside. */
void record_add_sink(struct record *r, struct record_sink *s);

/* From now on; and no more. Between two machine_run(). */
void machine_record_begin(struct machine *m);
void machine_record_end(struct machine *m);
struct record *machine_record(struct machine *m);
bool record_on(const struct record *r);

/* ---- frames in words -------------------------------------------------------
 */

/* "#12 UDP 1234>53 len=60", of the bytes that frame_bytes() was told last; only
 * "#12" for a frame that is long gone or has no bytes yet. */
void record_frame_text(const struct record *r, uint32_t id, char *buf,
		       size_t len);
/* The frame's first bytes are these (@len: all of it, without FCS). */
void record_frame_bytes(struct record *r, uint32_t id, const uint8_t *data,
			uint32_t len);
/* The same of bytes at hand; without "#12". */
void frame_describe(const uint8_t *data, uint32_t len, char *buf, size_t room);

#endif
