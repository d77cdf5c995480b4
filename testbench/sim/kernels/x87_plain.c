// SPDX-License-Identifier: MIT
// The same work, not counted.
#define KERNEL(name) plain_##name
#include "x87_counted.c"
