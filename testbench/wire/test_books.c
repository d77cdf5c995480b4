// SPDX-License-Identifier: MIT
/* The ledger and the metrics. */
#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/ledger.h"
#include "sim/metrics.h"

static struct ledger *l;
static char why[1024];

static void setup(void)
{
	l = ledger_create();
}

static void teardown(void)
{
	ledger_destroy(l);
}

START_TEST(ids_count_from_one)
{
	for (uint32_t i = 1; i <= 1000; i++)
		ck_assert_uint_eq(ledger_born(l, i % 2, 0), i);
	ck_assert_uint_eq(ledger_births(l, LEDGER_WIRE), 500);
	ck_assert_uint_eq(ledger_births(l, LEDGER_HOST), 500);
}
END_TEST

START_TEST(frames_that_all_ended_once_are_conserved)
{
	for (uint32_t i = 1; i <= 100; i++) {
		ledger_born(l, LEDGER_WIRE, 0);
		ck_assert(ledger_alive(l, i));
		ledger_end(l, i, i % 3 ? "wire.sent" : "card.rx_filtered");
		ck_assert(!ledger_alive(l, i));
	}
	ck_assert(ledger_conserved(l, why, sizeof(why)));
	ck_assert_str_eq(why, "");
	ck_assert_str_eq(ledger_place(l, 3), "card.rx_filtered");
}
END_TEST

START_TEST(an_empty_ledger_is_conserved)
{
	ck_assert(ledger_conserved(l, NULL, 0));
	ck_assert_uint_eq(ledger_latency_ns(l, 500), 0);
}
END_TEST

START_TEST(a_frame_that_never_ended_is_named)
{
	ledger_end(l, ledger_born(l, LEDGER_HOST, 0), "wire.sent");
	ledger_born(l, LEDGER_WIRE, 7 * PS_PER_US);
	ck_assert(!ledger_conserved(l, why, sizeof(why)));
	ck_assert_ptr_nonnull(
		strstr(why, "frame 2, born on the wire at 7 us, never ended"));
	ck_assert_ptr_null(ledger_place(l, 2));
}
END_TEST

START_TEST(a_frame_that_ended_twice_is_named_with_both_places)
{
	ledger_end(l, ledger_born(l, LEDGER_WIRE, 0), "udp.no_socket");
	ledger_end(l, 1, "socket.delivered");
	ck_assert(!ledger_conserved(l, why, sizeof(why)));
	ck_assert_ptr_nonnull(
		strstr(why, "frame 1 ended twice: at udp.no_socket, then at "
			    "socket.delivered"));
	ck_assert_str_eq(ledger_place(l, 1), "udp.no_socket");
}
END_TEST

struct heard {
	unsigned n;
	uint32_t id;
	const char *place;
};

static void hear(void *arg, uint32_t id, const char *place)
{
	struct heard *h = arg;

	h->n++;
	h->id = id;
	h->place = place;
	ck_assert_str_eq(ledger_place(l, id), place);
}

START_TEST(listeners_hear_of_every_end_that_counts)
{
	struct heard a = {0}, b = {0};

	ledger_listen(l, hear, &a);
	ledger_listen(l, hear, &b);
	for (unsigned i = 0; i < 3; i++)
		ledger_born(l, LEDGER_WIRE, 0);
	ledger_end(l, 2, "udp.no_socket");
	ck_assert_uint_eq(a.n, 1);
	ck_assert_uint_eq(a.id, 2);
	ck_assert_str_eq(a.place, "udp.no_socket");
	ck_assert_uint_eq(b.n, 1);
	/* The second end is a mistake, no end; so are ids that are none. */
	ledger_end(l, 2, "wire.sent");
	ledger_end(l, 9, "wire.sent");
	ledger_end(l, 0, "wire.sent");
	ck_assert_uint_eq(a.n, 1);
	ledger_unlisten(l, hear, &a);
	ledger_unlisten(l, hear, &a);
	ledger_end(l, 1, "wire.sent");
	ck_assert_uint_eq(a.n, 1);
	ck_assert_uint_eq(b.n, 2);
	ck_assert_uint_eq(b.id, 1);
}
END_TEST

START_TEST(a_frame_that_was_never_born_cannot_end)
{
	ledger_end(l, 5, "wire.sent");
	ck_assert(!ledger_conserved(l, why, sizeof(why)));
	ck_assert_ptr_nonnull(
		strstr(why, "frame 5 ended at wire.sent but was"));
}
END_TEST

START_TEST(no_frame_is_no_frame)
{
	ledger_end(l, 0, "wire.sent");
	ledger_stamp(l, 0, 5);
	ledger_latency(l, 0, 5);
	ck_assert(!ledger_alive(l, 0));
	ck_assert(ledger_conserved(l, why, sizeof(why)));
}
END_TEST

START_TEST(a_small_buffer_for_the_reason_is_enough)
{
	char small[10];

	for (int i = 0; i < 10; i++)
		ledger_born(l, LEDGER_WIRE, 0);
	ck_assert(!ledger_conserved(l, small, sizeof(small)));
	ck_assert_uint_lt(strlen(small), sizeof(small));
	ck_assert(!ledger_conserved(l, NULL, 0));
}
END_TEST

static void collect(void *arg, const char *place, uint64_t n)
{
	char *out = arg;

	sprintf(out + strlen(out), "%s=%d ", place, (int)n);
}

START_TEST(places_are_counted_and_visited_by_name)
{
	static const char *const places[] = {"wire.sent", "a.b", "udp.x"};
	char built[8], out[128] = "";

	for (int i = 0; i < 6; i++)
		ledger_end(l, ledger_born(l, LEDGER_WIRE, 0), places[i % 3]);
	/* The same name at another address is the same place. */
	strcpy(built, "a.b");
	ledger_end(l, ledger_born(l, LEDGER_WIRE, 0), built);
	ledger_each_place(l, collect, out);
	ck_assert_str_eq(out, "a.b=3 udp.x=2 wire.sent=2 ");
}
END_TEST

START_TEST(percentiles_are_the_nearest_rank)
{
	/* 1..100 ns in a shuffled order (37 and 101 have no common factor). */
	for (uint64_t i = 1; i <= 100; i++) {
		uint32_t id = ledger_born(l, LEDGER_WIRE, 0);

		ledger_stamp(l, id, 1000);
		ledger_latency(l, id, 1000 + i * 37 % 101 * PS_PER_NS);
	}
	ck_assert_uint_eq(ledger_latency_samples(l), 100);
	ck_assert_uint_eq(ledger_latency_ns(l, 500), 50);
	ck_assert_uint_eq(ledger_latency_ns(l, 900), 90);
	ck_assert_uint_eq(ledger_latency_ns(l, 990), 99);
	ck_assert_uint_eq(ledger_latency_ns(l, 991), 100);
	ck_assert_uint_eq(ledger_latency_ns(l, 1000), 100);
	ck_assert_uint_eq(ledger_latency_ns(l, 0), 1);
}
END_TEST

START_TEST(a_frame_without_a_stamp_is_no_sample)
{
	ledger_latency(l, ledger_born(l, LEDGER_HOST, 0), 500);
	ck_assert_uint_eq(ledger_latency_samples(l), 0);
}
END_TEST

/* ---- metrics
 * ------------------------------------------------------------------ */

static char path[] = "/tmp/ringside-books-XXXXXX";

static char *slurp(void)
{
	static char text[4096];
	FILE *f = fopen(path, "r");
	size_t n = fread(text, 1, sizeof(text) - 1, f);

	text[n] = '\0';
	fclose(f);
	return text;
}

static struct metrics *example(void)
{
	struct metrics *m = metrics_create();

	metrics_str(m, "scenario", "a \"quoted\" one");
	metrics_u64(m, "irq.raised", 3);
	metrics_bool(m, "frames.conserved", true);
	metrics_share(m, "cpu.idle", 1, 3);
	metrics_share(m, "cpu.rounded", 2, 3);
	metrics_share(m, "cpu.all", 7, 7);
	metrics_share(m, "cpu.none", 0, 0);
	metrics_share(m, "cpu.tiny", 1, 1000000);
	metrics_u64(m, "irq.handled", 1ull << 53 | 1);
	return m;
}

START_TEST(metrics_become_nested_json_in_order_of_insertion)
{
	struct metrics *m = example();
	char err[256];
	int fd = mkstemp(path);

	close(fd);
	ck_assert_msg(!metrics_write(m, path, err, sizeof(err)), "%s", err);
	ck_assert_str_eq(slurp(), "{\n"
				  "  \"scenario\": \"a \\\"quoted\\\" one\",\n"
				  "  \"irq\": {\n"
				  "    \"raised\": 3,\n"
				  "    \"handled\": 9007199254740993\n"
				  "  },\n"
				  "  \"frames\": {\n"
				  "    \"conserved\": true\n"
				  "  },\n"
				  "  \"cpu\": {\n"
				  "    \"idle\": 0.333333,\n"
				  "    \"rounded\": 0.666667,\n"
				  "    \"all\": 1.0,\n"
				  "    \"none\": 0.0,\n"
				  "    \"tiny\": 1e-6\n"
				  "  }\n"
				  "}\n");
	unlink(path);
	metrics_destroy(m);
}
END_TEST

START_TEST(metrics_can_be_asked)
{
	struct metrics *m = example();

	ck_assert_uint_eq(metrics_get(m, "irq.raised"), 3);
	ck_assert_uint_eq(metrics_get(m, "cpu.idle"), 333333);
	ck_assert_uint_eq(metrics_get(m, "frames.conserved"), 1);
	ck_assert_uint_eq(metrics_get(m, "no.such.key"), 0);
	ck_assert_uint_eq(metrics_get(m, "irq"), 0);
	metrics_destroy(m);
}
END_TEST

static void list(void *arg, const char *key, const char *text)
{
	char *out = arg;

	sprintf(out + strlen(out), "%s=%s\n", key, text);
}

START_TEST(metrics_can_be_listed_as_text)
{
	struct metrics *m = example();
	char out[512] = "";

	metrics_each(m, list, out);
	ck_assert_str_eq(out, "scenario=a \"quoted\" one\n"
			      "irq.raised=3\n"
			      "irq.handled=9007199254740993\n"
			      "frames.conserved=true\n"
			      "cpu.idle=0.333333\n"
			      "cpu.rounded=0.666667\n"
			      "cpu.all=1.000000\n"
			      "cpu.none=0.000000\n"
			      "cpu.tiny=0.000001\n");
	metrics_destroy(m);
}
END_TEST

START_TEST(metrics_that_cannot_be_written_say_so)
{
	struct metrics *m = example();
	char err[256];

	ck_assert_int_eq(
		metrics_write(m, "/nonexistent/metrics.json", err, sizeof(err)),
		-1);
	ck_assert_ptr_nonnull(strstr(err, "/nonexistent/metrics.json"));
	metrics_destroy(m);
}
END_TEST

Suite *books_suite(void);

Suite *books_suite(void)
{
	Suite *s = suite_create("books");
	TCase *tc = tcase_create("ledger");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, ids_count_from_one);
	tcase_add_test(tc, frames_that_all_ended_once_are_conserved);
	tcase_add_test(tc, an_empty_ledger_is_conserved);
	tcase_add_test(tc, a_frame_that_never_ended_is_named);
	tcase_add_test(tc, a_frame_that_ended_twice_is_named_with_both_places);
	tcase_add_test(tc, listeners_hear_of_every_end_that_counts);
	tcase_add_test(tc, a_frame_that_was_never_born_cannot_end);
	tcase_add_test(tc, no_frame_is_no_frame);
	tcase_add_test(tc, a_small_buffer_for_the_reason_is_enough);
	tcase_add_test(tc, places_are_counted_and_visited_by_name);
	tcase_add_test(tc, percentiles_are_the_nearest_rank);
	tcase_add_test(tc, a_frame_without_a_stamp_is_no_sample);
	suite_add_tcase(s, tc);
	tc = tcase_create("metrics");
	tcase_add_test(tc, metrics_become_nested_json_in_order_of_insertion);
	tcase_add_test(tc, metrics_can_be_asked);
	tcase_add_test(tc, metrics_can_be_listed_as_text);
	tcase_add_test(tc, metrics_that_cannot_be_written_say_so);
	suite_add_tcase(s, tc);
	return s;
}
