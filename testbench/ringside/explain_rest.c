// SPDX-License-Identifier: MIT
/* Rings, switches, processes, leaks: the plainer findings. */
#include "explain_internal.h"

#include <inttypes.h>
#include <string.h>

static bool faulted(const struct explain *e)
{
	return !strcmp(ex_str(e, "stop"), "fault");
}

bool rule_ring_full(const struct explain *e, FILE *title, FILE *more)
{
	unsigned done = ring_count(e, "rx", 'd');
	uint64_t tail = ex_u64(e, "card.rx.tail");

	/* Where a poll is under way, it is load and nothing wrong. */
	if (faulted(e) || !napi_idle(e) || kernel_busy(e) ||
	    !ex_u64(e, "card.rx.count") || ex_u64(e, "card.rx.head") != tail ||
	    posted(e, "RDT") || ring_count(e, "rx", 'c') ||
	    ring_count(e, "rx", 'f') || !ex_bool(e, "card.rx_enabled"))
		return false;
	fprintf(title,
		"The receive ring is full: the card has no descriptor (RDH = "
		"RDT = %" PRIu64 "), %u frames wait in it",
		tail, done);
	print_access(more, e, "last.RDT.written");
	fprintf(more, "\nNAPI is %s.\n", ex_str(e, "kernel.napi.0.state"));
	if (!done)
		fprintf(more, "No frame waits: the driver has no buffers to "
			      "give, or nobody refills.\n");
	return true;
}

bool rule_disabled(const struct explain *e, FILE *title, FILE *more)
{
	bool rx = ex_bool(e, "card.rx_enabled");
	bool bus = ex_bool(e, "card.bus_master");

	if (faulted(e) || !device_up(e) || kernel_busy(e) || (rx && bus))
		return false;
	if (!bus) {
		fprintf(title, "The card may not use the bus: bus mastering is "
			       "off in the PCI command register");
		return true;
	}
	if (posted(e, "RCTL"))
		return false;
	fprintf(title, "Receiving is off: RCTL.EN is clear though the "
		       "interface is up");
	if (ex_has(e, "last.RCTL.written")) {
		print_access(more, e, "last.RCTL.written");
		fputc('\n', more);
	}
	return true;
}

bool rule_link(const struct explain *e, FILE *title, FILE *more)
{
	if (faulted(e) || !device_up(e) || ex_bool(e, "card.link"))
		return false;
	fprintf(title, "The link is down: the card neither receives nor sends");
	if (!ex_bool(e, "card.cable"))
		fprintf(more, "The cable's other end shows no carrier.\n");
	else if (ex_has(e, "last.CTRL.written"))
		print_access(more, e, "last.CTRL.written"),
			fprintf(more, ": CTRL.SLU must be set.\n");
	return true;
}

/* The name of process @pid, and whether it sleeps. */
static const json_t *process(const struct explain *e, uint64_t pid)
{
	json_t *list = ex_get(e, "kernel.process"), *p;
	const char *name;

	json_object_foreach(list, name,
			    p) if (el_u64(p, "pid") == pid) return p;
	return NULL;
}

bool rule_lost_wakeup(const struct explain *e, FILE *title, FILE *more)
{
	json_t *list = ex_get(e, "kernel.socket"), *sock;
	const char *name;

	if (faulted(e) || kernel_busy(e))
		return false;
	json_object_foreach(list, name, sock)
	{
		const json_t *p = process(e, el_u64(sock, "pid"));

		if (!el_bool(sock, "waited_for") || !el_u64(sock, "queued") ||
		    strcmp(el_str(p, "state"), "asleep") != 0 ||
		    el_bool(sock, "send_full"))
			continue;
		fprintf(title,
			"Lost wake-up: %s sleeps (%s) while %" PRIu64
			" packets are in its socket's queue",
			el_str(p, "name"), el_str(p, "waits"),
			el_u64(sock, "queued"));
		fprintf(more,
			"%s\nWho queues data must call "
			"sk_data_ready() after it.\n",
			el_str(sock, "text"));
		return true;
	}
	return false;
}

bool rule_leaks(const struct explain *e, FILE *title, FILE *more)
{
	const char *leaks = ex_str(e, "end.leaks");
	const char *error = ex_str(e, "end.error");
	int lines = 0;

	if (!*leaks)
		return false;
	fprintf(title, "Left behind at the end: %.*s",
		(int)strcspn(leaks, "\n"), leaks);
	fprintf(more, "%s", leaks);
	/* The mappings that were never undone, with their makers. */
	while (!faulted(e) && *error && lines++ < 8) {
		size_t n = strcspn(error, "\n");

		fprintf(more, "%.*s\n", (int)n, error);
		error += n + (error[n] == '\n');
	}
	return true;
}

bool rule_not_conserved(const struct explain *e, FILE *title, FILE *more)
{
	if (!ex_has(e, "end.conserved") || ex_bool(e, "end.conserved") ||
	    ex_bool(e, "end.interrupted") || faulted(e))
		return false;
	fprintf(title, "Frames are not conserved: %.*s",
		(int)strcspn(ex_str(e, "end.not_conserved"), "\n"),
		ex_str(e, "end.not_conserved"));
	fprintf(more, "%s\n", ex_str(e, "end.not_conserved"));
	return true;
}
