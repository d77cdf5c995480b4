// SPDX-License-Identifier: MIT
#include "bench.h"

#include <stdlib.h>
#include <string.h>

#define ACCESS_PS (500 * PS_PER_NS)

static ps_t now(void *arg)
{
	return ((struct bench *)arg)->now;
}

static uint64_t cycle(void *arg)
{
	return ((struct bench *)arg)->now / 8000;
}

static const uint8_t *memory(void *arg, uint64_t bus, size_t len)
{
	const struct bench *b = arg;

	for (unsigned i = 0; i < 2; i++) {
		uint64_t base = i ? TX_RING : RX_RING;

		if (bus >= base && bus - base + len <= sizeof(b->ring[i]))
			return (const uint8_t *)b->ring[i] + (bus - base);
	}
	return NULL;
}

static uint32_t head(void *arg, bool tx)
{
	return ((struct bench *)arg)->head[tx];
}

static size_t room(void *arg, uint64_t bus)
{
	return bus >= BUFFERS ? ((struct bench *)arg)->room : 0;
}

struct bench *bench_create(bool seen)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct strict_env env = {.arg = b,
				 .now = now,
				 .cycle = cycle,
				 .memory = memory,
				 .head = head,
				 .room = room,
				 .barriers = seen,
				 .keeps_time = seen};

	ck_assert_ptr_nonnull(b);
	b->now = PS_PER_MS;
	b->room = 2048;
	b->s = strict_create(&env);
	ck_assert_ptr_nonnull(b->s);
	return b;
}

void bench_destroy(struct bench *b)
{
	strict_destroy(b->s);
	free(b);
}

void set(struct bench *b, uint32_t reg, uint32_t value)
{
	b->now += ACCESS_PS;
	strict_write(b->s, reg, value);
}

void get(struct bench *b, uint32_t reg, uint32_t value)
{
	b->now += ACCESS_PS;
	strict_read(b->s, reg, value);
}

void wait_ns(struct bench *b, uint64_t ns)
{
	b->now += ns * PS_PER_NS;
}

void barrier(struct bench *b)
{
	strict_barrier(b->s);
}

void rx_buffer(struct bench *b, unsigned i)
{
	b->ring[0][2 * i] = BUFFERS + 0x1000 * i;
	b->ring[0][2 * i + 1] = 0;
}

void tx_full(struct bench *b, unsigned i, uint32_t command, uint32_t upper)
{
	b->ring[1][2 * i] = BUFFERS + 0x1000 * i;
	b->ring[1][2 * i + 1] = (uint64_t)upper << 32 | command;
}

void tx_desc(struct bench *b, unsigned i, uint32_t command)
{
	tx_full(b, i, command, 0);
}

void tx_context(struct bench *b, unsigned i, uint32_t command, unsigned payload,
		unsigned header, unsigned mss)
{
	tx_full(b, i, DEXT | command | payload, header << 8 | mss << 16);
}

void rx_tail(struct bench *b, unsigned tail)
{
	barrier(b);
	set(b, E1000_RDT, tail);
}

void tx_tail(struct bench *b, unsigned tail)
{
	barrier(b);
	set(b, E1000_TDT, tail);
}

void clear_tables(struct bench *b)
{
	for (unsigned i = 0; i < E1000_MTA_COUNT; i++)
		set(b, E1000_MTA + 4 * i, 0);
	for (unsigned i = 0; i < E1000_VFTA_COUNT; i++)
		set(b, E1000_VFTA + 4 * i, 0);
}

void start_rings(struct bench *b)
{
	set(b, E1000_RDBAL, RX_RING);
	set(b, E1000_RDBAH, 0);
	set(b, E1000_RDLEN, 16 * RING);
	set(b, E1000_RDH, 0);
	set(b, E1000_RDT, 0);
	set(b, E1000_TDBAL, TX_RING);
	set(b, E1000_TDBAH, 0);
	set(b, E1000_TDLEN, 16 * RING);
	set(b, E1000_TDH, 0);
	set(b, E1000_TDT, 0);
	set(b, E1000_TIPG, 10 | 8 << 10 | 6 << 20);
}

void start(struct bench *b)
{
	clear_tables(b);
	start_rings(b);
	set(b, E1000_TCTL, TCTL_GOOD);
	set(b, E1000_RCTL, RCTL_GOOD);
	for (unsigned i = 0; i < 8; i++)
		rx_buffer(b, i);
	rx_tail(b, 8);
}

void card_reads(struct bench *b, bool tx, unsigned i)
{
	strict_fetched(b->s, tx, (tx ? TX_RING : RX_RING) + 16 * i,
		       b->ring[tx][2 * i], b->ring[tx][2 * i + 1]);
}

void card_done(struct bench *b, bool tx, unsigned i)
{
	strict_written(b->s, tx, (tx ? TX_RING : RX_RING) + 16 * i);
	b->ring[tx][2 * i + 1] |= UINT64_C(1) << 32;
	b->head[tx] = (i + 1) % RING;
}

void silent(const struct bench *b)
{
	if (strict_reports(b->s))
		strict_print(b->s, stdout);
	ck_assert_uint_eq(strict_reports(b->s), 0);
}

const struct strict_report *first(const struct bench *b)
{
	const struct strict_report *r = strict_report(b->s, 0);

	ck_assert_ptr_nonnull(r);
	return r;
}

void only(const struct bench *b, const char *id, uint32_t offset)
{
	if (strict_reports(b->s) != 1 || strcmp(first(b)->rule->id, id) != 0)
		strict_print(b->s, stdout);
	ck_assert_str_eq(first(b)->rule->id, id);
	ck_assert_uint_eq(strict_reports(b->s), 1);
	ck_assert_uint_eq(strict_count(b->s, id), 1);
	ck_assert_uint_eq(first(b)->offset, offset);
}

int strict_main(const char *suite, const TTest *const *tests, unsigned n)
{
	Suite *s = suite_create(suite);
	TCase *t = tcase_create("rules");
	SRunner *r;
	int failed;

	for (unsigned i = 0; i < n; i++)
		tcase_add_test(t, tests[i]);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
