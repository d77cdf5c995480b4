/* SPDX-License-Identifier: MIT */
/*
 * Text put together piece by piece. Words about every frame of a run are made
 * with it, so it is quicker than snprintf(). What has no room is left out; the
 * end is always marked.
 */
#ifndef SIM_RECORD_WORDS_H
#define SIM_RECORD_WORDS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct words {
	char *at;
	size_t room; /* with the NUL at the end */
};

/* @room is not 0. */
static inline struct words words_begin(char *buf, size_t room)
{
	buf[0] = '\0';
	return (struct words){buf, room};
}

static inline void words_add(struct words *w, const char *s, size_t n)
{
	if (n >= w->room)
		n = w->room - 1;
	memcpy(w->at, s, n);
	w->at += n;
	w->room -= n;
	*w->at = '\0';
}

static inline void words_text(struct words *w, const char *s)
{
	words_add(w, s, strlen(s));
}

static inline void words_number(struct words *w, uint64_t n)
{
	char digits[20];
	unsigned at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	words_add(w, digits + at, sizeof(digits) - at);
}

/* @digits of them, the last ones. */
static inline void words_hex(struct words *w, uint32_t n, unsigned digits)
{
	char text[8];

	for (unsigned i = digits; i--; n >>= 4)
		text[i] = "0123456789abcdef"[n & 15];
	words_add(w, text, digits);
}

#endif
