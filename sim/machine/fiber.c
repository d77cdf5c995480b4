/* SPDX-License-Identifier: MIT */
/*
 * Stacks for processes. boost.context's assembly does the switch; this file
 * gives it stacks with a guard page and tells the address sanitizer which
 * stack is in use.
 */
#define _GNU_SOURCE
#include "sim/fiber.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
#define FIBER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FIBER_ASAN 1
#endif
#endif

#ifdef FIBER_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

/* The C symbols of libboost_context; its headers are C++. */
typedef void *fcontext_t;
struct transfer {
	fcontext_t from;
	void *data;
};
extern struct transfer jump_fcontext(fcontext_t to, void *data);
extern fcontext_t make_fcontext(void *stack_top, size_t bytes,
				void (*fn)(struct transfer));

struct fiber {
	fcontext_t context; /* valid while the fiber does not run */
	void (*fn)(void *arg);
	void *arg;
	void *mapping; /* NULL: adopted, the stack is not ours */
	size_t mapping_bytes;
	const void *stack; /* lowest usable address */
	size_t stack_bytes;
	struct call_stack *calls;
};

#pragma weak fiber_arrived

/* What a switch hands to the stack it arrives at. */
struct hop {
	struct fiber *from, *to;
};

static void leave(struct fiber *from, struct fiber *to, void **fake)
{
#ifdef FIBER_ASAN
	__sanitizer_start_switch_fiber(fake, to->stack, to->stack_bytes);
#endif
}

static void arrive(struct hop *hop, fcontext_t left_behind, void *fake)
{
	hop->from->context = left_behind;
#ifdef FIBER_ASAN
	/* An adopted stack's bounds are known to the sanitizer alone. */
	__sanitizer_finish_switch_fiber(fake, &hop->from->stack,
					&hop->from->stack_bytes);
#endif
	if (fiber_arrived)
		fiber_arrived(hop->from, hop->to);
}

static void entry(struct transfer t)
{
	struct hop *hop = t.data;
	struct fiber *self = hop->to;

	arrive(hop, t.from, NULL);
	self->fn(self->arg);
	abort(); /* a fiber never returns */
}

struct fiber *fiber_create(size_t stack_bytes, void (*fn)(void *arg), void *arg)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct fiber *f = calloc(1, sizeof(*f));
	char *mem;

	if (!f)
		return NULL;
	stack_bytes = (stack_bytes + page - 1) / page * page;
	mem = mmap(NULL, stack_bytes + page, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
	if (mem == MAP_FAILED) {
		free(f);
		return NULL;
	}
	if (mprotect(mem, page, PROT_NONE)) {
		munmap(mem, stack_bytes + page);
		free(f);
		return NULL;
	}
	f->mapping = mem;
	f->mapping_bytes = stack_bytes + page;
	f->stack = mem + page;
	f->stack_bytes = stack_bytes;
	f->fn = fn;
	f->arg = arg;
	f->context = make_fcontext(mem + page + stack_bytes - FIBER_HEADROOM,
				   stack_bytes - FIBER_HEADROOM, entry);
	return f;
}

void fiber_destroy(struct fiber *f)
{
	if (!f)
		return;
	if (f->mapping) {
#ifdef FIBER_ASAN
		/* The next mapping at this place starts clean. */
		__asan_unpoison_memory_region(f->stack, f->stack_bytes);
#endif
		munmap(f->mapping, f->mapping_bytes);
	}
	free(f->calls);
	free(f);
}

struct call_stack **fiber_calls(struct fiber *f)
{
	return &f->calls;
}

struct fiber *fiber_adopt(void)
{
	return calloc(1, sizeof(struct fiber));
}

void fiber_switch(struct fiber *from, struct fiber *to)
{
	struct hop hop = {from, to};
	struct transfer t;
	void *fake = NULL;

	assert(from != to);
	leave(from, to, &fake);
	t = jump_fcontext(to->context, &hop);
	arrive(t.data, t.from, fake);
}
