// SPDX-License-Identifier: MIT
/* Fragments in and out, RFC 791 3.2, RFC 1122 3.3.2. */
#include "lab.h"

static struct packet whole, f, s;

/* A ping of 4000 bytes, as in the capture. */
static void big_ping(void)
{
	pkt_echo(&whole, 7, 9, 4000);
}

static u32 send_piece(struct lab *lab, size_t offset, size_t len, bool more)
{
	return lab_receive(lab, pkt_fragment(&f, &whole, offset, len, more));
}

START_TEST(a_ping_of_4000_bytes_comes_back_in_fragments_of_the_same_cut)
{
	struct lab *lab = lab_start();
	static u8 got[5000];
	u32 id[3];

	lab_know_peer(lab);
	big_ping();
	id[0] = send_piece(lab, 0, 1480, true);
	id[1] = send_piece(lab, 1480, 1480, true);
	ck_assert_uint_eq(lab->sent_count, 0);
	id[2] = send_piece(lab, 2960, 1048, false);
	ck_assert_str_eq(lab_place(lab, id[0]), "icmp.echo_answered");
	ck_assert_str_eq(lab_place(lab, id[1]), "ip.reassembled");
	ck_assert_str_eq(lab_place(lab, id[2]), "ip.reassembled");
	ck_assert_uint_eq(lab->sent_count, 3);
	for (unsigned i = 0; i < 3; i++) {
		lab_sent(lab, i, &s);
		ck_assert_uint_eq(ntohs(s.ip->frag_off),
				  (i * 1480 / 8) | (i < 2 ? IP_MF : 0));
		ck_assert_uint_eq(s.len, i < 2 ? 1514 : 1082);
		memcpy(got + i * 1480, (u8 *)s.ip + 20, s.len - 34);
	}
	/* All but type and checksum are the request's. */
	ck_assert_uint_eq(got[0], ICMP_ECHOREPLY);
	ck_assert_mem_eq(got + 4, (u8 *)whole.icmp + 4, 4004);
	ck_assert_uint_eq(lab_mib_ip(lab, IPSTATS_MIB_REASMREQDS), 3);
	ck_assert_uint_eq(lab_mib_ip(lab, IPSTATS_MIB_REASMOKS), 1);
	ck_assert_uint_eq(lab_mib_ip(lab, IPSTATS_MIB_FRAGOKS), 1);
	ck_assert_uint_eq(lab_mib_ip(lab, IPSTATS_MIB_FRAGCREATES), 3);
	ck_assert_uint_eq(lab_mib_ip(lab, IPSTATS_MIB_OUTREQUESTS), 1);
	lab_stop(lab);
}
END_TEST

START_TEST(fragments_may_come_in_any_order)
{
	static const u8 order[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
				       {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	for (int i = 0; i < 6; i++) {
		big_ping();
		whole.ip->id = htons(100 + i);
		for (int j = 0; j < 3; j++)
			send_piece(lab, order[i][j] * 1480u,
				   order[i][j] < 2 ? 1480 : 1048,
				   order[i][j] < 2);
		ck_assert_uint_eq(lab->sent_count, 3 * (i + 1));
	}
	lab_stop(lab);
}
END_TEST

START_TEST(a_duplicate_is_dropped_alone)
{
	struct lab *lab = lab_start();
	u32 dup, inside;

	lab_know_peer(lab);
	big_ping();
	send_piece(lab, 0, 1480, true);
	send_piece(lab, 1480, 1480, true);
	dup = send_piece(lab, 0, 1480, true);
	/* Across the border of two that are there. */
	inside = send_piece(lab, 800, 1480, true);
	ck_assert_str_eq(lab_place(lab, dup), "ip.fragment_duplicate");
	ck_assert_str_eq(lab_place(lab, inside), "ip.fragment_duplicate");
	send_piece(lab, 2960, 1048, false);
	ck_assert_uint_eq(lab->sent_count, 3);
	lab_stop(lab);
}
END_TEST

START_TEST(an_overlap_gives_up_the_whole_datagram)
{
	static const struct {
		size_t offset, len;
	} bad[] = {{0, 1488}, {1472, 1480}, {1472, 2200}, {1488, 1480}};
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		u32 kept, over;

		big_ping();
		whole.ip->id = htons((u16)(200 + i));
		kept = send_piece(lab, 1480, 600 / 8 * 8, true);
		over = send_piece(lab, bad[i].offset, bad[i].len, true);
		ck_assert_str_eq(lab_place(lab, kept), "ip.fragment_overlap");
		ck_assert_str_eq(lab_place(lab, over), "ip.fragment_overlap");
	}
	ck_assert_uint_eq(lab_mib_ip(lab, IPSTATS_MIB_REASM_OVERLAPS), 4);
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(two_ends_or_bytes_beyond_the_end_give_it_up)
{
	struct lab *lab = lab_start();
	u32 a, b;

	big_ping();
	a = send_piece(lab, 2960, 1048, false);
	b = send_piece(lab, 1480, 2528, true);
	ck_assert_str_eq(lab_place(lab, a), "ip.fragment_overlap");
	ck_assert_str_eq(lab_place(lab, b), "ip.fragment_overlap");
	a = send_piece(lab, 1480, 1480, false);
	b = send_piece(lab, 2960, 1048, true);
	ck_assert_str_eq(lab_place(lab, a), "ip.fragment_bad");
	ck_assert_str_eq(lab_place(lab, b), "ip.fragment_bad");
	a = send_piece(lab, 1480, 1480, false);
	b = send_piece(lab, 2960, 1048, false);
	ck_assert_str_eq(lab_place(lab, a), "ip.fragment_bad");
	ck_assert_str_eq(lab_place(lab, b), "ip.fragment_bad");
	lab_stop(lab);
}
END_TEST

START_TEST(a_fragment_without_bytes_or_beyond_65535_is_bad)
{
	struct lab *lab = lab_start();
	u32 id;

	big_ping();
	id = send_piece(lab, 1480, 0, false);
	ck_assert_str_eq(lab_place(lab, id), "ip.fragment_bad");
	/* Fewer than 8 bytes with more to come are none. */
	id = send_piece(lab, 0, 7, true);
	ck_assert_str_eq(lab_place(lab, id), "ip.fragment_bad");
	pkt_fragment(&f, &whole, 0, 1480, false);
	f.ip->frag_off = htons(0x1fff);
	pkt_ip_check(&f);
	lab_receive_ends(lab, &f, "ip.fragment_too_long");
	lab_stop(lab);
}
END_TEST

START_TEST(after_30_s_the_rest_is_dropped_and_the_sender_is_told)
{
	struct lab *lab = lab_start();
	u32 a, b;

	lab_know_peer(lab);
	big_ping();
	a = send_piece(lab, 0, 1480, true);
	b = send_piece(lab, 2960, 1048, false);
	bench_pass_ms(lab->b, 29900);
	ck_assert_str_eq(lab_place(lab, a), "alive");
	bench_pass_ms(lab->b, 200);
	ck_assert_str_eq(lab_place(lab, a), "ip.reassembly_timeout");
	ck_assert_str_eq(lab_place(lab, b), "ip.reassembly_timeout");
	ck_assert_uint_eq(lab->sent_count, 1);
	lab_sent(lab, 0, &s);
	ck_assert_uint_eq(s.icmp->type, ICMP_TIME_EXCEEDED);
	ck_assert_uint_eq(s.icmp->code, ICMP_EXC_FRAGTIME);
	ck_assert_uint_eq(s.data_len, 548);
	ck_assert_uint_eq(lab_mib_ip(lab, IPSTATS_MIB_REASMTIMEOUT), 1);
	lab_stop(lab);
}
END_TEST

START_TEST(without_the_first_fragment_the_sender_is_not_told)
{
	struct lab *lab = lab_start();
	u32 b;

	lab_know_peer(lab);
	big_ping();
	b = send_piece(lab, 2960, 1048, false);
	bench_pass_ms(lab->b, 31000);
	ck_assert_str_eq(lab_place(lab, b), "ip.reassembly_timeout");
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(datagrams_are_kept_apart_by_source_id_and_protocol)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	big_ping();
	send_piece(lab, 0, 1480, true);
	pkt_fragment(&f, &whole, 1480, 2528, false);
	f.ip->id = htons(9999);
	pkt_ip_check(&f);
	lab_receive(lab, &f);
	pkt_fragment(&f, &whole, 1480, 2528, false);
	f.ip->protocol = IPPROTO_UDP;
	pkt_ip_check(&f);
	lab_receive(lab, &f);
	pkt_fragment(&f, &whole, 1480, 2528, false);
	f.ip->saddr = htonl(IP(10, 9, 0, 8));
	pkt_ip_check(&f);
	lab_receive(lab, &f);
	ck_assert_uint_eq(lab->sent_count, 0);
	send_piece(lab, 1480, 2528, false);
	ck_assert_uint_eq(lab->sent_count, 3);
	lab_halt(lab);
	ck_assert_uint_eq(lab_ended(lab, "ip.fragment_incomplete"), 3);
	lab_end(lab);
}
END_TEST

START_TEST(fragments_beyond_the_memory_limit_are_refused)
{
	struct lab *lab = lab_start();
	unsigned refused = 0;

	lab_sysctl(lab, "net.ipv4.ipfrag_high_thresh", "20000");
	big_ping();
	for (int i = 0; i < 40; i++) {
		whole.ip->id = htons((u16)i);
		refused += !(
			strcmp)(lab_place(lab, send_piece(lab, 0, 1480, true)),
				"ip.fragment_no_room");
	}
	ck_assert_uint_gt(refused, 25);
	ck_assert_uint_lt(refused, 35);
	lab_stop(lab);
}
END_TEST

START_TEST(no_memory_for_the_whole_drops_it_and_leaks_nothing)
{
	struct lab *lab = lab_start();
	unsigned failed = 0;
	u32 id;

	lab_know_peer(lab);
	big_ping();
	/* The last piece needs memory: for the whole, then for the answer. */
	for (u64 nth = 1; nth < 12; nth++) {
		send_piece(lab, 0, 1480, true);
		send_piece(lab, 1480, 1480, true);
		lab->fail_nth = nth;
		id = send_piece(lab, 2960, 1048, false);
		lab->fail_nth = 0;
		ck_assert_str_ne(lab_place(lab, id), "alive");
		failed += lab->sent_count == 0;
		lab_clear(lab);
	}
	ck_assert_uint_ge(failed, 2);
	ck_assert_uint_le(failed, 10);
	ck_assert_uint_gt(lab_ended(lab, "ip.no_memory"), 0);
	lab_stop(lab);
}
END_TEST

START_TEST(fragments_that_many_others_overtook_are_given_up)
{
	struct lab *lab = lab_start();
	u32 old;

	lab_know_peer(lab);
	lab_sysctl(lab, "net.ipv4.ipfrag_max_dist", "8");
	big_ping();
	whole.ip->id = htons(1);
	old = send_piece(lab, 0, 1480, true);
	for (u16 i = 0; i < 12; i++) {
		whole.ip->id = htons(100 + i);
		send_piece(lab, 0, 1480, true);
	}
	/* The identification has come round: this is another datagram. */
	whole.ip->id = htons(1);
	send_piece(lab, 1480, 2528, false);
	ck_assert_str_eq(lab_place(lab, old), "ip.fragment_too_far");
	ck_assert_uint_eq(lab->sent_count, 0);
	send_piece(lab, 0, 1480, true);
	ck_assert_uint_eq(lab->sent_count, 3);
	lab_stop(lab);
}
END_TEST

START_TEST(congestion_that_one_fragment_met_the_whole_has_met)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	big_ping();
	whole.ip->tos = 2;
	send_piece(lab, 0, 1480, true);
	whole.ip->tos = 3;
	send_piece(lab, 1480, 2528, false);
	ck_assert_uint_eq(lab_sent(lab, 0, &s)->ip->tos & 3, 3);
	/* One without ECN beside one that met congestion: forged. */
	lab_clear(lab);
	whole.ip->id = htons(99);
	whole.ip->tos = 0;
	send_piece(lab, 0, 1480, true);
	whole.ip->tos = 3;
	ck_assert_str_eq(lab_place(lab, send_piece(lab, 1480, 2528, false)),
			 "ip.fragment_bad");
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

Suite *suite_fragments(void)
{
	Suite *s = suite_create("fragments");
	TCase *t = tcase_create("fragments");

	tcase_set_timeout(t, 30);
	tcase_add_test(
		t,
		a_ping_of_4000_bytes_comes_back_in_fragments_of_the_same_cut);
	tcase_add_test(t, fragments_may_come_in_any_order);
	tcase_add_test(t, a_duplicate_is_dropped_alone);
	tcase_add_test(t, an_overlap_gives_up_the_whole_datagram);
	tcase_add_test(t, two_ends_or_bytes_beyond_the_end_give_it_up);
	tcase_add_test(t, a_fragment_without_bytes_or_beyond_65535_is_bad);
	tcase_add_test(t,
		       after_30_s_the_rest_is_dropped_and_the_sender_is_told);
	tcase_add_test(t, without_the_first_fragment_the_sender_is_not_told);
	tcase_add_test(t, datagrams_are_kept_apart_by_source_id_and_protocol);
	tcase_add_test(t, fragments_beyond_the_memory_limit_are_refused);
	tcase_add_test(t, no_memory_for_the_whole_drops_it_and_leaks_nothing);
	tcase_add_test(t, fragments_that_many_others_overtook_are_given_up);
	tcase_add_test(t, congestion_that_one_fragment_met_the_whole_has_met);
	suite_add_tcase(s, t);
	return s;
}
