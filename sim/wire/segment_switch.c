// SPDX-License-Identifier: MIT
/*
 * A learning switch (802.1D clause 7): it stores a frame whole, notes behind
 * which port its source is, and sends it to the port of its destination, or to
 * all others if that is unknown or a group. An address that was not heard for
 * the ageing time is forgotten. Frames with a wrong FCS go nowhere.
 */
#include "segment_internal.h"

#include <string.h>

static struct seg_address *find(struct segment *s, const uint8_t *mac)
{
	for (unsigned i = 0; i < s->addresses; i++)
		if (!memcmp(s->table[i].mac, mac, 6))
			return &s->table[i];
	return NULL;
}

/* Room for one more: a new entry, or the one that was not heard for longest. */
static struct seg_address *make_room(struct segment *s)
{
	struct seg_address *oldest = &s->table[0];

	if (s->addresses < s->c.addresses)
		return &s->table[s->addresses++];
	for (unsigned i = 1; i < s->addresses; i++)
		if (s->table[i].heard < oldest->heard)
			oldest = &s->table[i];
	return oldest;
}

static void learn(struct segment *s, const struct seg_frame *f, ps_t now)
{
	const uint8_t *source = f->data + 6;
	struct seg_address *a;

	if (source[0] & 1)
		return;
	a = find(s, source);
	if (!a) {
		a = make_room(s);
		memcpy(a->mac, source, 6);
	}
	a->port = f->port;
	a->heard = now;
}

/* The line to the member is a full-duplex one at the card's rate: a frame waits
 * until those before it are on it. */
static void send(struct segment *s, struct seg_port *p, struct seg_frame *f,
		 ps_t now)
{
	uint32_t bytes = f->len < WIRE_MIN_BYTES ? WIRE_MIN_BYTES : f->len;
	ps_t start = p->free_at > now ? p->free_at : now;

	while (p->count && p->starts[p->head] <= now) {
		p->head = (p->head + 1) % s->c.queue;
		p->count--;
	}
	if (p->count == s->c.queue) {
		f->place = SEGMENT_QUEUE_FULL;
		return;
	}
	p->starts[(p->head + p->count++) % s->c.queue] = start;
	p->free_at = start + (WIRE_PREAMBLE_BYTES + bytes + WIRE_FCS_BYTES +
			      WIRE_GAP_BYTES) *
				     NIC_CYCLE_PS;
	seg_deliver(s, p, f, start);
}

void seg_switch(struct segment *s, struct seg_frame *f, ps_t now)
{
	const struct seg_address *a = NULL;

	f->place = SEGMENT_BAD_FCS;
	if (!f->fcs_ok || f->len < 14) {
		seg_let_go(s, f);
		return;
	}
	f->place = SEGMENT_FILTERED;
	learn(s, f, now);
	if (!(f->data[0] & 1))
		a = find(s, f->data);
	if (a && now - a->heard > s->c.ageing)
		a = NULL;
	s->n.flooded += !a;
	for (unsigned i = 0; i < s->ports; i++)
		if (i != f->port && (!a || a->port == i))
			send(s, &s->port[i], f, now);
	seg_let_go(s, f);
}
