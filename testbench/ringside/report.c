// SPDX-License-Identifier: MIT
#include "report.h"

#include "sim/places.h"
#include "sim/strict.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- collecting
 * ---------------------------------------------------------------- */

static void add_place(void *arg, const char *place, uint64_t n)
{
	char key[256];

	snprintf(key, sizeof(key), "frames.ended.%s", place);
	metrics_u64(arg, key, n);
}

struct metrics *report_collect(const struct scenario *s, const struct host *h)
{
	static const struct {
		const char *key;
		unsigned per_mille;
	} latency[] = {{"latency_ns.p50", 500},
		       {"latency_ns.p90", 900},
		       {"latency_ns.p99", 990},
		       {"latency_ns.max", 1000}};
	const struct ledger *l = machine_ledger(h->machine);
	struct metrics *m = metrics_create();

	metrics_str(m, "scenario", s->file->name);
	metrics_str(m, "profile", s->profile.name);
	metrics_u64(m, "seed", s->seed);
	metrics_u64(m, "sim_ns", machine_now(h->machine) / PS_PER_NS);
	metrics_u64(m, "nic_cycles", machine_nic_cycles(h->machine));
	metrics_u64(m, "frames.born.wire", ledger_births(l, LEDGER_WIRE));
	metrics_u64(m, "frames.born.host", ledger_births(l, LEDGER_HOST));
	ledger_each_place(l, add_place, m);
	metrics_bool(m, "frames.conserved", ledger_conserved(l, NULL, 0));
	for (unsigned i = 0; i < 4; i++)
		metrics_u64(m, latency[i].key,
			    ledger_latency_ns(l, latency[i].per_mille));
	metrics_u64(m, "latency_ns.samples", ledger_latency_samples(l));
	machine_metrics(h->machine, m);
	kernel_metrics(h->kernel, m);
	if (machine_strict_checker(h->machine))
		strict_metrics(machine_strict_checker(h->machine), m);
	return m;
}

void report_live(struct metrics *m, struct wire_live *l)
{
	const struct wire_live_counts *w;

	if (!l)
		return;
	w = wire_live_counts(l);
	metrics_u64(m, "live.sent", w->sent);
	metrics_u64(m, "live.received", w->received);
	metrics_u64(m, "live.lost", w->lost);
	metrics_u64(m, "live.overrun", w->overrun);
	metrics_u64(m, "live.refused", w->refused);
	metrics_u64(m, "live.broken", w->broken);
	metrics_u64(m, "live.longest", w->longest);
}

bool report_rules(const struct machine *m, enum strict_mode mode, bool quiet)
{
	const struct strict *s = machine_strict_checker(m);
	unsigned long long broken;

	if (!s)
		return false;
	broken = strict_broken(s);
	if (!quiet || broken)
		strict_print_table(s, stderr);
	if (!broken || mode != STRICT_ERROR)
		return false;
	fprintf(stderr,
		"ringside: strict mode: software broke rules of the manual, "
		"%llu time%s; see strict.txt\n",
		broken, broken == 1 ? "" : "s");
	return true;
}

int report_strict(const struct machine *m, const struct outputs *o, char *err,
		  size_t err_len)
{
	const struct strict *s = machine_strict_checker(m);
	FILE *f;

	if (!s || !o->strict)
		return 0;
	f = fopen(o->strict, "w");
	if (f) {
		strict_print(s, f);
		if (!fclose(f))
			return 0;
	}
	snprintf(err, err_len, "%s: %s", o->strict, strerror(errno));
	return -1;
}

/* ---- the table
 * ------------------------------------------------------------------ */

/* Words for the keys that everybody meets; others speak for themselves. The
 * longest prefix that ends at a dot, or the whole key, counts. */
static const struct {
	const char *key, *words;
} meanings[] = {
	{"sim_ns", "simulated time from power-on to halt"},
	{"nic_cycles", "clock edges of the card, 8 ns each"},
	{"frames.born.wire", "frames that came from the wire"},
	{"frames.born.host", "frames that the host made"},
	{"frames.conserved", "each frame ended once, in a counted place"},
	{"irq.raised", "times the card raised its line"},
	{"irq.handled", "interrupts with work for the driver"},
	{"irq.spurious", "interrupts without"},
	{"napi.polls", "calls of the driver's poll function"},
	{"napi.packets", "frames that they took from the ring"},
	{"napi.completed", "polls that emptied it: back to interrupts"},
	{"napi.budget_exhausted", "polls that used up their budget"},
	{"mmio.reads", "register reads: the CPU waits for each"},
	{"mmio.writes", "register writes: posted"},
	{"dma.reads", "bursts that the card read from memory"},
	{"dma.writes", "bursts that it wrote"},
	{"cpu.idle", "share of time: waiting for an interrupt"},
	{"cpu.hardirq", "the interrupt's top half"},
	{"cpu.softirq", "NAPI polls, the stack's receive path, timers"},
	{"cpu.process", "programs and their system calls"},
	{"cpu.mmio_stall", "waiting for register reads"},
	{"latency_ns.p50", "last bit on the wire to the program: half of them"},
	{"latency_ns.samples", "datagrams that reached a program"},
};

static const char *meaning(const char *key)
{
	static const char ended[] = "frames.ended.";

	if (!strncmp(key, ended, sizeof(ended) - 1))
		return place_words(key + sizeof(ended) - 1);
	for (size_t i = 0; i < sizeof(meanings) / sizeof(*meanings); i++)
		if (!strcmp(meanings[i].key, key))
			return meanings[i].words;
	return "";
}

struct table {
	char group[64];
	unsigned zeros;
};

/* "1234567" with a comma every three digits. */
static void thousands(char *out, size_t room, const char *digits)
{
	size_t n = strlen(digits), at = 0;

	for (size_t i = 0; i < n && at + 2 < room; i++) {
		if (i && (n - i) % 3 == 0)
			out[at++] = ',';
		out[at++] = digits[i];
	}
	out[at] = '\0';
}

static void value_text(char *out, size_t room, const char *key,
		       const char *text)
{
	bool share = !strncmp(key, "cpu.", 4) && strchr(text, '.');

	if (share)
		snprintf(out, room, "%.4f %%", 100 * atof(text));
	else if (text[strspn(text, "0123456789")] == '\0')
		thousands(out, room, text);
	else
		snprintf(out, room, "%s", text);
}

/* Groups that are shown whole; of the others only what happened. */
static bool shown_whole(const char *key)
{
	static const char *const groups[] = {
		"frames.", "irq.",	  "napi.",  "mmio.", "dma.",
		"cpu.",	   "latency_ns.", "sim_ns", "seed",  "nic_cycles"};

	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		if (!strncmp(key, groups[i], strlen(groups[i])))
			return true;
	return false;
}

static void print_row(void *arg, const char *key, const char *text)
{
	size_t n = strcspn(key, ".");
	struct table *t = arg;
	const char *name = key;
	char value[64];

	if (!strcmp(text, "0") && !shown_whole(key)) {
		t->zeros++;
		return;
	}
	if (key[n]) {
		if (strncmp(t->group, key, n) != 0 || t->group[n]) {
			snprintf(t->group, sizeof(t->group), "%.*s", (int)n,
				 key);
			printf("%s\n", t->group);
		}
		name = key + n + 1;
	}
	value_text(value, sizeof(value), key, text);
	printf("%s%-*s %*s", key[n] ? "  " : "", key[n] ? 34 : 36, name, 16,
	       value);
	if (*meaning(key))
		printf("  %s", meaning(key));
	printf("\n");
}

static void print_next(const char *name, const struct outputs *o)
{
	printf("next, for example:\n");
	printf("  build/ringside explain %s\n", o->dir);
	printf("  tshark -r %s\n", o->wire);
	if (o->wave)
		printf("  gtkwave %s\n", o->wave);
	else
		printf("  build/ringside run %s --wave\n", name);
	printf("  build/ringside run %s --set profile.mmio_read_ns=2000\n",
	       name);
}

static void print_table(const struct metrics *m)
{
	struct table t = {"", 0};

	metrics_each(m, print_row, &t);
	if (t.zeros)
		printf("(%u more counters are zero)\n", t.zeros);
}

void report_print(const char *name, const struct metrics *m,
		  const struct outputs *o)
{
	print_table(m);
	printf("\nwritten:\n  %s  these numbers\n  %s  both directions of the "
	       "wire\n  %s  what tcpdump on the host sees\n",
	       o->metrics, o->wire, o->eth0);
	if (o->wave)
		printf("  %s  the card's signals\n", o->wave);
	print_next(name, o);
}

void report_guest(const struct metrics *m, const struct outputs *o)
{
	print_table(m);
	printf("\nwritten:\n  %s  these numbers\n  %s  both directions of the "
	       "wire\n",
	       o->metrics, o->wire);
	if (o->wave)
		printf("  %s  the card's signals\n", o->wave);
}
