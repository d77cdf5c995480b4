/* SPDX-License-Identifier: MIT */
/*
 * A tree of numbers that becomes metrics.json and the printed table. Keys are
 * dotted ("irq.raised"); the file's order is the order of first insertion.
 * Shares are given as exact ratios and printed with six decimals, so that no
 * result depends on floating point.
 */
#ifndef SIM_METRICS_H
#define SIM_METRICS_H

#include "sim/types.h"

struct metrics;

struct metrics *metrics_create(void);
void metrics_destroy(struct metrics *m);
void metrics_u64(struct metrics *m, const char *key, uint64_t v);
void metrics_bool(struct metrics *m, const char *key, bool v);
void metrics_str(struct metrics *m, const char *key, const char *v);
void metrics_share(struct metrics *m, const char *key, uint64_t part,
		   uint64_t whole);
/* Value of a number set before (of a share: in millionths; of a truth value: 0
 * or 1); 0 if the key is unknown. */
uint64_t metrics_get(const struct metrics *m, const char *key);
/* All values as text, in the file's order. */
void metrics_each(const struct metrics *m,
		  void (*fn)(void *arg, const char *key, const char *text),
		  void *arg);
/* Written to a temporary file and renamed. 0, or -1 with a message. */
int metrics_write(const struct metrics *m, const char *path, char *err,
		  size_t err_len);

#endif
