// SPDX-License-Identifier: MIT
#include <asm/byteorder.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include "words.h"

void words_begin(struct words *w, const char *line)
{
	w->next = line;
	w->word[0] = '\0';
}

bool words_next(struct words *w)
{
	size_t n = 0;

	while (*w->next == ' ' || *w->next == '\t' || *w->next == '\n')
		w->next++;
	while (*w->next && *w->next != ' ' && *w->next != '\t' &&
	       *w->next != '\n') {
		/* Too long for any word that means something: cut. */
		if (n < WORD_MAX - 1)
			w->word[n++] = *w->next;
		w->next++;
	}
	w->word[n] = '\0';
	return n != 0;
}

bool words_are(const struct words *w, const char *what)
{
	return !strcmp(w->word, what);
}

/* Digits up to @max; *@p behind them. */
static bool number(const char **p, u32 max, u32 *v)
{
	const char *from = *p;
	u64 sum = 0;

	while (**p >= '0' && **p <= '9' && sum <= max)
		sum = sum * 10 + (u32)(*(*p)++ - '0');
	*v = (u32)sum;
	return *p != from && sum <= max;
}

bool words_u32(const struct words *w, u32 max, u32 *v)
{
	unsigned int x;

	if (kstrtouint(w->word, 0, &x) || x > max)
		return false;
	*v = x;
	return true;
}

static bool address(const char **p, __be32 *addr)
{
	u32 sum = 0, v;

	for (int i = 0; i < 4; i++) {
		if (i && *(*p)++ != '.')
			return false;
		if (!number(p, 255, &v))
			return false;
		sum = sum << 8 | v;
	}
	*addr = htonl(sum);
	return true;
}

bool words_addr(const struct words *w, __be32 *addr)
{
	const char *p = w->word;

	return address(&p, addr) && !*p;
}

bool words_prefix(const struct words *w, __be32 *addr, u8 *len)
{
	const char *p = w->word;
	u32 v = 32;

	if (words_are(w, "default")) {
		*addr = 0;
		*len = 0;
		return true;
	}
	if (!address(&p, addr))
		return false;
	if (*p == '/') {
		p++;
		if (!number(&p, 32, &v))
			return false;
	}
	*len = (u8)v;
	return !*p && (v == 32 || !(ntohl(*addr) & ~0u >> v));
}

bool words_range(const struct words *w, u16 *low, u16 *high)
{
	const char *p = w->word;
	u32 a, b;

	if (!number(&p, 65535, &a))
		return false;
	b = a;
	if (*p == ':') {
		p++;
		if (!number(&p, 65535, &b))
			return false;
	}
	*low = (u16)a;
	*high = (u16)b;
	return !*p && a <= b;
}
