/* SPDX-License-Identifier: MIT */
/* Numbers drawn from kernel_config.seed: the same in every run. */
#ifndef _LINUX_RANDOM_H
#define _LINUX_RANDOM_H

#include <linux/types.h>

u32 get_random_u32(void);
u64 get_random_u64(void);
void get_random_bytes(void *buf, size_t len);
/* Below @ceil. */
u32 prandom_u32_max(u32 ceil);

#endif
