// SPDX-License-Identifier: MIT
// What a kernel is made of: see kernels.h.
#include "kernels.h"

typedef unsigned __int128 u128;

static uint64_t mix(uint64_t x)
{
	x ^= x << 13;
	x ^= x >> 7;
	return x ^ x << 17;
}

__attribute__((noinline)) static int three_way(int64_t a, int64_t b)
{
	if (a > b)
		return 1;
	if (a == b)
		return 2;
	return 3;
}

uint64_t KERNEL(compare)(uint64_t n)
{
	uint64_t x = 88172645463325252ull, sum = 0;
	uint64_t i;

	for (i = 0; i < n; i++) {
		x = mix(x);
		sum = sum * 3 + (uint64_t)three_way((int64_t)(x & 3),
						    (int64_t)(x >> 8 & 3));
	}
	return sum;
}

uint64_t KERNEL(carry)(uint64_t n)
{
	u128 a = 1, b = 0xfedcba9876543210ull;
	uint64_t x = 1, lost = 0, i;

	for (i = 0; i < n; i++) {
		x = mix(x);
		a += ((u128)x << 64) + b;
		b = (b >> 3) - a;
		if (__builtin_add_overflow(lost, x, &lost))
			lost++;
		if (a > b)
			a -= lost;
	}
	return (uint64_t)a ^ (uint64_t)(a >> 64) ^ (uint64_t)b ^ lost;
}

__attribute__((noinline)) static uint64_t choose(unsigned k, uint64_t x)
{
	switch (k) {
	case 0:
		return x + 1;
	case 1:
		return x * 7;
	case 2:
		return x ^ x >> 9;
	case 3:
		return x - 13;
	case 4:
		return ~x;
	case 5:
		return x << 3 | x >> 61;
	case 6:
		return x / 3;
	case 8:
		return x % 1021;
	default:
		return x ^ 0x5555;
	}
}

uint64_t KERNEL(table)(uint64_t n)
{
	uint64_t x = 99, i;

	for (i = 0; i < n; i++)
		x = choose((unsigned)(x ^ i) % 10, x + i);
	return x;
}

uint64_t KERNEL(labels)(uint64_t n)
{
	static const void *const op[] = {&&add, &&mul, &&rot, &&test};
	uint64_t x = 5, y = 1;

	goto *op[x & 3];
add:
	x += y;
	goto next;
mul:
	x *= 0x9e3779b97f4a7c15ull;
	goto next;
rot:
	x = x << 7 | x >> 57;
	goto next;
test:
	if ((int64_t)x < 0)
		y += x;
next:
	if (!n--)
		return x ^ y;
	y = mix(y + n);
	goto *op[(x ^ y) & 3];
}

__attribute__((noinline)) static uint64_t ackermann(uint64_t m, uint64_t n)
{
	if (!m)
		return n + 1;
	if (!n)
		return ackermann(m - 1, 1);
	return ackermann(m - 1, ackermann(m, n - 1));
}

__attribute__((noinline)) static uint64_t fib(uint64_t n)
{
	return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

uint64_t KERNEL(recursion)(uint64_t n)
{
	uint64_t sum = 0, i;

	for (i = 0; i < n; i++)
		sum += ackermann(2, i % 5) + fib(i % 9);
	return sum;
}

struct wide {
	uint64_t word[64];
};

__attribute__((noinline)) static void clear(struct wide *w)
{
	__asm__ volatile("" ::: "memory");
	*w = (struct wide){{0}};
	__asm__ volatile("" ::: "memory");
}

__attribute__((noinline)) static void copy(struct wide *to,
					   const struct wide *from)
{
	*to = *from;
}

static inline void rep_stosb(void *d, int c, uint64_t n)
{
	__asm__ volatile("rep stosb" : "+D"(d), "+c"(n) : "a"(c) : "memory");
}

uint64_t KERNEL(strings)(uint64_t n)
{
	struct wide a, b;
	uint64_t sum = 0, i;

	for (i = 0; i < n; i++) {
		clear(&a);
		a.word[i & 63] = i + sum;
		copy(&b, &a);
		rep_stosb(b.word + 8, (int)i, 24);
		__builtin_memmove(b.word + 1, b.word, 8 * (i & 31));
		sum = sum * 5 + b.word[(i + 1) & 63] + b.word[9];
	}
	return sum;
}

__attribute__((noinline, cold)) static uint64_t rare(uint64_t x)
{
	return x * 11 + 3;
}

uint64_t KERNEL(cold)(uint64_t n)
{
	uint64_t x = 7, i;

	for (i = 0; i < n; i++) {
		x = mix(x + i);
		if (__builtin_expect((x & 63) == 1, 0)) {
			x += rare(i);
			if (x & 4096)
				x = rare(x) ^ rare(x + 1);
		}
	}
	return x;
}

uint64_t KERNEL(parse)(uint64_t n)
{
	uint8_t p[64];
	uint64_t sum = 0, i;
	unsigned k;

	for (k = 0; k < sizeof(p); k++)
		p[k] = (uint8_t)(k * 37 + 11);
	for (i = 0; i < n; i++) {
		uint32_t check = 0;
		unsigned type;

		p[i % 64] ^= (uint8_t)i;
		type = (unsigned)p[12] << 8 | p[13];
		for (k = 14; k < 34; k += 2)
			check += (uint32_t)p[k] << 8 | p[k + 1];
		while (check >> 16)
			check = (check & 0xffff) + (check >> 16);
		if (type == 0x0800)
			sum += check;
		else if (type > 0x8000)
			sum ^= type + check;
		else
			sum -= p[20] > 5 ? check : type;
	}
	return sum;
}

struct node {
	struct node *next;
	uint64_t key;
};

uint64_t KERNEL(lists)(uint64_t n)
{
	struct node pool[32], *head = 0, **at;
	uint64_t x = 3, sum = 0, i;
	unsigned used = 0;

	for (i = 0; i < n; i++) {
		x = mix(x);
		if (used < 32) {
			struct node *new = &pool[used++];

			new->key = x >> 40;
			for (at = &head; *at && (*at)->key < new->key;)
				at = &(*at)->next;
			new->next = *at;
			*at = new;
			continue;
		}
		for (at = &head; *at; at = &(*at)->next)
			sum = sum * 31 + (*at)->key;
		head = 0;
		used = 0;
	}
	return sum;
}

uint64_t KERNEL(divide)(uint64_t n)
{
	uint64_t a, b, sum = 0;

	for (a = 1; a <= n; a++) {
		uint64_t x = a * 0x12345, y = 360360;

		while (y) {
			b = x % y;
			x = y;
			y = b;
		}
		sum += x;
	}
	return sum;
}
