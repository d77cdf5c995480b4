// SPDX-License-Identifier: MIT
/* The line itself: bytes, gaps, times, faults, hooks, skipping. */
#include "bench.h"

#include "sim/ledger.h"

#define NS(n) ((n)*PS_PER_NS)

static struct bench b;

static void setup(void)
{
	bench_open(&b, 0);
}

static void teardown(void)
{
	bench_close(&b);
}

static void inject(ps_t at, unsigned len, uint8_t tag, unsigned faults)
{
	uint8_t frame[2048];
	struct wire_frame f = {at, frame, make_frame(frame, len, tag), faults};

	wire_inject(b.wire, &f);
}

START_TEST(a_frame_has_preamble_delimiter_data_and_fcs)
{
	uint8_t frame[100], want[112];
	unsigned n = make_carrier(want, frame, make_frame(frame, 100, 7));

	inject(NS(80), 100, 7, 0);
	bench_until(&b, 300);
	ck_assert_uint_eq(b.ngot, 1);
	ck_assert_uint_eq(b.got[0].len, n);
	ck_assert_mem_eq(b.got[0].bytes, want, n);
	ck_assert_int_eq(b.got[0].er_at, -1);
}
END_TEST

START_TEST(a_frame_begins_at_the_first_edge_after_its_time)
{
	inject(NS(80), 60, 0, 0);
	inject(NS(8001), 60, 0, 0);
	bench_until(&b, 1200);
	ck_assert_uint_eq(b.got[0].first, 10);
	ck_assert_uint_eq(b.got[1].first, 1001);
}
END_TEST

START_TEST(the_latency_delays_what_comes_from_outside)
{
	bench_close(&b);
	bench_open(&b, NS(800));
	inject(NS(80), 60, 0, 0);
	bench_until(&b, 300);
	ck_assert_uint_eq(b.got[0].first, 110);
}
END_TEST

START_TEST(a_short_frame_is_padded_with_zeroes_to_64_bytes)
{
	static const uint8_t zeroes[18];

	inject(0, 42, 1, 0);
	bench_until(&b, 100);
	ck_assert_uint_eq(b.got[0].len, 8 + 64);
	ck_assert_mem_eq(b.got[0].bytes + 8 + 42, zeroes, 18);
}
END_TEST

START_TEST(a_short_frame_stays_short_when_told_so)
{
	inject(0, 42, 1, WIRE_NO_PAD);
	bench_until(&b, 100);
	ck_assert_uint_eq(b.got[0].len, 8 + 42 + 4);
}
END_TEST

START_TEST(frames_that_wait_leave_with_a_gap_of_12_bytes)
{
	for (unsigned i = 0; i < 3; i++)
		inject(NS(80), 60, i, 0);
	bench_until(&b, 400);
	ck_assert_uint_eq(b.ngot, 3);
	for (unsigned i = 1; i < 3; i++)
		ck_assert_uint_eq(b.got[i].first - b.got[i - 1].last, 13);
	/* 84 byte times each: 1,488,095 frames a second. */
	ck_assert_uint_eq(b.got[2].first - b.got[0].first, 2 * 84);
}
END_TEST

START_TEST(frames_of_one_time_leave_in_the_order_they_came)
{
	for (unsigned i = 0; i < 3; i++)
		inject(NS(80), 60, 10 * i, 0);
	inject(0, 60, 90, 0);
	bench_until(&b, 500);
	ck_assert_uint_eq(b.got[0].bytes[8 + 14], 90 + 14);
	for (unsigned i = 0; i < 3; i++)
		ck_assert_uint_eq(b.got[i + 1].bytes[8 + 14], 10 * i + 14);
}
END_TEST

START_TEST(a_bad_fcs_differs_in_its_last_byte_only)
{
	inject(0, 60, 0, 0);
	inject(0, 60, 0, WIRE_BAD_FCS);
	bench_until(&b, 300);
	ck_assert_mem_eq(b.got[0].bytes, b.got[1].bytes, 71);
	ck_assert_uint_eq(b.got[0].bytes[71] ^ b.got[1].bytes[71], 0xff);
}
END_TEST

START_TEST(rx_er_comes_in_the_middle_of_a_frame)
{
	inject(0, 60, 0, WIRE_RX_ER);
	inject(0, 60, 0, 0);
	bench_until(&b, 300);
	ck_assert_int_eq(b.got[0].er_at, 8 + 30);
	ck_assert_int_eq(b.got[1].er_at, -1);
}
END_TEST

START_TEST(a_carrier_without_delimiter_is_preamble_to_its_end)
{
	inject(0, 60, 0, WIRE_NO_SFD);
	bench_until(&b, 100);
	ck_assert_uint_eq(b.got[0].len, 72);
	for (unsigned i = 0; i < 72; i++)
		ck_assert_uint_eq(b.got[0].bytes[i], 0x55);
}
END_TEST

START_TEST(skipping_idle_edges_changes_nothing)
{
	static struct bench stepped;

	for (unsigned i = 0; i < 5; i++)
		inject(NS(1000) * i * i, 60 + i, i, 0);
	bench_until(&b, 5000);
	stepped = b;
	bench_close(&b);
	bench_open(&b, 0);
	for (unsigned i = 0; i < 5; i++)
		inject(NS(1000) * i * i, 60 + i, i, 0);
	bench_skip_until(&b, 5000);
	ck_assert_uint_eq(b.ngot, 5);
	ck_assert_uint_eq(stepped.ngot, 5);
	ck_assert_mem_eq(stepped.got, b.got, sizeof(b.got));
}
END_TEST

START_TEST(an_idle_line_says_when_it_wakes_up)
{
	ck_assert(gmii_idle(b.link));
	ck_assert(gmii_next_event(b.link) == GMII_NEVER);
	inject(NS(800), 60, 0, 0);
	ck_assert_uint_eq(gmii_next_event(b.link), 100);
	ck_assert(gmii_idle(b.link));
	ck_assert(!wire_quiet(b.wire));
	bench_until(&b, 120);
	ck_assert(!gmii_idle(b.link));
	bench_until(&b, 300);
	ck_assert(gmii_idle(b.link));
	ck_assert(wire_quiet(b.wire));
}
END_TEST

START_TEST(a_stopped_wire_ends_the_frame_on_the_line_and_no_more)
{
	inject(0, 60, 0, 0);
	inject(0, 60, 0, 0);
	bench_until(&b, 10);
	wire_stop(b.wire);
	ck_assert(!wire_quiet(b.wire));
	bench_until(&b, 500);
	ck_assert_uint_eq(b.ngot, 1);
	ck_assert_uint_eq(b.got[0].len, 72);
	ck_assert(wire_quiet(b.wire));
}
END_TEST

/* ---- births, stamps and hooks ------------------------------------------- */

struct seen {
	uint64_t begin, end;
	uint32_t begin_id, end_id, begin_len;
	uint8_t begin_data[2048];
	unsigned tx;
	uint64_t tx_cycle;
	uint8_t tx_data[256];
	uint32_t tx_len;
	bool tx_ok;
};

static void saw_begin(void *arg, uint64_t cycle, uint32_t id,
		      const uint8_t *data, uint32_t len)
{
	struct seen *s = arg;

	s->begin = cycle;
	s->begin_id = id;
	s->begin_len = len;
	memcpy(s->begin_data, data, len);
}

static void saw_end(void *arg, uint64_t cycle, uint32_t id)
{
	struct seen *s = arg;

	s->end = cycle;
	s->end_id = id;
}

static void saw_tx(void *arg, uint64_t cycle, const uint8_t *data, uint32_t len,
		   bool ok)
{
	struct seen *s = arg;

	s->tx++;
	s->tx_cycle = cycle;
	s->tx_len = len;
	s->tx_ok = ok;
	if (len <= sizeof(s->tx_data))
		memcpy(s->tx_data, data, len);
}

static uint32_t which(void *arg)
{
	return 77;
}

static void see_id(void *arg, const struct wire_sight *s)
{
	uint32_t *id = arg;

	*id = s->id;
}

static struct seen seen;

static struct ledger *bind(void)
{
	struct gmii_hooks h = {.arg = &seen,
			       .rx_begin = saw_begin,
			       .rx_end = saw_end,
			       .tx_id = which,
			       .tx_end = saw_tx};
	struct ledger *l = ledger_create();

	memset(&seen, 0, sizeof(seen));
	wire_bind(b.wire, l, &h);
	return l;
}

START_TEST(a_frame_is_born_with_its_first_byte_and_stamped_with_its_last)
{
	struct ledger *l = bind();

	inject(NS(80), 60, 0, 0);
	bench_until(&b, 11);
	ck_assert_uint_eq(ledger_births(l, LEDGER_WIRE), 1);
	ck_assert_uint_eq(seen.begin, 10);
	ck_assert_uint_eq(seen.begin_id, 1);
	ck_assert_uint_eq(seen.begin_len, 60);
	bench_until(&b, 10 + 72);
	ck_assert_uint_eq(seen.end, 0);
	bench_until(&b, 10 + 72 + 1);
	ck_assert_uint_eq(seen.end, 82);
	ck_assert_uint_eq(seen.end_id, 1);
	ck_assert_mem_eq(seen.begin_data, b.got[0].bytes + 8, 60);
	ck_assert_uint_eq(ledger_stamped(l, 1), 81 * NIC_CYCLE_PS);
	ledger_destroy(l);
}
END_TEST

START_TEST(a_frame_half_on_the_line_at_the_end_is_accounted_for)
{
	struct ledger *l = bind();

	inject(0, 60, 0, 0);
	bench_until(&b, 10);
	wire_abandon(b.wire);
	ck_assert_str_eq(ledger_place(l, 1), "wire.unfinished");
	ledger_destroy(l);
}
END_TEST

START_TEST(a_watcher_gets_the_ids_of_the_ledger_and_of_the_card)
{
	struct ledger *l = bind();
	uint8_t frame[64], carrier[80];
	unsigned n = make_carrier(carrier, frame, make_frame(frame, 60, 3));
	uint32_t id = 0;

	wire_watch(b.wire, see_id, &id);
	inject(0, 60, 0, 0);
	bench_until(&b, 100);
	ck_assert_uint_eq(id, 1);
	bench_send(&b, carrier, n);
	ck_assert_uint_eq(id, 77);
	ledger_destroy(l);
}
END_TEST

START_TEST(what_the_card_sends_is_heard_without_preamble_and_fcs)
{
	struct ledger *l = bind();
	uint8_t frame[64], carrier[80];
	unsigned n = make_carrier(carrier, frame, make_frame(frame, 60, 3));

	bench_until(&b, 100);
	bench_send(&b, carrier, n);
	ck_assert_uint_eq(seen.tx, 1);
	ck_assert_uint_eq(seen.tx_cycle, 100 + 72);
	ck_assert(seen.tx_ok);
	ck_assert_uint_eq(seen.tx_len, 60);
	ck_assert_mem_eq(seen.tx_data, frame, 60);
	ledger_destroy(l);
}
END_TEST

START_TEST(a_wrong_fcs_from_the_card_is_noticed)
{
	struct ledger *l = bind();
	uint8_t frame[64], carrier[80];
	unsigned n = make_carrier(carrier, frame, make_frame(frame, 60, 3));

	carrier[30] ^= 1;
	bench_send(&b, carrier, n);
	ck_assert_uint_eq(seen.tx, 1);
	ck_assert(!seen.tx_ok);
	ledger_destroy(l);
}
END_TEST

START_TEST(tx_er_makes_a_frame_of_the_card_bad)
{
	struct ledger *l = bind();
	uint8_t frame[64], carrier[80];
	unsigned n = make_carrier(carrier, frame, make_frame(frame, 60, 3));

	for (unsigned i = 0; i < n; i++)
		bench_edge(&b, carrier[i], true, i == 20);
	bench_edge(&b, 0, false, false);
	ck_assert(!seen.tx_ok);
	/* The next one is judged anew. */
	bench_send(&b, carrier, n);
	ck_assert(seen.tx_ok);
	ledger_destroy(l);
}
END_TEST

START_TEST(nonsense_from_the_card_is_heard_as_an_empty_bad_frame)
{
	static const uint8_t no_delimiter[20] = {0x55, 0x55, 0x55};
	static uint8_t endless[GMII_MAX_BYTES + 100];
	struct ledger *l = bind();

	bench_send(&b, no_delimiter, sizeof(no_delimiter));
	ck_assert_uint_eq(seen.tx, 1);
	ck_assert_uint_eq(seen.tx_len, 0);
	ck_assert(!seen.tx_ok);
	bench_send(&b, endless, sizeof(endless));
	ck_assert_uint_eq(seen.tx, 2);
	ck_assert(!seen.tx_ok);
	ledger_destroy(l);
}
END_TEST

Suite *line_suite(void);

Suite *line_suite(void)
{
	Suite *s = suite_create("line");
	TCase *tc = tcase_create("line");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_frame_has_preamble_delimiter_data_and_fcs);
	tcase_add_test(tc, a_frame_begins_at_the_first_edge_after_its_time);
	tcase_add_test(tc, the_latency_delays_what_comes_from_outside);
	tcase_add_test(tc, a_short_frame_is_padded_with_zeroes_to_64_bytes);
	tcase_add_test(tc, a_short_frame_stays_short_when_told_so);
	tcase_add_test(tc, frames_that_wait_leave_with_a_gap_of_12_bytes);
	tcase_add_test(tc, frames_of_one_time_leave_in_the_order_they_came);
	tcase_add_test(tc, a_bad_fcs_differs_in_its_last_byte_only);
	tcase_add_test(tc, rx_er_comes_in_the_middle_of_a_frame);
	tcase_add_test(tc, a_carrier_without_delimiter_is_preamble_to_its_end);
	tcase_add_test(tc, skipping_idle_edges_changes_nothing);
	tcase_add_test(tc, an_idle_line_says_when_it_wakes_up);
	tcase_add_test(tc,
		       a_stopped_wire_ends_the_frame_on_the_line_and_no_more);
	tcase_add_test(
		tc,
		a_frame_is_born_with_its_first_byte_and_stamped_with_its_last);
	tcase_add_test(tc,
		       a_frame_half_on_the_line_at_the_end_is_accounted_for);
	tcase_add_test(tc,
		       a_watcher_gets_the_ids_of_the_ledger_and_of_the_card);
	tcase_add_test(tc,
		       what_the_card_sends_is_heard_without_preamble_and_fcs);
	tcase_add_test(tc, a_wrong_fcs_from_the_card_is_noticed);
	tcase_add_test(tc, tx_er_makes_a_frame_of_the_card_bad);
	tcase_add_test(tc,
		       nonsense_from_the_card_is_heard_as_an_empty_bad_frame);
	suite_add_tcase(s, tc);
	return s;
}
