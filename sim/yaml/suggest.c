// SPDX-License-Identifier: MIT
/* "Did you mean ...?" by Levenshtein's distance. */
#include "tree_internal.h"

#include <stdio.h>
#include <string.h>

#define MAX_WORD 64

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static unsigned distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);
	unsigned row[MAX_WORD + 1];

	if (la > MAX_WORD || lb > MAX_WORD)
		return MAX_WORD;
	for (size_t j = 0; j <= lb; j++)
		row[j] = j;
	for (size_t i = 1; i <= la; i++) {
		unsigned diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			unsigned change = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = least(change, 1 + least(row[j], row[j - 1]));
		}
	}
	return row[lb];
}

void yaml_suggest(const char *word, const char *const *names, size_t n,
		  char *out, size_t out_len)
{
	size_t len = strlen(word);
	/* A third of the letters may be wrong. */
	unsigned best = len < 6 ? 1 : len / 3;
	const char *found = NULL;

	for (size_t i = 0; i < n; i++) {
		unsigned d = distance(word, names[i]);
		/* "interval" for "interval_ns" is near, however long. */
		bool begins = len >= 3 && !strncmp(word, names[i], len);

		if (begins)
			d = 1;
		if (d <= best && (!found || d < best)) {
			best = d;
			found = names[i];
		}
	}
	if (found)
		snprintf(out, out_len, ", did you mean \"%s\"?", found);
	else if (out_len)
		out[0] = '\0';
}
