// SPDX-License-Identifier: MIT
#include "shrink.h"

#include <string.h>

#define TRIES_MOST 1500

static void without(struct program *small, const struct program *p,
		    unsigned from, unsigned n)
{
	*small = *p;
	memmove(small->op + from, small->op + from + n,
		(p->n - from - n) * sizeof(p->op[0]));
	small->n -= n;
}

static bool drop_ops(struct program *p,
		     bool (*fails)(void *arg, const struct program *p),
		     void *arg, unsigned *tries)
{
	bool smaller = false;

	for (unsigned n = p->n / 2 ? p->n / 2 : 1; n; n /= 2) {
		/* From the end: what comes last is needed least. */
		for (unsigned at = p->n; at && *tries < TRIES_MOST;) {
			struct program small;
			unsigned m = n < at ? n : at;

			at -= m;
			if (at + m > p->n)
				continue;
			without(&small, p, at, m);
			++*tries;
			if (!fails(arg, &small))
				continue;
			*p = small;
			smaller = true;
		}
	}
	return smaller;
}

static bool lower_args(struct program *p,
		       bool (*fails)(void *arg, const struct program *p),
		       void *arg, unsigned *tries)
{
	bool smaller = false;

	for (unsigned i = 0; i < p->n * OP_ARGS && *tries < TRIES_MOST; i++) {
		uint32_t *value = &p->op[i / OP_ARGS].arg[i % OP_ARGS];
		uint32_t was = *value;
		/* Nothing; without its upper half; without its lowest bit. */
		const uint32_t better[] = {0, was & 0xffff, was / 2,
					   was & (was - 1)};

		/* Which register, is not a question of size. */
		if (!was || (i % OP_ARGS == 0 &&
			     (p->op[i / OP_ARGS].kind <= OP_IO_READ)))
			continue;
		for (unsigned b = 0; b < 4; b++) {
			if (better[b] >= was)
				continue;
			*value = better[b];
			++*tries;
			if (fails(arg, p)) {
				smaller = true;
				break;
			}
			*value = was;
		}
	}
	return smaller;
}

unsigned shrink(struct program *p,
		bool (*fails)(void *arg, const struct program *p), void *arg)
{
	unsigned tries = 0;

	p->seed = 0;
	do {
		while (drop_ops(p, fails, arg, &tries))
			;
	} while (lower_args(p, fails, arg, &tries) && tries < TRIES_MOST);
	return tries;
}
