// SPDX-License-Identifier: MIT
/* Faults: the driver and the card over memory that is not theirs. */
#include "explain_internal.h"

#include <inttypes.h>
#include <string.h>

static bool fault_is(const struct explain *e, const char *what)
{
	return !strcmp(ex_str(e, "stop"), "fault") &&
	       !strcmp(ex_str(e, "fault.what"), what);
}

/* The first line of the fault's text without its "fault at ...: ". */
static void print_fault(FILE *f, const struct explain *e)
{
	const char *text = ex_str(e, "fault.text");
	const char *colon = strstr(text, " ps: ");

	if (colon)
		text = colon + strlen(" ps: ");
	fprintf(f, "%.*s", (int)strcspn(text, "\n"), text);
}

/* "mapped at 1.2 ms by f (called by g), driver/rx.c:72" */
static void print_step(FILE *f, const char *what, const json_t *step,
		       const char *place)
{
	char at[TIME_BYTES];

	fprintf(f, "%s at %s", what, time_text(el_u64(step, "at_ps"), at));
	print_callers(f, step);
	if (*place)
		fprintf(f, ", %s", place);
	fputc('\n', f);
}

static void print_life(FILE *f, const struct explain *e, const char *key)
{
	print_step(f, "mapped", ex_get(e, "%s.made", key),
		   ex_str(e, "%s.place", key));
	print_step(f, "undone", ex_get(e, "%s.undone", key), "");
}

/* Nothing is there, but it was. */
static bool given_back_before(const struct explain *e)
{
	return fault_is(e, "unmap") && !ex_has(e, "fault.mapping") &&
	       ex_has(e, "fault.gone");
}

bool rule_double_unmap(const struct explain *e, FILE *title, FILE *more)
{
	char at[TIME_BYTES];

	if (!given_back_before(e))
		return false;
	fprintf(title,
		"Double unmap: bus address 0x%" PRIx64
		" is given back a second time",
		ex_u64(e, "fault.bus"));
	print_callers(title, ex_get(e, "fault"));
	print_life(more, e, "fault.gone");
	fprintf(more, "undone again at %s",
		time_text(ex_u64(e, "time_ps"), at));
	print_callers(more, ex_get(e, "fault"));
	fprintf(more, "\nThe buffer is %" PRIu64 " bytes, mapped %s.\n",
		ex_u64(e, "fault.gone.bytes"),
		ex_str(e, "fault.gone.direction"));
	return true;
}

bool rule_wrong_unmap(const struct explain *e, FILE *title, FILE *more)
{
	bool unmap = fault_is(e, "unmap");

	if ((!unmap && !fault_is(e, "sync")) || given_back_before(e))
		return false;
	fprintf(title, "Wrong %s", unmap ? "unmap" : "sync");
	print_callers(title, ex_get(e, "fault"));
	fprintf(title, ": ");
	print_fault(title, e);
	if (ex_has(e, "fault.mapping")) {
		const json_t *map = ex_get(e, "fault.mapping");
		char at[TIME_BYTES];

		fprintf(more,
			"The mapping there is 0x%" PRIx64 ", %" PRIu64
			" bytes, %s, made at %s",
			el_u64(map, "bus"), el_u64(map, "bytes"),
			el_str(map, "direction"),
			time_text(el_u64(map, "made_ps"), at));
		print_callers(more, map);
		fprintf(more, ", %s\n", el_str(map, "place"));
	} else if (ex_has(e, "fault.gone")) {
		fprintf(more, "It was there before:\n");
		print_life(more, e, "fault.gone");
	} else {
		fprintf(more, "Nothing was ever mapped there, or long ago.\n");
	}
	return true;
}

bool rule_early(const struct explain *e, FILE *title, FILE *more)
{
	if (!fault_is(e, "early"))
		return false;
	fprintf(title, "Buffer taken back too early: ");
	print_fault(title, e);
	fprintf(more, "It was taken");
	print_callers(more, ex_get(e, "fault"));
	fprintf(more, ". A buffer is the driver's once DD was seen in its "
		      "descriptor,\nand dma_rmb() keeps other reads behind "
		      "that.\n");
	return true;
}

/* A tail that was moved beyond what the driver has filled. */
static bool tail_too_far(const struct explain *e, FILE *title, FILE *more)
{
	const char *ring = ex_str(e, "fault.fetched.ring");
	bool tx = !strcmp(ring, "tx");
	unsigned index = (unsigned)ex_u64(e, "fault.fetched.index");
	uint64_t undone = ex_u64(e, "fault.gone.undone.at_ps");
	uint64_t read_at = ex_u64(e, "fault.fetched.at_ps");
	const json_t *hand = handed_over(e, ring, index, read_at);
	char at[TIME_BYTES];

	/* In order: given back by the driver, then handed to the card. */
	if (ex_has(e, "fault.gone") &&
	    undone > (hand ? el_u64(hand, "at_ps") : read_at))
		return false;
	fprintf(title,
		"Wrong tail: %s hands the card descriptor %u of the %s ring, "
		"which the driver has not filled",
		tx ? "TDT" : "RDT", index, tx ? "transmit" : "receive");
	if (hand) {
		fprintf(more, "%s = %" PRIu64 " was written at %s",
			tx ? "TDT" : "RDT", el_u64(hand, "value"),
			time_text(el_u64(hand, "at_ps"), at));
		print_callers(more, hand);
		fprintf(more,
			": the card owns all descriptors before that one.\n");
	}
	fprintf(more, "The card read descriptor %u at %s: address 0x%" PRIx64,
		index, time_text(read_at, at),
		ex_u64(e, "fault.fetched.buffer"));
	if (ex_has(e, "fault.gone")) {
		fprintf(more, ", a buffer of the past:\n");
		print_life(more, e, "fault.gone");
	} else {
		fprintf(more, ", where nothing was ever mapped\n");
	}
	fprintf(more, "Then the card went there: ");
	print_fault(more, e);
	fputc('\n', more);
	return true;
}

bool rule_card_astray(const struct explain *e, FILE *title, FILE *more)
{
	bool write = fault_is(e, "card_write");
	char at[TIME_BYTES];

	if (!write && !fault_is(e, "card_read"))
		return false;
	if (ex_has(e, "fault.fetched") && !ex_has(e, "fault.mapping") &&
	    tail_too_far(e, title, more))
		return true;
	if (ex_has(e, "fault.gone") && !ex_has(e, "fault.mapping")) {
		fprintf(title,
			"Use after unmap: the card %s bus address 0x%" PRIx64
			", which was given back",
			write ? "writes to" : "reads", ex_u64(e, "fault.bus"));
		print_callers(title, ex_get(e, "fault.gone.undone"));
		print_life(more, e, "fault.gone");
		if (ex_has(e, "fault.fetched"))
			fprintf(more,
				"The card has the address from descriptor "
				"%" PRIu64 " of the %s ring, read at %s.\n",
				ex_u64(e, "fault.fetched.index"),
				ex_str(e, "fault.fetched.ring"),
				time_text(ex_u64(e, "fault.fetched.at_ps"),
					  at));
	} else {
		fprintf(title, "The card goes astray: ");
		print_fault(title, e);
		if (ex_has(e, "fault.mapping.made_ps")) {
			fprintf(more, "The mapping was made at %s",
				time_text(ex_u64(e, "fault.mapping.made_ps"),
					  at));
			print_callers(more, ex_get(e, "fault.mapping"));
			fprintf(more, ", %s\n",
				ex_str(e, "fault.mapping.place"));
		}
	}
	fprintf(more, "The fault: ");
	print_fault(more, e);
	fputc('\n', more);
	return true;
}

/* What no other rule has words for. */
bool rule_fault(const struct explain *e, FILE *title, FILE *more)
{
	const char *text = ex_str(e, "fault.text");

	if (strcmp(ex_str(e, "stop"), "fault") != 0 ||
	    strcmp(ex_str(e, "fault.what"), "other") != 0)
		return false;
	fprintf(title, "The run ended with a fault: ");
	print_fault(title, e);
	text += strcspn(text, "\n");
	for (int i = 0; i < 8 && *text; i++) {
		text += *text == '\n';
		fprintf(more, "%.*s\n", (int)strcspn(text, "\n"), text);
		text += strcspn(text, "\n");
	}
	return true;
}
