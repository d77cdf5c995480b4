/* SPDX-License-Identifier: MIT */
/* The timeline as the machine sees it, which feeds it. */
#ifndef SIM_RECORD_INTERNAL_H
#define SIM_RECORD_INTERNAL_H

#include "sim/record.h"

/* NULL: no memory. @now gives the time of record_poll(). */
struct record *record_create(ps_t (*now)(void *arg), void *arg);
void record_destroy(struct record *r);

/* Recording goes on from @at. Sinks get the values of all lanes. */
void record_begin(struct record *r, ps_t at);
/* Everything up to @at is delivered, what is later is forgotten. */
void record_end(struct record *r, ps_t at);

/* An event; those that come earlier than what was delivered already are
 * stamped with that. Ignored while nothing is recorded. */
void record_emit(struct record *r, const struct record_event *e);
/* No event earlier than @at will come any more: deliver what is older. */
void record_reach(struct record *r, ps_t at);

#endif
