/* SPDX-License-Identifier: MIT */
/*
 * The Internet checksum (RFC 1071, RFC 1624). Sums are kept unfolded in 32
 * bits (__wsum); addresses, lengths and protocols as Linux passes them.
 */
#ifndef _NET_CHECKSUM_H
#define _NET_CHECKSUM_H

#include <asm/byteorder.h>
#include <linux/types.h>

#define CSUM_MANGLED_0 ((__sum16)0xffff)

/* One's complement sum of @len bytes on top of @sum. core/lib/checksum.c */
__wsum csum_partial(const void *buf, int len, __wsum sum);

/* The same while copying to @dst. net/csum_copy.c */
__wsum csum_partial_copy_nocheck(const void *src, void *dst, int len,
				 __wsum sum);

static inline __sum16 csum_fold(__wsum sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (__sum16)~sum;
}

static inline __wsum csum_add(__wsum a, __wsum b)
{
	a += b;
	return a + (a < b);
}

static inline __wsum csum_sub(__wsum a, __wsum b)
{
	return csum_add(a, ~b);
}

/* @sum2 is that of a block which begins @offset bytes in. */
static inline __wsum csum_block_add(__wsum sum, __wsum sum2, int offset)
{
	if (offset & 1)
		sum2 = (sum2 << 8) | (sum2 >> 24);
	return csum_add(sum, sum2);
}

static inline __wsum csum_unfold(__sum16 n)
{
	return n;
}

static inline __wsum csum_tcpudp_nofold(__be32 saddr, __be32 daddr, u32 len,
					u8 proto, __wsum sum)
{
	sum = csum_add(sum, saddr);
	sum = csum_add(sum, daddr);
	return csum_add(sum, htonl(len + proto));
}

static inline __sum16 csum_tcpudp_magic(__be32 saddr, __be32 daddr, u32 len,
					u8 proto, __wsum sum)
{
	return csum_fold(csum_tcpudp_nofold(saddr, daddr, len, proto, sum));
}

static inline __sum16 ip_compute_csum(const void *buf, int len)
{
	return csum_fold(csum_partial(buf, len, 0));
}

static inline __sum16 ip_fast_csum(const void *iph, unsigned int ihl)
{
	return csum_fold(csum_partial(iph, (int)(ihl * 4), 0));
}

/* RFC 1624 equation 3. */
static inline void csum_replace2(__sum16 *sum, __be16 old, __be16 new)
{
	*sum = csum_fold(
		csum_add(csum_add((__wsum)(u16) ~*sum, (u16)~old), new));
}

static inline void csum_replace4(__sum16 *sum, __be32 from, __be32 to)
{
	*sum = csum_fold(csum_add(csum_sub((__wsum)(u16) ~*sum, from), to));
}

#endif
