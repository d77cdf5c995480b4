/* SPDX-License-Identifier: MIT */
/* The command line. */
#ifndef RINGSIDE_OPTIONS_H
#define RINGSIDE_OPTIONS_H

#include "sim/strict.h"
#include "sim/types.h"

#define MAX_SETS 64

enum command {
	COMMAND_RUN,
	COMMAND_ATTACH,
	COMMAND_LIST,
	COMMAND_EXPLAIN,
	COMMAND_DIFF,
	COMMAND_STRICT,
	COMMAND_HELP,
	COMMAND_VERSION
};

/* What --wave-around is about. */
enum around { AROUND_NOTHING, AROUND_IRQ, AROUND_DROP, AROUND_PACKET };

/* What is recorded, and when. */
struct recording_options {
	bool wave;
	const char *wave_file; /* or NULL: OUT/trace.fst */
	bool hardware_only;    /* the FST without software lanes */
	bool timeline, transactions;
	ps_t from, to; /* 0, PS_NEVER: all of the run */
	enum around around;
	uint32_t around_number; /* the so many-th; a packet's id */
	ps_t last; /* record the last so much of a run that fails; 0: no */
};

struct options {
	enum command command;
	const char *scenario;
	char *sets[MAX_SETS];
	unsigned nsets;
	const char *seed; /* as given, or NULL */
	const char *out;  /* or NULL: build/run/NAME */
	struct recording_options recording;
	ps_t explain_at; /* PS_NEVER: at the end only */
	bool no_skip;
	bool quiet;
	const char *vfio_user; /* attach: the socket's path */
	const char *wire_end;  /* or NULL: live.h */
	bool strict_given;
	enum strict_mode strict; /* if given; else the scenario's */
	const char *dir;	 /* of explain */
};

/* 0, or -1 with a message on stderr. */
int options_parse(struct options *o, int argc, char **argv);
void options_help(void);

#endif
