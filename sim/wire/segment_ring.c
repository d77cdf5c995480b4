// SPDX-License-Identifier: MIT
/*
 * A token ring (802.5): a token goes round; who has it and a frame sends one
 * and lets the frame come round once. The token goes on when the frame has been
 * sent and its head is back. A ring at rest costs nothing: where the token is,
 * follows from when it was seen last.
 */
#include "segment_internal.h"

#define TOKEN_BITS   24u /* starting delimiter, access control, ending */
#define STATION_BITS 8u	 /* what a station holds of what goes by */

/* From one station to the next. */
static ps_t hop(const struct segment *s)
{
	return 2 * s->c.latency + seg_bits(s, STATION_BITS);
}

/* The first time from @now on that the token comes to @port, going freely. */
static ps_t token_comes(const struct segment *s, unsigned port, ps_t now)
{
	const struct seg_medium *m = &s->medium;
	ps_t round = s->ports * hop(s), at;

	at = m->token_at + (port + s->ports - m->token) % s->ports * hop(s);
	if (at < now)
		at += (now - at + round - 1) / round * round;
	return at;
}

/* The token is free: who of those that wait gets it first? */
static void call_token(struct segment *s, ps_t now)
{
	struct seg_event e = {.at = PS_NEVER, .kind = SEG_TOKEN};

	if (s->medium.token_held)
		return;
	for (unsigned i = 0; i < s->ports; i++) {
		ps_t at;

		if (!s->port[i].count)
			continue;
		at = token_comes(s, i, now);
		if (at < e.at) {
			e.at = at;
			e.port = i;
		}
	}
	if (e.at == PS_NEVER)
		return;
	e.seq = s->seq++;
	/* An earlier plan is void. */
	e.turn = ++s->port[0].turn;
	seg_schedule(s, &e);
}

void seg_ring(struct segment *s, struct seg_frame *f, ps_t now)
{
	struct seg_port *p = &s->port[f->port];

	if (seg_enqueue(p, f) && p->count == 1)
		call_token(s, now);
}

static void take_token(struct segment *s, unsigned port, ps_t now)
{
	struct seg_port *p = &s->port[port];
	struct seg_frame *f = seg_dequeue(p);
	ps_t time = seg_frame_time(s, f), round = s->ports * hop(s);
	struct seg_event done = {.kind = SEG_DONE, .port = port};

	s->n.tokens++;
	s->medium.token_held = true;
	/* A station has it when its last bit has come by. */
	for (unsigned k = 1; k < s->ports; k++)
		seg_deliver(s, &s->port[(port + k) % s->ports], f,
			    now + time + k * hop(s));
	f->place = SEGMENT_FILTERED;
	seg_let_go(s, f);
	done.at = now + (time > round ? time : round) + seg_bits(s, TOKEN_BITS);
	done.seq = s->seq++;
	seg_schedule(s, &done);
}

void seg_ring_event(struct segment *s, const struct seg_event *e)
{
	struct seg_medium *m = &s->medium;

	if (e->kind == SEG_TOKEN) {
		if (e->turn == s->port[0].turn && !m->token_held)
			take_token(s, e->port, e->at);
		return;
	}
	/* To the next one, whether it wants it or not. */
	m->token_held = false;
	m->token = (e->port + 1) % s->ports;
	m->token_at = e->at + hop(s);
	call_token(s, e->at);
}
