/* SPDX-License-Identifier: MIT */
/*
 * The machine's memory of what happened last: register accesses, interrupts,
 * mappings, frames that got lost. Always kept, for `ringside explain`, and so
 * it costs next to nothing: rings of fixed size, no text, no counted code.
 * Only machine_state() turns them into words (state.c).
 */
#ifndef SIM_MACHINE_HISTORY_H
#define SIM_MACHINE_HISTORY_H

#include "sim/types.h"

struct machine;
struct mapping;

#define HISTORY_MMIO	64
#define HISTORY_IRQS	64
#define HISTORY_MAPS	64
#define HISTORY_FRAMES	64
#define HISTORY_UNDONE	4096 /* mappings that are gone */
#define HISTORY_FETCHED 1024 /* descriptors that the card read */
#define HISTORY_TAILS	64
#define HISTORY_LOG	16
#define LOG_BYTES	120

/*
 * Who called: words of the stack that point into the program's code, nearest
 * first, as offsets from its beginning. Which of them are return addresses of
 * the callers, and what those are called, is found out later (callers.c).
 */
#define CALLERS 40
struct callers {
	uint32_t at[CALLERS];
};

/* Of the running code, from the caller's frame on. */
void callers_note(struct callers *c);
/*
 * The driver's function and the one that called it; "" where unknown. What lies
 * between it and the machine (readl() and the like) is left out. As long as
 * the list.
 */
struct functions;
void callers_names(const struct functions *list, const struct callers *c,
		   const char *names[2]);

struct past_mmio {
	ps_t at;
	uint32_t offset, value;
	bool write;
	struct callers who;
};

enum past_irq_what {
	PAST_RAISED,
	PAST_LOWERED,
	PAST_TAKEN,
	PAST_RETURNED,
	PAST_HANDLED, /* the handlers' verdict */
	PAST_SPURIOUS
};

struct past_irq {
	ps_t at;
	uint8_t what, vector;
};

enum past_map_what { PAST_MAPPED, PAST_UNMAPPED, PAST_TO_CPU, PAST_TO_CARD };

struct past_map {
	ps_t at;
	uint64_t bus;
	uint32_t len, frame;
	uint8_t what, dir;
	struct callers who;
};

/* A mapping that was undone. */
struct past_mapping {
	uint64_t bus;
	uint32_t len, frame;
	uint8_t dir;
	bool coherent;
	const char *place; /* that made it */
	ps_t made, undone;
	struct callers maker, undoer;
};

/* A descriptor as the card has read it: it goes by that, whatever becomes of
 * memory later. */
struct past_fetch {
	ps_t at;
	uint64_t desc, buffer; /* bus addresses */
	bool tx;
};

struct past_frame {
	ps_t at;
	uint32_t id;
	const char *place; /* where it ended */
};

struct past_log {
	ps_t at;
	int level;
	char text[LOG_BYTES];
};

/* What a fault was about, beyond its text. */
enum fault_what {
	FAULT_OTHER,
	FAULT_UNMAP, /* the driver gave back what it does not have */
	FAULT_SYNC,
	FAULT_EARLY,	 /* it took back what the card still writes */
	FAULT_CARD_READ, /* the card went where it must not */
	FAULT_CARD_WRITE
};

struct past_fault {
	uint8_t what;
	bool desc; /* the card was after a descriptor, not data */
	uint64_t bus;
	struct callers who;
};

/* Registers whose last accesses are kept, however long ago. */
/* clang-format off */
#define HISTORY_REGS(X) \
	X(CTRL) X(ICR) X(ITR) X(ICS) X(IMS) X(IMC) X(RCTL) X(RDH) X(RDT) \
	X(RDTR) X(RADV) X(RAL) X(RAH) X(TCTL) X(TDH) X(TDT) X(TIDV) X(TADV)
/* clang-format on */
enum {
#define X(name) HISTORY_REG_##name,
	HISTORY_REGS(X)
#undef X
		HISTORY_REG_COUNT
};

/* The rings' counters run freely. */
struct history {
	uint32_t mmio_n, irq_n, map_n, undone_n, frame_n, log_n;
	struct past_mmio mmio[HISTORY_MMIO];
	struct past_mmio last[HISTORY_REG_COUNT][2]; /* read, written */
	struct past_irq irq[HISTORY_IRQS];
	struct past_map map[HISTORY_MAPS];
	struct past_frame frame[HISTORY_FRAMES];
	struct past_log log[HISTORY_LOG];
	struct past_fault fault;
	uint32_t fetched_n, tail_n[2];
	struct past_mmio tail[2][HISTORY_TAILS]; /* writes of RDT, of TDT */
	struct past_fetch fetched[HISTORY_FETCHED];
	ps_t polled; /* the driver last took a buffer back */
	struct past_mapping undone[HISTORY_UNDONE];
};

void history_init(struct machine *m);

/* A read: when the CPU has the answer. A write: when it is posted. */
void history_mmio(struct machine *m, bool write, uint32_t offset,
		  uint32_t value);
void history_irq(struct machine *m, enum past_irq_what what, unsigned vector);
/* Of a mapping: after it was made or handed over, before it is undone. */
void history_map(struct machine *m, enum past_map_what what,
		 struct mapping *map);
/* The card has read the descriptor at @desc; its buffer is at @buffer. */
void history_fetched(struct machine *m, bool tx, uint64_t desc,
		     uint64_t buffer);
/* Just before fault(). */
void history_fault(struct machine *m, enum fault_what what, bool desc,
		   uint64_t bus);

#endif
