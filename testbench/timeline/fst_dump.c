// SPDX-License-Identifier: MIT
/*
 * What is in an FST, in words, for tests:
 *
 *   fst_dump FILE                 timescale, begin and end, then each variable:
 *                                 "type bits scope.name [enum NAME=bits ...]"
 *   fst_dump [-f FROM] [-t TO] FILE NAME...
 *                                 changes of these variables: "time name value"
 *   fst_dump -a TIME FILE NAME... their values at that moment: "name value"
 *
 * Times are in units of the file. A NAME is dotted, without "[7:0]", and may be
 * a pattern of the shell. A value is an enum's name where there is one, a
 * decimal number, bits if it is wider than 64 or unknown, or a text. Exit code
 * 1: no such variable; 2: the file cannot be read.
 */
#include <fnmatch.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fstapi.h"

struct variable {
	char *name;
	const char *type;
	unsigned bits; /* 0: text */
	struct fstETab *names;
	bool wanted, said;
	char *last; /* -a */
};

struct dump {
	void *fst;
	struct variable *var; /* by handle; the first one's name */
	fstHandle handles;
	uint64_t from, to, at;
	bool list, moment;
	char **pattern;
	int patterns;
	unsigned found;
};

static void *must(void *p)
{
	if (!p) {
		fprintf(stderr, "fst_dump: out of memory\n");
		exit(2);
	}
	return p;
}

static const char *type_name(unsigned type)
{
	switch (type) {
	case FST_VT_GEN_STRING:
		return "string";
	case FST_VT_VCD_REAL:
		return "real";
	case FST_VT_VCD_PARAMETER:
		return "parameter";
	default:
		return "vector";
	}
}

static bool wanted(const struct dump *d, const char *name)
{
	for (int i = 0; i < d->patterns; i++)
		if (!fnmatch(d->pattern[i], name, 0))
			return true;
	return false;
}

static void list(const char *name, const struct fstHierVar *v,
		 const struct fstETab *names)
{
	printf("%s %u %s", type_name(v->typ), v->length, name);
	if (names) {
		printf(" [enum");
		for (uint32_t i = 0; i < names->elem_count; i++)
			printf(" %s=%s", names->literal_arr[i],
			       names->val_arr[i]);
		printf("]");
	}
	printf("\n");
}

static void declare(struct dump *d, const char *scope,
		    const struct fstHierVar *v, struct fstETab *names)
{
	struct variable *var = &d->var[v->handle];
	size_t n = strcspn(v->name, " ");
	char *name = must(malloc(strlen(scope) + n + 2));

	sprintf(name, "%s%s%.*s", scope, *scope ? "." : "", (int)n, v->name);
	if (d->list)
		list(name, v, names);
	if (!var->wanted && wanted(d, name)) {
		var->wanted = true;
		d->found++;
		fstReaderSetFacProcessMask(d->fst, v->handle);
		var->name = name;
		var->bits = v->typ == FST_VT_GEN_STRING ? 0 : v->length;
		var->names = names;
		return;
	}
	free(name);
}

static void hierarchy(struct dump *d)
{
	struct fstETab **tables = NULL, *next = NULL;
	size_t count = 0;
	struct fstHier *h;

	fstReaderResetScope(d->fst);
	while ((h = fstReaderIterateHier(d->fst))) {
		if (h->htyp == FST_HT_SCOPE) {
			fstReaderPushScope(d->fst, h->u.scope.name, NULL);
		} else if (h->htyp == FST_HT_UPSCOPE) {
			fstReaderPopScope(d->fst);
		} else if (h->htyp == FST_HT_ATTRBEGIN &&
			   h->u.attr.typ == FST_AT_MISC &&
			   h->u.attr.subtype == FST_MT_ENUMTABLE) {
			/* A table has a text, its use has not. */
			if (*h->u.attr.name) {
				tables = must(realloc(
					tables, (count + 1) * sizeof(*tables)));
				tables[count++] =
					fstUtilityExtractEnumTableFromString(
						h->u.attr.name);
			} else if (h->u.attr.arg && h->u.attr.arg <= count) {
				next = tables[h->u.attr.arg - 1];
			}
		} else if (h->htyp == FST_HT_VAR) {
			declare(d, fstReaderGetCurrentFlatScope(d->fst),
				&h->u.var, next);
			next = NULL;
		}
	}
	free(tables);
}

/* Allocated. */
static char *in_words(const struct variable *v, const unsigned char *value,
		      uint32_t len)
{
	char *text = must(malloc(len + 32));
	uint64_t number = 0;

	snprintf(text, len + 1, "%.*s", (int)len, (const char *)value);
	if (!v->bits)
		return text;
	if (v->names)
		for (uint32_t i = 0; i < v->names->elem_count; i++)
			if (!strcmp(v->names->val_arr[i], text)) {
				free(text);
				return must(strdup(v->names->literal_arr[i]));
			}
	if (v->bits > 64 || strspn(text, "01") != len)
		return text;
	for (uint32_t i = 0; i < len; i++)
		number = number << 1 | (text[i] == '1');
	snprintf(text, len + 32, "%" PRIu64, number);
	return text;
}

static void change_text(void *arg, uint64_t time, fstHandle handle,
			const unsigned char *value, uint32_t len)
{
	struct dump *d = arg;
	struct variable *v = &d->var[handle];
	char *text;

	/* A vector's unknown value before its first. */
	if (v->bits && !v->said && memchr(value, 'x', len))
		return;
	v->said = true;
	text = in_words(v, value, len);
	if (d->moment) {
		if (time <= d->at) {
			free(v->last);
			v->last = text;
			return;
		}
	} else if (time >= d->from && time <= d->to) {
		printf("%" PRIu64 " %s %s\n", time, v->name, text);
	}
	free(text);
}

static void change(void *arg, uint64_t time, fstHandle handle,
		   const unsigned char *value)
{
	struct dump *d = arg;

	change_text(arg, time, handle, value, d->var[handle].bits);
}

static void usage(void)
{
	fprintf(stderr, "usage: fst_dump [-f FROM] [-t TO] [-a TIME] FILE "
			"[NAME...]\n");
	exit(2);
}

static int dump(struct dump *d)
{
	if (d->list)
		printf("timescale 1e%d\nbegin %" PRIu64 "\nend %" PRIu64 "\n",
		       fstReaderGetTimescale(d->fst),
		       fstReaderGetStartTime(d->fst),
		       fstReaderGetEndTime(d->fst));
	fstReaderClrFacProcessMaskAll(d->fst);
	hierarchy(d);
	if (!d->list && !d->found) {
		fprintf(stderr, "fst_dump: no such variable\n");
		return 1;
	}
	fstReaderIterBlocks2(d->fst, change, change_text, d, NULL);
	for (fstHandle i = 0; d->moment && i < d->handles; i++)
		if (d->var[i].wanted)
			printf("%s %s\n", d->var[i].name,
			       d->var[i].last ? d->var[i].last : "?");
	return 0;
}

int main(int argc, char **argv)
{
	struct dump d = {.to = UINT64_MAX};
	int o, ret;

	while ((o = getopt(argc, argv, "f:t:a:")) != -1) {
		uint64_t n;

		if (o == '?')
			usage();
		n = strtoull(optarg, NULL, 0);
		if (o == 'f')
			d.from = n;
		else if (o == 't')
			d.to = n;
		else
			d.at = n, d.moment = true;
	}
	if (optind == argc)
		usage();
	d.fst = fstReaderOpen(argv[optind]);
	if (!d.fst) {
		fprintf(stderr, "fst_dump: %s cannot be read\n", argv[optind]);
		return 2;
	}
	d.pattern = argv + optind + 1;
	d.patterns = argc - optind - 1;
	d.list = !d.patterns;
	d.handles = fstReaderGetMaxHandle(d.fst) + 1;
	d.var = must(calloc(d.handles, sizeof(*d.var)));
	ret = dump(&d);
	for (fstHandle i = 0; i < d.handles; i++) {
		free(d.var[i].name);
		free(d.var[i].last);
	}
	free(d.var);
	fstReaderClose(d.fst);
	return ret;
}
