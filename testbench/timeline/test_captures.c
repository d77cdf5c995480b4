// SPDX-License-Identifier: MIT
/* The captures of wire and host, and what libpcap and tshark make of them. */
#include "pcapng_file.h"

#include "../../sim/wire/gmii.h"
#include "sim/captures.h"
#include "sim/machine.h"
#include "sim/wire.h"

/* ---- a machine of which the captures need no more -------------------------
 */

struct machine {
	struct ledger *ledger;
	machine_tap_fn tap;
	void *tap_arg;
};

struct ledger *machine_ledger(struct machine *m)
{
	return m->ledger;
}

void machine_tap_listen(struct machine *m, machine_tap_fn fn, void *arg)
{
	m->tap = fn;
	m->tap_arg = arg;
}

void machine_tap_unlisten(struct machine *m, machine_tap_fn fn, void *arg)
{
	ck_assert(m->tap == fn && m->tap_arg == arg);
	m->tap = NULL;
}

/* ---- wire and host
 * ----------------------------------------------------------- */

static const struct wire_frame good = {NS(800), zeros, 60, 0};

/* What the card receives up to edge @cycle. */
static void run_wire(struct wire *w, uint64_t cycle)
{
	uint8_t rxd = 0, dv = 0, er = 0;

	for (uint64_t i = 0; i < cycle; i++)
		gmii_edge(wire_gmii(w), i, &rxd, &dv, &er, 0, 0, 0);
}

static void open_captures(struct captures *c, struct machine *m, struct wire *w)
{
	struct captures_config config = {.wire_path = path,
					 .host_path = host_path};

	ck_assert_msg(!captures_open(c, m, w, &config, err, sizeof(err)), "%s",
		      err);
}

START_TEST(wire_and_host_have_a_file_each)
{
	struct machine m = {.ledger = l};
	struct wire *w = wire_create(0);
	struct captures c;

	wire_bind(w, l, NULL);
	open_captures(&c, &m, w);
	wire_inject(w, &good);
	run_wire(w, 200);
	m.tap(m.tap_arg, NS(5000), 1, false, zeros, 60);
	m.tap(m.tap_arg, NS(6000), 2, true, zeros, 42);
	ledger_end(l, 1, "udp.no_socket");
	ck_assert_msg(!captures_close(&c, err, sizeof(err)), "%s", err);
	ck_assert_ptr_null((void *)m.tap);
	/* Closed is closed. */
	wire_inject(w, &good);
	run_wire(w, 400);
	ck_assert_int_eq(captures_close(&c, err, sizeof(err)), 0);
	captures_discard(&c);
	read_file();
	ck_assert_uint_eq(frames(), 1);
	ck_assert_ptr_nonnull(strstr(comments(0), "[ended: udp.no_socket"));
	rename(host_path, path);
	read_file();
	ck_assert_uint_eq(frames(), 2);
	ck_assert_ptr_nonnull(strstr(comments(0), "#1"));
	ck_assert_ptr_nonnull(strstr(comments(1), "#2"));
	wire_destroy(w);
}
END_TEST

START_TEST(if_one_file_fails_the_other_is_not_left_behind)
{
	struct captures_config config = {.wire_path = path,
					 .host_path = "/nonexistent/b.pcapng"};
	struct machine m = {.ledger = l};
	struct wire *w = wire_create(0);
	struct captures c;

	ck_assert_int_eq(captures_open(&c, &m, w, &config, err, sizeof(err)),
			 -1);
	ck_assert_ptr_nonnull(strstr(err, "/nonexistent/b.pcapng"));
	ck_assert_int_ne(access(part, F_OK), 0);
	captures_discard(&c);
	ck_assert_int_eq(symlink("/dev/full", part), 0);
	open_captures(&c, &m, w);
	ck_assert_int_eq(captures_close(&c, err, sizeof(err)), -1);
	ck_assert_ptr_nonnull(strstr(err, path));
	ck_assert_int_ne(access(host_path, F_OK), 0);
	wire_destroy(w);
}
END_TEST

/* What tshark prints of the file, a line for each frame, fields by spaces. */
static void assert_tshark(const char *fields, const char *want)
{
	char command[512], got[1024];
	size_t n;
	FILE *f;

	snprintf(command, sizeof(command),
		 "tshark -r %s -T fields -E separator=/s %s 2>/dev/null", path,
		 fields);
	f = popen(command, "r");
	ck_assert_ptr_nonnull(f);
	n = fread(got, 1, sizeof(got) - 1, f);
	got[n] = '\0';
	pclose(f);
	ck_assert_str_eq(got, want);
}

START_TEST(broken_frames_are_flagged_as_tshark_knows_it)
{
	static const unsigned faults[] = {WIRE_OK, WIRE_BAD_FCS, WIRE_RX_ER,
					  WIRE_NO_PAD,
					  WIRE_NO_PAD | WIRE_BAD_FCS};
	struct machine m = {.ledger = l};
	struct wire *w = wire_create(0);
	struct captures c;

	wire_bind(w, l, NULL);
	open_captures(&c, &m, w);
	for (unsigned i = 0; i < 5; i++) {
		struct wire_frame f = good;

		f.faults = faults[i];
		f.len = 40;
		wire_inject(w, &f);
	}
	run_wire(w, 1000);
	ck_assert_msg(!captures_close(&c, err, sizeof(err)), "%s", err);
	assert_tshark("-e frame.number -e frame.len "
		      "-e frame.packet_flags_crc_error "
		      "-e frame.packet_flags_symbol_error "
		      "-e frame.packet_flags_packet_too_short_error",
		      "1 60 0 0 0\n"
		      "2 60 1 0 0\n"
		      "3 60 0 1 0\n"
		      "4 40 0 0 1\n"
		      "5 40 1 0 1\n");
	wire_destroy(w);
}
END_TEST

START_TEST(a_capture_can_be_played_back)
{
	struct pcapng_tap t = {.name = "wire", .comment = "x"};
	struct pcapng *p = begin_file(&t);
	struct wire_source *s;
	struct wire_frame f;
	uint8_t data[61];

	for (unsigned i = 0; i < 3; i++) {
		memset(data, (int)i, sizeof(data));
		pcapng_frame(p, &(struct pcapng_frame){
					.at = NS(5000000000ull + 8 * i),
					.id = i,
					.data = data,
					.len = 60 + i % 2});
	}
	end_file(p);
	s = wire_pcap_source(path, NULL, 0, err, sizeof(err));
	ck_assert_msg(s, "%s", err);
	for (unsigned i = 0; i < 3; i++) {
		memset(data, (int)i, sizeof(data));
		ck_assert(s->next(s, &f));
		ck_assert_uint_eq(f.at, NS(8 * i));
		ck_assert_uint_eq(f.len, 60 + i % 2);
		ck_assert_mem_eq(f.data, data, f.len);
	}
	ck_assert(!s->next(s, &f));
	s->destroy(s);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("captures");
	TCase *t = tcase_create("captures");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 30);
	tcase_add_test(t, wire_and_host_have_a_file_each);
	tcase_add_test(t, if_one_file_fails_the_other_is_not_left_behind);
	tcase_add_test(t, broken_frames_are_flagged_as_tshark_knows_it);
	tcase_add_test(t, a_capture_can_be_played_back);
	suite_add_tcase(s, t);
	return s;
}

int main(void)
{
	SRunner *r = srunner_create(suite());
	int failed;

	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
