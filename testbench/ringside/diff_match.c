// SPDX-License-Identifier: MIT
/*
 * Each stream is compared in its own order: the n-th transaction here with the
 * n-th there. What one list has already told and the other has not, waits.
 */
#include "diff_match.h"
#include "paths.h"

#include <stdlib.h>
#include <string.h>

/* So many may wait on a side. Runs whose streams are further apart differ. */
#define MOST_WAITING (1u << 20)

/* A transaction that is missing on one side is looked for so far, and has the
 * times of what follows if they are no further apart than this (ps). */
#define REACH	  8
#define SAME_TIME 1000

struct waiting {
	uint64_t hash, time;
};

/* A place where the n-th transactions begin to come at other times: if all that
 * follows is only moved up, something is missing there. */
struct slip {
	bool open, sure;
	struct diff_point point;
};

struct stream {
	bool differs;
	struct diff_point point;
	uint64_t matched;
	unsigned side; /* whose transactions wait */
	struct waiting *queue;
	size_t head, used, room; /* a ring */
	uint64_t last[2][REACH]; /* times of the last pairs, by number */
	struct slip slip;
};

struct match {
	struct stream streams[DIFF_STREAMS];
	struct diff_result *res;
	uint64_t far, waits[2];
};

static uint64_t apart(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

static void push(struct stream *s, unsigned side, const struct diff_line *l)
{
	if (s->used == s->room) {
		size_t room = s->room ? 2 * s->room : 64;
		struct waiting *queue = must_alloc(room * sizeof(*queue));

		for (size_t i = 0; i < s->used; i++)
			queue[i] = s->queue[(s->head + i) % s->room];
		free(s->queue);
		s->queue = queue;
		s->room = room;
		s->head = 0;
	}
	s->side = side;
	s->queue[(s->head + s->used++) % s->room] =
		(struct waiting){l->hash, l->time};
}

static struct waiting pop(struct stream *s)
{
	struct waiting w = s->queue[s->head];

	s->head = (s->head + 1) % s->room;
	s->used--;
	return w;
}

uint64_t diff_point_time(const struct diff_point *p)
{
	uint64_t a = p->there[0] ? p->time[0] : DIFF_NO_TIME;
	uint64_t b = p->there[1] ? p->time[1] : DIFF_NO_TIME;

	return a < b ? a : b;
}

int diff_result_first(const struct diff_result *res)
{
	int first = -1;

	for (int i = 0; i < DIFF_CATEGORIES; i++)
		if (res->first[i].found &&
		    (first < 0 || diff_point_time(&res->first[i]) <
					  diff_point_time(&res->first[first])))
			first = i;
	return first;
}

static void keep_earlier(struct diff_point *p, const struct diff_point *q)
{
	if (!p->found || diff_point_time(q) < diff_point_time(p))
		*p = *q;
}

/* Nothing more is compared in this stream. Without @s->point.there both have
 * been read that far. */
static void differ(struct match *m, unsigned stream, struct diff_point p)
{
	struct stream *s = &m->streams[stream];

	p.found = true;
	p.stream = stream;
	p.number = s->matched;
	s->differs = true;
	s->point = s->slip.open && s->slip.sure ? s->slip.point : p;
	m->waits[s->side] -= s->used;
	s->used = 0;
	free(s->queue);
	s->queue = NULL;
	s->room = s->head = 0;
	keep_earlier(&m->res->first[diff_streams[stream].category], &s->point);
}

/*
 * Number @n on @side has come at @time. If it is the moment at which the other
 * side had an earlier one, something is missing there, as long as that goes on.
 */
static void look_for_slip(struct stream *s, unsigned side, uint64_t n,
			  uint64_t time)
{
	struct slip *sl = &s->slip;
	uint64_t behind = n - sl->point.number;

	if (sl->open && sl->sure && sl->point.missing_from != side) {
		uint64_t then = s->last[!side][(n - sl->point.missing) % REACH];

		sl->open = sl->sure = apart(time, then) <= SAME_TIME;
	} else if (sl->open && !sl->sure && behind) {
		sl->sure = apart(time, sl->point.time[!side]) <= SAME_TIME;
		sl->point.missing = (unsigned)behind;
		sl->point.missing_from = !side;
		sl->open = behind + 1 < REACH || sl->sure;
	}
}

/* Both times are known; @same: and so are the transactions. */
static void watch_times(struct match *m, unsigned stream,
			const struct diff_point *p, bool same)
{
	struct stream *s = &m->streams[stream];
	uint64_t before = (s->matched + REACH - 1) % REACH;
	bool moved = apart(p->time[0], p->time[1]) > SAME_TIME;

	if (same && apart(p->time[0], p->time[1]) > m->far)
		keep_earlier(&m->res->timing, p);
	if (!moved)
		s->slip.open = s->slip.sure = false;
	for (unsigned side = 0; side < 2; side++)
		look_for_slip(s, side, s->matched, p->time[side]);
	/* Gradually, or all at once? */
	if (same && moved && !s->slip.open &&
	    apart(s->last[0][before], s->last[1][before]) <= SAME_TIME) {
		s->slip.open = true;
		s->slip.point = *p;
	}
	for (unsigned side = 0; side < 2; side++)
		s->last[side][s->matched % REACH] = p->time[side];
}

static void compare(struct match *m, unsigned stream, unsigned side,
		    const struct diff_line *l)
{
	struct stream *s = &m->streams[stream];
	struct waiting w = pop(s);
	bool same = w.hash == l->hash;
	struct diff_point p = {.found = true,
			       .stream = stream,
			       .number = s->matched,
			       .there = {true, true}};

	m->waits[!side]--;
	p.time[side] = l->time;
	p.time[!side] = w.time;
	if (l->time != DIFF_NO_TIME && w.time != DIFF_NO_TIME)
		watch_times(m, stream, &p, same);
	if (same)
		s->matched++;
	else
		differ(m, stream, p);
}

/* What waits on @side has no partner. */
static void give_up(struct match *m, unsigned stream, unsigned side)
{
	struct stream *s = &m->streams[stream];
	struct diff_point p = {0};

	/* No further than what the last pairs' times are known of. */
	for (size_t i = 0; i < s->used && i < REACH &&
			   (!s->slip.sure || i < s->slip.point.missing);
	     i++)
		look_for_slip(s, side, s->matched + i,
			      s->queue[(s->head + i) % s->room].time);
	p.there[side] = true;
	p.time[side] = s->queue[s->head].time;
	differ(m, stream, p);
}

/* The other side is not going to tell what most of these wait for. */
static void too_many(struct match *m, unsigned side)
{
	unsigned worst = 0;

	for (unsigned i = 1; i < DIFF_STREAMS; i++)
		if (m->streams[i].side == side &&
		    (m->streams[worst].side != side ||
		     m->streams[i].used > m->streams[worst].used))
			worst = i;
	give_up(m, worst, side);
}

static void take(struct match *m, unsigned side, const struct diff_line *l)
{
	struct stream *s = &m->streams[l->stream];

	m->res->count[side][diff_streams[l->stream].category]++;
	if (s->differs)
		return;
	if (s->used && s->side != side) {
		compare(m, l->stream, side, l);
		return;
	}
	push(s, side, l);
	if (++m->waits[side] > MOST_WAITING)
		too_many(m, side);
}

static int read_both(struct match *m, struct diff_reader *const r[2], char *err,
		     size_t err_len)
{
	bool more[2] = {true, true};
	struct diff_line l;

	while (more[0] || more[1]) {
		/* Who is behind. */
		unsigned side = m->waits[0] > m->waits[1] ? 1 : 0;
		int got;

		if (!more[side])
			side = !side;
		got = diff_reader_next(r[side], &l, err, err_len);
		if (got < 0)
			return -1;
		more[side] = got;
		if (got)
			take(m, side, &l);
	}
	for (unsigned i = 0; i < DIFF_STREAMS; i++)
		if (m->streams[i].used)
			give_up(m, i, m->streams[i].side);
	return 0;
}

int diff_match(struct diff_reader *const r[2], uint64_t far,
	       struct diff_result *res, char *err, size_t err_len)
{
	struct match *m = must_alloc(sizeof(*m));
	int ret;

	memset(res, 0, sizeof(*res));
	m->res = res;
	m->far = far;
	ret = read_both(m, r, err, err_len);
	for (unsigned i = 0; i < DIFF_STREAMS; i++)
		free(m->streams[i].queue);
	free(m);
	return ret;
}
