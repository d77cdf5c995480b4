/* SPDX-License-Identifier: MIT */
/* One line on the terminal while a run goes on. Nothing here reaches a result:
 * it is the only part of the program that looks at a clock. */
#ifndef RINGSIDE_PROGRESS_H
#define RINGSIDE_PROGRESS_H

#include "sim/types.h"

struct progress {
	bool on;
	bool shown;
	ps_t whole;
	uint64_t begun_ns, shown_ns;
};

/* Shows nothing if @quiet or if stderr is no terminal. */
void progress_begin(struct progress *p, ps_t whole, bool quiet);
/* To be called often; draws a few times a second. */
void progress_show(struct progress *p, ps_t now, uint64_t cycles);
/* Wipe the line, so that something else can be printed. */
void progress_clear(struct progress *p);

#endif
