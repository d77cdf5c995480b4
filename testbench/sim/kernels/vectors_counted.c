// SPDX-License-Identifier: MIT
// Work in SSE registers.
#include "kernels.h"

uint64_t KERNEL(vectors)(uint64_t n)
{
	double a[16], s = 0.5;
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
	}
	for (k = 0; k < 16; k++)
		s += a[k];
	return (uint64_t)(int64_t)(s * 1e6) ^ (uint64_t)(int64_t)f;
}
