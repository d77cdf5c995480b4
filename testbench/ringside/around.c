// SPDX-License-Identifier: MIT
#include "around.h"
#include "host.h"
#include "run.h"

#include "sim/places.h"
#include "sim/record.h"

#include <stdio.h>

/* What led to it, and what came of it. */
#define BEFORE	    (10 * PS_PER_US)
#define AFTER	    (20 * PS_PER_US)
#define FRAME_AFTER (5 * PS_PER_US)

/* How often the search looks up. */
#define SLICE PS_PER_MS

struct search {
	struct record_sink sink;
	enum around around;
	uint32_t number, seen;
	ps_t first, last; /* of what was looked for */
	bool found, over;
};

static void see(struct search *s, const struct record_event *e)
{
	bool hit = false;

	switch (s->around) {
	case AROUND_IRQ:
		hit = e->type == RECORD_IRQ && e->what == IRQ_RAISED;
		break;
	case AROUND_DROP:
		hit = e->type == RECORD_FRAME && e->what == FRAME_ENDED &&
		      !place_is_good(e->text);
		break;
	default:
		break;
	}
	if (!hit || ++s->seen != s->number)
		return;
	s->first = s->last = e->at;
	s->found = s->over = true;
}

static void see_frame(struct search *s, const struct record_event *e)
{
	if (e->type != RECORD_FRAME || e->frame != s->number)
		return;
	if (!s->found)
		s->first = e->at;
	s->found = true;
	s->last = e->at;
	s->over |= e->what == FRAME_ENDED;
}

static void on_event(struct record_sink *sink, const struct record_event *e)
{
	struct search *s = (struct search *)sink;

	if (s->over)
		return;
	if (s->around == AROUND_PACKET)
		see_frame(s, e);
	else
		see(s, e);
}

/* Until @until, or @quiet has nothing on the line. False: it need not go on. */
static bool go_on(struct search *s, struct machine *m, ps_t until,
		  const struct wire *quiet, const volatile sig_atomic_t *stop)
{
	while (machine_now(m) < until && !(quiet && wire_quiet(quiet))) {
		ps_t next = (machine_now(m) / SLICE + 1) * SLICE;

		if (s->over || *stop ||
		    machine_run(m, next < until ? next : until) != MACHINE_TIME)
			return false;
	}
	return !s->over;
}

/* As run.c does it, to the end. */
static void run_to_it(struct search *s, struct host *h, struct scenario *sc,
		      const volatile sig_atomic_t *stop)
{
	struct machine *m = h->machine;

	record_add_sink(machine_record(m), &s->sink);
	machine_record_begin(m);
	if (go_on(s, m, sc->duration, NULL, stop)) {
		wire_stop(sc->wire);
		if (go_on(s, m, machine_now(m) + RUN_LINE_TIME, sc->wire,
			  stop)) {
			kernel_stop(h->kernel);
			go_on(s, m, machine_now(m) + RUN_STOP_TIME, NULL, stop);
		}
	}
	machine_record_end(m);
}

static int not_there(const struct search *s, char *err, size_t err_len)
{
	static const char *const what[] = {[AROUND_IRQ] = "interrupt",
					   [AROUND_DROP] = "lost frame",
					   [AROUND_PACKET] = "frame"};

	if (s->around == AROUND_PACKET)
		snprintf(err, err_len, "--wave-around: the run has no frame %u",
			 s->number);
	else
		snprintf(err, err_len,
			 "--wave-around: the run has no %s number %u, it has "
			 "%u of them",
			 what[s->around], s->number, s->seen);
	return -1;
}

int around_find(const struct options *o, struct recording_options *window,
		const volatile sig_atomic_t *stop, char *err, size_t err_len)
{
	struct search s = {.sink.event = on_event,
			   .around = window->around,
			   .number = window->around_number};
	struct scenario *sc;
	struct host h;

	sc = scenario_load(o->scenario, o->sets, o->nsets, o->seed, err,
			   err_len);
	if (!sc)
		return -1;
	if (host_create(&h, sc, o->no_skip, err, err_len)) {
		scenario_free(sc);
		return -1;
	}
	run_to_it(&s, &h, sc, stop);
	if (*machine_error(h.machine))
		fprintf(stderr, "ringside: the run ends with: %s",
			machine_error(h.machine));
	host_destroy(&h);
	scenario_free(sc);
	if (*stop && !s.over) {
		snprintf(err, err_len, "interrupted; nothing was written");
		return -1;
	}
	if (!s.found)
		return not_there(&s, err, err_len);
	window->from = s.first > BEFORE ? s.first - BEFORE : 0;
	window->to = s.last + (s.around == AROUND_PACKET ? FRAME_AFTER : AFTER);
	window->around = AROUND_NOTHING;
	return 0;
}
