// SPDX-License-Identifier: MIT
// Work in SSE registers, the x87 stack and SSE's integer side.
#include "kernels.h"

uint64_t KERNEL(vectors)(uint64_t n)
{
	double a[16], s = 0.5;
	long double l = 1.25L;
	float f = 3;
	uint64_t i;
	unsigned k;

	for (k = 0; k < 16; k++)
		a[k] = 1.0 / (k + 1);
	for (i = 0; i < n; i++) {
		for (k = 0; k < 16; k++)
			a[k] = a[k] * 0.999 + s;
		s = a[i & 15] > 2 ? s * 0.5 : s + 0.25;
		f = f * 1.0001f - (float)s;
		l = l * 0.75L + (long double)a[(i * 7) & 15];
	}
	for (k = 0; k < 16; k++)
		s += a[k];
	return (uint64_t)(int64_t)(s * 1e6) ^ (uint64_t)(int64_t)(l * 1e9L) ^
	       (uint64_t)(int64_t)f;
}
