// SPDX-License-Identifier: MIT
/* Hooks, the filter, connections and NAT (RFC 3022, RFC 4787, RFC 5508). */
#include "lab.h"

static struct packet p, s;
static struct lab *lab;

#define A_HOST IP(10, 9, 0, 1) /* behind eth0 */
#define B_HOST IP(10, 9, 1, 1) /* behind eth1 */
#define B_SIDE IP(10, 9, 1, 2) /* our address there */

static void rule(const char *text)
{
	char err[200];

	ck_assert_msg(!kernel_iptables(lab->k, text, err, sizeof(err)), "%s",
		      err);
	lab_sysctl(lab, "net.ipv4.ip_forward", "1"); /* done by then */
}

/* A datagram that comes in over eth<dev>. */
static struct packet *datagram(int dev, u32 saddr, u16 sport, u32 daddr,
			       u16 dport)
{
	lab->from = dev;
	pkt_eth(pkt_new(&p), lab_mac(dev), lab_peer_mac(dev), ETH_P_IP);
	pkt_ip(&p, saddr, daddr, IPPROTO_UDP);
	return pkt_done(pkt_data(pkt_udp(&p, sport, dport), 20, 0));
}

static struct packet *ping(int dev, u32 saddr, u32 daddr, u8 type, u16 id)
{
	lab->from = dev;
	pkt_eth(pkt_new(&p), lab_mac(dev), lab_peer_mac(dev), ETH_P_IP);
	pkt_ip(&p, saddr, daddr, IPPROTO_ICMP);
	return pkt_done(pkt_data(pkt_icmp(&p, type, 0, id, 1), 20, 0));
}

/* The last that was sent. */
static struct packet *last(void)
{
	ck_assert_uint_gt(lab->sent_count, 0);
	return lab_sent(lab, lab->sent_count - 1, &s);
}

/* ---- hooks ---- */

static char order[16];
static unsigned verdict, again;
static struct sk_buff *kept;

static unsigned int note(struct sk_buff *skb, const struct nf_hook_state *st)
{
	size_t n = strlen(order);

	order[n] = *(const char *)st->priv;
	order[n + 1] = '\0';
	return NF_ACCEPT;
}

static unsigned int decide(struct sk_buff *skb, const struct nf_hook_state *st)
{
	if (verdict == NF_REPEAT && again++)
		return NF_ACCEPT;
	if (verdict == NF_STOLEN)
		kept = skb;
	return verdict;
}

static struct nf_hook_ops five[] = {
	{.hook = note, .priv = "p", .hooknum = NF_INET_PRE_ROUTING},
	{.hook = note, .priv = "i", .hooknum = NF_INET_LOCAL_IN},
	{.hook = note, .priv = "f", .hooknum = NF_INET_FORWARD},
	{.hook = note, .priv = "o", .hooknum = NF_INET_LOCAL_OUT},
	{.hook = note, .priv = "x", .hooknum = NF_INET_POST_ROUTING},
	{.hook = note,
	 .priv = "2",
	 .hooknum = NF_INET_FORWARD,
	 .priority = 100},
	{.hook = note,
	 .priv = "1",
	 .hooknum = NF_INET_FORWARD,
	 .priority = NF_IP_PRI_FIRST},
};

static struct nf_hook_ops judge = {
	.hook = decide, .hooknum = NF_INET_FORWARD, .priority = 50};

ON_CPU(hook_all)
{
	for (size_t i = 0; i < ARRAY_SIZE(five); i++)
		ck_assert_int_eq(nf_register_net_hook(lab_net(lab), &five[i]),
				 0);
}

ON_CPU(unhook_all)
{
	for (size_t i = 0; i < ARRAY_SIZE(five); i++)
		nf_unregister_net_hook(lab_net(lab), &five[i]);
	ck_assert_uint_eq(lab_net(lab)->nf.active, 0);
}

START_TEST(a_packet_passes_the_hooks_of_its_way_by_their_priorities)
{
	lab = lab_start_router();
	lab_run(lab, hook_all, NULL);
	order[0] = '\0';
	lab_receive(lab, datagram(0, A_HOST, 1, B_HOST, 2));
	ck_assert_str_eq(order, "p1f2x");
	order[0] = '\0';
	lab_receive(lab, ping(0, A_HOST, IP(10, 9, 0, 2), ICMP_ECHO, 1));
	ck_assert_str_eq(order, "piox");
	lab_run(lab, unhook_all, NULL);
	order[0] = '\0';
	lab_receive(lab, datagram(0, A_HOST, 1, B_HOST, 2));
	ck_assert_str_eq(order, "");
	lab_stop(lab);
}
END_TEST

ON_CPU(hook_judge)
{
	ck_assert_int_eq(nf_register_net_hook(lab_net(lab), &judge), 0);
}

ON_CPU(unhook_judge)
{
	nf_unregister_net_hook(lab_net(lab), &judge);
	consume_skb_place(kept, "ip.stays_here");
}

START_TEST(each_verdict_does_what_it_says)
{
	u32 id;

	lab = lab_start_router();
	lab_run(lab, hook_judge, NULL);
	datagram(0, A_HOST, 1, B_HOST, 2);
	verdict = NF_DROP;
	lab_receive_ends(lab, &p, "netfilter.drop");
	verdict = NF_QUEUE;
	lab_receive_ends(lab, &p, "netfilter.queue");
	verdict = NF_ACCEPT;
	lab_receive_ends(lab, &p, "wire.sent");
	verdict = NF_REPEAT;
	again = 0;
	lab_receive_ends(lab, &p, "wire.sent");
	ck_assert_uint_eq(again, 2);
	verdict = NF_STOLEN;
	id = lab_receive(lab, &p);
	ck_assert_str_eq(lab_place(lab, id), "alive");
	lab_run(lab, unhook_judge, NULL);
	ck_assert_str_eq(lab_place(lab, id), "ip.stays_here");
	ck_assert_uint_eq(lab_net(lab)->nf.dropped, 2);
	lab_stop(lab);
}
END_TEST

/* ---- the filter ---- */

START_TEST(the_first_rule_that_fits_decides_and_else_the_policy)
{
	lab = lab_start_router();
	rule("-A FORWARD -p udp -s 10.9.0.0/24 --dport 50:60 -j ACCEPT");
	rule("-A FORWARD -p udp --dport 55 -j DROP");
	rule("-A FORWARD -i eth0 -o eth1 ! -d 10.9.1.1 -j ACCEPT");
	rule("-A FORWARD -p icmp --icmp-type echo-request -j ACCEPT");
	rule("-P FORWARD DROP");
	lab_receive_ends(lab, datagram(0, A_HOST, 9, B_HOST, 55), "wire.sent");
	lab_receive_ends(lab, datagram(0, A_HOST, 9, B_HOST, 61),
			 "netfilter.drop");
	lab_receive_ends(lab, datagram(1, B_HOST, 9, A_HOST, 55),
			 "netfilter.drop");
	lab_receive_ends(lab, ping(1, B_HOST, A_HOST, ICMP_ECHO, 1),
			 "wire.sent");
	lab_receive_ends(lab, ping(1, B_HOST, A_HOST, ICMP_ECHOREPLY, 1),
			 "netfilter.drop");
	/* The router itself is not meant. */
	lab_receive_ends(lab, datagram(0, A_HOST, 9, IP(10, 9, 0, 2), 61),
			 "udp.no_socket");
	rule("-F FORWARD");
	rule("-P FORWARD ACCEPT");
	lab_receive_ends(lab, datagram(0, A_HOST, 9, B_HOST, 61), "wire.sent");
	lab_stop(lab);
}
END_TEST

START_TEST(reject_tells_the_sender_and_drop_does_not)
{
	lab = lab_start_router();
	rule("-A FORWARD -p udp --dport 7 -j REJECT");
	rule("-A FORWARD -p udp --dport 8 -j DROP");
	lab_receive_ends(lab, datagram(0, A_HOST, 9, B_HOST, 8),
			 "netfilter.drop");
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_receive_ends(lab, datagram(0, A_HOST, 9, B_HOST, 7),
			 "netfilter.drop");
	ck_assert_uint_eq(last()->icmp->type, ICMP_DEST_UNREACH);
	ck_assert_uint_eq(s.icmp->code, ICMP_PORT_UNREACH);
	ck_assert_int_eq(lab->sent[0].dev, 0);
	lab_stop(lab);
}
END_TEST

START_TEST(only_answers_pass_where_only_what_is_established_may)
{
	lab = lab_start_router();
	rule("-P FORWARD DROP");
	rule("-A FORWARD -i eth0 -j ACCEPT");
	rule("-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j "
	     "ACCEPT");
	lab_receive_ends(lab, datagram(1, B_HOST, 53, A_HOST, 999),
			 "netfilter.drop");
	/* What was dropped is no question that may be answered. */
	lab_receive_ends(lab, datagram(0, A_HOST, 1000, B_HOST, 53),
			 "wire.sent");
	lab_receive_ends(lab, datagram(1, B_HOST, 53, A_HOST, 1000),
			 "wire.sent");
	lab_receive_ends(lab, datagram(1, B_HOST, 54, A_HOST, 1000),
			 "netfilter.drop");
	/* The stream's time-out. */
	bench_pass_ms(lab->b, 119000);
	lab_know(lab, 0);
	lab_receive_ends(lab, datagram(1, B_HOST, 53, A_HOST, 1000),
			 "wire.sent");
	bench_pass_ms(lab->b, 121000);
	lab_receive_ends(lab, datagram(1, B_HOST, 53, A_HOST, 1000),
			 "netfilter.drop");
	lab_stop(lab);
}
END_TEST

/* ---- NAT ---- */

START_TEST(masquerade_hides_a_network_and_answers_find_their_way_back)
{
	u16 port;

	lab = lab_start_router();
	rule("-t nat -A POSTROUTING -o eth1 -j MASQUERADE");
	lab_receive_ends(lab, datagram(0, A_HOST, 1000, B_HOST, 53),
			 "wire.sent");
	ck_assert_uint_eq(ntohl(last()->ip->saddr), B_SIDE);
	ck_assert_uint_eq(ntohs(s.udp->source), 1000);
	ck_assert_uint_eq(ntohl(s.ip->daddr), B_HOST);
	/* The same port of another host gets another. */
	lab_receive_ends(lab, datagram(0, IP(10, 9, 0, 7), 1000, B_HOST, 53),
			 "wire.sent");
	port = ntohs(last()->udp->source);
	ck_assert_uint_eq(ntohl(s.ip->saddr), B_SIDE);
	ck_assert_uint_ne(port, 1000);
	/* RFC 4787 REQ-3: of the same kind. */
	ck_assert_uint_ge(port, 600);
	ck_assert_uint_le(port, 1023);
	lab_receive_ends(lab, datagram(1, B_HOST, 53, B_SIDE, 1000),
			 "wire.sent");
	ck_assert_uint_eq(ntohl(last()->ip->daddr), A_HOST);
	ck_assert_uint_eq(ntohs(s.udp->dest), 1000);
	ck_assert_int_eq(lab->sent[lab->sent_count - 1].dev, 0);
	/* What nobody asked for is for the router itself. */
	lab_receive_ends(lab, datagram(1, B_HOST, 54, B_SIDE, 1000),
			 "udp.no_socket");
	lab_stop(lab);
}
END_TEST

START_TEST(pings_are_told_apart_by_their_identifiers)
{
	u16 id;

	lab = lab_start_router();
	rule("-t nat -A POSTROUTING -o eth1 -j SNAT --to-source 10.9.1.9");
	lab_receive(lab, ping(0, A_HOST, B_HOST, ICMP_ECHO, 77));
	ck_assert_uint_eq(ntohl(last()->ip->saddr), IP(10, 9, 1, 9));
	ck_assert_uint_eq(ntohs(s.icmp->un.echo.id), 77);
	lab_receive(lab, ping(0, IP(10, 9, 0, 7), B_HOST, ICMP_ECHO, 77));
	id = ntohs(last()->icmp->un.echo.id);
	ck_assert_uint_ne(id, 77);
	lab_receive(lab, ping(1, B_HOST, IP(10, 9, 1, 9), ICMP_ECHOREPLY, 77));
	ck_assert_uint_eq(ntohl(last()->ip->daddr), A_HOST);
	ck_assert_uint_eq(ntohs(s.icmp->un.echo.id), 77);
	lab_stop(lab);
}
END_TEST

START_TEST(a_service_behind_the_router_is_reached_by_destination_nat)
{
	lab = lab_start_router();
	rule("-t nat -A PREROUTING -i eth1 -p udp --dport 80 -j DNAT "
	     "--to-destination 10.9.0.1:8080");
	lab_receive_ends(lab, datagram(1, B_HOST, 5000, B_SIDE, 80),
			 "wire.sent");
	ck_assert_uint_eq(ntohl(last()->ip->daddr), A_HOST);
	ck_assert_uint_eq(ntohs(s.udp->dest), 8080);
	ck_assert_uint_eq(ntohl(s.ip->saddr), B_HOST);
	lab_receive_ends(lab, datagram(0, A_HOST, 8080, B_HOST, 5000),
			 "wire.sent");
	ck_assert_uint_eq(ntohl(last()->ip->saddr), B_SIDE);
	ck_assert_uint_eq(ntohs(s.udp->source), 80);
	/* Without a checksum there stays none (RFC 768). */
	datagram(1, B_HOST, 5001, B_SIDE, 80)->udp->check = 0;
	lab_receive_ends(lab, &p, "wire.sent");
	pkt_parse(&s, lab->sent[2].bytes, lab->sent[2].len);
	ck_assert_uint_eq(s.udp->check, 0);
	ck_assert_uint_eq(ntohl(s.ip->daddr), A_HOST);
	lab_stop(lab);
}
END_TEST

START_TEST(an_error_about_a_translated_packet_is_translated_back)
{
	static struct packet out;
	const struct iphdr *inner;
	const struct udphdr *uh;

	lab = lab_start_router();
	rule("-t nat -A POSTROUTING -o eth1 -j MASQUERADE");
	lab_route(lab, "add 20.0.0.0/8 via 10.9.1.1");
	lab_receive(lab,
		    datagram(0, IP(10, 9, 0, 7), 1000, IP(20, 0, 0, 1), 53));
	lab_know(lab, 0);
	lab_clear(lab);
	lab_receive(lab, datagram(0, A_HOST, 1000, IP(20, 0, 0, 1), 53));
	pkt_parse(&out, lab->sent[0].bytes, lab->sent[0].len);
	ck_assert_uint_ne(ntohs(out.udp->source), 1000);
	/* From a router on the way, not from the destination. */
	lab->from = 1;
	pkt_eth(pkt_new(&p), lab_mac(1), lab_peer_mac(1), ETH_P_IP);
	pkt_ip(&p, IP(10, 9, 1, 1), B_SIDE, IPPROTO_ICMP);
	pkt_icmp(&p, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0, 0);
	pkt_data(&p, 28, 0);
	memcpy(p.data, out.ip, 28);
	pkt_done(&p);
	lab_receive_ends(lab, &p, "wire.sent");
	last();
	ck_assert_uint_eq(ntohl(s.ip->saddr), IP(10, 9, 1, 1));
	ck_assert_uint_eq(ntohl(s.ip->daddr), A_HOST);
	inner = (const struct iphdr *)s.data;
	uh = (const struct udphdr *)(inner + 1);
	ck_assert_uint_eq(ntohl(inner->saddr), A_HOST);
	ck_assert_uint_eq(ntohl(inner->daddr), IP(20, 0, 0, 1));
	ck_assert_uint_eq(ntohs(uh->source), 1000);
	ck_assert_uint_eq(ip_fast_csum(inner, 5), 0);
	lab_stop(lab);
}
END_TEST

START_TEST(fragments_are_collected_before_they_are_translated)
{
	static struct packet whole, f;
	u32 id;

	lab = lab_start_router();
	rule("-t nat -A POSTROUTING -o eth1 -j MASQUERADE");
	lab->from = 0;
	pkt_eth(pkt_new(&whole), lab_mac(0), lab_peer_mac(0), ETH_P_IP);
	pkt_ip(&whole, A_HOST, B_HOST, IPPROTO_UDP);
	pkt_done(pkt_data(pkt_udp(&whole, 1000, 53), 2000, 0));
	id = lab_receive(lab, pkt_fragment(&f, &whole, 1200, 808, false));
	ck_assert_str_eq(lab_place(lab, id), "alive");
	lab_receive(lab, pkt_fragment(&f, &whole, 0, 1200, true));
	/* No longer than they came. */
	ck_assert_uint_eq(lab->sent_count, 2);
	for (unsigned i = 0; i < 2; i++) {
		lab_sent(lab, i, &s);
		ck_assert_uint_eq(ntohl(s.ip->saddr), B_SIDE);
		ck_assert_uint_le(ntohs(s.ip->tot_len), 1220);
	}
	lab_stop(lab);
}
END_TEST

START_TEST(a_full_table_of_connections_drops_what_is_new)
{
	lab = lab_start_router();
	lab_sysctl(lab, "net.netfilter.nf_conntrack_max", "20");
	rule("-t nat -A POSTROUTING -o eth1 -j MASQUERADE");
	for (u16 i = 0; i < 30; i++)
		lab_receive_ends(lab, datagram(0, A_HOST, 2000 + i, B_HOST, 53),
				 i < 20 ? "wire.sent" : "netfilter.drop");
	bench_pass_ms(lab->b, 31000);
	ck_assert_uint_eq(lab_net(lab)->ct.count, 0);
	lab_stop(lab);
}
END_TEST

static const char *const bad_rules[] = {
	"",
	"-X FORWARD",
	"-A FORWARD",
	"-A NOWHERE -j DROP",
	"-A PREROUTING -j DROP",
	"-t nat -A PREROUTING -j MASQUERADE",
	"-t nat -A POSTROUTING -j DROP",
	"-t nat -A POSTROUTING -j SNAT",
	"-t nat -A POSTROUTING -j SNAT --to-source 1.2.3",
	"-t nat -A POSTROUTING -j SNAT --to-source 1.2.3.4:0",
	"-t mangle -A FORWARD -j DROP",
	"-A FORWARD --dport 5 -j DROP",
	"-A FORWARD -p udp --dport 70000 -j DROP",
	"-A FORWARD -p udp --dport 9:5 -j DROP",
	"-A FORWARD -s 10.9.0.1/8 -j DROP",
	"-A FORWARD -m conntrack --ctstate OLD -j DROP",
	"-A FORWARD ! -j DROP",
	"-A FORWARD -j",
	"-P FORWARD MAYBE",
	"-F FORWARD now",
};

ON_CPU(refused_rules)
{
	char err[200];

	for (size_t i = 0; i < ARRAY_SIZE(bad_rules); i++) {
		err[0] = '\0';
		ck_assert_msg(
			net_rule(lab_net(lab), bad_rules[i], err, sizeof(err)),
			"taken: %s", bad_rules[i]);
		ck_assert_msg(strstr(err, bad_rules[i]) != NULL, "%s", err);
	}
	ck_assert_uint_eq(lab_net(lab)->nf.active, 0);
}

START_TEST(a_line_that_is_no_rule_gets_a_message_and_changes_nothing)
{
	lab = lab_start_router();
	lab_run(lab, refused_rules, NULL);
	lab_stop(lab);
}
END_TEST

Suite *suite_netfilter(void)
{
	Suite *su = suite_create("netfilter");
	TCase *t = tcase_create("netfilter");

	tcase_set_timeout(t, 30);
	tcase_add_test(
		t, a_packet_passes_the_hooks_of_its_way_by_their_priorities);
	tcase_add_test(t, each_verdict_does_what_it_says);
	tcase_add_test(t, the_first_rule_that_fits_decides_and_else_the_policy);
	tcase_add_test(t, reject_tells_the_sender_and_drop_does_not);
	tcase_add_test(t, only_answers_pass_where_only_what_is_established_may);
	tcase_add_test(
		t, masquerade_hides_a_network_and_answers_find_their_way_back);
	tcase_add_test(t, pings_are_told_apart_by_their_identifiers);
	tcase_add_test(
		t, a_service_behind_the_router_is_reached_by_destination_nat);
	tcase_add_test(t,
		       an_error_about_a_translated_packet_is_translated_back);
	tcase_add_test(t, fragments_are_collected_before_they_are_translated);
	tcase_add_test(t, a_full_table_of_connections_drops_what_is_new);
	tcase_add_test(
		t, a_line_that_is_no_rule_gets_a_message_and_changes_nothing);
	suite_add_tcase(su, t);
	return su;
}
