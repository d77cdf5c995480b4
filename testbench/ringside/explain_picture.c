// SPDX-License-Identifier: MIT
/* The rings and the interrupt, drawn. */
#include "explain_internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define BAR   64 /* characters */
#define ROUND 3	 /* descriptors shown before and behind head and tail */

static const struct {
	char letter;
	const char *rx, *tx;
} legend[] = {
	{'c', "the card's, to be filled", "the card's, to be sent"},
	{'d', "done, the driver has not looked", "sent, not freed yet"},
	{'f', "filled, the card was not told", "filled, the card was not told"},
	{'!', "the card's, but holds no buffer",
	 "the card's, but holds no frame"},
	{'.', "the driver's", "free"},
};

#define LEGEND (sizeof(legend) / sizeof(*legend))

/* The letter that counts most of some descriptors. */
static char strongest(const char *map, size_t from, size_t to)
{
	static const char order[] = "!fdc.";

	for (const char *p = order; *p; p++)
		if (memchr(map + from, *p, to - from))
			return *p;
	return '?';
}

static void bar(FILE *out, const char *map, size_t n, size_t head, size_t tail)
{
	size_t each = (n + BAR - 1) / BAR;
	size_t marks = (n + each - 1) / each;

	fprintf(out, "  [");
	for (size_t i = 0; i < n; i += each)
		fputc(strongest(map, i, i + each < n ? i + each : n), out);
	fprintf(out, "]");
	if (each > 1)
		fprintf(out, " %zu descriptors for each letter", each);
	fprintf(out, "\n   ");
	for (size_t i = 0; i < marks; i++) {
		bool h = head / each == i, t = tail / each == i;

		fputc(h && t ? 'X' : h ? 'H' : t ? 'T' : ' ', out);
	}
	fprintf(out, "%s\n",
		head / each == tail / each ? " X: head and tail"
					   : " H: head, T: tail");
}

static const char *owner_words(char letter, bool tx)
{
	for (size_t i = 0; i < LEGEND; i++)
		if (legend[i].letter == letter)
			return tx ? legend[i].tx : legend[i].rx;
	return "?";
}

static void descriptor(FILE *out, const struct explain *e, const char *ring,
		       size_t i, char letter)
{
	const json_t *d = ex_get(e, "card.%s.desc.%zu", ring, i);
	bool head = ex_u64(e, "card.%s.head", ring) == i;
	bool tail = ex_u64(e, "card.%s.tail", ring) == i;

	fprintf(out, "  %s%s %4zu %c", head ? "H" : " ", tail ? "T" : " ", i,
		letter);
	if (!d) {
		fprintf(out, "  never used\n");
		return;
	}
	if (el_bool(d, "context"))
		fprintf(out,
			"  context: header %" PRIu64 ", MSS %" PRIu64
			", payload %" PRIu64 ", status 0x%02" PRIx64,
			el_u64(d, "header"), el_u64(d, "mss"),
			el_u64(d, "payload"), el_u64(d, "status"));
	else
		fprintf(out,
			"  0x%08" PRIx64 "%s %5" PRIu64
			" bytes, status 0x%02" PRIx64,
			el_u64(d, "addr"),
			el_bool(d, "mapped") ? "        " : " unmapped",
			el_u64(d, "length"), el_u64(d, "status"));
	if (*ring == 't')
		fprintf(out, ", command 0x%02" PRIx64, el_u64(d, "command"));
	else if (el_u64(d, "errors"))
		fprintf(out, ", errors 0x%02" PRIx64, el_u64(d, "errors"));
	fprintf(out, "  %s\n", el_str(d, "packet"));
}

static size_t apart(size_t n, size_t a, size_t b)
{
	size_t d = a > b ? a - b : b - a;

	return d < n - d ? d : n - d;
}

void picture_ring(FILE *out, const struct explain *e, const char *ring)
{
	const char *map = ex_str(e, "card.%s.map", ring);
	size_t n = strlen(map), head = ex_u64(e, "card.%s.head", ring);
	size_t tail = ex_u64(e, "card.%s.tail", ring);
	bool tx = *ring == 't', gap = false;

	fprintf(out,
		"\n%s ring: %" PRIu64 " descriptors at 0x%" PRIx64
		", head %zu, tail %zu%s\n",
		tx ? "transmit" : "receive", ex_u64(e, "card.%s.count", ring),
		ex_u64(e, "card.%s.base", ring), head, tail,
		ex_bool(e, tx ? "card.tx_enabled" : "card.rx_enabled")
			? ""
			: ", switched off");
	if (!n) {
		fprintf(out, "  not in memory\n");
		return;
	}
	bar(out, map, n, head, tail);
	for (size_t i = 0; i < LEGEND; i++) {
		unsigned c = ring_count(e, ring, legend[i].letter);

		if (c)
			fprintf(out, "  %c %5u  %s\n", legend[i].letter, c,
				owner_words(legend[i].letter, tx));
	}
	for (size_t i = 0; i < n; i++) {
		if (apart(n, i, head) > ROUND && apart(n, i, tail) > ROUND) {
			gap = true;
			continue;
		}
		if (gap)
			fprintf(out, "       ...\n");
		gap = false;
		descriptor(out, e, ring, i, map[i]);
	}
}

static void why_low(FILE *out, const struct explain *e)
{
	uint64_t icr = ex_u64(e, "card.icr.value");
	uint64_t ims = ex_u64(e, "card.ims.value");
	uint64_t left = ex_u64(e, "card.timer.itr_left_ns");

	if (!icr)
		fprintf(out, "The line is low because no cause is pending.\n");
	else if (!(icr & ims))
		fprintf(out,
			"The line is low because what is pending (%s) is "
			"masked: IMS has %s.\n",
			ex_str(e, "card.icr.bits"),
			ims ? ex_str(e, "card.ims.bits") : "nothing");
	else if (left)
		fprintf(out,
			"The line is low because ITR holds it back for "
			"another %" PRIu64 " ns.\n",
			left);
	else
		fprintf(out, "The line is about to rise.\n");
}

static void why_high(FILE *out, const struct explain *e)
{
	fprintf(out, "The line is high: %s is pending and enabled; ",
		ex_str(e, "card.icr.bits"));
	if (ex_bool(e, "cpu.line.nic.masked"))
		fprintf(out, "the interrupt controller masks it.\n");
	else if (!ex_bool(e, "cpu.interrupts_on"))
		fprintf(out, "the CPU has interrupts off%s.\n",
			ex_bool(e, "kernel.hardirq.running")
				? ", as the handler runs"
				: "");
	else
		fprintf(out, "the CPU is about to take it.\n");
}

static void last(FILE *out, const struct explain *e, const char *key)
{
	if (!ex_has(e, "last.%s", key))
		return;
	char full[64];

	snprintf(full, sizeof(full), "last.%s", key);
	fprintf(out, "  ");
	print_access(out, e, full);
	fputc('\n', out);
}

void picture_interrupt(FILE *out, const struct explain *e)
{
	static const char *const timers[] = {"itr", "rdtr", "radv", "tidv",
					     "tadv"};
	uint64_t itr = ex_u64(e, "card.itr");

	fprintf(out, "\ninterrupt\n  pending ICR %s, mask IMS %s\n  ",
		ex_str(e, "card.icr.bits"), ex_str(e, "card.ims.bits"));
	if (ex_bool(e, "card.intx"))
		why_high(out, e);
	else
		why_low(out, e);
	if (itr)
		fprintf(out,
			"  ITR %" PRIu64 ": one interrupt in %" PRIu64
			" ns at most\n",
			itr, itr * 256);
	for (size_t i = 0; i < sizeof(timers) / sizeof(*timers); i++)
		if (ex_u64(e, "card.timer.%s_left_ns", timers[i]))
			fprintf(out, "  timer %s ends in %" PRIu64 " ns\n",
				timers[i],
				ex_u64(e, "card.timer.%s_left_ns", timers[i]));
	last(out, e, "ICR.read");
	last(out, e, "IMC.written");
	last(out, e, "IMS.written");
	fprintf(out,
		"  raised %" PRIu64 " times, handled %" PRIu64
		", for nothing %" PRIu64 "\n",
		ex_u64(e, "cpu.irq.raised"), ex_u64(e, "cpu.irq.handled"),
		ex_u64(e, "cpu.irq.spurious"));
}
