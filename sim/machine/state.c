/* SPDX-License-Identifier: MIT */
/*
 * The machine at one moment, for the post-mortem: nothing here changes
 * anything, and registers are looked at by way of the card's probe ports.
 */
#include "state.h"

#include "sim/regs.h"

#include "e1000_regs.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define KEY_BYTES 160

/* Some of a long list. */
#define MAPPINGS_SHOWN 64
#define PLACES_SHOWN   16

const char *const state_dir_name[] = {"both ways", "to the card",
				      "from the card"};

#define WITH_KEY(call)                                  \
	do {                                            \
		char name[KEY_BYTES];                   \
		va_list ap;                             \
		va_start(ap, key);                      \
		vsnprintf(name, sizeof(name), key, ap); \
		va_end(ap);                             \
		call;                                   \
	} while (0)

void state_u64(const struct state *s, uint64_t v, const char *key, ...)
{
	WITH_KEY(metrics_u64(s->out, name, v));
}

void state_bool(const struct state *s, bool v, const char *key, ...)
{
	WITH_KEY(metrics_bool(s->out, name, v));
}

void state_str(const struct state *s, const char *v, const char *key, ...)
{
	WITH_KEY(metrics_str(s->out, name, v));
}

void state_callers(const struct state *s, const struct callers *c,
		   const char *key)
{
	const char *names[2];

	callers_names(&s->functions, c, names);
	if (*names[0])
		state_str(s, names[0], "%s.by", key);
	if (*names[1])
		state_str(s, names[1], "%s.from", key);
}

void state_frame(const struct state *s, uint32_t id, const char *key)
{
	char text[128];

	if (!id)
		return;
	record_frame_text(s->m->record, id, text, sizeof(text));
	state_u64(s, id, "%s.frame", key);
	state_str(s, text, "%s.packet", key);
}

void state_mapping(const struct state *s, const struct mapping *map,
		   const char *key)
{
	state_u64(s, map->bus, "%s.bus", key);
	state_u64(s, map->len, "%s.bytes", key);
	state_str(s, state_dir_name[map->dir], "%s.direction", key);
	state_str(s,
		  map->coherent	   ? "shared"
		  : map->card_owns ? "card"
				   : "driver",
		  "%s.owner", key);
	state_str(s, map->who, "%s.place", key);
	state_u64(s, map->made, "%s.made_ps", key);
	state_callers(s, &map->maker, key);
	state_frame(s, map->frame, key);
}

void state_undone(const struct state *s, const struct past_mapping *u,
		  const char *key)
{
	char sub[KEY_BYTES];

	state_u64(s, u->bus, "%s.bus", key);
	state_u64(s, u->len, "%s.bytes", key);
	state_str(s, state_dir_name[u->dir], "%s.direction", key);
	state_str(s, u->place, "%s.place", key);
	snprintf(sub, sizeof(sub), "%s.made", key);
	state_u64(s, u->made, "%s.at_ps", sub);
	state_callers(s, &u->maker, sub);
	snprintf(sub, sizeof(sub), "%s.undone", key);
	state_u64(s, u->undone, "%s.at_ps", sub);
	state_callers(s, &u->undoer, sub);
}

const struct past_mapping *state_find_undone(const struct state *s,
					     uint64_t bus)
{
	const struct history *h = &s->m->history;
	uint32_t n = h->undone_n;

	for (uint32_t i = 0; i < n && i < HISTORY_UNDONE; i++) {
		const struct past_mapping *u =
			&h->undone[(n - 1 - i) % HISTORY_UNDONE];

		/* The card's bursts begin at whole words. */
		if (bus >= (u->bus & ~7ull) && bus < u->bus + u->len)
			return u;
	}
	return NULL;
}

/* ---- the parts ----------------------------------------------------------- */

static void fault_state(const struct state *s)
{
	static const char *const what[] = {[FAULT_OTHER] = "other",
					   [FAULT_UNMAP] = "unmap",
					   [FAULT_SYNC] = "sync",
					   [FAULT_EARLY] = "early",
					   [FAULT_CARD_READ] = "card_read",
					   [FAULT_CARD_WRITE] = "card_write"};
	const struct past_fault *f = &s->m->history.fault;
	const struct past_mapping *u;
	const struct mapping *map;

	if (s->m->stop != MACHINE_FAULT)
		return;
	state_str(s, s->m->error, "fault.text");
	state_str(s, what[f->what], "fault.what");
	if (f->what == FAULT_OTHER)
		return;
	state_u64(s, f->bus, "fault.bus");
	state_bool(s, f->desc, "fault.descriptor");
	state_callers(s, &f->who, "fault");
	map = iommu_find(s->m, f->bus);
	if (map)
		state_mapping(s, map, "fault.mapping");
	u = state_find_undone(s, f->bus);
	if (u)
		state_undone(s, u, "fault.gone");
}

static void cpu_state(const struct state *s)
{
	static const char *const context[CPU_ACCOUNTS] = {
		[CPU_IDLE] = "idle",
		[CPU_PROCESS] = "process",
		[CPU_SOFTIRQ] = "softirq",
		[CPU_HARDIRQ] = "hardirq",
		[CPU_MMIO_STALL] = "register access",
	};
	static const char *const vector[VECTOR_COUNT] = {
		[VECTOR_TIMER] = "timer",
		[VECTOR_NIC] = "nic",
		[VECTOR_NIC + 1] = "nic1",
		[VECTOR_NIC + 2] = "nic2",
		[VECTOR_NIC + 3] = "nic3"};
	const struct machine *m = s->m;

	state_str(s, context[m->account], "cpu.context");
	state_bool(s, m->irq_on, "cpu.interrupts_on");
	for (unsigned v = 0; v < VECTOR_NIC + m->cards; v++) {
		state_bool(s, m->lines >> v & 1, "cpu.line.%s.high", vector[v]);
		state_bool(s, m->masked >> v & 1, "cpu.line.%s.masked",
			   vector[v]);
	}
	if (m->timer_at != PS_NEVER)
		state_u64(s, m->timer_at, "cpu.timer_ps");
	state_u64(s, m->irq_raised, "cpu.irq.raised");
	state_u64(s, m->irq_handled, "cpu.irq.handled");
	state_u64(s, m->irq_spurious, "cpu.irq.spurious");
}

static void register_state(const struct state *s, const char *name,
			   uint32_t offset, uint32_t value)
{
	char bits[REG_BITS_BYTES];

	reg_bits(offset, value, bits, sizeof(bits));
	state_u64(s, value, "card.%s.value", name);
	state_str(s, bits, "card.%s.bits", name);
}

static void card_state(const struct state *s)
{
	const struct nic_pins *p = s->m->pins;
	const struct {
		const char *name;
		uint32_t ticks;
	} timer[] = {{"itr", *p->probe_itr_left_o},
		     {"rdtr", *p->probe_rdtr_left_o},
		     {"radv", *p->probe_radv_left_o},
		     {"tidv", *p->probe_tidv_left_o},
		     {"tadv", *p->probe_tadv_left_o}};

	register_state(s, "icr", E1000_ICR, *p->probe_icr_o);
	register_state(s, "ims", E1000_IMS, *p->probe_ims_o);
	register_state(s, "rctl", E1000_RCTL, *p->probe_rctl_o);
	register_state(s, "tctl", E1000_TCTL, *p->probe_tctl_o);
	state_bool(s, *p->intx_o, "card.intx");
	state_bool(s, *p->probe_link_o, "card.link");
	state_bool(s, s->m->board.phy.cable, "card.cable");
	state_bool(s, *p->rst_ni, "card.out_of_reset");
	state_bool(s, *p->probe_rctl_o & E1000_RCTL_EN, "card.rx_enabled");
	state_bool(s, *p->probe_tctl_o & E1000_TCTL_EN, "card.tx_enabled");
	state_bool(s, pci_bus_master(s->m), "card.bus_master");
	state_u64(s, *p->probe_itr_o, "card.itr");
	for (size_t i = 0; i < sizeof(timer) / sizeof(*timer); i++)
		state_u64(s,
			  (uint64_t)timer[i].ticks * NIC_CYCLE_PS / PS_PER_NS,
			  "card.timer.%s_left_ns", timer[i].name);
	state_u64(s, s->m->frames.fifo.tail - s->m->frames.fifo.head,
		  "card.frames.accepted_not_stored");
	state_u64(s,
		  s->m->frames.send.tail - s->m->frames.send.head +
			  s->m->frames.out.tail - s->m->frames.out.head,
		  "card.frames.read_not_sent");
	state_u64(s, s->m->frames.bad_descriptors, "card.bad_descriptors");
}

/* Writes that have left the CPU and are not at the card yet. */
static void posted_state(const struct state *s)
{
	const struct lite *l = &s->m->lite;
	char name[REG_NAME_BYTES];
	unsigned n = 0;

	for (uint32_t i = l->head; i != l->tail; i++) {
		const struct lite_post *e = &l->post[i % LITE_POSTS];

		if (e->read)
			continue;
		state_str(s, reg_name(e->addr, name, sizeof(name)),
			  "card.posted.%u.register", n);
		state_u64(s, e->data, "card.posted.%u.value", n);
		n++;
	}
}

/* How many of each maker. */
struct tally {
	const char *place[PLACES_SHOWN];
	uint8_t dir[PLACES_SHOWN];
	uint64_t n[PLACES_SHOWN];
	unsigned used;
};

static void tally_add(struct tally *t, const struct mapping *map)
{
	unsigned i = 0;

	while (i < t->used && t->place[i] != map->who)
		i++;
	if (i == PLACES_SHOWN)
		return;
	if (i == t->used) {
		t->place[i] = map->who;
		t->dir[i] = map->dir;
		t->used++;
	}
	t->n[i]++;
}

static void mappings_state(const struct state *s)
{
	const struct mapping_chunk *c;
	struct tally t = {.used = 0};
	unsigned n = 0;
	char key[32];

	for (c = s->m->chunks; c; c = c->next) {
		for (unsigned i = 0; i < MAPPING_CHUNK; i++) {
			const struct mapping *map = &c->map[i];

			if (!(map->serial & 1))
				continue;
			snprintf(key, sizeof(key), "mappings.of.%u", n);
			tally_add(&t, map);
			if (n++ < MAPPINGS_SHOWN)
				state_mapping(s, map, key);
		}
	}
	state_u64(s, n, "mappings.count");
	for (unsigned i = 0; i < t.used; i++) {
		state_str(s, t.place[i], "mappings.by.%u.place", i);
		state_str(s, state_dir_name[t.dir[i]],
			  "mappings.by.%u.direction", i);
		state_u64(s, t.n[i], "mappings.by.%u.count", i);
	}
}

void machine_state(const struct machine *m, struct metrics *out)
{
	static const char *const stop[] = {[MACHINE_TIME] = "time",
					   [MACHINE_HALTED] = "halted",
					   [MACHINE_FAULT] = "fault"};
	struct state s = {.m = m, .out = out};

	functions_load(&s.functions);
	state_u64(&s, clock_now(m), "time_ps");
	state_u64(&s, m->edge, "cycle");
	state_str(&s, stop[m->stop], "stop");
	fault_state(&s);
	cpu_state(&s);
	card_state(&s);
	posted_state(&s);
	state_rings(&s);
	mappings_state(&s);
	state_history(&s);
	functions_free(&s.functions);
}
