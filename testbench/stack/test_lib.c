// SPDX-License-Identifier: MIT
/* Formatting, numbers, checksums, the queue of moments. */
#include "bench.h"

#include <linux/crc32.h>
#include <linux/errno.h>
#include <linux/random.h>
#include <linux/timerqueue.h>
#include <net/checksum.h>

#define SAME(wanted, ...)                                             \
	do {                                                          \
		char _got[128];                                       \
		int _n = k_snprintf(_got, sizeof(_got), __VA_ARGS__); \
		ck_assert_str_eq(_got, wanted);                       \
		ck_assert_int_eq(_n, (int)strlen(wanted));            \
	} while (0)

static const char *volatile nothing;

START_TEST(formats_are_those_of_c_and_linux)
{
	static const u8 mac[6] = {0x52, 0x54, 0, 0x12, 0x34, 2};
	static const u8 ip[4] = {10, 9, 0, 2};
	dma_addr_t addr = 0x12345678ull;
	char small[8];

	SAME("a-17b", "a%db", -17);
	SAME("[   42|42   |00042]", "[%5d|%-5d|%05d]", 42, 42, 42);
	SAME("ff FF 0xff 0377", "%x %X %#x %#o", 255, 255, 255, 255);
	SAME("18446744073709551615", "%llu", ~0ull);
	SAME("-9223372036854775808", "%lld", (long long)(1ull << 63));
	SAME("x y..", "%c %.1s%s", 'x', "yz", "..");
	SAME("(null)|  ab|ab  ", "%s|%4s|%-4s", nothing, "ab", "ab");
	SAME("100%", "%d%%", 100);
	SAME("007 +7", "%.3d %+d", 7, 7);
	SAME("  12", "%*d", 4, 12);
	SAME("255 -1", "%hhu %hd", (unsigned char)255, (short)-1);
	SAME("52:54:00:12:34:02", "%pM", mac);
	SAME("10.9.0.2", "%pI4", ip);
	SAME("0x12345678", "%pad", &addr);
	SAME("-ENOMEM", "%pe", ERR_PTR(-ENOMEM));
	SAME("(ptr)", "%p", (const void *)mac);
	ck_assert_int_eq(k_snprintf(small, sizeof(small), "%s", "longer text"),
			 11);
	ck_assert_str_eq(small, "longer ");
	ck_assert_int_eq(k_scnprintf(small, sizeof(small), "%s", "longer text"),
			 7);
}
END_TEST

START_TEST(numbers_are_read_whole_or_not_at_all)
{
	unsigned long long v;
	int i;

	ck_assert_int_eq(kstrtoull("0x1fF", 0, &v), 0);
	ck_assert_uint_eq(v, 0x1ff);
	ck_assert_int_eq(kstrtoull("017\n", 0, &v), 0);
	ck_assert_uint_eq(v, 15);
	ck_assert_int_eq(kstrtoull("12x", 10, &v), -EINVAL);
	ck_assert_int_eq(kstrtoull("", 10, &v), -EINVAL);
	ck_assert_int_eq(kstrtoull("18446744073709551616", 10, &v), -ERANGE);
	ck_assert_int_eq(kstrtoint("-2147483648", 10, &i), 0);
	ck_assert_int_eq(i, INT_MIN);
	ck_assert_int_eq(kstrtoint("2147483648", 10, &i), -ERANGE);
	ck_assert_int_eq(kstrtoint("- 1", 10, &i), -EINVAL);
}
END_TEST

START_TEST(strings_are_cut_where_the_room_ends)
{
	char d[4];

	ck_assert_int_eq(strscpy(d, "abc", sizeof(d)), 3);
	ck_assert_int_eq(strscpy(d, "abcd", sizeof(d)), -E2BIG);
	ck_assert_str_eq(d, "abc");
	ck_assert_uint_eq(k_strnlen("abc", 2), 2);
	ck_assert_int_lt(k_strcmp("abc", "abd"), 0);
	ck_assert_int_eq(k_strncmp("abc", "abd", 2), 0);
	ck_assert_ptr_null(k_strchr("abc", 'x'));
}
END_TEST

/* RFC 1071, two bytes at a time: slow, and plainly right. */
static u16 plain_sum(const u8 *p, int len)
{
	u32 s = 0;

	for (int i = 0; i < len; i++)
		s += i & 1 ? p[i] : (u32)p[i] << 8;
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return (u16)s;
}

START_TEST(the_internet_checksum_is_that_of_rfc_1071)
{
	/* The RFC's own example, section 3. */
	static const u8 rfc[] = {0x00, 0x01, 0xf2, 0x03,
				 0xf4, 0xf5, 0xf6, 0xf7};
	u8 buf[200];

	ck_assert_uint_eq(ntohs((u16)~ip_compute_csum(rfc, 8)), 0xddf2);
	for (int i = 0; i < 200; i++)
		buf[i] = (u8)(i * 37 + 200);
	for (int from = 0; from < 9; from++)
		for (int len = 0; len < 190; len++)
			ck_assert_uint_eq(
				ntohs((u16)~ip_compute_csum(buf + from, len)),
				plain_sum(buf + from, len));
}
END_TEST

START_TEST(the_ethernet_crc_has_its_known_residue)
{
	static const u8 check[] = "123456789";
	u8 frame[64 + 4];
	u32 crc;

	ck_assert_uint_eq(~crc32_le(~0u, check, 9), 0xcbf43926);
	memset(frame, 0x5a, 64);
	crc = ~ether_crc_le(64, frame);
	memcpy(frame + 64, &crc, 4);
	ck_assert_uint_eq(ether_crc_le(68, frame), 0xdebb20e3);
}
END_TEST

/* Against a plain search, over many operations. */
START_TEST(the_queue_of_moments_always_gives_the_earliest)
{
	enum { N = 300 };
	static struct timerqueue_node node[N];
	struct timerqueue_head h = {0};
	u64 random = 1;

	for (int step = 0; step < 20000; step++) {
		struct timerqueue_node *n, *first = NULL;

		random = random * 6364136223846793005ull +
			 1442695040888963407ull;
		n = &node[(random >> 33) % N];
		if (n->queued) {
			timerqueue_del(&h, n);
		} else {
			n->expires = (random >> 45) % 64;
			timerqueue_add(&h, n);
		}
		for (int i = 0; i < N; i++) {
			if (!node[i].queued)
				continue;
			if (!first || node[i].expires < first->expires ||
			    (node[i].expires == first->expires &&
			     node[i].seq < first->seq))
				first = &node[i];
		}
		ck_assert_ptr_eq(timerqueue_getnext(&h), first);
	}
}
END_TEST

ON_CPU(draw)
{
	u64 *v = arg;

	for (int i = 0; i < 4; i++)
		v[i] = get_random_u64();
	for (int i = 0; i < 100; i++)
		ck_assert_uint_lt(prandom_u32_max(7), 7);
}

START_TEST(random_numbers_repeat_with_the_seed)
{
	struct bench *a = bench_start(), *b;
	u64 v[4], w[4];

	bench_run(a, draw, v);
	bench_stop(a);
	b = bench_start();
	bench_run(b, draw, w);
	bench_stop(b);
	ck_assert_mem_eq(v, w, sizeof(v));
	ck_assert_uint_ne(v[0], v[1]);
}
END_TEST

Suite *lib_suite(void)
{
	Suite *s = suite_create("lib");
	TCase *t = tcase_create("lib");

	tcase_add_test(t, formats_are_those_of_c_and_linux);
	tcase_add_test(t, numbers_are_read_whole_or_not_at_all);
	tcase_add_test(t, strings_are_cut_where_the_room_ends);
	tcase_add_test(t, the_internet_checksum_is_that_of_rfc_1071);
	tcase_add_test(t, the_ethernet_crc_has_its_known_residue);
	tcase_add_test(t, the_queue_of_moments_always_gives_the_earliest);
	tcase_add_test(t, random_numbers_repeat_with_the_seed);
	suite_add_tcase(s, t);
	return s;
}
