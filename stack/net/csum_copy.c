// SPDX-License-Identifier: MIT
/* Copying and summing in one pass, RFC 1071 4. */
#include <net/ip.h>

static inline u64 load64(const u8 *p)
{
	u64 v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

/* RFC 1071 2(C): carries are added back where they fall out. */
static inline u64 add_carry(u64 sum, u64 v)
{
	sum += v;
	return sum + (sum < v);
}

__wsum csum_partial_copy_nocheck(const void *src, void *dst, int len,
				 __wsum sum)
{
	const u8 *p = src;
	u8 *d = dst;
	u64 s = sum, v;

	for (; len >= 8; len -= 8, p += 8, d += 8) {
		v = load64(p);
		__builtin_memcpy(d, &v, sizeof(v));
		s = add_carry(s, v);
	}
	/* The tail, padded with zeros (RFC 1071 4.1). */
	v = 0;
	for (int i = 0; i < len; i++) {
		d[i] = p[i];
		v |= (u64)p[i] << (8 * i);
	}
	s = add_carry(s, v);
	s = (s & 0xffffffff) + (s >> 32);
	s = (s & 0xffffffff) + (s >> 32);
	return (__wsum)s;
}

__wsum skb_copy_and_csum_bits(const struct sk_buff *skb, int offset, u8 *to,
			      int len)
{
	int linear = (int)skb_headlen(skb) - offset;
	int done = min(len, max(linear, 0));
	__wsum sum = csum_partial_copy_nocheck(skb->data + offset, to, done, 0);

	if (done == len)
		return sum;
	/* From page fragments: two passes. */
	BUG_ON(skb_copy_bits(skb, offset + done, to + done, len - done));
	return csum_block_add(sum, csum_partial(to + done, len - done, 0),
			      done);
}

__sum16 skb_checksum_simple(const struct sk_buff *skb)
{
	if (skb_csum_unnecessary(skb))
		return 0;
	return csum_fold(skb_checksum(skb, 0, (int)skb->len, 0));
}
