/* SPDX-License-Identifier: MIT */
/* What happened last, in words. Oldest first. */
#include "state.h"

#include "sim/regs.h"

#include <stdio.h>

#define MAPS_SHOWN 16
#define IRQS_SHOWN 32

/* First of the last @room that are still there, for a counter at @n. */
static uint32_t oldest(uint32_t n, uint32_t room)
{
	return n > room ? n - room : 0;
}

static void access_state(const struct state *s, const struct past_mmio *p,
			 const char *key)
{
	char name[REG_NAME_BYTES], bits[REG_BITS_BYTES];

	reg_bits(p->offset, p->value, bits, sizeof(bits));
	state_u64(s, p->at, "%s.at_ps", key);
	state_str(s, p->write ? "write" : "read", "%s.what", key);
	state_str(s, reg_name(p->offset, name, sizeof(name)), "%s.register",
		  key);
	state_u64(s, p->value, "%s.value", key);
	state_str(s, bits, "%s.bits", key);
	state_callers(s, &p->who, key);
}

static void accesses(const struct state *s)
{
	static const char *const reg[HISTORY_REG_COUNT] = {
#define X(name) [HISTORY_REG_##name] = #name,
		HISTORY_REGS(X)
#undef X
	};
	const struct history *h = &s->m->history;
	char key[64];

	for (uint32_t i = oldest(h->mmio_n, HISTORY_MMIO); i != h->mmio_n;
	     i++) {
		snprintf(key, sizeof(key), "history.registers.%u", i);
		access_state(s, &h->mmio[i % HISTORY_MMIO], key);
	}
	for (unsigned i = 0; i < HISTORY_REG_COUNT; i++) {
		for (unsigned w = 0; w < 2; w++) {
			if (!h->last[i][w].at)
				continue;
			snprintf(key, sizeof(key), "last.%s.%s", reg[i],
				 w ? "written" : "read");
			access_state(s, &h->last[i][w], key);
		}
	}
}

static void interrupts(const struct state *s)
{
	static const char *const what[] = {
		[PAST_RAISED] = "raised",   [PAST_LOWERED] = "lowered",
		[PAST_TAKEN] = "taken",	    [PAST_RETURNED] = "returned",
		[PAST_HANDLED] = "handled", [PAST_SPURIOUS] = "not handled"};
	const struct history *h = &s->m->history;
	ps_t last[sizeof(what) / sizeof(*what)] = {0};

	for (uint32_t i = oldest(h->irq_n, HISTORY_IRQS); i != h->irq_n; i++) {
		const struct past_irq *p = &h->irq[i % HISTORY_IRQS];

		if (p->vector == VECTOR_NIC)
			last[p->what] = p->at;
		if (h->irq_n - i > IRQS_SHOWN)
			continue;
		state_u64(s, p->at, "history.interrupts.%u.at_ps", i);
		state_str(s, what[p->what], "history.interrupts.%u.what", i);
		state_str(s, p->vector == VECTOR_NIC ? "nic" : "timer",
			  "history.interrupts.%u.line", i);
	}
	for (unsigned i = 0; i < sizeof(what) / sizeof(*what); i++)
		if (last[i])
			state_u64(s, last[i], "last.interrupt.%s_ps", what[i]);
}

static void maps(const struct state *s)
{
	static const char *const what[] = {[PAST_MAPPED] = "mapped",
					   [PAST_UNMAPPED] = "undone",
					   [PAST_TO_CPU] = "to the driver",
					   [PAST_TO_CARD] = "to the card"};
	const struct history *h = &s->m->history;
	char key[64];

	for (uint32_t i = oldest(h->map_n, MAPS_SHOWN); i != h->map_n; i++) {
		const struct past_map *p = &h->map[i % HISTORY_MAPS];

		snprintf(key, sizeof(key), "history.mappings.%u", i);
		state_u64(s, p->at, "%s.at_ps", key);
		state_str(s, what[p->what], "%s.what", key);
		state_u64(s, p->bus, "%s.bus", key);
		state_u64(s, p->len, "%s.bytes", key);
		state_str(s, state_dir_name[p->dir], "%s.direction", key);
		state_callers(s, &p->who, key);
		state_frame(s, p->frame, key);
	}
	if (h->polled)
		state_u64(s, h->polled, "last.buffer_taken_ps");
}

static void add_place(void *arg, const char *place, uint64_t n)
{
	state_u64(arg, n, "places.%s", place);
}

static void frames(const struct state *s)
{
	const struct history *h = &s->m->history;
	char key[64];

	state_u64(s, ledger_births(s->m->ledger, LEDGER_WIRE), "born.wire");
	state_u64(s, ledger_births(s->m->ledger, LEDGER_HOST), "born.host");
	ledger_each_place(s->m->ledger, add_place, (void *)s);
	state_u64(s, h->frame_n, "lost.count");
	for (uint32_t i = oldest(h->frame_n, HISTORY_FRAMES); i != h->frame_n;
	     i++) {
		const struct past_frame *p = &h->frame[i % HISTORY_FRAMES];

		snprintf(key, sizeof(key), "lost.frames.%u", i);
		state_u64(s, p->at, "%s.at_ps", key);
		state_frame(s, p->id, key);
		state_str(s, p->place, "%s.place", key);
	}
}

void state_history(const struct state *s)
{
	const struct history *h = &s->m->history;

	accesses(s);
	interrupts(s);
	maps(s);
	frames(s);
	for (uint32_t i = oldest(h->log_n, HISTORY_LOG); i != h->log_n; i++) {
		const struct past_log *l = &h->log[i % HISTORY_LOG];

		state_u64(s, l->at, "log.%u.at_ps", i);
		state_u64(s, (uint64_t)l->level, "log.%u.level", i);
		state_str(s, l->text, "log.%u.text", i);
	}
}
