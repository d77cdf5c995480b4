// SPDX-License-Identifier: MIT
/* Copies between the kernel and a program's memory in pieces. */
#include <linux/errno.h>
#include <linux/skbuff.h>
#include <linux/uio.h>
#include <net/ip.h>

ssize_t iov_length(const struct iovec *iov, unsigned long n)
{
	size_t sum = 0;

	if (n > UIO_MAXIOV)
		return -EINVAL;
	for (unsigned long k = 0; k < n; k++) {
		if ((ssize_t)iov[k].iov_len < 0)
			return -EINVAL;
		sum += min_t(size_t, iov[k].iov_len, MAX_RW_COUNT - sum);
	}
	return (ssize_t)sum;
}

/* The next piece, at most @want bytes of it; NULL: there is no such memory. */
static void *next_piece(struct iov_iter *i, size_t want, size_t *len)
{
	char *base;

	while (i->iov_offset == i->iov->iov_len) {
		i->iov++;
		i->iov_offset = 0;
	}
	*len = min(want, i->iov->iov_len - i->iov_offset);
	base = i->iov->iov_base;
	if (!access_ok(base, *len))
		return NULL;
	base += i->iov_offset;
	i->iov_offset += *len;
	i->count -= *len;
	return base;
}

int copy_from_iter(void *to, size_t len, struct iov_iter *i)
{
	char *p, *d = to;
	size_t n;

	if (len > i->count)
		return -EFAULT;
	for (; len; len -= n, d += n) {
		p = next_piece(i, len, &n);
		if (!p)
			return -EFAULT;
		memcpy(d, p, n);
	}
	return 0;
}

int copy_to_iter(const void *from, size_t len, struct iov_iter *i)
{
	const char *s = from;
	char *p;
	size_t n;

	if (len > i->count)
		return -EFAULT;
	for (; len; len -= n, s += n) {
		p = next_piece(i, len, &n);
		if (!p)
			return -EFAULT;
		memcpy(p, s, n);
	}
	return 0;
}

int csum_and_copy_from_iter(void *to, size_t len, __wsum *csum,
			    struct iov_iter *i)
{
	size_t done = 0, n;
	__wsum sum;
	char *p;

	if (len > i->count)
		return -EFAULT;
	for (; done < len; done += n) {
		p = next_piece(i, len - done, &n);
		if (!p)
			return -EFAULT;
		sum = csum_partial_copy_nocheck(p, (char *)to + done, (int)n,
						0);
		*csum = csum_block_add(*csum, sum, (int)done);
	}
	return 0;
}

int skb_copy_datagram_iter(const struct sk_buff *skb, int offset,
			   struct iov_iter *i, size_t len)
{
	size_t n;
	void *p;

	if (len > i->count)
		return -EFAULT;
	for (; len; len -= n, offset += (int)n) {
		p = next_piece(i, len, &n);
		if (!p || skb_copy_bits(skb, offset, p, (int)n))
			return -EFAULT;
	}
	return 0;
}

int skb_copy_and_csum_iter(const struct sk_buff *skb, int offset,
			   struct iov_iter *i, size_t len, __wsum *csum)
{
	size_t done = 0, n;
	__wsum sum;
	void *p;

	if (len > i->count)
		return -EFAULT;
	for (; done < len; done += n) {
		p = next_piece(i, len - done, &n);
		if (!p)
			return -EFAULT;
		sum = skb_copy_and_csum_bits(skb, offset + (int)done, p,
					     (int)n);
		*csum = csum_block_add(*csum, sum, (int)done);
	}
	return 0;
}
