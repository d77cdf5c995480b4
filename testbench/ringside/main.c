// SPDX-License-Identifier: MIT
/* ringside: puts the parts of a scenario together and runs it. */
#include "attach.h"
#include "crash.h"
#include "diff.h"
#include "explain.h"
#include "options.h"
#include "run.h"
#include "scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RINGSIDE_VERSION "0.1"

#define EXIT_BAD_INPUT 2

static int run_command(const struct options *o)
{
	char err[SCENARIO_MAX_ERR];
	struct scenario *s;
	int ret;

	run_watch_signals();
	s = scenario_load(o->scenario, o->sets, o->nsets, o->seed, err,
			  sizeof(err));
	if (!s) {
		fprintf(stderr, "ringside: %s\n", err);
		return EXIT_BAD_INPUT;
	}
	ret = o->command == COMMAND_ATTACH ? attach(s, o) : run(s, o);
	scenario_free(s);
	return ret;
}

/* What was asked for is text: it must get out. */
static int said(int ret)
{
	if (!fflush(stdout) && !ferror(stdout))
		return ret;
	fprintf(stderr, "ringside: standard output is gone\n");
	return 1;
}

/* For a run that is repeated when it has failed: without the option that asks
 * for it. */
static void remember_args(int argc, char **argv)
{
	static const char option[] = "--wave-last";
	char **args = calloc((size_t)argc + 1, sizeof(*args));
	int n = 0;

	if (!args)
		return;
	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], option, sizeof(option) - 1))
			i += !argv[i][sizeof(option) - 1];
		else
			args[n++] = argv[i];
	}
	crash_rerun_args(n, args);
	free(args);
}

int main(int argc, char **argv)
{
	struct options o;

	if (options_parse(&o, argc, argv))
		return EXIT_BAD_INPUT;
	remember_args(argc, argv);
	switch (o.command) {
	case COMMAND_RUN:
	case COMMAND_ATTACH:
		return run_command(&o);
	case COMMAND_LIST:
		return said(list());
	case COMMAND_STRICT:
		strict_page(stdout);
		return said(0);
	case COMMAND_EXPLAIN:
		return said(explain_main(o.dir, o.explain_at));
	case COMMAND_DIFF:
		return said(diff_main(argc - 2, argv + 2));
	case COMMAND_VERSION:
		printf("ringside " RINGSIDE_VERSION "\n");
		return said(0);
	case COMMAND_HELP:
		options_help();
		return said(0);
	}
	return EXIT_BAD_INPUT;
}
