// SPDX-License-Identifier: MIT
/* splitmix64: one addition and a mixer, the same on every machine. */
#include "../core.h"

#include <linux/etherdevice.h>
#include <linux/random.h>

static u64 next(struct kernel *k)
{
	u64 z = k->random += 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

void random_seed(struct kernel *k, u64 seed)
{
	k->random = seed;
}

u64 get_random_u64(void)
{
	return next(this_kernel());
}

u32 get_random_u32(void)
{
	return (u32)(get_random_u64() >> 32);
}

u32 prandom_u32_max(u32 ceil)
{
	return (u32)(((u64)get_random_u32() * ceil) >> 32);
}

void get_random_bytes(void *buf, size_t len)
{
	u8 *p = buf;

	while (len) {
		u64 v = get_random_u64();
		size_t n = len < sizeof(v) ? len : sizeof(v);

		memcpy(p, &v, n);
		p += n;
		len -= n;
	}
}

void eth_random_addr(u8 *addr)
{
	get_random_bytes(addr, ETH_ALEN);
	addr[0] = (u8)((addr[0] & 0xfe) | 0x02); /* local, not multicast */
}
