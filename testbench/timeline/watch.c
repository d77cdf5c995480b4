// SPDX-License-Identifier: MIT
#include "watch.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEPARATOR " > "

struct line {
	char *text;
	size_t len, room;
};

struct seen {
	struct lane lane;
	struct line values;
	size_t last; /* where the newest value begins */
	bool any;
};

struct birth {
	uint32_t id, parent;
};

struct watch {
	struct record_sink sink; /* first */
	struct machine *m;
	struct seen *lanes;
	unsigned nlanes;
	struct line frames, log;
	struct birth *births;
	size_t nbirths;
	bool on;
};

static void *must(void *p)
{
	if (!p)
		abort();
	return p;
}

static __attribute__((format(printf, 2, 3))) void say(struct line *l,
						      const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	if (l->len + (size_t)n + 1 > l->room) {
		l->room = 2 * (l->len + (size_t)n + 1);
		l->text = must(realloc(l->text, l->room));
	}
	va_start(ap, fmt);
	vsnprintf(l->text + l->len, l->room - l->len, fmt, ap);
	va_end(ap);
	l->len += (size_t)n;
}

static const char *text_of(const struct line *l)
{
	return l->text ? l->text : "";
}

/* ---- the sink ---------------------------------------------------------------
 */

static void on_begin(struct record_sink *s, const struct record *r, ps_t at)
{
	struct watch *w = (struct watch *)s;

	w->nlanes = record_lanes(r);
	w->lanes = must(calloc(w->nlanes + 1, sizeof(*w->lanes)));
	for (unsigned i = 0; i < w->nlanes; i++)
		w->lanes[i].lane = *record_lane_of(r, i);
}

static void show(struct seen *s, const struct record_event *e)
{
	if (s->any)
		say(&s->values, SEPARATOR);
	s->any = true;
	s->last = s->values.len;
	if (s->lane.kind == LANE_TEXT)
		say(&s->values, "%s", e->text);
	else if (s->lane.kind == LANE_STATE)
		say(&s->values, "%s", s->lane.names[e->value]);
	else
		say(&s->values, "%llu", (unsigned long long)e->value);
}

static void frame(struct watch *w, const struct record_event *e)
{
	const char *comma = w->frames.len ? ", " : "";

	switch (e->what) {
	case FRAME_BORN:
		w->births = must(realloc(
			w->births, (w->nbirths + 1) * sizeof(*w->births)));
		w->births[w->nbirths++] =
			(struct birth){e->frame, (uint32_t)e->addr};
		break;
	case FRAME_WORK:
		say(&w->frames, e->frame ? "%swork #%u" : "%swork %u", comma,
		    e->frame);
		break;
	case FRAME_QUEUED:
		say(&w->frames, "%squeued #%u", comma, e->frame);
		break;
	default:
		break;
	}
}

static void on_event(struct record_sink *s, const struct record_event *e)
{
	struct watch *w = (struct watch *)s;

	if (!w->on)
		return;
	if (e->type == RECORD_LANE)
		show(&w->lanes[e->lane], e);
	else if (e->type == RECORD_FRAME)
		frame(w, e);
	else if (e->type == RECORD_LOG)
		say(&w->log, "<%u>%s\n", (unsigned)e->value, e->text);
}

struct watch *watch_begin(struct machine *m)
{
	struct watch *w = must(calloc(1, sizeof(*w)));

	w->m = m;
	w->on = true;
	w->sink.begin = on_begin;
	w->sink.event = on_event;
	record_add_sink(machine_record(m), &w->sink);
	machine_record_begin(m);
	return w;
}

void watch_end(struct watch *w)
{
	machine_record_end(w->m);
	w->on = false;
}

void watch_free(struct watch *w)
{
	for (unsigned i = 0; i < w->nlanes; i++)
		free(w->lanes[i].values.text);
	free(w->lanes);
	free(w->frames.text);
	free(w->log.text);
	free(w->births);
	free(w);
}

/* ---- what was seen ----------------------------------------------------------
 */

static const struct seen *find(const struct watch *w, const char *name)
{
	for (unsigned i = 0; i < w->nlanes; i++) {
		const struct lane *l = &w->lanes[i].lane;
		size_t n = strlen(l->scope);

		if (!strncmp(name, l->scope, n) && name[n] == '.' &&
		    !strcmp(name + n + 1, l->name))
			return &w->lanes[i];
	}
	return NULL;
}

const char *watch_lane(const struct watch *w, const char *name)
{
	const struct seen *s = find(w, name);

	return s ? text_of(&s->values) : NULL;
}

const char *watch_last(const struct watch *w, const char *name)
{
	const struct seen *s = find(w, name);

	return s ? text_of(&s->values) + s->last : NULL;
}

const char *watch_frames(const struct watch *w)
{
	return text_of(&w->frames);
}

const char *watch_log(const struct watch *w)
{
	return text_of(&w->log);
}

uint32_t watch_parent(const struct watch *w, uint32_t id)
{
	for (size_t i = 0; i < w->nbirths; i++)
		if (w->births[i].id == id)
			return w->births[i].parent;
	return 0;
}
