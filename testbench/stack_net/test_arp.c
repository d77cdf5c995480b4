// SPDX-License-Identifier: MIT
/* ARP and the neighbour table, RFC 826, RFC 1122 2.3.2. */
#include "lab.h"

#include <net/arp.h>

static struct packet p, s;

/* A datagram of 10.9.0.2 to @arg's address, as a program would send it. */
static int sender(int argc, char **argv)
{
	struct ks_sockaddr_in to = {AF_INET, htons(9), htonl(PEER_IP), {0}};
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0);

	for (int i = 0; i < 4; i++)
		sys_sendto(fd, "0123", (size_t)i + 1, 0, &to, sizeof(to));
	sys_close(fd);
	return 0;
}

static void assert_arp(const struct packet *q, u16 op, const u8 *dst,
		       const u8 *sha, u32 sip, const u8 *tha, u32 tip)
{
	static struct packet want;

	pkt_arp(pkt_eth(pkt_new(&want), dst, US_MAC, ETH_P_ARP), op, sha, sip,
		tha, tip);
	ck_assert_uint_eq(q->len, want.len);
	ck_assert_mem_eq(q->bytes, want.bytes, want.len);
}

START_TEST(a_request_for_our_address_is_answered_byte_for_byte_as_linux_does)
{
	struct lab *lab = lab_start();

	lab_receive_ends(lab, pkt_arp_request(&p), "arp.handled");
	ck_assert_uint_eq(lab->sent_count, 1);
	assert_arp(lab_sent(lab, 0, &s), ARPOP_REPLY, PEER_MAC, US_MAC, US_IP,
		   PEER_MAC, PEER_IP);
	lab_stop(lab);
}
END_TEST

START_TEST(a_request_for_another_address_is_handled_without_an_answer)
{
	struct lab *lab = lab_start();
	__be32 other = htonl(IP(10, 9, 0, 77));

	pkt_arp_request(&p);
	memcpy(((struct arp_body *)(p.arp + 1))->tip, &other, 4);
	lab_receive_ends(lab, &p, "arp.handled");
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(a_probe_from_0_0_0_0_for_our_address_is_answered)
{
	struct lab *lab = lab_start();

	pkt_arp_request(&p);
	memset(((struct arp_body *)(p.arp + 1))->sip, 0, 4);
	lab_receive_ends(lab, &p, "arp.handled");
	ck_assert_uint_eq(lab->sent_count, 1);
	lab_stop(lab);
}
END_TEST

START_TEST(malformed_packets_end_where_they_are_found_out)
{
	struct lab *lab = lab_start();

	pkt_arp_request(&p)->arp->ar_hln = 8;
	lab_receive_ends(lab, &p, "arp.bad_header");
	pkt_arp_request(&p)->arp->ar_pln = 16;
	lab_receive_ends(lab, &p, "arp.bad_header");
	pkt_arp_request(&p)->arp->ar_pro = htons(ETH_P_IPV6);
	lab_receive_ends(lab, &p, "arp.bad_header");
	pkt_arp_request(&p)->arp->ar_op = htons(3);
	lab_receive_ends(lab, &p, "arp.bad_header");
	pkt_arp_request(&p)->arp->ar_hrd = htons(32);
	lab_receive_ends(lab, &p, "arp.bad_header");
	for (size_t len = ETH_HLEN; len < ETH_HLEN + 28; len++) {
		pkt_arp_request(&p)->len = len;
		lab_receive_ends(lab, &p, "arp.truncated");
	}
	pkt_arp_request(&p);
	memset(((struct arp_body *)(p.arp + 1))->tip, 0xe0, 4);
	lab_receive_ends(lab, &p, "arp.bad_address");
	pkt_arp_request(&p);
	memcpy(p.eth->h_dest, "\x02\x99\x99\x99\x99\x99", 6);
	lab_receive_ends(lab, &p, "eth.other_host");
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(packets_wait_for_the_answer_and_go_in_order)
{
	struct lab *lab = lab_start();

	lab_spawn(lab, sender);
	bench_pass_ms(lab->b, 10);
	ck_assert_uint_eq(lab->sent_count, 1);
	assert_arp(lab_sent(lab, 0, &s), ARPOP_REQUEST, BCAST_MAC, US_MAC,
		   US_IP, NULL, PEER_IP);
	lab_receive_ends(lab, pkt_arp_reply(&p, PEER_IP, PEER_MAC),
			 "arp.handled");
	ck_assert_uint_eq(lab->sent_count, 5);
	for (unsigned i = 1; i < 5; i++) {
		lab_sent(lab, i, &s);
		ck_assert_uint_eq(s.data_len, i);
		ck_assert_mem_eq(s.eth->h_dest, PEER_MAC, 6);
	}
	lab_stop(lab);
}
END_TEST

START_TEST(three_questions_a_second_apart_then_the_packets_are_given_up)
{
	struct lab *lab = lab_start();

	lab_spawn(lab, sender);
	bench_pass_ms(lab->b, 10000);
	ck_assert_uint_eq(lab->sent_count, 3);
	for (unsigned i = 1; i < 3; i++) {
		ps_t gap = lab->sent[i].when - lab->sent[i - 1].when;

		ck_assert_uint_ge(gap, 996 * PS_PER_MS);
		ck_assert_uint_le(gap, 1004 * PS_PER_MS);
	}
	ck_assert_uint_eq(lab_ended(lab, "arp.unresolved"), 4);
	ck_assert_uint_eq(lab_net(lab)->arp_tbl.stats.res_failed, 1);
	lab_stop(lab);
}
END_TEST

static int flooder(int argc, char **argv)
{
	struct ks_sockaddr_in to = {AF_INET, htons(9), htonl(PEER_IP), {0}};
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0);

	for (int i = 0; i < 100; i++)
		sys_sendto(fd, "x", 1, MSG_DONTWAIT, &to, sizeof(to));
	sys_close(fd);
	return 0;
}

START_TEST(the_queue_is_bounded_and_the_oldest_goes_first)
{
	struct lab *lab = lab_start();
	u64 dropped;

	lab_sysctl(lab, "net.ipv4.neigh.default.unres_qlen_bytes", "4000");
	lab_spawn(lab, flooder);
	bench_pass_ms(lab->b, 10);
	dropped = lab_ended(lab, "arp.queue_full");
	ck_assert_uint_gt(dropped, 90);
	ck_assert_uint_lt(dropped, 98);
	lab_receive(lab, pkt_arp_reply(&p, PEER_IP, PEER_MAC));
	ck_assert_uint_eq(lab->sent_count, 1 + 100 - dropped);
	lab_stop(lab);
}
END_TEST

START_TEST(a_neighbour_that_is_used_and_silent_is_asked_by_unicast_and_fails)
{
	struct lab *lab = lab_start();

	/* Its question makes it stale; our packet makes it delay. */
	lab_know_peer(lab);
	lab_spawn(lab, sender);
	bench_pass_ms(lab->b, 4900);
	ck_assert_uint_eq(lab->sent_count, 4);
	bench_pass_ms(lab->b, 5100);
	ck_assert_uint_eq(lab->sent_count, 7);
	for (unsigned i = 4; i < 7; i++)
		assert_arp(lab_sent(lab, i, &s), ARPOP_REQUEST, PEER_MAC,
			   US_MAC, US_IP, NULL, PEER_IP);
	lab_clear(lab);
	lab_spawn(lab, sender);
	bench_pass_ms(lab->b, 10);
	ck_assert_uint_eq(lab->sent_count, 1); /* the broadcast again */
	assert_arp(lab_sent(lab, 0, &s), ARPOP_REQUEST, BCAST_MAC, US_MAC,
		   US_IP, NULL, PEER_IP);
	lab_stop(lab);
}
END_TEST

START_TEST(an_answer_to_the_unicast_question_keeps_the_neighbour)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab_spawn(lab, sender);
	bench_pass_ms(lab->b, 5100);
	ck_assert_uint_eq(lab->sent_count, 5);
	lab_receive(lab, pkt_arp_reply(&p, PEER_IP, PEER_MAC));
	bench_pass_ms(lab->b, 5000);
	ck_assert_uint_eq(lab->sent_count, 5);
	lab_spawn(lab, sender);
	bench_pass_ms(lab->b, 10);
	ck_assert_uint_eq(lab->sent_count, 9);
	lab_stop(lab);
}
END_TEST

START_TEST(only_an_answer_proves_that_a_neighbour_hears_us)
{
	struct lab *lab = lab_start();
	__be32 other = htonl(IP(10, 9, 0, 77));

	lab_know_peer(lab);
	lab_spawn(lab, sender);
	bench_pass_ms(lab->b, 2000);
	/* It asks somebody else: alive, but can it hear us? */
	pkt_arp_request(&p);
	memcpy(((struct arp_body *)(p.arp + 1))->tip, &other, 4);
	lab_receive(lab, &p);
	ck_assert_uint_eq(lab->sent_count, 4);
	bench_pass_ms(lab->b, 3100);
	ck_assert_uint_eq(lab->sent_count, 5);
	lab_stop(lab);
}
END_TEST

START_TEST(a_device_without_arp_uses_none)
{
	struct lab *lab = lab_start();

	lab->dev->flags |= IFF_NOARP;
	lab_receive_ends(lab, pkt_arp_request(&p), "arp.not_used");
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_spawn(lab, sender);
	bench_pass_ms(lab->b, 1);
	ck_assert_uint_eq(lab->sent_count, 4);
	lab_stop(lab);
}
END_TEST

START_TEST(a_neighbour_may_move_to_another_card_after_the_lock_time)
{
	struct lab *lab = lab_start();
	const u8 moved[6] = {2, 0, 0, 0, 0, 7};

	lab_know_peer(lab);
	lab_receive(lab, pkt_arp_reply(&p, PEER_IP, moved));
	lab_spawn(lab, sender);
	bench_pass_ms(lab->b, 10);
	ck_assert_mem_eq(lab_sent(lab, 0, &s)->eth->h_dest, PEER_MAC, 6);
	bench_pass_ms(lab->b, 1100);
	lab_clear(lab);
	lab_receive(lab, pkt_arp_reply(&p, PEER_IP, moved));
	lab_spawn(lab, sender);
	bench_pass_ms(lab->b, 10);
	ck_assert_mem_eq(lab_sent(lab, 0, &s)->eth->h_dest, moved, 6);
	lab_stop(lab);
}
END_TEST

START_TEST(a_gratuitous_announcement_updates_at_once_and_creates_if_allowed)
{
	struct lab *lab = lab_start();
	const u8 moved[6] = {2, 0, 0, 0, 0, 7};
	u64 known;

	lab_know_peer(lab);
	pkt_eth(pkt_new(&p), BCAST_MAC, moved, ETH_P_ARP);
	pkt_arp(&p, ARPOP_REQUEST, moved, PEER_IP, NULL, PEER_IP);
	lab_receive_ends(lab, &p, "arp.handled");
	lab_spawn(lab, sender);
	bench_pass_ms(lab->b, 10);
	ck_assert_mem_eq(lab_sent(lab, 0, &s)->eth->h_dest, moved, 6);

	known = lab_net(lab)->arp_tbl.entries;
	pkt_eth(pkt_new(&p), BCAST_MAC, moved, ETH_P_ARP);
	pkt_arp(&p, ARPOP_REQUEST, moved, IP(10, 9, 0, 9), NULL,
		IP(10, 9, 0, 9));
	lab_receive(lab, &p);
	ck_assert_uint_eq(lab_net(lab)->arp_tbl.entries, known);
	lab_sysctl(lab, "net.ipv4.conf.all.arp_accept", "1");
	lab_receive(lab, &p);
	ck_assert_uint_eq(lab_net(lab)->arp_tbl.entries, known + 1);
	lab_stop(lab);
}
END_TEST

START_TEST(with_arp_notify_an_interface_announces_its_address)
{
	struct lab *lab = lab_start_closed();
	char err[100];

	lab_sysctl(lab, "net.ipv4.conf.all.arp_notify", "1");
	ck_assert_int_eq(
		kernel_ifconfig(lab->k, "eth0", US_IP, 24, err, sizeof(err)),
		0);
	bench_pass_ms(lab->b, 1);
	ck_assert_uint_eq(lab->sent_count, 1);
	assert_arp(lab_sent(lab, 0, &s), ARPOP_REQUEST, BCAST_MAC, US_MAC,
		   US_IP, NULL, US_IP);
	lab_stop(lab);
}
END_TEST

START_TEST(a_full_table_takes_no_further_neighbour_and_says_so)
{
	struct lab *lab = lab_start();

	lab_sysctl(lab, "net.ipv4.neigh.default.gc_thresh3", "3");
	for (int i = 0; i < 10; i++) {
		pkt_eth(pkt_new(&p), BCAST_MAC, PEER_MAC, ETH_P_ARP);
		pkt_arp(&p, ARPOP_REQUEST, PEER_MAC, IP(10, 9, 0, 100 + i),
			NULL, US_IP);
		lab_receive(lab, &p);
		/* In use, so that they can not be collected. */
		pkt_ip(pkt_from_peer(&p), IP(10, 9, 0, 100 + i), US_IP,
		       IPPROTO_ICMP);
		lab_receive(lab, pkt_done(pkt_icmp(&p, ICMP_ECHO, 0, 1, 1)));
	}
	ck_assert_uint_le(lab_net(lab)->arp_tbl.entries, 3);
	ck_assert_uint_gt(lab_net(lab)->arp_tbl.stats.table_fulls, 0);
	ck_assert_uint_gt(lab_ended(lab, "arp.table_full"), 0);
	lab_stop(lab);
}
END_TEST

/* Who has @tip? from 10.9.<i>.<from> on eth<i>. */
static void who_has(struct lab *lab, int i, u32 sip, u32 tip)
{
	lab->from = i;
	pkt_eth(pkt_new(&p), BCAST_MAC, lab_peer_mac(i), ETH_P_ARP);
	pkt_arp(&p, ARPOP_REQUEST, lab_peer_mac(i), sip, NULL, tip);
	lab_clear(lab);
	lab_receive(lab, &p);
}

START_TEST(arp_ignore_and_arp_filter_say_which_addresses_a_device_answers_for)
{
	struct lab *lab = lab_start_router();

	/* The weak model of RFC 1122 3.3.4.2: any address, on any device. */
	who_has(lab, 0, PEER_IP, IP(10, 9, 1, 2));
	ck_assert_uint_eq(lab->sent_count, 1);
	lab_sysctl(lab, "net.ipv4.conf.eth0.arp_ignore", "1");
	who_has(lab, 0, PEER_IP, IP(10, 9, 1, 2));
	ck_assert_uint_eq(lab->sent_count, 0);
	who_has(lab, 0, PEER_IP, US_IP);
	ck_assert_uint_eq(lab->sent_count, 1);
	lab_sysctl(lab, "net.ipv4.conf.eth0.arp_ignore", "2");
	who_has(lab, 0, IP(10, 9, 1, 9), US_IP);
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_sysctl(lab, "net.ipv4.conf.eth0.arp_ignore", "8");
	who_has(lab, 0, PEER_IP, US_IP);
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_sysctl(lab, "net.ipv4.conf.eth0.arp_ignore", "0");
	lab_sysctl(lab, "net.ipv4.conf.eth0.arp_filter", "1");
	who_has(lab, 0, IP(10, 9, 1, 9), US_IP);
	ck_assert_uint_eq(lab->sent_count, 0);
	who_has(lab, 0, PEER_IP, US_IP);
	ck_assert_uint_eq(lab->sent_count, 1);
	lab_stop(lab);
}
END_TEST

START_TEST(with_proxy_arp_a_router_answers_for_the_hosts_behind_it)
{
	struct lab *lab = lab_start_router();

	who_has(lab, 0, PEER_IP, IP(10, 9, 1, 77));
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_sysctl(lab, "net.ipv4.conf.eth0.proxy_arp", "1");
	who_has(lab, 0, PEER_IP, IP(10, 9, 1, 77));
	ck_assert_uint_eq(lab->sent_count, 1);
	assert_arp(lab_sent(lab, 0, &s), ARPOP_REPLY, PEER_MAC, US_MAC,
		   IP(10, 9, 1, 77), PEER_MAC, PEER_IP);
	/* Not for those on the same link. */
	who_has(lab, 0, PEER_IP, IP(10, 9, 0, 77));
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(an_address_that_somebody_else_uses_too_is_told_and_not_learnt)
{
	struct lab *lab = lab_start();
	u32 id;

	pkt_eth(pkt_new(&p), BCAST_MAC, PEER_MAC, ETH_P_ARP);
	pkt_arp(&p, ARPOP_REQUEST, PEER_MAC, US_IP, NULL, US_IP);
	id = lab_receive(lab, &p);
	lab_receive_ends(lab, &p, "arp.duplicate");
	ck_assert_str_eq(lab_place(lab, id), "arp.duplicate");
	ck_assert_uint_eq(lab_net(lab)->arp_tbl.stats.conflicts, 2);
	ck_assert_ptr_nonnull((strstr)(lab->b->log, "is used by"));
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(arp_announce_says_which_address_asks)
{
	static const u32 asked_by[] = {IP(10, 9, 1, 2), US_IP, US_IP};
	char mode[2] = "0";
	struct lab *lab = lab_start_router();

	/* Forged: what is forwarded from our own other address. */
	lab_sysctl(lab, "net.ipv4.conf.eth1.accept_local", "1");
	for (int i = 0; i < 3; i++) {
		struct arp_body *b;

		mode[0] = (char)('0' + i);
		lab_sysctl(lab, "net.ipv4.conf.eth0.arp_announce", mode);
		lab->from = 1;
		pkt_eth(pkt_new(&p), lab_mac(1), lab_peer_mac(1), ETH_P_IP);
		pkt_ip(&p, IP(10, 9, 1, 2), IP(10, 9, 0, 80 + i), IPPROTO_UDP);
		pkt_done(pkt_data(pkt_udp(&p, 1, 2), 8, 0));
		lab_clear(lab);
		lab_receive(lab, &p);
		lab_sent(lab, 0, &s);
		b = (struct arp_body *)(s.arp + 1);
		ck_assert_uint_eq(get_unaligned_be32(b->sip), asked_by[i]);
	}
	lab_stop(lab);
}
END_TEST

Suite *suite_arp(void)
{
	Suite *s = suite_create("arp");
	TCase *t = tcase_create("arp");

	tcase_set_timeout(t, 30);
	tcase_add_test(
		t,
		a_request_for_our_address_is_answered_byte_for_byte_as_linux_does);
	tcase_add_test(
		t, a_request_for_another_address_is_handled_without_an_answer);
	tcase_add_test(t, a_probe_from_0_0_0_0_for_our_address_is_answered);
	tcase_add_test(t, malformed_packets_end_where_they_are_found_out);
	tcase_add_test(t, packets_wait_for_the_answer_and_go_in_order);
	tcase_add_test(
		t,
		three_questions_a_second_apart_then_the_packets_are_given_up);
	tcase_add_test(t, the_queue_is_bounded_and_the_oldest_goes_first);
	tcase_add_test(
		t,
		a_neighbour_that_is_used_and_silent_is_asked_by_unicast_and_fails);
	tcase_add_test(t,
		       an_answer_to_the_unicast_question_keeps_the_neighbour);
	tcase_add_test(t, only_an_answer_proves_that_a_neighbour_hears_us);
	tcase_add_test(t, a_device_without_arp_uses_none);
	tcase_add_test(
		t, a_neighbour_may_move_to_another_card_after_the_lock_time);
	tcase_add_test(
		t,
		a_gratuitous_announcement_updates_at_once_and_creates_if_allowed);
	tcase_add_test(t, with_arp_notify_an_interface_announces_its_address);
	tcase_add_test(t, a_full_table_takes_no_further_neighbour_and_says_so);
	tcase_add_test(
		t,
		arp_ignore_and_arp_filter_say_which_addresses_a_device_answers_for);
	tcase_add_test(t,
		       with_proxy_arp_a_router_answers_for_the_hosts_behind_it);
	tcase_add_test(
		t,
		an_address_that_somebody_else_uses_too_is_told_and_not_learnt);
	tcase_add_test(t, arp_announce_says_which_address_asks);
	suite_add_tcase(s, t);
	return s;
}
