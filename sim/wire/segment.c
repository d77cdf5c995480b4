// SPDX-License-Identifier: MIT
/* Segments: their ports, their events in order, impairments, the books. */
#include "segment_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A frame that is shorter on the line counts as one of this length, so that
 * hosts may run on while none has begun (802.3 clause 4.4.2: minFrameSize). */
#define SHORTEST_BYTES (WIRE_PREAMBLE_BYTES + WIRE_MIN_BYTES + WIRE_FCS_BYTES)
#define SHORTEST_PS    (SHORTEST_BYTES * NIC_CYCLE_PS)

void segment_defaults(struct segment_config *c, enum segment_type type)
{
	memset(c, 0, sizeof(*c));
	c->type = type;
	c->latency = 500 * PS_PER_NS; /* 100 m */
	c->mbit = type == SEGMENT_RING ? 16 : type == SEGMENT_HUB ? 10 : 1000;
	c->queue = 64;
	c->addresses = 1024;
	c->ageing = 300 * PS_PER_S;
	c->seed = 1;
	c->late = 100 * PS_PER_US;
}

static const char *bad_config(const struct segment_config *c)
{
	if (c->latency < 4 * NIC_CYCLE_PS)
		return "the latency must be at least 32 ns";
	if (!c->queue || c->queue > 65536)
		return "the queue must hold 1 to 65536 frames";
	if (c->type == SEGMENT_SWITCH && !c->addresses)
		return "the switch must have room for an address";
	if (c->type == SEGMENT_HUB && c->mbit != 10 && c->mbit != 100 &&
	    c->mbit != 1000)
		return "a hub runs at 10, 100 or 1000 Mb/s";
	if (c->type == SEGMENT_RING && c->mbit != 4 && c->mbit != 16 &&
	    c->mbit != 100)
		return "a token ring runs at 4, 16 or 100 Mb/s";
	/* 802.3 clause 4.2.3: who sends must hear of a collision in time. */
	if (c->type == SEGMENT_HUB &&
	    4 * c->latency >
		    (c->mbit == 1000 ? 4096 : 512) * PS_PER_US / c->mbit)
		return "the hub's cables are longer than its slot time allows";
	if (c->loss_ppm > SEGMENT_MILLION || c->copy_ppm > SEGMENT_MILLION ||
	    c->bits_ppm > SEGMENT_MILLION || c->late_ppm > SEGMENT_MILLION)
		return "more than a million of a million";
	return NULL;
}

struct segment *segment_create(const struct segment_config *c, char *err,
			       size_t err_len)
{
	const char *why = bad_config(c);
	struct segment *s;

	if (why) {
		snprintf(err, err_len, "%s", why);
		return NULL;
	}
	s = wire_alloc(sizeof(*s));
	memset(s, 0, sizeof(*s));
	s->c = *c;
	s->name = wire_alloc(strlen(c->name) + 1);
	memcpy(s->name, c->name, strlen(c->name) + 1);
	s->c.name = s->name;
	s->out = segment_wire_latency(c);
	s->in = c->type == SEGMENT_CABLE ? c->latency - s->out : c->latency;
	s->random = c->seed;
	s->ledger = ledger_create();
	if (c->type == SEGMENT_SWITCH) {
		s->table = wire_alloc(c->addresses * sizeof(*s->table));
		memset(s->table, 0, c->addresses * sizeof(*s->table));
	}
	return s;
}

static void free_frame(struct seg_frame *f)
{
	if (f && !--f->refs)
		free(f);
}

void segment_destroy(struct segment *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->events; i++)
		free_frame(s->heap[i].frame);
	for (unsigned i = 0; i < s->ports; i++) {
		struct seg_port *p = &s->port[i];

		while (p->count)
			free_frame(seg_dequeue(p));
		free(p->queue);
		free(p->starts);
	}
	free(s->heap);
	free(s->table);
	ledger_destroy(s->ledger);
	free(s->name);
	free(s);
}

ps_t segment_wire_latency(const struct segment_config *c)
{
	/* Both halves of a cable are there to look ahead by. */
	return c->type == SEGMENT_CABLE ? c->latency / 2 : c->latency;
}

const char *segment_name(const struct segment *s)
{
	return s->name;
}

struct ledger *segment_ledger(struct segment *s)
{
	return s->ledger;
}

const struct segment_counters *segment_counters(const struct segment *s)
{
	return &s->n;
}

void segment_watch(struct segment *s, segment_watcher fn, void *arg)
{
	s->watcher = fn;
	s->watcher_arg = arg;
}

void segment_watch_deliveries(struct segment *s, segment_delivery fn, void *arg)
{
	s->delivery = fn;
	s->delivery_arg = arg;
}

/* SplitMix64 (Steele, Lea and Flood, 2014). */
uint64_t seg_random(struct segment *s)
{
	uint64_t z = s->random += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* ---- events -------------------------------------------------------------- */

static bool before(const struct seg_event *a, const struct seg_event *b)
{
	if (a->at != b->at)
		return a->at < b->at;
	if (a->kind != b->kind)
		return a->kind < b->kind;
	if (a->port != b->port)
		return a->port < b->port;
	return a->seq < b->seq;
}

void seg_schedule(struct segment *s, const struct seg_event *e)
{
	size_t i;

	if (s->events == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		s->heap = wire_realloc(s->heap, s->room * sizeof(*s->heap));
	}
	for (i = s->events++; i && before(e, &s->heap[(i - 1) / 2]);
	     i = (i - 1) / 2)
		s->heap[i] = s->heap[(i - 1) / 2];
	s->heap[i] = *e;
}

static struct seg_event next_event(struct segment *s)
{
	struct seg_event first = s->heap[0], last = s->heap[--s->events];
	size_t i = 0;

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= s->events)
			break;
		if (child + 1 < s->events &&
		    before(&s->heap[child + 1], &s->heap[child]))
			child++;
		if (!before(&s->heap[child], &last))
			break;
		s->heap[i] = s->heap[child];
		i = child;
	}
	s->heap[i] = last;
	return first;
}

ps_t segment_next(const struct segment *s)
{
	return s->events ? s->heap[0].at : PS_NEVER;
}

ps_t segment_horizon(const struct segment *s, ps_t sent)
{
	ps_t here = segment_next(s);

	if (sent < PS_NEVER - SHORTEST_PS - s->in &&
	    sent + SHORTEST_PS + s->in < here)
		here = sent + SHORTEST_PS + s->in;
	return here < PS_NEVER - s->out ? here + s->out : PS_NEVER;
}

ps_t segment_horizon_sending(const struct segment *s, ps_t now)
{
	/* The last bit may have left at the edge before. */
	ps_t bit = now / NIC_CYCLE_PS * NIC_CYCLE_PS;

	return bit + s->in + s->out;
}

/* ---- the port's queue ---------------------------------------------------- */

struct seg_frame *seg_front(const struct seg_port *p)
{
	return p->count ? p->queue[p->head] : NULL;
}

bool seg_enqueue(struct seg_port *p, struct seg_frame *f)
{
	struct segment *s = p->segment;

	if (p->count == s->c.queue) {
		f->place = SEGMENT_QUEUE_FULL;
		seg_let_go(s, f);
		return false;
	}
	p->queue[(p->head + p->count++) % s->c.queue] = f;
	return true;
}

struct seg_frame *seg_dequeue(struct seg_port *p)
{
	struct seg_frame *f = p->queue[p->head];

	p->head = (p->head + 1) % p->segment->c.queue;
	p->count--;
	return f;
}

/* ---- in and out ---------------------------------------------------------- */

static const char *const place_name[SEGMENT_PLACES] = {
	[SEGMENT_DELIVERED] = "segment.delivered",
	[SEGMENT_FILTERED] = "segment.filtered",
	[SEGMENT_LOST] = "segment.lost",
	[SEGMENT_BAD_FCS] = "segment.bad_fcs",
	[SEGMENT_QUEUE_FULL] = "segment.queue_full",
	[SEGMENT_COLLIDED] = "segment.collided",
	[SEGMENT_UNFINISHED] = "segment.unfinished",
};

void seg_let_go(struct segment *s, struct seg_frame *f)
{
	if (--f->refs)
		return;
	if (f->delivered)
		f->place = SEGMENT_DELIVERED;
	s->n.ended[f->place]++;
	ledger_end(s->ledger, f->id, place_name[f->place]);
	free(f);
}

void seg_deliver(struct segment *s, struct seg_port *p, struct seg_frame *f,
		 ps_t at)
{
	struct wire_frame w = {
		.at = at,
		.data = f->data,
		.len = f->len,
		.faults = f->fcs_ok ? WIRE_OK : WIRE_BAD_FCS,
	};
	ps_t took = at - f->at;

	f->delivered = true;
	s->n.copies++;
	s->latency_sum += took;
	if (took > s->latency_max)
		s->latency_max = took;
	if (s->delivery)
		s->delivery(s->delivery_arg, at, took);
	if (p->wire)
		wire_inject(p->wire, &w);
}

void segment_send(struct segment *s, unsigned port, ps_t last_bit,
		  const uint8_t *data, uint32_t len, bool fcs_ok)
{
	uint32_t total = len + WIRE_PREAMBLE_BYTES + WIRE_FCS_BYTES;
	struct seg_event e = {.kind = SEG_ARRIVE, .port = port};
	struct seg_frame *f = wire_alloc(sizeof(*f) + len);

	if (total < SHORTEST_BYTES)
		last_bit += (SHORTEST_BYTES - total) * NIC_CYCLE_PS;
	memset(f, 0, sizeof(*f));
	f->refs = 1;
	f->port = port;
	f->fcs_ok = fcs_ok;
	f->len = len;
	memcpy(f->data, data, len);
	f->at = e.at = last_bit + s->in;
	e.seq = s->port[port].heard++;
	e.frame = f;
	seg_schedule(s, &e);
}

/* The host's machine runs now: others may be behind it or in front of it. */
static void heard(void *arg, ps_t last_bit, const uint8_t *data, uint32_t len,
		  bool fcs_ok)
{
	struct seg_port *p = arg;

	segment_send(p->segment, p->number, last_bit, data, len, fcs_ok);
}

int segment_join(struct segment *s, struct wire *w, const char *name, char *err,
		 size_t err_len)
{
	struct seg_port *p = &s->port[s->ports];
	unsigned most = s->c.type == SEGMENT_CABLE ? 2 : SEGMENT_PORTS;

	if (s->ports == most) {
		snprintf(err, err_len, "it has at most %u members", most);
		return -1;
	}
	p->segment = s;
	p->number = s->ports++;
	p->wire = w;
	snprintf(p->name, sizeof(p->name), "%s", name);
	p->queue = wire_alloc(s->c.queue * sizeof(struct seg_frame *));
	p->starts = wire_alloc(s->c.queue * sizeof(ps_t));
	if (w)
		wire_listen(w, heard, p);
	return 0;
}

/* ---- what happens to a frame on its way ---------------------------------- */

static bool chance(struct segment *s, unsigned ppm)
{
	/* Nothing is drawn where nothing can happen. */
	return ppm && seg_random(s) % SEGMENT_MILLION < ppm;
}

static void forward(struct segment *s, struct seg_frame *f, ps_t now)
{
	switch (s->c.type) {
	case SEGMENT_CABLE:
		for (unsigned i = 0; i < s->ports; i++)
			if (i != f->port)
				seg_deliver(s, &s->port[i], f, now);
		f->place = SEGMENT_FILTERED;
		seg_let_go(s, f);
		return;
	case SEGMENT_SWITCH:
		seg_switch(s, f, now);
		return;
	case SEGMENT_HUB:
		seg_hub(s, f, now);
		return;
	case SEGMENT_RING:
		seg_ring(s, f, now);
		return;
	}
}

static void see(struct segment *s, const struct seg_frame *f)
{
	struct segment_sight sight = {
		.at = f->at,
		.id = f->id,
		.from = s->port[f->port].name,
		.data = f->data,
		.len = f->len,
		.fcs_ok = f->fcs_ok,
	};

	if (s->watcher && f->len)
		s->watcher(s->watcher_arg, &sight);
}

static void enter(struct segment *s, struct seg_frame *f)
{
	f->id = ledger_born(s->ledger, LEDGER_WIRE, f->at);
	s->n.frames++;
}

static void arrive(struct segment *s, struct seg_frame *f, ps_t now)
{
	struct seg_event late = {.kind = SEG_LATE, .port = f->port};
	bool twice;

	enter(s, f);
	if (chance(s, s->c.loss_ppm)) {
		see(s, f);
		f->place = SEGMENT_LOST;
		seg_let_go(s, f);
		return;
	}
	if (f->len && chance(s, s->c.bits_ppm)) {
		uint64_t bit = seg_random(s) % (8ull * f->len);

		f->data[bit / 8] ^= (uint8_t)(1u << bit % 8);
		f->fcs_ok = false;
		s->n.corrupted++;
	}
	see(s, f);
	twice = chance(s, s->c.copy_ppm);
	if (chance(s, s->c.late_ppm)) {
		s->n.delayed++;
		late.at = now + s->c.late;
		late.seq = s->seq++;
		late.frame = f;
		f->refs += twice;
		seg_schedule(s, &late);
		if (!twice)
			return;
	} else if (twice) {
		f->refs++;
		forward(s, f, now);
	}
	s->n.duplicated += twice;
	/* It has a reference for each time. */
	forward(s, f, now); /* NOLINT(clang-analyzer-unix.Malloc) */
}

void segment_advance(struct segment *s, ps_t until)
{
	while (s->events && s->heap[0].at <= until) {
		struct seg_event e = next_event(s);

		switch (e.kind) {
		case SEG_ARRIVE:
			arrive(s, e.frame, e.at);
			break;
		case SEG_LATE:
			/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
			forward(s, e.frame, e.at);
			break;
		case SEG_DONE:
		case SEG_TRY:
		case SEG_TOKEN:
			if (s->c.type == SEGMENT_HUB)
				seg_hub_event(s, &e);
			else
				seg_ring_event(s, &e);
			break;
		}
	}
}

void segment_finish(struct segment *s)
{
	for (size_t i = 0; i < s->events; i++) {
		struct seg_frame *f = s->heap[i].frame;

		if (!f)
			continue;
		if (s->heap[i].kind == SEG_ARRIVE)
			enter(s, f);
		f->place = SEGMENT_UNFINISHED;
		seg_let_go(s, f);
	}
	s->events = 0;
	for (unsigned i = 0; i < s->ports; i++) {
		struct seg_port *p = &s->port[i];

		while (p->count && s->c.type != SEGMENT_SWITCH) {
			struct seg_frame *f = seg_dequeue(p);

			f->place = SEGMENT_UNFINISHED;
			seg_let_go(s, f);
		}
		p->count = 0;
		if (p->wire)
			s->n.undone += wire_waiting(p->wire);
	}
}
