// SPDX-License-Identifier: MIT
/*
 * A golden list: a run without what may change although nothing is wrong, which
 * is times, addresses, and the order of what happens side by side.
 */
#include "diff.h"
#include "diff_lines.h"

#include <inttypes.h>
#include <stdio.h>

/* The list is read once for each stream: golden lists are short. */
static int print_stream(const char *dir, unsigned stream, uint64_t *count)
{
	struct diff_reader *r;
	struct diff_line l;
	bool any = false;
	char err[512];
	int got;

	r = diff_reader_open(dir, err, sizeof(err));
	if (!r) {
		fprintf(stderr, "ringside: %s\n", err);
		return -1;
	}
	while ((got = diff_reader_next(r, &l, err, sizeof(err))) > 0) {
		if (l.stream != stream)
			continue;
		if (!any)
			printf("# %s\n", diff_streams[stream].name);
		any = true;
		printf("%s\t%s\n", l.form, l.function);
		++*count;
	}
	diff_reader_close(r);
	if (got < 0)
		fprintf(stderr, "ringside: %s\n", err);
	return got;
}

int diff_print_golden(const char *dir)
{
	uint64_t count = 0;

	printf("ringside golden 1\n# category\twhat\tfields\tfunction\n");
	for (unsigned i = 0; i < DIFF_STREAMS; i++)
		if (print_stream(dir, i, &count))
			return 2;
	printf("# end %" PRIu64 "\n", count);
	return 0;
}
