/* SPDX-License-Identifier: MIT */
/*
 * The lines of a list of transactions (sim/record/transactions.c), or of a
 * golden list, in the form in which they are compared: without time, bus
 * address and function, and frames counted by where they come from.
 *
 * A golden list is such a form written down: "category what fields function",
 * with tabs between, one stream after the other.
 */
#ifndef RINGSIDE_DIFF_LINES_H
#define RINGSIDE_DIFF_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum diff_category {
	DIFF_REG,
	DIFF_DESC,
	DIFF_IRQ,
	DIFF_PACKET,
	DIFF_CATEGORIES
};

/*
 * What happens in one order whatever its timing: the CPU's register accesses,
 * the descriptors that are fetched for receiving, ... What two streams do, has
 * no order that a slower CPU or a longer cable could not change.
 */
#define DIFF_STREAMS 20

struct diff_stream {
	enum diff_category category;
	const char *name;
};

extern const struct diff_stream diff_streams[DIFF_STREAMS];
extern const char *const diff_category_name[DIFF_CATEGORIES];

#define DIFF_NO_TIME UINT64_MAX

struct diff_line {
	unsigned stream;
	uint64_t time; /* ps; DIFF_NO_TIME in a golden list */
	uint64_t hash; /* of @form */
	/* Valid until the next line. */
	const char *form;     /* "category what fields", tabs between */
	const char *note;     /* what @form says and the file does not; "" */
	const char *function; /* that did it; "" */
	const char *text;     /* "what fields", one tab, as in the file */
	/* The CPU's last register access up to here, "" if there is none. */
	const char *access, *access_function;
};

struct diff_reader;

/*
 * @path: a run's folder, or a list. NULL with a message in @err: no such file,
 * no such list, or of another version.
 */
struct diff_reader *diff_reader_open(const char *path, char *err,
				     size_t err_len);
void diff_reader_close(struct diff_reader *r);
/* 1, 0 at the end, or -1 with a message that names file and line. */
int diff_reader_next(struct diff_reader *r, struct diff_line *l, char *err,
		     size_t err_len);
/* When the last recording that has been read ended, as the file has it; "": has
 * not been read yet, or is unknown. */
const char *diff_reader_until(const struct diff_reader *r);

#endif
