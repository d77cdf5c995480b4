// SPDX-License-Identifier: MIT
/* Groups of a host, RFC 1112, RFC 2236, RFC 3376. */
#include <linux/igmp.h>

#include "lab.h"

static struct packet p, s;
static struct lab *lab;

#define GROUP IP(239, 1, 2, 3)

ON_CPU(join)
{
	rtnl_lock();
	ck_assert_int_eq(ip_mc_inc_group(in_dev_get(lab->dev), htonl(GROUP)),
			 0);
	rtnl_unlock();
}

ON_CPU(leave)
{
	rtnl_lock();
	ip_mc_dec_group(in_dev_get(lab->dev), htonl(GROUP));
	rtnl_unlock();
}

/* A message of IGMP from the peer. */
static struct packet *message(u32 to, const u8 *bytes, size_t len)
{
	u32 sum = 0;

	pkt_eth(pkt_new(&p), (const u8 *)"\x01\x00\x5e\x00\x00\x01", PEER_MAC,
		ETH_P_IP);
	pkt_ip(&p, PEER_IP, to, IPPROTO_IGMP)->ip->ttl = 1;
	pkt_data(&p, len, 0);
	memcpy(p.data, bytes, len);
	for (size_t i = 0; i < len; i += 2)
		sum += (u32)p.data[i] << 8 | p.data[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	p.data[2] = (u8)(~sum >> 8);
	p.data[3] = (u8)~sum;
	return pkt_done(&p);
}

/* The IGMP message of the @i-th frame that was sent. */
static const u8 *sent(unsigned i, u32 to)
{
	lab_sent(lab, i, &s);
	ck_assert_uint_eq(ntohl(s.ip->daddr), to);
	ck_assert_uint_eq(s.ip->protocol, IPPROTO_IGMP);
	ck_assert_uint_eq(s.ip->ttl, 1);
	/* Router alert, RFC 2113. */
	ck_assert_mem_eq(s.ip + 1, ((u8[4]){0x94, 4, 0, 0}), 4);
	return (const u8 *)(s.ip + 1) + 4;
}

START_TEST(a_group_is_heard_from_joining_to_leaving)
{
	lab = lab_start();
	pkt_ip(pkt_from_peer(&p), PEER_IP, GROUP, IPPROTO_UDP);
	pkt_done(pkt_data(pkt_udp(&p, 1, 2), 8, 0));
	lab_receive_ends(lab, &p, "ip.not_for_us");
	lab_run(lab, join, NULL);
	lab_run(lab, join, NULL);
	ck_assert_uint_eq(lab->mc_count, 2);
	lab_receive_ends(lab, &p, "udp.no_socket");
	lab_run(lab, leave, NULL);
	lab_receive_ends(lab, &p, "udp.no_socket");
	lab_run(lab, leave, NULL);
	ck_assert_uint_eq(lab->mc_count, 1);
	lab_receive_ends(lab, &p, "ip.not_for_us");
	lab_stop(lab);
}
END_TEST

START_TEST(joining_and_leaving_are_told_twice_each_in_version_3)
{
	const u8 *m;

	lab = lab_start();
	lab_run(lab, join, NULL);
	bench_pass_ms(lab->b, 3000);
	ck_assert_uint_eq(lab->sent_count, 2);
	m = sent(0, IP(224, 0, 0, 22));
	ck_assert_uint_eq(m[0], 0x22);
	ck_assert_mem_eq(m + 6,
			 ((u8[10]){0, 1, IGMPV3_CHANGE_TO_EXCLUDE, 0, 0, 0, 239,
				   1, 2, 3}),
			 10);
	lab_clear(lab);
	lab_run(lab, leave, NULL);
	bench_pass_ms(lab->b, 3000);
	ck_assert_uint_eq(lab->sent_count, 2);
	ck_assert_uint_eq(sent(0, IP(224, 0, 0, 22))[8],
			  IGMPV3_CHANGE_TO_INCLUDE);
	lab_stop(lab);
}
END_TEST

START_TEST(a_general_query_of_version_3_is_answered_once_in_its_time)
{
	const u8 query[12] = {0x11, 50, 0, 0, 0, 0, 0, 0, 2, 125};

	lab = lab_start();
	lab_run(lab, join, NULL);
	bench_pass_ms(lab->b, 3000);
	lab_clear(lab);
	lab_receive_ends(lab, message(IP(224, 0, 0, 1), query, 12),
			 "igmp.handled");
	ck_assert_uint_eq(lab->sent_count, 0);
	bench_pass_ms(lab->b, 5100);
	ck_assert_uint_eq(lab->sent_count, 1);
	ck_assert_uint_eq(sent(0, IP(224, 0, 0, 22))[8],
			  IGMPV3_MODE_IS_EXCLUDE);
	lab_stop(lab);
}
END_TEST

START_TEST(a_querier_of_version_2_is_spoken_to_in_version_2)
{
	const u8 query[8] = {0x11, 20};
	const u8 other[8] = {0x16, 0, 0, 0, 239, 1, 2, 3};

	lab = lab_start();
	lab_run(lab, join, NULL);
	bench_pass_ms(lab->b, 3000);
	lab_clear(lab);
	lab_receive_ends(lab, message(IP(224, 0, 0, 1), query, 8),
			 "igmp.handled");
	bench_pass_ms(lab->b, 2100);
	ck_assert_uint_eq(lab->sent_count, 1);
	ck_assert_uint_eq(sent(0, GROUP)[0], 0x16);
	/* Another member's report will do (RFC 2236 3). */
	lab_receive(lab, message(IP(224, 0, 0, 1), query, 8));
	lab_receive_ends(lab, message(GROUP, other, 8), "igmp.handled");
	bench_pass_ms(lab->b, 2100);
	ck_assert_uint_eq(lab->sent_count, 1);
	/* So it is not we who say that we leave. */
	lab_run(lab, leave, NULL);
	ck_assert_uint_eq(lab->sent_count, 1);
	/* We joined last: then it is. */
	lab_run(lab, join, NULL);
	bench_pass_ms(lab->b, 15000);
	lab_clear(lab);
	lab_run(lab, leave, NULL);
	ck_assert_uint_eq(lab->sent_count, 1);
	ck_assert_uint_eq(sent(0, IP(224, 0, 0, 2))[0], 0x17);
	lab_stop(lab);
}
END_TEST

START_TEST(a_querier_of_version_1_gets_reports_and_no_leave)
{
	const u8 query[8] = {0x11, 0};

	lab = lab_start();
	lab_run(lab, join, NULL);
	bench_pass_ms(lab->b, 3000);
	lab_clear(lab);
	lab_receive(lab, message(IP(224, 0, 0, 1), query, 8));
	bench_pass_ms(lab->b, 10100);
	ck_assert_uint_eq(lab->sent_count, 1);
	ck_assert_uint_eq(sent(0, GROUP)[0], 0x12);
	lab_run(lab, leave, NULL);
	bench_pass_ms(lab->b, 3000);
	ck_assert_uint_eq(lab->sent_count, 1);
	/* 400 s later it is forgotten. */
	bench_pass_ms(lab->b, 400000);
	lab_run(lab, join, NULL);
	bench_pass_ms(lab->b, 100);
	ck_assert_uint_eq(sent(1, IP(224, 0, 0, 22))[0], 0x22);
	lab_stop(lab);
}
END_TEST

START_TEST(a_broken_message_of_igmp_is_dropped)
{
	const u8 query[8] = {0x11, 20};
	const u8 odd[8] = {0x55};

	lab = lab_start();
	message(IP(224, 0, 0, 1), query, 8)->data[7] ^= 1;
	lab_receive_ends(lab, &p, "igmp.bad_checksum");
	lab_receive_ends(lab, message(IP(224, 0, 0, 1), query, 6),
			 "igmp.truncated");
	lab_receive_ends(lab, message(IP(224, 0, 0, 1), odd, 8),
			 "igmp.ignored");
	lab_stop(lab);
}
END_TEST

START_TEST(the_group_of_all_hosts_is_never_told)
{
	const u8 query[12] = {0x11, 10, 0, 0, 0, 0, 0, 0, 2, 125};

	lab = lab_start();
	lab_receive(lab, message(IP(224, 0, 0, 1), query, 12));
	bench_pass_ms(lab->b, 3000);
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

Suite *suite_igmp(void)
{
	Suite *su = suite_create("igmp");
	TCase *t = tcase_create("igmp");

	tcase_set_timeout(t, 30);
	tcase_add_test(t, a_group_is_heard_from_joining_to_leaving);
	tcase_add_test(t, joining_and_leaving_are_told_twice_each_in_version_3);
	tcase_add_test(
		t, a_general_query_of_version_3_is_answered_once_in_its_time);
	tcase_add_test(t, a_querier_of_version_2_is_spoken_to_in_version_2);
	tcase_add_test(t, a_querier_of_version_1_gets_reports_and_no_leave);
	tcase_add_test(t, a_broken_message_of_igmp_is_dropped);
	tcase_add_test(t, the_group_of_all_hosts_is_never_told);
	suite_add_tcase(su, t);
	return su;
}
