/* SPDX-License-Identifier: MIT */
#include "probes.h"

#include "e1000_regs.h"
#include "sim/places.h"

#include <string.h>

static void frame_ended(void *arg, uint32_t id, const char *place)
{
	struct machine *m = arg;
	struct history *h = &m->history;
	struct past_frame *f;

	if (place_is_good(place))
		return;
	f = &h->frame[h->frame_n++ % HISTORY_FRAMES];
	f->at = probe_now(m);
	f->id = id;
	f->place = place;
}

void history_init(struct machine *m)
{
	ledger_listen(m->ledger, frame_ended, m);
}

static int important(uint32_t offset)
{
	switch (offset) {
#define X(name)            \
	case E1000_##name: \
		return HISTORY_REG_##name;
		HISTORY_REGS(X)
#undef X
	}
	return -1;
}

void history_mmio(struct machine *m, bool write, uint32_t offset,
		  uint32_t value)
{
	struct history *h = &m->history;
	struct past_mmio *p = &h->mmio[h->mmio_n++ % HISTORY_MMIO];
	int reg = important(offset);

	p->at = probe_now(m);
	p->offset = offset;
	p->value = value;
	p->write = write;
	callers_note(&p->who);
	if (reg >= 0)
		h->last[reg][write] = *p;
	if (write && (reg == HISTORY_REG_RDT || reg == HISTORY_REG_TDT)) {
		bool tx = reg == HISTORY_REG_TDT;

		h->tail[tx][h->tail_n[tx]++ % HISTORY_TAILS] = *p;
	}
}

void history_irq(struct machine *m, enum past_irq_what what, unsigned vector)
{
	struct history *h = &m->history;
	struct past_irq *p = &h->irq[h->irq_n++ % HISTORY_IRQS];

	p->at = probe_now(m);
	p->what = (uint8_t)what;
	p->vector = (uint8_t)vector;
}

static void bury(struct history *h, const struct mapping *map,
		 const struct past_map *end)
{
	struct past_mapping *u = &h->undone[h->undone_n++ % HISTORY_UNDONE];

	u->bus = map->bus;
	u->len = map->len;
	u->frame = map->frame;
	u->dir = map->dir;
	u->coherent = map->coherent;
	u->place = map->who;
	u->made = map->made;
	u->undone = end->at;
	u->maker = map->maker;
	u->undoer = end->who;
}

void history_map(struct machine *m, enum past_map_what what,
		 struct mapping *map)
{
	struct history *h = &m->history;
	struct past_map *p = &h->map[h->map_n++ % HISTORY_MAPS];

	p->at = probe_now(m);
	p->bus = map->bus;
	p->len = map->len;
	p->frame = map->frame;
	p->what = (uint8_t)what;
	p->dir = map->dir;
	callers_note(&p->who);
	if (what == PAST_MAPPED) {
		map->made = p->at;
		map->maker = p->who;
		map->stored = 0;
	} else if (what != PAST_TO_CARD && map->dir == DMA_DIR_FROM_DEVICE) {
		h->polled = p->at;
	}
	if (what == PAST_UNMAPPED)
		bury(h, map, p);
}

void history_fetched(struct machine *m, bool tx, uint64_t desc, uint64_t buffer)
{
	struct history *h = &m->history;
	struct past_fetch *f = &h->fetched[h->fetched_n++ % HISTORY_FETCHED];

	f->at = m->edge * NIC_CYCLE_PS;
	f->desc = desc;
	f->buffer = buffer;
	f->tx = tx;
}

void history_fault(struct machine *m, enum fault_what what, bool desc,
		   uint64_t bus)
{
	struct past_fault *f = &m->history.fault;

	f->what = (uint8_t)what;
	f->desc = desc;
	f->bus = bus;
	callers_note(&f->who);
}

void machine_log(struct machine *m, ps_t at, int level, const char *line)
{
	struct history *h = &m->history;
	struct past_log *l = &h->log[h->log_n++ % HISTORY_LOG];
	size_t n = strnlen(line, LOG_BYTES - 1);

	l->at = at;
	l->level = level;
	memcpy(l->text, line, n);
	l->text[n] = '\0';
}
