// SPDX-License-Identifier: MIT
/*
 * The timeline: lanes, and a queue that brings the events of the CPU and of
 * the card into the order of time. The CPU's clock runs ahead of the card's
 * edges, never by more than what the card cannot disturb, so the queue is
 * short.
 */
#include "record_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_BYTES 128 /* of a lane; longer ones are cut */
#define NO_TEXT	   UINT32_MAX

struct lane_state {
	struct lane lane;
	bool known;
	uint64_t value;
	char text[TEXT_BYTES];
};

struct queued {
	struct record_event e;
	uint32_t text; /* where in texts; NO_TEXT */
};

/* The first bytes of a frame, for its text: of the newest ones only. */
#define BOOK_FRAMES 32768u /* a power of two */
#define BOOK_BYTES  64u

struct book_page {
	uint32_t id, len;
	uint8_t bytes[BOOK_BYTES];
};

struct record {
	bool on;
	ps_t reached;
	ps_t (*now)(void *arg);
	void *now_arg;
	struct record_sink *sinks, **last_sink;

	struct lane_state *lanes;
	unsigned nlanes, begun_lanes;
	size_t lanes_room;

	struct queued *queue; /* sorted by time from head to tail */
	size_t head, tail, queue_room;
	char *texts;
	size_t text_bytes, text_room;

	struct book_page *book;
};

static void *more(void *p, size_t *room, size_t want, size_t size)
{
	if (want <= *room)
		return p;
	*room = *room ? 2 * *room : 256;
	if (*room < want)
		*room = want;
	p = realloc(p, *room * size);
	if (!p) {
		fprintf(stderr, "record: out of memory\n");
		exit(1);
	}
	return p;
}

struct record *record_create(ps_t (*now)(void *arg), void *arg)
{
	struct record *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->now = now;
	r->now_arg = arg;
	r->last_sink = &r->sinks;
	r->book = calloc(BOOK_FRAMES, sizeof(*r->book));
	if (r->book)
		return r;
	free(r);
	return NULL;
}

void record_destroy(struct record *r)
{
	if (!r)
		return;
	for (unsigned i = 0; i < r->nlanes; i++) {
		free((char *)r->lanes[i].lane.scope);
		free((char *)r->lanes[i].lane.name);
	}
	free(r->lanes);
	free(r->queue);
	free(r->texts);
	free(r->book);
	free(r);
}

bool record_on(const struct record *r)
{
	return r->on;
}

void record_add_sink(struct record *r, struct record_sink *s)
{
	s->next = NULL;
	*r->last_sink = s;
	r->last_sink = &s->next;
}

/* ---- the queue ------------------------------------------------------------
 */

static void compact(struct record *r)
{
	if (r->head != r->tail)
		return;
	r->head = r->tail = 0;
	r->text_bytes = 0;
}

void record_emit(struct record *r, const struct record_event *e)
{
	ps_t when = e->at < r->reached ? r->reached : e->at;
	struct queued *q;
	size_t at, n;

	if (!r->on)
		return;
	r->queue = more(r->queue, &r->queue_room, r->tail + 1, sizeof(*q));
	/* Mostly the newest event is the last. */
	at = r->tail++;
	while (at > r->head && r->queue[at - 1].e.at > when) {
		r->queue[at] = r->queue[at - 1];
		at--;
	}
	q = &r->queue[at];
	q->e = *e;
	q->e.at = when;
	q->text = NO_TEXT;
	if (!e->text)
		return;
	n = strlen(e->text) + 1;
	r->texts = more(r->texts, &r->text_room, r->text_bytes + n, 1);
	memcpy(r->texts + r->text_bytes, e->text, n);
	q->text = (uint32_t)r->text_bytes;
	r->text_bytes += n;
}

void record_reach(struct record *r, ps_t at)
{
	while (r->head != r->tail && r->queue[r->head].e.at <= at) {
		struct queued *q = &r->queue[r->head++];
		struct record_event e = q->e;

		e.text = q->text == NO_TEXT ? NULL : r->texts + q->text;
		for (struct record_sink *s = r->sinks; s; s = s->next)
			s->event(s, &e);
	}
	compact(r);
	if (r->reached < at)
		r->reached = at;
}

/* ---- lanes ----------------------------------------------------------------
 */

static char *copy(const char *s)
{
	size_t n = strlen(s) + 1;
	char *p = malloc(n);

	if (!p) {
		fprintf(stderr, "record: out of memory\n");
		exit(1);
	}
	memcpy(p, s, n);
	return p;
}

unsigned record_lane(struct record *r, const struct lane *l)
{
	struct lane_state *s;

	r->lanes = more(r->lanes, &r->lanes_room, r->nlanes + 1,
			sizeof(*r->lanes));
	s = &r->lanes[r->nlanes];
	memset(s, 0, sizeof(*s));
	s->lane = *l;
	s->lane.scope = copy(l->scope);
	s->lane.name = copy(l->name);
	return r->nlanes++;
}

unsigned record_lanes(const struct record *r)
{
	return r->nlanes;
}

const struct lane *record_lane_of(const struct record *r, unsigned lane)
{
	return &r->lanes[lane].lane;
}

static void emit_lane(struct record *r, unsigned lane, ps_t at)
{
	const struct lane_state *s = &r->lanes[lane];
	struct record_event e = {
		.at = at,
		.type = RECORD_LANE,
		.lane = lane,
		.value = s->value,
		.text = s->lane.kind == LANE_TEXT ? s->text : NULL,
	};

	/* A lane that came too late for this recording. */
	if (lane < r->begun_lanes)
		record_emit(r, &e);
}

void record_number(struct record *r, unsigned lane, ps_t at, uint64_t value)
{
	struct lane_state *s = &r->lanes[lane];

	if (s->value == value)
		return;
	s->value = value;
	if (r->on)
		emit_lane(r, lane, at);
}

/* A picture shows one line: control characters have no place in it. */
static bool set_text(struct lane_state *s, const char *text)
{
	char line[TEXT_BYTES];
	size_t n = 0;

	for (; text[n] && n < sizeof(line) - 1; n++)
		line[n] = (unsigned char)text[n] < ' ' || text[n] == 0x7f
				  ? ' '
				  : text[n];
	/* Not in the middle of a character of UTF-8. */
	if (text[n])
		while (n && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
	line[n] = '\0';
	if (!strcmp(s->text, line))
		return false;
	memcpy(s->text, line, n + 1);
	return true;
}

void record_text(struct record *r, unsigned lane, ps_t at, const char *text)
{
	if (set_text(&r->lanes[lane], text) && r->on)
		emit_lane(r, lane, at);
}

static void poll_lane(struct record *r, unsigned lane, ps_t at)
{
	struct lane_state *s = &r->lanes[lane];
	uint64_t value = s->lane.value(s->lane.arg);
	char text[TEXT_BYTES];

	if (s->known && value == s->value)
		return;
	s->known = true;
	if (s->lane.kind != LANE_TEXT) {
		record_number(r, lane, at, value);
		return;
	}
	s->value = value;
	text[0] = '\0';
	s->lane.text(s->lane.arg, value, text, sizeof(text));
	record_text(r, lane, at, text);
}

void record_poll(struct record *r)
{
	ps_t at;

	if (!r->on)
		return;
	at = r->now(r->now_arg);
	for (unsigned i = 0; i < r->begun_lanes; i++)
		if (r->lanes[i].lane.value)
			poll_lane(r, i, at);
}

void record_log(struct record *r, ps_t at, int level, const char *line)
{
	struct record_event e = {
		.at = at,
		.type = RECORD_LOG,
		.value = (uint64_t)level,
		.text = line,
	};

	record_emit(r, &e);
}

/* ---- begin and end --------------------------------------------------------
 */

void record_begin(struct record *r, ps_t at)
{
	if (r->on)
		return;
	r->head = r->tail = 0;
	r->text_bytes = 0;
	r->begun_lanes = r->nlanes;
	r->reached = at;
	/* The values as they are, then the sinks see each of them. */
	for (unsigned i = 0; i < r->begun_lanes; i++) {
		r->lanes[i].known = false;
		if (r->lanes[i].lane.value)
			poll_lane(r, i, at);
	}
	r->on = true;
	for (struct record_sink *s = r->sinks; s; s = s->next)
		if (s->begin)
			s->begin(s, r, at);
	for (unsigned i = 0; i < r->begun_lanes; i++)
		emit_lane(r, i, at);
}

void record_end(struct record *r, ps_t at)
{
	if (!r->on)
		return;
	record_reach(r, at);
	for (struct record_sink *s = r->sinks; s; s = s->next)
		if (s->end)
			s->end(s, r->reached);
	r->on = false;
	r->head = r->tail;
	compact(r);
}

/* ---- frames in words -------------------------------------------------------
 */

void record_frame_bytes(struct record *r, uint32_t id, const uint8_t *data,
			uint32_t len)
{
	struct book_page *p = &r->book[id % BOOK_FRAMES];

	if (!id)
		return;
	p->id = id;
	p->len = len;
	memcpy(p->bytes, data, len < BOOK_BYTES ? len : BOOK_BYTES);
}

void record_frame_text(const struct record *r, uint32_t id, char *buf,
		       size_t len)
{
	const struct book_page *p = &r->book[id % BOOK_FRAMES];
	int n;

	if (!id) {
		if (len)
			buf[0] = '\0';
		return;
	}
	n = snprintf(buf, len, "#%u", id);
	if (p->id != id || n < 0 || (size_t)n + 1 >= len)
		return;
	buf[n++] = ' ';
	buf[n] = '\0';
	frame_describe(p->bytes, p->len, buf + n, len - (size_t)n);
}
