/* SPDX-License-Identifier: MIT */
/*
 * Which functions of counted code are being called: the lanes
 * software.calls/call00 to call23, one for each depth.
 *
 * A call stack belongs to a stack of the CPU. Interrupts and softirqs run
 * nested on whatever stack is running; a switch of processes shows the call
 * stack that it arrives at. What the idle process was in when it went to sleep
 * is hidden from then on, so that an interrupt in idle time begins at call00.
 *
 * Recording may begin in mid-run: then the call stacks are rebuilt from the
 * stacks themselves, the running one's when machine_run() goes on, each other's
 * when it is first switched to.
 */
#ifndef SIM_RECORD_CALLS_H
#define SIM_RECORD_CALLS_H

#include "sim/types.h"

struct machine;

/* Lanes, for m->record. -1: no memory. */
int calls_init(struct machine *m);
void calls_free(struct machine *m);

/* After record_begin() and before record_end(). Context: outside. */
void calls_begin(struct machine *m, ps_t at);
void calls_end(struct machine *m);

/* The running process sleeps; @frame is __builtin_frame_address(0) of the
 * machine's function that it called for that. Context: CPU. */
void calls_idle(struct machine *m, const void *frame);

/* The innermost function of the driver, else the innermost of all: who does
 * this register access. Static; NULL: not known. */
const char *calls_driver(const struct machine *m);

/* For code that says what it enters by address, and from where
 * (sim/cpu/trace_pc.c). */
void calls_enter_address(struct machine *m, const void *address,
			 const void *from);
void calls_leave(struct machine *m);

#endif
