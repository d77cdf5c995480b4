/* SPDX-License-Identifier: MIT */
/* Reference counts that stop the machine where they over- or underflow. */
#ifndef _LINUX_REFCOUNT_H
#define _LINUX_REFCOUNT_H

#include <linux/atomic.h>
#include <linux/bug.h>

typedef struct refcount_struct {
	atomic_t refs;
} refcount_t;

#define REFCOUNT_INIT(n)               \
	{                              \
		.refs = ATOMIC_INIT(n) \
	}

static inline void refcount_set(refcount_t *r, int n)
{
	atomic_set(&r->refs, n);
}

static inline unsigned int refcount_read(const refcount_t *r)
{
	return (unsigned int)atomic_read(&r->refs);
}

static inline void refcount_inc(refcount_t *r)
{
	if (unlikely(atomic_inc_return(&r->refs) <= 1))
		__bug(__FILE__, __LINE__, "refcount: use after free");
}

static inline bool refcount_inc_not_zero(refcount_t *r)
{
	return atomic_inc_not_zero(&r->refs);
}

static inline bool refcount_dec_and_test(refcount_t *r)
{
	int n = atomic_dec_return(&r->refs);

	if (unlikely(n < 0))
		__bug(__FILE__, __LINE__, "refcount: underflow");
	return n == 0;
}

static inline void refcount_dec(refcount_t *r)
{
	if (unlikely(atomic_dec_return(&r->refs) <= 0))
		__bug(__FILE__, __LINE__, "refcount: decrement hit 0");
}

#endif
