// SPDX-License-Identifier: MIT
/* Captures in, the traffic source, and frames as they are seen. */
#include "bench.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <unistd.h>

#define NS(n)	 ((n)*PS_PER_NS)
#define REAL	 "testbench/captures/real-mixed.pcap"
#define REAL_ALL 524

static const uint8_t peer_mac[6] = {0x52, 0x54, 0, 0x12, 0x34, 0x01};
static const uint8_t host_mac[6] = {0x52, 0x54, 0, 0x12, 0x34, 0x02};

static char path[] = "/tmp/ringside-wire-XXXXXX";
static char err[512];

static void setup(void)
{
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	close(fd);
	err[0] = '\0';
}

static void teardown(void)
{
	unlink(path);
	snprintf(path + strlen(path) - 6, 7, "XXXXXX");
}

/* ---- captures in -----------------------------------------------------------
 */

/* Write a capture: frames of @len bytes, @cap of them captured, at @ns. */
struct shot {
	uint64_t ns;
	uint32_t len, cap;
};

static void write_capture(int link_type, bool nano, const struct shot *shots,
			  unsigned n)
{
	pcap_t *p = pcap_open_dead_with_tstamp_precision(
		link_type, 262144,
		nano ? PCAP_TSTAMP_PRECISION_NANO
		     : PCAP_TSTAMP_PRECISION_MICRO);
	pcap_dumper_t *d = pcap_dump_open(p, path);
	static uint8_t frame[65536];

	ck_assert_ptr_nonnull(d);
	for (unsigned i = 0; i < n; i++) {
		struct pcap_pkthdr h = {0};

		make_frame(frame, shots[i].len, i);
		h.ts.tv_sec = shots[i].ns / 1000000000;
		h.ts.tv_usec = shots[i].ns % 1000000000 / (nano ? 1 : 1000);
		h.len = shots[i].len;
		h.caplen = shots[i].cap;
		pcap_dump((u_char *)d, &h, frame);
	}
	pcap_dump_close(d);
	pcap_close(p);
}

static struct wire_source *open_capture(const uint8_t *mac, ps_t offset)
{
	return wire_pcap_source(path, mac, offset, err, sizeof(err));
}

static void refused(const char *reason)
{
	ck_assert_ptr_null(open_capture(NULL, 0));
	ck_assert_msg(strstr(err, path), "no file name in \"%s\"", err);
	ck_assert_msg(strstr(err, reason), "\"%s\" not in \"%s\"", reason, err);
}

START_TEST(the_real_capture_has_255_frames_of_the_peer)
{
	struct wire_source *s =
		wire_pcap_source(REAL, peer_mac, 0, err, sizeof(err));
	struct wire_frame f;
	unsigned n = 0;
	ps_t last = 0;

	ck_assert_msg(s, "%s", err);
	while (s->next(s, &f)) {
		ck_assert_uint_ge(f.at, last);
		ck_assert_mem_eq(f.data + 6, peer_mac, 6);
		last = f.at;
		n++;
	}
	ck_assert_uint_eq(n, 255);
	/* The last but one frame of the capture, 17.414203574 s. */
	ck_assert_uint_eq(last, NS(17414203574ull));
	s->destroy(s);
}
END_TEST

START_TEST(without_an_address_all_frames_come)
{
	struct wire_source *s =
		wire_pcap_source(REAL, NULL, 0, err, sizeof(err));
	struct wire_frame f;
	unsigned n = 0;

	ck_assert_msg(s, "%s", err);
	while (s->next(s, &f))
		n++;
	ck_assert_uint_eq(n, REAL_ALL);
	s->destroy(s);
}
END_TEST

START_TEST(micro_and_nanosecond_files_keep_their_times)
{
	static const struct shot shots[] = {{5000001000, 60, 60},
					    {5000003000, 60, 60}};
	struct wire_frame f;

	for (int nano = 0; nano < 2; nano++) {
		struct wire_source *s;

		write_capture(DLT_EN10MB, nano, shots, 2);
		s = open_capture(NULL, NS(500));
		ck_assert_msg(s, "%s", err);
		ck_assert(s->next(s, &f));
		ck_assert_uint_eq(f.at, NS(500));
		ck_assert(s->next(s, &f));
		ck_assert_uint_eq(f.at, NS(2500));
		ck_assert(!s->next(s, &f));
		s->destroy(s);
	}
}
END_TEST

START_TEST(frames_out_of_order_are_sent_by_time)
{
	static const struct shot shots[] = {
		{2000, 61, 61}, {1000, 62, 62}, {2000, 63, 63}};
	static const unsigned lens[] = {62, 61, 63};
	struct wire_source *s;
	struct wire_frame f;

	write_capture(DLT_EN10MB, true, shots, 3);
	s = open_capture(NULL, 0);
	ck_assert_msg(s, "%s", err);
	for (unsigned i = 0; i < 3; i++) {
		ck_assert(s->next(s, &f));
		ck_assert_uint_eq(f.len, lens[i]);
		ck_assert_uint_eq(f.at, i ? NS(1000) : 0);
	}
	s->destroy(s);
}
END_TEST

START_TEST(a_frame_that_was_cut_off_is_refused_with_its_number)
{
	static const struct shot shots[] = {{0, 60, 60}, {1, 900, 96}};

	write_capture(DLT_EN10MB, true, shots, 2);
	refused("frame 2 is cut off");
}
END_TEST

START_TEST(a_frame_shorter_than_its_header_is_refused)
{
	static const struct shot shots[] = {{0, 13, 13}};

	write_capture(DLT_EN10MB, true, shots, 1);
	refused("frame 1 is shorter than an Ethernet header");
}
END_TEST

START_TEST(a_frame_made_by_offloads_is_refused)
{
	static const struct shot shots[] = {{0, 40000, 40000}};

	write_capture(DLT_EN10MB, true, shots, 1);
	refused("frame 1 is longer than the card can take");
}
END_TEST

START_TEST(a_capture_of_another_link_type_is_refused)
{
	static const struct shot shots[] = {{0, 60, 60}};

	write_capture(DLT_RAW, true, shots, 1);
	refused("RAW, not Ethernet");
}
END_TEST

START_TEST(a_damaged_time_stamp_is_refused)
{
	static const struct shot shots[] = {{0, 60, 60},
					    {10000000ull * 1000000000, 60, 60}};

	write_capture(DLT_EN10MB, true, shots, 2);
	refused("frame 2 is more than 100 days");
}
END_TEST

START_TEST(a_file_cut_in_mid_frame_is_refused)
{
	static const struct shot shots[] = {{0, 60, 60}, {1, 60, 60}};

	write_capture(DLT_EN10MB, true, shots, 2);
	ck_assert_int_eq(truncate(path, 24 + 16 + 60 + 16 + 30), 0);
	refused("after frame 1: truncated dump file");
}
END_TEST

START_TEST(a_file_that_is_no_capture_is_refused)
{
	FILE *f = fopen(path, "w");

	fputs("this is no capture, whatever its name says", f);
	fclose(f);
	refused("unknown file format");
}
END_TEST

START_TEST(a_file_that_is_not_there_is_refused)
{
	unlink(path);
	refused("No such file");
}
END_TEST

START_TEST(an_address_that_sent_nothing_is_refused)
{
	static const uint8_t stranger[6] = {2, 0, 0, 0, 0, 9};

	ck_assert_ptr_null(
		wire_pcap_source(REAL, stranger, 0, err, sizeof(err)));
	ck_assert_str_eq(err, REAL ": no frame from 02:00:00:00:00:09");
}
END_TEST

START_TEST(an_empty_capture_is_refused)
{
	write_capture(DLT_EN10MB, true, NULL, 0);
	refused("holds no frame");
}
END_TEST

/* ---- frames as they are seen ------------------------------------------------
 */

#define MAX_SEEN 8

struct seen {
	unsigned n;
	struct wire_sight s[MAX_SEEN];
	uint8_t bytes[MAX_SEEN][128];
};

static void see(void *arg, const struct wire_sight *s)
{
	struct seen *seen = arg;

	ck_assert_uint_lt(seen->n, MAX_SEEN);
	ck_assert_uint_le(s->len, sizeof(seen->bytes[0]));
	seen->s[seen->n] = *s;
	memcpy(seen->bytes[seen->n++], s->data, s->len);
}

START_TEST(a_watcher_sees_both_directions_in_the_order_of_their_last_bits)
{
	uint8_t frame[64], carrier[80];
	unsigned n = make_carrier(carrier, frame, make_frame(frame, 60, 99));
	struct wire_frame f = {NS(800), frame, 60, 0};
	static const uint64_t want_ns[] = {(90 + 71) * 8, (100 + 71) * 8};
	struct seen seen = {0};
	struct bench b;

	bench_open(&b, 0);
	wire_watch(b.wire, see, &seen);
	wire_inject(b.wire, &f);
	bench_until(&b, 90);
	/* The card's frame begins 10 edges before the other one. */
	bench_send(&b, carrier, n);
	bench_until(&b, 400);
	ck_assert_uint_eq(seen.n, 2);
	for (unsigned i = 0; i < 2; i++) {
		ck_assert_uint_eq(seen.s[i].last_bit, NS(want_ns[i]));
		ck_assert_int_eq(seen.s[i].sent, !i);
		ck_assert_uint_eq(seen.s[i].faults, WIRE_OK);
		ck_assert_uint_eq(seen.s[i].len, 60);
		ck_assert_mem_eq(seen.bytes[i], frame, 60);
	}
	wire_unwatch(b.wire, see, &seen);
	bench_send(&b, carrier, n);
	ck_assert_uint_eq(seen.n, 2);
	bench_close(&b);
}
END_TEST

START_TEST(a_watcher_is_told_what_is_wrong_with_a_frame)
{
	static const unsigned faults[] = {WIRE_BAD_FCS, WIRE_RX_ER, WIRE_NO_PAD,
					  WIRE_NO_PAD | WIRE_BAD_FCS};
	uint8_t frame[64], carrier[80];
	unsigned n = make_carrier(carrier, frame, make_frame(frame, 60, 99));
	struct wire_frame f = {NS(800), frame, 40, 0};
	struct seen seen = {0};
	struct bench b;

	bench_open(&b, 0);
	wire_watch(b.wire, see, &seen);
	for (unsigned i = 0; i < 4; i++) {
		f.faults = faults[i];
		wire_inject(b.wire, &f);
	}
	/* There is nothing to see without a delimiter, and nothing is wrong
	 * with a frame that is long enough. */
	f.faults = WIRE_NO_SFD;
	wire_inject(b.wire, &f);
	f.faults = WIRE_NO_PAD;
	f.len = 60;
	wire_inject(b.wire, &f);
	bench_until(&b, 1000);
	ck_assert_uint_eq(seen.n, 5);
	for (unsigned i = 0; i < 4; i++) {
		ck_assert_uint_eq(seen.s[i].faults, faults[i]);
		ck_assert_uint_eq(seen.s[i].len, i < 2 ? 60 : 40);
	}
	ck_assert_uint_eq(seen.s[4].faults, WIRE_OK);
	/* What the card sends: a wrong FCS, TX_ER, a runt. */
	carrier[n - 1] ^= 1;
	bench_send(&b, carrier, n);
	ck_assert_uint_eq(seen.s[5].faults, WIRE_BAD_FCS);
	carrier[n - 1] ^= 1;
	for (unsigned i = 0; i < n; i++)
		bench_edge(&b, carrier[i], true, i == 20);
	bench_edge(&b, 0, false, false);
	ck_assert_uint_eq(seen.s[6].faults, WIRE_RX_ER);
	bench_send(&b, carrier, make_carrier(carrier, frame, 20));
	ck_assert_uint_eq(seen.s[7].faults, WIRE_NO_PAD);
	ck_assert_uint_eq(seen.s[7].len, 20);
	ck_assert_uint_eq(seen.n, 8);
	bench_close(&b);
}
END_TEST

/* ---- paced traffic ----------------------------------------------------------
 */

static struct wire_traffic traffic(uint32_t bytes, uint64_t frames,
				   ps_t interval)
{
	struct wire_traffic t = {
		.src_ip = 0x0a090001,
		.dst_ip = 0x0a090002,
		.src_port = 40000,
		.dst_port = 5201,
		.frame_bytes = bytes,
		.frames = frames,
		.start = NS(1000),
		.interval = interval,
	};

	memcpy(t.src_mac, peer_mac, 6);
	memcpy(t.dst_mac, host_mac, 6);
	return t;
}

/* RFC 1071 over bytes, 16 bits at a time, deliberately plain. */
static uint16_t plain_sum(const uint8_t *p, unsigned len, uint32_t sum)
{
	for (unsigned i = 0; i < len; i++)
		sum += i % 2 ? p[i] : p[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

START_TEST(traffic_is_paced_and_numbered_with_right_checksums)
{
	/* An odd payload too: its last byte is half a word. */
	uint32_t sizes[] = {64, 101, 1518};

	for (unsigned k = 0; k < 3; k++) {
		struct wire_traffic t = traffic(sizes[k], 300, NS(20000));
		struct wire_source *s =
			wire_traffic_source(&t, err, sizeof(err));
		struct wire_frame f;

		ck_assert_msg(s, "%s", err);
		for (unsigned i = 0; i < 300; i++) {
			ck_assert(s->next(s, &f));
			ck_assert_uint_eq(f.at, NS(1000) + i * NS(20000));
			ck_assert_uint_eq(f.len, sizes[k] - 4);
			ck_assert_uint_eq(plain_sum(f.data + 14, 20, 0),
					  0xffff);
			ck_assert_uint_eq(
				plain_sum(f.data + 34, f.len - 34,
					  plain_sum(f.data + 26, 8, 17) +
						  f.len - 34),
				0xffff);
			ck_assert_uint_eq(f.data[42 + 7], i & 0xff);
			ck_assert_uint_eq(f.data[42 + 6], i >> 8);
		}
		ck_assert(!s->next(s, &f));
		s->destroy(s);
	}
}
END_TEST

START_TEST(traffic_back_to_back_fills_the_line)
{
	struct wire_traffic t = traffic(64, 50, 0);
	struct bench b;

	bench_open(&b, 0);
	wire_add_source(b.wire, wire_traffic_source(&t, err, sizeof(err)));
	bench_until(&b, 125 + 50 * 84);
	ck_assert_uint_eq(b.ngot, 50);
	ck_assert_uint_eq(b.got[0].first, 125);
	ck_assert_uint_eq(b.got[49].first, 125 + 49 * 84);
	bench_close(&b);
}
END_TEST

START_TEST(two_sources_share_the_line)
{
	struct wire_traffic t = traffic(64, 10, 0), u = traffic(64, 10, 0);
	unsigned first_ten = 0;
	struct bench b;

	u.dst_port = 7;
	bench_open(&b, 0);
	wire_add_source(b.wire, wire_traffic_source(&t, err, sizeof(err)));
	wire_add_source(b.wire, wire_traffic_source(&u, err, sizeof(err)));
	bench_until(&b, 125 + 20 * 84);
	ck_assert_uint_eq(b.ngot, 20);
	for (unsigned i = 0; i < 10; i++)
		first_ten += b.got[i].bytes[8 + 37] == 7;
	ck_assert_uint_eq(first_ten, 5);
	bench_close(&b);
}
END_TEST

START_TEST(traffic_that_no_line_carries_is_refused)
{
	struct wire_traffic t = traffic(63, 1, 0);

	ck_assert_ptr_null(wire_traffic_source(&t, err, sizeof(err)));
	ck_assert_ptr_nonnull(strstr(err, "64..1518"));
	t = traffic(1519, 1, 0);
	ck_assert_ptr_null(wire_traffic_source(&t, err, sizeof(err)));
	t = traffic(64, 1, NS(671));
	ck_assert_ptr_null(wire_traffic_source(&t, err, sizeof(err)));
	ck_assert_ptr_nonnull(strstr(err, "672000 ps"));
}
END_TEST

/* ---- a station that answers ARP ------------------------------------------ */

/* Who has @target? The host asks. */
static unsigned make_arp_request(uint8_t *p, const uint8_t target[4])
{
	static const uint8_t fixed[] = {8, 6, 0, 1, 8, 0, 6, 4, 0, 1};
	static const uint8_t host_ip[] = {10, 9, 0, 2};

	memset(p, 0, 60);
	memset(p, 0xff, 6);
	memcpy(p + 6, host_mac, 6);
	memcpy(p + 12, fixed, sizeof(fixed));
	memcpy(p + 22, host_mac, 6);
	memcpy(p + 28, host_ip, 4);
	memcpy(p + 38, target, 4);
	return 60;
}

static void ask(struct bench *b, const uint8_t target[4], bool good)
{
	uint8_t frame[64], carrier[80];
	unsigned n =
		make_carrier(carrier, frame, make_arp_request(frame, target));

	carrier[n - 1] ^= !good;
	bench_send(b, carrier, n);
	bench_until(b, b->cycle + 1000);
}

START_TEST(a_station_answers_arp_requests_for_its_address_only)
{
	static const uint8_t mine[] = {10, 9, 0, 1}, other[] = {10, 9, 0, 3};
	static const uint8_t reply[] = {8, 6, 0, 1, 8, 0, 6, 4, 0, 2};
	static const uint8_t host_ip[] = {10, 9, 0, 2};
	const uint8_t *p;
	struct bench b;

	bench_open(&b, NS(400));
	wire_add_source(b.wire,
			wire_station_source(b.wire, peer_mac, 0x0a090001));
	ask(&b, other, true);
	ask(&b, mine, false);
	ck_assert_uint_eq(b.ngot, 0);
	ask(&b, mine, true);
	ck_assert_uint_eq(b.ngot, 1);
	p = b.got[0].bytes + 8;
	ck_assert_uint_eq(b.got[0].len, 72);
	ck_assert_mem_eq(p, host_mac, 6);
	ck_assert_mem_eq(p + 6, peer_mac, 6);
	ck_assert_mem_eq(p + 12, reply, sizeof(reply));
	ck_assert_mem_eq(p + 22, peer_mac, 6);
	ck_assert_mem_eq(p + 28, mine, 4);
	ck_assert_mem_eq(p + 32, host_mac, 6);
	ck_assert_mem_eq(p + 38, host_ip, 4);
	/* There and back: twice 50 edges after the request's last bit. */
	ck_assert_uint_eq(b.got[0].first, 2 * 1073 + 71 + 100);
	bench_close(&b);
}
END_TEST

Suite *sources_suite(void);

Suite *sources_suite(void)
{
	Suite *s = suite_create("sources");
	TCase *tc = tcase_create("sources");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, the_real_capture_has_255_frames_of_the_peer);
	tcase_add_test(tc, without_an_address_all_frames_come);
	tcase_add_test(tc, micro_and_nanosecond_files_keep_their_times);
	tcase_add_test(tc, frames_out_of_order_are_sent_by_time);
	tcase_add_test(tc, a_frame_that_was_cut_off_is_refused_with_its_number);
	tcase_add_test(tc, a_frame_shorter_than_its_header_is_refused);
	tcase_add_test(tc, a_frame_made_by_offloads_is_refused);
	tcase_add_test(tc, a_capture_of_another_link_type_is_refused);
	tcase_add_test(tc, a_damaged_time_stamp_is_refused);
	tcase_add_test(tc, a_file_cut_in_mid_frame_is_refused);
	tcase_add_test(tc, a_file_that_is_no_capture_is_refused);
	tcase_add_test(tc, a_file_that_is_not_there_is_refused);
	tcase_add_test(tc, an_address_that_sent_nothing_is_refused);
	tcase_add_test(tc, an_empty_capture_is_refused);
	tcase_add_test(
		tc,
		a_watcher_sees_both_directions_in_the_order_of_their_last_bits);
	tcase_add_test(tc, a_watcher_is_told_what_is_wrong_with_a_frame);
	tcase_add_test(tc, traffic_is_paced_and_numbered_with_right_checksums);
	tcase_add_test(tc, traffic_back_to_back_fills_the_line);
	tcase_add_test(tc, two_sources_share_the_line);
	tcase_add_test(tc, traffic_that_no_line_carries_is_refused);
	tcase_add_test(tc, a_station_answers_arp_requests_for_its_address_only);
	suite_add_tcase(s, tc);
	return s;
}
