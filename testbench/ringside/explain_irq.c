// SPDX-License-Identifier: MIT
/* Interrupts that do not come, are not taken, or come for nothing. */
#include "explain_internal.h"

#include <inttypes.h>
#include <string.h>

/* What waits so long without a reason waits for ever. */
#define PATIENCE (20 * PS_PER_US)

/* One direction: frames that are done, and the cause that would tell. */
struct side {
	const char *ring, *cause, *words;
};

static const struct side sides[] = {
	{"rx", "RXT0", "received frames wait"},
	{"tx", "TXDW", "sent frames wait to be freed"},
};

/* Something is on its way that will tell the driver. */
static bool will_come(const struct explain *e)
{
	return ex_bool(e, "card.intx") || ex_bool(e, "cpu.line.nic.high") ||
	       (ex_u64(e, "card.icr.value") & ex_u64(e, "card.ims.value")) ||
	       ex_u64(e, "card.timer.rdtr_left_ns") ||
	       ex_u64(e, "card.timer.radv_left_ns") ||
	       ex_u64(e, "card.timer.tidv_left_ns") ||
	       ex_u64(e, "card.timer.tadv_left_ns") || posted(e, "IMS") ||
	       posted(e, "ICS");
}

static void masked(const struct explain *e, const struct side *s, FILE *more)
{
	uint64_t mask = ex_u64(e, "last.IMC.written.at_ps");
	uint64_t taken = ex_u64(e, "last.buffer_taken_ps");
	char at[TIME_BYTES];

	print_access(more, e, "last.IMC.written");
	fprintf(more, ": that masked %s.\n", s->cause);
	if (ex_has(e, "last.IMS.written")) {
		print_access(more, e, "last.IMS.written");
		fprintf(more, ": not since.\n");
	} else {
		fprintf(more, "IMS was never written.\n");
	}
	if (taken > mask)
		fprintf(more,
			"The poll ran after the mask (last buffer taken at "
			"%s) and ended, NAPI is idle:\nwho completes a poll "
			"must write IMS.\n",
			time_text(taken, at));
	else
		fprintf(more, "No buffer was taken since the mask, and NAPI is "
			      "idle: the handler masked and did not "
			      "schedule the poll.\n");
}

static void read_away(const struct explain *e, const struct side *s, FILE *more)
{
	char at[TIME_BYTES];

	print_access(more, e, "last.ICR.read");
	fprintf(more, ": that cleared the cause.\n");
	if (ex_has(e, "last.buffer_taken_ps"))
		fprintf(more, "The last buffer was taken at %s.\n",
			time_text(ex_u64(e, "last.buffer_taken_ps"), at));
	else
		fprintf(more, "No buffer was ever taken.\n");
	fprintf(more,
		"%s is enabled, nothing is pending, NAPI is idle: the handler "
		"that read ICR\nhad to schedule the poll "
		"(napi_schedule()), and did not.\n",
		s->cause);
}

/* The context is taken, but it is on no list, and so nobody will poll it. */
bool rule_napi_stuck(const struct explain *e, FILE *title, FILE *more)
{
	json_t *list = ex_get(e, "kernel.napi"), *napi;
	const char *name, *device = NULL;
	char at[TIME_BYTES];

	json_object_foreach(list, name, napi) if (el_bool(napi, "enabled") &&
						  el_bool(napi, "scheduled") &&
						  json_is_false(json_object_get(
							  napi, "listed")))
		device = el_str(napi, "device");
	if (!strcmp(ex_str(e, "stop"), "fault") || !device || kernel_busy(e))
		return false;
	fprintf(title,
		"Lost interrupt: NAPI of %s is scheduled, but not on the poll "
		"list",
		device);
	if (polled_since_read(e))
		fprintf(title, ": the poll ran and never completed");
	else
		fprintf(title, ": it was never put there");
	if (!polled_since_read(e))
		print_callers(title, ex_get(e, "last.ICR.read"));
	if (ex_has(e, "last.ICR.read")) {
		print_access(more, e, "last.ICR.read");
		fputc('\n', more);
	}
	if (polled_since_read(e))
		fprintf(more,
			"The last buffer was taken at %s. A poll that returns "
			"less than its budget must call\n"
			"napi_complete_done() before: until then no "
			"napi_schedule() has an effect.\n",
			time_text(ex_u64(e, "last.buffer_taken_ps"), at));
	else
		fprintf(more, "No poll ran since: who gets true from "
			      "napi_schedule_prep() must call "
			      "__napi_schedule().\n");
	fprintf(more, "%u received frames wait, %u sent ones.\n",
		ring_count(e, "rx", 'd'), ring_count(e, "tx", 'd'));
	return true;
}

bool rule_lost_interrupt(const struct explain *e, FILE *title, FILE *more)
{
	uint64_t now = ex_u64(e, "time_ps");

	if (!strcmp(ex_str(e, "stop"), "fault") || !napi_idle(e) ||
	    kernel_busy(e) || will_come(e))
		return false;
	for (size_t i = 0; i < sizeof(sides) / sizeof(*sides); i++) {
		const struct side *s = &sides[i];
		unsigned n = ring_count(e, s->ring, 'd');
		bool on = strstr(ex_str(e, "card.ims.bits"), s->cause);
		uint64_t since = waits_since(e, s->ring);
		char at[TIME_BYTES];

		if (!n || !since || now - since < PATIENCE ||
		    (on && polled_since_read(e)))
			continue;
		fprintf(title, "Lost interrupt: %u %s since %s, and ", n,
			s->words, time_text(since, at));
		if (on)
			fprintf(title, "the cause was read away from ICR");
		else
			fprintf(title, "%s is masked (IMS = 0x%" PRIx64 ")",
				s->cause, ex_u64(e, "card.ims.value"));
		print_callers(title, ex_get(e, on ? "last.ICR.read"
						  : "last.IMC.written"));
		(on ? read_away : masked)(e, s, more);
		return true;
	}
	return false;
}

bool rule_line_ignored(const struct explain *e, FILE *title, FILE *more)
{
	uint64_t raised = ex_u64(e, "last.interrupt.raised_ps");
	bool off = !ex_bool(e, "cpu.interrupts_on");
	bool masked = ex_bool(e, "cpu.line.nic.masked");
	char at[TIME_BYTES];

	if (!ex_bool(e, "cpu.line.nic.high") || (!off && !masked) ||
	    !strcmp(ex_str(e, "stop"), "fault") ||
	    ex_u64(e, "time_ps") - raised < PS_PER_MS)
		return false;
	if (masked && ex_bool(e, "kernel.irq.killed"))
		fprintf(title, "The interrupt was turned off: nobody cared for "
			       "it too often");
	else if (masked && ex_u64(e, "kernel.irq.disabled"))
		fprintf(title,
			"The interrupt is disabled: disable_irq() was called "
			"%" PRIu64 " times more than enable_irq()",
			ex_u64(e, "kernel.irq.disabled"));
	else if (masked)
		fprintf(title, "The interrupt line is high, and no driver has "
			       "requested it");
	else
		fprintf(title, "The CPU has interrupts disabled");
	fprintf(more, "The card holds the line high since %s: ICR %s.\n",
		time_text(raised, at), ex_str(e, "card.icr.bits"));
	if (off && !masked)
		fprintf(more, "%s runs.\n", ex_str(e, "kernel.current"));
	return true;
}

bool rule_storm(const struct explain *e, FILE *title, FILE *more)
{
	uint64_t spurious = ex_u64(e, "cpu.irq.spurious");
	uint64_t handled = ex_u64(e, "cpu.irq.handled");

	if (spurious < 1000 || spurious < 3 * handled)
		return false;
	fprintf(title,
		"Interrupt storm: %" PRIu64
		" interrupts found no work, %" PRIu64 " did",
		spurious, handled);
	fprintf(more,
		"The line is a level: it stays high until ICR is read or "
		"the cause is masked.\nNow: ICR %s, IMS %s.\n",
		ex_str(e, "card.icr.bits"), ex_str(e, "card.ims.bits"));
	if (ex_has(e, "last.ICR.read")) {
		print_access(more, e, "last.ICR.read");
		fputc('\n', more);
	} else {
		fprintf(more, "ICR was never read.\n");
	}
	return true;
}
