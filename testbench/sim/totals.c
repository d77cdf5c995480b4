// SPDX-License-Identifier: MIT
/*
 * totals counted: what the CPU clock says that each kernel took.
 * totals plain: the same kernels as compiled, to be run under callgrind, which
 * writes a profile for each. totals.py compares the two.
 */
#include "kernels/kernels.h"
#include "sim/machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/callgrind.h>

#define ROUNDS 300

struct kernel {
	const char *name;
	uint64_t (*counted)(uint64_t n);
	uint64_t (*plain)(uint64_t n);
};

static const struct kernel kernels[] = {
#define KERNEL_ROW(name) {#name, counted_##name, plain_##name},
	KERNELS(KERNEL_ROW)};
#define NKERNELS (sizeof(kernels) / sizeof(kernels[0]))

static void count_all(void *arg)
{
	struct machine *m = arg;
	unsigned i;

	for (i = 0; i < NKERNELS; i++) {
		uint64_t before = machine_instructions(m);

		kernels[i].counted(ROUNDS);
		printf("%s %llu\n", kernels[i].name,
		       (unsigned long long)(machine_instructions(m) - before));
	}
	machine_halt(m);
}

static int count(void)
{
	const struct machine_config c = {
		.profile = {.name = "totals", .insn_ps = 333, .ram_mib = 1},
	};
	char err[128];
	struct machine *m = machine_create(&c, err, sizeof(err));
	enum machine_stop stop;

	if (!m) {
		fprintf(stderr, "%s\n", err);
		return 1;
	}
	machine_set_boot(m, count_all, m);
	stop = machine_run(m, PS_PER_S);
	machine_destroy(m);
	return stop != MACHINE_HALTED;
}

int main(int argc, char **argv)
{
	volatile uint64_t sink = 0;
	unsigned i;

	if (argc == 2 && strcmp(argv[1], "counted") == 0)
		return count();
	if (argc != 2 || strcmp(argv[1], "plain") != 0) {
		fprintf(stderr, "usage: totals counted|plain\n");
		return 2;
	}
	for (i = 0; i < NKERNELS; i++) {
		CALLGRIND_ZERO_STATS;
		sink += kernels[i].plain(ROUNDS);
		CALLGRIND_DUMP_STATS_AT(kernels[i].name);
	}
	return sink == UINT64_MAX; /* no kernel may be optimised away */
}
