/* SPDX-License-Identifier: MIT */
#ifndef CONFORMANCE_SHRINK_H
#define CONFORMANCE_SHRINK_H

#include <stdbool.h>

#include "program.h"

/*
 * Make @p smaller while fails(@arg, smaller) stays true: operations are left
 * out, in halves, quarters, one by one (delta debugging), then arguments made
 * smaller. Returns how many programs were tried.
 */
unsigned shrink(struct program *p,
		bool (*fails)(void *arg, const struct program *p), void *arg);

#endif
