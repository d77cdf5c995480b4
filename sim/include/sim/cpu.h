/* SPDX-License-Identifier: MIT */
/*
 * CPU time from the code that ran. Code for the simulated CPU is compiled to
 * assembly; sim/cpu/count_blocks.py puts in front of each machine block
 *
 *     subq $N, cpu_budget(%rip)
 *     js   <out of line: call cpu_expired>
 *
 * with N the block's number of instructions, and turns calls of memcpy,
 * memmove, memset and memcmp into cpu_memcpy, ..., which charge by length.
 *
 * Its functions say when they begin and return, while somebody wants to know:
 * at a function's entry and in front of its ret
 *
 *     cmpb $0, cpu_marks(%rip)
 *     jne  <out of line: cpu_enter(its record), cpu_leave()>
 *
 * That is not counted, so that time is the same with and without a recording.
 */
#ifndef SIM_CPU_H
#define SIM_CPU_H

#include "sim/types.h"

/* Instructions the CPU may run before the machine must look again. */
extern int64_t cpu_budget;

/* Nonzero while the machine that runs records: the functions of counted code
 * then call cpu_enter() and cpu_leave(). A byte of the process like the budget,
 * because code finds it in one instruction; machine_run() sets it. */
extern unsigned char cpu_marks;

/*
 * Where a function of counted code is, and what it is called: the linker's
 * section cpu_functions has one for each, and one for its part in the cold
 * section. Distances from the field itself, so that nothing is to be relocated.
 */
struct cpu_function {
	int32_t begin, end, name, source;
};

static inline const char *cpu_function_at(const int32_t *field)
{
	return (const char *)field + *field;
}

/* Context: counted code's stubs only; no time passes in them. */
void cpu_enter(const struct cpu_function *f);
void cpu_leave(void);

/* "assembly", or "compiler" where that pass could not be used. */
const char *cpu_counted_by(void);

void *cpu_memcpy(void *d, const void *s, size_t n);
void *cpu_memmove(void *d, const void *s, size_t n);
void *cpu_memset(void *d, int c, size_t n);
int cpu_memcmp(const void *a, const void *b, size_t n);

#endif
