// SPDX-License-Identifier: MIT
/* IPv4 input: whose packets, which headers. RFC 791, RFC 1122 3.2.1. */
#include "lab.h"

static struct packet p, s;

static struct packet *echo_from_to(u32 saddr, u32 daddr)
{
	pkt_ip(pkt_from_peer(&p), saddr, daddr, IPPROTO_ICMP);
	return pkt_done(pkt_data(pkt_icmp(&p, ICMP_ECHO, 0, 1, 1), 8, 0));
}

static struct packet *echo_with_options(const u8 *opt, size_t len)
{
	pkt_ip(pkt_from_peer(&p), PEER_IP, US_IP, IPPROTO_ICMP);
	pkt_ip_options(&p, opt, len);
	return pkt_done(pkt_data(pkt_icmp(&p, ICMP_ECHO, 0, 1, 1), 8, 0));
}

START_TEST(a_header_that_is_broken_is_dropped_and_counted)
{
	struct lab *lab = lab_start();

	pkt_echo(&p, 1, 1, 8)->ip->version = 6;
	pkt_ip_check(&p);
	lab_receive_ends(lab, &p, "ip.bad_header");
	pkt_echo(&p, 1, 1, 8)->ip->ihl = 4;
	pkt_ip_check(&p);
	lab_receive_ends(lab, &p, "ip.bad_header");
	pkt_echo(&p, 1, 1, 8)->ip->tot_len = htons(19);
	pkt_ip_check(&p);
	lab_receive_ends(lab, &p, "ip.bad_header");
	for (size_t n = ETH_HLEN; n < ETH_HLEN + 20; n++) {
		pkt_echo(&p, 1, 1, 8)->len = n;
		lab_receive_ends(lab, &p, "ip.bad_header");
	}
	ck_assert_uint_eq(lab_mib_ip(lab, IPSTATS_MIB_INHDRERRORS), 23);
	pkt_echo(&p, 1, 1, 8)->ip->check ^= 1;
	lab_receive_ends(lab, &p, "ip.bad_checksum");
	ck_assert_uint_eq(lab_mib_ip(lab, IPSTATS_MIB_CSUMERRORS), 1);
	pkt_echo(&p, 1, 1, 8)->len--;
	lab_receive_ends(lab, &p, "ip.truncated");
	ck_assert_uint_eq(lab_mib_ip(lab, IPSTATS_MIB_INTRUNCATEDPKTS), 1);
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(ethernets_padding_is_no_part_of_the_packet)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	pkt_echo(&p, 1, 1, 4);
	memset(p.bytes + p.len, 0xff, 60);
	p.len = 60;
	lab_receive_ends(lab, &p, "icmp.echo_answered");
	ck_assert_uint_eq(lab_sent(lab, 0, &s)->len, 14 + 20 + 8 + 4);
	lab_stop(lab);
}
END_TEST

START_TEST(only_our_addresses_are_ours)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab_receive_ends(lab, echo_from_to(PEER_IP, IP(10, 9, 0, 3)),
			 "ip.not_for_us");
	ck_assert_uint_eq(lab_mib_ip(lab, IPSTATS_MIB_INADDRERRORS), 1);
	lab_receive_ends(lab, echo_from_to(PEER_IP, IP(8, 8, 8, 8)),
			 "ip.not_for_us");
	ck_assert_uint_eq(lab_mib_ip(lab, IPSTATS_MIB_INNOROUTES), 1);
	lab_receive_ends(lab, echo_from_to(PEER_IP, IP(224, 0, 0, 9)),
			 "ip.not_for_us");
	echo_from_to(PEER_IP, US_IP);
	memcpy(p.eth->h_dest, "\x02\x99\x99\x99\x99\x99", 6);
	lab_receive_ends(lab, &p, "eth.other_host");
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(martians_are_dropped)
{
	struct lab *lab = lab_start();
	static const struct {
		u32 saddr, daddr;
	} bad[] = {
		{US_IP, US_IP},
		{IP(127, 0, 0, 1), US_IP},
		{PEER_IP, IP(127, 0, 0, 1)},
		{IP(255, 255, 255, 255), US_IP},
		{IP(224, 0, 0, 1), US_IP},
		{IP(10, 9, 0, 255), US_IP},
		{0, US_IP},
		{PEER_IP, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		lab_receive_ends(lab, echo_from_to(bad[i].saddr, bad[i].daddr),
				 "ip.martian");
	ck_assert_uint_eq(lab_mib_ip(lab, IPSTATS_MIB_MARTIANS),
			  ARRAY_SIZE(bad));
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(options_are_skipped_and_the_packet_is_answered)
{
	struct lab *lab = lab_start();
	const u8 opt[8] = {IPOPT_NOOP, IPOPT_RR, 7, 4, 0, 0, 0, 0};
	const u8 unknown[4] = {0x5e, 4, 1, 2};

	lab_know_peer(lab);
	lab_receive_ends(lab, echo_with_options(opt, sizeof(opt)),
			 "icmp.echo_answered");
	lab_receive_ends(lab, echo_with_options(unknown, sizeof(unknown)),
			 "icmp.echo_answered");
	/* RFC 1122 3.2.2.6: the recorded route comes back, with us in it. */
	lab_sent(lab, 0, &s);
	ck_assert_uint_eq(s.ip->ihl, 7);
	ck_assert_mem_eq(s.ip + 1, ((u8[8]){IPOPT_RR, 7, 8, 10, 9, 0, 2, 0}),
			 8);
	ck_assert_uint_eq(lab_sent(lab, 1, &s)->ip->ihl, 5);
	lab_stop(lab);
}
END_TEST

START_TEST(broken_options_bring_a_parameter_problem_that_points_at_them)
{
	struct lab *lab = lab_start();
	static const struct {
		u8 opt[4], at;
	} bad[] = {
		{{IPOPT_NOOP, IPOPT_NOOP, IPOPT_NOOP, IPOPT_RR}, 24},
		{{IPOPT_RR, 1, 4, 0}, 21},
		{{IPOPT_RR, 0, 4, 0}, 21},
		{{IPOPT_RR, 5, 4, 0}, 21},
		{{IPOPT_NOOP, IPOPT_RR, 3, 3}, 23},
		{{IPOPT_TIMESTAMP, 3, 5, 0}, 21},
		{{IPOPT_TIMESTAMP, 4, 4, 0}, 22},
	};

	lab_know_peer(lab);
	lab_sysctl(lab, "net.ipv4.icmp_ratelimit", "0");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		lab_clear(lab);
		lab_receive_ends(lab, echo_with_options(bad[i].opt, 4),
				 "ip.bad_options");
		lab_sent(lab, 0, &s);
		ck_assert_uint_eq(s.icmp->type, ICMP_PARAMETERPROB);
		ck_assert_uint_eq(ntohl(s.icmp->un.gateway) >> 24, bad[i].at);
	}
	lab_stop(lab);
}
END_TEST

START_TEST(source_routes_are_refused_silently)
{
	struct lab *lab = lab_start();
	const u8 opt[8] = {IPOPT_NOOP, IPOPT_LSRR, 7, 4, 10, 9, 0, 9};

	lab_know_peer(lab);
	lab_receive_ends(lab, echo_with_options(opt, sizeof(opt)),
			 "ip.source_route");
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(a_protocol_nobody_speaks_brings_protocol_unreachable_with_the_quote)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	pkt_ip(pkt_from_peer(&p), PEER_IP, US_IP, IPPROTO_TCP);
	pkt_done(pkt_data(&p, 40, 7));
	lab_receive_ends(lab, &p, "ip.no_protocol");
	ck_assert_uint_eq(lab_mib_ip(lab, IPSTATS_MIB_INUNKNOWNPROTOS), 1);
	lab_sent(lab, 0, &s);
	ck_assert_uint_eq(s.icmp->type, ICMP_DEST_UNREACH);
	ck_assert_uint_eq(s.icmp->code, ICMP_PROT_UNREACH);
	ck_assert_uint_eq(s.icmp->un.gateway, 0);
	ck_assert_uint_eq(s.ip->tos, 0xc0);
	ck_assert_uint_eq(s.ip->ttl, 64);
	ck_assert_uint_eq(s.ip->frag_off, 0);
	ck_assert_uint_eq(s.data_len, 60);
	ck_assert_mem_eq(s.data, p.ip, 60);
	lab_stop(lab);
}
END_TEST

START_TEST(an_ethertype_nobody_speaks_ends_as_unknown_protocol)
{
	struct lab *lab = lab_start();

	pkt_eth(pkt_new(&p), US_MAC, PEER_MAC, ETH_P_IPV6);
	lab_receive_ends(lab, pkt_data(&p, 50, 0), "eth.unknown_protocol");
	pkt_eth(pkt_new(&p), US_MAC, PEER_MAC, 46); /* a length */
	lab_receive_ends(lab, pkt_data(&p, 50, 0), "eth.unknown_protocol");
	for (size_t n = 1; n <= ETH_HLEN; n++) {
		pkt_data(pkt_new(&p), n, 0x50);
		ck_assert_str_ne(lab_place(lab, lab_receive(lab, &p)), "alive");
	}
	lab_stop(lab);
}
END_TEST

static struct lab *fib_lab;

static struct fib_config route(u32 dst, u8 len, u32 gw)
{
	return (struct fib_config){
		.fc_table = RT_TABLE_MAIN,
		.fc_type = RTN_UNICAST,
		.fc_dst = htonl(dst),
		.fc_dst_len = len,
		.fc_gw = htonl(gw),
		.fc_dev = fib_lab->dev,
	};
}

/* Gateway on the way to @daddr; 0: on link; 1: no route. */
static u32 way_to(u32 daddr)
{
	struct flowi4 fl = {.daddr = htonl(daddr)};
	struct rtable *rt = ip_route_output_key(lab_net(fib_lab), &fl);
	u32 gw;

	if (IS_ERR(rt))
		return 1;
	gw = ntohl(rt->rt_gateway);
	ip_rt_put(rt);
	return gw;
}

ON_CPU(routes)
{
	struct net *net = lab_net(fib_lab);
	struct fib_config any = route(0, 0, PEER_IP);
	struct fib_config half = route(IP(10, 9, 0, 128), 25, IP(10, 9, 0, 7));
	struct fib_config crooked = route(IP(10, 9, 0, 129), 25, 0);

	ck_assert_uint_eq(way_to(IP(8, 8, 8, 8)), 1);
	ck_assert_int_eq(fib_table_insert(net, &any), 0);
	ck_assert_int_eq(fib_table_insert(net, &half), 0);
	ck_assert_int_eq(fib_table_insert(net, &half), -EEXIST);
	ck_assert_int_eq(fib_table_insert(net, &crooked), -EINVAL);
	ck_assert_uint_eq(way_to(IP(8, 8, 8, 8)), PEER_IP);
	ck_assert_uint_eq(way_to(IP(10, 9, 0, 5)), 0);
	ck_assert_uint_eq(way_to(IP(10, 9, 0, 200)), IP(10, 9, 0, 7));
	ck_assert_int_eq(fib_table_delete(net, &half), 0);
	ck_assert_int_eq(fib_table_delete(net, &half), -ESRCH);
	ck_assert_uint_eq(way_to(IP(10, 9, 0, 200)), 0);
}

START_TEST(the_longest_prefix_wins_and_a_deleted_route_is_gone)
{
	fib_lab = lab_start();
	lab_run(fib_lab, routes, NULL);
	lab_stop(fib_lab);
}
END_TEST

Suite *suite_ipv4(void)
{
	Suite *s = suite_create("ipv4");
	TCase *t = tcase_create("ipv4");

	tcase_set_timeout(t, 30);
	tcase_add_test(t, a_header_that_is_broken_is_dropped_and_counted);
	tcase_add_test(t, ethernets_padding_is_no_part_of_the_packet);
	tcase_add_test(t, only_our_addresses_are_ours);
	tcase_add_test(t, martians_are_dropped);
	tcase_add_test(t, options_are_skipped_and_the_packet_is_answered);
	tcase_add_test(
		t,
		broken_options_bring_a_parameter_problem_that_points_at_them);
	tcase_add_test(t, source_routes_are_refused_silently);
	tcase_add_test(
		t,
		a_protocol_nobody_speaks_brings_protocol_unreachable_with_the_quote);
	tcase_add_test(t, an_ethertype_nobody_speaks_ends_as_unknown_protocol);
	tcase_add_test(t, the_longest_prefix_wins_and_a_deleted_route_is_gone);
	suite_add_tcase(s, t);
	return s;
}
