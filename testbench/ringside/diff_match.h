/* SPDX-License-Identifier: MIT */
/* Two lists of transactions side by side: where they differ first. */
#ifndef RINGSIDE_DIFF_MATCH_H
#define RINGSIDE_DIFF_MATCH_H

#include "diff_lines.h"

/* Which transactions: the so many-th of a stream, from 0, on either side. */
struct diff_point {
	bool found;
	unsigned stream;
	uint64_t number;
	bool there[2]; /* a side may have no more, or not within reach */
	uint64_t time[2];
	/* The rest of the stream is the same but comes at the times of other
	 * transactions: so many are missing from here on, of @missing_from. */
	unsigned missing;
	unsigned missing_from;
};

struct diff_result {
	uint64_t count[2][DIFF_CATEGORIES];
	struct diff_point first[DIFF_CATEGORIES];
	/* Same transaction, other time; the earliest in either run. */
	struct diff_point timing;
};

/* When: the earlier one of both sides. */
uint64_t diff_point_time(const struct diff_point *p);
/* The category that differs first; -1 if none does. */
int diff_result_first(const struct diff_result *res);

/*
 * Reads both to their ends. Times that differ by more than @far ps are told.
 * 0, or -1 with a message. Memory does not depend on how long the lists are.
 */
int diff_match(struct diff_reader *const r[2], uint64_t far,
	       struct diff_result *res, char *err, size_t err_len);

#endif
