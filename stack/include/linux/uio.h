/* SPDX-License-Identifier: MIT */
/*
 * A program's memory in pieces, and how far a call has come in it. Kernel and
 * programs share one address space: a copy is a memcpy. What Linux's fault
 * handler finds out, that a pointer is none, is asked of the first page only.
 */
#ifndef _LINUX_UIO_H
#define _LINUX_UIO_H

#include <linux/types.h>

struct sk_buff;

#define UIO_MAXIOV   1024
#define MAX_RW_COUNT 0x7ffff000 /* no call moves more */

struct iovec {
	void *iov_base;
	size_t iov_len;
};

struct iov_iter {
	const struct iovec *iov; /* the piece to go on with */
	size_t iov_offset;	 /* in it */
	size_t count;		 /* bytes left in all */
};

/* No program has anything there. */
static inline bool access_ok(const void *p, size_t len)
{
	return !len || (uintptr_t)p >= 4096;
}

static inline void iov_iter_init(struct iov_iter *i, const struct iovec *iov,
				 size_t count)
{
	i->iov = iov;
	i->iov_offset = 0;
	i->count = count;
}

static inline size_t iov_iter_count(const struct iov_iter *i)
{
	return i->count;
}

/* Sum of @n pieces, or -EINVAL: more than Linux takes. */
ssize_t iov_length(const struct iovec *iov, unsigned long n);
/* 0 or -EFAULT; all @len bytes must be there. */
int copy_from_iter(void *to, size_t len, struct iov_iter *i);
int copy_to_iter(const void *from, size_t len, struct iov_iter *i);
/* The same with their sum on top of *@csum. */
int csum_and_copy_from_iter(void *to, size_t len, __wsum *csum,
			    struct iov_iter *i);
/* @len bytes from @offset of @skb on. */
int skb_copy_datagram_iter(const struct sk_buff *skb, int offset,
			   struct iov_iter *i, size_t len);
int skb_copy_and_csum_iter(const struct sk_buff *skb, int offset,
			   struct iov_iter *i, size_t len, __wsum *csum);

#endif
