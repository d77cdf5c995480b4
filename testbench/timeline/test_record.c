// SPDX-License-Identifier: MIT
/* The timeline by itself: order, lanes, and frames in words. */
#include "../../sim/record/record_internal.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEEN 64

/* A sink that keeps what it is told. */
struct notes {
	struct record_sink sink;
	struct record_event e[SEEN];
	char text[SEEN][160];
	unsigned n;
	unsigned begins, ends;
};

static struct notes notes;
static struct record *r;
static ps_t present;

static void on_begin(struct record_sink *s, const struct record *rec, ps_t at)
{
	notes.begins++;
}

static void on_event(struct record_sink *s, const struct record_event *e)
{
	ck_assert_uint_lt(notes.n, SEEN);
	notes.e[notes.n] = *e;
	if (e->text)
		strncpy(notes.text[notes.n], e->text,
			sizeof(notes.text[0]) - 1);
	notes.n++;
}

static void on_end(struct record_sink *s, ps_t at)
{
	notes.ends++;
}

static ps_t now(void *arg)
{
	return present;
}

static void setup(void)
{
	memset(&notes, 0, sizeof(notes));
	notes.sink.begin = on_begin;
	notes.sink.event = on_event;
	notes.sink.end = on_end;
	present = 0;
	r = record_create(now, NULL);
	record_add_sink(r, &notes.sink);
}

static void teardown(void)
{
	record_destroy(r);
}

static void emit(ps_t at, uint64_t value)
{
	record_emit(r, &(struct record_event){
			       .at = at, .type = RECORD_IRQ, .value = value});
}

START_TEST(events_that_come_out_of_order_are_delivered_in_the_order_of_time)
{
	record_begin(r, 0);
	emit(100, 1);
	emit(300, 2);
	emit(200, 3);
	emit(200, 4); /* of the same moment: the one that came first */
	record_reach(r, 250);
	ck_assert_uint_eq(notes.n, 3);
	emit(260, 5);
	record_reach(r, 1000);
	ck_assert_uint_eq(notes.n, 5);
	ck_assert_uint_eq(notes.e[0].value, 1);
	ck_assert_uint_eq(notes.e[1].value, 3);
	ck_assert_uint_eq(notes.e[2].value, 4);
	ck_assert_uint_eq(notes.e[3].value, 5);
	ck_assert_uint_eq(notes.e[4].value, 2);
}
END_TEST

START_TEST(an_event_is_held_until_its_moment_is_reached)
{
	record_begin(r, 0);
	emit(100, 1);
	record_reach(r, 99);
	ck_assert_uint_eq(notes.n, 0);
	record_reach(r, 100);
	ck_assert_uint_eq(notes.n, 1);
}
END_TEST

START_TEST(time_never_goes_backwards_for_a_sink)
{
	record_begin(r, 0);
	record_reach(r, 500);
	emit(100, 1);
	record_reach(r, 500);
	ck_assert_uint_eq(notes.n, 1);
	ck_assert_uint_eq(notes.e[0].at, 500);
}
END_TEST

START_TEST(late_events_keep_the_order_in_which_they_came)
{
	record_begin(r, 0);
	record_reach(r, 10);
	emit(6, 1);
	emit(5, 2);
	record_reach(r, 10);
	ck_assert_uint_eq(notes.n, 2);
	ck_assert_uint_eq(notes.e[0].value, 1);
	ck_assert_uint_eq(notes.e[1].value, 2);
}
END_TEST

START_TEST(nothing_is_told_before_the_beginning_and_after_the_end)
{
	emit(1, 1);
	record_begin(r, 10);
	emit(20, 2);
	emit(40, 3); /* later than the end: forgotten */
	record_end(r, 30);
	emit(50, 4);
	record_reach(r, 100);
	ck_assert_uint_eq(notes.n, 1);
	ck_assert_uint_eq(notes.e[0].value, 2);
	ck_assert_uint_eq(notes.begins, 1);
	ck_assert_uint_eq(notes.ends, 1);
}
END_TEST

static uint64_t depth(void *arg)
{
	return *(uint64_t *)arg;
}

static void depth_words(void *arg, uint64_t value, char *buf, size_t len)
{
	snprintf(buf, len, "depth %llu", (unsigned long long)value);
}

START_TEST(a_polled_lane_is_told_when_it_changes_and_only_then)
{
	uint64_t value = 7;
	struct lane l = {"a.b", "depth",	LANE_NUMBER,
			 8,	.value = depth, .arg = &value};

	record_lane(r, &l);
	record_begin(r, 5);
	present = 10;
	record_poll(r);
	value = 8;
	present = 20;
	record_poll(r);
	record_poll(r);
	record_reach(r, 100);
	ck_assert_uint_eq(notes.n, 2);
	ck_assert_uint_eq(notes.e[0].at, 5);
	ck_assert_uint_eq(notes.e[0].value, 7);
	ck_assert_uint_eq(notes.e[1].at, 20);
	ck_assert_uint_eq(notes.e[1].value, 8);
}
END_TEST

START_TEST(a_text_lane_is_asked_for_its_words_when_its_value_changes)
{
	uint64_t value = 1;
	struct lane l = {"a",
			 "words",
			 LANE_TEXT,
			 .value = depth,
			 .text = depth_words,
			 .arg = &value};

	record_lane(r, &l);
	record_begin(r, 0);
	value = 2;
	present = 9;
	record_poll(r);
	record_reach(r, 9);
	ck_assert_uint_eq(notes.n, 2);
	ck_assert_str_eq(notes.text[0], "depth 1");
	ck_assert_str_eq(notes.text[1], "depth 2");
}
END_TEST

START_TEST(every_lane_has_a_value_at_the_beginning_of_each_recording)
{
	struct lane a = {"a", "set", .kind = LANE_TEXT};
	struct lane b = {"a", "never", LANE_NUMBER, .bits = 4};
	unsigned lane = record_lane(r, &a);

	record_lane(r, &b);
	record_text(r, lane, 1, "before");
	record_begin(r, 100);
	record_end(r, 200);
	record_begin(r, 300);
	record_reach(r, 300);
	ck_assert_uint_eq(notes.n, 4);
	ck_assert_str_eq(notes.text[0], "before");
	ck_assert_uint_eq(notes.e[0].at, 100);
	ck_assert_uint_eq(notes.e[2].at, 300);
	ck_assert_str_eq(notes.text[2], "before");
}
END_TEST

START_TEST(a_lane_that_comes_late_is_shown_in_the_next_recording)
{
	struct lane l = {"a", "late", LANE_NUMBER, .bits = 4};
	unsigned lane;

	record_begin(r, 0);
	lane = record_lane(r, &l);
	record_number(r, lane, 10, 3);
	record_end(r, 20);
	ck_assert_uint_eq(notes.n, 0);
	record_begin(r, 30);
	record_reach(r, 30);
	ck_assert_uint_eq(notes.n, 1);
	ck_assert_uint_eq(notes.e[0].value, 3);
}
END_TEST

START_TEST(a_line_of_text_is_one_line_and_is_cut_between_characters)
{
	struct lane l = {"a", "text", .kind = LANE_TEXT};
	unsigned lane = record_lane(r, &l);
	char longer[300];
	size_t n;

	record_begin(r, 0);
	record_text(r, lane, 1, "two\nlines\tand \x1b[31mred");
	memset(longer, 'x', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	memcpy(longer + 126, "\xc3\xa9", 2); /* begins at the last byte */
	record_text(r, lane, 2, longer);
	record_reach(r, 2);
	ck_assert_str_eq(notes.text[1], "two lines and  [31mred");
	n = strlen(notes.text[2]);
	ck_assert_uint_eq(n, 126);
	ck_assert_int_eq(notes.text[2][125], 'x');
}
END_TEST

/* ---- frames in words ---- */

static void ether(uint8_t *f, unsigned type)
{
	memset(f, 0, 60);
	f[12] = (uint8_t)(type >> 8);
	f[13] = (uint8_t)type;
}

static void ipv4(uint8_t *f, unsigned protocol)
{
	ether(f, 0x0800);
	f[14] = 0x45;
	f[23] = (uint8_t)protocol;
}

static void ports(uint8_t *f, unsigned from, unsigned to)
{
	f[34] = (uint8_t)(from >> 8);
	f[35] = (uint8_t)from;
	f[36] = (uint8_t)(to >> 8);
	f[37] = (uint8_t)to;
}

static const char *words(const uint8_t *f, uint32_t len)
{
	static char buf[96];

	frame_describe(f, len, buf, sizeof(buf));
	return buf;
}

START_TEST(a_frame_says_who_talks_to_whom)
{
	uint8_t f[64] = {0};

	ipv4(f, 17);
	ports(f, 1234, 53);
	ck_assert_str_eq(words(f, 60), "UDP 1234>53 len=60");
	ipv4(f, 6);
	ports(f, 40000, 80);
	f[47] = 0x02;
	ck_assert_str_eq(words(f, 60), "TCP 40000>80 SYN len=60");
	f[47] = 0x12;
	ck_assert_str_eq(words(f, 60), "TCP 40000>80 SYN len=60");
	f[47] = 0x10;
	ck_assert_str_eq(words(f, 1514), "TCP 40000>80 ACK len=1514");
	ipv4(f, 1);
	f[34] = 8;
	f[41] = 3;
	ck_assert_str_eq(words(f, 98), "ICMP echo request seq=3 len=98");
	ether(f, 0x0806);
	f[21] = 1;
	f[38] = 10, f[39] = 9, f[41] = 2;
	ck_assert_str_eq(words(f, 60), "ARP who-has 10.9.0.2 len=60");
	ether(f, 0x86dd);
	ck_assert_str_eq(words(f, 90), "IPv6 len=90");
}
END_TEST

START_TEST(a_frame_that_is_cut_short_anywhere_is_described_without_harm)
{
	uint8_t f[64];
	char buf[24];

	for (unsigned protocol = 0; protocol < 256; protocol++) {
		ipv4(f, protocol);
		for (uint32_t len = 0; len <= 64; len++) {
			/* As long as it says and no byte more. */
			uint8_t *exact = malloc(len ? len : 1);

			memcpy(exact, f, len);
			for (size_t room = 0; room <= sizeof(buf); room += 8)
				frame_describe(exact, len, buf, room);
			free(exact);
		}
	}
	ipv4(f, 17);
	f[14] = 0x4f; /* a header longer than what is there */
	ck_assert_str_eq(words(f, 40), "IPv4 len=40");
}
END_TEST

START_TEST(a_frame_is_named_by_number_and_words_as_long_as_it_is_known)
{
	uint8_t f[64] = {0};
	char buf[64];

	ipv4(f, 17);
	ports(f, 7, 9);
	record_frame_bytes(r, 12, f, 60);
	record_frame_text(r, 12, buf, sizeof(buf));
	ck_assert_str_eq(buf, "#12 UDP 7>9 len=60");
	record_frame_text(r, 13, buf, sizeof(buf));
	ck_assert_str_eq(buf, "#13");
	record_frame_text(r, 0, buf, sizeof(buf));
	ck_assert_str_eq(buf, "");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("timeline");
	TCase *tc = tcase_create("record");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(
		tc,
		events_that_come_out_of_order_are_delivered_in_the_order_of_time);
	tcase_add_test(tc, an_event_is_held_until_its_moment_is_reached);
	tcase_add_test(tc, time_never_goes_backwards_for_a_sink);
	tcase_add_test(tc, late_events_keep_the_order_in_which_they_came);
	tcase_add_test(tc,
		       nothing_is_told_before_the_beginning_and_after_the_end);
	tcase_add_test(tc, a_polled_lane_is_told_when_it_changes_and_only_then);
	tcase_add_test(
		tc, a_text_lane_is_asked_for_its_words_when_its_value_changes);
	tcase_add_test(
		tc, every_lane_has_a_value_at_the_beginning_of_each_recording);
	tcase_add_test(tc,
		       a_lane_that_comes_late_is_shown_in_the_next_recording);
	tcase_add_test(
		tc, a_line_of_text_is_one_line_and_is_cut_between_characters);
	tcase_add_test(tc, a_frame_says_who_talks_to_whom);
	tcase_add_test(
		tc,
		a_frame_that_is_cut_short_anywhere_is_described_without_harm);
	tcase_add_test(
		tc,
		a_frame_is_named_by_number_and_words_as_long_as_it_is_known);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
