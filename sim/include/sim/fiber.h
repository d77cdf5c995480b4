/* SPDX-License-Identifier: MIT */
/* Stacks for processes: boost.context's C symbols, with ASan told of each
 * switch. A fiber never returns from its function; it is destroyed from
 * another one. */
#ifndef SIM_FIBER_H
#define SIM_FIBER_H

#include "sim/types.h"

struct fiber;

/* Bytes above a fiber's first frame that may be read (machine/callers.c). */
#define FIBER_HEADROOM 2048

/* @stack_bytes is rounded up to pages; a guard page lies below. */
struct fiber *fiber_create(size_t stack_bytes, void (*fn)(void *arg),
			   void *arg);
void fiber_destroy(struct fiber *f);
/* An object for the stack that is running now (the first one). */
struct fiber *fiber_adopt(void);
void fiber_switch(struct fiber *from, struct fiber *to);

/*
 * What a recorder of calls keeps with a stack while it does not run; it comes
 * from malloc() and goes with the fiber.
 */
struct call_stack;
struct call_stack **fiber_calls(struct fiber *f);
/* Called on each stack that is switched to, if the program has such a function
 * (sim/record/calls.c). */
void fiber_arrived(struct fiber *from, struct fiber *to);

#endif
