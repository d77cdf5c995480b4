// SPDX-License-Identifier: MIT
/* Packets, mappings, processes, and what happened last. */
#include "explain_internal.h"

#include "sim/places.h"

#include <inttypes.h>
#include <string.h>

/* Of lists that are long. */
#define PACKETS_SHOWN  12
#define ACCESSES_SHOWN 12
#define IRQS_SHOWN     10
#define MAPS_SHOWN     8

/* The last @n elements of a list. */
#define LAST_OF(list, n, name, el)                              \
	size_t skip_ = json_object_size(list) > (n)             \
			       ? json_object_size(list) - (n)   \
			       : 0;                             \
	json_object_foreach(list, name, el) if (skip_) skip_--; \
	else

/* ---- packets --------------------------------------------------------------
 */

static void places(FILE *out, json_t *tree, const char *prefix)
{
	const char *name;
	char place[128];
	json_t *v;

	json_object_foreach(tree, name, v)
	{
		snprintf(place, sizeof(place), "%s%s%.40s", prefix,
			 *prefix ? "." : "", name);
		if (json_is_object(v) && strlen(prefix) < 80)
			places(out, v, place);
		else if (json_is_integer(v))
			fprintf(out, "  %8" JSON_INTEGER_FORMAT "  %-24s %s\n",
				json_integer_value(v), place,
				place_words(place));
	}
}

static uint64_t sum(json_t *tree, int depth)
{
	const char *name;
	uint64_t n = 0;
	json_t *v;

	json_object_foreach(tree, name, v)
	{
		if (json_is_object(v) && depth)
			n += sum(v, depth - 1);
		else if (json_integer_value(v) > 0)
			n += (uint64_t)json_integer_value(v);
	}
	return n;
}

void table_packets(FILE *out, const struct explain *e)
{
	json_t *tree = ex_get(e, "places"), *list, *f;
	uint64_t born = ex_u64(e, "born.wire") + ex_u64(e, "born.host");
	uint64_t ended = sum(tree, 4);
	const char *name;
	char at[TIME_BYTES];

	fprintf(out,
		"\npackets: %" PRIu64 " from the wire, %" PRIu64
		" from the host\n",
		ex_u64(e, "born.wire"), ex_u64(e, "born.host"));
	places(out, tree, "");
	if (born > ended)
		fprintf(out, "  %8" PRIu64 "  still under way\n", born - ended);
	list = ex_get(e, "lost.frames");
	if (!json_object_size(list))
		return;
	fprintf(out, "  the last that did not arrive:\n");
	LAST_OF(list, PACKETS_SHOWN, name, f)
	fprintf(out, "  %16s  %s: %s\n", time_text(el_u64(f, "at_ps"), at),
		el_str(f, "packet"), el_str(f, "place"));
}

/* ---- mappings -------------------------------------------------------------
 */

static void mapping_step(FILE *out, const json_t *m)
{
	char at[TIME_BYTES];

	fprintf(out, "  %16s  0x%08" PRIx64 " %s",
		time_text(el_u64(m, "at_ps"), at), el_u64(m, "bus"),
		el_str(m, "what"));
	print_callers(out, m);
	fprintf(out, "%s%s\n", *el_str(m, "packet") ? "  " : "",
		el_str(m, "packet"));
}

void table_mappings(FILE *out, const struct explain *e)
{
	json_t *list = ex_get(e, "mappings.by"), *m;
	const char *name;

	fprintf(out, "\nmappings: %" PRIu64 " outstanding\n",
		ex_u64(e, "mappings.count"));
	json_object_foreach(list, name, m)
		fprintf(out, "  %8" PRIu64 "  %s, %s\n", el_u64(m, "count"),
			el_str(m, "place"), el_str(m, "direction"));
	list = ex_get(e, "history.mappings");
	if (!json_object_size(list))
		return;
	fprintf(out, "  the last that were made, undone, handed over:\n");
	LAST_OF(list, MAPS_SHOWN, name, m)
	mapping_step(out, m);
}

/* ---- kernel ---------------------------------------------------------------
 */

static void one_process(FILE *out, const json_t *p)
{
	const char *waits = el_str(p, "waits");
	uint64_t until = el_u64(p, "until_ns");
	char at[TIME_BYTES];

	fprintf(out, "  %5" PRIu64 " %-15s %s", el_u64(p, "pid"),
		el_str(p, "name"), el_str(p, "state"));
	if (*waits)
		fprintf(out, ": waits for %s", waits);
	if (until)
		fprintf(out, "%s until %s", *waits ? "," : ":",
			until > UINT64_MAX / PS_PER_NS
				? "the end of time"
				: time_text(until * PS_PER_NS, at));
	fputc('\n', out);
}

static void sockets(FILE *out, const struct explain *e)
{
	json_t *list = ex_get(e, "kernel.socket"), *s;
	const char *name;

	json_object_foreach(list, name, s) fprintf(
		out,
		"  socket %s, %" PRIu64 " packets queued, process %" PRIu64
		" descriptor %" PRIu64 "\n",
		el_str(s, "text"), el_u64(s, "queued"), el_u64(s, "pid"),
		el_u64(s, "fd"));
}

static void devices(FILE *out, const struct explain *e)
{
	json_t *list = ex_get(e, "kernel.device"), *d;
	const char *name;

	json_object_foreach(list, name, d) fprintf(
		out, "  %s: %s, %s, transmit queue %s, %" PRIu64 " queued\n",
		el_str(d, "name"), el_bool(d, "up") ? "up" : "down",
		el_bool(d, "carrier") ? "link" : "no link",
		el_bool(d, "stopped") ? "stopped" : "open",
		el_u64(d, "queued"));
	list = ex_get(e, "kernel.napi");
	json_object_foreach(list, name, d)
		fprintf(out, "  NAPI of %s: %s\n", el_str(d, "device"),
			el_str(d, "state"));
	if (*ex_str(e, "kernel.softirq.pending"))
		fprintf(out, "  softirqs pending: %s\n",
			ex_str(e, "kernel.softirq.pending"));
}

void table_kernel(FILE *out, const struct explain *e)
{
	json_t *list = ex_get(e, "kernel.process"), *el;
	const char *name;
	char at[TIME_BYTES];

	fprintf(out, "\nprocesses (the CPU: %s%s)\n", ex_str(e, "cpu.context"),
		ex_bool(e, "cpu.interrupts_on") || ex_bool(e, "kernel.idle")
			? ""
			: ", interrupts off");
	json_object_foreach(list, name, el) one_process(out, el);
	fprintf(out, "\nnetwork\n");
	devices(out, e);
	sockets(out, e);
	fprintf(out, "  sk_buffs alive: %" PRIu64 "\n",
		ex_u64(e, "kernel.skb.alive"));
	list = ex_get(e, "log");
	if (!json_object_size(list))
		return;
	fprintf(out, "\nlog\n");
	json_object_foreach(list, name, el)
		fprintf(out, "  %16s  %s\n", time_text(el_u64(el, "at_ps"), at),
			el_str(el, "text"));
}

/* ---- what happened last ---------------------------------------------------
 */

void table_history(FILE *out, const struct explain *e)
{
	json_t *list = ex_get(e, "history.registers"), *el;
	const char *name;
	char at[TIME_BYTES];

	fprintf(out, "\nlast register accesses\n");
	{
		LAST_OF(list, ACCESSES_SHOWN, name, el)
		{
			fprintf(out, "  %16s  %-5s %-6s 0x%08" PRIx64 " %s",
				time_text(el_u64(el, "at_ps"), at),
				el_str(el, "what"), el_str(el, "register"),
				el_u64(el, "value"), el_str(el, "bits"));
			print_callers(out, el);
			fputc('\n', out);
		}
	}
	list = ex_get(e, "history.interrupts");
	fprintf(out, "\nlast interrupts\n");
	LAST_OF(list, IRQS_SHOWN, name, el)
	fprintf(out, "  %16s  %-5s %s\n", time_text(el_u64(el, "at_ps"), at),
		el_str(el, "line"), el_str(el, "what"));
}
