// SPDX-License-Identifier: MIT
/*
 * Records an FST and dies in the middle, for test_crash.py.
 *
 *   die HOW FILE       FILE.part is renamed when it is saved
 *
 * HOW: on the simulated CPU "assert", "abort", "null", "stack"; with sanitizers
 * "heap", "undefined"; "outside": null, but of the program around; "hang": in
 * saving, too; "run": goes on until it is killed.
 */
#include "../ringside/crash.h"
#include "sim/machine.h"
#include "sim/record.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct victim {
	struct machine *m;
	const char *how;
	char part[PATH_MAX], path[PATH_MAX];
	bool hang;
};

static bool save(void *arg, bool force)
{
	const struct victim *v = arg;

	while (v->hang)
		;
	return machine_wave_save(v->m, force) && !rename(v->part, v->path);
}

static bool busy(void *arg)
{
	return machine_wave_busy(((struct victim *)arg)->m);
}

static int dereference(void)
{
	/* Not NULL: a sanitizer would see that before the processor does. */
	volatile int *volatile nowhere = (volatile int *)(uintptr_t)64;

	return *nowhere;
}

__attribute__((noinline)) static int too_deep(volatile int n)
{
	volatile char room[4096];

	room[0] = (char)n;
	return n < 0 ? 0 : too_deep(n + 1) + room[0];
}

static void overflow(void)
{
	void *(*volatile fill)(void *, int, size_t) = memset;
	char *room = malloc(16);

	if (room)
		fill(room, 1, 32);
	free(room);
}

static int undefined(void)
{
	volatile int large = INT_MAX;

	large = large + 1;
	return large;
}

static void boot(void *arg)
{
	struct victim *v = arg;

	machine_irq_enable(v->m);
	machine_delay_ns(v->m, 300000);
	v->hang = !strcmp(v->how, "hang");
	if (!strcmp(v->how, "assert"))
		assert(!v->how);
	else if (!strcmp(v->how, "abort"))
		abort();
	else if (!strcmp(v->how, "null") || v->hang)
		dereference();
	else if (!strcmp(v->how, "stack"))
		too_deep(0);
	else if (!strcmp(v->how, "heap"))
		overflow();
	else if (!strcmp(v->how, "undefined"))
		undefined();
	for (;;)
		machine_delay_ns(v->m, 1000);
}

int main(int argc, char **argv)
{
	struct machine_config conf = {.no_skip = true};
	struct victim v = {0};
	char err[256] = "";
	ps_t until = 0;

	if (argc != 3 || profile_load(&conf.profile, "sim/profiles/modern.yaml",
				      err, sizeof(err))) {
		fprintf(stderr, "die: %s\n", err);
		return 2;
	}
	v.how = argv[1];
	snprintf(v.path, sizeof(v.path), "%s", argv[2]);
	snprintf(v.part, sizeof(v.part), "%s.part", argv[2]);
	v.m = machine_create(&conf, err, sizeof(err));
	if (!v.m || machine_wave_open(v.m, v.part, true, err, sizeof(err))) {
		fprintf(stderr, "die: %s\n", err);
		return 2;
	}
	machine_set_boot(v.m, boot, &v);
	machine_record_begin(v.m);
	crash_watch(save, busy, &v);
	crash_disk_full(v.part);
	printf("ready\n");
	fflush(stdout);
	while (!machine_run(v.m, until += PS_PER_MS))
		if (!strcmp(v.how, "outside"))
			dereference();
	return 2;
}
