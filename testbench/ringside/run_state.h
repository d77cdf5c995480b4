/* SPDX-License-Identifier: MIT */
/* state.json: everything at one moment of a run, for `ringside explain`. */
#ifndef RINGSIDE_RUN_STATE_H
#define RINGSIDE_RUN_STATE_H

#include "host.h"
#include "options.h"
#include "scenario.h"

/* Machine and kernel as they are, and how the run was made. Between two
 * machine_run(). */
struct metrics *run_state(const struct scenario *s, const struct options *o,
			  const struct host *h);
/* Which build of the program this is, as hexadecimal digits: the linker's build
 * id; "" where it made none. */
void run_build(char *text, size_t len);

/*
 * How it all ended, added to a state that was taken before the kernel's orderly
 * end took everything apart: leaks, where frames ended. @interrupted: there was
 * no orderly end.
 */
void run_state_end(struct metrics *state, const struct host *h,
		   bool interrupted);

/* Removes the states of moments of earlier runs in @dir; @keep is this one's.
 */
void run_state_forget(const char *dir, ps_t keep);

/* "DIR/state.json", or for a moment "DIR/state-1500000ns.json". To be freed. */
char *run_state_path(const char *dir, ps_t at);

#endif
