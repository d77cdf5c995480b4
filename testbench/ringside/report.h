/* SPDX-License-Identifier: MIT */
/* What a run says at its end: metrics.json's numbers and the table of them. */
#ifndef RINGSIDE_REPORT_H
#define RINGSIDE_REPORT_H

#include "host.h"
#include "outputs.h"

#include "sim/live.h"

/* strict.txt, if strict mode watches. 0, or -1 with a message. */
int report_strict(const struct machine *m, const struct outputs *o, char *err,
		  size_t err_len);
/* The same on standard error, as a table; with @quiet only what is broken.
 * True: with @mode the run has failed. */
bool report_rules(const struct machine *m, enum strict_mode mode, bool quiet);
/* All numbers of a run that has ended. */
struct metrics *report_collect(const struct scenario *s, const struct host *h);
/* What went over an end of the wire outside; nothing if there is none. */
void report_live(struct metrics *m, struct wire_live *l);
/* The table, the files, what to look at next. @name: of the scenario, as the
 * user called it. */
void report_print(const char *name, const struct metrics *m,
		  const struct outputs *o);
/* The same of a guest's card. */
void report_guest(const struct metrics *m, const struct outputs *o);

#endif
