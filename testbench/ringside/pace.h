/* SPDX-License-Identifier: MIT */
/*
 * A run whose wire leads outside: simulated time is no faster than the clock on
 * the wall. Slower it may be; what it has lost is not made up for.
 */
#ifndef RINGSIDE_PACE_H
#define RINGSIDE_PACE_H

#include "sim/live.h"

struct pace {
	struct wire_live *live; /* NULL: no end outside, no pace */
	uint64_t wall_ns;	/* when simulated time was @sim */
	ps_t sim;
};

/* @end as in live.h, or NULL. 0, or -1 with a message. */
int pace_open(struct pace *p, struct wire *w, const char *end, char *err,
	      size_t err_len);
void pace_close(struct pace *p);
/* The end of the next slice, if it began at @now and may last until @until. */
ps_t pace_slice(const struct pace *p, ps_t now, ps_t until);
/* Simulated time is @now: fetch what has come; wait for the wall's clock, or
 * for a frame. */
void pace_keep(struct pace *p, ps_t now);

#endif
