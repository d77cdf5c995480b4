/* SPDX-License-Identifier: MIT */
/* What is recorded of a run: the sinks, and when they are on. */
#ifndef RINGSIDE_RECORDING_H
#define RINGSIDE_RECORDING_H

#include "options.h"
#include "outputs.h"
#include "sim/machine.h"
#include "sim/record_file.h"

#define RECORDING_FILES 4

struct recording {
	const struct recording_options *o;
	struct machine *m;
	struct record_file *files[RECORDING_FILES]; /* NULL: not asked for */
	struct captures *captures; /* not owned; told what the wave shows */
	ps_t began;
	bool on; /* it has begun, and may be over */
	bool over;
};

/* 0, or -1 with a message; nothing is left behind then. @title for the page. */
int recording_open(struct recording *r, struct machine *m,
		   const struct recording_options *o, const struct outputs *out,
		   const char *title, char *err, size_t err_len);
/* The machine stands still: begin or end what is due. Returns when to call
 * again at the latest; PS_NEVER: need not. */
ps_t recording_turn(struct recording *r);
/* The run ended before the window's beginning: there is nothing to see. */
bool recording_missed(const struct recording *r);
/* In a signal's handler, after machine_wave_save(): the other files, hoping for
 * the best. */
void recording_save(struct recording *r);
/* The files get their names. 0, or -1 with a message. */
int recording_close(struct recording *r, char *err, size_t err_len);
/* No files. Harmless after recording_close(). */
void recording_discard(struct recording *r);

#endif
