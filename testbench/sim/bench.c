// SPDX-License-Identifier: MIT
/*
 * How much of the bare model's speed is left when a whole host is built around
 * it? A loaded run is made once to record the card's input pins; then the same
 * run, not recorded, and a bare model that is fed with those pins take turns,
 * slice by slice, in one process. A second is one of this process on its
 * processor, the same as on the wall where it runs alone; and each slice counts
 * as its fastest round, because other programs disturb.
 *
 * Besides it counts instructions, which other programs do not disturb.
 */
#include "../../sim/machine/pin_record.h"
#include "../ringside/host.h"
#include "instructions.h"

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
#define IDLE_EDGES   500000

struct bench {
	struct scenario *s;
	struct host h;
};

/* Seconds and instructions of a part of the run: its best round. */
struct cost {
	double seconds;
	uint64_t instructions;
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

static void begin(struct cost *c, int fd)
{
	c->seconds = now();
	c->instructions = instructions_now(fd);
}

/* What has gone by since begin() counts for @least if it is less. */
static void end(struct cost *c, int fd, struct cost *least)
{
	c->instructions = instructions_now(fd) - c->instructions;
	c->seconds = now() - c->seconds;
	if (!least->seconds || c->seconds < least->seconds)
		least->seconds = c->seconds;
	if (!least->instructions || c->instructions < least->instructions)
		least->instructions = c->instructions;
}

static struct cost total(const struct cost *c, unsigned n)
{
	struct cost sum = {0};

	while (n--) {
		sum.seconds += c[n].seconds;
		sum.instructions += c[n].instructions;
	}
	return sum;
}

static void print_speed(const char *what, const struct cost *c, uint64_t cycles)
{
	printf("%-16s %6.2f million NIC cycles per second", what,
	       (double)cycles / c->seconds / 1e6);
	if (c->instructions)
		printf(", %6.0f instructions per cycle",
		       (double)c->instructions / (double)cycles);
	printf("\n");
}

/* The bare model of a card whose driver is up and which has nothing to do, each
 * edge evaluated. */
static void idle_edges(int fd)
{
	struct pin_recording *r = pin_record_create(EDGES);
	struct nic_model *n = nic_model_create();
	struct cost c, least = {0};
	struct bench b;
	unsigned round;

	if (!r || !n)
		die("out of memory");
	start(&b, "idle");
	pin_record_attach(b.h.machine, r);
	run_to(&b, IDLE_FROM);
	pin_record_attach(b.h.machine, NULL);
	pin_record_replay(r, n, 0, pin_record_edges(r));
	*nic_model_pins(n)->tick_i = 1;
	for (round = 0; round < ROUNDS; round++) {
		begin(&c, fd);
		for (unsigned i = 0; i < IDLE_EDGES; i++)
			nic_model_edge(n);
		end(&c, fd, &least);
	}
	print_speed("idle bare model", &least, IDLE_EDGES);
	nic_model_destroy(n);
	pin_record_destroy(r);
	stop(&b);
}

static double compare(int fd)
{
	size_t mark[SLICES + 1];
	uint64_t cycles[SLICES + 1], loaded;
	struct cost whole[SLICES] = {0}, bare[SLICES] = {0}, all, card, c;
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
			uint64_t sum;

			begin(&c, fd);
			run_to(&b, WARM_UP + (i + 1) * SLICE);
			end(&c, fd, &whole[i]);
			begin(&c, fd);
			sum = pin_record_replay(r, n, mark[i], mark[i + 1]);
			end(&c, fd, &bare[i]);
			if (sum != pin_record_machine_outputs(b.h.machine))
				die("the bare model went another way");
		}
		nic_model_destroy(n);
		stop(&b);
	}
	all = total(whole, SLICES);
	card = total(bare, SLICES);
	loaded = cycles[SLICES] - cycles[0];
	printf("loaded at line rate: %llu NIC cycles, %llu evaluations\n",
	       (unsigned long long)loaded,
	       (unsigned long long)(mark[SLICES] - mark[0]));
	print_speed("bare model", &card, loaded);
	print_speed("co-simulation", &all, loaded);
	printf("ratio %.3f\n", card.seconds / all.seconds);
	pin_record_destroy(r);
	return card.seconds / all.seconds;
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
	int fd = instructions_open();
	double ratio = compare(fd), idle_s;

	idle_edges(fd);
	idle_s = idle();
	if (ratio < LEAST_RATIO)
		printf("bench: the ratio is below %.1f\n", LEAST_RATIO);
	if (idle_s > MOST_IDLE_S)
		printf("bench: an idle second costs more than %.1f s\n",
		       MOST_IDLE_S);
	return ratio < LEAST_RATIO || idle_s > MOST_IDLE_S;
}
