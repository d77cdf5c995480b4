/* SPDX-License-Identifier: MIT */
/*
 * The rings, as they lie in memory, and whose each descriptor is. The card's
 * are those from head to tail; the buffers' mappings tell the rest.
 */
#include "state.h"

#include "e1000_regs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DESC_BYTES 16
/* Longer rings are shown in full around head and tail only. */
#define SHOWN_WHOLE 256
#define SHOWN_PART  64
#define RING_MOST   65536
#define BUFFER_MOST 16384

/* One letter for each descriptor in "card.rx.map". */
enum owner {
	OWNER_NOBODY = '.', /* the driver's, empty */
	OWNER_CARD = 'c',
	OWNER_WRONG = '!', /* the card's, but it must not be */
	OWNER_DONE = 'd',  /* the card has done it, the driver has not looked */
	OWNER_FILLED = 'f' /* ready, and the card was not told */
};

struct ring {
	const char *name;
	bool tx;
	uint64_t base;
	uint32_t count, head, tail;
	const uint8_t *desc; /* NULL: not in memory */
	struct mapping *memory;
};

static uint64_t word(const struct ring *r, uint32_t i, unsigned half)
{
	uint64_t v;

	memcpy(&v, r->desc + (size_t)i * DESC_BYTES + 8 * half, sizeof(v));
	return v;
}

/* Contexts and unknown types have no buffer (sections 3.3.6, 3.3.7). */
static bool has_buffer(const struct ring *r, uint32_t i)
{
	return !r->tx || tx_has_buffer(word(r, i, 1));
}

static bool is_context(const struct ring *r, uint32_t i)
{
	return !has_buffer(r, i) && !(word(r, i, 1) & E1000_TXD_DTYP);
}

static const struct mapping *buffer_of(const struct state *s,
				       const struct ring *r, uint32_t i)
{
	uint64_t bus = word(r, i, 0);
	const struct mapping *map =
		has_buffer(r, i) ? iommu_find(s->m, bus) : NULL;

	return map && bus >= map->bus && bus - map->bus < map->len &&
			       map != r->memory
		       ? map
		       : NULL;
}

static bool done(const struct ring *r, uint32_t i)
{
	return word(r, i, 1) >> 32 & E1000_RXD_STAT_DD;
}

static uint32_t distance(const struct ring *r, uint32_t from, uint32_t to)
{
	return to >= from ? to - from : r->count - from + to;
}

static enum owner rx_owner(const struct state *s, const struct ring *r,
			   uint32_t i, bool card)
{
	const struct mapping *map = buffer_of(s, r, i);

	if (!card) {
		if (!map)
			return OWNER_NOBODY;
		if (done(r, i))
			return map->frame ? OWNER_DONE : OWNER_NOBODY;
		return map->card_owns ? OWNER_FILLED : OWNER_NOBODY;
	}
	if (map && map->frame && done(r, i))
		return OWNER_DONE; /* the head follows in a moment */
	return map && map->card_owns && !done(r, i) ? OWNER_CARD : OWNER_WRONG;
}

static enum owner tx_owner(const struct state *s, const struct ring *r,
			   uint32_t i, bool card)
{
	const struct mapping *map = buffer_of(s, r, i);

	if (card)
		return (map || !has_buffer(r, i)) && !done(r, i) ? OWNER_CARD
								 : OWNER_WRONG;
	if (!map)
		return OWNER_NOBODY;
	return done(r, i) || map->sent || !map->frame ? OWNER_DONE
						      : OWNER_FILLED;
}

static void find_ring(const struct state *s, struct ring *r)
{
	const struct nic_pins *p = s->m->pins;
	uint64_t bytes;

	r->base = r->tx ? *p->probe_td_base_o : *p->probe_rd_base_o;
	r->count =
		(r->tx ? *p->probe_td_len_o : *p->probe_rd_len_o) / DESC_BYTES;
	r->head = r->tx ? *p->probe_td_head_o : *p->probe_rd_head_o;
	r->tail = r->tx ? *p->probe_td_tail_o : *p->probe_rd_tail_o;
	r->memory = iommu_find(s->m, r->base);
	bytes = (uint64_t)r->count * DESC_BYTES;
	if (r->count && r->count <= RING_MOST && r->memory &&
	    r->base >= r->memory->bus &&
	    r->base - r->memory->bus + bytes <= r->memory->len)
		r->desc = r->memory->cpu + (r->base - r->memory->bus);
}

static uint32_t desc_length(const struct ring *r, uint32_t i)
{
	uint64_t second = word(r, i, 1);

	if (!has_buffer(r, i))
		return 0;
	return second &
	       (r->tx && second & E1000_TXD_CMD_DEXT ? 0xfffff : 0xffff);
}

static void desc_state(const struct state *s, const struct ring *r, uint32_t i,
		       char owner)
{
	const struct mapping *map = buffer_of(s, r, i);
	uint64_t second = word(r, i, 1), addr = word(r, i, 0);
	const struct past_mapping *gone;
	char key[64];

	if (!addr && !second && owner != OWNER_WRONG)
		return; /* never used */
	snprintf(key, sizeof(key), "card.%s.desc.%u", r->name, i);
	state_str(s, (char[]){owner, '\0'}, "%s.owner", key);
	state_u64(s, addr, "%s.addr", key);
	if (is_context(r, i)) {
		state_bool(s, true, "%s.context", key);
		state_u64(s, second & 0xfffff, "%s.payload", key);
		state_u64(s, second >> 40 & 0xff, "%s.header", key);
		state_u64(s, second >> 48, "%s.mss", key);
	}
	state_u64(s, desc_length(r, i), "%s.length", key);
	state_u64(s, second >> 32 & 0xff, "%s.status", key);
	if (r->tx)
		state_u64(s, second >> 24 & 0xff, "%s.command", key);
	else
		state_u64(s, second >> 40 & 0xff, "%s.errors", key);
	state_bool(s, map, "%s.mapped", key);
	if (map) {
		state_frame(s, map->frame, key);
		state_u64(s, map->made, "%s.made_ps", key);
		if (map->stored)
			state_u64(s, map->stored, "%s.stored_ps", key);
		return;
	}
	gone = owner == OWNER_WRONG ? state_find_undone(s, addr) : NULL;
	snprintf(key, sizeof(key), "card.%s.desc.%u.gone", r->name, i);
	if (gone)
		state_undone(s, gone, key);
}

static bool shown(const struct ring *r, uint32_t i)
{
	uint32_t half = SHOWN_PART / 2;

	if (r->count <= SHOWN_WHOLE)
		return true;
	return distance(r, i, r->head) < half ||
	       distance(r, r->head, i) < half ||
	       distance(r, i, r->tail) < half || distance(r, r->tail, i) < half;
}

static void descriptors(const struct state *s, const struct ring *r)
{
	char *map = malloc(r->count + 1);

	if (!map)
		return;
	for (uint32_t i = 0; i < r->count; i++) {
		bool card =
			distance(r, r->head, i) < distance(r, r->head, r->tail);

		map[i] = (char)(r->tx ? tx_owner(s, r, i, card)
				      : rx_owner(s, r, i, card));
		if (shown(r, i))
			desc_state(s, r, i, map[i]);
	}
	map[r->count] = '\0';
	state_str(s, map, "card.%s.map", r->name);
	free(map);
}

/* The writes of the tail register, and the registers they went through. */
static void tails(const struct state *s, const struct ring *r)
{
	const struct history *h = &s->m->history;
	uint32_t n = h->tail_n[r->tx];
	char key[64];

	for (uint32_t i = n > HISTORY_TAILS ? n - HISTORY_TAILS : 0; i != n;
	     i++) {
		const struct past_mmio *p = &h->tail[r->tx][i % HISTORY_TAILS];

		snprintf(key, sizeof(key), "card.%s.tails.%u", r->name, i);
		state_u64(s, p->at, "%s.at_ps", key);
		state_u64(s, p->value, "%s.value", key);
		state_callers(s, &p->who, key);
	}
}

/* The descriptor that sent the card to where a fault was: the one with the
 * nearest buffer before it, the last of those. */
static void culprit(const struct state *s, const struct ring *r)
{
	const struct history *h = &s->m->history;
	const struct past_fetch *best = NULL;
	uint64_t bus = h->fault.bus;

	if (s->m->stop != MACHINE_FAULT || h->fault.desc ||
	    (h->fault.what != FAULT_CARD_READ &&
	     h->fault.what != FAULT_CARD_WRITE))
		return;
	for (uint32_t i = 0; i < h->fetched_n && i < HISTORY_FETCHED; i++) {
		const struct past_fetch *f =
			&h->fetched[(h->fetched_n - 1 - i) % HISTORY_FETCHED];

		/* Bursts begin at whole words. */
		if (f->tx != r->tx || (f->buffer & ~7ull) > bus ||
		    bus - (f->buffer & ~7ull) >= BUFFER_MOST ||
		    f->desc < r->base ||
		    f->desc - r->base >= (uint64_t)r->count * DESC_BYTES)
			continue;
		if (!best || f->buffer > best->buffer)
			best = f;
	}
	if (!best)
		return;
	state_str(s, r->name, "fault.fetched.ring");
	state_u64(s, (best->desc - r->base) / DESC_BYTES,
		  "fault.fetched.index");
	state_u64(s, best->at, "fault.fetched.at_ps");
	state_u64(s, best->buffer, "fault.fetched.buffer");
}

void state_rings(const struct state *s)
{
	struct ring ring[] = {{.name = "rx"}, {.name = "tx", .tx = true}};

	for (unsigned i = 0; i < 2; i++) {
		struct ring *r = &ring[i];

		find_ring(s, r);
		state_u64(s, r->base, "card.%s.base", r->name);
		state_u64(s, r->count, "card.%s.count", r->name);
		state_u64(s, r->head, "card.%s.head", r->name);
		state_u64(s, r->tail, "card.%s.tail", r->name);
		state_bool(s, r->desc, "card.%s.in_memory", r->name);
		if (r->desc && r->head < r->count && r->tail < r->count)
			descriptors(s, r);
		tails(s, r);
		if (r->count)
			culprit(s, r);
	}
}
