// SPDX-License-Identifier: MIT
/* A segment's numbers. */
#include "segment_internal.h"

#include "sim/metrics.h"

#include <stdio.h>

static void put(const struct segment *s, struct metrics *out, const char *key,
		uint64_t v)
{
	char full[256];

	snprintf(full, sizeof(full), "segment.%s.%s", s->name, key);
	metrics_u64(out, full, v);
}

void segment_metrics(const struct segment *s, struct metrics *out)
{
	static const char *const ended[SEGMENT_PLACES] = {
		"delivered",  "filtered", "lost",      "bad_fcs",
		"queue_full", "collided", "unfinished"};
	const struct segment_counters *n = &s->n;
	char key[160];

	put(s, out, "frames", n->frames);
	for (unsigned i = 0; i < SEGMENT_PLACES; i++) {
		snprintf(key, sizeof(key), "ended.%s", ended[i]);
		put(s, out, key, n->ended[i]);
	}
	snprintf(key, sizeof(key), "segment.%s.conserved", s->name);
	metrics_bool(out, key, ledger_conserved(s->ledger, NULL, 0));
	put(s, out, "copies", n->copies);
	put(s, out, "copies_undone", n->undone);
	put(s, out, "duplicated", n->duplicated);
	put(s, out, "corrupted", n->corrupted);
	put(s, out, "delayed", n->delayed);
	put(s, out, "flooded", n->flooded);
	put(s, out, "collisions", n->collisions);
	put(s, out, "deferred", n->deferred);
	put(s, out, "tokens", n->tokens);
	put(s, out, "latency_ns.mean",
	    n->copies ? s->latency_sum / n->copies / PS_PER_NS : 0);
	put(s, out, "latency_ns.max", s->latency_max / PS_PER_NS);
}
