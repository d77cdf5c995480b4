// SPDX-License-Identifier: MIT
#include "sim/ledger.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_PLACE     UINT16_MAX
#define MAX_PROBLEMS 4 /* that are kept in words; all are counted */

struct record {
	ps_t stamp;
	uint32_t born_us; /* for reports only, saturating */
	uint16_t place;
	uint8_t origin;
};

struct place {
	const char *name;
	uint64_t ends;
};

struct listener {
	ledger_listener fn;
	void *arg;
};

struct ledger {
	struct record *records; /* of id 1, 2, ... */
	size_t nrecords, records_room;
	struct place *places; /* in order of first use */
	unsigned nplaces, places_room;
	struct listener *listeners;
	size_t nlisteners, listeners_room;
	ledger_birth birth;
	void *birth_arg;
	uint64_t births[2];
	uint64_t ends;
	uint64_t nproblems;
	char problems[MAX_PROBLEMS][160];
	uint64_t *samples; /* ns */
	size_t nsamples, samples_room;
	bool samples_sorted;
};

static void *grow(void *p, size_t *room, size_t size)
{
	*room = *room ? 2 * *room : 64;
	p = realloc(p, *room * size);
	if (!p) {
		fprintf(stderr, "ledger: out of memory\n");
		exit(1);
	}
	return p;
}

struct ledger *ledger_create(void)
{
	struct ledger *l = calloc(1, sizeof(*l));

	if (!l) {
		fprintf(stderr, "ledger: out of memory\n");
		exit(1);
	}
	return l;
}

void ledger_destroy(struct ledger *l)
{
	if (!l)
		return;
	free(l->records);
	free(l->places);
	free(l->listeners);
	free(l->samples);
	free(l);
}

static struct record *find(const struct ledger *l, uint32_t id)
{
	return id && id <= l->nrecords ? &l->records[id - 1] : NULL;
}

/* Room for one more sentence; NULL once there are enough of them. */
static char *problem(struct ledger *l)
{
	return l->nproblems++ < MAX_PROBLEMS ? l->problems[l->nproblems - 1]
					     : NULL;
}

uint32_t ledger_born(struct ledger *l, enum ledger_origin origin, ps_t now)
{
	struct record *r;

	assert(l->nrecords < UINT32_MAX);
	if (l->nrecords == l->records_room)
		l->records = grow(l->records, &l->records_room, sizeof(*r));
	r = &l->records[l->nrecords++];
	r->stamp = 0;
	r->born_us =
		now / PS_PER_US < UINT32_MAX ? now / PS_PER_US : UINT32_MAX;
	r->place = NO_PLACE;
	r->origin = origin;
	l->births[origin]++;
	if (l->birth)
		l->birth(l->birth_arg, (uint32_t)l->nrecords, origin);
	return (uint32_t)l->nrecords;
}

static uint16_t find_place(struct ledger *l, const char *name)
{
	size_t room = l->places_room;

	for (unsigned i = 0; i < l->nplaces; i++)
		if (l->places[i].name == name ||
		    !strcmp(l->places[i].name, name))
			return i;
	assert(l->nplaces < NO_PLACE);
	if (l->nplaces == room)
		l->places = grow(l->places, &room, sizeof(*l->places));
	l->places_room = room;
	l->places[l->nplaces] = (struct place){.name = name};
	return l->nplaces++;
}

void ledger_end(struct ledger *l, uint32_t id, const char *place)
{
	struct record *r = find(l, id);
	char *p;

	if (!id)
		return;
	if (!r) {
		p = problem(l);
		if (p)
			snprintf(p, sizeof(l->problems[0]),
				 "frame %" PRIu32 " ended at %s but was never "
				 "born",
				 id, place);
		return;
	}
	if (r->place != NO_PLACE) {
		p = problem(l);
		if (p)
			snprintf(p, sizeof(l->problems[0]),
				 "frame %" PRIu32 " ended twice: at %s, then "
				 "at %s",
				 id, l->places[r->place].name, place);
		return;
	}
	r->place = find_place(l, place);
	l->places[r->place].ends++;
	l->ends++;
	for (size_t i = 0; i < l->nlisteners; i++)
		l->listeners[i].fn(l->listeners[i].arg, id, place);
}

void ledger_end_all(struct ledger *l, const char *place)
{
	for (uint32_t id = 1; id <= l->nrecords; id++)
		if (ledger_alive(l, id))
			ledger_end(l, id, place);
}

void ledger_listen(struct ledger *l, ledger_listener fn, void *arg)
{
	if (l->nlisteners == l->listeners_room)
		l->listeners = grow(l->listeners, &l->listeners_room,
				    sizeof(*l->listeners));
	l->listeners[l->nlisteners++] = (struct listener){fn, arg};
}

void ledger_listen_births(struct ledger *l, ledger_birth fn, void *arg)
{
	l->birth = fn;
	l->birth_arg = arg;
}

void ledger_unlisten(struct ledger *l, ledger_listener fn, void *arg)
{
	size_t i = 0;

	while (i < l->nlisteners &&
	       (l->listeners[i].fn != fn || l->listeners[i].arg != arg))
		i++;
	if (i == l->nlisteners)
		return;
	l->nlisteners--;
	memmove(l->listeners + i, l->listeners + i + 1,
		(l->nlisteners - i) * sizeof(*l->listeners));
}

bool ledger_alive(const struct ledger *l, uint32_t id)
{
	const struct record *r = find(l, id);

	return r && r->place == NO_PLACE;
}

void ledger_stamp(struct ledger *l, uint32_t id, ps_t last_bit)
{
	struct record *r = find(l, id);

	if (r)
		r->stamp = last_bit;
}

ps_t ledger_stamped(const struct ledger *l, uint32_t id)
{
	const struct record *r = find(l, id);

	return r ? r->stamp : 0;
}

void ledger_latency(struct ledger *l, uint32_t id, ps_t now)
{
	ps_t from = ledger_stamped(l, id);

	if (!from || now < from)
		return;
	if (l->nsamples == l->samples_room)
		l->samples =
			grow(l->samples, &l->samples_room, sizeof(*l->samples));
	l->samples[l->nsamples++] = (now - from) / PS_PER_NS;
	l->samples_sorted = false;
}

uint64_t ledger_births(const struct ledger *l, enum ledger_origin origin)
{
	return l->births[origin];
}

static int by_name(const void *a, const void *b)
{
	const struct place *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

void ledger_each_place(const struct ledger *l,
		       void (*fn)(void *arg, const char *place, uint64_t n),
		       void *arg)
{
	const struct place **sorted;

	if (!l->nplaces)
		return;
	sorted = calloc(l->nplaces, sizeof(*sorted));
	if (!sorted) {
		fprintf(stderr, "ledger: out of memory\n");
		exit(1);
	}
	for (unsigned i = 0; i < l->nplaces; i++)
		sorted[i] = &l->places[i];
	qsort(sorted, l->nplaces, sizeof(*sorted), by_name);
	for (unsigned i = 0; i < l->nplaces; i++)
		fn(arg, sorted[i]->name, sorted[i]->ends);
	free(sorted);
}

const char *ledger_place(const struct ledger *l, uint32_t id)
{
	const struct record *r = find(l, id);

	return r && r->place != NO_PLACE ? l->places[r->place].name : NULL;
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

uint64_t ledger_latency_ns(const struct ledger *l, unsigned per_mille)
{
	uint64_t rank;

	if (!l->nsamples)
		return 0;
	if (!l->samples_sorted) {
		/* The order of samples is no part of what a caller sees. */
		qsort(l->samples, l->nsamples, sizeof(*l->samples), by_value);
		((struct ledger *)l)->samples_sorted = true;
	}
	rank = ((uint64_t)l->nsamples * per_mille + 999) / 1000;
	if (!rank)
		rank = 1;
	if (rank > l->nsamples)
		rank = l->nsamples;
	return l->samples[rank - 1];
}

uint64_t ledger_latency_samples(const struct ledger *l)
{
	return l->nsamples;
}

struct text {
	char *at;
	size_t room;
};

static void say(struct text *t, const char *sentence)
{
	int n;

	if (!t->at || t->room <= 1)
		return;
	n = snprintf(t->at, t->room, "%s\n", sentence);
	if (n < 0)
		return;
	if ((size_t)n >= t->room)
		n = t->room - 1;
	t->at += n;
	t->room -= n;
}

static void say_missing(const struct ledger *l, struct text *t)
{
	unsigned named = 0;
	char line[160];

	for (size_t i = 0; i < l->nrecords && named < MAX_PROBLEMS; i++) {
		const struct record *r = &l->records[i];

		if (r->place != NO_PLACE)
			continue;
		snprintf(line, sizeof(line),
			 "frame %zu, born %s at %" PRIu32 " us, never ended",
			 i + 1,
			 r->origin == LEDGER_WIRE ? "on the wire"
						  : "in the host",
			 r->born_us);
		say(t, line);
		named++;
	}
}

bool ledger_conserved(const struct ledger *l, char *why, size_t why_len)
{
	struct text t = {why, why_len};
	uint64_t missing = l->nrecords - l->ends;
	char line[160];

	if (why && why_len)
		why[0] = '\0';
	if (!missing && !l->nproblems)
		return true;
	snprintf(line, sizeof(line),
		 "%zu frames born, %" PRIu64 " ended; %" PRIu64
		 " ends that cannot be",
		 l->nrecords, l->ends, l->nproblems);
	say(&t, line);
	for (unsigned i = 0; i < MAX_PROBLEMS && i < l->nproblems; i++)
		say(&t, l->problems[i]);
	say_missing(l, &t);
	return false;
}
