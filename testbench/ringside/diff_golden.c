// SPDX-License-Identifier: MIT
/*
 * A golden list: a run without what may change although nothing is wrong, which
 * is times, addresses, and the order of what happens side by side. Lines that
 * differ by a counting number only are one: "write MTA[0..127]".
 */
#include "diff.h"
#include "diff_lines.h"
#include "paths.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "before[first]after", to be followed by [first + 1] and so on. */
struct fold {
	char *line; /* NULL: nothing is waiting */
	size_t before, after;
	unsigned long first, last;
};

static void flush_fold(struct fold *f)
{
	if (!f->line)
		return;
	if (f->last > f->first)
		printf("%.*s%lu..%lu%s\n", (int)f->before, f->line, f->first,
		       f->last, f->line + f->after);
	else
		printf("%s\n", f->line);
	free(f->line);
	f->line = NULL;
}

/* Where the number in brackets begins and ends; false: there is none. */
static bool find_number(struct fold *f)
{
	const char *open = strchr(f->line, '['), *end;

	f->before = f->after = strlen(f->line);
	f->first = f->last = 0;
	if (!open)
		return false;
	f->before = (size_t)(open + 1 - f->line);
	f->first = f->last = strtoul(open + 1, (char **)&end, 10);
	f->after = (size_t)(end - f->line);
	return *end == ']';
}

static void print_line(struct fold *f, const struct diff_line *l)
{
	struct fold next = {
		.line = must_format("%s\t%s", l->form, l->function)};

	if (find_number(&next) && f->line && next.first == f->last + 1 &&
	    next.before == f->before &&
	    !strncmp(next.line, f->line, f->before) &&
	    !strcmp(next.line + next.after, f->line + f->after)) {
		f->last = next.first;
		free(next.line);
		return;
	}
	flush_fold(f);
	*f = next;
}

/* The list is read once for each stream: golden lists are short. */
static int print_stream(const char *dir, unsigned stream, uint64_t *count)
{
	struct fold fold = {0};
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
		print_line(&fold, &l);
		++*count;
	}
	flush_fold(&fold);
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
