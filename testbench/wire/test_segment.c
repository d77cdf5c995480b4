// SPDX-License-Identifier: MIT
/* Segments: who gets a frame, when, and where frames end. Members without
 * wires: what they would be given is seen by the deliveries. */
#include "bench.h"

#include "sim/ledger.h"
#include "sim/segment.h"

#include <stdlib.h>
#include <string.h>

#define FRAME_BYTES 60u
/* On a medium of 10 Mb/s: preamble, frame, FCS. */
#define FRAME_10_PS ((8 + FRAME_BYTES + 4) * 8 * 100 * PS_PER_NS)

struct seen {
	unsigned n;
	ps_t at[4096], took[4096];
};

static void delivered(void *arg, ps_t at, ps_t took)
{
	struct seen *s = arg;

	ck_assert_uint_lt(s->n, 4096);
	s->at[s->n] = at;
	s->took[s->n++] = took;
}

static struct segment *make(struct segment_config *c, unsigned members,
			    struct seen *seen)
{
	char err[160];
	struct segment *s;

	c->name = "lan";
	s = segment_create(c, err, sizeof(err));
	ck_assert_msg(s, "%s", err);
	memset(seen, 0, sizeof(*seen));
	segment_watch_deliveries(s, delivered, seen);
	for (unsigned i = 0; i < members; i++)
		ck_assert(!segment_join(s, NULL, "m", err, sizeof(err)));
	return s;
}

/* Member @from sends a frame to member @to; 99: to all. */
static void send(struct segment *s, unsigned from, unsigned to, ps_t at)
{
	uint8_t frame[FRAME_BYTES] = {0};

	memset(frame, 0xff, 6);
	if (to != 99) {
		memset(frame, 0, 6);
		frame[5] = (uint8_t)(1 + to);
	}
	frame[11] = (uint8_t)(1 + from);
	segment_send(s, from, at, frame, sizeof(frame), true);
}

static uint64_t ended(const struct segment *s, enum segment_place p)
{
	return segment_counters(s)->ended[p];
}

static void end(struct segment *s)
{
	char why[256];

	segment_finish(s);
	ck_assert_msg(ledger_conserved(segment_ledger(s), why, sizeof(why)),
		      "%s", why);
	segment_destroy(s);
}

START_TEST(a_cable_gives_a_frame_to_the_other_end)
{
	struct segment_config c;
	struct segment *s;
	struct seen seen;

	segment_defaults(&c, SEGMENT_CABLE);
	s = make(&c, 2, &seen);
	send(s, 0, 1, PS_PER_US);
	ck_assert_uint_eq(segment_next(s), PS_PER_US + 250 * PS_PER_NS);
	segment_advance(s, PS_PER_MS);
	ck_assert_uint_eq(seen.n, 1);
	/* The other half of the latency is the wire's. */
	ck_assert_uint_eq(seen.at[0], PS_PER_US + 250 * PS_PER_NS);
	ck_assert_uint_eq(segment_wire_latency(&c), 250 * PS_PER_NS);
	ck_assert_uint_eq(ended(s, SEGMENT_DELIVERED), 1);
	end(s);
}
END_TEST

START_TEST(a_switch_floods_until_it_has_learned_and_forgets_with_age)
{
	struct segment_config c;
	struct segment *s;
	struct seen seen;

	segment_defaults(&c, SEGMENT_SWITCH);
	c.ageing = PS_PER_S;
	s = make(&c, 4, &seen);
	send(s, 0, 1, PS_PER_US);
	segment_advance(s, PS_PER_MS);
	ck_assert_uint_eq(seen.n, 3);
	send(s, 1, 0, 2 * PS_PER_MS);
	segment_advance(s, 3 * PS_PER_MS);
	ck_assert_uint_eq(seen.n, 4);
	send(s, 0, 1, 4 * PS_PER_MS);
	segment_advance(s, 5 * PS_PER_MS);
	ck_assert_uint_eq(seen.n, 5);
	/* Nothing was heard of member 1 for longer than the ageing time. */
	send(s, 0, 1, 2 * PS_PER_S);
	segment_advance(s, 3 * PS_PER_S);
	ck_assert_uint_eq(seen.n, 8);
	ck_assert_uint_eq(segment_counters(s)->flooded, 2);
	end(s);
}
END_TEST

START_TEST(a_switch_sends_nothing_back_to_where_it_came_from)
{
	struct segment_config c;
	struct segment *s;
	struct seen seen;

	segment_defaults(&c, SEGMENT_SWITCH);
	s = make(&c, 3, &seen);
	/* Member 7 and member 0 are behind the same port. */
	send(s, 0, 7, PS_PER_US);
	segment_advance(s, PS_PER_MS);
	ck_assert_uint_eq(seen.n, 2);
	send(s, 0, 0, 2 * PS_PER_MS);
	segment_advance(s, 3 * PS_PER_MS);
	ck_assert_uint_eq(seen.n, 2);
	ck_assert_uint_eq(ended(s, SEGMENT_FILTERED), 1);
	end(s);
}
END_TEST

START_TEST(a_switch_drops_what_finds_no_room_in_the_port_s_queue)
{
	struct segment_config c;
	struct segment *s;
	struct seen seen;

	segment_defaults(&c, SEGMENT_SWITCH);
	c.queue = 2;
	s = make(&c, 5, &seen);
	send(s, 4, 99, PS_PER_US);
	segment_advance(s, PS_PER_MS);
	seen.n = 0;
	/* Four at once to one: one goes out, two wait. */
	for (unsigned i = 0; i < 4; i++)
		send(s, i, 4, 2 * PS_PER_MS);
	segment_advance(s, 3 * PS_PER_MS);
	ck_assert_uint_eq(seen.n, 3);
	ck_assert_uint_eq(ended(s, SEGMENT_QUEUE_FULL), 1);
	/* Preamble, frame, FCS, gap at 8 ns a byte. */
	ck_assert_uint_eq(seen.at[1] - seen.at[0], 84 * 8 * PS_PER_NS);
	end(s);
}
END_TEST

START_TEST(a_hub_gives_a_frame_to_all_others_when_it_has_been_sent)
{
	struct segment_config c;
	struct segment *s;
	struct seen seen;

	segment_defaults(&c, SEGMENT_HUB);
	s = make(&c, 4, &seen);
	send(s, 2, 0, PS_PER_US);
	segment_advance(s, PS_PER_MS);
	ck_assert_uint_eq(seen.n, 3);
	ck_assert_uint_eq(seen.took[0], FRAME_10_PS);
	ck_assert_uint_eq(segment_counters(s)->collisions, 0);
	end(s);
}
END_TEST

START_TEST(two_that_begin_at_once_on_a_hub_collide_and_both_come_through)
{
	struct segment_config c;
	struct segment *s;
	struct seen seen;

	segment_defaults(&c, SEGMENT_HUB);
	s = make(&c, 2, &seen);
	send(s, 0, 1, PS_PER_US);
	send(s, 1, 0, PS_PER_US);
	segment_advance(s, 100 * PS_PER_MS);
	ck_assert_uint_ge(segment_counters(s)->collisions, 1);
	ck_assert_uint_eq(seen.n, 2);
	ck_assert_uint_eq(ended(s, SEGMENT_DELIVERED), 2);
	ck_assert_uint_gt(seen.took[0], FRAME_10_PS);
	end(s);
}
END_TEST

START_TEST(who_hears_another_on_a_hub_waits_and_does_not_collide)
{
	struct segment_config c;
	struct segment *s;
	struct seen seen;

	segment_defaults(&c, SEGMENT_HUB);
	s = make(&c, 2, &seen);
	send(s, 0, 1, PS_PER_US);
	send(s, 1, 0, 20 * PS_PER_US);
	segment_advance(s, PS_PER_MS);
	ck_assert_uint_eq(segment_counters(s)->collisions, 0);
	ck_assert_uint_eq(segment_counters(s)->deferred, 1);
	/* The gap of 96 bits between them. */
	ck_assert_uint_eq(seen.at[1] - seen.at[0],
			  FRAME_10_PS + 96 * 100 * PS_PER_NS);
	end(s);
}
END_TEST

START_TEST(a_full_hub_loses_only_what_it_counts)
{
	struct segment_config c;
	struct segment *s;
	struct seen seen;

	segment_defaults(&c, SEGMENT_HUB);
	s = make(&c, 8, &seen);
	for (unsigned k = 0; k < 50; k++)
		for (unsigned i = 0; i < 8; i++)
			send(s, i, 99, PS_PER_US + k * 10 * PS_PER_US);
	segment_advance(s, PS_PER_S);
	ck_assert_uint_eq(segment_next(s), PS_NEVER);
	ck_assert_uint_eq(
		ended(s, SEGMENT_DELIVERED) + ended(s, SEGMENT_COLLIDED), 400);
	ck_assert_uint_eq(seen.n, 7 * ended(s, SEGMENT_DELIVERED));
	end(s);
}
END_TEST

START_TEST(a_ring_serves_its_stations_in_turn)
{
	struct segment_config c;
	struct segment *s;
	struct seen seen;

	segment_defaults(&c, SEGMENT_RING);
	s = make(&c, 4, &seen);
	/* Station 1 has two, station 3 one: 1, 3, 1. */
	send(s, 1, 0, PS_PER_US);
	send(s, 1, 0, PS_PER_US + 8 * PS_PER_NS);
	send(s, 3, 0, PS_PER_US);
	segment_advance(s, PS_PER_S);
	ck_assert_uint_eq(segment_counters(s)->tokens, 3);
	ck_assert_uint_eq(seen.n, 9);
	ck_assert_uint_lt(seen.took[0], seen.took[3]);
	ck_assert_uint_lt(seen.took[3], seen.took[6]);
	end(s);
}
END_TEST

START_TEST(a_ring_at_rest_has_no_events)
{
	struct segment_config c;
	struct segment *s;
	struct seen seen;

	segment_defaults(&c, SEGMENT_RING);
	s = make(&c, 4, &seen);
	ck_assert_uint_eq(segment_next(s), PS_NEVER);
	send(s, 1, 0, PS_PER_S);
	segment_advance(s, 2 * PS_PER_S);
	ck_assert_uint_eq(segment_next(s), PS_NEVER);
	ck_assert_uint_eq(seen.n, 3);
	end(s);
}
END_TEST

START_TEST(impairments_are_as_frequent_as_they_should_be)
{
	struct segment_config c;
	const struct segment_counters *n;
	struct segment *s;
	struct seen seen;

	segment_defaults(&c, SEGMENT_CABLE);
	c.loss_ppm = 100000;
	c.copy_ppm = 200000;
	c.bits_ppm = 50000;
	c.late_ppm = 50000;
	s = make(&c, 2, &seen);
	for (unsigned i = 0; i < 2000; i++)
		send(s, 0, 1, PS_PER_MS + i * 10 * PS_PER_US);
	segment_advance(s, PS_PER_S);
	n = segment_counters(s);
	ck_assert_uint_eq(n->frames, 2000);
	ck_assert_uint_gt(ended(s, SEGMENT_LOST), 150);
	ck_assert_uint_lt(ended(s, SEGMENT_LOST), 250);
	ck_assert_uint_gt(n->duplicated, 300);
	ck_assert_uint_lt(n->duplicated, 420);
	ck_assert_uint_gt(n->corrupted, 60);
	ck_assert_uint_gt(n->delayed, 60);
	ck_assert_uint_eq(seen.n,
			  2000 - ended(s, SEGMENT_LOST) + n->duplicated);
	end(s);
}
END_TEST

/* All frames of one order, and of the reverse. */
static void send_all(struct segment *s, bool backwards)
{
	for (unsigned k = 0; k < 300; k++) {
		unsigned i = backwards ? 299 - k : k;

		send(s, i % 6, (i + 1) % 6, PS_PER_US + i / 6 * 70 * PS_PER_US);
	}
	segment_advance(s, PS_PER_S);
}

START_TEST(the_order_in_which_hosts_run_changes_nothing)
{
	static const enum segment_type types[] = {SEGMENT_SWITCH, SEGMENT_HUB,
						  SEGMENT_RING};
	struct segment_config c;
	struct seen *one = malloc(sizeof(*one)), *two = malloc(sizeof(*two));

	ck_assert(one && two);
	segment_defaults(&c, types[_i]);
	c.loss_ppm = c.copy_ppm = 50000;
	for (unsigned backwards = 0; backwards < 2; backwards++) {
		struct segment *s = make(&c, 6, backwards ? two : one);

		send_all(s, backwards);
		end(s);
	}
	ck_assert_uint_gt(one->n, 250);
	ck_assert_uint_eq(one->n, two->n);
	ck_assert_mem_eq(one, two, sizeof(*one));
	free(one);
	free(two);
}
END_TEST

START_TEST(what_is_on_its_way_when_the_run_ends_is_counted)
{
	struct segment_config c;
	struct segment *s;
	struct seen seen;

	segment_defaults(&c, SEGMENT_HUB);
	s = make(&c, 3, &seen);
	for (unsigned i = 0; i < 3; i++)
		send(s, i, 0, PS_PER_US);
	segment_advance(s, 2 * PS_PER_US);
	segment_finish(s);
	ck_assert_uint_eq(ended(s, SEGMENT_UNFINISHED), 3);
	end(s);
}
END_TEST

START_TEST(what_cannot_be_is_refused)
{
	struct segment_config c;
	char err[160];

	segment_defaults(&c, SEGMENT_HUB);
	c.name = "lan";
	c.mbit = 11;
	ck_assert_ptr_null(segment_create(&c, err, sizeof(err)));
	ck_assert_ptr_nonnull(strstr(err, "10, 100 or 1000"));
	c.mbit = 10;
	c.latency = 100 * PS_PER_US;
	ck_assert_ptr_null(segment_create(&c, err, sizeof(err)));
	ck_assert_ptr_nonnull(strstr(err, "slot time"));
	segment_defaults(&c, SEGMENT_CABLE);
	c.name = "lan";
	c.latency = 0;
	ck_assert_ptr_null(segment_create(&c, err, sizeof(err)));
}
END_TEST

Suite *segment_suite(void);

Suite *segment_suite(void)
{
	Suite *suite = suite_create("segment");
	TCase *t = tcase_create("segment");

	suite_add_tcase(suite, t);

	tcase_add_test(t, a_cable_gives_a_frame_to_the_other_end);
	tcase_add_test(
		t, a_switch_floods_until_it_has_learned_and_forgets_with_age);
	tcase_add_test(t, a_switch_sends_nothing_back_to_where_it_came_from);
	tcase_add_test(t,
		       a_switch_drops_what_finds_no_room_in_the_port_s_queue);
	tcase_add_test(t,
		       a_hub_gives_a_frame_to_all_others_when_it_has_been_sent);
	tcase_add_test(
		t,
		two_that_begin_at_once_on_a_hub_collide_and_both_come_through);
	tcase_add_test(t,
		       who_hears_another_on_a_hub_waits_and_does_not_collide);
	tcase_add_test(t, a_full_hub_loses_only_what_it_counts);
	tcase_add_test(t, a_ring_serves_its_stations_in_turn);
	tcase_add_test(t, a_ring_at_rest_has_no_events);
	tcase_add_test(t, impairments_are_as_frequent_as_they_should_be);
	tcase_add_loop_test(t, the_order_in_which_hosts_run_changes_nothing, 0,
			    3);
	tcase_add_test(t, what_is_on_its_way_when_the_run_ends_is_counted);
	tcase_add_test(t, what_cannot_be_is_refused);
	return suite;
}
