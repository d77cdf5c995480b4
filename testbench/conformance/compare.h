/* SPDX-License-Identifier: MIT */
/* Two logs of one program: where do they differ, and is each difference one
 * that has a name (differences.c)? */
#ifndef CONFORMANCE_COMPARE_H
#define CONFORMANCE_COMPARE_H

#include <stdbool.h>

#include "log.h"
#include "program.h"

/* Sides of a pair. */
enum side { CARD, QEMU };

/* What the two did in one place. A difference that has a name takes its own
 * part of it away, from copies; what is left must be equal. */
struct pair {
	unsigned op;
	enum record_kind kind;
	uint32_t id;
	bool there[2];
	uint32_t len[2];
	uint8_t *data[2];
};

/* What is known of the program so far. */
struct facts;

#define DIFFERENCES_MOST 64

struct comparison {
	/* Over all programs: */
	uint64_t seen[DIFFERENCES_MOST]; /* by difference */
	uint64_t values;		 /* compared */
	/* Of the last one: */
	bool parted; /* by a difference after which states differ for good */
	struct {
		unsigned op;
		enum record_kind kind;
		uint32_t id;
		char text[2048];
	} unnamed;
};

/* True if they agree, apart from differences with a name. */
bool compare(struct comparison *c, const struct program *p,
	     const struct log *card, const struct log *qemu);

#endif
