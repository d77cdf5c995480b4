// SPDX-License-Identifier: MIT
/* Raw sockets, packet sockets, and UDP's finer points. */
#include <linux/fcntl.h>
#include <linux/if.h>
#include <linux/if_packet.h>
#include <linux/igmp.h>
#include <linux/sockios.h>

#include "lab.h"

static struct packet p, s;

static struct {
	long r[40];
	int n;
	u8 buf[3000];
	int fd;
	u16 port;
} app;

static void say(long r)
{
	app.r[app.n++] = r;
}

static long send_on(int fd, u32 ip, u16 port, const void *bytes, size_t n)
{
	struct ks_sockaddr_in a = {AF_INET, htons(port), htonl(ip), {0}};

	return sys_sendto(fd, bytes, n, 0, &a, sizeof(a));
}

static int pinger(int argc, char **argv)
{
	int fd = sys_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	u32 filter = ~(1u << ICMP_ECHOREPLY);
	u8 echo[8] = {ICMP_ECHO, 0, 0xf7, 0xfd, 0, 1, 0, 1};

	say(sys_socket(AF_INET, SOCK_RAW, 0));
	say(sys_setsockopt(fd, 255, 1, &filter, sizeof(filter)));
	say(send_on(fd, INADDR_LOOPBACK, 0, echo, sizeof(echo)));
	/* Not the request, which came by here too. */
	say(sys_recvfrom(fd, app.buf, sizeof(app.buf), 0, NULL, NULL));
	say(app.buf[0] == 0x45 && app.buf[9] == IPPROTO_ICMP);
	say(app.buf[20]);
	say(sys_recvfrom(fd, app.buf, 9, MSG_DONTWAIT, NULL, NULL));
	return 0;
}

START_TEST(a_raw_socket_gets_the_answer_to_its_own_ping)
{
	static const long want[] = {-EPROTONOSUPPORT, 0,      8, 28, 1,
				    ICMP_ECHOREPLY,   -EAGAIN};
	struct lab *lab = lab_start();

	lab_spawn(lab, pinger);
	bench_pass_ms(lab->b, 10);
	ck_assert_int_eq(app.n, ARRAY_SIZE(want));
	for (int i = 0; i < app.n; i++)
		ck_assert_msg(app.r[i] == want[i], "answer %d: %ld, not %ld", i,
			      app.r[i], want[i]);
	lab_stop(lab);
}
END_TEST

static int own_header(int argc, char **argv)
{
	int fd = sys_socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
	struct iphdr h = {.version = 4,
			  .ihl = 5,
			  .ttl = 9,
			  .protocol = 200,
			  .daddr = htonl(PEER_IP)};

	memcpy(app.buf, &h, sizeof(h));
	memcpy(app.buf + 20, "mine", 4);
	say(send_on(fd, PEER_IP, 0, app.buf, 24));
	say(send_on(fd, PEER_IP, 0, app.buf, 10));
	say(send_on(fd, PEER_IP, 0, app.buf, 1501));
	return 0;
}

START_TEST(with_ip_hdrincl_the_program_writes_the_header)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab_spawn(lab, own_header);
	bench_pass_ms(lab->b, 5);
	ck_assert_int_eq(app.r[0], 24);
	ck_assert_int_eq(app.r[1], -EINVAL);
	ck_assert_int_eq(app.r[2], -EMSGSIZE);
	lab_sent(lab, 0, &s);
	ck_assert_uint_eq(s.ip->ttl, 9);
	ck_assert_uint_eq(s.ip->protocol, 200);
	ck_assert_uint_eq(s.ip->saddr, htonl(US_IP)); /* was left open */
	lab_stop(lab);
}
END_TEST

static int raw_reader(int argc, char **argv)
{
	int fd = sys_socket(AF_INET, SOCK_RAW, 200);

	say(sys_recvfrom(fd, app.buf, sizeof(app.buf), 0, NULL, NULL));
	return 0;
}

START_TEST(what_a_raw_socket_takes_is_no_unknown_protocol)
{
	struct lab *lab = lab_start();
	u32 id;

	lab_know_peer(lab);
	lab_spawn(lab, raw_reader);
	bench_pass_ms(lab->b, 1);
	pkt_ip(pkt_from_peer(&p), PEER_IP, US_IP, 200);
	pkt_done(pkt_data(&p, 50, 1));
	id = lab_receive(lab, &p);
	bench_pass_ms(lab->b, 1);
	ck_assert_int_eq(app.r[0], 70);
	ck_assert_str_eq(lab_place(lab, id), "raw.delivered");
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

static int tapper(int argc, char **argv)
{
	int fd = sys_socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
	struct packet_mreq m = {.mr_ifindex = 2, .mr_type = PACKET_MR_PROMISC};
	struct sockaddr_ll sll = {.sll_family = AF_PACKET,
				  .sll_protocol = htons(ETH_P_ALL),
				  .sll_ifindex = 2};
	struct tpacket_stats st;
	uint32_t len = sizeof(sll);

	say(sys_bind(fd, &sll, sizeof(sll)));
	say(sys_setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &m,
			   sizeof(m)));
	app.fd = 1;
	for (int i = 0; i < 2; i++) {
		say(sys_recvfrom(fd, app.buf, sizeof(app.buf), 0, &sll, &len));
		say(sll.sll_pkttype);
	}
	len = sizeof(st);
	say(sys_getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &st, &len));
	say(st.tp_packets);
	say(sys_connect(fd, &sll, sizeof(sll)));
	return 0;
}

START_TEST(a_packet_socket_sees_both_ways_and_promiscuity_reaches_the_card)
{
	struct lab *lab = lab_start();
	u32 id;

	lab_know_peer(lab);
	lab_spawn(lab, tapper);
	bench_pass_ms(lab->b, 1);
	ck_assert(lab->flags_seen & IFF_PROMISC);
	id = lab_receive(lab, pkt_echo(&p, 1, 1, 10));
	bench_pass_ms(lab->b, 1);
	ck_assert_str_eq(lab_place(lab, id), "icmp.echo_answered");
	ck_assert_int_eq(app.r[0], 0);
	ck_assert_int_eq(app.r[1], 0);
	ck_assert_int_eq(app.r[2], (long)p.len);
	ck_assert_int_eq(app.r[3], PACKET_HOST);
	ck_assert_int_eq(app.r[4], 14 + 20 + 8 + 10);
	ck_assert_int_eq(app.r[5], PACKET_OUTGOING);
	ck_assert_int_eq(app.r[7], 2);
	ck_assert_int_eq(app.r[8], -EOPNOTSUPP);
	ck_assert_msg(!(lab->flags_seen & IFF_PROMISC), "closing ends it");
	lab_stop(lab);
}
END_TEST

static int framer(int argc, char **argv)
{
	int raw = sys_socket(AF_PACKET, SOCK_RAW, 0);
	int cooked = sys_socket(AF_PACKET, SOCK_DGRAM, 0);
	struct sockaddr_ll sll = {.sll_family = AF_PACKET,
				  .sll_protocol = htons(0x88b5),
				  .sll_ifindex = 2,
				  .sll_halen = 6};

	memcpy(sll.sll_addr, PEER_MAC, 6);
	memcpy(app.buf, PEER_MAC, 6);
	memcpy(app.buf + 6, US_MAC, 6);
	app.buf[12] = 0x88;
	app.buf[13] = 0xb5;
	say(sys_sendto(raw, app.buf, 60, 0, &sll, sizeof(sll)));
	say(sys_sendto(cooked, app.buf, 46, 0, &sll, sizeof(sll)));
	say(sys_sendto(raw, app.buf, 13, 0, &sll, sizeof(sll)));
	say(sys_sendto(raw, app.buf, 1519, 0, &sll, sizeof(sll)));
	sll.sll_ifindex = 77;
	say(sys_sendto(raw, app.buf, 60, 0, &sll, sizeof(sll)));
	return 0;
}

START_TEST(a_packet_socket_sends_frames_as_they_are_or_behind_a_header)
{
	struct lab *lab = lab_start();

	lab_spawn(lab, framer);
	bench_pass_ms(lab->b, 5);
	ck_assert_int_eq(app.r[0], 60);
	ck_assert_int_eq(app.r[1], 46);
	ck_assert_int_eq(app.r[2], -EINVAL);
	ck_assert_int_eq(app.r[3], -EMSGSIZE);
	ck_assert_int_eq(app.r[4], -ENXIO);
	ck_assert_uint_eq(lab->sent_count, 2);
	ck_assert_mem_eq(lab->sent[0].bytes, lab->sent[1].bytes, 14);
	lab_stop(lab);
}
END_TEST

static int no_check(int argc, char **argv)
{
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0), on = 1;

	say(sys_setsockopt(fd, SOL_SOCKET, SO_NO_CHECK, &on, sizeof(on)));
	say(send_on(fd, PEER_IP, 9, "bare", 4));
	say(send_on(fd, IP(10, 9, 0, 255), 9, "all", 3));
	sys_setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof(on));
	say(send_on(fd, IP(10, 9, 0, 255), 9, "all", 3));
	return 0;
}

START_TEST(udp_without_checksum_and_broadcast_only_with_leave)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab_spawn(lab, no_check);
	bench_pass_ms(lab->b, 5);
	ck_assert_int_eq(app.r[1], 4);
	ck_assert_int_eq(app.r[2], -EACCES);
	ck_assert_int_eq(app.r[3], 3);
	pkt_parse(&s, lab->sent[0].bytes, lab->sent[0].len);
	ck_assert_uint_eq(s.udp->check, 0);
	lab_stop(lab);
}
END_TEST

static int member(int argc, char **argv)
{
	struct ks_sockaddr_in a = {AF_INET, htons(5000), 0, {0}};
	struct ip_mreqn m = {{htonl(IP(239, 1, 2, 3))}, {0}, 2};
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0);

	sys_bind(fd, &a, sizeof(a));
	say(sys_setsockopt(fd, 0, IP_ADD_MEMBERSHIP, &m, sizeof(m)));
	say(sys_setsockopt(fd, 0, IP_ADD_MEMBERSHIP, &m, sizeof(m)));
	say(sys_recvfrom(fd, app.buf, 99, 0, NULL, NULL));
	say(sys_setsockopt(fd, 0, IP_DROP_MEMBERSHIP, &m, sizeof(m)));
	say(sys_setsockopt(fd, 0, IP_DROP_MEMBERSHIP, &m, sizeof(m)));
	m.imr_ifindex = 99;
	say(sys_setsockopt(fd, 0, IP_ADD_MEMBERSHIP, &m, sizeof(m)));
	m.imr_multiaddr.s_addr = htonl(PEER_IP);
	say(sys_setsockopt(fd, 0, IP_ADD_MEMBERSHIP, &m, sizeof(m)));
	return 0;
}

START_TEST(a_group_is_heard_between_joining_and_leaving)
{
	static const long want[] = {0,	     -EADDRINUSE, 30, 0, -EADDRNOTAVAIL,
				    -ENODEV, -EINVAL};
	static const u8 group[6] = {1, 0, 0x5e, 1, 2, 3};
	struct lab *lab = lab_start();
	u32 id;

	lab_spawn(lab, member);
	bench_pass_ms(lab->b, 1);
	pkt_eth(pkt_new(&p), group, PEER_MAC, ETH_P_IP);
	pkt_udp(pkt_ip(&p, PEER_IP, IP(239, 1, 2, 3), IPPROTO_UDP), 1, 5000);
	pkt_done(pkt_data(&p, 30, 1));
	lab_receive(lab, &p);
	bench_pass_ms(lab->b, 1);
	ck_assert_int_eq(app.n, ARRAY_SIZE(want));
	for (int i = 0; i < app.n; i++)
		ck_assert_msg(app.r[i] == want[i], "answer %d: %ld, not %ld", i,
			      app.r[i], want[i]);
	id = lab_receive(lab, &p);
	ck_assert_str_ne(lab_place(lab, id), "alive");
	lab_stop(lab);
}
END_TEST

static int reusers(int argc, char **argv)
{
	struct ks_sockaddr_in a = {AF_INET, htons(5000), 0, {0}};
	int on = 1, fd[4], got = 0;

	for (int i = 0; i < 4; i++) {
		fd[i] = sys_socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
		sys_setsockopt(fd[i], SOL_SOCKET, SO_REUSEPORT, &on, 4);
		say(sys_bind(fd[i], &a, sizeof(a)));
	}
	say(sys_bind(sys_socket(AF_INET, SOCK_DGRAM, 0), &a, sizeof(a)));
	for (int i = 0; i < 40; i++) {
		int out = sys_socket(AF_INET, SOCK_DGRAM, 0);

		send_on(out, INADDR_LOOPBACK, 5000, "x", 1);
		sys_close(out);
	}
	for (int i = 0; i < 4; i++) {
		int n = 0;

		while (sys_recvfrom(fd[i], app.buf, 1, 0, NULL, NULL) == 1)
			n++;
		say(n > 0 && n < 40);
		got += n;
	}
	say(got);
	return 0;
}

START_TEST(so_reuseport_spreads_senders_over_sockets)
{
	static const long want[] = {0, 0, 0, 0, -EADDRINUSE, 1, 1, 1, 1, 40};
	struct lab *lab = lab_start();

	lab_spawn(lab, reusers);
	bench_pass_ms(lab->b, 20);
	ck_assert_int_eq(app.n, ARRAY_SIZE(want));
	for (int i = 0; i < app.n; i++)
		ck_assert_msg(app.r[i] == want[i], "answer %d: %ld, not %ld", i,
			      app.r[i], want[i]);
	lab_stop(lab);
}
END_TEST

static int interfaces(int argc, char **argv)
{
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0);
	struct ifreq ifr[4] = {0};
	struct ifconf conf = {sizeof(ifr), (char *)ifr};

	say(sys_ioctl(fd, SIOCGIFCONF, &conf));
	say(conf.ifc_len / (int)sizeof(ifr[0]));
	say(strcmp(ifr[1].ifr_name, "eth0"));
	say(sys_ioctl(fd, SIOCGIFINDEX, &ifr[1]));
	say(ifr[1].ifr_ifru.ifru_ivalue);
	say(sys_ioctl(fd, SIOCGIFMTU, &ifr[1]));
	say(ifr[1].ifr_ifru.ifru_ivalue);
	say(sys_ioctl(fd, SIOCGIFADDR, &ifr[1]));
	say(!memcmp(&ifr[1].ifr_ifru.ifru_addr.sa_data[2], "\x0a\x09\x00\x02",
		    4));
	say(sys_ioctl(fd, SIOCGIFNETMASK, &ifr[1]));
	say(!memcmp(&ifr[1].ifr_ifru.ifru_addr.sa_data[2], "\xff\xff\xff\x00",
		    4));
	say(sys_ioctl(fd, SIOCGIFADDR, &ifr[3]));
	return 0;
}

START_TEST(siocgif_tells_of_devices_and_addresses)
{
	static const long want[] = {0,	  2, 0, 0, 2, 0,
				    1500, 0, 1, 0, 1, -ENODEV};
	struct lab *lab = lab_start();

	lab_spawn(lab, interfaces);
	bench_pass_ms(lab->b, 5);
	ck_assert_int_eq(app.n, ARRAY_SIZE(want));
	for (int i = 0; i < app.n; i++)
		ck_assert_msg(app.r[i] == want[i], "answer %d: %ld, not %ld", i,
			      app.r[i], want[i]);
	lab_stop(lab);
}
END_TEST

Suite *suite_raw(void)
{
	Suite *s = suite_create("raw");
	TCase *t = tcase_create("raw");

	tcase_set_timeout(t, 30);
	tcase_add_test(t, a_raw_socket_gets_the_answer_to_its_own_ping);
	tcase_add_test(t, with_ip_hdrincl_the_program_writes_the_header);
	tcase_add_test(t, what_a_raw_socket_takes_is_no_unknown_protocol);
	tcase_add_test(
		t,
		a_packet_socket_sees_both_ways_and_promiscuity_reaches_the_card);
	tcase_add_test(
		t, a_packet_socket_sends_frames_as_they_are_or_behind_a_header);
	tcase_add_test(t, udp_without_checksum_and_broadcast_only_with_leave);
	tcase_add_test(t, a_group_is_heard_between_joining_and_leaving);
	tcase_add_test(t, so_reuseport_spreads_senders_over_sockets);
	tcase_add_test(t, siocgif_tells_of_devices_and_addresses);
	suite_add_tcase(s, t);
	return s;
}
