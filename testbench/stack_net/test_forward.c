// SPDX-License-Identifier: MIT
/* A host with several devices as a router, RFC 1812 4, 5. */
#include "lab.h"

static struct packet p, s;
static struct lab *lab;

#define A_HOST IP(10, 9, 0, 1) /* behind eth0 */
#define B_HOST IP(10, 9, 1, 1) /* behind eth1 */

/* A datagram that comes in over eth0. */
static struct packet *begin(u32 saddr, u32 daddr)
{
	lab->from = 0;
	pkt_eth(pkt_new(&p), lab_mac(0), lab_peer_mac(0), ETH_P_IP);
	return pkt_ip(&p, saddr, daddr, IPPROTO_UDP);
}

static struct packet *datagram(u32 saddr, u32 daddr, size_t len)
{
	begin(saddr, daddr);
	return pkt_done(pkt_data(pkt_udp(&p, 1000, 2000), len, 0));
}

static struct packet *with_options(const u8 *opt, size_t len)
{
	begin(A_HOST, B_HOST);
	pkt_ip_options(&p, opt, len);
	return pkt_done(pkt_data(pkt_udp(&p, 1000, 2000), 20, 0));
}

/* The @i-th that was sent is an ICMP error over eth0 to its sender. */
static void assert_error(unsigned i, u8 type, u8 code)
{
	lab_sent(lab, i, &s);
	ck_assert_int_eq(lab->sent[i].dev, 0);
	ck_assert_uint_eq(s.icmp->type, type);
	ck_assert_uint_eq(s.icmp->code, code);
	ck_assert_uint_eq(ntohl(s.ip->daddr), A_HOST);
	ck_assert_uint_eq(ntohl(s.ip->saddr), IP(10, 9, 0, 2));
}

ON_CPU(small_eth1)
{
	lab->devs[1]->mtu = 576;
}

START_TEST(a_packet_goes_out_by_the_other_device_with_one_ttl_less)
{
	lab = lab_start_router();
	lab_receive_ends(lab, datagram(A_HOST, B_HOST, 100), "wire.sent");
	ck_assert_uint_eq(lab->sent_count, 1);
	ck_assert_int_eq(lab->sent[0].dev, 1);
	lab_sent(lab, 0, &s);
	ck_assert_mem_eq(s.eth->h_source, lab_mac(1), 6);
	ck_assert_mem_eq(s.eth->h_dest, lab_peer_mac(1), 6);
	ck_assert_uint_eq(s.ip->ttl, 63);
	ck_assert_uint_eq(s.ip->id, p.ip->id);
	ck_assert_mem_eq(s.udp, p.udp, 108);
	ck_assert_uint_eq(lab_mib_ip(lab, IPSTATS_MIB_OUTFORWDATAGRAMS), 1);
	lab_stop(lab);
}
END_TEST

START_TEST(the_headers_sum_is_right_for_every_ttl)
{
	lab = lab_start_router();
	for (int ttl = 2; ttl < 256; ttl++) {
		datagram(A_HOST, B_HOST, 8);
		p.ip->ttl = (u8)ttl;
		p.ip->id = htons((u16)(ttl * 257));
		pkt_ip_check(&p);
		lab_receive(lab, &p);
		ck_assert_uint_eq(lab_sent(lab, 0, &s)->ip->ttl, ttl - 1);
		lab_clear(lab);
	}
	lab_stop(lab);
}
END_TEST

START_TEST(without_ip_forward_nothing_passes_and_nobody_is_told)
{
	lab = lab_start_router();
	lab_sysctl(lab, "net.ipv4.ip_forward", "0");
	lab_receive_ends(lab, datagram(A_HOST, B_HOST, 8), "ip.not_for_us");
	ck_assert_uint_eq(lab->sent_count, 0);
	/* Each device may be set alone. */
	lab_sysctl(lab, "net.ipv4.conf.eth0.forwarding", "1");
	lab_receive_ends(lab, datagram(A_HOST, B_HOST, 8), "wire.sent");
	lab_stop(lab);
}
END_TEST

START_TEST(a_ttl_of_one_ends_here_with_time_exceeded)
{
	lab = lab_start_router();
	datagram(A_HOST, B_HOST, 8)->ip->ttl = 1;
	pkt_ip_check(&p);
	lab_receive_ends(lab, &p, "ip.ttl_exceeded");
	assert_error(0, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL);
	ck_assert_mem_eq(s.data, p.ip, 36);
	/* For ourselves any TTL will do (RFC 1122 3.2.1.7). */
	datagram(A_HOST, IP(10, 9, 0, 2), 8)->ip->ttl = 1;
	pkt_ip_check(&p);
	lab_receive_ends(lab, &p, "udp.no_socket");
	lab_stop(lab);
}
END_TEST

START_TEST(no_route_brings_net_unreachable_and_refusing_routes_their_code)
{
	lab = lab_start_router();
	lab_route(lab, "add unreachable 20.1.0.0/16");
	lab_route(lab, "add prohibit 20.2.0.0/16");
	lab_route(lab, "add blackhole 20.3.0.0/16");
	lab_receive_ends(lab, datagram(A_HOST, IP(99, 0, 0, 1), 8),
			 "ip.no_route");
	assert_error(0, ICMP_DEST_UNREACH, ICMP_NET_UNREACH);
	lab_receive_ends(lab, datagram(A_HOST, IP(20, 1, 0, 1), 8),
			 "ip.no_route");
	assert_error(1, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH);
	lab_receive_ends(lab, datagram(A_HOST, IP(20, 2, 0, 1), 8),
			 "ip.prohibited");
	assert_error(2, ICMP_DEST_UNREACH, ICMP_PKT_FILTERED);
	lab_receive_ends(lab, datagram(A_HOST, IP(20, 3, 0, 1), 8),
			 "ip.blackhole");
	ck_assert_uint_eq(lab->sent_count, 3);
	lab_stop(lab);
}
END_TEST

START_TEST(a_host_that_does_not_answer_arp_is_reported_unreachable)
{
	u32 id;

	lab = lab_start_router();
	id = lab_receive(lab, datagram(A_HOST, IP(10, 9, 1, 77), 8));
	ck_assert_str_eq(lab_place(lab, id), "alive");
	bench_pass_ms(lab->b, 4000);
	ck_assert_str_eq(lab_place(lab, id), "arp.unresolved");
	ck_assert_uint_eq(lab->sent_count, 4);
	assert_error(3, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH);
	lab_stop(lab);
}
END_TEST

START_TEST(with_df_a_packet_that_does_not_fit_brings_fragmentation_needed)
{
	lab = lab_start_router();
	lab_run(lab, small_eth1, NULL);
	datagram(A_HOST, B_HOST, 1000)->ip->frag_off = htons(IP_DF);
	pkt_ip_check(&p);
	lab_receive_ends(lab, &p, "ip.too_big");
	assert_error(0, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED);
	/* RFC 1191 4: and how much would. */
	ck_assert_uint_eq(ntohs(s.icmp->un.frag.mtu), 576);
	ck_assert_uint_eq(lab_mib_ip(lab, IPSTATS_MIB_FRAGFAILS), 1);
	lab_stop(lab);
}
END_TEST

START_TEST(without_df_it_is_cut_in_pieces_that_fit)
{
	static u8 whole[1008];
	size_t at = 0;

	lab = lab_start_router();
	lab_run(lab, small_eth1, NULL);
	lab_receive_ends(lab, datagram(A_HOST, B_HOST, 1000), "ip.fragmented");
	ck_assert_uint_eq(lab->sent_count, 2);
	for (unsigned i = 0; i < 2; i++) {
		size_t n;

		lab_sent(lab, i, &s);
		n = ntohs(s.ip->tot_len) - 20u;
		ck_assert_uint_le(n + 20, 576);
		ck_assert_uint_eq(ntohs(s.ip->frag_off),
				  at / 8 | (i ? 0 : IP_MF));
		ck_assert_uint_eq(s.ip->id, p.ip->id);
		ck_assert_uint_eq(s.ip->ttl, 63);
		memcpy(whole + at, (u8 *)s.ip + 20, n);
		at += n;
	}
	ck_assert_uint_eq(at, 1008);
	ck_assert_mem_eq(whole, p.udp, 1008);
	ck_assert_uint_eq(lab_mib_ip(lab, IPSTATS_MIB_FRAGOKS), 1);
	ck_assert_uint_eq(lab_mib_ip(lab, IPSTATS_MIB_FRAGCREATES), 2);
	lab_stop(lab);
}
END_TEST

START_TEST(a_fragment_is_cut_once_more_in_its_place)
{
	static struct packet f;

	lab = lab_start_router();
	lab_run(lab, small_eth1, NULL);
	datagram(A_HOST, B_HOST, 3000);
	pkt_fragment(&f, &p, 800, 800, true);
	lab_receive_ends(lab, &f, "ip.fragmented");
	ck_assert_uint_eq(lab->sent_count, 2);
	lab_sent(lab, 0, &s);
	ck_assert_uint_eq(ntohs(s.ip->frag_off), 100 | IP_MF);
	ck_assert_uint_eq(ntohs(s.ip->tot_len), 572);
	lab_sent(lab, 1, &s);
	ck_assert_uint_eq(ntohs(s.ip->frag_off), (100 + 552 / 8) | IP_MF);
	ck_assert_uint_eq(ntohs(s.ip->tot_len), 20 + 800 - 552);
	lab_stop(lab);
}
END_TEST

START_TEST(pieces_that_find_no_memory_leak_nothing)
{
	lab = lab_start_router();
	lab_run(lab, small_eth1, NULL);
	for (u64 nth = 1; nth < 8; nth++) {
		lab->fail_nth = nth;
		lab_receive(lab, datagram(A_HOST, B_HOST, 1400));
		lab_clear(lab);
	}
	lab->fail_nth = 0;
	ck_assert_uint_gt(lab_ended(lab, "ip.no_memory"), 0);
	lab_stop(lab);
}
END_TEST

START_TEST(out_by_the_way_it_came_brings_a_redirect_and_passes)
{
	lab = lab_start_router();
	lab_route(lab, "add 20.0.0.0/8 via 10.9.0.1");
	begin(IP(10, 9, 0, 1), IP(20, 0, 0, 1));
	p.ip->saddr = htonl(IP(10, 9, 0, 9));
	memcpy(p.eth->h_source, "\x02\x00\x00\x00\x00\x09", 6);
	pkt_done(pkt_data(pkt_udp(&p, 1, 2), 8, 0));
	lab_receive_ends(lab, &p, "wire.sent");
	/* The redirect waits for its receiver's address. */
	ck_assert_uint_eq(lab->sent_count, 2);
	ck_assert_uint_eq(lab_sent(lab, 1, &s)->ip->daddr, p.ip->daddr);
	lab_clear(lab);
	pkt_eth(pkt_new(&p), lab_mac(0), (const u8 *)"\x02\0\0\0\0\x09",
		ETH_P_ARP);
	pkt_arp(&p, ARPOP_REPLY, (const u8 *)"\x02\0\0\0\0\x09",
		IP(10, 9, 0, 9), lab_mac(0), IP(10, 9, 0, 2));
	lab_receive(lab, &p);
	lab_sent(lab, 0, &s);
	ck_assert_uint_eq(s.icmp->type, ICMP_REDIRECT);
	ck_assert_uint_eq(s.icmp->code, ICMP_REDIR_HOST);
	ck_assert_uint_eq(ntohl(s.icmp->un.gateway), IP(10, 9, 0, 1));
	lab_stop(lab);
}
END_TEST

/* From 10.9.0.1 to what 10.9.0.5 leads to. */
static unsigned redirects_of(unsigned packets, unsigned pause_ms)
{
	unsigned n = 0;

	for (unsigned i = 0; i < packets; i++) {
		lab_know(lab, 0);
		lab_receive(lab, datagram(A_HOST, IP(20, 0, 0, 1), 8));
		bench_pass_ms(lab->b, pause_ms);
		for (unsigned j = 0; j < lab->sent_count; j++) {
			pkt_parse(&s, lab->sent[j].bytes, lab->sent[j].len);
			n += s.icmp && s.icmp->type == ICMP_REDIRECT;
		}
		lab_clear(lab);
	}
	return n;
}

START_TEST(redirects_come_ever_more_seldom_and_nine_in_all)
{
	lab = lab_start_router();
	lab_route(lab, "add 20.0.0.0/8 via 10.9.0.5");
	ck_assert_uint_eq(redirects_of(5, 0), 1);
	ck_assert_uint_eq(redirects_of(200, 200), 8);
	ck_assert_uint_eq(redirects_of(20, 200), 0);
	/* Silent for 20 s: it may have forgotten. */
	bench_pass_ms(lab->b, 21000);
	ck_assert_uint_eq(redirects_of(1, 0), 1);
	lab_sysctl(lab, "net.ipv4.conf.all.send_redirects", "0");
	lab_sysctl(lab, "net.ipv4.conf.eth0.send_redirects", "0");
	bench_pass_ms(lab->b, 21000);
	ck_assert_uint_eq(redirects_of(3, 0), 0);
	lab_stop(lab);
}
END_TEST

START_TEST(what_came_by_broadcast_or_to_a_group_is_not_passed_on)
{
	lab = lab_start_router();
	datagram(A_HOST, B_HOST, 8);
	memcpy(p.eth->h_dest, BCAST_MAC, 6);
	lab_receive_ends(lab, &p, "ip.not_for_us");
	lab_receive_ends(lab, datagram(A_HOST, IP(239, 1, 1, 1), 8),
			 "ip.not_for_us");
	lab_receive_ends(lab, datagram(A_HOST, IP(255, 255, 255, 255), 8),
			 "udp.no_socket");
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(a_directed_broadcast_is_passed_on_only_with_bc_forwarding)
{
	lab = lab_start_router();
	lab_receive_ends(lab, datagram(A_HOST, IP(10, 9, 1, 255), 8),
			 "udp.no_socket");
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_sysctl(lab, "net.ipv4.conf.all.bc_forwarding", "1");
	lab_sysctl(lab, "net.ipv4.conf.eth0.bc_forwarding", "1");
	lab_receive_ends(lab, datagram(A_HOST, IP(10, 9, 1, 255), 8),
			 "wire.sent");
	ck_assert_mem_eq(lab_sent(lab, 0, &s)->eth->h_dest, BCAST_MAC, 6);
	lab_stop(lab);
}
END_TEST

START_TEST(the_reverse_path_is_strict_loose_or_no_matter)
{
	static const char *const strict[] = {"wire.sent", "ip.rp_filter",
					     "wire.sent"};
	static const char *const nowhere[] = {"wire.sent", "ip.rp_filter",
					      "ip.rp_filter"};
	char mode[2] = "0";

	lab = lab_start_router();
	for (int i = 0; i < 3; i++) {
		mode[0] = (char)('0' + i);
		lab_sysctl(lab, "net.ipv4.conf.eth0.rp_filter", mode);
		/* eth2's network, heard on eth0 */
		lab_receive_ends(lab, datagram(IP(10, 9, 2, 9), B_HOST, 8),
				 strict[i]);
		lab_receive_ends(lab, datagram(IP(99, 0, 0, 1), B_HOST, 8),
				 nowhere[i]);
		lab_receive_ends(lab, datagram(A_HOST, B_HOST, 8), "wire.sent");
	}
	ck_assert_uint_eq(lab_net(lab)->mib.ip_rpfilter, 3);
	lab_stop(lab);
}
END_TEST

START_TEST(a_router_records_its_way_out_in_the_route)
{
	const u8 rr[12] = {IPOPT_RR, 11, 8, 1, 1, 1, 1};

	lab = lab_start_router();
	lab_receive_ends(lab, with_options(rr, 12), "wire.sent");
	lab_sent(lab, 0, &s);
	ck_assert_mem_eq(
		s.ip + 1,
		((u8[12]){IPOPT_RR, 11, 12, 1, 1, 1, 1, 10, 9, 1, 2, 0}), 12);
	/* Full: it goes on as it is (RFC 791 3.1). */
	lab_receive_ends(
		lab,
		with_options((const u8[8]){IPOPT_RR, 7, 8, 1, 1, 1, 1, 0}, 8),
		"wire.sent");
	ck_assert_mem_eq(lab_sent(lab, 1, &s)->ip + 1,
			 ((u8[8]){IPOPT_RR, 7, 8, 1, 1, 1, 1, 0}), 8);
	lab_stop(lab);
}
END_TEST

START_TEST(a_router_stamps_the_time_or_counts_that_it_had_no_room)
{
	const u8 both[12] = {IPOPT_TIMESTAMP, 12, 5, 1};
	const u8 full[8] = {IPOPT_TIMESTAMP, 8, 9, 0};
	const u8 only[8] = {IPOPT_TIMESTAMP, 8, 5, 0};
	const u8 *opt;

	lab = lab_start_router();
	bench_pass_ms(lab->b, 3000);
	lab_receive_ends(lab, with_options(both, 12), "wire.sent");
	opt = (u8 *)(lab_sent(lab, 0, &s)->ip + 1);
	ck_assert_uint_eq(opt[2], 13);
	ck_assert_mem_eq(opt + 4, ((u8[4]){10, 9, 1, 2}), 4);
	ck_assert_uint_ge(get_unaligned_be32(opt + 8), 3000);
	lab_receive_ends(lab, with_options(only, 8), "wire.sent");
	opt = (u8 *)(lab_sent(lab, 1, &s)->ip + 1);
	ck_assert_uint_eq(opt[2], 9);
	ck_assert_uint_ge(get_unaligned_be32(opt + 4), 3000);
	lab_receive_ends(lab, with_options(full, 8), "wire.sent");
	opt = (u8 *)(lab_sent(lab, 2, &s)->ip + 1);
	ck_assert_uint_eq(opt[3], 0x10);
	lab_stop(lab);
}
END_TEST

START_TEST(only_the_first_piece_carries_options_that_are_not_copied)
{
	const u8 rr[8] = {IPOPT_NOOP, IPOPT_RR, 7, 8, 1, 2, 3, 4};

	lab = lab_start_router();
	lab_run(lab, small_eth1, NULL);
	begin(A_HOST, B_HOST);
	pkt_ip_options(&p, rr, 8);
	pkt_done(pkt_data(pkt_udp(&p, 1000, 2000), 1000, 0));
	lab_receive_ends(lab, &p, "ip.fragmented");
	ck_assert_mem_eq(lab_sent(lab, 0, &s)->ip + 1, rr, 8);
	ck_assert_mem_eq(lab_sent(lab, 1, &s)->ip + 1,
			 ((u8[8]){1, 1, 1, 1, 1, 1, 1, 1}), 8);
	lab_stop(lab);
}
END_TEST

START_TEST(a_source_route_is_refused_unless_accept_source_route_says_so)
{
	const u8 lsrr[12] = {IPOPT_LSRR, 11, 4, 10, 9, 1, 1, 10, 9, 2, 1, 0};

	lab = lab_start_router();
	begin(A_HOST, IP(10, 9, 0, 2))->ip->protocol = IPPROTO_ICMP;
	pkt_ip_options(&p, lsrr, 12);
	pkt_done(pkt_data(pkt_icmp(&p, ICMP_ECHO, 0, 1, 1), 20, 0));
	lab_receive_ends(lab, &p, "ip.source_route");
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_sysctl(lab, "net.ipv4.conf.all.accept_source_route", "1");
	lab_sysctl(lab, "net.ipv4.conf.eth0.accept_source_route", "1");
	lab_receive_ends(lab, &p, "wire.sent");
	lab_sent(lab, 0, &s);
	ck_assert_int_eq(lab->sent[0].dev, 1);
	ck_assert_uint_eq(ntohl(s.ip->daddr), B_HOST);
	ck_assert_mem_eq(
		s.ip + 1,
		((u8[12]){IPOPT_LSRR, 11, 8, 10, 9, 1, 2, 10, 9, 2, 1, 0}), 12);
	lab_stop(lab);
}
END_TEST

START_TEST(a_strict_source_route_over_a_gateway_fails)
{
	const u8 ssrr[8] = {IPOPT_SSRR, 7, 4, 20, 0, 0, 1, 0};

	lab = lab_start_router();
	lab_route(lab, "add 20.0.0.0/8 via 10.9.1.1");
	lab_sysctl(lab, "net.ipv4.conf.all.accept_source_route", "1");
	lab_sysctl(lab, "net.ipv4.conf.eth0.accept_source_route", "1");
	begin(A_HOST, IP(10, 9, 0, 2))->ip->protocol = IPPROTO_ICMP;
	pkt_ip_options(&p, ssrr, 8);
	pkt_done(pkt_data(pkt_icmp(&p, ICMP_ECHO, 0, 1, 1), 20, 0));
	lab_receive_ends(lab, &p, "ip.source_route");
	ck_assert_uint_eq(lab->sent_count, 1);
	lab_sent(lab, 0, &s);
	ck_assert_uint_eq(s.icmp->type, ICMP_DEST_UNREACH);
	ck_assert_uint_eq(s.icmp->code, ICMP_SR_FAILED);
	lab_stop(lab);
}
END_TEST

START_TEST(a_source_routed_ping_is_answered_by_the_way_it_came)
{
	/* It came from 20.0.0.9 by 10.9.0.1: that was recorded. */
	const u8 lsrr[8] = {IPOPT_LSRR, 7, 8, 10, 9, 0, 1, 0};

	lab = lab_start_router();
	lab_sysctl(lab, "net.ipv4.conf.all.accept_source_route", "1");
	lab_sysctl(lab, "net.ipv4.conf.eth0.accept_source_route", "1");
	begin(IP(20, 0, 0, 9), IP(10, 9, 0, 2))->ip->protocol = IPPROTO_ICMP;
	pkt_ip_options(&p, lsrr, 8);
	pkt_done(pkt_data(pkt_icmp(&p, ICMP_ECHO, 0, 1, 1), 20, 0));
	lab_receive_ends(lab, &p, "icmp.echo_answered");
	lab_sent(lab, 0, &s);
	ck_assert_uint_eq(s.icmp->type, ICMP_ECHOREPLY);
	ck_assert_uint_eq(ntohl(s.ip->daddr), A_HOST);
	ck_assert_mem_eq(s.ip + 1, ((u8[8]){IPOPT_LSRR, 7, 4, 20, 0, 0, 9, 0}),
			 8);
	lab_stop(lab);
}
END_TEST

START_TEST(errors_may_leave_from_the_address_they_came_in_by)
{
	lab = lab_start_router();
	lab_route(lab, "add 30.0.0.0/8 via 10.9.2.1");
	datagram(IP(30, 0, 0, 1), B_HOST, 8)->ip->ttl = 1;
	pkt_ip_check(&p);
	lab_receive(lab, &p);
	/* RFC 1812 4.3.2.4: of the device it leaves by. */
	ck_assert_uint_eq(ntohl(lab_sent(lab, 0, &s)->ip->saddr),
			  IP(10, 9, 2, 2));
	lab_sysctl(lab, "net.ipv4.icmp_errors_use_inbound_ifaddr", "1");
	lab_receive(lab, &p);
	ck_assert_uint_eq(ntohl(lab_sent(lab, 1, &s)->ip->saddr),
			  IP(10, 9, 0, 2));
	lab_stop(lab);
}
END_TEST

START_TEST(every_packet_through_a_router_ends_somewhere_for_any_lack_of_memory)
{
	lab = lab_start_router();
	for (u64 nth = 1; nth < 6; nth++) {
		lab->fail_nth = nth;
		lab_receive(lab, datagram(A_HOST, B_HOST, 100));
		datagram(A_HOST, B_HOST, 8)->ip->ttl = 1;
		pkt_ip_check(&p);
		lab_receive(lab, &p);
	}
	lab->fail_nth = 0;
	lab_stop(lab);
}
END_TEST

Suite *suite_forward(void)
{
	Suite *su = suite_create("forward");
	TCase *t = tcase_create("forward");

	tcase_set_timeout(t, 30);
	tcase_add_test(t,
		       a_packet_goes_out_by_the_other_device_with_one_ttl_less);
	tcase_add_test(t, the_headers_sum_is_right_for_every_ttl);
	tcase_add_test(t, without_ip_forward_nothing_passes_and_nobody_is_told);
	tcase_add_test(t, a_ttl_of_one_ends_here_with_time_exceeded);
	tcase_add_test(
		t,
		no_route_brings_net_unreachable_and_refusing_routes_their_code);
	tcase_add_test(t,
		       a_host_that_does_not_answer_arp_is_reported_unreachable);
	tcase_add_test(
		t,
		with_df_a_packet_that_does_not_fit_brings_fragmentation_needed);
	tcase_add_test(t, without_df_it_is_cut_in_pieces_that_fit);
	tcase_add_test(t, a_fragment_is_cut_once_more_in_its_place);
	tcase_add_test(t, pieces_that_find_no_memory_leak_nothing);
	tcase_add_test(t, out_by_the_way_it_came_brings_a_redirect_and_passes);
	tcase_add_test(t, redirects_come_ever_more_seldom_and_nine_in_all);
	tcase_add_test(t,
		       what_came_by_broadcast_or_to_a_group_is_not_passed_on);
	tcase_add_test(
		t, a_directed_broadcast_is_passed_on_only_with_bc_forwarding);
	tcase_add_test(t, the_reverse_path_is_strict_loose_or_no_matter);
	tcase_add_test(t, a_router_records_its_way_out_in_the_route);
	tcase_add_test(t,
		       a_router_stamps_the_time_or_counts_that_it_had_no_room);
	tcase_add_test(
		t, only_the_first_piece_carries_options_that_are_not_copied);
	tcase_add_test(
		t,
		a_source_route_is_refused_unless_accept_source_route_says_so);
	tcase_add_test(t, a_strict_source_route_over_a_gateway_fails);
	tcase_add_test(t, a_source_routed_ping_is_answered_by_the_way_it_came);
	tcase_add_test(t, errors_may_leave_from_the_address_they_came_in_by);
	tcase_add_test(
		t,
		every_packet_through_a_router_ends_somewhere_for_any_lack_of_memory);
	suite_add_tcase(su, t);
	return su;
}
