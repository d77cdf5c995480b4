/* SPDX-License-Identifier: MIT */
/* Reading the lines that set up routes and rules, word by word. */
#ifndef IPV4_WORDS_H
#define IPV4_WORDS_H

#include <linux/types.h>

#define WORD_MAX 32

struct words {
	const char *next;    /* what is left of the line */
	char word[WORD_MAX]; /* the present one; "": the end */
};

void words_begin(struct words *w, const char *line);
/* On to the next; false at the end. */
bool words_next(struct words *w);
bool words_are(const struct words *w, const char *what);
/* The present word as ...; false if it is none. */
bool words_u32(const struct words *w, u32 max, u32 *v);
bool words_addr(const struct words *w, __be32 *addr);
/* "10.0.0.0/8", "10.0.0.1", "default": bits beyond the prefix must be 0. */
bool words_prefix(const struct words *w, __be32 *addr, u8 *len);
/* "53" or "1024:2048". */
bool words_range(const struct words *w, u16 *low, u16 *high);

#endif
