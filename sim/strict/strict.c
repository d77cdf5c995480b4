// SPDX-License-Identifier: MIT
/* The checker as a whole, and the places where it found something. */
#include "internal.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "e1000_access.h"
#include "e1000_regs.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void map_registers(struct strict *s)
{
	for (size_t i = 0; i < COUNT(e1000_reg_access); i++) {
		const struct e1000_reg_access *r = &e1000_reg_access[i];

		for (uint32_t n = 0; n < r->count; n++)
			s->map[(r->base + n * r->stride) / 4] = (uint16_t)i + 1;
	}
}

struct strict *strict_create(const struct strict_env *env)
{
	struct strict *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->env = *env;
	s->map = calloc(E1000_REG_SPACE / 4, sizeof(*s->map));
	if (!s->map) {
		free(s);
		return NULL;
	}
	map_registers(s);
	s->pba = E1000_PBA_RESET;
	s->ring[1].tx = true;
	strict_hard_reset(s);
	return s;
}

void strict_destroy(struct strict *s)
{
	if (!s)
		return;
	for (unsigned i = 0; i < s->reports_n; i++)
		free(s->reports[i].stack);
	free(s->reports);
	ring_free(&s->ring[0]);
	ring_free(&s->ring[1]);
	free(s->map);
	free(s);
}

bool strict_mode_parse(const char *text, enum strict_mode *mode)
{
	static const char *const names[] = {[STRICT_OFF] = "off",
					    [STRICT_WARN] = "warn",
					    [STRICT_ERROR] = "error"};

	for (unsigned i = 0; i < COUNT(names); i++) {
		if (strcmp(text, names[i]) != 0)
			continue;
		*mode = (enum strict_mode)i;
		return true;
	}
	return false;
}

/* ---- places -------------------------------------------------------------- */

static bool same_place(const struct strict_report *a,
		       const struct strict_report *b)
{
	return a->rule == b->rule && a->descriptor == b->descriptor &&
	       a->offset == b->offset && !strcmp(a->names[0], b->names[0]) &&
	       !strcmp(a->names[1], b->names[1]);
}

/* The place, if it is known; else @r becomes one. */
static void keep(struct strict *s, const struct strict_report *r)
{
	struct strict_report *more, *mine;
	char stack[STACK_BYTES] = "";

	s->count[r->rule - strict_table]++;
	for (unsigned i = 0; i < s->reports_n; i++) {
		if (!same_place(&s->reports[i], r))
			continue;
		s->reports[i].count++;
		return;
	}
	if (s->reports_n == REPORTS_MOST) {
		s->not_kept++;
		return;
	}
	more = realloc(s->reports, (s->reports_n + 1) * sizeof(*more));
	if (!more) {
		s->not_kept++;
		return;
	}
	s->reports = more;
	mine = &more[s->reports_n++];
	*mine = *r;
	if (s->env.stack && !s->from_card)
		s->env.stack(s->env.arg, stack, sizeof(stack));
	mine->stack = strdup(stack);
	if (s->env.found) {
		char words[320];

		snprintf(words, sizeof(words), "strict: %s %s: %s",
			 strict_severity_name(r->rule->severity), r->rule->id,
			 r->what);
		s->env.found(s->env.arg, words);
	}
}

static void fill(struct strict *s, struct strict_report *r, enum rule rule)
{
	memset(r, 0, sizeof(*r));
	r->rule = &strict_table[rule];
	r->count = 1;
	r->at = s->env.now(s->env.arg);
	r->cycle = s->env.cycle(s->env.arg);
	r->names[0] = r->names[1] = "";
}

void strict_say(struct strict *s, enum rule rule, uint32_t offset,
		uint32_t value, const char *fmt, ...)
{
	struct strict_report r;
	va_list ap;

	fill(s, &r, rule);
	r.offset = offset;
	r.value = value;
	va_start(ap, fmt);
	vsnprintf(r.what, sizeof(r.what), fmt, ap);
	va_end(ap);
	if (s->env.who)
		s->env.who(s->env.arg, r.names);
	keep(s, &r);
}

void strict_say_desc(struct strict *s, enum rule rule, const struct ring *r,
		     uint32_t index, const char *fmt, ...)
{
	struct strict_report p;
	va_list ap;

	fill(s, &p, rule);
	p.descriptor = true;
	p.tx = r->tx;
	p.index = index;
	p.offset = r->tx ? E1000_TDT : E1000_RDT;
	p.value = r->tail;
	va_start(ap, fmt);
	vsnprintf(p.what, sizeof(p.what), fmt, ap);
	va_end(ap);
	if (s->env.who && !s->from_card)
		s->env.who(s->env.arg, p.names);
	keep(s, &p);
}

/* ---- answers ------------------------------------------------------------- */

unsigned strict_reports(const struct strict *s)
{
	return s->reports_n;
}

const struct strict_report *strict_report(const struct strict *s, unsigned i)
{
	return i < s->reports_n ? &s->reports[i] : NULL;
}

uint64_t strict_count(const struct strict *s, const char *id)
{
	for (unsigned i = 0; i < RULES; i++)
		if (!strcmp(strict_table[i].id, id))
			return s->count[i];
	return 0;
}

uint64_t strict_severity_count(const struct strict *s,
			       enum strict_severity severity)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < RULES; i++)
		if (strict_table[i].severity == severity)
			n += s->count[i];
	return n;
}

uint64_t strict_broken(const struct strict *s)
{
	return strict_severity_count(s, STRICT_MUST) +
	       strict_severity_count(s, STRICT_SHOULD);
}
