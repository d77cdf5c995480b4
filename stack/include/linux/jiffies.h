/* SPDX-License-Identifier: MIT */
/*
 * Coarse time. HZ is 250, as in Debian's kernels. There is no periodic tick:
 * jiffies is computed from the machine's clock. It starts 5 minutes below the
 * 32-bit wrap, as in Linux, so that code which compares badly is caught.
 */
#ifndef _LINUX_JIFFIES_H
#define _LINUX_JIFFIES_H

#include <linux/kernel.h>
#include <linux/time64.h>

#define HZ		250
#define INITIAL_JIFFIES ((unsigned long)(unsigned int)(-300 * HZ))
#define TICK_NSEC	(NSEC_PER_SEC / HZ)

unsigned long get_jiffies(void);
#define jiffies		 get_jiffies()
#define get_jiffies_64() ((u64)get_jiffies())
#define MAX_JIFFY_OFFSET ((LONG_MAX >> 1) - 1)

#define time_after(a, b)	  ((long)((b) - (a)) < 0)
#define time_before(a, b)	  time_after(b, a)
#define time_after_eq(a, b)	  ((long)((a) - (b)) >= 0)
#define time_before_eq(a, b)	  time_after_eq(b, a)
#define time_in_range(a, b, c)	  (time_after_eq(a, b) && time_before_eq(a, c))
#define time_is_before_jiffies(a) time_after(jiffies, a)
#define time_is_after_jiffies(a)  time_before(jiffies, a)

/* Rounded up: a time-out is never short. */
static inline unsigned long msecs_to_jiffies(const unsigned int ms)
{
	return (ms + (1000 / HZ) - 1) / (1000 / HZ);
}

static inline unsigned long usecs_to_jiffies(const unsigned int us)
{
	return (us + (USEC_PER_SEC / HZ) - 1) / (USEC_PER_SEC / HZ);
}

static inline unsigned long nsecs_to_jiffies(u64 ns)
{
	return (unsigned long)(ns / TICK_NSEC);
}

static inline unsigned int jiffies_to_msecs(const unsigned long j)
{
	return (unsigned int)(j * (1000 / HZ));
}

static inline unsigned int jiffies_to_usecs(const unsigned long j)
{
	return (unsigned int)(j * (USEC_PER_SEC / HZ));
}

/* To the next full second, to batch what is not urgent. */
unsigned long round_jiffies(unsigned long j);
unsigned long round_jiffies_relative(unsigned long j);

#endif
