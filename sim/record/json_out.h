/* SPDX-License-Identifier: MIT */
/*
 * A JSON file under way: PATH.part until it is closed. Whatever goes wrong
 * while it is written is said when it is closed. Context: outside.
 */
#ifndef SIM_RECORD_JSON_OUT_H
#define SIM_RECORD_JSON_OUT_H

#include "sim/types.h"

#include <stdio.h>

struct json_out {
	FILE *f;
	char *path, *part;
	uint64_t bytes; /* written so far */
};

/* 0, or -1 with a message and nothing to close. */
int json_open(struct json_out *o, const char *path, char *err, size_t err_len);
/* The file gets its name; 0, or -1 with a message and no file. Frees what @o
 * holds, not @o. */
int json_close(struct json_out *o, char *err, size_t err_len);
/* No file; frees what @o holds. */
void json_discard(struct json_out *o);

void json_raw(struct json_out *o, const char *s, size_t n);
__attribute__((format(printf, 2, 3))) void json_put(struct json_out *o,
						    const char *fmt, ...);
void json_number(struct json_out *o, uint64_t n);
/* In quotes. What is not UTF-8 is replaced, and "<" is written so that no text
 * can end the script element of a page that the file is part of. */
void json_text(struct json_out *o, const char *s);
/* Microseconds, exactly: as many decimals as that takes, at least three. */
void json_us(struct json_out *o, ps_t at);

#endif
