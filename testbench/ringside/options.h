/* SPDX-License-Identifier: MIT */
/* The command line. */
#ifndef RINGSIDE_OPTIONS_H
#define RINGSIDE_OPTIONS_H

#include <stdbool.h>

#define MAX_SETS 64

enum command { COMMAND_RUN, COMMAND_LIST, COMMAND_HELP, COMMAND_VERSION };

struct options {
	enum command command;
	const char *scenario;
	char *sets[MAX_SETS];
	unsigned nsets;
	const char *seed; /* as given, or NULL */
	const char *out;  /* or NULL: build/run/NAME */
	bool wave;
	const char *wave_file; /* or NULL: OUT/trace.fst */
	bool no_skip;
	bool quiet;
};

/* 0, or -1 with a message on stderr. */
int options_parse(struct options *o, int argc, char **argv);
void options_help(void);

#endif
