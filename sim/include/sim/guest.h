/* SPDX-License-Identifier: MIT */
/*
 * The card in somebody else's computer: what a virtual machine, or any other
 * bridge, needs of the machine instead of a CPU with kernel and driver. The
 * caller is the machine's boot code: it passes accesses on, lets time go by,
 * and looks at the interrupt line.
 *
 * The guest is hostile: what it makes the card read and write outside its
 * memory reads as 0, goes nowhere, and is counted.
 */
#ifndef SIM_GUEST_H
#define SIM_GUEST_H

#include "sim/machine.h"

/* From now on the card's bus is the guest's memory. Before the first access;
 * 0, or -1: out of memory. */
int machine_guest(struct machine *m);
/*
 * The guest has @size bytes at @addr, which are at @mem here, until unmap; page
 * aligned. 0, or -1: too many, or out of memory. Unmapping is safe while the
 * card is using the memory: what it has begun goes nowhere.
 */
int machine_guest_map(struct machine *m, uint64_t addr, uint64_t size,
		      void *mem, bool writable);
void machine_guest_unmap(struct machine *m, uint64_t addr, uint64_t size);

/* Registers and I/O ports of the card: @bytes is 1, 2 or 4, @offset a multiple
 * of it. Both take simulated time: they come back when the card has answered.
 */
uint32_t machine_guest_read(struct machine *m, uint32_t offset, unsigned bytes);
void machine_guest_write(struct machine *m, uint32_t offset, uint32_t value,
			 unsigned bytes);
uint32_t machine_guest_in(struct machine *m, uint32_t port, unsigned bytes);
void machine_guest_out(struct machine *m, uint32_t port, uint32_t value,
		       unsigned bytes);
/* Configuration space, 256 bytes. */
uint32_t machine_guest_config_read(struct machine *m, uint32_t offset,
				   unsigned bytes);
void machine_guest_config_write(struct machine *m, uint32_t offset,
				uint32_t value, unsigned bytes);

/* The bus's reset: the card, its configuration space. */
void machine_guest_reset(struct machine *m);

/* Time goes by, up to @until, or to the moment when the interrupt line is not
 * @level any more. Returns the line's level. */
bool machine_guest_wait(struct machine *m, ps_t until, bool level);
/* When the card will next do something by itself; PS_NEVER: it rests. */
ps_t machine_guest_next(const struct machine *m);

/* Accesses of the card outside of the guest's memory so far. */
uint64_t machine_guest_astray(const struct machine *m);

#endif
