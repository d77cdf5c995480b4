/* SPDX-License-Identifier: MIT */
/*
 * A sink for tests: what a recording showed, as lines of text. A lane becomes
 * its values in order, "IDLE > SCHED > POLLING > IDLE"; frames become "work #1,
 * queued #1, work 0" (only what the CPU does with them); the log's lines come
 * with their levels. Of times it knows their order only.
 */
#ifndef TIMELINE_WATCH_H
#define TIMELINE_WATCH_H

#include "sim/machine.h"
#include "sim/record.h"

struct watch;

/* Records from now on. Context: outside. Aborts without memory. */
struct watch *watch_begin(struct machine *m);
/* And no more; what was seen stays. */
void watch_end(struct watch *w);
/* After watch_end(); the machine records no more after that. */
void watch_free(struct watch *w);

/* @name is "scope.name". NULL: there is no such lane. */
const char *watch_lane(const struct watch *w, const char *name);
/* The value that the lane has now; "" before the first. */
const char *watch_last(const struct watch *w, const char *name);
const char *watch_frames(const struct watch *w);
/* "<6>line\n" ... */
const char *watch_log(const struct watch *w);
/* The parent that frame @id was born with. */
uint32_t watch_parent(const struct watch *w, uint32_t id);

#endif
