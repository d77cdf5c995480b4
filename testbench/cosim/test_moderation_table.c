// SPDX-License-Identifier: MIT
/*
 * Runs every case of the table on the whole verilated card and compares the
 * clocks of its interrupts with those that the manual's words give. Each case
 * is run twice: clock by clock, unless that would take minutes, and letting
 * time jump where the card allows it.
 */
#include "moderation_cases.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A case longer than that only jumps. */
#define LONGEST_STEPPED 100000u
#define MOST_ACTIONS	256u
#define MOST_BYTES	1600u

struct action {
	uint64_t at;
	const struct case_step *step;
};

static int by_time(const void *a, const void *b)
{
	const struct action *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->step < y->step ? -1 : x->step > y->step;
}

/* The steps of a case, each of its repetitions, in the order of time. */
static unsigned plan(const struct moderation_case *m, struct action *list)
{
	unsigned n = 0;

	for (unsigned i = 0; i < CASE_STEPS; i++) {
		const struct case_step *s = &m->step[i];
		unsigned times = s->count ? s->count : 1;

		if (s->action == DO_NOTHING)
			break;
		for (unsigned k = 0; k < times && n < MOST_ACTIONS; k++)
			list[n++] = (struct action){
				s->at + (uint64_t)k * s->every, s};
	}
	qsort(list, n, sizeof(*list), by_time);
	return n;
}

static void act(struct pins *c, const struct case_step *s, uint64_t begin)
{
	static uint8_t frame[MOST_BYTES];

	switch (s->action) {
	case DO_NOTHING:
		break;
	case DO_FRAMES:
		pins_line(c, frame, pins_frame(frame, s->value));
		break;
	case DO_SENDS:
		pins_queue(c, (uint8_t)s->value);
		pins_write(c, 0, E1000_TDT, c->tx_tail);
		break;
	case DO_WRITE:
		pins_write(c, 0, s->reg, s->value);
		break;
	case DO_READ:
		pins_read(c, 0, s->reg);
		break;
	case DO_LINK:
		pins_link(c, s->value);
		break;
	case DO_STALL:
		c->stall_until = begin + s->value;
		break;
	}
}

/* Returns the clock at which the case began. */
static uint64_t run(const struct moderation_case *m, struct pins *c)
{
	struct action list[MOST_ACTIONS];
	unsigned n = plan(m, list);
	uint64_t begin;

	pins_write(c, 0, E1000_RXDCTL, m->rxdctl);
	pins_write(c, 0, E1000_TXDCTL, m->txdctl);
	pins_write(c, 0, E1000_RSRPD, m->rsrpd);
	pins_write(c, 0, E1000_RDTR, m->rdtr);
	pins_write(c, 0, E1000_RADV, m->radv);
	pins_write(c, 0, E1000_TIDV, m->tidv);
	pins_write(c, 0, E1000_TADV, m->tadv);
	pins_write(c, 0, E1000_ITR, m->itr);
	pins_write(c, 0, E1000_IMS, m->ims);
	pins_settle(c);
	pins_run(c, c->now + 100);
	memset(c->log, 0, sizeof(c->log));
	if (!m->no_ack)
		c->ack_after = m->ack ? m->ack : 20;
	begin = c->now;
	for (unsigned i = 0; i < n; i++) {
		pins_run(c, begin + list[i].at);
		act(c, list[i].step, begin);
	}
	pins_run(c, begin + m->until);
	return begin;
}

static const char *const event_name[] = {
	[PINS_STORED] = "stored",
	[PINS_RX_WRITTEN] = "receive descriptors written",
	[PINS_TX_WRITTEN] = "transmit descriptor written",
	[PINS_RISE] = "interrupt",
	[PINS_FALL] = "interrupt's end",
	[PINS_ACCESS] = "access",
	[PINS_ACK] = "acknowledge",
};

/* UINT64_MAX: the event did not happen. */
static uint64_t clock_of(const struct case_moment *m, const struct pins *c,
			 uint64_t begin)
{
	if (!m->n)
		return begin + m->clocks;
	if (c->log[m->of].n < m->n)
		return UINT64_MAX;
	return c->log[m->of].at[m->n - 1] + m->clocks;
}

static uint64_t expected(const struct case_rise *r, const struct pins *c,
			 uint64_t begin)
{
	uint64_t at = clock_of(&r->at, c, begin), least = 0;

	if (r->not_before.n || r->not_before.clocks)
		least = clock_of(&r->not_before, c, begin);
	return at > least ? at : least;
}

static bool is_rise(const struct case_rise *r)
{
	return r->at.n || r->at.clocks;
}

/* One rise against the table. */
static bool check_rise(const struct moderation_case *m, const struct pins *c,
		       uint64_t begin, unsigned i, bool print)
{
	const struct case_rise *r = &m->rise[i];
	uint64_t due = expected(r, c, begin), at = 0;
	const struct pins_log *l = &c->log[PINS_RISE];
	uint32_t causes = 0;
	bool good = false;

	if (i < l->n) {
		at = l->at[i];
		causes = l->value[i] & *c->p->probe_ims_o;
		good = at >= due && at - due <= r->slack &&
		       (!r->causes || causes == r->causes);
	}
	if (print) {
		printf("    ");
		if (r->at.n)
			printf("%s %u + %" PRIu64 " clocks",
			       event_name[r->at.of], r->at.n, r->at.clocks);
		else
			printf("from the beginning");
		printf(": expected %" PRId64,
		       due == UINT64_MAX ? -1 : (int64_t)(due - begin));
		if (r->slack)
			printf("..%" PRId64, (int64_t)(due - begin + r->slack));
		if (i < l->n)
			printf(", measured %" PRIu64, at - begin);
		else
			printf(", no interrupt");
		if (r->causes)
			printf(", causes %05x", causes);
		printf("%s\n", good ? "" : "   WRONG");
	}
	return good;
}

/* Those that follow at one distance; and that there are no others. */
static bool check_rest(const struct moderation_case *m, const struct pins *c,
		       unsigned first, bool print)
{
	const struct pins_log *l = &c->log[PINS_RISE];
	unsigned wrong = 0;
	bool good;

	for (unsigned i = first; i < first + m->more && i < l->n; i++)
		wrong += l->at[i] - l->at[i - 1] != m->period;
	good = l->n == first + m->more && !wrong;
	if (print && m->more)
		printf("    then %u, each %u clocks after the last: %u wrong, "
		       "%u there%s\n",
		       m->more, m->period, wrong, l->n - first,
		       good ? "" : "   WRONG");
	else if (print && !good)
		printf("    interrupts: expected %u, measured %u   WRONG\n",
		       first + m->more, l->n);
	return good;
}

/* What was read; and what was in memory before the interrupts. */
static bool check_values(const struct moderation_case *m, const struct pins *c,
			 bool print)
{
	const struct pins_log *access = &c->log[PINS_ACCESS];
	const struct pins_log *rise = &c->log[PINS_RISE];
	const struct pins_log *stored = &c->log[PINS_STORED];
	bool good = true;

	for (unsigned i = 0; i < CASE_VALUES && m->value[i].access; i++) {
		const struct case_value *v = &m->value[i];
		uint32_t got = access->value[v->access - 1] & v->mask;

		good = good && got == v->value;
		if (print)
			printf("    access %u reads: expected %08x, got "
			       "%08x%s\n",
			       v->access, v->value, got,
			       got == v->value ? "" : "   WRONG");
	}
	for (unsigned i = 0; m->written_first && i < rise->n; i++) {
		unsigned frames = 0, sent = stored->n ? 0 : i + 1;
		bool all;

		while (frames < stored->n && stored->at[frames] < rise->at[i])
			frames++;
		all = c->rx_done[i] >= frames && c->tx_done[i] >= sent;
		good = good && all;
		if (print)
			printf("    descriptors in memory before interrupt "
			       "%u: %u of %u%s\n",
			       i + 1, c->rx_done[i] + c->tx_done[i],
			       frames + sent, all ? "" : "   WRONG");
	}
	return good;
}

static bool check(const struct moderation_case *m, const struct pins *c,
		  uint64_t begin, bool print)
{
	unsigned n = 0;
	bool good = true;

	for (; n < CASE_RISES && is_rise(&m->rise[n]); n++)
		good &= check_rise(m, c, begin, n, print);
	good &= check_rest(m, c, n, print);
	return check_values(m, c, print) && good;
}

static bool one(const struct moderation_case *m, bool print)
{
	static struct pins c;
	bool good = true;

	if (print)
		printf("%s (%s): %s\n", m->id, m->section, m->fact);
	for (int skip = m->until > LONGEST_STEPPED; skip <= 1; skip++) {
		uint64_t begin;
		bool right;

		if (!pins_create(&c, skip, m->rx_descs ? m->rx_descs : 128,
				 0)) {
			fprintf(stderr, "out of memory\n");
			exit(1);
		}
		begin = run(m, &c);
		right = check(m, &c, begin, false);
		if (print && (skip || !right)) {
			check(m, &c, begin, true);
			if (!skip)
				printf("    ... clock by clock\n");
		}
		good &= right;
		pins_destroy(&c);
	}
	return good;
}

int main(int argc, char **argv)
{
	static const struct {
		const struct moderation_case *cases;
		const unsigned *n;
	} table[] = {{moderation_rx, &moderation_rx_n},
		     {moderation_tx, &moderation_tx_n},
		     {moderation_itr, &moderation_itr_n}};
	unsigned good = 0, all = 0;
	const char *only = argc > 1 ? argv[1] : "";

	for (unsigned t = 0; t < sizeof(table) / sizeof(table[0]); t++) {
		for (unsigned i = 0; i < *table[t].n; i++) {
			const struct moderation_case *m = &table[t].cases[i];

			if (strncmp(m->id, only, strlen(only)) != 0)
				continue;
			all++;
			good += one(m, true);
		}
	}
	printf("%u of %u cases as the manual says, to the clock\n", good, all);
	return good == all && all ? EXIT_SUCCESS : EXIT_FAILURE;
}
