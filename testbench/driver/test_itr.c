// SPDX-License-Identifier: MIT
/* Interrupt moderation, after the table in docs/driver.md. */
#include "bench.h"

#define LOWEST E1000_LATENCY_LOWEST
#define LOW    E1000_LATENCY_LOW
#define BULK   E1000_LATENCY_BULK

START_TEST(the_register_counts_256_ns)
{
	ck_assert_uint_eq(e1000_itr_register(0), 0);
	ck_assert_uint_eq(e1000_itr_register(4000), 0x3d0);
	ck_assert_uint_eq(e1000_itr_register(8000), 488);
	ck_assert_uint_eq(e1000_itr_register(9000), 0x1b2);
	ck_assert_uint_eq(e1000_itr_register(14000), 0x117);
	ck_assert_uint_eq(e1000_itr_register(19000), 0xcd);
	ck_assert_uint_eq(e1000_itr_register(20000), 0xc3);
	ck_assert_uint_eq(e1000_itr_register(70000), 55);
	/* The slowest that ethtool can set still fits the field. */
	ck_assert_uint_eq(e1000_itr_register(100), 39062);
}
END_TEST

/* Each row stands at an edge of one condition. */
static const struct {
	enum e1000_latency was;
	unsigned int packets, bytes;
	enum e1000_latency becomes;
} classes[] = {
	/* Nothing came. */
	{LOWEST, 0, 0, LOWEST},
	{LOW, 0, 0, LOW},
	{BULK, 0, 0, BULK},
	/* lowest: large packets, few but not tiny ones, else it stays. */
	{LOWEST, 1, 8001, BULK},
	{LOWEST, 1, 8000, LOW},
	{LOWEST, 4, 513, LOW},
	{LOWEST, 4, 512, LOWEST},
	{LOWEST, 5, 513, LOWEST},
	{LOWEST, 100, 6400, LOWEST},
	/* low, more than 10000 bytes. */
	{LOW, 1, 10001, BULK},
	{LOW, 9, 10001, BULK},
	{LOW, 10, 10001, LOW},
	{LOW, 10, 12000, LOW},
	{LOW, 10, 12010, BULK},
	{LOW, 35, 10001, LOW},
	{LOW, 36, 10001, LOWEST},
	{LOW, 36, 36 * 1201, BULK},
	{LOW, 36, 36 * 1200, LOWEST},
	/* low, up to 10000 bytes. */
	{LOW, 5, 10000, LOW},
	{LOW, 4, 8004, BULK},
	{LOW, 4, 8003, LOW},
	{LOW, 2, 511, LOWEST},
	{LOW, 2, 512, LOW},
	{LOW, 3, 511, LOW},
	/* bulk. */
	{BULK, 36, 25001, LOW},
	{BULK, 35, 25001, BULK},
	{BULK, 36, 25000, BULK},
	{BULK, 4, 6000, BULK},
	{BULK, 4, 5999, LOW},
	{BULK, 1, 60, LOW},
};

START_TEST(traffic_moves_between_the_classes_as_the_table_says)
{
	enum e1000_latency got = e1000_itr_classify(
		classes[_i].was, classes[_i].packets, classes[_i].bytes);

	ck_assert_msg(got == classes[_i].becomes,
		      "class %d, %u packets with %u bytes: %d, not %d",
		      classes[_i].was, classes[_i].packets, classes[_i].bytes,
		      got, classes[_i].becomes);
}
END_TEST

static struct e1000_itr moderation(u32 usecs, u32 rate)
{
	struct e1000_itr itr = {};

	e1000_itr_init(&itr, usecs);
	itr.rate = rate;
	return itr;
}

static void flow(struct e1000_flow *f, enum e1000_latency latency,
		 unsigned int packets, unsigned int bytes)
{
	f->latency = latency;
	f->packets = packets;
	f->bytes = bytes;
}

START_TEST(the_rate_rises_in_quarters_of_its_target)
{
	static const u32 steps[] = {0x1b2, 0x117, 0xcd, 0xc3, 0xc3};
	struct e1000_itr itr = moderation(E1000_ITR_CONSERVATIVE, 4000);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		flow(&itr.rx, LOW, 3, 200);
		itr.rate = e1000_itr_next(&itr, SPEED_1000);
		ck_assert_uint_eq(e1000_itr_register(itr.rate), steps[i]);
	}
}
END_TEST

START_TEST(the_rate_falls_at_once)
{
	struct e1000_itr itr = moderation(E1000_ITR_DYNAMIC, 70000);

	flow(&itr.rx, LOW, 9, 10001);
	ck_assert_uint_eq(e1000_itr_next(&itr, SPEED_1000), 4000);
}
END_TEST

START_TEST(the_dynamic_mode_goes_up_to_70000)
{
	struct e1000_itr itr = moderation(E1000_ITR_DYNAMIC, 70000);

	flow(&itr.rx, LOW, 1, 60);
	ck_assert_uint_eq(e1000_itr_next(&itr, SPEED_1000), 70000);
	itr.rate = 20000;
	ck_assert_uint_eq(e1000_itr_next(&itr, SPEED_1000), 37500);
}
END_TEST

START_TEST(the_conservative_mode_stops_at_20000)
{
	struct e1000_itr itr = moderation(E1000_ITR_CONSERVATIVE, 20000);

	flow(&itr.rx, LOW, 1, 60);
	ck_assert_uint_eq(e1000_itr_next(&itr, SPEED_1000), 20000);
	ck_assert_int_eq(itr.rx.latency, LOW);
	ck_assert_int_eq(itr.tx.latency, LOW);
}
END_TEST

START_TEST(the_slower_direction_counts)
{
	struct e1000_itr itr = moderation(E1000_ITR_DYNAMIC, 20000);

	flow(&itr.rx, LOW, 1, 60);
	flow(&itr.tx, LOW, 9, 10001);
	ck_assert_uint_eq(e1000_itr_next(&itr, SPEED_1000), 4000);
	ck_assert_int_eq(itr.rx.latency, LOWEST);
	ck_assert_int_eq(itr.tx.latency, BULK);
}
END_TEST

START_TEST(a_slower_link_gets_4000)
{
	struct e1000_itr itr = moderation(E1000_ITR_DYNAMIC, 20000);

	flow(&itr.rx, LOWEST, 100, 6400);
	ck_assert_uint_eq(e1000_itr_next(&itr, SPEED_100), 4000);
	ck_assert_uint_eq(e1000_itr_next(&itr, 0), 4000);
	ck_assert_int_eq(itr.rx.latency, LOWEST);
}
END_TEST

START_TEST(the_simplified_mode_looks_at_the_difference)
{
	ck_assert_uint_eq(e1000_itr_by_symmetry(0, 0), 8000);
	ck_assert_uint_eq(e1000_itr_by_symmetry(9999, 0), 8000);
	ck_assert_uint_eq(e1000_itr_by_symmetry(10000000, 0), 8000);
	ck_assert_uint_eq(e1000_itr_by_symmetry(0, 10000000), 8000);
	ck_assert_uint_eq(e1000_itr_by_symmetry(10000000, 10000000), 2000);
	ck_assert_uint_eq(e1000_itr_by_symmetry(30000000, 10000000), 5000);
	/* Two seconds of a link that is full both ways. */
	ck_assert_uint_eq(e1000_itr_by_symmetry(250000000, 250000000), 2000);
	ck_assert_uint_eq(e1000_itr_by_symmetry(250000000, 0), 8000);
}
END_TEST

START_TEST(a_mode_begins_with_its_rate)
{
	static const struct {
		u32 usecs, rate;
	} modes[] = {{0, 0},	   {1, 20000},	 {3, 20000},  {4, 8000},
		     {10, 100000}, {100, 10000}, {125, 8000}, {10000, 100}};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		struct e1000_itr itr = {};

		e1000_itr_init(&itr, modes[i].usecs);
		ck_assert_uint_eq(itr.rate, modes[i].rate);
		ck_assert_uint_eq(itr.usecs, modes[i].usecs);
	}
}
END_TEST

Suite *suite_itr(void)
{
	Suite *s = suite_create("interrupt moderation");
	TCase *t = tcase_create("itr");

	tcase_add_test(t, the_register_counts_256_ns);
	tcase_add_loop_test(t,
			    traffic_moves_between_the_classes_as_the_table_says,
			    0, ARRAY_SIZE(classes));
	tcase_add_test(t, the_rate_rises_in_quarters_of_its_target);
	tcase_add_test(t, the_rate_falls_at_once);
	tcase_add_test(t, the_dynamic_mode_goes_up_to_70000);
	tcase_add_test(t, the_conservative_mode_stops_at_20000);
	tcase_add_test(t, the_slower_direction_counts);
	tcase_add_test(t, a_slower_link_gets_4000);
	tcase_add_test(t, the_simplified_mode_looks_at_the_difference);
	tcase_add_test(t, a_mode_begins_with_its_rate);
	suite_add_tcase(s, t);
	return s;
}
