// SPDX-License-Identifier: MIT
/* What the card does not send, does not report, does not take. */
#include "explain_internal.h"

#include <inttypes.h>
#include <string.h>

#define PATIENCE (PS_PER_MS)
/* An interrupt at most this often: a driver's own moderation is far below. */
#define SLOW	 (2 * PS_PER_MS)
#define ITR_UNIT (256 * PS_PER_NS)
#define TXD_EOP	 0x1
#define TXD_RS	 0x8

static bool quiet(const struct explain *e)
{
	return strcmp(ex_str(e, "stop"), "fault") != 0 && device_up(e) &&
	       !kernel_busy(e);
}

/* Sent frames that nobody frees, though the poll has run. */
bool rule_tx_done(const struct explain *e, FILE *title, FILE *more)
{
	json_t *list = ex_get(e, "card.tx.desc"), *desc;
	unsigned n = ring_count(e, "tx", 'd'), ends = 0, reports = 0;
	uint64_t since = waits_since(e, "tx");
	const char *name, *first = NULL;
	char at[TIME_BYTES];

	/* Those that stay mapped for ever are the leaks' rule's. */
	if (!quiet(e) || !n || !since || *ex_str(e, "end.leaks") ||
	    strstr(ex_str(e, "end.error"), "never undone") ||
	    ex_u64(e, "time_ps") - since < PATIENCE)
		return false;
	json_object_foreach(list, name, desc)
	{
		uint64_t command = el_u64(desc, "command");

		if (strcmp(el_str(desc, "owner"), "d") != 0 ||
		    !(command & TXD_EOP))
			continue;
		first = first ? first : name;
		ends++;
		reports += !!(command & TXD_RS);
	}
	if (!ends)
		return false;
	if (!reports) {
		fprintf(title,
			"No report of what is sent: %u sent frames wait to be "
			"freed since %s, and RS is not set in descriptor %.8s",
			n, time_text(since, at), first);
		fprintf(more, "The card writes DD back only where the "
			      "descriptor's RS asks for it.\n");
	} else if (polled_since_read(e) &&
		   ex_u64(e, "last.buffer_taken_ps") > since + PATIENCE) {
		fprintf(title,
			"The transmit ring is not cleaned: %u sent frames wait "
			"to be freed since %s, though the poll runs",
			n, time_text(since, at));
		fprintf(more, "The last received buffer was taken at %s.\n",
			time_text(ex_u64(e, "last.buffer_taken_ps"), at));
	} else {
		return false;
	}
	print_access(more, e, "last.TDT.written");
	fputc('\n', more);
	return true;
}

/* Descriptors that the card has, or has read, and that do not end. */
bool rule_tx_held(const struct explain *e, FILE *title, FILE *more)
{
	uint64_t now = ex_u64(e, "time_ps");
	uint64_t told = ex_u64(e, "last.TDT.written.at_ps");
	bool on = ex_bool(e, "card.tx_enabled");
	json_t *list = ex_get(e, "card.tx.desc"), *desc;
	unsigned waiting = ring_count(e, "tx", 'c'), no_end = 0;
	const char *name, *first = NULL;

	if (!quiet(e) || posted(e, "TDT") || posted(e, "TCTL") || !told ||
	    now - told < PATIENCE)
		return false;
	if (!on && waiting) {
		fprintf(title,
			"Transmitting is off: TCTL.EN is clear while %u "
			"descriptor%s for the card",
			waiting, waiting == 1 ? " waits" : "s wait");
		if (ex_has(e, "last.TCTL.written")) {
			print_access(more, e, "last.TCTL.written");
			fputc('\n', more);
		}
		return true;
	}
	json_object_foreach(list, name, desc)
	{
		if (!el_u64(desc, "length"))
			continue;
		if (el_u64(desc, "command") & TXD_EOP)
			return false;
		first = first ? first : name;
		no_end++;
	}
	if (!on || !no_end || ex_u64(e, "places.wire.sent"))
		return false;
	fprintf(title,
		"Frames without an end: EOP is set in none of the %u "
		"descriptors that the card was given, from %.8s on",
		no_end, first);
	print_access(more, e, "last.TDT.written");
	fprintf(more, "\nThe card sends a frame when it has read the "
		      "descriptor with EOP; it has sent none.\n");
	return true;
}

static void print_address(FILE *f, uint64_t ral, uint64_t rah)
{
	for (int i = 0; i < 6; i++)
		fprintf(f, "%s%02x", i ? ":" : "",
			(unsigned)((i < 4 ? ral >> 8 * i : rah >> 8 * (i - 4)) &
				   0xff));
}

bool rule_filtered(const struct explain *e, FILE *title, FILE *more)
{
	uint64_t filtered = ex_u64(e, "places.card.rx_filtered");
	json_t *list = ex_get(e, "kernel.device"), *dev;
	const char *name;
	uint64_t rah = ex_u64(e, "last.RAH.written.value");

	if (!quiet(e) || !filtered || ex_u64(e, "places.socket.delivered") ||
	    2 * filtered < ex_u64(e, "born.wire"))
		return false;
	fprintf(title,
		"The card filters out what comes: %" PRIu64 " of %" PRIu64
		" frames were not for its address",
		filtered, ex_u64(e, "born.wire"));
	if (ex_has(e, "last.RAH.written")) {
		fprintf(more, "The card listens to ");
		print_address(more, ex_u64(e, "last.RAL.written.value"), rah);
		if (!(rah >> 31))
			fprintf(more, " (not valid: RAH.AV is clear)");
		fprintf(more, ", written");
		print_callers(more, ex_get(e, "last.RAH.written"));
	} else {
		fprintf(more, "The card's address was never written");
	}
	fprintf(more, ".\n");
	json_object_foreach(list, name, dev) if (*el_str(dev, "address"))
		fprintf(more, "The address of %s is %s.\n", el_str(dev, "name"),
			el_str(dev, "address"));
	return true;
}

bool rule_slow_irq(const struct explain *e, FILE *title, FILE *more)
{
	uint64_t card = ex_u64(e, "places.card.rx_fifo_full");
	uint64_t burst = ex_u64(e, "places.udp.rcvbuf_full");
	uint64_t gap = ex_u64(e, "card.itr") * ITR_UNIT;
	char at[TIME_BYTES];

	if (!quiet(e) || (!card && !burst) || gap < SLOW)
		return false;
	fprintf(title,
		"Interrupts too rare: %" PRIu64
		" frames are lost, and the card interrupts once in %s at most "
		"(ITR %" PRIu64 ")",
		card + burst, time_text(gap, at), ex_u64(e, "card.itr"));
	fprintf(more,
		"%" PRIu64 " found the card full: %" PRIu64
		" descriptors have to last from one interrupt to the "
		"next;\n%" PRIu64 " came in bursts that filled a socket.\n",
		card, ex_u64(e, "card.rx.count"), burst);
	print_access(more, e, "last.ITR.written");
	fputc('\n', more);
	return true;
}
