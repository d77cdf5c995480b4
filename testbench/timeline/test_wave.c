// SPDX-License-Identifier: MIT
/*
 * The FST by itself: lanes of a record of its own beside the real card, read
 * back by fst_dump; and the card, evaluated in one way and the other.
 *
 *   wave FST_DUMP DIRECTORY
 */
#include "../../sim/machine/fst_check.h"
#include "../../sim/machine/nic_model.h"
#include "../../sim/machine/nic_wave.h"
#include "../../sim/machine/pin_record.h"
#include "../../sim/record/record_internal.h"
#include "../ringside/host.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EDGE	 8000
#define LOADED	 "line-rate-both"
#define LOAD_END (24 * PS_PER_MS)
#define EDGES	 200000

static const char *fst_dump;
static char path[4096];

static const char *const weather[] = {"DRY", "RAIN", "SNOW", NULL};
enum { WEATHER, TEXT, SMALL, WIDE };

struct rig {
	struct nic_model *n;
	struct nic_wave *w;
	struct record *r;
	ps_t now;
};

static ps_t rig_now(void *arg)
{
	return ((struct rig *)arg)->now;
}

static void rig_open(struct rig *g, bool lanes, ps_t begin)
{
	static const struct lane lane[] = {
		[WEATHER] = {.scope = "a.b",
			     .name = "weather",
			     .kind = LANE_STATE,
			     .names = weather},
		[TEXT] = {.scope = "z", .name = "text", .kind = LANE_TEXT},
		[SMALL] = {.scope = "a",
			   .name = "small",
			   .kind = LANE_NUMBER,
			   .bits = 7},
		[WIDE] = {.scope = "a.b",
			  .name = "wide",
			  .kind = LANE_NUMBER,
			  .bits = 64},
	};
	char err[256] = "";

	g->now = begin;
	g->n = nic_model_create();
	g->r = record_create(rig_now, g);
	ck_assert(g->n && g->r);
	for (unsigned i = 0; i < sizeof(lane) / sizeof(*lane); i++)
		ck_assert_uint_eq(record_lane(g->r, &lane[i]), i);
	g->w = nic_wave_open(g->n, path, lanes, err, sizeof(err));
	ck_assert_msg(g->w != NULL, "%s", err);
	record_add_sink(g->r, nic_wave_sink(g->w));
	record_begin(g->r, begin);
}

static void rig_edge(struct rig *g, ps_t at)
{
	record_reach(g->r, at - EDGE / 2);
	nic_model_fall(g->n, at - EDGE / 2);
	record_reach(g->r, at);
	nic_model_rise(g->n, at);
	g->now = at;
}

static void rig_close(struct rig *g, ps_t end)
{
	char err[256] = "";

	record_end(g->r, end);
	ck_assert_msg(!nic_wave_close(g->w, err, sizeof(err)), "%s", err);
	record_destroy(g->r);
	nic_model_destroy(g->n);
}

/* What fst_dump says; static. */
static const char *said(const char *args)
{
	static char out[1 << 20];
	char command[8192];
	size_t n;
	FILE *f;

	snprintf(command, sizeof(command), "%s %s %s", fst_dump, path, args);
	f = popen(command, "r");
	ck_assert(f != NULL);
	n = fread(out, 1, sizeof(out) - 1, f);
	out[n] = '\0';
	ck_assert_msg(!pclose(f), "%s failed", command);
	return out;
}

static void expect_line(const char *text, const char *line)
{
	const char *at = strstr(text, line);

	ck_assert_msg(at && (at == text || at[-1] == '\n') &&
			      at[strlen(line)] == '\n',
		      "no line \"%s\" in\n%s", line, text);
}

START_TEST(lanes_of_every_kind_have_their_scopes_types_and_names)
{
	const char *list;
	struct rig g;

	rig_open(&g, true, 0);
	for (unsigned i = 1; i < 20; i++)
		rig_edge(&g, i * EDGE);
	rig_close(&g, 20 * EDGE);
	list = said("");
	expect_line(list, "timescale 1e-12");
	expect_line(list, "vector 2 a.b.weather [enum DRY=00 RAIN=01 SNOW=10]");
	expect_line(list, "vector 7 a.small");
	expect_line(list, "vector 64 a.b.wide");
	expect_line(list, "string 0 z.text");
	expect_line(list, "vector 1 TOP.clk_i");
}
END_TEST

START_TEST(without_lanes_the_file_has_the_cards_signals_only)
{
	struct rig g;

	rig_open(&g, false, 0);
	rig_edge(&g, EDGE);
	record_text(g.r, TEXT, EDGE, "nobody");
	rig_close(&g, 2 * EDGE);
	ck_assert(strstr(said(""), "weather") == NULL);
	expect_line(said("TOP.clk_i"), "8000 TOP.clk_i 1");
}
END_TEST

START_TEST(a_value_is_written_at_its_time_and_once)
{
	struct rig g;

	/* After the falling edge that comes first. */
	rig_open(&g, true, 28123);
	rig_edge(&g, 4 * EDGE);
	record_text(g.r, TEXT, 32001, "one");
	record_number(g.r, SMALL, 32002, 77);
	record_text(g.r, TEXT, 32003, "one");
	record_text(g.r, TEXT, 32004, "two");
	record_text(g.r, TEXT, 32004, "one");
	record_number(g.r, WEATHER, 36000, 2);
	rig_edge(&g, 5 * EDGE);
	/* At the time of an edge; and what lasts no time. */
	record_number(g.r, SMALL, 40000, 5);
	record_number(g.r, WIDE, 40000, 0xfedcba9876543210);
	record_text(g.r, TEXT, 41000, "never seen");
	record_text(g.r, TEXT, 41000, "\303\251t\303\251 [x] = 1");
	rig_edge(&g, 6 * EDGE);
	record_text(g.r, TEXT, 48500, "");
	rig_close(&g, 49001);
	ck_assert_str_eq(said("z.text"), "28123 z.text \n"
					 "32001 z.text one\n"
					 "41000 z.text "
					 "\303\251t\303\251 [x] = 1\n"
					 "48500 z.text \n");
	ck_assert_str_eq(said("a.small"), "28123 a.small 0\n"
					  "32002 a.small 77\n"
					  "40000 a.small 5\n");
	ck_assert_str_eq(said("a.b.wide"),
			 "28123 a.b.wide 0\n"
			 "40000 a.b.wide 18364758544493064720\n");
	ck_assert_str_eq(said("a.b.weather"), "28123 a.b.weather DRY\n"
					      "36000 a.b.weather SNOW\n");
	ck_assert_str_eq(said("TOP.clk_i"), "28123 TOP.clk_i 0\n"
					    "32000 TOP.clk_i 1\n"
					    "36000 TOP.clk_i 0\n"
					    "40000 TOP.clk_i 1\n"
					    "44000 TOP.clk_i 0\n"
					    "48000 TOP.clk_i 1\n");
	expect_line(said(""), "begin 28123");
	expect_line(said(""), "end 49001");
}
END_TEST

START_TEST(a_file_holds_one_recording)
{
	struct rig g;

	rig_open(&g, true, 0);
	rig_edge(&g, EDGE);
	record_end(g.r, 2 * EDGE);
	ck_assert(!nic_model_recorded(g.n));
	record_begin(g.r, 100 * EDGE);
	rig_edge(&g, 101 * EDGE);
	rig_close(&g, 102 * EDGE);
	expect_line(said(""), "end 16000");
}
END_TEST

START_TEST(a_file_that_is_cut_off_is_not_complete)
{
	struct rig g;

	rig_open(&g, true, 0);
	for (unsigned i = 1; i < 200; i++)
		rig_edge(&g, i * EDGE);
	rig_close(&g, 200 * EDGE);
	ck_assert(fst_complete(path));
	for (long size = 2000; size > 0; size /= 3) {
		ck_assert(!truncate(path, size));
		ck_assert(!fst_complete(path));
	}
	ck_assert(!truncate(path, 0));
	ck_assert(!fst_complete(path));
	ck_assert(!fst_complete("/no/such/file"));
}
END_TEST

START_TEST(a_file_that_cannot_be_made_is_told)
{
	struct nic_model *n = nic_model_create();
	char err[256] = "";

	ck_assert(!nic_wave_open(n, "/no/such/folder/x.fst", true, err,
				 sizeof(err)));
	ck_assert(strstr(err, "/no/such/folder/x.fst") != NULL);
	nic_model_destroy(n);
}
END_TEST

/* The pins of a loaded run from power-on. */
static struct pin_recording *loaded_pins(void)
{
	struct pin_recording *r = pin_record_create(EDGES);
	char err[SCENARIO_MAX_ERR];
	struct scenario *s;
	struct host h;

	ck_assert(r != NULL);
	s = scenario_load(LOADED, NULL, 0, NULL, err, sizeof(err));
	ck_assert_msg(s != NULL, "%s", err);
	ck_assert_msg(!host_create(&h, s, false, err, sizeof(err)), "%s", err);
	pin_record_attach(h.machine, r);
	ck_assert_int_eq(machine_run(h.machine, LOAD_END), MACHINE_TIME);
	host_destroy(&h);
	scenario_free(s);
	return r;
}

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 16;
}

START_TEST(the_card_cannot_tell_how_its_edges_are_evaluated)
{
	struct pin_recording *r = loaded_pins();
	struct rig g;
	struct nic_model *plain = nic_model_create();
	uint32_t random = 1;
	size_t turns = 0, i = 0;

	ck_assert(plain != NULL);
	/* The windows of one are recorded, the others are halves only. */
	rig_open(&g, true, 0);
	while (i < pin_record_edges(r)) {
		size_t to = i + 1 + next_random(&random) % 300;
		bool halves = next_random(&random) % 3 == 0;

		if (to > pin_record_edges(r))
			to = pin_record_edges(r);
		for (; i < to; i++) {
			uint64_t sum = pin_record_replay(r, plain, i, i + 1);

			pin_record_drive(r, g.n, i);
			if (halves)
				rig_edge(&g, (i + 1) * EDGE);
			else
				nic_model_edge(g.n);
			ck_assert_msg(pin_record_outputs(nic_model_pins(g.n)) ==
					      sum,
				      "another way at edge %zu", i);
		}
		turns++;
		if (turns == 100)
			record_end(g.r, i * EDGE);
	}
	ck_assert_uint_gt(turns, 300);
	ck_assert_uint_gt(i, EDGES / 2);
	nic_model_destroy(plain);
	record_begin(g.r, i * EDGE);
	rig_close(&g, i * EDGE);
	pin_record_destroy(r);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *s = suite_create("wave");
	TCase *t = tcase_create("FST");
	SRunner *r;
	int failed;

	if (argc != 3)
		return EXIT_FAILURE;
	fst_dump = argv[1];
	snprintf(path, sizeof(path), "%s/test.fst", argv[2]);
	tcase_set_timeout(t, 120);
	tcase_add_test(t,
		       lanes_of_every_kind_have_their_scopes_types_and_names);
	tcase_add_test(t, without_lanes_the_file_has_the_cards_signals_only);
	tcase_add_test(t, a_value_is_written_at_its_time_and_once);
	tcase_add_test(t, a_file_holds_one_recording);
	tcase_add_test(t, a_file_that_is_cut_off_is_not_complete);
	tcase_add_test(t, a_file_that_cannot_be_made_is_told);
	tcase_add_test(t, the_card_cannot_tell_how_its_edges_are_evaluated);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
