// SPDX-License-Identifier: MIT
/*
 * What recording costs under load: the same run in one process, not recorded,
 * after a window that is over, with the card's signals, and with the software's
 * lanes as well; slice by slice in turns, each slice as its fastest round.
 *
 *   bench_wave DIRECTORY
 */
#include "../ringside/host.h"
#include "sim/record.h"
#include "sim/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#define WARM_UP (30 * PS_PER_MS) /* booted, and traffic both ways */
#define SLICE	(500 * PS_PER_US)
#define SLICES	8
#define ROUNDS	3
#define WINDOW	PS_PER_US
#define LIMIT	1.05 /* what a window that is over may cost */

enum { OFF, AFTER, HARDWARE, LANES, KINDS };
static const char *const names[] = {"not recorded", "after a window",
				    "signals of the card",
				    "signals and software lanes"};

struct bench {
	struct scenario *s;
	struct host h;
	char path[4096];
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void die(const char *err)
{
	fprintf(stderr, "bench_wave: %s\n", err);
	exit(1);
}

static void run_to(struct bench *b, ps_t until)
{
	if (machine_run(b->h.machine, until) != MACHINE_TIME)
		die(machine_error(b->h.machine));
}

static void start(struct bench *b, int kind, const char *dir)
{
	static char duration[] = "duration_ms=100000";
	char *const sets[] = {duration};
	char err[SCENARIO_MAX_ERR];

	b->s = scenario_load("line-rate-both", sets, 1, NULL, err, sizeof(err));
	if (!b->s || host_create(&b->h, b->s, false, err, sizeof(err)))
		die(err);
	if (kind == AFTER)
		run_to(b, WARM_UP - WINDOW);
	else
		run_to(b, WARM_UP);
	snprintf(b->path, sizeof(b->path), "%s/bench%d.fst", dir, kind);
	if (kind != OFF) {
		if (machine_wave_open(b->h.machine, b->path, kind != HARDWARE,
				      err, sizeof(err)))
			die(err);
		machine_record_begin(b->h.machine);
	}
	if (kind == AFTER) {
		run_to(b, WARM_UP);
		machine_record_end(b->h.machine);
	}
}

/* Bytes of the file. The run is cut off: what the kernel holds then goes with
 * the process. */
static double stop(struct bench *b)
{
	char err[256] = "";
	struct stat st = {0};

	if (machine_wave_close(b->h.machine, err, sizeof(err)))
		die(err);
	stat(b->path, &st);
	wire_stop(b->s->wire);
	kernel_stop(b->h.kernel);
	machine_run(b->h.machine, machine_now(b->h.machine) + 10 * PS_PER_S);
	host_destroy(&b->h);
	scenario_free(b->s);
	return (double)st.st_size;
}

int main(int argc, char **argv)
{
	double least[KINDS][SLICES] = {{0}}, sum[KINDS] = {0}, bytes[KINDS];
	double cycles = (double)(SLICE * SLICES) / NIC_CYCLE_PS / 1e6;

	if (argc != 2)
		return 2;
	for (int round = 0; round < ROUNDS; round++) {
		struct bench b[KINDS];

		for (int k = 0; k < KINDS; k++)
			start(&b[k], k, argv[1]);
		for (int i = 0; i < SLICES; i++)
			for (int k = 0; k < KINDS; k++) {
				double t = now();

				run_to(&b[k], WARM_UP + (ps_t)(i + 1) * SLICE);
				t = now() - t;
				if (!round || t < least[k][i])
					least[k][i] = t;
			}
		for (int k = 0; k < KINDS; k++)
			bytes[k] = stop(&b[k]);
	}
	for (int k = 0; k < KINDS; k++)
		for (int i = 0; i < SLICES; i++)
			sum[k] += least[k][i];
	printf("loaded at line rate, per million NIC cycles:\n");
	for (int k = 0; k < KINDS; k++)
		printf("%-28s %6.3f s %7.2f times %8.2f MB\n", names[k],
		       sum[k] / cycles, sum[k] / sum[OFF],
		       k < HARDWARE ? 0 : bytes[k] / cycles / 1e6);
	if (sum[AFTER] > LIMIT * sum[OFF])
		die("a window costs something when it is over");
	return 0;
}
