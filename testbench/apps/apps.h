/* SPDX-License-Identifier: MIT */
/*
 * The programs that a scenario can start on the simulated host. They are
 * compiled for the simulated CPU and know nothing but system calls; this table
 * lets their arguments be checked before anything runs.
 */
#ifndef TESTBENCH_APPS_H
#define TESTBENCH_APPS_H

#define APP_MAX_ARGS 8

enum app_arg_type {
	APP_ARG_PORT,	/* 1..65535 */
	APP_ARG_IP,	/* dotted quad */
	APP_ARG_NUMBER, /* 0..4294967295 */
};

struct app_arg {
	const char *name;
	enum app_arg_type type;
};

struct app {
	const char *name;
	int (*main)(int argc, char **argv);
	const char *about;
	struct app_arg args[APP_MAX_ARGS]; /* to the first without a name */
};

extern const struct app apps[];
extern const unsigned apps_count;

#endif
