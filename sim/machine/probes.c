// SPDX-License-Identifier: MIT
#include "probes.h"

#include "../record/calls.h"
#include "../record/record_internal.h"
#include "sim/regs.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	CPU_LANE_CONTEXT,
	CPU_LANE_STALL,
	CPU_LANE_MMIO,
	CPU_LANE_PACKET,
	WIRE_LANE_RX,
	WIRE_LANE_TX,
	RING_LANE_RX_CARD,
	RING_LANE_RX_DONE,
	RING_LANE_TX_CARD,
	RING_LANE_TX_DONE,
	PROBE_LANES
};

struct probes {
	unsigned lane[PROBE_LANES];
	bool tx_on; /* TX_EN as of the last edge */
};

static const char *const context_name[] = {"IDLE", "PROCESS", "SOFTIRQ",
					   "HARDIRQ", NULL};

static const struct lane lanes[PROBE_LANES] = {
	[CPU_LANE_CONTEXT] = {"software.cpu", "context", LANE_STATE,
			      .names = context_name},
	[CPU_LANE_STALL] = {"software.cpu", "stall", LANE_NUMBER, .bits = 1},
	[CPU_LANE_MMIO] = {"software.cpu", "mmio", .kind = LANE_TEXT},
	[CPU_LANE_PACKET] = {"software.cpu", "packet", .kind = LANE_TEXT},
	[WIRE_LANE_RX] = {"packets", "wire_rx", .kind = LANE_TEXT},
	[WIRE_LANE_TX] = {"packets", "wire_tx", .kind = LANE_TEXT},
	[RING_LANE_RX_CARD] = {"rings", "rx_card", LANE_NUMBER, .bits = 16},
	[RING_LANE_RX_DONE] = {"rings", "rx_done", LANE_NUMBER, .bits = 16},
	[RING_LANE_TX_CARD] = {"rings", "tx_card", LANE_NUMBER, .bits = 16},
	[RING_LANE_TX_DONE] = {"rings", "tx_done", LANE_NUMBER, .bits = 16},
};

static ps_t now(void *machine)
{
	return probe_now(machine);
}

static void ended(void *machine, uint32_t id, const char *place)
{
	struct machine *m = machine;

	if (unlikely(m->recording))
		probe_frame_at(m, FRAME_ENDED, id, probe_now(m), 0, 0, place);
}

static void born(void *machine, uint32_t id, enum ledger_origin origin)
{
	struct machine *m = machine;

	if (unlikely(m->recording))
		probe_frame_at(m, FRAME_BORN, id, probe_now(m), origin,
			       origin == LEDGER_HOST ? m->frames.work : 0,
			       NULL);
}

int probes_init(struct machine *m)
{
	struct probes *p = calloc(1, sizeof(*p));

	m->probes = p;
	m->record = record_create(now, m);
	if (!p || !m->record)
		return -1;
	for (unsigned i = 0; i < PROBE_LANES; i++)
		p->lane[i] = record_lane(m->record, &lanes[i]);
	if (calls_init(m))
		return -1;
	ledger_listen(m->ledger, ended, m);
	ledger_listen_births(m->ledger, born, m);
	return 0;
}

void probes_free(struct machine *m)
{
	calls_free(m);
	record_destroy(m->record);
	free(m->probes);
}

struct record *machine_record(struct machine *m)
{
	return m->record;
}

static inline void number(struct machine *m, unsigned lane, ps_t at,
			  uint64_t value)
{
	record_number(m->record, m->probes->lane[lane], at, value);
}

static inline void text(struct machine *m, unsigned lane, ps_t at,
			const char *words)
{
	record_text(m->record, m->probes->lane[lane], at, words);
}

/* The lane shows frame @id from @at on; 0: none. */
static void show_frame(struct machine *m, unsigned lane, ps_t at, uint32_t id)
{
	char words[96];

	record_frame_text(m->record, id, words, sizeof(words));
	text(m, lane, at, words);
}

/* ---- the card's side --------------------------------------------------------
 */

static unsigned ring_distance(uint32_t from, uint32_t to, uint32_t bytes)
{
	uint32_t size = bytes / 16;

	if (!size || from >= size || to >= size)
		return 0;
	return to >= from ? to - from : to + size - from;
}

static void show_rings(struct machine *m, ps_t at)
{
	const struct nic_pins *p = m->pins;

	number(m, RING_LANE_RX_CARD, at,
	       ring_distance(*p->probe_rd_head_o, *p->probe_rd_tail_o,
			     *p->probe_rd_len_o));
	number(m, RING_LANE_TX_CARD, at,
	       ring_distance(*p->probe_td_head_o, *p->probe_td_tail_o,
			     *p->probe_td_len_o));
}

void probe_edge(struct machine *m)
{
	ps_t at = m->edge * NIC_CYCLE_PS;
	bool tx_on = *m->pins->gmii_tx_en_o;

	show_rings(m, at);
	if (tx_on == m->probes->tx_on)
		return;
	m->probes->tx_on = tx_on;
	if (tx_on) {
		uint32_t id = frames_leaving(m);

		probe_frame_at(m, FRAME_TX_BEGIN, id, at, 0, 0, NULL);
		show_frame(m, WIRE_LANE_TX, at, id);
	}
}

static void show_done(struct machine *m, ps_t at)
{
	number(m, RING_LANE_RX_DONE, at, m->frames.rx_done);
	number(m, RING_LANE_TX_DONE, at, m->frames.tx_done);
}

void probe_frame_at(struct machine *m, unsigned what, uint32_t id, ps_t at,
		    uint64_t value, uint64_t addr, const char *words)
{
	struct record_event e = {
		.at = at,
		.type = RECORD_FRAME,
		.what = (uint8_t)what,
		.frame = id,
		.value = value,
		.addr = addr,
		.text = words,
	};

	record_emit(m->record, &e);
	switch (what) {
	case FRAME_RX_BEGIN:
		show_frame(m, WIRE_LANE_RX, at, id);
		break;
	case FRAME_RX_END:
		text(m, WIRE_LANE_RX, at, "");
		break;
	case FRAME_TX_END:
		text(m, WIRE_LANE_TX, at, "");
		break;
	case FRAME_WORK:
		show_frame(m, CPU_LANE_PACKET, at, id);
		break;
	case FRAME_STORED:
	case FRAME_TAKEN:
	case FRAME_FETCHED:
		show_done(m, at);
		break;
	default:
		break;
	}
}

void probe_named_(struct machine *m, uint32_t id)
{
	if (id && id == m->frames.work)
		show_frame(m, CPU_LANE_PACKET, probe_now(m), id);
}

void probe_desc_(struct machine *m, unsigned what, uint64_t bus, uint64_t first,
		 uint64_t second)
{
	const struct nic_pins *p = m->pins;
	bool rx = what == RX_FETCHED || what == RX_WRITTEN;
	uint64_t base = rx ? *p->probe_rd_base_o : *p->probe_td_base_o;
	struct record_event e = {
		.at = m->edge * NIC_CYCLE_PS,
		.type = RECORD_DESC,
		.what = (uint8_t)what,
		.index = (uint16_t)((bus - base) / 16),
		.value = first,
		.addr = second,
	};

	record_emit(m->record, &e);
}

/* ---- the CPU's side ---------------------------------------------------------
 */

void probe_account_(struct machine *m, unsigned account)
{
	ps_t at = clock_now(m);

	number(m, CPU_LANE_STALL, at, account == CPU_MMIO_STALL);
	if (account != CPU_MMIO_STALL)
		number(m, CPU_LANE_CONTEXT, at, account);
	record_poll(m->record);
}

/* The access that is under way: a read first without its value, then with what
 * the card answered; a write until the card has it. */
void probe_asks_(struct machine *m, uint32_t offset)
{
	char name[32], words[64];

	snprintf(words, sizeof(words), "read %s",
		 reg_name(offset, name, sizeof(name)));
	text(m, CPU_LANE_MMIO, clock_now(m), words);
}

static void show_access(struct machine *m, const char *verb, uint32_t offset,
			uint32_t value, ps_t at)
{
	char name[32], words[64];

	snprintf(words, sizeof(words), "%s %s = 0x%08x", verb,
		 reg_name(offset, name, sizeof(name)), value);
	text(m, CPU_LANE_MMIO, at, words);
}

/* As a recording begins: what is under way already. */
static void show_pending(struct machine *m, ps_t at)
{
	const struct lite_post *e =
		&m->lite.post[(m->lite.tail - 1) % LITE_POSTS];
	char name[32], words[64] = "";

	if (lite_busy(m) && !e->read) {
		show_access(m, "write", e->addr, e->data, at);
		return;
	}
	if (lite_busy(m))
		snprintf(words, sizeof(words), "read %s",
			 reg_name(e->addr, name, sizeof(name)));
	text(m, CPU_LANE_MMIO, at, words);
}

void probe_answers_(struct machine *m, uint32_t offset, uint32_t value)
{
	show_access(m, "read", offset, value, m->edge * NIC_CYCLE_PS);
}

void probe_mmio_(struct machine *m, unsigned what, uint32_t offset,
		 uint32_t value, ps_t at)
{
	struct record_event e = {
		.at = at,
		.type = RECORD_MMIO,
		.what = (uint8_t)what,
		.addr = offset,
		.value = value,
		.who = what == MMIO_PINS ? NULL : calls_driver(m),
	};

	record_emit(m->record, &e);
	if (what == MMIO_WRITE)
		show_access(m, "write", offset, value, at);
	else if (what == MMIO_READ || m->lite.tail - m->lite.head == 1)
		text(m, CPU_LANE_MMIO, at, "");
}

void probe_irq_(struct machine *m, unsigned what, unsigned vector)
{
	struct record_event e = {
		.at = probe_now(m),
		.type = RECORD_IRQ,
		.what = (uint8_t)what,
		.value = vector,
	};

	record_emit(m->record, &e);
}

void probe_map_(struct machine *m, unsigned what, const struct mapping *map)
{
	struct record_event e = {
		.at = clock_now(m),
		.type = RECORD_MAP,
		.what = (uint8_t)what,
		.frame = map->frame,
		.addr = map->bus,
		.value = map->len,
		.who = map->who,
	};

	record_emit(m->record, &e);
	show_done(m, e.at);
}

/* ---- begin and end ----------------------------------------------------------
 */

void machine_record_begin(struct machine *m)
{
	ps_t at = m->edge * NIC_CYCLE_PS;

	if (m->recording)
		return;
	number(m, CPU_LANE_STALL, at, m->account == CPU_MMIO_STALL);
	if (m->account != CPU_MMIO_STALL)
		number(m, CPU_LANE_CONTEXT, at, m->account);
	show_pending(m, at);
	show_frame(m, CPU_LANE_PACKET, at, m->frames.work);
	show_frame(m, WIRE_LANE_RX, at, frames_arriving(m));
	m->probes->tx_on = *m->pins->gmii_tx_en_o;
	show_frame(m, WIRE_LANE_TX, at,
		   m->probes->tx_on ? frames_leaving(m) : 0);
	show_rings(m, at);
	show_done(m, at);
	record_begin(m->record, at);
	m->recording = true;
	calls_begin(m, at);
}

void machine_record_end(struct machine *m)
{
	if (!m->recording)
		return;
	calls_end(m);
	m->recording = false;
	record_end(m->record, m->clock);
}
