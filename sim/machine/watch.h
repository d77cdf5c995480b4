/* SPDX-License-Identifier: MIT */
/* Strict mode's eyes in the machine: a test of one pointer where nobody
 * watches. */
#ifndef SIM_MACHINE_WATCH_H
#define SIM_MACHINE_WATCH_H

#include "internal.h"

void machine_watch_free(struct machine *m);
void watch_write_(struct machine *m, uint32_t offset, uint32_t value);
void watch_read_(struct machine *m, uint32_t offset, uint32_t value);
void watch_ioaddr_(struct machine *m, uint32_t value);
void watch_narrow_(struct machine *m, uint32_t offset, unsigned bytes);
void watch_reset_(struct machine *m);
void watch_barrier_(struct machine *m);
void watch_fetched_(struct machine *m, bool tx, uint64_t bus, uint64_t first,
		    uint64_t second);
void watch_written_(struct machine *m, bool tx, uint64_t bus);

/* After history_mmio(), which knows who called, and before the card. */
static inline void watch_write(struct machine *m, uint32_t offset,
			       uint32_t value)
{
	if (unlikely(m->strict != NULL))
		watch_write_(m, offset, value);
}

static inline void watch_read(struct machine *m, uint32_t offset,
			      uint32_t value)
{
	if (unlikely(m->strict != NULL))
		watch_read_(m, offset, value);
}

static inline void watch_ioaddr(struct machine *m, uint32_t value)
{
	if (unlikely(m->strict != NULL))
		watch_ioaddr_(m, value);
}

/* Less than the whole register. */
static inline void watch_narrow(struct machine *m, uint32_t offset,
				unsigned bytes)
{
	if (unlikely(m->strict != NULL))
		watch_narrow_(m, offset, bytes);
}

/* The bus has reset the card. */
static inline void watch_reset(struct machine *m)
{
	if (unlikely(m->strict != NULL))
		watch_reset_(m);
}

static inline void watch_barrier(struct machine *m)
{
	if (unlikely(m->strict != NULL))
		watch_barrier_(m);
}

/* The card has read the descriptor at @bus. */
static inline void watch_fetched(struct machine *m, bool tx, uint64_t bus,
				 uint64_t first, uint64_t second)
{
	if (unlikely(m->strict != NULL))
		watch_fetched_(m, tx, bus, first, second);
}

/* The card begins to write it back. */
static inline void watch_written(struct machine *m, bool tx, uint64_t bus)
{
	if (unlikely(m->strict != NULL))
		watch_written_(m, tx, bus);
}

#endif
