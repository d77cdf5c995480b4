/* SPDX-License-Identifier: MIT */
/*
 * A card that does what a test says, with the pins of the real one: a register
 * file, a DMA engine that takes orders, an interrupt line and a timer. For what
 * the real card never does: touching memory that is not mapped, and the like.
 */
#ifndef TESTBENCH_FAKE_CARD_H
#define TESTBENCH_FAKE_CARD_H

#include <stdbool.h>
#include <stdint.h>

struct fake_card;

/* The card of the machine that was created last. */
struct fake_card *fake_card(void);

/* A write of register @offset has arrived at edge @edge. */
typedef void (*fake_write_fn)(struct fake_card *c, uint32_t offset,
			      uint32_t value);
void fake_on_write(struct fake_card *c, fake_write_fn fn);
/* Registers are words of memory; a read may run @fn first. */
void fake_on_read(struct fake_card *c,
		  void (*fn)(struct fake_card *c, uint32_t offset));
void fake_set(struct fake_card *c, uint32_t offset, uint32_t value);

/* DMA: queued, done in order. */
void fake_dma_write(struct fake_card *c, unsigned id, uint64_t addr,
		    const void *data, unsigned len);
void fake_dma_read(struct fake_card *c, unsigned id, uint64_t addr,
		   unsigned len);
/* The last read's words, and the edges between its address and its first. */
uint64_t fake_read_word(const struct fake_card *c, unsigned n);
uint64_t fake_read_latency(const struct fake_card *c);
/* Bursts of a shape that AXI or the card's contract forbids. */
void fake_dma_raw(struct fake_card *c, bool write, unsigned id, uint64_t addr,
		  unsigned beats, unsigned size, unsigned burst);
bool fake_dma_done(const struct fake_card *c);

void fake_irq(struct fake_card *c, bool level);
/* After @ticks the line rises; then every @period ticks if that is not 0. */
void fake_timer(struct fake_card *c, uint32_t ticks, uint32_t period);
/* Pulses of ev_o at the next edge. */
void fake_event(struct fake_card *c, unsigned events, unsigned result);
/* At edge @edge, counted by what the clock says, call @fn. */
void fake_at(struct fake_card *c, uint64_t edge,
	     void (*fn)(struct fake_card *));
uint64_t fake_edge(const struct fake_card *c);
/* Evaluations so far: fewer than edges where time was jumped over. */
uint64_t fake_evaluations(const struct fake_card *c);
/* Edges at which registers were written, in order. */
uint64_t fake_write_edge(const struct fake_card *c, unsigned n);
unsigned fake_writes(const struct fake_card *c);

#endif
