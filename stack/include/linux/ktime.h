/* SPDX-License-Identifier: MIT */
/* Time in nanoseconds since power-on. Context: any. */
#ifndef _LINUX_KTIME_H
#define _LINUX_KTIME_H

#include <linux/jiffies.h>
#include <linux/time64.h>
#include <linux/types.h>

typedef s64 ktime_t;

#define KTIME_MAX S64_MAX

ktime_t ktime_get(void);
u64 ktime_get_ns(void);
/* The simulated machine has no other clock: wall time starts at 0 too. */
#define ktime_get_real() ktime_get()
#define local_clock()	 ktime_get_ns()

#define ktime_add(a, b)	   ((a) + (b))
#define ktime_sub(a, b)	   ((a) - (b))
#define ktime_add_ns(a, n) ((a) + (s64)(n))
#define ktime_add_us(a, u) ((a) + (s64)(u)*NSEC_PER_USEC)
#define ktime_to_ns(k)	   (k)
#define ktime_to_us(k)	   ((k) / NSEC_PER_USEC)
#define ktime_to_ms(k)	   ((k) / NSEC_PER_MSEC)
#define ns_to_ktime(n)	   ((ktime_t)(n))
#define us_to_ktime(u)	   ((ktime_t)(u)*NSEC_PER_USEC)
#define ms_to_ktime(m)	   ((ktime_t)(m)*NSEC_PER_MSEC)
#define ktime_set(s, n)	   ((ktime_t)(s)*NSEC_PER_SEC + (s64)(n))

static inline bool ktime_after(ktime_t a, ktime_t b)
{
	return a > b;
}

static inline bool ktime_before(ktime_t a, ktime_t b)
{
	return a < b;
}

#endif
