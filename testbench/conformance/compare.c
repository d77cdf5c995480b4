// SPDX-License-Identifier: MIT
#include "compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "differences.h"

static bool same_place(const struct record *a, const struct record *b)
{
	return a->op == b->op && a->kind == b->kind && a->id == b->id;
}

/* Is there a record of @r's place further on in @l? */
static bool comes(const struct log *l, unsigned at, const struct record *r)
{
	for (; at < l->records && l->record[at].op <= r->op; at++)
		if (same_place(&l->record[at], r))
			return true;
	return false;
}

static void take(struct pair *x, enum side side, const struct log *l,
		 const struct record *r)
{
	x->op = r->op;
	x->kind = r->kind;
	x->id = r->id;
	x->there[side] = true;
	x->len[side] = r->len;
	x->data[side] = malloc(r->len + 1);
	if (!x->data[side])
		abort();
	memcpy(x->data[side], log_data(l, r), r->len);
}

static bool equal(const struct pair *x)
{
	if (x->there[CARD] != x->there[QEMU])
		return false;
	return !x->there[CARD] ||
	       (x->len[CARD] == x->len[QEMU] &&
		!memcmp(x->data[CARD], x->data[QEMU], x->len[CARD]));
}

static size_t describe_side(const struct pair *x, enum side side, char *text,
			    size_t len)
{
	size_t at = (size_t)snprintf(text, len, "  %-5s",
				     side == CARD ? "card" : "QEMU");
	uint32_t first = 0, n = x->len[side];

	if (!x->there[side])
		return at + (size_t)snprintf(text + at, len - at, "nothing\n");
	if (x->kind == REC_FAULT)
		return at + (size_t)snprintf(text + at, len - at, "%.*s\n",
					     (int)n, (char *)x->data[side]);
	if (n == 4) {
		uint32_t v;

		memcpy(&v, x->data[side], 4);
		return at + (size_t)snprintf(text + at, len - at, "%08x\n", v);
	}
	/* From a few bytes before where they differ. */
	while (x->there[!side] && first < n && first < x->len[!side] &&
	       x->data[side][first] == x->data[!side][first])
		first++;
	first = first < 16 || n <= 64 ? 0 : (first - 8) & ~7u;
	at += (size_t)snprintf(text + at, len - at, "%u bytes, from %u:", n,
			       first);
	for (uint32_t i = first; i < n && i < first + 64; i++)
		at += (size_t)snprintf(text + at, len - at, "%s%02x",
				       i % 8 ? "" : " ", x->data[side][i]);
	return at + (size_t)snprintf(text + at, len - at, "\n");
}

static void describe(const struct pair *x, char *text, size_t len)
{
	static const char *const kind[REC_KINDS] = {
		"write of",
		"register",
		"register by I/O",
		"INTA",
		"EEPROM word",
		"PHY register",
		"given descriptor",
		"transmit descriptor",
		"sent frame",
		"receive descriptor",
		"receive buffer",
		"unexpected write to descriptor",
		"fault"};
	char name[32];
	size_t at;

	if (x->kind == REC_REG || x->kind == REC_IO || x->kind == REC_WRITE)
		register_name(x->id, name, sizeof(name));
	else
		snprintf(name, sizeof(name), "%u", x->id);
	at = (size_t)snprintf(text, len, "%s %s:\n", kind[x->kind], name);
	at += describe_side(x, CARD, text + at, len - at);
	describe_side(x, QEMU, text + at, len - at);
}

static bool unnamed(struct comparison *c, const struct pair *x)
{
	c->unnamed.op = x->op;
	c->unnamed.kind = x->kind;
	c->unnamed.id = x->id;
	return false;
}

/* What is written is known to both; what is read is compared. */
static bool judge(struct comparison *c, struct facts *f, struct pair *x)
{
	bool named[DIFFERENCES_MOST] = {false};
	const char *owed;

	facts_before(f, x);
	c->values++;
	owed = owes(f, x);
	if (owed) {
		size_t at = (size_t)snprintf(c->unnamed.text,
					     sizeof(c->unnamed.text),
					     "the card owes %s: ", owed);

		describe(x, c->unnamed.text + at, sizeof(c->unnamed.text) - at);
		return unnamed(c, x);
	}
	if (!equal(x)) {
		describe(x, c->unnamed.text, sizeof(c->unnamed.text));
		for (unsigned i = 0; i < differences_count && !equal(x); i++)
			named[i] = differences[i].is(f, x);
	}
	if (!equal(x))
		return unnamed(c, x);
	facts_after(f, x);
	for (unsigned i = 0; i < differences_count; i++) {
		c->seen[i] += named[i];
		c->parted |= named[i] && differences[i].parts;
	}
	return true;
}

bool compare(struct comparison *c, const struct program *p,
	     const struct log *card, const struct log *qemu)
{
	struct facts *f = malloc(sizeof(*f));
	unsigned a = 0, b = 0;
	bool good = true;

	if (!f)
		abort();
	facts_init(f, p, card, qemu);
	c->parted = false;
	while (good && !c->parted && (a < card->records || b < qemu->records)) {
		const struct record *ra =
			a < card->records ? &card->record[a] : NULL;
		const struct record *rb =
			b < qemu->records ? &qemu->record[b] : NULL;
		struct pair x = {0};

		/* Not the same place: one of them did something that the other
		 * did not. */
		if (ra && rb && !same_place(ra, rb)) {
			if (comes(qemu, b, ra) || rb->op < ra->op)
				ra = NULL;
			else
				rb = NULL;
		}
		if (ra) {
			take(&x, CARD, card, ra);
			a++;
		}
		if (rb) {
			take(&x, QEMU, qemu, rb);
			b++;
		}
		good = judge(c, f, &x);
		free(x.data[CARD]);
		free(x.data[QEMU]);
	}
	free(f);
	return good;
}
