/* SPDX-License-Identifier: MIT */
/*
 * Work for the counting pass, by the kinds of code that could trip it. Each
 * returns a number that depends on all it did. kernels.c is compiled twice:
 * counted (counted_*) and as the compiler wrote it (plain_*).
 */
#ifndef TESTBENCH_KERNELS_H
#define TESTBENCH_KERNELS_H

#include <stdint.h>

#ifndef KERNEL
#define KERNEL(name) counted_##name
#endif

#define KERNELS(X)                                            \
	X(compare) /* flags that live over a jump */          \
	X(carry)   /* chains of add-with-carry */             \
	X(table)   /* switch by jump table */                 \
	X(labels)  /* computed goto */                        \
	X(recursion)                                          \
	X(strings) /* repeated string instructions, memcpy */ \
	X(cold)	   /* code in the cold section */             \
	X(parse)   /* headers, byte by byte */                \
	X(lists)   /* pointers */                             \
	X(divide)

#define KERNEL_DECLARE(name)                 \
	uint64_t counted_##name(uint64_t n); \
	uint64_t plain_##name(uint64_t n);
KERNELS(KERNEL_DECLARE)
#undef KERNEL_DECLARE

/* In floating point and vectors: programs may, the kernel may not. */
uint64_t counted_vectors(uint64_t n);
uint64_t plain_vectors(uint64_t n);
uint64_t counted_x87(uint64_t n);
uint64_t plain_x87(uint64_t n);

/* Functions whose calls are looked at. */
uint64_t marked_tree(uint64_t n);
uint64_t marked_down(uint64_t n);
uint64_t marked_cold(uint64_t n);
uint64_t marked_clone(uint64_t n);
uint64_t marked_call(void (*fn)(void *arg), void *arg);
uint64_t marked_sleeper(void (*fn)(void *arg), void *arg);

#endif
