/* SPDX-License-Identifier: MIT */
/*
 * The files of a run. They are written as NAME.part and get their names all
 * together at the end; a run that fails before that leaves the folder as it
 * found it.
 */
#ifndef RINGSIDE_OUTPUTS_H
#define RINGSIDE_OUTPUTS_H

#include "options.h"
#include "sim/metrics.h"
#include "sim/wire.h"

#define OUTPUT_NAMES 10

struct outputs {
	char *dir, *metrics, *wire, *eth0;
	char *state;
	char *strict;				     /* NULL: nobody watches */
	char *page, *trace, *transactions, *moments; /* NULL: not asked for */
	char *wave, *wave_part;			     /* NULL: not asked for */
	char *path[OUTPUT_NAMES]; /* all that a run may leave in dir */
	bool wave_inside;	  /* wave is dir/trace.fst */
	unsigned made_dirs;	  /* the last so many folders of dir are new */
	int lock;		  /* keeps other runs out of dir; -1: none */
	bool made_wave;		  /* wave_part is there and ours */
	bool open;
};

/* @dir is made if it is not there. 0, or -1 with a message. */
int outputs_open(struct outputs *o, const char *dir,
		 const struct recording_options *r, bool strict, char *err,
		 size_t err_len);
/* Nothing was recorded: those files are not to be. */
void outputs_no_recording(struct outputs *o);
/* There is no simulated host: no capture and no state of it. */
void outputs_no_host(struct outputs *o);
/* The program dies: what an earlier run left in the folder goes, so that nobody
 * takes it for this one's. May be called by a signal's handler. */
void outputs_forget(const struct outputs *o);
/* The wave and the metrics get their names. 0, or -1 with a message. */
int outputs_finish(struct outputs *o, const struct metrics *m, char *err,
		   size_t err_len);
/* Undo what outputs_open() did. Harmless after outputs_finish(). */
void outputs_abandon(struct outputs *o);
void outputs_free(struct outputs *o);

#endif
