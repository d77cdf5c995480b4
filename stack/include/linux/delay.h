/* SPDX-License-Identifier: MIT */
/* Waiting: busy (any context) and asleep (process context). */
#ifndef _LINUX_DELAY_H
#define _LINUX_DELAY_H

#include <linux/kernel.h>

void ndelay(unsigned long ns);
void udelay(unsigned long us);
void mdelay(unsigned long ms);
/* At least @ms, on the jiffy after it, as in Linux. */
void msleep(unsigned int ms);
/* Returns milliseconds left if a signal ended it. */
unsigned long msleep_interruptible(unsigned int ms);
void usleep_range(unsigned long min_us, unsigned long max_us);
void fsleep(unsigned long us);

static inline void ssleep(unsigned int s)
{
	msleep(s * 1000);
}

#endif
