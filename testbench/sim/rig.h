/* SPDX-License-Identifier: MIT */
/* A machine with the fake card, and code to run on its CPU. */
#ifndef TESTBENCH_RIG_H
#define TESTBENCH_RIG_H

#include "fake_card.h"
#include "sim/machine.h"
#include "sim/wire.h"

#include <check.h>

#define BAR0 0xfeb80000ull

/* Round numbers: an instruction takes 1 ns, so eight are one edge. */
struct profile rig_profile(void);

struct rig {
	struct machine *m;
	struct fake_card *card;
	struct profile profile;
	bool no_skip;
};

/* Makes the machine; @r->profile and @r->no_skip as rig_new() left them or
 * changed since. */
void rig_new(struct rig *r);
void rig_make(struct rig *r);
/* Run @code on the CPU until it returns (then the machine halts). */
enum machine_stop rig_run(struct rig *r, void (*code)(struct machine *m));
void rig_free(struct rig *r);
/* The run ends by a fault whose text has @text in it. */
void rig_run_fault(struct rig *r, void (*code)(struct machine *m),
		   const char *text);
/* Enable memory, I/O and bus mastering. */
void rig_enable_card(struct machine *m);

#endif
