// SPDX-License-Identifier: MIT
/* BSD's packet buffer. */
#include "bench.h"

#include <bsd/mbuf.h>
#include <linux/kernel.h>

/* A chain with these lengths, the bytes 0, 1, 2, ... in it. Lengths above what
 * a small buffer holds are in clusters. */
static struct mbuf *chain(const int *lens, unsigned int n)
{
	struct mbuf *top = NULL, **np = &top;
	int at = 0;

	for (unsigned int i = 0; i < n; i++) {
		struct mbuf *m = i ? m_get(M_WAITOK, MT_DATA)
				   : m_gethdr(M_WAITOK, MT_DATA);

		ck_assert_ptr_nonnull(m);
		if (lens[i] > (i ? MLEN : MHLEN))
			ck_assert(m_clget(m, M_WAITOK));
		for (int j = 0; j < lens[i]; j++)
			m->m_data[j] = (char)(at + j);
		m->m_len = lens[i];
		at += lens[i];
		*np = m;
		np = &m->m_next;
	}
	top->m_pkthdr.len = at;
	return top;
}
#define CHAIN(...)                        \
	chain((const int[]){__VA_ARGS__}, \
	      sizeof((const int[]){__VA_ARGS__}) / sizeof(int))

/* The bytes @first, @first + 1, ..., @len of them, and no more. */
static void assert_counts(const struct mbuf *m, int first, int len)
{
	ck_assert_int_eq(m_length(m), len);
	if (m && m->m_flags & M_PKTHDR)
		ck_assert_int_eq(m->m_pkthdr.len, len);
	for (; m; m = m->m_next)
		for (int i = 0; i < m->m_len; i++, first++)
			ck_assert_uint_eq((u8)m->m_data[i], (u8)first);
}

static unsigned int buffers(const struct mbuf *m)
{
	unsigned int n = 0;

	for (; m; m = m->m_next)
		n++;
	return n;
}

/* Everything that was allocated is free again. */
static void assert_none_left(void)
{
	const struct mbstat *s = mbstat();

	ck_assert_uint_eq(s->mbufs, s->freed);
	ck_assert_uint_eq(s->clusters, s->clusters_freed);
}

#define MBUF_TEST(name, body)                    \
	START_TEST(name)                         \
	{                                        \
		struct bench *b = bench_start(); \
                                                 \
		bench_run(b, body, NULL);        \
		bench_stop(b);                   \
	}                                        \
	END_TEST

ON_CPU(datagram_of_150)
{
	static const u8 data[150];
	struct mbuf *m = m_frombytes(data, sizeof(data), 28, M_WAITOK);

	/* 28 bytes for UDP and IP, 52 of data, then the rest. */
	ck_assert_uint_eq(buffers(m), 3);
	ck_assert_int_eq(m->m_len, 52);
	ck_assert_int_eq(m->m_next->m_len, 96);
	ck_assert_int_eq(m_leadingspace(m), 28);
	m = m_prepend(m, 8, M_DONTWAIT);
	m = m_prepend(m, 20, M_DONTWAIT);
	ck_assert_uint_eq(buffers(m), 3);
	ck_assert_int_eq(m->m_pkthdr.len, 178);
	m = m_prepend(m, 14, M_DONTWAIT); /* no room: a buffer in front */
	ck_assert_uint_eq(buffers(m), 4);
	ck_assert_int_eq(m->m_len, 14);
	ck_assert(!(m->m_next->m_flags & M_PKTHDR));
	ck_assert_int_eq(m->m_pkthdr.len, 192);
	m_freem(m);
	assert_none_left();
}
MBUF_TEST(headers_are_put_before_the_data_in_place_or_in_a_new_buffer,
	  datagram_of_150)

ON_CPU(pull_up)
{
	struct mbuf *m = CHAIN(10, 20, 30, 40), *first = m;

	m = m_pullup(m, 10); /* has it already */
	ck_assert_ptr_eq(m, first);
	m = m_pullup(m, 45);
	ck_assert_ptr_eq(m, first); /* there was room behind */
	ck_assert_int_eq(m->m_len, 45);
	ck_assert_uint_eq(buffers(m), 3);
	assert_counts(m, 0, 100);
	m = m_pullup(m, MHLEN);
	assert_counts(m, 0, 100);
	ck_assert_ptr_null(m_pullup(m, 101)); /* and it is freed */
	assert_none_left();
}
MBUF_TEST(pullup_brings_a_header_into_one_buffer, pull_up)

ON_CPU(pull_up_shared)
{
	struct mbuf *m = CHAIN(500, 10), *copy;
	char *cluster;

	copy = m_copym(m, 0, M_COPYALL, M_DONTWAIT);
	m_adj(m, 490);
	cluster = m->m_data;
	m = m_pullup(m, 20); /* the cluster is another's too: not written */
	ck_assert_ptr_ne(m->m_data, cluster);
	assert_counts(m, 490, 20);
	assert_counts(copy, 0, 510);
	m_freem(m);
	m_freem(copy);
	assert_none_left();
}
MBUF_TEST(pullup_does_not_write_into_a_shared_cluster, pull_up_shared)

ON_CPU(splits)
{
	/* In a small one, in a cluster, at a buffer's end, at both ends. */
	static const int at[] = {0, 5, 40, 41, 300, 1040, 1100, 1140};

	for (unsigned int i = 0; i < ARRAY_SIZE(at); i++) {
		struct mbuf *m = CHAIN(40, 1000, 96, 4);
		struct mbuf *n = m_split(m, at[i], M_DONTWAIT);

		assert_counts(m, 0, at[i]);
		assert_counts(n, at[i], 1140 - at[i]);
		m_freem(m);
		assert_counts(n, at[i], 1140 - at[i]);
		m_freem(n);
		assert_none_left();
	}
}
MBUF_TEST(split_makes_two_chains_anywhere, splits)

ON_CPU(split_beyond)
{
	struct mbuf *m = CHAIN(40, 10);

	ck_assert_ptr_null(m_split(m, 51, M_DONTWAIT));
	assert_counts(m, 0, 50);
	m_freem(m);
}
MBUF_TEST(split_beyond_the_end_changes_nothing, split_beyond)

ON_CPU(cats)
{
	struct mbuf *m = CHAIN(40), *small = CHAIN(30), *big = CHAIN(500);

	m_adj(small, 0);
	for (int i = 0; i < 30; i++)
		small->m_data[i] = (char)(40 + i);
	for (int i = 0; i < 500; i++)
		big->m_data[i] = (char)(70 + i);
	m_cat(m, small);
	ck_assert_uint_eq(buffers(m), 1); /* copied: it had room */
	m_cat(m, big);
	ck_assert_uint_eq(buffers(m), 2); /* linked */
	m->m_pkthdr.len = 570; /* m_cat() leaves that to the caller */
	assert_counts(m, 0, 570);
	m_freem(m);
	assert_none_left();
}
MBUF_TEST(cat_copies_short_chains_and_links_long_ones, cats)

ON_CPU(adjusts)
{
	struct mbuf *m = CHAIN(40, 50, 60);

	m_adj(m, 45);
	assert_counts(m, 45, 105);
	m_adj(m, -70);
	assert_counts(m, 45, 35);
	m_adj(m, -100); /* more than there is */
	assert_counts(m, 0, 0);
	m_freem(m);
	m = CHAIN(40, 50);
	m_adj(m, 200);
	assert_counts(m, 0, 0);
	m_freem(m);
	assert_none_left();
}
MBUF_TEST(adj_takes_bytes_off_either_end, adjusts)

ON_CPU(copies)
{
	struct mbuf *m = CHAIN(40, 2000, 60), *c;
	u64 clusters = mbstat()->clusters, copied = mbstat()->copied;

	c = m_copym(m, 30, 1900, M_DONTWAIT);
	assert_counts(c, 30, 1900);
	ck_assert_uint_eq(mbstat()->clusters, clusters); /* shared */
	ck_assert_uint_eq(mbstat()->copied, copied + 10);
	ck_assert_int_eq(m_leadingspace(c->m_next), 0);
	ck_assert_int_eq(m_trailingspace(c->m_next), 0);
	m_freem(m);
	assert_counts(c, 30, 1900);
	m_freem(c);
	m = CHAIN(40, 2000, 60);
	c = m_copym(m, 0, M_COPYALL, M_DONTWAIT);
	ck_assert(c->m_flags & M_PKTHDR);
	assert_counts(c, 0, 2100);
	m_freem(c);
	m_freem(m);
	assert_none_left();
}
MBUF_TEST(copym_shares_clusters_and_copies_the_rest, copies)

ON_CPU(copy_beyond)
{
	m_copym(CHAIN(40), 10, 31, M_DONTWAIT);
}

START_TEST(copym_beyond_the_end_stops_the_machine)
{
	bench_must_fault(bench_start(), copy_beyond, NULL, "m_copym");
}
END_TEST

ON_CPU(data)
{
	static u8 got[300], put[300];
	struct mbuf *m = CHAIN(40, 50, 60);

	m_copydata(m, 35, 100, got);
	for (int i = 0; i < 100; i++)
		ck_assert_uint_eq(got[i], (u8)(35 + i));
	for (int i = 0; i < 300; i++)
		put[i] = (u8)(7 + i);
	ck_assert_int_eq(m_copyback(m, 7, 300, put), 0);
	m_copydata(m, 7, 300, got);
	ck_assert_mem_eq(got, put, 300);
	ck_assert_int_eq(m->m_pkthdr.len, 307);
	m_copydata(m, 0, 7, got);
	for (int i = 0; i < 7; i++)
		ck_assert_uint_eq(got[i], i);
	ck_assert_int_eq(m_copyback(m, 320, 1, put), 0);
	m_copydata(m, 307, 13, got);
	for (int i = 0; i < 13; i++)
		ck_assert_uint_eq(got[i], 0); /* a gap */
	m_freem(m);
	assert_none_left();
}
MBUF_TEST(copydata_and_copyback_cross_buffers_and_fill_gaps, data)

ON_CPU(random_chains)
{
	u32 seed = 1;

	for (int round = 0; round < 2000; round++) {
		int lens[5], at, total = 0;
		struct mbuf *m, *n;

		for (int i = 0; i < 5; i++) {
			seed = seed * 1664525 + 1013904223;
			lens[i] = (int)(seed >> 8) % (i % 2 ? 300 : 60);
			total += lens[i];
		}
		m = chain(lens, 5);
		seed = seed * 1664525 + 1013904223;
		at = total ? (int)(seed >> 8) % total : 0;
		n = m_split(m, at, M_DONTWAIT);
		ck_assert_ptr_nonnull(n);
		assert_counts(m, 0, at);
		assert_counts(n, at, total - at);
		m_cat(m, n);
		m->m_pkthdr.len = total;
		assert_counts(m, 0, total);
		n = m_copym(m, at, total - at, M_DONTWAIT);
		m_adj(m, at);
		assert_counts(m, at, total - at);
		m_adj(m, -((total - at) / 2));
		assert_counts(m, at, total - at - (total - at) / 2);
		if (n)
			assert_counts(n, at, total - at);
		m = m_pullup(m, min(m_length(m), 64));
		ck_assert_ptr_nonnull(m);
		assert_counts(m, at, total - at - (total - at) / 2);
		m_freem(m);
		m_freem(n);
	}
	assert_none_left();
}
MBUF_TEST(whatever_is_done_to_a_chain_its_bytes_stay_in_order, random_chains)

ON_CPU(without_memory)
{
	struct kernel *k = machine_kernel(machine_this());
	struct mbuf *m = CHAIN(40, 500, 60), *n;

	kernel_fail_alloc(k, 2);
	n = m_copym(m, 0, M_COPYALL, M_DONTWAIT);
	ck_assert_ptr_null(n);
	assert_counts(m, 0, 600);
	kernel_fail_alloc(k, 1);
	ck_assert_ptr_null(m_split(m, 20, M_DONTWAIT));
	assert_counts(m, 0, 600);
	kernel_fail_alloc(k, 1);
	m->m_data = m->m_pktdat; /* no room before */
	ck_assert_ptr_null(m_prepend(m, 20, M_DONTWAIT));
	assert_none_left();
}
MBUF_TEST(without_memory_nothing_is_lost_that_was_not_given_away,
	  without_memory)

ON_CPU(leaks)
{
	m_get(M_WAITOK, MT_DATA);
}

START_TEST(a_lost_mbuf_is_reported_with_its_place)
{
	struct bench *b = bench_start();

	bench_run(b, leaks, NULL);
	bench_stop_leaking(b, "test_mbuf.c");
}
END_TEST

Suite *mbuf_suite(void)
{
	Suite *s = suite_create("mbuf");
	TCase *t = tcase_create("mbuf");

	tcase_add_test(
		t, headers_are_put_before_the_data_in_place_or_in_a_new_buffer);
	tcase_add_test(t, pullup_brings_a_header_into_one_buffer);
	tcase_add_test(t, pullup_does_not_write_into_a_shared_cluster);
	tcase_add_test(t, split_makes_two_chains_anywhere);
	tcase_add_test(t, split_beyond_the_end_changes_nothing);
	tcase_add_test(t, cat_copies_short_chains_and_links_long_ones);
	tcase_add_test(t, adj_takes_bytes_off_either_end);
	tcase_add_test(t, copym_shares_clusters_and_copies_the_rest);
	tcase_add_test(t, copym_beyond_the_end_stops_the_machine);
	tcase_add_test(t, copydata_and_copyback_cross_buffers_and_fill_gaps);
	tcase_add_test(t, whatever_is_done_to_a_chain_its_bytes_stay_in_order);
	tcase_add_test(t,
		       without_memory_nothing_is_lost_that_was_not_given_away);
	tcase_add_test(t, a_lost_mbuf_is_reported_with_its_place);
	suite_add_tcase(s, t);
	return s;
}
