// SPDX-License-Identifier: MIT
/* The routing tables: tries, next hops, what is known about single
 * destinations. RFC 1812 5.2.4, RFC 1122 3.3.1. */
#include <stdlib.h>

#include "lab.h"

static struct packet p, s;
static struct lab *lab;

/* ---- the trie against a plain list ---- */

#define MANY 600

struct plain {
	u32 key;
	u8 len;
	bool used;
};

static u32 rnd(void)
{
	static u32 x = 12345;

	x = x * 1664525 + 1013904223;
	return x ^ x >> 15;
}

static u32 mask_of(u8 len)
{
	return len ? ~0u << (32 - len) : 0;
}

static int plain_longest(const struct plain *a, u32 addr)
{
	int best = -1;

	for (int i = 0; i < MANY; i++)
		if (a[i].used && !((a[i].key ^ addr) & mask_of(a[i].len)) &&
		    (best < 0 || a[i].len > a[best].len))
			best = i;
	return best;
}

static void compare(struct fib_trie *t, const struct plain *a, u32 addr)
{
	struct fib_node *path[FIB_PATH];
	unsigned steps = 0, n = fib_trie_path(t, addr, path, &steps);
	int best = plain_longest(a, addr);

	ck_assert_uint_le(steps, FIB_PATH);
	ck_assert_int_eq(n > 0, best >= 0);
	if (best < 0)
		return;
	ck_assert_uint_eq(path[n - 1]->key, a[best].key);
	ck_assert_uint_eq(path[n - 1]->plen, a[best].len);
}

ON_CPU(grow_and_shrink)
{
	static struct plain a[MANY];
	static struct list_head mark[MANY];
	struct fib_trie t = {0};
	struct fib_node *n;

	for (int i = 0; i < MANY; i++) {
		/* Crowded, so that prefixes lie within one another. */
		a[i].len = (u8)(rnd() % 33);
		a[i].key = (rnd() & 0xff0ff003) & mask_of(a[i].len);
		if (fib_trie_node(&t, a[i].key, a[i].len))
			continue;
		n = fib_trie_add(&t, a[i].key, a[i].len);
		list_add(&mark[i], &n->aliases);
		a[i].used = true;
		ck_assert_ptr_eq(fib_trie_add(&t, a[i].key, a[i].len), n);
	}
	for (int i = 0; i < 3000; i++)
		compare(&t, a, rnd() & 0xff0ff003);
	for (int i = 0; i < MANY; i++) {
		if (!a[i].used)
			continue;
		compare(&t, a, a[i].key);
		a[i].used = false;
		list_del(&mark[i]);
		fib_trie_prune(&t, a[i].key, a[i].len);
		if (i % 10 == 0)
			compare(&t, a, rnd() & 0xff0ff003);
	}
	ck_assert_ptr_null(t.root);
	ck_assert_uint_eq(t.nodes, 0);
}

START_TEST(the_trie_finds_what_a_search_of_all_prefixes_finds)
{
	lab = lab_start();
	lab_run(lab, grow_and_shrink, NULL);
	lab_stop(lab);
}
END_TEST

/* ---- routes ---- */

/* Gateway and device towards @daddr; 1: no route. */
static u32 gw_to(u32 daddr, u8 tos, int *dev)
{
	struct flowi4 fl = {.daddr = htonl(daddr), .flowi4_tos = tos};
	struct rtable *rt = ip_route_output_key(lab_net(lab), &fl);
	u32 gw;

	if (IS_ERR(rt))
		return 1;
	gw = ntohl(rt->rt_gateway);
	if (dev)
		*dev = rt->dst.dev->ifindex;
	ip_rt_put(rt);
	return gw;
}

ON_CPU(lower_metric_first)
{
	ck_assert_uint_eq(gw_to(IP(20, 0, 0, 1), 0, NULL), IP(10, 9, 1, 1));
}

ON_CPU(the_other_one)
{
	ck_assert_uint_eq(gw_to(IP(20, 0, 0, 1), 0, NULL), IP(10, 9, 2, 1));
}

START_TEST(of_two_routes_the_lower_metric_counts_until_it_is_gone)
{
	lab = lab_start_router();
	lab_route(lab, "add 20.0.0.0/8 via 10.9.2.1 metric 20");
	lab_route(lab, "add 20.0.0.0/8 via 10.9.1.1 metric 10");
	lab_run(lab, lower_metric_first, NULL);
	lab_route(lab, "del 20.0.0.0/8 metric 10");
	lab_run(lab, the_other_one, NULL);
	lab_stop(lab);
}
END_TEST

ON_CPU(by_tos)
{
	ck_assert_uint_eq(gw_to(IP(20, 0, 0, 1), 0, NULL), IP(10, 9, 1, 1));
	ck_assert_uint_eq(gw_to(IP(20, 0, 0, 1), 0x10, NULL), IP(10, 9, 2, 1));
}

START_TEST(a_route_for_a_type_of_service_goes_before_one_for_all)
{
	lab = lab_start_router();
	lab_route(lab, "add 20.0.0.0/8 via 10.9.1.1");
	lab_route(lab, "add 20.0.0.0/8 via 10.9.2.1 tos 0x10");
	lab_run(lab, by_tos, NULL);
	lab_stop(lab);
}
END_TEST

static unsigned by_hop[3];

ON_CPU(spread)
{
	memset(by_hop, 0, sizeof(by_hop));
	for (u32 i = 0; i < 3000; i++) {
		u32 gw = gw_to(IP(20, 0, 0, 0) + i, 0, NULL);

		ck_assert_uint_eq(gw, gw_to(IP(20, 0, 0, 0) + i, 0, NULL));
		by_hop[gw >> 8 & 3]++;
	}
}

START_TEST(several_next_hops_share_destinations_by_their_weights)
{
	lab = lab_start_router();
	lab_route(lab, "add 20.0.0.0/8 nexthop via 10.9.1.1 weight 2 "
		       "nexthop via 10.9.2.1");
	lab_run(lab, spread, NULL);
	ck_assert_uint_gt(by_hop[1], 1850);
	ck_assert_uint_lt(by_hop[1], 2150);
	ck_assert_uint_eq(by_hop[1] + by_hop[2], 3000);
	lab_stop(lab);
}
END_TEST

ON_CPU(eth1_down)
{
	rtnl_lock();
	dev_close(lab->devs[1]);
	rtnl_unlock();
}

ON_CPU(eth1_up)
{
	rtnl_lock();
	ck_assert_int_eq(dev_open(lab->devs[1]), 0);
	rtnl_unlock();
}

START_TEST(a_next_hop_whose_device_is_down_gets_nothing_until_it_is_up)
{
	lab = lab_start_router();
	lab_route(lab, "add 20.0.0.0/8 nexthop via 10.9.1.1 nexthop via "
		       "10.9.2.1");
	lab_route(lab, "add 30.0.0.0/8 via 10.9.1.1");
	lab_run(lab, eth1_down, NULL);
	lab_run(lab, spread, NULL);
	ck_assert_uint_eq(by_hop[2], 3000);
	/* 30/8 is gone, with the network of eth1. */
	ck_assert_uint_eq(lab_net(lab)->fib.main.routes, 3);
	lab_run(lab, eth1_up, NULL);
	lab_run(lab, spread, NULL);
	ck_assert_uint_gt(by_hop[1], 1300);
	lab_stop(lab);
}
END_TEST

ON_CPU(refusals)
{
	struct flowi4 fl = {.daddr = htonl(IP(20, 1, 0, 1))};

	ck_assert_int_eq((int)PTR_ERR(ip_route_output_key(lab_net(lab), &fl)),
			 -EHOSTUNREACH);
	fl.daddr = htonl(IP(20, 2, 0, 1));
	ck_assert_int_eq((int)PTR_ERR(ip_route_output_key(lab_net(lab), &fl)),
			 -EINVAL);
	fl.daddr = htonl(IP(20, 3, 0, 1));
	ck_assert_int_eq((int)PTR_ERR(ip_route_output_key(lab_net(lab), &fl)),
			 -EACCES);
	fl.daddr = htonl(IP(20, 4, 0, 1));
	ck_assert_int_eq((int)PTR_ERR(ip_route_output_key(lab_net(lab), &fl)),
			 -ENETUNREACH);
}

START_TEST(routes_that_refuse_say_why)
{
	lab = lab_start_router();
	lab_route(lab, "add unreachable 20.1.0.0/16");
	lab_route(lab, "add blackhole 20.2.0.0/16");
	lab_route(lab, "add prohibit 20.3.0.0/16");
	lab_route(lab, "add throw 20.4.0.0/16");
	lab_run(lab, refusals, NULL);
	lab_stop(lab);
}
END_TEST

static const char *const bad_lines[] = {
	"ad 20.0.0.0/8 via 10.9.1.1",
	"add 20.0.0.0/33 via 10.9.1.1",
	"add 20.0.0.1/8 via 10.9.1.1",
	"add 20.0.0.0/8 via 10.9.1",
	"add 20.0.0.0/8 via",
	"add 20.0.0.0/8",
	"add 20.0.0.0/8 via 99.0.0.1",
	"add 20.0.0.0/8 via 10.9.1.2",
	"add 20.0.0.0/8 via 224.0.0.1",
	"add 20.0.0.0/8 via 10.9.1.1 dev eth9",
	"add 20.0.0.0/8 via 10.9.1.1 src 1.2.3.4",
	"add 20.0.0.0/8 via 10.9.1.1 mtu 67",
	"add 20.0.0.0/8 via 10.9.1.1 colour 67",
	"del 20.0.0.0/8",
	"",
};

ON_CPU(refused_lines)
{
	char err[200];

	for (size_t i = 0; i < ARRAY_SIZE(bad_lines); i++) {
		err[0] = '\0';
		ck_assert_msg(
			net_route(lab_net(lab), bad_lines[i], err, sizeof(err)),
			"taken: %s", bad_lines[i]);
		ck_assert_msg(strstr(err, bad_lines[i]) != NULL, "%s", err);
	}
}

START_TEST(a_line_that_is_no_route_gets_a_message)
{
	lab = lab_start_router();
	lab_run(lab, refused_lines, NULL);
	lab_stop(lab);
}
END_TEST

START_TEST(routes_that_say_the_same_share_what_they_say)
{
	unsigned n = 0;
	struct fib_info *fi;

	lab = lab_start_router();
	list_for_each_entry (fi, &lab_net(lab)->fib.infos, list)
		n++;
	lab_route(lab, "add 20.0.0.0/8 via 10.9.1.1");
	lab_route(lab, "add 30.0.0.0/8 via 10.9.1.1");
	lab_route(lab, "add 40.0.0.0/8 via 10.9.1.1");
	list_for_each_entry (fi, &lab_net(lab)->fib.infos, list)
		n--;
	ck_assert_int_eq((int)n, -1);
	lab_stop(lab);
}
END_TEST

/* ---- what was learnt: RFC 1191, redirects ---- */

/* An ICMP error from @from about a UDP datagram of ours to @to. */
static struct packet *error_about(u32 from, u8 type, u8 code, u32 info, u32 to)
{
	struct iphdr quote = {
		.version = 4,
		.ihl = 5,
		.tot_len = htons(1500),
		.ttl = 60,
		.protocol = IPPROTO_ICMP,
		.saddr = htonl(IP(10, 9, 1, 2)),
		.daddr = htonl(to),
	};

	pkt_eth(pkt_new(&p), lab_mac(1), lab_peer_mac(1), ETH_P_IP);
	pkt_ip(&p, from, IP(10, 9, 1, 2), IPPROTO_ICMP);
	pkt_icmp(&p, type, code, 0, 0);
	p.icmp->un.gateway = htonl(info);
	pkt_data(&p, 28, 0);
	memcpy(p.data, &quote, sizeof(quote));
	lab->from = 1;
	return pkt_done(&p);
}

static unsigned mtu_to(u32 daddr)
{
	struct flowi4 fl = {.daddr = htonl(daddr)};
	struct rtable *rt = ip_route_output_key(lab_net(lab), &fl);
	unsigned mtu = dst_mtu(&rt->dst);

	ip_rt_put(rt);
	return mtu;
}

static unsigned learnt[4];

ON_CPU(ask_mtus)
{
	for (u32 i = 0; i < 4; i++)
		learnt[i] = mtu_to(IP(20, 0, 0, 1) + i);
}

START_TEST(a_path_mtu_is_learnt_for_one_destination_and_forgotten_in_time)
{
	lab = lab_start_router();
	lab_route(lab, "add 20.0.0.0/8 via 10.9.1.1");
	lab_run(lab, ask_mtus, NULL);
	ck_assert_uint_eq(learnt[0], 1500);
	lab_receive(lab, error_about(IP(10, 9, 1, 1), ICMP_DEST_UNREACH,
				     ICMP_FRAG_NEEDED, 1400, IP(20, 0, 0, 1)));
	/* Never upward, never below min_pmtu. */
	lab_receive(lab, error_about(IP(10, 9, 1, 1), ICMP_DEST_UNREACH,
				     ICMP_FRAG_NEEDED, 9000, IP(20, 0, 0, 2)));
	lab_receive(lab, error_about(IP(10, 9, 1, 1), ICMP_DEST_UNREACH,
				     ICMP_FRAG_NEEDED, 68, IP(20, 0, 0, 3)));
	lab_run(lab, ask_mtus, NULL);
	ck_assert_uint_eq(learnt[0], 1400);
	ck_assert_uint_eq(learnt[1], 1500);
	ck_assert_uint_eq(learnt[2], 552);
	ck_assert_uint_eq(learnt[3], 1500);
	lab_receive(lab, error_about(IP(10, 9, 1, 1), ICMP_DEST_UNREACH,
				     ICMP_FRAG_NEEDED, 1450, IP(20, 0, 0, 1)));
	lab_run(lab, ask_mtus, NULL);
	ck_assert_uint_eq(learnt[0], 1400);
	bench_pass_ms(lab->b, 601000);
	lab_run(lab, ask_mtus, NULL);
	ck_assert_uint_eq(learnt[0], 1500);
	ck_assert_uint_eq(learnt[2], 1500);
	lab_stop(lab);
}
END_TEST

START_TEST(a_locked_mtu_and_ip_no_pmtu_disc_learn_nothing)
{
	lab = lab_start_router();
	lab_route(lab, "add 20.0.0.0/8 via 10.9.1.1 mtu lock 1300");
	lab_receive(lab, error_about(IP(10, 9, 1, 1), ICMP_DEST_UNREACH,
				     ICMP_FRAG_NEEDED, 1000, IP(20, 0, 0, 1)));
	lab_run(lab, ask_mtus, NULL);
	ck_assert_uint_eq(learnt[0], 1300);
	lab_route(lab, "replace 20.0.0.0/8 via 10.9.1.1");
	lab_sysctl(lab, "net.ipv4.ip_no_pmtu_disc", "1");
	lab_receive(lab, error_about(IP(10, 9, 1, 1), ICMP_DEST_UNREACH,
				     ICMP_FRAG_NEEDED, 1000, IP(20, 0, 0, 1)));
	lab_run(lab, ask_mtus, NULL);
	ck_assert_uint_eq(learnt[0], 1500);
	lab_stop(lab);
}
END_TEST

START_TEST(exceptions_of_a_scan_of_addresses_stay_bounded)
{
	lab = lab_start_router();
	lab_route(lab, "add 20.0.0.0/8 via 10.9.1.1");
	for (u32 i = 0; i < 4000; i++)
		lab_receive(lab, error_about(IP(10, 9, 1, 1), ICMP_DEST_UNREACH,
					     ICMP_FRAG_NEEDED, 1400,
					     IP(20, 0, 0, 0) + i));
	ck_assert_uint_le(lab_net(lab)->fib.fnhe_count,
			  FNHE_HASH_SIZE * FNHE_RECLAIM_DEPTH);
	ck_assert_uint_eq(lab_net(lab)->fib.fnhe_created, 4000);
	lab_stop(lab);
}
END_TEST

static u32 gateway;

ON_CPU(ask_gateway)
{
	gateway = gw_to(IP(20, 0, 0, 1), 0, NULL);
}

START_TEST(a_redirect_is_believed_only_from_the_gateway_to_a_neighbour)
{
	static const struct {
		u32 from, to;
	} bad[] = {
		{IP(10, 9, 1, 7), IP(10, 9, 1, 5)}, /* not the gateway */
		{IP(10, 9, 1, 1), IP(10, 9, 2, 5)}, /* not on this link */
		{IP(10, 9, 1, 1), IP(10, 9, 1, 2)}, /* ourselves */
		{IP(10, 9, 1, 1), IP(10, 9, 1, 255)},
		{IP(10, 9, 1, 1), IP(224, 0, 0, 9)},
	};

	lab = lab_start_router();
	lab_sysctl(lab, "net.ipv4.ip_forward", "0");
	lab_route(lab, "add 20.0.0.0/8 via 10.9.1.1");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		lab_receive_ends(lab,
				 error_about(bad[i].from, ICMP_REDIRECT,
					     ICMP_REDIR_HOST, bad[i].to,
					     IP(20, 0, 0, 1)),
				 "icmp.redirect_handled");
		lab_run(lab, ask_gateway, NULL);
		ck_assert_uint_eq(gateway, IP(10, 9, 1, 1));
	}
	lab_receive(lab,
		    error_about(IP(10, 9, 1, 1), ICMP_REDIRECT, ICMP_REDIR_HOST,
				IP(10, 9, 1, 5), IP(20, 0, 0, 1)));
	lab_run(lab, ask_gateway, NULL);
	ck_assert_uint_eq(gateway, IP(10, 9, 1, 5));
	bench_pass_ms(lab->b, 301000);
	lab_run(lab, ask_gateway, NULL);
	ck_assert_uint_eq(gateway, IP(10, 9, 1, 1));
	lab_stop(lab);
}
END_TEST

START_TEST(a_router_believes_no_redirect)
{
	lab = lab_start_router();
	lab_route(lab, "add 20.0.0.0/8 via 10.9.1.1");
	lab_receive(lab,
		    error_about(IP(10, 9, 1, 1), ICMP_REDIRECT, ICMP_REDIR_HOST,
				IP(10, 9, 1, 5), IP(20, 0, 0, 1)));
	lab_run(lab, ask_gateway, NULL);
	ck_assert_uint_eq(gateway, IP(10, 9, 1, 1));
	lab_stop(lab);
}
END_TEST

/* ---- the hash cache of before 3.6 ---- */

static struct packet *through(u32 saddr, u32 daddr)
{
	pkt_eth(pkt_new(&p), lab_mac(0), lab_peer_mac(0), ETH_P_IP);
	pkt_ip(&p, saddr, daddr, IPPROTO_UDP);
	return pkt_done(pkt_data(pkt_udp(&p, 1000, 2000), 20, 0));
}

START_TEST(the_old_route_cache_asks_the_fib_once_for_each_pair_of_addresses)
{
	struct netns_rt_cache *c;
	u64 lookups;

	lab = lab_start_router();
	c = &lab_net(lab)->rt_hash;
	lab_sysctl(lab, "net.ipv4.rt_cache", "1");
	lab_receive_ends(lab, through(PEER_IP, IP(10, 9, 1, 1)), "wire.sent");
	lookups = lab_net(lab)->fib.lookups;
	for (int i = 0; i < 50; i++)
		lab_receive_ends(lab, through(PEER_IP, IP(10, 9, 1, 1)),
				 "wire.sent");
	ck_assert_uint_eq(lab_net(lab)->fib.lookups, lookups);
	ck_assert_uint_eq(c->in_hit, 50);
	ck_assert_uint_eq(c->in_slow_tot, 1);
	ck_assert_uint_eq(c->entries, 1);
	/* A new route is seen at once. */
	lab_route(lab, "add blackhole 10.9.1.1");
	lab_receive_ends(lab, through(PEER_IP, IP(10, 9, 1, 1)),
			 "ip.blackhole");
	lab_sysctl(lab, "net.ipv4.rt_cache", "0");
	ck_assert_uint_eq(c->entries, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(a_scan_of_addresses_fills_the_old_route_cache_and_never_hits)
{
	struct netns_rt_cache *c;

	lab = lab_start_router();
	c = &lab_net(lab)->rt_hash;
	lab_sysctl(lab, "net.ipv4.rt_cache", "1");
	lab_sysctl(lab, "net.ipv4.route.gc_thresh", "200");
	lab_sysctl(lab, "net.ipv4.route.max_size", "500");
	for (u32 i = 0; i < 1500; i++) {
		lab_receive(lab, through(IP(10, 9, 0, 0) + 3 + i % 200,
					 IP(30, 0, 0, 0) + i));
		bench_pass_ms(lab->b, 1);
		lab_clear(lab);
	}
	ck_assert_uint_eq(c->in_hit, 0);
	ck_assert_uint_le(c->entries, 500);
	ck_assert_uint_gt(c->gc_total, 100);
	ck_assert_uint_gt(c->gc_goal_miss, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(entries_of_the_old_route_cache_that_nobody_uses_go_with_time)
{
	lab = lab_start_router();
	lab_sysctl(lab, "net.ipv4.rt_cache", "1");
	lab_receive(lab, through(PEER_IP, IP(10, 9, 1, 1)));
	ck_assert_uint_eq(lab_net(lab)->rt_hash.entries, 1);
	bench_pass_ms(lab->b, 420000);
	ck_assert_uint_eq(lab_net(lab)->rt_hash.entries, 0);
	(void)s;
	lab_stop(lab);
}
END_TEST

Suite *suite_fib(void)
{
	Suite *su = suite_create("fib");
	TCase *t = tcase_create("fib");

	tcase_set_timeout(t, 30);
	tcase_add_test(t, the_trie_finds_what_a_search_of_all_prefixes_finds);
	tcase_add_test(t,
		       of_two_routes_the_lower_metric_counts_until_it_is_gone);
	tcase_add_test(t,
		       a_route_for_a_type_of_service_goes_before_one_for_all);
	tcase_add_test(t,
		       several_next_hops_share_destinations_by_their_weights);
	tcase_add_test(
		t, a_next_hop_whose_device_is_down_gets_nothing_until_it_is_up);
	tcase_add_test(t, routes_that_refuse_say_why);
	tcase_add_test(t, a_line_that_is_no_route_gets_a_message);
	tcase_add_test(t, routes_that_say_the_same_share_what_they_say);
	tcase_add_test(
		t,
		a_path_mtu_is_learnt_for_one_destination_and_forgotten_in_time);
	tcase_add_test(t, a_locked_mtu_and_ip_no_pmtu_disc_learn_nothing);
	tcase_add_test(t, exceptions_of_a_scan_of_addresses_stay_bounded);
	tcase_add_test(
		t, a_redirect_is_believed_only_from_the_gateway_to_a_neighbour);
	tcase_add_test(t, a_router_believes_no_redirect);
	tcase_add_test(
		t,
		the_old_route_cache_asks_the_fib_once_for_each_pair_of_addresses);
	tcase_add_test(
		t,
		a_scan_of_addresses_fills_the_old_route_cache_and_never_hits);
	tcase_add_test(
		t,
		entries_of_the_old_route_cache_that_nobody_uses_go_with_time);
	suite_add_tcase(su, t);
	return su;
}
