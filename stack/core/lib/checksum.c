// SPDX-License-Identifier: MIT
/*
 * The Internet checksum (RFC 1071): eight bytes at a time, since the sum does
 * not mind the width of what is added (section 2, "parallel summation").
 */
#include <asm/unaligned.h>
#include <net/checksum.h>

static inline u64 load64(const u8 *p)
{
	return ((const struct __una_u64 *)p)->x;
}

static inline u64 add_carry(u64 sum, u64 v)
{
	sum += v;
	return sum + (sum < v);
}

/* Fewer than eight bytes, followed by zeros (section 4.1). */
static inline u64 load_rest(const u8 *p, int n)
{
	u64 v = 0;

	while (n--)
		v = v << 8 | p[n];
	return v;
}

__wsum csum_partial(const void *buf, int len, __wsum sum)
{
	const u8 *p = buf;
	u64 s = sum;

	for (; len >= 32; len -= 32, p += 32) {
		s = add_carry(s, load64(p));
		s = add_carry(s, load64(p + 8));
		s = add_carry(s, load64(p + 16));
		s = add_carry(s, load64(p + 24));
	}
	for (; len >= 8; len -= 8, p += 8)
		s = add_carry(s, load64(p));
	if (len > 0)
		s = add_carry(s, load_rest(p, len));
	s = (s & 0xffffffff) + (s >> 32);
	s = (s & 0xffffffff) + (s >> 32);
	return (__wsum)s;
}
