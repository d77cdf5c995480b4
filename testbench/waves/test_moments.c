// SPDX-License-Identifier: MIT
/* The moments of a run (sim/record/moments.c), from a made-up stream. */
#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../sim/record/record_internal.h"
#include "e1000_regs.h"
#include "sim/machine.h"
#include "sim/record_file.h"

enum { IDLE, PROCESS, SOFTIRQ, HARDIRQ };
enum { NAPI_IDLE, NAPI_SCHED, NAPI_POLLING };

struct bench {
	struct record *r;
	struct record_file *f;
	unsigned context, napi;
	ps_t now;
	char path[64];
	json_t *out;
};

static ps_t now(void *b)
{
	return ((struct bench *)b)->now;
}

static void setup(struct bench *b)
{
	static const char *const contexts[] = {"IDLE", "PROCESS", "SOFTIRQ",
					       "HARDIRQ", NULL};
	static const char *const napi[] = {"IDLE", "SCHED", "POLLING", NULL};
	char err[128];

	memset(b, 0, sizeof(*b));
	snprintf(b->path, sizeof(b->path), "/tmp/ringside-moments-%d.json",
		 (int)getpid());
	b->r = record_create(now, b);
	b->context = record_lane(b->r,
				 &(struct lane){"software.cpu", "context",
						LANE_STATE, .names = contexts});
	b->napi = record_lane(b->r, &(struct lane){"software.kernel", "napi",
						   LANE_STATE, .names = napi});
	b->f = record_moments(b->path, err, sizeof(err));
	ck_assert_msg(b->f != NULL, "%s", err);
	record_add_sink(b->r, &b->f->sink);
	record_begin(b->r, 1000);
}

static void frame(struct bench *b, unsigned what, uint32_t id, ps_t at)
{
	record_emit(b->r, &(struct record_event){.at = at,
						 .type = RECORD_FRAME,
						 .what = (uint8_t)what,
						 .frame = id});
}

/* @work: the frame that the CPU works on. */
static void born(struct bench *b, uint32_t id, ps_t at, uint32_t work)
{
	record_emit(b->r, &(struct record_event){.at = at,
						 .type = RECORD_FRAME,
						 .what = FRAME_BORN,
						 .frame = id,
						 .value = LEDGER_HOST,
						 .addr = work});
}

static void ends(struct bench *b, uint32_t id, ps_t at, const char *place)
{
	record_emit(b->r, &(struct record_event){.at = at,
						 .type = RECORD_FRAME,
						 .what = FRAME_ENDED,
						 .frame = id,
						 .text = place});
}

static void irq(struct bench *b, unsigned what, unsigned vector, ps_t at)
{
	record_emit(b->r, &(struct record_event){.at = at,
						 .type = RECORD_IRQ,
						 .what = (uint8_t)what,
						 .value = vector});
}

static void mmio(struct bench *b, unsigned what, uint32_t offset, ps_t at)
{
	record_emit(b->r, &(struct record_event){.at = at,
						 .type = RECORD_MMIO,
						 .what = (uint8_t)what,
						 .addr = offset});
}

static void unmapped(struct bench *b, uint32_t id, ps_t at)
{
	record_emit(b->r, &(struct record_event){.at = at,
						 .type = RECORD_MAP,
						 .what = MAP_UNDONE,
						 .frame = id});
}

/* One received frame from its first bit at @at on, a step every 1000 ps. */
static void receive(struct bench *b, uint32_t id, ps_t at, const char *place)
{
	frame(b, FRAME_RX_BEGIN, id, at);
	frame(b, FRAME_RX_END, id, at + 1000);
	frame(b, FRAME_STORED, id, at + 2000);
	irq(b, IRQ_RAISED, 0, at + 3000);
	irq(b, IRQ_TAKEN, VECTOR_NIC, at + 4000);
	mmio(b, MMIO_READ, E1000_ICR, at + 5000);
	record_number(b->r, b->napi, at + 6000, NAPI_POLLING);
	frame(b, FRAME_TAKEN, id, at + 7000);
	frame(b, FRAME_QUEUED, id, at + 8000);
	record_number(b->r, b->napi, at + 8500, NAPI_IDLE);
	ends(b, id, at + 9000, place);
}

/* What follows the making of a sent frame, likewise. */
static void leave(struct bench *b, uint32_t id, ps_t at)
{
	frame(b, FRAME_SENDING, id, at + 1000);
	mmio(b, MMIO_WRITE, E1000_TDT, at + 2000);
	frame(b, FRAME_FETCHED, id, at + 3000);
	frame(b, FRAME_TX_BEGIN, id, at + 4000);
	frame(b, FRAME_TX_END, id, at + 5000);
	ends(b, id, at + 5000, "wire.sent");
	irq(b, IRQ_RAISED, 0, at + 6000);
	irq(b, IRQ_TAKEN, VECTOR_NIC, at + 7000);
	unmapped(b, id, at + 8000);
}

static void finish(struct bench *b)
{
	char err[128] = "";

	record_end(b->r, 1000000000);
	ck_assert_msg(!b->f->close(b->f, err, sizeof(err)), "%s", err);
	record_destroy(b->r);
	b->out = json_load_file(b->path, 0, NULL);
	ck_assert_ptr_nonnull(b->out);
	unlink(b->path);
}

static long long moment(const struct bench *b, const char *way,
			const char *name)
{
	const json_t *t = json_object_get(
		json_object_get(json_object_get(b->out, way), "moments"), name);
	long long ps = json_integer_value(json_object_get(t, "ps"));

	if (!t)
		return -1;
	ck_assert_int_eq(json_integer_value(json_object_get(t, "ns")),
			 ps / 1000);
	return ps;
}

static const char *word(const struct bench *b, const char *way,
			const char *name)
{
	return json_string_value(
		json_object_get(json_object_get(b->out, way), name));
}

static long long number(const struct bench *b, const char *way,
			const char *name)
{
	return json_integer_value(
		json_object_get(json_object_get(b->out, way), name));
}

static void transmit(struct bench *b, uint32_t id, ps_t at)
{
	born(b, id, at, 0);
	leave(b, id, at);
}

START_TEST(every_station_of_a_received_frame_is_noted)
{
	static const char *const names[] = {
		"rx_begin",   "rx_end",	    "stored", "irq_raised", "irq_taken",
		"cause_read", "first_poll", "taken",  "queued",	    "ended"};
	struct bench b;

	setup(&b);
	receive(&b, 7, 20000, "socket.delivered");
	finish(&b);
	ck_assert_int_eq(number(&b, "receive", "frame"), 7);
	ck_assert_str_eq(word(&b, "receive", "place"), "socket.delivered");
	for (unsigned i = 0; i < 10; i++)
		ck_assert_int_eq(moment(&b, "receive", names[i]),
				 20000 + 1000 * i);
	json_decref(b.out);
}
END_TEST

START_TEST(a_frame_for_a_program_beats_an_earlier_one_that_was_not)
{
	struct bench b;

	setup(&b);
	receive(&b, 1, 20000, "ip.no_protocol");
	receive(&b, 2, 60000, "socket.delivered");
	receive(&b, 3, 90000, "socket.delivered");
	finish(&b);
	ck_assert_int_eq(number(&b, "receive", "frame"), 2);
	ck_assert_int_eq(moment(&b, "receive", "irq_raised"), 63000);
	ck_assert_int_eq(number(&b, "drop", "frame"), 1);
	ck_assert_int_eq(moment(&b, "drop", "ended"), 29000);
	json_decref(b.out);
}
END_TEST

START_TEST(without_a_delivery_the_first_frame_that_ended_is_shown)
{
	struct bench b;

	setup(&b);
	receive(&b, 4, 20000, "arp.handled");
	receive(&b, 5, 60000, "udp.no_socket");
	finish(&b);
	ck_assert_int_eq(number(&b, "receive", "frame"), 4);
	ck_assert_str_eq(word(&b, "receive", "place"), "arp.handled");
	ck_assert_int_eq(number(&b, "drop", "frame"), 5);
	json_decref(b.out);
}
END_TEST

START_TEST(a_frame_that_comes_while_the_driver_polls_has_no_new_interrupt)
{
	struct bench b;

	setup(&b);
	irq(&b, IRQ_RAISED, 0, 20000);
	irq(&b, IRQ_TAKEN, VECTOR_NIC, 21000);
	record_number(b.r, b.napi, 22000, NAPI_POLLING);
	frame(&b, FRAME_RX_END, 9, 23000);
	frame(&b, FRAME_TAKEN, 9, 24000);
	irq(&b, IRQ_TAKEN, VECTOR_TIMER, 24500);
	ends(&b, 9, 25000, "socket.delivered");
	finish(&b);
	ck_assert_int_eq(moment(&b, "receive", "irq_raised"), 20000);
	ck_assert_int_eq(moment(&b, "receive", "irq_taken"), 21000);
	ck_assert_int_eq(moment(&b, "receive", "first_poll"), 22000);
	ck_assert_int_eq(moment(&b, "receive", "cause_read"), -1);
	json_decref(b.out);
}
END_TEST

START_TEST(a_frame_that_was_on_its_way_before_recording_is_second_choice)
{
	struct bench b;

	setup(&b);
	frame(&b, FRAME_RX_END, 1, 2000);
	ends(&b, 1, 3000, "socket.delivered");
	receive(&b, 2, 20000, "socket.delivered");
	finish(&b);
	ck_assert_int_eq(number(&b, "receive", "frame"), 2);
	json_decref(b.out);
}
END_TEST

START_TEST(every_station_of_a_sent_frame_is_noted)
{
	static const char *const names[] = {
		"born",	    "sending", "doorbell",	  "fetched",
		"tx_begin", "tx_end",  "done_irq_raised", "done_irq_taken",
		"cleaned"};
	struct bench b;

	setup(&b);
	transmit(&b, 3, 30000);
	finish(&b);
	for (unsigned i = 0; i < 9; i++)
		ck_assert_int_eq(moment(&b, "transmit", names[i]),
				 30000 + 1000 * i);
	ck_assert_str_eq(word(&b, "transmit", "place"), "wire.sent");
	ck_assert_ptr_null(json_object_get(b.out, "receive"));
	ck_assert_ptr_null(json_object_get(b.out, "drop"));
	json_decref(b.out);
}
END_TEST

START_TEST(a_frame_that_a_program_sent_beats_an_earlier_answer_of_the_kernel)
{
	struct bench b;

	setup(&b);
	record_number(b.r, b.context, 2000, SOFTIRQ);
	transmit(&b, 1, 30000);
	record_number(b.r, b.context, 50000, PROCESS);
	transmit(&b, 2, 60000);
	transmit(&b, 3, 90000);
	finish(&b);
	ck_assert_int_eq(number(&b, "transmit", "frame"), 2);
	ck_assert_int_eq(moment(&b, "transmit", "cleaned"), 68000);
	json_decref(b.out);
}
END_TEST

START_TEST(a_frame_that_had_to_wait_or_was_made_for_another_is_not_the_example)
{
	struct bench b;

	setup(&b);
	record_number(b.r, b.context, 2000, PROCESS);
	/* 1 waits for an address, for which 2 asks. */
	born(&b, 1, 10000, 0);
	born(&b, 2, 11000, 1);
	leave(&b, 2, 12000);
	record_number(b.r, b.context, 40000, SOFTIRQ);
	leave(&b, 1, 50000);
	record_number(b.r, b.context, 70000, PROCESS);
	transmit(&b, 3, 80000);
	finish(&b);
	ck_assert_int_eq(number(&b, "transmit", "frame"), 3);
	json_decref(b.out);
}
END_TEST

START_TEST(interrupts_are_counted_from_the_received_frame_on)
{
	struct bench b;
	const json_t *irqs;

	setup(&b);
	receive(&b, 1, 20000, "arp.handled");
	irq(&b, IRQ_RAISED, 0, 50000);
	receive(&b, 2, 60000, "socket.delivered");
	for (unsigned i = 0; i < 20; i++)
		irq(&b, IRQ_RAISED, 0, 90000 + 1000 * i);
	finish(&b);
	irqs = json_object_get(b.out, "interrupts");
	ck_assert_int_eq(json_array_size(irqs), 8);
	ck_assert_int_eq(json_integer_value(json_object_get(
				 json_array_get(irqs, 0), "ps")),
			 63000);
	ck_assert_int_eq(json_integer_value(json_object_get(
				 json_array_get(irqs, 1), "ps")),
			 90000);
	json_decref(b.out);
}
END_TEST

START_TEST(nothing_recorded_is_a_file_without_ways)
{
	struct bench b;

	setup(&b);
	finish(&b);
	ck_assert_ptr_null(json_object_get(b.out, "receive"));
	ck_assert_ptr_null(json_object_get(b.out, "transmit"));
	ck_assert_ptr_nonnull(json_object_get(b.out, "recorded"));
	json_decref(b.out);
}
END_TEST

START_TEST(a_discarded_file_leaves_nothing_and_a_bad_path_says_why)
{
	char err[128] = "", part[80];
	struct bench b;

	setup(&b);
	snprintf(part, sizeof(part), "%s.part", b.path);
	ck_assert_int_eq(access(part, F_OK), 0);
	b.f->discard(b.f);
	ck_assert_int_ne(access(part, F_OK), 0);
	ck_assert_int_ne(access(b.path, F_OK), 0);
	record_destroy(b.r);
	ck_assert_ptr_null(
		record_moments("/nowhere/moments.json", err, sizeof(err)));
	ck_assert_ptr_nonnull(strstr(err, "/nowhere/moments.json.part"));
}
END_TEST

START_TEST(more_frames_than_are_remembered_do_no_harm)
{
	struct bench b;

	setup(&b);
	for (uint32_t i = 1; i < 20000; i++)
		frame(&b, FRAME_RX_END, i, 2000 + i);
	ends(&b, 1, 50000, "socket.delivered");
	ends(&b, 19999, 50001, "socket.delivered");
	finish(&b);
	/* The first is long forgotten. */
	ck_assert_int_eq(number(&b, "receive", "frame"), 19999);
	json_decref(b.out);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("moments");
	TCase *t = tcase_create("moments");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_test(t, every_station_of_a_received_frame_is_noted);
	tcase_add_test(t,
		       a_frame_for_a_program_beats_an_earlier_one_that_was_not);
	tcase_add_test(t,
		       without_a_delivery_the_first_frame_that_ended_is_shown);
	tcase_add_test(
		t,
		a_frame_that_comes_while_the_driver_polls_has_no_new_interrupt);
	tcase_add_test(
		t,
		a_frame_that_was_on_its_way_before_recording_is_second_choice);
	tcase_add_test(t, every_station_of_a_sent_frame_is_noted);
	tcase_add_test(
		t,
		a_frame_that_a_program_sent_beats_an_earlier_answer_of_the_kernel);
	tcase_add_test(
		t,
		a_frame_that_had_to_wait_or_was_made_for_another_is_not_the_example);
	tcase_add_test(t, interrupts_are_counted_from_the_received_frame_on);
	tcase_add_test(t, nothing_recorded_is_a_file_without_ways);
	tcase_add_test(t,
		       a_discarded_file_leaves_nothing_and_a_bad_path_says_why);
	tcase_add_test(t, more_frames_than_are_remembered_do_no_harm);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
