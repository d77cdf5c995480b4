// SPDX-License-Identifier: MIT
/*
 * How much of the bare model's speed is left when a whole host is built around
 * it? A loaded run is made once to record the card's input pins; then the same
 * run, not recorded, and a bare model that is fed with those pins take turns,
 * slice by slice, in one process. A second is one of this process on its
 * processor, the same as on the wall where it runs alone; and each slice counts
 * as its fastest round, because other programs disturb.
 */
#include "../../sim/machine/pin_record.h"
#include "../ringside/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define LOADED	"line-rate-both"
#define WARM_UP (30 * PS_PER_MS) /* booted, and traffic both ways */
#define SLICE	(500 * PS_PER_US)
#define SLICES	12
#define ROUNDS	5
#define EDGES	4000000

#define IDLE_FROM    (100 * PS_PER_MS)
#define IDLE_SECONDS 1000

struct bench {
	struct scenario *s;
	struct host h;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void die(const char *err)
{
	fprintf(stderr, "bench: %s\n", err);
	exit(1);
}

static void start(struct bench *b, const char *name)
{
	static char duration[] = "duration_ms=100000";
	char *const sets[] = {duration};
	char err[SCENARIO_MAX_ERR];

	b->s = scenario_load(name, sets, 1, NULL, err, sizeof(err));
	if (!b->s)
		die(err);
	if (host_create(&b->h, b->s, false, err, sizeof(err)))
		die(err);
}

static void run_to(struct bench *b, ps_t until)
{
	if (machine_run(b->h.machine, until) != MACHINE_TIME)
		die(machine_error(b->h.machine));
}

/* The run is cut off: what the kernel holds then goes with the process. */
static void stop(struct bench *b)
{
	wire_stop(b->s->wire);
	kernel_stop(b->h.kernel);
	machine_run(b->h.machine, machine_now(b->h.machine) + 10 * PS_PER_S);
	host_destroy(&b->h);
	scenario_free(b->s);
}

static struct pin_recording *record(size_t mark[SLICES + 1],
				    uint64_t cycles[SLICES + 1])
{
	struct pin_recording *r = pin_record_create(EDGES);
	struct bench b;
	unsigned i;

	if (!r)
		die("out of memory");
	start(&b, LOADED);
	pin_record_attach(b.h.machine, r);
	for (i = 0; i <= SLICES; i++) {
		run_to(&b, WARM_UP + i * SLICE);
		mark[i] = pin_record_edges(r);
		cycles[i] = machine_nic_cycles(b.h.machine);
	}
	pin_record_attach(b.h.machine, NULL);
	if (mark[SLICES] == EDGES)
		die("the recording is too small");
	stop(&b);
	return r;
}

static void keep_least(double *least, double seconds)
{
	if (!*least || seconds < *least)
		*least = seconds;
}

static double compare(void)
{
	size_t mark[SLICES + 1];
	uint64_t cycles[SLICES + 1], loaded;
	double whole[SLICES] = {0}, bare[SLICES] = {0};
	double whole_s = 0, bare_s = 0;
	struct pin_recording *r = record(mark, cycles);
	unsigned round, i;

	for (round = 0; round < ROUNDS; round++) {
		struct nic_model *n = nic_model_create();
		struct bench b;

		if (!n)
			die("out of memory");
		start(&b, LOADED);
		run_to(&b, WARM_UP);
		pin_record_replay(r, n, 0, mark[0]);
		for (i = 0; i < SLICES; i++) {
			double t0 = now(), t1;
			uint64_t sum;

			run_to(&b, WARM_UP + (i + 1) * SLICE);
			t1 = now();
			sum = pin_record_replay(r, n, mark[i], mark[i + 1]);
			keep_least(&bare[i], now() - t1);
			keep_least(&whole[i], t1 - t0);
			if (sum != pin_record_machine_outputs(b.h.machine))
				die("the bare model went another way");
		}
		nic_model_destroy(n);
		stop(&b);
	}
	for (i = 0; i < SLICES; i++) {
		whole_s += whole[i];
		bare_s += bare[i];
	}
	loaded = cycles[SLICES] - cycles[0];
	printf("loaded at line rate: %llu NIC cycles, %llu evaluations\n",
	       (unsigned long long)loaded,
	       (unsigned long long)(mark[SLICES] - mark[0]));
	printf("bare model       %6.2f million NIC cycles per second\n",
	       (double)loaded / bare_s / 1e6);
	printf("co-simulation    %6.2f million NIC cycles per second\n",
	       (double)loaded / whole_s / 1e6);
	printf("ratio %.3f\n", bare_s / whole_s);
	pin_record_destroy(r);
	return bare_s / whole_s;
}

static double idle(void)
{
	struct bench b;
	double t;

	start(&b, "idle");
	run_to(&b, IDLE_FROM);
	t = now();
	run_to(&b, IDLE_FROM + IDLE_SECONDS * PS_PER_S);
	t = (now() - t) / IDLE_SECONDS;
	printf("an idle simulated second costs %.6f s\n", t);
	stop(&b);
	return t;
}

/* What the project promises, as ratios: absolute speed is the machine's. */
#define LEAST_RATIO 0.6
#define MOST_IDLE_S 0.1

int main(void)
{
	double ratio = compare(), idle_s = idle();

	if (ratio < LEAST_RATIO)
		printf("bench: the ratio is below %.1f\n", LEAST_RATIO);
	if (idle_s > MOST_IDLE_S)
		printf("bench: an idle second costs more than %.1f s\n",
		       MOST_IDLE_S);
	return ratio < LEAST_RATIO || idle_s > MOST_IDLE_S;
}
