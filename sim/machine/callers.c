/* SPDX-License-Identifier: MIT */
/*
 * Who called, cheaply. The CPU's code has no frame pointers, and unwinding at
 * every register access is dear; so the words on top of the stack that look
 * like code are kept, and judged when somebody asks: a word is a caller's
 * return address if the call instruction in front of it leads to the function
 * called.
 */
#include "internal.h"

#include <stdio.h>
#include <string.h>

/* From the linker: where code begins and ends. */
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

		if (at >= size)
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

/* Name without the offset; false: @at is in no function. @begin: its first
 * byte. */
static bool function(const void *at, char *name, size_t len, const char **begin)
{
	unsigned long offset = 0;
	char *plus;

	symbol_name(at, name, len);
	plus = strchr(name, '+');
	if (!plus)
		return false;
	sscanf(plus, "+%lx", &offset);
	*plus = '\0';
	*begin = (const char *)at - offset;
	/* Parts that the compiler split off. */
	name[strcspn(name, ".")] = '\0';
	return true;
}

/* What stands between the driver and the machine. */
static bool passes_on(const char *name)
{
	static const char *const prefix[] = {
		"machine_", "history_", "callers_",   "lite_",
		"dma_",	    "__dma_",	"readl",      "writel",
		"ioread",   "iowrite",	"inl",	      "outl",
		"fault",    "named",	"bad_access", "cpu_"};

	for (size_t i = 0; i < sizeof(prefix) / sizeof(*prefix); i++)
		if (!strncmp(name, prefix[i], strlen(prefix[i])))
			return true;
	return false;
}

struct walk {
	char *out[2]; /* by, from */
	size_t len;
	unsigned found;
};

static void found(struct walk *w, const char *name)
{
	if (w->found >= 2 || (!w->found && passes_on(name)))
		return;
	if (w->found && !strcmp(w->out[0], name))
		return;
	snprintf(w->out[w->found++], w->len, "%s", name);
}

void callers_names(const struct callers *c, char *by, char *from, size_t len)
{
	struct walk w = {{by, from}, len, 0};
	const char *below = NULL; /* the function called */
	char name[128], via[128];

	by[0] = from[0] = '\0';
	for (unsigned i = 0; i < CALLERS && c->at[i] && w.found < 2;) {
		unsigned pick = i, k;
		const void *target = NULL;
		const char *begin;

		/* The one that called @below; else any that called at all. */
		for (k = i; below && k < CALLERS && c->at[k]; k++)
			if (after_call((const uint8_t *)__executable_start +
					       c->at[k],
				       &target) &&
			    target == below)
				break;
		if (below && k < CALLERS && c->at[k])
			pick = k;
		i = pick + 1;
		if (!after_call((const uint8_t *)__executable_start +
					c->at[pick],
				&target) ||
		    !function(__executable_start + c->at[pick] - 1, name,
			      sizeof(name), &begin))
			continue;
		/* It called another function, which jumped here at its end. */
		if (below && target && target != below) {
			const char *entry;

			if (!function(target, via, sizeof(via), &entry) ||
			    entry != target)
				continue;
			found(&w, via);
		}
		found(&w, name);
		below = begin;
	}
}
