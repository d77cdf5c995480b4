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
 */
#ifndef SIM_CPU_H
#define SIM_CPU_H

#include "sim/types.h"

/* Instructions the CPU may run before the machine must look again. */
extern int64_t cpu_budget;

/* "assembly", or "compiler" where that pass could not be used. */
const char *cpu_counted_by(void);

void *cpu_memcpy(void *d, const void *s, size_t n);
void *cpu_memmove(void *d, const void *s, size_t n);
void *cpu_memset(void *d, int c, size_t n);
int cpu_memcmp(const void *a, const void *b, size_t n);

#endif
