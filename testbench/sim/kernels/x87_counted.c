// SPDX-License-Identifier: MIT
// Work on the x87 stack.
#include "kernels.h"

uint64_t KERNEL(x87)(uint64_t n)
{
	long double l = 1.25L, k = 0.5L;
	uint64_t i;

	for (i = 0; i < n; i++) {
		l = l * 0.75L + k;
		if (l > 1.5L)
			k = k * 0.25L - (long double)(i & 7) / 8;
		else
			k = 3.0L - l * 0.5L; /* bounded, for the result */
	}
	return (uint64_t)(int64_t)(l * 1e9L) ^ (uint64_t)(int64_t)(k * 1e9L);
}
