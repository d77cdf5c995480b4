// SPDX-License-Identifier: MIT
/* What `ringside diff` says. */
#include "diff.h"
#include "diff_match.h"
#include "paths.h"

#include "sim/types.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXIT_DIFFERENT 1
#define EXIT_BAD_INPUT 2

/* Of a stream, around where it differs. */
#define BEFORE 5
#define AFTER  5
#define SHOWN  (BEFORE + AFTER)

#define FAR_NS 1000 /* told as "other time", unless --time says otherwise */

struct options {
	const char *dir[2];
	bool time_matters;
	uint64_t far; /* ps */
};

/* A stream's lines around a point, on one side. */
struct scene {
	char *line[SHOWN]; /* "fields   function"; NULL: there is none */
	uint64_t time[SHOWN], hash[SHOWN];
	char *cause;	/* of line[BEFORE] */
	char until[32]; /* ns, of the recording, if there is no line[BEFORE] */
};

/* A frame of the packets' divergence: the stations it passes on each side. */
struct way {
	char name[64]; /* "#wire12"; "": no frame */
	char stations[2][512];
};

struct report {
	const struct options *o;
	struct diff_result res;
	struct scene scenes[DIFF_CATEGORIES][2];
	struct way way;
	char *timing_text;
};

/* ---- the second look: the lines themselves ----------------------------------
 */

static char *in_words(const struct diff_line *l)
{
	const char *tab = strchr(l->text, '\t');
	int what = tab ? (int)(tab - l->text) : (int)strlen(l->text);
	const char *fields = tab ? tab + 1 : "";

	return must_format("%.*s%s%s%s%s", what, l->text, *fields ? " " : "",
			   fields, *l->note ? " " : "", l->note);
}

static char *with_function(const struct diff_line *l)
{
	char *words = in_words(l), *line;

	line = *l->function ? must_format("%-44s %s", words, l->function)
			    : must_format("%s", words);
	free(words);
	return line;
}

static const char *name_or(const char *name, const char *otherwise)
{
	return *name ? name : otherwise;
}

/* Which code led to it; NULL: unknown. */
static char *cause(const struct diff_line *l)
{
	char *words, *text;
	struct diff_line access = {.text = l->access, .note = ""};

	if (*l->function)
		return must_format("%s()", l->function);
	/* A golden list does not know what happened beside it. */
	if (l->time == DIFF_NO_TIME)
		return NULL;
	if (!*l->access)
		return must_format("no register was accessed before");
	words = in_words(&access);
	text = must_format("the last register access before: %s, by %s", words,
			   name_or(l->access_function, "code without a name"));
	free(words);
	return text;
}

static void keep(struct scene *sc, uint64_t number, uint64_t n,
		 const struct diff_line *l)
{
	uint64_t at = n + BEFORE - number;

	if (n + BEFORE < number || at >= SHOWN)
		return;
	free(sc->line[at]);
	sc->line[at] = with_function(l);
	sc->time[at] = l->time;
	sc->hash[at] = l->hash;
	if (at == BEFORE) {
		free(sc->cause);
		sc->cause = cause(l);
	}
}

/* The form is "packet", "#wire12 UDP ...", "stored". */
static void name_frame(struct way *w, const struct diff_line *l)
{
	const char *name = strchr(l->form, '\t') + 1;

	snprintf(w->name, sizeof(w->name), "%.*s", (int)strcspn(name, " \t"),
		 name);
}

static void add_station(struct way *w, unsigned side, const struct diff_line *l)
{
	const char *what = strchr(l->form, '\t') + 1;
	size_t n = strlen(w->name), at = strlen(w->stations[side]);

	if (strncmp(what, w->name, n) != 0 ||
	    (what[n] != ' ' && what[n] != '\t'))
		return;
	snprintf(w->stations[side] + at, sizeof(w->stations[side]) - at, "%s%s",
		 at ? ", " : "", strchr(what, '\t') + 1);
}

static int follow_frame(struct report *rep, unsigned side, char *err,
			size_t err_len)
{
	struct diff_reader *r;
	struct diff_line l;
	int got;

	if (!*rep->way.name)
		return 0;
	r = diff_reader_open(rep->o->dir[side], err, err_len);
	if (!r)
		return -1;
	while ((got = diff_reader_next(r, &l, err, err_len)) > 0)
		if (diff_streams[l.stream].category == DIFF_PACKET)
			add_station(&rep->way, side, &l);
	diff_reader_close(r);
	return got;
}

static int look_again(struct report *rep, unsigned side, char *err,
		      size_t err_len)
{
	const struct diff_point *timing = &rep->res.timing;
	uint64_t seen[DIFF_STREAMS] = {0};
	struct diff_reader *r;
	struct diff_line l;
	int got;

	r = diff_reader_open(rep->o->dir[side], err, err_len);
	if (!r)
		return -1;
	while ((got = diff_reader_next(r, &l, err, err_len)) > 0) {
		unsigned c = diff_streams[l.stream].category;
		const struct diff_point *p = &rep->res.first[c];
		uint64_t n = seen[l.stream]++;

		if (p->found && p->stream == l.stream)
			keep(&rep->scenes[c][side], p->number, n, &l);
		if (c == DIFF_PACKET && p->found && p->stream == l.stream &&
		    p->number == n && !*rep->way.name)
			name_frame(&rep->way, &l);
		if (!side && timing->found && timing->stream == l.stream &&
		    timing->number == n && !rep->timing_text)
			rep->timing_text = in_words(&l);
	}
	for (unsigned c = 0; c < DIFF_CATEGORIES; c++)
		snprintf(rep->scenes[c][side].until,
			 sizeof(rep->scenes[c][side].until), "%s",
			 diff_reader_until(r));
	diff_reader_close(r);
	return got;
}

/* ---- words ------------------------------------------------------------------
 */

static void print_time(uint64_t ps)
{
	if (ps == DIFF_NO_TIME)
		printf("%18s", "");
	else
		printf("%14llu.%03llu", ps / PS_PER_NS, ps % PS_PER_NS);
}

static void print_point_time(const struct diff_point *p)
{
	static const char *const sign[] = {"-", "+"};
	const char *between = "";

	for (unsigned i = 0; i < 2; i++) {
		if (!p->there[i] || p->time[i] == DIFF_NO_TIME)
			continue;
		printf("%s%llu.%03llu ns (%s)", between, p->time[i] / PS_PER_NS,
		       p->time[i] % PS_PER_NS, sign[i]);
		between = ", ";
	}
}

static void print_table(const struct report *rep)
{
	printf("  %-8s %12s %12s\n", "", "-", "+");
	for (unsigned c = 0; c < DIFF_CATEGORIES; c++) {
		const struct diff_point *p = &rep->res.first[c];

		printf("  %-8s %12" PRIu64 " %12" PRIu64 "   ",
		       diff_category_name[c], rep->res.count[0][c],
		       rep->res.count[1][c]);
		if (p->found && diff_point_time(p) != DIFF_NO_TIME) {
			printf("differ, first at ");
			print_point_time(p);
			printf(": %s\n", diff_streams[p->stream].name);
		} else if (p->found) {
			printf("differ, first at the end of %s\n",
			       diff_streams[p->stream].name);
		} else {
			printf("same\n");
		}
	}
}

static void print_line(char sign, const struct scene *sc, unsigned i)
{
	printf("  %c ", sign);
	print_time(sc->time[i]);
	printf("  %s\n", sc->line[i]);
}

static void print_side(char sign, const struct scene *sc, unsigned from,
		       unsigned to)
{
	if (from == BEFORE && !sc->line[BEFORE])
		printf("  %c     no more%s%s%s\n", sign,
		       *sc->until ? " until " : "", sc->until,
		       *sc->until ? " ns, where the recording ends" : "");
	for (unsigned i = from; i < to && sc->line[i]; i++)
		print_line(sign, sc, i);
}

/* The longest common subsequence of what follows on both sides: what is only
 * moved is not shown as different. */
static void print_both(const struct diff_point *p, const struct scene sc[2])
{
	unsigned same[SHOWN + 1][SHOWN + 1] = {{0}};
	unsigned a = BEFORE, b = BEFORE;

	if (p->missing) {
		const struct scene *more = &sc[!p->missing_from];

		for (; a < BEFORE + p->missing && a < SHOWN && more->line[a];
		     a++)
			print_line(p->missing_from ? '-' : '+', more, a);
		for (; a < SHOWN && more->line[a]; a++)
			print_line(' ', more, a);
		return;
	}
	for (unsigned i = SHOWN; i-- > BEFORE;)
		for (unsigned k = SHOWN; k-- > BEFORE;)
			if (sc[0].line[i] && sc[1].line[k] &&
			    sc[0].hash[i] == sc[1].hash[k])
				same[i][k] = same[i + 1][k + 1] + 1;
			else
				same[i][k] = same[i + 1][k] > same[i][k + 1]
						     ? same[i + 1][k]
						     : same[i][k + 1];
	while (same[a][b]) {
		if (sc[0].hash[a] == sc[1].hash[b]) {
			print_line(' ', &sc[0], a);
			a++;
			b++;
		} else if (same[a + 1][b] == same[a][b]) {
			print_line('-', &sc[0], a++);
		} else {
			print_line('+', &sc[1], b++);
		}
	}
	print_side('-', &sc[0], a, SHOWN);
	print_side('+', &sc[1], b, SHOWN);
}

static void print_causes(const struct scene sc[2])
{
	const char *a = sc[0].cause, *b = sc[1].cause;

	if (a && b && !strcmp(a, b)) {
		printf("  caused by: %s\n", a);
		return;
	}
	if (a)
		printf("  caused by (-): %s\n", a);
	if (b)
		printf("  caused by (+): %s\n", b);
}

static void print_missing(const struct diff_point *p)
{
	if (p->missing)
		printf("  From here on (%c) has %u fewer: what follows is the "
		       "same, at the times of others.\n",
		       p->missing_from ? '+' : '-', p->missing);
}

static void print_way(const struct report *rep, unsigned c)
{
	const struct way *w = &rep->way;

	if (c != DIFF_PACKET || !strcmp(w->stations[0], w->stations[1]))
		return;
	for (unsigned i = 0; i < 2; i++)
		printf("  the way of %s (%c): %s\n", w->name, "-+"[i],
		       name_or(w->stations[i], "there is no such frame"));
}

static void print_first(const struct report *rep, unsigned c)
{
	const struct diff_point *p = &rep->res.first[c];
	const struct scene *sc = rep->scenes[c];

	printf("\nFirst divergence: %s, number %" PRIu64 " of %s\n",
	       diff_category_name[c], p->number + 1,
	       diff_streams[p->stream].name);
	print_missing(p);
	print_causes(sc);
	print_way(rep, c);
	for (unsigned i = 0; i < BEFORE; i++)
		if (sc[0].line[i])
			print_line(' ', &sc[0], i);
	print_both(p, sc);
}

static void print_other(const struct report *rep, unsigned c)
{
	const struct diff_point *p = &rep->res.first[c];

	printf("\nThen: %s, number %" PRIu64 " of %s\n", diff_category_name[c],
	       p->number + 1, diff_streams[p->stream].name);
	print_missing(p);
	print_causes(rep->scenes[c]);
	print_way(rep, c);
	print_side('-', &rep->scenes[c][0], BEFORE, BEFORE + 1);
	print_side('+', &rep->scenes[c][1], BEFORE, BEFORE + 1);
}

/* The categories in the order of time. */
static void print_divergences(struct report *rep)
{
	struct diff_point *first = rep->res.first;
	bool any = false;
	int c;

	while ((c = diff_result_first(&rep->res)) >= 0) {
		if (any)
			print_other(rep, (unsigned)c);
		else
			print_first(rep, (unsigned)c);
		any = true;
		first[c].found = false;
	}
}

static void print_timing(const struct report *rep)
{
	const struct diff_point *p = &rep->res.timing;
	uint64_t a = p->time[0], b = p->time[1];
	uint64_t by = a > b ? a - b : b - a;

	if (!p->found)
		return;
	printf("\nSame, but at another time, first by more than %llu ns: "
	       "%s\n  ",
	       rep->o->far / PS_PER_NS,
	       rep->timing_text ? rep->timing_text : "");
	print_point_time(p);
	printf(": %llu.%03llu ns %s\n", by / PS_PER_NS, by % PS_PER_NS,
	       a > b ? "earlier" : "later");
}

static int print_report(struct report *rep)
{
	int c = diff_result_first(&rep->res);
	bool same = c < 0;
	uint64_t first = same ? 0 : diff_point_time(&rep->res.first[c]);
	bool late = rep->o->time_matters && rep->res.timing.found;

	printf("- %s\n+ %s\n\n", rep->o->dir[0], rep->o->dir[1]);
	print_table(rep);
	if (same)
		printf("\n%s\n", late ? "The same transactions, but times that "
					"differ."
				      : "The same transactions.");
	/* After a divergence, other times are no news. */
	if (same || diff_point_time(&rep->res.timing) < first)
		print_timing(rep);
	print_divergences(rep);
	return same && !late ? 0 : EXIT_DIFFERENT;
}

/* ---- the command ------------------------------------------------------------
 */

static int match(struct report *rep, char *err, size_t err_len)
{
	struct diff_reader *r[2] = {NULL, NULL};
	int ret = -1;

	r[0] = diff_reader_open(rep->o->dir[0], err, err_len);
	if (r[0])
		r[1] = diff_reader_open(rep->o->dir[1], err, err_len);
	if (r[1])
		ret = diff_match(r, rep->o->far, &rep->res, err, err_len);
	diff_reader_close(r[0]);
	diff_reader_close(r[1]);
	return ret;
}

static void free_report(struct report *rep)
{
	for (unsigned c = 0; c < DIFF_CATEGORIES; c++) {
		for (unsigned side = 0; side < 2; side++) {
			struct scene *sc = &rep->scenes[c][side];

			for (unsigned i = 0; i < SHOWN; i++)
				free(sc->line[i]);
			free(sc->cause);
		}
	}
	free(rep->timing_text);
}

static int compare(const struct options *o)
{
	struct report rep = {.o = o};
	int ret = EXIT_BAD_INPUT;
	char err[1024];

	if (match(&rep, err, sizeof(err))) {
		fprintf(stderr, "ringside: %s\n", err);
		return ret;
	}
	/* Nothing to show of runs that are the same. */
	if ((diff_result_first(&rep.res) < 0 && !rep.res.timing.found) ||
	    (!look_again(&rep, 0, err, sizeof(err)) &&
	     !look_again(&rep, 1, err, sizeof(err)) &&
	     !follow_frame(&rep, 0, err, sizeof(err)) &&
	     !follow_frame(&rep, 1, err, sizeof(err))))
		ret = print_report(&rep);
	else
		fprintf(stderr, "ringside: %s\n", err);
	free_report(&rep);
	return ret;
}

int diff_command(const char *dir1, const char *dir2)
{
	struct options o = {.dir = {dir1, dir2}, .far = FAR_NS * PS_PER_NS};

	return compare(&o);
}

static int bad_usage(const char *what, const char *word)
{
	fprintf(stderr,
		"ringside: %s%s; usage: ringside diff [--time=NS] DIR1 DIR2, "
		"or ringside diff --golden DIR\n",
		what, word);
	return EXIT_BAD_INPUT;
}

static int help(void)
{
	printf("usage: ringside diff [--time=NS] DIR1 DIR2\n"
	       "       ringside diff --golden DIR\n"
	       "\n"
	       "Compares two runs that were made with --transactions: where "
	       "they part first in\n"
	       "register accesses, descriptors, interrupts and packets, and "
	       "the code that did it.\n"
	       "Times, bus addresses and functions' names are not compared; "
	       "nor is the order of\n"
	       "what happens side by side.\n"
	       "\n"
	       "  --time=NS  times further apart than this are a difference "
	       "too\n"
	       "  --golden   print the run without what is not compared; "
	       "such a list can be\n"
	       "             given in place of a DIR\n"
	       "\n"
	       "Exit code: 0 the same, 1 different, 2 the input is wrong.\n");
	return 0;
}

static bool parse_far(const char *s, uint64_t *ps)
{
	uint64_t ns;
	char *end;

	if (*s < '0' || *s > '9')
		return false;
	errno = 0;
	ns = strtoull(s, &end, 10);
	*ps = ns * PS_PER_NS;
	return !*end && !errno && ns <= UINT64_MAX / PS_PER_NS;
}

int diff_main(int argc, char **argv)
{
	struct options o = {.far = FAR_NS * PS_PER_NS};
	bool golden = false;
	int dirs = 0;

	for (int i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "--help"))
			return help();
		if (!strcmp(argv[i], "--golden")) {
			golden = true;
		} else if (!strncmp(argv[i], "--time=", 7)) {
			o.time_matters = true;
			if (!parse_far(argv[i] + 7, &o.far))
				return bad_usage("--time needs ns, not ",
						 argv[i] + 7);
		} else if (argv[i][0] == '-') {
			return bad_usage("unknown option ", argv[i]);
		} else if (dirs == 2) {
			return bad_usage("too much: ", argv[i]);
		} else {
			o.dir[dirs++] = argv[i];
		}
	}
	if (golden && dirs == 1 && !o.time_matters)
		return diff_print_golden(o.dir[0]);
	if (golden || dirs != 2)
		return bad_usage(golden ? "one folder follows --golden"
					: "two folders are compared",
				 "");
	return compare(&o);
}
