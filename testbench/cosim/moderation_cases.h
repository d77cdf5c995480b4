/* SPDX-License-Identifier: MIT */
/*
 * The table of moderation cases (moderation_rx.c, _tx.c, _itr.c): what is done
 * to the card when, and when it must interrupt. Time is in clocks of 8 ns, from
 * the beginning of a case or from an event that is seen on the card's pins.
 */
#ifndef COSIM_MODERATION_CASES_H
#define COSIM_MODERATION_CASES_H

#include "pins.h"
#include "e1000_regs.h"

#define US_1024	    128u /* one step of RDTR, RADV, TIDV and TADV */
#define NS_256	    32u	 /* one step of ITR */
#define CASE_STEPS  12
#define CASE_RISES  6
#define CASE_VALUES 3

/* What the manual leaves to the card: from an event to the line. docs/timing.md
 * says where these clocks go. */
#define RX_TIMED   5 /* end of RDTR's or RADV's delay */
#define TX_TIMED   6 /* ... of TIDV's or TADV's */
#define RX_AT_ONCE 9 /* a frame stored, no delay */
#define RX_FLUSHED 4 /* the write-back that an interrupt has waited for */
#define TX_AT_ONCE 2 /* a descriptor without IDE written */
#define TX_FLUSHED 4
#define FPD_FIRED  4 /* RDTR written with FPD */
#define BY_HAND	   1 /* ICS, IMS or ITR written */

enum case_action {
	DO_NOTHING, /* the end of the steps */
	DO_FRAMES,  /* .count of .value bytes, .every so many clocks, begin */
	DO_SENDS,   /* .count descriptors with RS and .value (DCMD) */
	DO_WRITE,   /* .reg gets .value */
	DO_READ,
	DO_LINK,  /* pin .value */
	DO_STALL, /* the bus takes no write data until clock .value */
};

struct case_step {
	uint64_t at;
	enum case_action action;
	uint32_t reg, value;
	unsigned count, every; /* 0: once */
};

/* A moment: clock .at if .n is 0, else the .n-th event .of, plus .clocks. */
struct case_moment {
	enum pins_event of;
	unsigned n;
	uint64_t clocks;
};

struct case_rise {
	struct case_moment at;
	struct case_moment
		not_before; /* the later one counts, if it has an n */
	unsigned slack; /* the manual says "immediately": so many clocks late */
	uint32_t causes; /* among those enabled that ICR shows; 0: any */
};

struct case_value {
	unsigned access; /* the n-th read or write of the case */
	uint32_t mask, value;
};

struct moderation_case {
	const char *id;
	const char *section; /* of the 8254x SDM */
	const char *fact;    /* what it says, in our words */
	uint32_t itr, rdtr, radv, tidv, tadv, rxdctl, txdctl, rsrpd;
	uint32_t ims;	   /* 0: nothing is enabled */
	unsigned rx_descs; /* 0: 128 */
	unsigned ack;	   /* clocks from a rise to the read of ICR; 0: 20 */
	bool no_ack;
	struct case_step step[CASE_STEPS];
	uint64_t until;
	struct case_rise rise[CASE_RISES]; /* all there are, in order */
	/* After those, @more rises, each @period clocks after the last. */
	unsigned more, period;
	struct case_value value[CASE_VALUES];
	bool written_first; /* no rise before its descriptors are in memory */
};

extern const struct moderation_case moderation_rx[], moderation_tx[],
	moderation_itr[];
extern const unsigned moderation_rx_n, moderation_tx_n, moderation_itr_n;

/* ---- words for the table ---- */

#define RXT0 E1000_ICR_RXT0
#define TXDW E1000_ICR_TXDW
#define LSC  E1000_ICR_LSC

#define RS  0x08u
#define IDE 0x80u

/* Events that a rise is counted from */
#define STORED(number, plus)              \
	{                                 \
		PINS_STORED, number, plus \
	}
#define RX_WRITTEN(number, plus)              \
	{                                     \
		PINS_RX_WRITTEN, number, plus \
	}
#define TX_WRITTEN(number, plus)              \
	{                                     \
		PINS_TX_WRITTEN, number, plus \
	}
#define LAST(number, plus)              \
	{                               \
		PINS_RISE, number, plus \
	}
#define ACCESS(number, plus)              \
	{                                 \
		PINS_ACCESS, number, plus \
	}
#define CLOCK(number)                       \
	{                                   \
		PINS_EVENT_KINDS, 0, number \
	}

/* Delays: N steps of a timer, and on to the line */
#define RX(n)	    ((n)*US_1024 + RX_TIMED)
#define TX(n)	    ((n)*US_1024 + TX_TIMED)
#define THROTTLE(n) ((n)*NS_256)

#define FRAME(when)                                          \
	{                                                    \
		.at = when, .action = DO_FRAMES, .value = 64 \
	}
#define FRAMES(when, n, clocks)                                           \
	{                                                                 \
		.at = when, .action = DO_FRAMES, .value = 64, .count = n, \
		.every = clocks                                           \
	}
#define LONG_FRAMES(when, n, clocks)                                        \
	{                                                                   \
		.at = when, .action = DO_FRAMES, .value = 1500, .count = n, \
		.every = clocks                                             \
	}
#define SEND(when, cmd)                                      \
	{                                                    \
		.at = when, .action = DO_SENDS, .value = cmd \
	}
#define WRITE(when, r, what)                                            \
	{                                                               \
		.at = when, .action = DO_WRITE, .reg = r, .value = what \
	}
#define READ(when, r)                                   \
	{                                               \
		.at = when, .action = DO_READ, .reg = r \
	}
#define LINK(when, up)                                     \
	{                                                  \
		.at = when, .action = DO_LINK, .value = up \
	}
#define STALL(when, until)                                     \
	{                                                      \
		.at = when, .action = DO_STALL, .value = until \
	}

/* WTHRESH 8, in descriptors */
#define GATHER (8u << 16 | 1u << 24)
#endif
