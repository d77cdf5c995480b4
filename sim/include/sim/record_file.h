/* SPDX-License-Identifier: MIT */
/*
 * Sinks of the timeline that write a file. It is written under another name
 * (PATH.part) and gets its own when it is closed. Context: outside.
 */
#ifndef SIM_RECORD_FILE_H
#define SIM_RECORD_FILE_H

#include "sim/record.h"

struct record_file {
	struct record_sink sink; /* first */
	/* The file gets its name; frees @f. 0, or -1 with a message and no
	 * file. */
	int (*close)(struct record_file *f, char *err, size_t err_len);
	/* No file; frees @f. */
	void (*discard)(struct record_file *f);
};

/* Each returns NULL with a message if the file cannot be made. */

/* Trace events for ui.perfetto.dev and what else reads Chrome's format. */
struct record_file *record_perfetto(const char *path, char *err,
				    size_t err_len);
/* The timeline as one HTML file that needs nothing else. */
struct record_file *record_page(const char *path, const char *title, char *err,
				size_t err_len);
/* What card and driver said to each other, a line each. */
struct record_file *record_transactions(const char *path, char *err,
					size_t err_len);
/* Times of the first interrupt, poll, delivery, ...: markers of GTKWave. */
struct record_file *record_moments(const char *path, char *err, size_t err_len);

#endif
