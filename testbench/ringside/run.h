/* SPDX-License-Identifier: MIT */
#ifndef RINGSIDE_RUN_H
#define RINGSIDE_RUN_H

#include "options.h"
#include "scenario.h"

/* What is on the line when time is up, and the kernel's orderly end, are given
 * this much simulated time. */
#define RUN_LINE_TIME (10 * PS_PER_MS)
#define RUN_STOP_TIME (60 * PS_PER_S)

/* From now on a signal ends the run orderly. To be called first. */
void run_watch_signals(void);

/* Has one come? */
bool run_signalled(void);

/* Exit codes of `ringside run`: 0, 1 if the run found an error, 2 if something
 * that was asked for is not possible (nothing is written then). */
int run(struct scenario *s, const struct options *o);

/* `ringside list`: scenarios, profiles, programs. Exit code. */
int list(void);

#endif
