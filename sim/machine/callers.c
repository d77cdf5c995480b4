/* SPDX-License-Identifier: MIT */
/*
 * Who called, cheaply. The CPU's code has no frame pointers, and unwinding at
 * every register access is dear; so the words on top of the stack that look
 * like code are kept, and judged when somebody asks: a word is a caller's
 * return address if the call instruction in front of it leads to the function
 * called.
 */
#include "../record/functions.h"
#include "internal.h"

#include <string.h>

/* The linker's: where code begins and ends. */
extern const char __executable_start[], etext[];

#if defined(__SANITIZE_ADDRESS__)
#define STACK_WINDOW 256 /* words; its frames are large */
#define STACK_ACCESS __attribute__((noinline, no_sanitize_address))
#else
#define STACK_WINDOW 40
#define STACK_ACCESS __attribute__((noinline))
#endif
_Static_assert(STACK_WINDOW * sizeof(uintptr_t) <= FIBER_HEADROOM,
	       "every stack has that much above its first frame");

STACK_ACCESS void callers_note(struct callers *c)
{
	const uintptr_t *word = __builtin_frame_address(0);
	uintptr_t base = (uintptr_t)__executable_start;
	uintptr_t size = (uintptr_t)etext - base;
	unsigned n = 0;

	for (unsigned i = 0; i < STACK_WINDOW; i++) {
		uintptr_t at = word[i] - base;

		/* The beginning itself is no code, but a pointer to it may lie
		 * here: 0 ends the list. */
		if (!at || at >= size)
			continue;
		c->at[n++] = (uint32_t)at;
		if (n == CALLERS)
			return;
	}
	while (n < CALLERS)
		c->at[n++] = 0;
}

#ifdef __x86_64__
/* Is there a call instruction in front of @at? @target gets where it leads;
 * NULL: that is in a register. */
static bool after_call(const uint8_t *at, const void **target)
{
	int32_t rel;

	*target = NULL;
	if (at[-5] == 0xe8) {
		memcpy(&rel, at - 4, sizeof(rel));
		*target = at + rel;
		return true;
	}
	/* call *%reg, call *disp(%reg): FF /2 */
	return (at[-2] == 0xff && (at[-1] & 0xf8) == 0xd0) ||
	       (at[-3] == 0xff && (at[-2] & 0xf8) == 0x50) ||
	       (at[-6] == 0xff && (at[-5] & 0x38) == 0x10);
}
#else
static bool after_call(const uint8_t *at, const void **target)
{
	*target = NULL;
	return true;
}
#endif

/* What stands between the driver and the machine. */
static bool passes_on(const char *name)
{
	static const char *const prefix[] = {
		"machine_", "history_", "callers_", "lite_",  "dma_",
		"__dma_",   "readl",	"writel",   "ioread", "iowrite",
		"inl",	    "outl",	"fault",    "named",  "bad_access"};

	for (size_t i = 0; i < sizeof(prefix) / sizeof(*prefix); i++)
		if (!strncmp(name, prefix[i], strlen(prefix[i])))
			return true;
	return false;
}

/*
 * The function that a word of the stack returns to, if it was called from
 * there: it called @below, or, where that is NULL, something that is not on
 * the list. A function's cold part has its name.
 */
static const struct function *caller(const struct functions *list,
				     uint32_t offset,
				     const struct function *below)
{
	const char *at = __executable_start + offset;
	const struct function *f = functions_find(list, at - 1), *called;
	const void *target;

	if (!f || !after_call((const uint8_t *)at, &target))
		return NULL;
	if (!target)
		return f;
	called = functions_find(list, target);
	if (below)
		return called && !strcmp(called->name, below->name) ? f : NULL;
	return called ? NULL : f;
}

/* Register accesses and mappings come through one of those that pass on: what
 * other calls have left on the stack does not look like that. */
static unsigned names_from(const struct functions *list,
			   const struct callers *c, bool strict,
			   const char *names[2])
{
	const struct function *below = NULL;
	unsigned found = 0;

	for (unsigned i = 0; i < CALLERS && c->at[i] && found < 2; i++) {
		const struct function *f = caller(list, c->at[i], below);

		if (!f || (strict && !below && !passes_on(f->name)))
			continue;
		below = f;
		if (found || !passes_on(f->name))
			names[found++] = f->name;
	}
	return found;
}

void callers_names(const struct functions *list, const struct callers *c,
		   const char *names[2])
{
	names[0] = names[1] = "";
	if (!names_from(list, c, true, names))
		names_from(list, c, false, names);
}
