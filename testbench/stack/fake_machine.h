/* SPDX-License-Identifier: MIT */
/*
 * A machine without card for tests of the kernel: sim/machine.h on the CPU
 * you sit at. Code runs uncounted, so time moves only where it is told to:
 * machine_charge_ns(), machine_delay_ns() (udelay), machine_idle() and the
 * costs set below. Interrupts and timers are exact: a charge of 1 ms with a
 * timer in its middle takes the timer interrupt in the middle.
 *
 * The timeline is the real one without the machine's own lanes. It is polled
 * whenever time passes or the context changes.
 *
 * Uses sim/ledger.c, sim/metrics.c, sim/record/ and sim/machine/fiber.c as they
 * are (FAKE_MACHINE_OBJ in testbench/stack/tests.mk).
 */
#ifndef FAKE_MACHINE_H
#define FAKE_MACHINE_H

#include "sim/machine.h"

/* 16 MiB of RAM (0 MiB: 64 KiB), all costs 0, nothing on the line. Aborts
 * without memory. */
struct machine *fake_machine_create(void);
struct machine *fake_machine_create_ram(unsigned mib);
/* Instead of its own: @bytes that belong to a card of another process, which
 * has them at bus address @bus; every mapping is where its bytes are. Before
 * anything runs; the memory stays its owner's. */
void fake_ram(struct machine *m, void *ram, uint64_t bytes, uint64_t bus);

/* Costs; 0 unless set. */
void fake_cost(struct machine *m, enum cpu_cost c, uint64_t ns);
void fake_cost_irq(struct machine *m, uint64_t entry_ns);

/* machine_run() returns as soon as the CPU waits or is charged. CPU side. */
void fake_pause(struct machine *m);

/* The interrupt line of the card, as the card drives it. */
void fake_line(struct machine *m, bool level);
bool fake_line_level(const struct machine *m);
bool fake_line_masked(const struct machine *m);

/* @fn(@arg) is called when the clock gets to @when: hardware that does
 * something by itself (raise the line, store a frame). */
void fake_at(struct machine *m, ps_t when, void (*fn)(void *arg), void *arg);

/* Registers of a card that the test models. Without them reads give 0. */
void fake_registers(struct machine *m,
		    uint32_t (*read)(void *arg, uint64_t offset),
		    void (*write)(void *arg, uint64_t offset, uint32_t value),
		    void *arg);
/* A device at MACHINE_NIC_BDF (8086:100e, BARs placed) is there unless: */
void fake_no_card(struct machine *m);

/* What a bus address means to the card; NULL if [bus, bus+len) is not mapped
 * as one piece. */
void *fake_dma_at(struct machine *m, uint64_t bus, size_t len);
unsigned fake_dma_live(const struct machine *m);
/* The next mapping fails. */
void fake_dma_fail(struct machine *m, bool fail);
/* machine_frame_taken() gives @id next. */
void fake_frame_arrived(struct machine *m, uint32_t id);
/* Id named by machine_frame_work(). */
uint32_t fake_frame_work(const struct machine *m);
/* Id named by machine_frame_sending(), 0 outside. */
uint32_t fake_frame_sending(const struct machine *m);
/* The last frame at the host's tap, all of its pieces. @data is valid until the
 * next one. */
struct fake_tap {
	uint32_t id, len;
	bool outbound;
	const uint8_t *data;
	unsigned frames; /* that were shown so far */
};
struct fake_tap fake_tap(const struct machine *m);
uint64_t fake_barriers(const struct machine *m);
/* Interrupts taken, handled and spurious, per vector. */
uint64_t fake_irqs(const struct machine *m, int vector);
uint64_t fake_irqs_handled(const struct machine *m);
uint64_t fake_irqs_spurious(const struct machine *m);
/* Time in a context so far. */
ps_t fake_context_time(const struct machine *m, enum cpu_context c);

#endif
