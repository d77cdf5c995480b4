// SPDX-License-Identifier: MIT
/* Tails of rings that do not fit what is in the rings. */
#include "explain_internal.h"

#include <inttypes.h>
#include <string.h>

static bool outside(const struct explain *e, const char *ring,
		    const char *tail_reg, FILE *title, FILE *more)
{
	uint64_t count = ex_u64(e, "card.%s.count", ring);
	uint64_t tail = ex_u64(e, "card.%s.tail", ring);

	if (!count || tail < count)
		return false;
	fprintf(title,
		"Wrong tail: %s = %" PRIu64
		" is outside of the ring, which has %" PRIu64 " descriptors",
		tail_reg, tail, count);
	print_access(more, e,
		     *tail_reg == 'R' ? "last.RDT.written"
				      : "last.TDT.written");
	fputc('\n', more);
	return true;
}

/* Descriptors that the card owns and that hold nothing for it. */
static bool stale(const struct explain *e, const char *ring,
		  const char *tail_reg, FILE *title, FILE *more)
{
	uint64_t head = ex_u64(e, "card.%s.head", ring);
	uint64_t tail = ex_u64(e, "card.%s.tail", ring);
	uint64_t count = ex_u64(e, "card.%s.count", ring);
	uint64_t now = ex_u64(e, "time_ps");
	const char *map = ex_str(e, "card.%s.map", ring);
	size_t n = strlen(map);
	const json_t *desc, *hand;
	unsigned wrong = 0;
	int first = -1;

	if (!n || n != count || head >= n || tail >= n)
		return false;
	for (size_t i = head, seen = 0; i != tail; i = (i + 1) % n, seen++) {
		desc = ex_get(e, "card.%s.desc.%zu", ring, i);
		/* The head follows what is done by some clocks. */
		if (map[i] != '!' ||
		    (seen == wrong && seen < 4 && el_u64(desc, "status") & 1 &&
		     el_bool(desc, "mapped")))
			continue;
		if (!wrong++)
			first = (int)i;
	}
	if (!wrong)
		return false;
	desc = ex_get(e, "card.%s.desc.%d", ring, first);
	hand = handed_over(e, ring, (unsigned)first, now);
	fprintf(title,
		"Wrong tail: %s = %" PRIu64
		" gives the card descriptor %d, which %s",
		tail_reg, tail, first,
		!el_bool(desc, "mapped") ? "holds no buffer"
					 : "is done already (DD is set)");
	if (hand) {
		char at[TIME_BYTES];

		fprintf(more, "%s = %" PRIu64 " was written at %s", tail_reg,
			el_u64(hand, "value"),
			time_text(el_u64(hand, "at_ps"), at));
		print_callers(more, hand);
		fprintf(more, ": the card owns the descriptors before that.\n");
	}
	fprintf(more,
		"Descriptor %d: address 0x%" PRIx64
		" is %smapped, status 0x%" PRIx64,
		first, el_u64(desc, "addr"),
		el_bool(desc, "mapped") ? "" : "not ", el_u64(desc, "status"));
	if (wrong > 1)
		fprintf(more, "; %u are like it", wrong);
	fprintf(more, ".\n");
	return true;
}

/* Filled, and the card does not know. */
static void forgotten(const struct explain *e, const char *ring,
		      const char *tail_reg, unsigned filled, FILE *more)
{
	bool tx = *tail_reg == 'T';
	int at = ring_find(e, ring, 'f',
			   (unsigned)ex_u64(e, "card.%s.tail", ring));

	print_access(more, e, tx ? "last.TDT.written" : "last.RDT.written");
	fprintf(more, "\n%u descriptor%s filled, from %d on", filled,
		filled == 1 ? " is" : "s are", at);
	if (*ex_str(e, "card.%s.desc.%d.packet", ring, at))
		fprintf(more, ": %s",
			ex_str(e, "card.%s.desc.%d.packet", ring, at));
	fprintf(more, ".\n");
}

bool rule_rx_tail(const struct explain *e, FILE *title, FILE *more)
{
	unsigned filled = ring_count(e, "rx", 'f');
	uint64_t tail = ex_u64(e, "card.rx.tail");

	if (outside(e, "rx", "RDT", title, more))
		return true;
	if (!strcmp(ex_str(e, "stop"), "fault") || !device_up(e) ||
	    kernel_busy(e) || posted(e, "RDT"))
		return false;
	if (stale(e, "rx", "RDT", title, more))
		return true;
	if (!filled || ex_u64(e, "card.rx.head") != tail)
		return false;
	fprintf(title,
		"Wrong tail: RDT = RDH = %" PRIu64
		", so the card has no descriptor, though the driver has "
		"filled %u",
		tail, filled);
	forgotten(e, "rx", "RDT", filled, more);
	fprintf(more, "The card owns what is from RDH up to but not including "
		      "RDT; equal means none.\n");
	return true;
}

bool rule_tx_tail(const struct explain *e, FILE *title, FILE *more)
{
	uint64_t tail = ex_u64(e, "card.tx.tail");
	uint64_t head = ex_u64(e, "card.tx.head");
	unsigned filled = ring_count(e, "tx", 'f');
	const char *map = ex_str(e, "card.tx.map");
	int first;

	if (outside(e, "tx", "TDT", title, more))
		return true;
	if (!strcmp(ex_str(e, "stop"), "fault") || !device_up(e) ||
	    kernel_busy(e) || posted(e, "TDT"))
		return false;
	if (stale(e, "tx", "TDT", title, more))
		return true;
	if (!filled || tail >= strlen(map))
		return false;
	if (map[tail] == 'f') {
		fprintf(title,
			"Wrong tail: TDT was not moved past descriptor %" PRIu64
			": the card was never told of %u that %s filled",
			tail, filled, filled == 1 ? "is" : "are");
		forgotten(e, "tx", "TDT", filled, more);
		return true;
	}
	first = ring_find(e, "tx", 'f', (unsigned)head);
	fprintf(title,
		"Wrong tail: TDT was too far: the card passed descriptor %d "
		"before the driver had filled it",
		first);
	forgotten(e, "tx", "TDT", filled, more);
	fprintf(more,
		"TDH is %" PRIu64 ", behind them: the card found them empty "
		"and will not come back before a whole round.\n",
		head);
	return true;
}
