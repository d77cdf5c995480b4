// SPDX-License-Identifier: MIT
/*
 * The rings: their registers, and who owns each descriptor.
 *
 * The manual (3.2.6): the card owns what lies between head and tail. Software
 * cannot trust the head, it looks for DD. So a descriptor that the card will
 * write back stays the card's until it does; a transmit descriptor without RS
 * is software's when the head is past it, or when one behind it was written
 * back. What was handed over is copied, and held against memory at each access
 * to a register and when the card reads or writes the descriptor.
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#include "e1000_regs.h"

static uint32_t distance(const struct ring *r, uint32_t from, uint32_t to)
{
	return to >= from ? to - from : to + r->size - from;
}

static uint32_t after(const struct ring *r, uint32_t i)
{
	return i + 1 == r->size ? 0 : i + 1;
}

static const char *name_of(const struct ring *r)
{
	return r->tx ? "transmit" : "receive";
}

static const struct desc *memory(const struct strict *s, const struct ring *r)
{
	/* Fits or not: it is looked at by memcpy(). */
	return (const void *)s->env.memory(s->env.arg, r->base,
					   (size_t)r->size * DESC_BYTES);
}

static struct desc load(const struct desc *at, uint32_t i)
{
	struct desc d;

	memcpy(&d, (const uint8_t *)at + (size_t)i * DESC_BYTES, sizeof(d));
	return d;
}

static bool same(const struct desc *a, const struct desc *b)
{
	return a->word[0] == b->word[0] && a->word[1] == b->word[1];
}

void ring_free(struct ring *r)
{
	free(r->owned);
	free(r->copy);
	free(r->calm);
	r->owned = NULL;
	r->copy = r->calm = NULL;
	r->size = 0;
}

void ring_reset(struct ring *r)
{
	bool tx = r->tx;

	ring_free(r);
	memset(r, 0, sizeof(*r));
	r->tx = tx;
	r->head_ours = true;
	r->who[0] = r->who[1] = "";
}

bool ring_has(const struct ring *r)
{
	return r->size && r->seen != r->given;
}

/* ---- who owns what ------------------------------------------------------- */

static void give_back(struct ring *r, uint32_t i)
{
	r->owned[i] = false;
	while (r->oldest != r->given && !r->owned[r->oldest])
		r->oldest = after(r, r->oldest);
}

/* The head has moved: a transmit descriptor that will not be written back is
 * software's again. */
static void follow_head(struct strict *s, struct ring *r)
{
	uint32_t head = s->env.head(s->env.arg, r->tx);

	if (head >= r->size ||
	    distance(r, r->seen, head) > distance(r, r->seen, r->given))
		return; /* a new one that the card does not know yet */
	while (r->seen != head) {
		if (r->tx && !(r->copy[r->seen].word[1] & E1000_TXD_CMD_RS))
			give_back(r, r->seen);
		r->seen = after(r, r->seen);
	}
}

static void touched(struct strict *s, struct ring *r, uint32_t i,
		    const struct desc *now)
{
	const struct desc *was = &r->copy[i];
	unsigned w = now->word[0] == was->word[0];

	strict_say_desc(s, RULE_DESC_TOUCHED, r, i,
			"%s descriptor %u, word %u: 0x%016llx when it was "
			"handed over%s%s, now 0x%016llx",
			name_of(r), i, w, (unsigned long long)was->word[w],
			*r->who[0] ? " by " : "", r->who[0],
			(unsigned long long)now->word[w]);
	r->copy[i] = *now;
}

void ring_watch(struct strict *s, struct ring *r)
{
	const struct desc *at;

	if (!r->size)
		return;
	follow_head(s, r);
	at = memory(s, r);
	for (uint32_t i = r->oldest; at && i != r->given; i = after(r, i)) {
		struct desc d;

		if (!r->owned[i])
			continue;
		d = load(at, i);
		if (unlikely(!same(&d, &r->copy[i])))
			touched(s, r, i, &d);
	}
}

/* The descriptor at @bus if it is one that the card owns; size: none. */
static uint32_t owned_at(const struct ring *r, uint64_t bus)
{
	uint64_t i = (bus - r->base) / DESC_BYTES;

	return r->size && bus >= r->base && i < r->size && r->owned[i]
		       ? (uint32_t)i
		       : r->size;
}

void strict_fetched(struct strict *s, bool tx, uint64_t bus, uint64_t first,
		    uint64_t second)
{
	struct ring *r = &s->ring[tx];
	uint32_t i = owned_at(r, bus);
	struct desc d = {{first, second}};

	s->from_card = true;
	if (i != r->size && !same(&d, &r->copy[i]))
		touched(s, r, i, &d);
	s->from_card = false;
}

void strict_written(struct strict *s, bool tx, uint64_t bus)
{
	struct ring *r = &s->ring[tx];
	uint32_t i = owned_at(r, bus), k;
	const struct desc *at;

	if (i == r->size)
		return;
	s->from_card = true;
	at = memory(s, r);
	/* Those before it are done, too. */
	for (k = r->oldest;; k = after(r, k)) {
		struct desc d;

		if (at && r->owned[k]) {
			d = load(at, k);
			if (!same(&d, &r->copy[k]))
				touched(s, r, k, &d);
		}
		r->owned[k] = false;
		if (k == i)
			break;
	}
	r->oldest = after(r, i);
	if (distance(r, r->seen, r->oldest) <= distance(r, r->seen, r->given))
		r->seen = r->oldest;
	while (r->oldest != r->given && !r->owned[r->oldest])
		r->oldest = after(r, r->oldest);
	s->from_card = false;
}

/* ---- handing over -------------------------------------------------------- */

void ring_barrier(struct strict *s, struct ring *r)
{
	const struct desc *at;

	if (!r->size)
		return;
	at = memory(s, r);
	for (uint32_t i = 0; at && i < r->size; i++)
		if (!r->owned[i])
			r->calm[i] = load(at, i);
}

void strict_barrier(struct strict *s)
{
	ring_barrier(s, &s->ring[0]);
	ring_barrier(s, &s->ring[1]);
}

static void check_receive(struct strict *s, struct ring *r, uint32_t i,
			  const struct desc *d)
{
	size_t room = s->env.room ? s->env.room(s->env.arg, d->word[0]) : 0;

	if (room && room < rctl_buffer(s->rctl))
		strict_say_desc(s, RULE_RX_ROOM, r, i,
				"receive descriptor %u: its buffer has %zu "
				"bytes, RCTL says %u",
				i, room, rctl_buffer(s->rctl));
}

static void check_new(struct strict *s, struct ring *r, uint32_t i,
		      const struct desc *d)
{
	uint32_t status = d->word[1] >> 32 & (r->tx ? 0xf : 0xff);

	if (status)
		strict_say_desc(s, RULE_DESC_DONE, r, i,
				"%s descriptor %u handed over with status "
				"0x%02x",
				name_of(r), i, status);
	if (r->tx)
		transmit_check(s, r, i, d);
	else
		check_receive(s, r, i, d);
}

/* Those from the last one given up to @tail are the card's from now on. */
static void give(struct strict *s, struct ring *r, uint32_t tail, bool barriers)
{
	const struct desc *at = memory(s, r);
	bool late = false;

	if (s->env.who)
		s->env.who(s->env.arg, r->who);
	while (r->given != tail) {
		uint32_t i = r->given;

		if (r->owned[i])
			give_back(r, i); /* taken by the head alone */
		r->given = after(r, i);
		if (!at)
			continue;
		r->copy[i] = load(at, i);
		r->owned[i] = true;
		if (barriers && !late && !same(&r->copy[i], &r->calm[i])) {
			late = true;
			strict_say_desc(s, RULE_DOORBELL_BARRIER, r, i,
					"%s written %u: descriptor %u was "
					"written after the last barrier",
					r->tx ? "TDT" : "RDT", tail, i);
		}
		/* Not even the same again without another barrier. */
		r->calm[i].word[0] = ~r->copy[i].word[0];
		check_new(s, r, i, &r->copy[i]);
	}
	while (r->oldest != r->given && !r->owned[r->oldest])
		r->oldest = after(r, r->oldest);
	if (r->tx && r->packet.open)
		strict_say_desc(s, RULE_TX_OPEN, r,
				tail ? tail - 1 : r->size - 1,
				"TDT written %u in the middle of a packet of "
				"%u bytes so far",
				tail, r->packet.bytes);
}

static void write_tail(struct strict *s, struct ring *r, uint32_t offset,
		       uint32_t tail)
{
	uint32_t size = r->bytes / DESC_BYTES, n, room;

	r->tail = tail;
	if (size && tail >= size) {
		strict_say(s, RULE_TAIL_END, offset, tail,
			   "%s written %u; the ring has %u descriptors",
			   r->tx ? "TDT" : "RDT", tail, size);
		return;
	}
	if (!r->size)
		return;
	follow_head(s, r);
	n = distance(r, r->given, tail);
	room = r->size - 1 - distance(r, r->seen, r->given);
	if (n > room) {
		strict_say(s, RULE_TAIL_HEAD, offset, tail,
			   "%s goes from %u to %u; the card owns %u to %u of "
			   "%u",
			   r->tx ? "TDT" : "RDT", r->given, tail, r->seen,
			   r->given, r->size);
		/* Nobody knows any more whose is what. */
		memset(r->owned, 0, r->size * sizeof(*r->owned));
		r->oldest = r->seen = r->given = tail;
		return;
	}
	give(s, r, tail, s->env.barriers);
}

/* ---- registers ----------------------------------------------------------- */

static bool is_head(uint32_t offset)
{
	return offset == E1000_RDH || offset == E1000_TDH;
}

static void write_shape(struct strict *s, struct ring *r, uint32_t offset,
			uint32_t value)
{
	uint64_t base = r->base;
	uint32_t bytes = r->bytes;
	const char *name = r->tx ? "TDBAL" : "RDBAL";

	switch (offset) {
	case E1000_RDBAL:
	case E1000_TDBAL:
		r->base = (base >> 32 << 32) | (value & ~0xfu);
		if (value & 0xf)
			strict_say(s, RULE_RING_BASE, offset, value,
				   "%s written 0x%08x", name, value);
		break;
	case E1000_RDBAH:
	case E1000_TDBAH:
		name = r->tx ? "TDBAH" : "RDBAH";
		r->base = (uint64_t)value << 32 | (uint32_t)base;
		break;
	default:
		name = r->tx ? "TDLEN" : "RDLEN";
		r->bytes = value & E1000_RDLEN_LEN;
		if (value & 0x7f)
			strict_say(s, RULE_RING_LENGTH, offset, value,
				   "%s written %u: the card takes %u", name,
				   value, r->bytes);
		break;
	}
	if (!r->on || (base == r->base && bytes == r->bytes))
		return;
	strict_say(s, RULE_RING_CHANGED, offset, value,
		   "%s written 0x%08x while the %s ring is in use", name, value,
		   name_of(r));
	ring_free(r);
}

void ring_write(struct strict *s, struct ring *r, uint32_t offset,
		uint32_t value)
{
	if (offset == E1000_RDT || offset == E1000_TDT) {
		write_tail(s, r, offset, value & 0xffff);
	} else if (is_head(offset)) {
		r->head = value & 0xffff;
		r->head_ours = true;
		if (!r->on)
			return;
		strict_say(s, RULE_HEAD_WRITTEN, offset, value,
			   "%s written %u while the %s ring is in use",
			   r->tx ? "TDH" : "RDH", r->head, name_of(r));
		ring_free(r);
	} else {
		write_shape(s, r, offset, value);
	}
}

/* Memory for the books of a ring of @n; without it nothing is watched. */
static void make_books(struct ring *r, uint32_t n)
{
	ring_free(r);
	r->owned = calloc(n, sizeof(*r->owned));
	r->copy = calloc(n, sizeof(*r->copy));
	r->calm = calloc(n, sizeof(*r->calm));
	if (!r->owned || !r->copy || !r->calm)
		ring_free(r);
	else
		r->size = n;
}

void ring_enable(struct strict *s, struct ring *r, bool on, uint32_t offset,
		 uint32_t value)
{
	uint32_t n = r->bytes / DESC_BYTES;
	uint32_t head = r->head_ours ? r->head : s->env.head(s->env.arg, r->tx);

	if (on == r->on)
		return;
	r->on = on;
	if (!on) {
		/* What the card still holds it gives up. */
		ring_free(r);
		return;
	}
	r->head_ours = false;
	if (!n || head >= n || r->tail >= n) {
		strict_say(s, RULE_RING_EMPTY, offset, value,
			   "%s.EN with a ring of %u descriptors, head %u, tail "
			   "%u",
			   r->tx ? "TCTL" : "RCTL", n, head, r->tail);
		return;
	}
	if (n > RING_MOST)
		return;
	make_books(r, n);
	if (!r->size)
		return;
	r->oldest = r->seen = r->given = head;
	memset(&r->packet, 0, sizeof(r->packet));
	/* What was written before that the barriers had no eye on. */
	give(s, r, r->tail, false);
	ring_barrier(s, r);
}
