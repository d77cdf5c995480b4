/* SPDX-License-Identifier: MIT */
/* `ringside explain`: what state a run was in, and why. */
#ifndef RINGSIDE_EXPLAIN_H
#define RINGSIDE_EXPLAIN_H

#include "sim/types.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * Prints what a state.json says: findings, most severe first, then the rings,
 * the interrupt, packets, mappings, processes. Returns the number of findings,
 * or -1 with a message in @err if the file is not there or not what it should
 * be; nothing is printed then.
 */
int explain_print(FILE *out, const char *path, char *err, size_t err_len);

/* The command; @at PS_NEVER: how the run ended. Exit code: 0 nothing was found
 * to be wrong, 1 something was, 2 there is nothing to explain. */
int explain_main(const char *dir, ps_t at);

#endif
