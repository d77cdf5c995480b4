// SPDX-License-Identifier: MIT
// Functions whose calls are looked at: see kernels.h.
#include "kernels.h"

#define FUNCTION __attribute__((noinline)) static uint64_t

FUNCTION leaf(uint64_t n)
{
	return n * n + 1;
}

FUNCTION left(uint64_t n)
{
	return leaf(n) + 3;
}

FUNCTION right(uint64_t n)
{
	return leaf(n) ^ left(n);
}

uint64_t marked_tree(uint64_t n)
{
	return left(n) * 3 + right(n);
}

/* Not a loop: the calls are wanted. */
uint64_t marked_down(uint64_t n)
{
	return n ? marked_down(n - 1) * 3 + n : 7;
}

__attribute__((noinline, cold)) static uint64_t rare(uint64_t n)
{
	return n / 3;
}

/* The call is in the cold section, and so may be the return after it. */
uint64_t marked_cold(uint64_t n)
{
	if (__builtin_expect(n > 100, 0))
		return rare(n) + leaf(n);
	return n + 1;
}

/* Two callers with the same constant: the compiler makes a copy for it. */
FUNCTION copied(uint64_t n, uint64_t k)
{
	uint64_t sum = 0;

	while (n--)
		sum = sum * k + n;
	return sum;
}

uint64_t marked_clone(uint64_t n)
{
	return copied(n, 5) ^ copied(n + 1, 5);
}

/* Calls @fn with @arg two functions deep. */
__attribute__((noinline)) static uint64_t inner(void (*fn)(void *arg),
						void *arg)
{
	fn(arg);
	return leaf(1);
}

uint64_t marked_call(void (*fn)(void *arg), void *arg)
{
	return inner(fn, arg) + 1;
}

uint64_t marked_sleeper(void (*fn)(void *arg), void *arg)
{
	return inner(fn, arg) + 2;
}
