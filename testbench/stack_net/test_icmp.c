// SPDX-License-Identifier: MIT
/* ICMP, RFC 792, RFC 1122 3.2.2, RFC 1812 4.3.2. */
#include "lab.h"

static struct packet p, s;

static struct packet *closed_port(u32 saddr, size_t len)
{
	pkt_ip(pkt_from_peer(&p), saddr, US_IP, IPPROTO_UDP);
	return pkt_done(pkt_data(pkt_udp(&p, 5000, 53), len, 0));
}

START_TEST(an_echo_reply_equals_linuxs_but_for_the_identification)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	pkt_echo(&p, 0x7464, 1, 56);
	p.ip->tos = 0x10;
	p.ip->ttl = 3;
	p.ip->frag_off = htons(IP_DF);
	pkt_ip_check(&p);
	lab_receive_ends(lab, &p, "icmp.echo_answered");
	lab_sent(lab, 0, &s);
	ck_assert_mem_eq(s.eth->h_dest, PEER_MAC, 6);
	ck_assert_mem_eq(s.eth->h_source, US_MAC, 6);
	ck_assert_uint_eq(s.ip->tos, 0x10); /* RFC 1122 3.2.2.6 */
	ck_assert_uint_eq(s.ip->ttl, 64);
	ck_assert_uint_eq(s.ip->frag_off, 0);
	ck_assert_uint_eq(s.ip->ihl, 5);
	ck_assert_uint_eq(ntohl(s.ip->saddr), US_IP);
	ck_assert_uint_eq(ntohl(s.ip->daddr), PEER_IP);
	ck_assert_uint_eq(s.icmp->type, ICMP_ECHOREPLY);
	ck_assert_uint_eq(s.icmp->un.gateway, p.icmp->un.gateway);
	ck_assert_uint_eq(s.data_len, 56);
	ck_assert_mem_eq(s.data, p.data, 56);
	lab_stop(lab);
}
END_TEST

static void echo_all_lengths(struct lab *lab)
{
	for (size_t n = 0; n <= 1472; n = n < 70 ? n + 1 : n + 61) {
		lab_receive_ends(lab, pkt_echo(&p, 1, (u16)n, n),
				 "icmp.echo_answered");
		lab_sent(lab, 0, &s);
		ck_assert_uint_eq(s.data_len, n);
		ck_assert_mem_eq(s.data, p.data, n);
		lab_clear(lab);
	}
}

START_TEST(echoes_of_every_length_are_summed_right)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	echo_all_lengths(lab);
	lab_stop(lab);
}
END_TEST

START_TEST(they_are_if_the_driver_leaves_them_in_pages)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	for (lab->headlen = ETH_HLEN; lab->headlen < 80; lab->headlen += 11)
		echo_all_lengths(lab);
	lab_stop(lab);
}
END_TEST

START_TEST(with_icmp_echo_ignore_all_there_is_no_answer)
{
	struct lab *lab = lab_start();

	lab_sysctl(lab, "net.ipv4.icmp_echo_ignore_all", "1");
	lab_receive_ends(lab, pkt_echo(&p, 1, 1, 8), "icmp.echo_ignored");
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(an_answer_without_memory_is_counted_as_not_sent)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab_receive(lab, pkt_echo(&p, 1, 1, 8)); /* the route is cached */
	lab_clear(lab);
	lab->fail_nth = 1;
	lab_receive_ends(lab, pkt_echo(&p, 1, 1, 8), "icmp.not_sent");
	ck_assert_uint_eq(lab_mib_icmp(lab, ICMP_MIB_OUTERRORS), 1);
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(a_wrong_checksum_or_a_short_message_is_dropped)
{
	struct lab *lab = lab_start();

	pkt_echo(&p, 1, 1, 8)->icmp->checksum ^= 0x100;
	lab_receive_ends(lab, &p, "icmp.bad_checksum");
	ck_assert_uint_eq(lab_mib_icmp(lab, ICMP_MIB_CSUMERRORS), 1);
	for (size_t n = 0; n < 8; n++) {
		pkt_ip(pkt_from_peer(&p), PEER_IP, US_IP, IPPROTO_ICMP);
		pkt_done(pkt_data(&p, n, 0));
		if (n)
			p.data[0] = 8;
		ck_assert_str_ne(lab_place(lab, lab_receive(lab, &p)),
				 "icmp.echo_answered");
	}
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(unknown_types_are_dropped_and_counted)
{
	struct lab *lab = lab_start();

	pkt_echo(&p, 1, 1, 8)->icmp->type = 40;
	pkt_icmp_check(&p);
	lab_receive_ends(lab, &p, "icmp.unknown_type");
	ck_assert_uint_eq(lab_mib_icmp(lab, ICMP_MIB_INERRORS), 1);
	pkt_echo(&p, 1, 1, 8)->icmp->type = ICMP_INFO_REQUEST;
	pkt_icmp_check(&p);
	lab_receive_ends(lab, &p, "icmp.ignored");
	pkt_echo(&p, 1, 1, 8)->icmp->type = ICMP_REDIRECT;
	pkt_icmp_check(&p);
	lab_receive_ends(lab, &p, "icmp.truncated");
	lab_stop(lab);
}
END_TEST

START_TEST(a_timestamp_is_answered_with_the_machines_time)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	bench_pass_ms(lab->b, 5000);
	pkt_ip(pkt_from_peer(&p), PEER_IP, US_IP, IPPROTO_ICMP);
	pkt_done(pkt_data(pkt_icmp(&p, ICMP_TIMESTAMP, 0, 3, 4), 12, 0x11));
	lab_receive_ends(lab, &p, "icmp.timestamp_answered");
	lab_sent(lab, 0, &s);
	ck_assert_uint_eq(s.icmp->type, ICMP_TIMESTAMPREPLY);
	ck_assert_uint_eq(s.data_len, 12);
	ck_assert_mem_eq(s.data, p.data, 4);
	ck_assert_uint_ge(get_unaligned_be32(s.data + 4), 5000);
	ck_assert_uint_le(get_unaligned_be32(s.data + 4), 5010);
	lab_stop(lab);
}
END_TEST

START_TEST(echoes_to_a_broadcast_address_are_ignored_unless_allowed)
{
	static const u32 to[] = {IP(10, 9, 0, 255), IP(255, 255, 255, 255),
				 IP(224, 0, 0, 1)};
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	for (int allowed = 0; allowed < 2; allowed++) {
		for (size_t i = 0; i < ARRAY_SIZE(to); i++) {
			pkt_eth(pkt_new(&p), BCAST_MAC, PEER_MAC, ETH_P_IP);
			pkt_ip(&p, PEER_IP, to[i], IPPROTO_ICMP);
			pkt_done(pkt_icmp(&p, ICMP_ECHO, 0, 1, 1));
			lab_receive_ends(lab, &p,
					 allowed ? "icmp.echo_answered"
						 : "icmp.broadcast_ignored");
		}
		ck_assert_uint_eq(lab->sent_count, allowed ? 3 : 0);
		lab_sysctl(lab, "net.ipv4.icmp_echo_ignore_broadcasts", "0");
	}
	/* From a single address, RFC 1122 3.2.1.3. */
	ck_assert_uint_eq(ntohl(lab_sent(lab, 0, &s)->ip->saddr), US_IP);
	lab_stop(lab);
}
END_TEST

START_TEST(an_error_quotes_the_packet_up_to_576_bytes)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	closed_port(PEER_IP, 0);
	lab_receive_ends(lab, &p, "udp.no_socket");
	ck_assert_uint_eq(lab_sent(lab, 0, &s)->data_len, 28);
	closed_port(PEER_IP, 520);
	lab_receive(lab, &p);
	ck_assert_uint_eq(lab_sent(lab, 1, &s)->data_len, 548);
	closed_port(PEER_IP, 521);
	lab_receive(lab, &p);
	lab_sent(lab, 2, &s);
	ck_assert_uint_eq(ntohs(s.ip->tot_len), 576);
	ck_assert_uint_eq(s.icmp->type, ICMP_DEST_UNREACH);
	ck_assert_uint_eq(s.icmp->code, ICMP_PORT_UNREACH);
	ck_assert_uint_eq(s.ip->tos, 0xc0);
	ck_assert_mem_eq(s.data, p.ip, 548);
	lab_stop(lab);
}
END_TEST

START_TEST(no_error_is_sent_about_errors_broadcasts_fragments_or_nobody)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab_sysctl(lab, "net.ipv4.icmp_ratelimit", "0");
	/* by link-layer broadcast */
	closed_port(PEER_IP, 8);
	memcpy(p.eth->h_dest, BCAST_MAC, 6);
	lab_receive_ends(lab, &p, "udp.no_socket");
	/* to a broadcast address */
	closed_port(PEER_IP, 8);
	p.ip->daddr = htonl(IP(10, 9, 0, 255));
	p.udp->check = 0;
	pkt_ip_check(&p);
	lab_receive_ends(lab, &p, "udp.no_socket");
	ck_assert_uint_eq(lab_mib_udp(lab, UDP_MIB_IGNOREDMULTI), 1);
	/* about an ICMP error: one with broken options */
	pkt_ip(pkt_from_peer(&p), PEER_IP, US_IP, IPPROTO_ICMP);
	pkt_ip_options(&p, (const u8[4]){IPOPT_RR, 1, 0, 0}, 4);
	pkt_done(pkt_icmp(&p, ICMP_DEST_UNREACH, 1, 0, 0));
	lab_receive_ends(lab, &p, "ip.bad_options");
	ck_assert_uint_eq(lab->sent_count, 0);
	/* but about a query there is one */
	p.icmp->type = ICMP_ECHO;
	p.icmp->code = 0;
	pkt_icmp_check(&p);
	lab_receive_ends(lab, &p, "ip.bad_options");
	ck_assert_uint_eq(lab->sent_count, 1);
	lab_clear(lab);
	/* about a fragment that is not the first */
	p.ip->frag_off = htons(10);
	pkt_ip_check(&p);
	lab_receive_ends(lab, &p, "ip.bad_options");
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(one_host_gets_six_errors_at_once_then_one_a_second)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	for (int i = 0; i < 40; i++)
		lab_receive_ends(lab, closed_port(PEER_IP, 8), "udp.no_socket");
	ck_assert_uint_eq(lab->sent_count, 6);
	ck_assert_uint_eq(lab_mib_icmp(lab, ICMP_MIB_RATELIMITHOST),
			  34 - lab_mib_icmp(lab, ICMP_MIB_RATELIMITGLOBAL));
	for (int second = 0; second < 4; second++) {
		bench_pass_ms(lab->b, 1010);
		lab_receive(lab, closed_port(PEER_IP, 8));
		lab_receive(lab, closed_port(PEER_IP, 8));
		ck_assert_uint_eq(lab->sent_count, 7 + second);
	}
	/* Echo is not limited. */
	lab_clear(lab);
	for (int i = 0; i < 40; i++)
		lab_receive(lab, pkt_echo(&p, 1, 1, 8));
	ck_assert_uint_eq(lab->sent_count, 40);
	lab_stop(lab);
}
END_TEST

START_TEST(all_hosts_together_get_about_fifty_errors_at_once)
{
	struct lab *lab = lab_start();
	u64 sent;

	bench_pass_ms(lab->b, 100);
	for (int i = 0; i < 200; i++)
		lab_receive(lab, closed_port(IP(10, 9, 0, 10 + i), 8));
	sent = lab_mib_icmp(lab, ICMP_MIB_OUTMSGS);
	/* The credit falls by 0, 1 or 2 for each. */
	ck_assert_uint_ge(sent, 25);
	ck_assert_uint_le(sent, 120);
	ck_assert_uint_eq(lab_mib_icmp(lab, ICMP_MIB_RATELIMITGLOBAL),
			  200 - sent);
	lab_stop(lab);
}
END_TEST

START_TEST(identifications_differ_from_one_answer_to_the_next)
{
	struct lab *lab = lab_start();
	u16 last = 0;

	lab_know_peer(lab);
	for (unsigned i = 0; i < 20; i++) {
		lab_receive(lab, pkt_echo(&p, 1, 1, 8));
		lab_sent(lab, i, &s);
		ck_assert_uint_ne(s.ip->id, last);
		last = s.ip->id;
		bench_pass_ms(lab->b, 50);
	}
	lab_stop(lab);
}
END_TEST

START_TEST(an_address_mask_request_is_not_answered)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	pkt_echo(&p, 1, 1, 4)->icmp->type = ICMP_ADDRESS;
	pkt_icmp_check(&p);
	lab_receive_ends(lab, &p, "icmp.ignored");
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(an_unroutable_answer_is_no_answer)
{
	struct lab *lab = lab_start();

	pkt_ip(pkt_from_peer(&p), IP(8, 8, 8, 8), US_IP, IPPROTO_ICMP);
	pkt_done(pkt_icmp(&p, ICMP_ECHO, 0, 1, 1));
	lab_receive_ends(lab, &p, "icmp.no_route");
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

Suite *suite_icmp(void)
{
	Suite *s = suite_create("icmp");
	TCase *t = tcase_create("icmp");

	tcase_set_timeout(t, 30);
	tcase_add_test(t,
		       an_echo_reply_equals_linuxs_but_for_the_identification);
	tcase_add_test(t, echoes_of_every_length_are_summed_right);
	tcase_add_test(t, they_are_if_the_driver_leaves_them_in_pages);
	tcase_add_test(t, with_icmp_echo_ignore_all_there_is_no_answer);
	tcase_add_test(t, an_answer_without_memory_is_counted_as_not_sent);
	tcase_add_test(t, a_wrong_checksum_or_a_short_message_is_dropped);
	tcase_add_test(t, unknown_types_are_dropped_and_counted);
	tcase_add_test(t, a_timestamp_is_answered_with_the_machines_time);
	tcase_add_test(
		t, echoes_to_a_broadcast_address_are_ignored_unless_allowed);
	tcase_add_test(t, an_error_quotes_the_packet_up_to_576_bytes);
	tcase_add_test(
		t,
		no_error_is_sent_about_errors_broadcasts_fragments_or_nobody);
	tcase_add_test(t, one_host_gets_six_errors_at_once_then_one_a_second);
	tcase_add_test(t, all_hosts_together_get_about_fifty_errors_at_once);
	tcase_add_test(t, identifications_differ_from_one_answer_to_the_next);
	tcase_add_test(t, an_address_mask_request_is_not_answered);
	tcase_add_test(t, an_unroutable_answer_is_no_answer);
	suite_add_tcase(s, t);
	return s;
}
