/* SPDX-License-Identifier: MIT */
/*
 * The library calls of counted code. What they cost follows from the length,
 * by the host profile: a base in instructions and a time per byte.
 */
#include "../machine/internal.h"

#include <string.h>

static void charge(size_t n)
{
	struct machine *m = machine_this();

	/* Code outside of a running machine (a unit test) costs nothing. */
	if (!m)
		return;
	clock_add(m, (ps_t)m->profile.copy_base_insns * m->insn_ps +
			     (ps_t)n * m->profile.copy_ps_per_byte);
}

void *cpu_memcpy(void *d, const void *s, size_t n)
{
	charge(n);
	return memcpy(d, s, n);
}

void *cpu_memmove(void *d, const void *s, size_t n)
{
	charge(n);
	return memmove(d, s, n);
}

void *cpu_memset(void *d, int c, size_t n)
{
	charge(n);
	return memset(d, c, n);
}

int cpu_memcmp(const void *a, const void *b, size_t n)
{
	charge(n);
	return memcmp(a, b, n);
}
