/* SPDX-License-Identifier: MIT */
/*
 * The machine's probes: what the timeline is told. Each is a test of one flag
 * while nothing is recorded. Those that end in _at carry the time of a clock
 * edge; the others happen now, on the CPU or at the card's edge that is being
 * stepped.
 */
#ifndef SIM_MACHINE_PROBES_H
#define SIM_MACHINE_PROBES_H

#include "internal.h"

int probes_init(struct machine *m);
void probes_free(struct machine *m);

/* The present, of the CPU or of the card's edge that is being stepped. */
static inline ps_t probe_now(const struct machine *m)
{
	return m->stepping ? m->edge * NIC_CYCLE_PS : clock_now(m);
}

void probe_account_(struct machine *m, unsigned account);
void probe_mmio_(struct machine *m, unsigned what, uint32_t offset,
		 uint32_t value, ps_t at);
void probe_asks_(struct machine *m, uint32_t offset);
void probe_answers_(struct machine *m, uint32_t offset, uint32_t value);
void probe_irq_(struct machine *m, unsigned what, unsigned vector);
void probe_desc_(struct machine *m, unsigned what, uint64_t bus, uint64_t first,
		 uint64_t second);
void probe_map_(struct machine *m, unsigned what, const struct mapping *map);
/* After a recorded edge: what the pins show. */
void probe_edge(struct machine *m);

static inline void probe_account(struct machine *m, unsigned account)
{
	if (unlikely(m->recording))
		probe_account_(m, account);
}

/* Read: when the CPU has the answer. Write: when it is posted. */
static inline void probe_mmio(struct machine *m, unsigned what, uint32_t offset,
			      uint32_t value)
{
	if (unlikely(m->recording))
		probe_mmio_(m, what, offset, value, clock_now(m));
}

/* A read leaves the CPU; the card answers it. */
static inline void probe_asks(struct machine *m, uint32_t offset)
{
	if (unlikely(m->recording))
		probe_asks_(m, offset);
}

static inline void probe_answers(struct machine *m, uint32_t offset,
				 uint32_t value)
{
	if (unlikely(m->recording))
		probe_answers_(m, offset, value);
}

static inline void probe_pins(struct machine *m, uint32_t offset,
			      uint32_t value)
{
	if (unlikely(m->recording))
		probe_mmio_(m, MMIO_PINS, offset, value,
			    m->edge * NIC_CYCLE_PS);
}

static inline void probe_irq(struct machine *m, unsigned what, unsigned vector)
{
	if (unlikely(m->recording))
		probe_irq_(m, what, vector);
}

static inline void probe_desc(struct machine *m, unsigned what, uint64_t bus,
			      uint64_t first, uint64_t second)
{
	if (unlikely(m->recording))
		probe_desc_(m, what, bus, first, second);
}

static inline void probe_map(struct machine *m, unsigned what,
			     const struct mapping *map)
{
	if (unlikely(m->recording))
		probe_map_(m, what, map);
}

/* A stage of a frame's way (enum record_frame). */
void probe_frame_at(struct machine *m, unsigned what, uint32_t id, ps_t at,
		    uint64_t value, uint64_t addr, const char *text);

/* The bytes of frame @id are known now: there are words for it. */
void probe_named_(struct machine *m, uint32_t id);

static inline void probe_named(struct machine *m, uint32_t id)
{
	if (unlikely(m->recording))
		probe_named_(m, id);
}

static inline void probe_frame(struct machine *m, unsigned what, uint32_t id)
{
	if (unlikely(m->recording))
		probe_frame_at(m, what, id, probe_now(m), 0, 0, NULL);
}

#endif
