// SPDX-License-Identifier: MIT
/*
 * A hub: one collision domain with half-duplex stations, CSMA/CD and truncated
 * binary exponential back-off (802.3 clause 4.2.3). The card's MAC is full
 * duplex, so the adapter at its port does what a half-duplex MAC does: it
 * stores the card's frame whole, listens, sends, collides and tries again. The
 * card sees a collision as a frame that arrives late, or not at all after
 * sixteen attempts.
 */
#include "segment_internal.h"

#define GAP_BITS   96u
#define JAM_BITS   32u
#define MOST_SLOTS 10u /* backoffLimit */

static uint64_t slot_bits(const struct segment *s)
{
	return s->c.mbit == 1000 ? 4096 : 512;
}

/* From one station's first bit until the others hear it, by way of the hub. */
static ps_t deaf(const struct segment *s)
{
	return 2 * s->c.latency;
}

static void try_at(struct segment *s, struct seg_port *p, ps_t at)
{
	struct seg_event e = {.at = at,
			      .kind = SEG_TRY,
			      .port = p->number,
			      .seq = s->seq++,
			      .turn = ++p->turn};

	p->trying = true;
	seg_schedule(s, &e);
}

void seg_hub(struct segment *s, struct seg_frame *f, ps_t now)
{
	struct seg_port *p = &s->port[f->port];

	if (seg_enqueue(p, f) && p->count == 1)
		try_at(s, p, now);
}

/* At 1 Gb/s the carrier is extended to the slot (802.3 clause 4.2.3.4). */
static ps_t carrier(const struct segment *s, const struct seg_frame *f)
{
	ps_t time = seg_frame_time(s, f), slot = seg_bits(s, slot_bits(s));

	return s->c.mbit == 1000 && time < slot ? slot : time;
}

static void begin(struct segment *s, struct seg_port *p, ps_t now)
{
	struct seg_medium *m = &s->medium;
	struct seg_event done = {.kind = SEG_DONE,
				 .port = p->number,
				 .seq = s->seq++,
				 .turn = ++p->turn};

	p->trying = false;
	m->sending = 1ull << p->number;
	m->jammed = false;
	m->began = now;
	m->busy_until = done.at = now + carrier(s, seg_front(p));
	seg_schedule(s, &done);
}

/* One of those that collided: later, or never. */
static void back_off(struct segment *s, struct seg_port *p, ps_t end)
{
	unsigned most;

	if (++p->attempts >= SEGMENT_ATTEMPTS) {
		struct seg_frame *f = seg_dequeue(p);

		p->attempts = 0;
		f->place = SEGMENT_COLLIDED;
		seg_let_go(s, f);
		p->turn++;
		p->trying = false;
		if (p->count)
			try_at(s, p, end + seg_bits(s, GAP_BITS));
		return;
	}
	most = p->attempts < MOST_SLOTS ? p->attempts : MOST_SLOTS;
	try_at(s, p,
	       end + seg_bits(s, GAP_BITS) +
		       seg_random(s) % (1u << most) *
			       seg_bits(s, slot_bits(s)));
}

static void collide(struct segment *s, struct seg_port *p, ps_t now)
{
	struct seg_medium *m = &s->medium;
	ps_t end = now + deaf(s) + seg_bits(s, JAM_BITS);

	s->n.collisions += !m->jammed;
	m->jammed = true;
	m->busy_until = end;
	for (unsigned i = 0; i < s->ports; i++)
		if (m->sending >> i & 1)
			back_off(s, &s->port[i], end);
	/* Those have given up; whoever begins as late collides with the jam. */
	m->sending = 0;
	back_off(s, p, end);
}

static void try_now(struct segment *s, struct seg_port *p, ps_t now)
{
	struct seg_medium *m = &s->medium;
	ps_t gap = seg_bits(s, GAP_BITS);

	if (m->busy_until && now < m->busy_until) {
		if (now - m->began < deaf(s)) {
			collide(s, p, now);
			return;
		}
		s->n.deferred++;
		try_at(s, p, m->busy_until + gap);
	} else if (m->busy_until && now < m->busy_until + gap) {
		s->n.deferred++;
		try_at(s, p, m->busy_until + gap);
	} else {
		begin(s, p, now);
	}
}

static void done(struct segment *s, struct seg_port *p, ps_t now)
{
	struct seg_frame *f = seg_dequeue(p);

	s->medium.sending = 0;
	p->attempts = 0;
	f->place = SEGMENT_FILTERED;
	for (unsigned i = 0; i < s->ports; i++)
		if (i != p->number)
			seg_deliver(s, &s->port[i], f, now);
	seg_let_go(s, f);
	if (p->count)
		try_at(s, p, now + seg_bits(s, GAP_BITS));
}

void seg_hub_event(struct segment *s, const struct seg_event *e)
{
	struct seg_port *p = &s->port[e->port];

	if (e->turn != p->turn)
		return;
	if (e->kind == SEG_DONE)
		done(s, p, e->at);
	else
		try_now(s, p, e->at);
}
