// SPDX-License-Identifier: MIT
/* UDP, RFC 768, RFC 1122 4.1, with programs on the simulated host. */
#include "lab.h"

static struct packet p, s, whole;

/* What the program of the test saw. */
static struct {
	int fd;
	long result[8];
	int n;
	u8 buf[4096];
	struct ks_sockaddr_in from;
	int ready;
} app;

static int udp_socket(u16 port, u32 addr)
{
	struct ks_sockaddr_in a = {AF_INET, htons(port), htonl(addr), {0}};
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0);
	int err = sys_bind(fd, &a, sizeof(a));

	return err ? err : fd;
}

static int receiver(int argc, char **argv)
{
	uint32_t len = sizeof(app.from);

	app.fd = udp_socket(5201, INADDR_ANY);
	app.ready = 1;
	while (app.n < 8) {
		long n = sys_recvfrom(app.fd, app.buf, sizeof(app.buf),
				      MSG_TRUNC, &app.from, &len);

		if (n == -EINTR)
			break;
		app.result[app.n++] = n;
	}
	sys_close(app.fd);
	return 0;
}

/* Bound, but does not read until the test says so. */
static int sleeper(int argc, char **argv)
{
	app.fd = udp_socket(5201, INADDR_ANY);
	app.ready = 1;
	while (!sys_nanosleep(1000000000))
		;
	sys_close(app.fd);
	return 0;
}

static int echo(int argc, char **argv)
{
	int fd = udp_socket(7, INADDR_ANY);
	uint32_t len;
	long n;

	for (;;) {
		len = sizeof(app.from);
		n = sys_recvfrom(fd, app.buf, sizeof(app.buf), 0, &app.from,
				 &len);
		if (n < 0)
			break;
		sys_sendto(fd, app.buf, (size_t)n, 0, &app.from, len);
	}
	sys_close(fd);
	return 0;
}

START_TEST(a_datagram_reaches_the_program_with_its_senders_address)
{
	struct lab *lab = lab_start();
	u32 id;

	lab_spawn(lab, receiver);
	bench_pass_ms(lab->b, 1);
	id = lab_receive(lab, pkt_udp_to(&p, 1234, 5201, 400));
	bench_pass_ms(lab->b, 1);
	ck_assert_int_eq(app.n, 1);
	ck_assert_int_eq(app.result[0], 400);
	ck_assert_mem_eq(app.buf, p.data, 400);
	ck_assert_uint_eq(app.from.port, htons(1234));
	ck_assert_uint_eq(app.from.addr, htonl(PEER_IP));
	ck_assert_str_eq(lab_place(lab, id), "socket.delivered");
	ck_assert_uint_eq(ledger_latency_samples(lab->l), 1);
	ck_assert_uint_eq(lab_mib_udp(lab, UDP_MIB_INDATAGRAMS), 1);
	lab_stop(lab);
}
END_TEST

static void all_lengths(struct lab *lab)
{
	for (size_t n = 0; n <= 1472; n = n < 8 ? n + 1 : n * 2 + 1) {
		app.n = 0;
		memset(app.buf, 0xee, sizeof(app.buf));
		lab_receive(lab, pkt_udp_to(&p, 1, 5201, n));
		bench_pass_ms(lab->b, 1);
		ck_assert_int_eq(app.n, 1);
		ck_assert_int_eq(app.result[0], (long)n);
		ck_assert_mem_eq(app.buf, p.data, n);
		ck_assert_uint_eq(app.buf[n], 0xee);
	}
}

START_TEST(every_length_is_copied_and_summed_right)
{
	struct lab *lab = lab_start();

	lab_spawn(lab, receiver);
	all_lengths(lab);
	for (lab->headlen = ETH_HLEN; lab->headlen < 80; lab->headlen += 11)
		all_lengths(lab);
	lab_stop(lab);
}
END_TEST

START_TEST(the_echo_program_answers_from_its_port)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab_spawn(lab, echo);
	lab_receive(lab, pkt_udp_to(&p, 4000, 7, 33));
	bench_pass_ms(lab->b, 1);
	lab_sent(lab, 0, &s);
	ck_assert_uint_eq(ntohs(s.udp->source), 7);
	ck_assert_uint_eq(ntohs(s.udp->dest), 4000);
	ck_assert_uint_eq(s.data_len, 33);
	ck_assert_mem_eq(s.data, p.data, 33);
	/* Linux sends what fits the path with DF. */
	ck_assert_uint_eq(s.ip->frag_off, htons(IP_DF));
	lab_stop(lab);
}
END_TEST

START_TEST(a_wrong_checksum_is_found_at_once_or_as_the_program_reads)
{
	struct lab *lab = lab_start();
	u32 id;

	lab_spawn(lab, receiver);
	bench_pass_ms(lab->b, 1);
	pkt_udp_to(&p, 1, 5201, 20)->udp->check ^= 0x1000;
	lab_receive_ends(lab, &p, "udp.bad_checksum");
	pkt_udp_to(&p, 1, 5201, 1000)->udp->check ^= 0x1000;
	id = lab_receive(lab, &p);
	bench_pass_ms(lab->b, 1);
	ck_assert_str_eq(lab_place(lab, id), "udp.bad_checksum");
	/* To a closed port: no error goes back. */
	pkt_udp_to(&p, 1, 53, 1000)->udp->check ^= 0x1000;
	lab_receive_ends(lab, &p, "udp.bad_checksum");
	ck_assert_int_eq(app.n, 0);
	ck_assert_uint_eq(lab->sent_count, 0);
	ck_assert_uint_eq(lab_mib_udp(lab, UDP_MIB_CSUMERRORS), 3);
	ck_assert_uint_eq(lab_mib_udp(lab, UDP_MIB_INERRORS), 3);
	lab_stop(lab);
}
END_TEST

START_TEST(a_checksum_of_zero_is_none)
{
	struct lab *lab = lab_start();

	lab_spawn(lab, receiver);
	bench_pass_ms(lab->b, 1);
	pkt_udp_to(&p, 1, 5201, 100)->udp->check = 0;
	lab_receive(lab, &p);
	bench_pass_ms(lab->b, 1);
	ck_assert_int_eq(app.n, 1);
	lab_stop(lab);
}
END_TEST

START_TEST(lengths_that_lie_are_dropped_and_longer_frames_are_cut)
{
	struct lab *lab = lab_start();

	lab_spawn(lab, receiver);
	bench_pass_ms(lab->b, 1);
	pkt_udp_to(&p, 1, 5201, 20)->udp->len = htons(7);
	lab_receive_ends(lab, &p, "udp.bad_length");
	pkt_udp_to(&p, 1, 5201, 20)->udp->len = htons(29);
	lab_receive_ends(lab, &p, "udp.bad_length");
	for (size_t n = 0; n < 8; n++) {
		pkt_ip(pkt_from_peer(&p), PEER_IP, US_IP, IPPROTO_UDP);
		lab_receive_ends(lab, pkt_done(pkt_data(&p, n, 0)),
				 "udp.bad_length");
	}
	pkt_udp_to(&p, 1, 5201, 20)->udp->len = htons(18);
	p.udp->check = 0;
	lab_receive(lab, &p);
	bench_pass_ms(lab->b, 1);
	ck_assert_int_eq(app.result[0], 10);
	lab_stop(lab);
}
END_TEST

START_TEST(a_full_receive_buffer_drops_and_counts)
{
	struct lab *lab = lab_start();
	u64 full;

	lab_sysctl(lab, "net.core.rmem_default", "8000");
	lab_spawn(lab, sleeper);
	bench_pass_ms(lab->b, 1);
	for (int i = 0; i < 20; i++)
		lab_receive(lab, pkt_udp_to(&p, 1, 5201, 1000));
	full = lab_ended(lab, "udp.rcvbuf_full");
	ck_assert_uint_gt(full, 10);
	ck_assert_uint_lt(full, 18);
	ck_assert_uint_eq(lab_mib_udp(lab, UDP_MIB_RCVBUFERRORS), full);
	/* Some of the accounting is Linux's: one may go beyond the limit. */
	lab_stop(lab); /* the rest: socket.unread, no leak */
}
END_TEST

START_TEST(what_was_never_read_ends_as_unread)
{
	struct lab *lab = lab_start();
	u32 id;

	lab_spawn(lab, sleeper);
	bench_pass_ms(lab->b, 1);
	id = lab_receive(lab, pkt_udp_to(&p, 1, 5201, 10));
	ck_assert_str_eq(lab_place(lab, id), "alive");
	lab_halt(lab);
	ck_assert_str_eq(lab_place(lab, id), "socket.unread");
	lab_end(lab);
}
END_TEST

static int two_fds[3];

static int broadcast_receivers(int argc, char **argv)
{
	int yes = 1;
	struct ks_sockaddr_in a = {AF_INET, htons(9000), 0, {0}};

	for (int i = 0; i < 3; i++) {
		two_fds[i] = sys_socket(AF_INET, SOCK_DGRAM, 0);
		sys_setsockopt(two_fds[i], SOL_SOCKET, SO_REUSEADDR, &yes,
			       sizeof(yes));
		sys_bind(two_fds[i], &a, sizeof(a));
	}
	for (int i = 0; i < 3; i++)
		app.result[i] =
			sys_recvfrom(two_fds[i], app.buf, 100, 0, NULL, NULL);
	app.n = 3;
	while (!sys_nanosleep(1000000000))
		;
	return 0; /* descriptors are closed by the kernel */
}

START_TEST(a_broadcast_reaches_every_socket_and_brings_no_error)
{
	struct lab *lab = lab_start();
	u32 id;

	lab_spawn(lab, broadcast_receivers);
	bench_pass_ms(lab->b, 1);
	pkt_eth(pkt_new(&p), BCAST_MAC, PEER_MAC, ETH_P_IP);
	pkt_ip(&p, PEER_IP, IP(10, 9, 0, 255), IPPROTO_UDP);
	pkt_done(pkt_data(pkt_udp(&p, 1, 9000), 100, 3));
	id = lab_receive(lab, &p);
	bench_pass_ms(lab->b, 1);
	ck_assert_int_eq(app.n, 3);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(app.result[i], 100);
	ck_assert_str_eq(lab_place(lab, id), "socket.delivered");
	lab_stop(lab);
}
END_TEST

static int connected(int argc, char **argv)
{
	struct ks_sockaddr_in to = {AF_INET, htons(99), htonl(PEER_IP), {0}};
	u8 buf[10];

	app.fd = udp_socket(5000, INADDR_ANY);
	app.result[0] = sys_connect(app.fd, &to, sizeof(to));
	app.result[1] = sys_sendto(app.fd, "hello", 5, 0, NULL, 0);
	app.result[2] = sys_recvfrom(app.fd, buf, sizeof(buf), 0, NULL, NULL);
	app.result[3] = sys_recvfrom(app.fd, buf, sizeof(buf), 0, NULL, NULL);
	app.n = 4;
	sys_close(app.fd);
	return 0;
}

/* Port unreachable about the frame that was sent last. */
static void unreachable_about(struct lab *lab, unsigned i)
{
	lab_sent(lab, i, &s);
	pkt_ip(pkt_from_peer(&p), PEER_IP, US_IP, IPPROTO_ICMP);
	pkt_icmp(&p, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0, 0);
	pkt_data(&p, 28, 0);
	memcpy(p.data, s.ip, 28);
	pkt_done(&p);
}

START_TEST(a_connected_socket_hears_its_peer_only_and_its_refusal)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab_spawn(lab, connected);
	bench_pass_ms(lab->b, 1);
	ck_assert_int_eq(app.result[0], 0);
	ck_assert_int_eq(app.result[1], 5);
	ck_assert_uint_eq(ntohs(lab_sent(lab, 0, &s)->udp->source), 5000);
	/* Somebody else's port: nobody is there for it. */
	lab_receive_ends(lab, pkt_udp_to(&p, 98, 5000, 4), "udp.no_socket");
	unreachable_about(lab, 0);
	lab_receive_ends(lab, &p, "icmp.error_handled");
	bench_pass_ms(lab->b, 1);
	ck_assert_int_eq(app.result[2], -ECONNREFUSED);
	lab_receive(lab, pkt_udp_to(&p, 99, 5000, 4));
	bench_pass_ms(lab->b, 1);
	ck_assert_int_eq(app.n, 4);
	ck_assert_int_eq(app.result[3], 4);
	lab_stop(lab);
}
END_TEST

START_TEST(errors_about_what_nobody_sent_are_refused)
{
	struct lab *lab = lab_start();

	pkt_ip(pkt_from_peer(&p), PEER_IP, US_IP, IPPROTO_ICMP);
	pkt_icmp(&p, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0, 0);
	for (size_t n = 0; n < 28; n++) {
		p.len = (size_t)((u8 *)(p.icmp + 1) - p.bytes);
		pkt_data(&p, n, 0x45);
		if (n)
			p.data[0] = 0x45;
		lab_receive_ends(lab, pkt_done(&p), "icmp.truncated");
	}
	p.len = (size_t)((u8 *)(p.icmp + 1) - p.bytes);
	pkt_data(&p, 28, 0);
	p.data[0] = 0x45;
	p.data[9] = IPPROTO_UDP;
	p.data[16] = 8;
	lab_receive_ends(lab, pkt_done(&p), "icmp.error_handled");
	p.data[9] = IPPROTO_TCP;
	lab_receive_ends(lab, pkt_done(&p), "icmp.error_unclaimed");
	p.data[0] = 0x4f; /* options that are not there */
	lab_receive_ends(lab, pkt_done(&p), "icmp.truncated");
	p.data[0] = 0x41;
	lab_receive_ends(lab, pkt_done(&p), "icmp.truncated");
	lab_stop(lab);
}
END_TEST

static int big_sender(int argc, char **argv)
{
	struct ks_sockaddr_in to = {AF_INET, htons(99), htonl(PEER_IP), {0}};
	static u8 big[65508];
	int fd = udp_socket(5000, INADDR_ANY);

	for (size_t i = 0; i < sizeof(big); i++)
		big[i] = (u8)(i * 7);
	app.result[0] = sys_sendto(fd, big, 1472, 0, &to, sizeof(to));
	app.result[1] = sys_sendto(fd, big, 1473, 0, &to, sizeof(to));
	app.result[2] = sys_sendto(fd, big, 65507, 0, &to, sizeof(to));
	app.result[3] = sys_sendto(fd, big, 65508, 0, &to, sizeof(to));
	sys_close(fd);
	return 0;
}

START_TEST(a_datagram_larger_than_the_mtu_goes_in_fragments)
{
	struct lab *lab = lab_start();
	static u8 got[65536];
	size_t len = 0;

	lab_know_peer(lab);
	lab_spawn(lab, big_sender);
	bench_pass_ms(lab->b, 5);
	ck_assert_int_eq(app.result[0], 1472);
	ck_assert_int_eq(app.result[1], 1473);
	ck_assert_int_eq(app.result[2], 65507);
	ck_assert_int_eq(app.result[3], -EMSGSIZE);
	ck_assert_uint_eq(lab_sent(lab, 0, &s)->len, 1514);
	ck_assert_uint_eq(s.ip->frag_off, htons(IP_DF));
	ck_assert_uint_eq(lab_sent(lab, 1, &s)->ip->frag_off, htons(IP_MF));
	ck_assert_uint_eq(lab_sent(lab, 2, &s)->len, 14 + 20 + 1);
	/* The largest one: put together it has the right checksum. */
	for (unsigned i = 3; i < lab->sent_count; i++) {
		lab_sent(lab, i, &s);
		memcpy(got + (ntohs(s.ip->frag_off) & IP_OFFSET) * 8,
		       (u8 *)s.ip + 20, s.len - 34);
		len += s.len - 34;
	}
	ck_assert_uint_eq(len, 65515);
	pkt_ip(pkt_eth(pkt_new(&whole), US_MAC, PEER_MAC, ETH_P_IP), US_IP,
	       PEER_IP, IPPROTO_UDP);
	memcpy(whole.bytes + whole.len, got, len);
	whole.udp = (struct udphdr *)(whole.bytes + whole.len);
	whole.len += len;
	whole.ip->tot_len = htons(65535);
	pkt_ip_check(&whole);
	pkt_assert_valid(&whole);
	lab_stop(lab);
}
END_TEST

static int local_pair(int argc, char **argv)
{
	struct ks_sockaddr_in to = {
		AF_INET, htons(5201), htonl(INADDR_LOOPBACK), {0}};
	int rx = udp_socket(5201, INADDR_ANY), tx = udp_socket(0, INADDR_ANY);
	uint32_t len = sizeof(app.from);

	app.result[0] = sys_sendto(tx, "local", 5, 0, &to, sizeof(to));
	app.result[1] = sys_recvfrom(rx, app.buf, 100, 0, &app.from, &len);
	to.addr = htonl(US_IP);
	app.result[2] = sys_sendto(tx, "ours", 4, 0, &to, sizeof(to));
	app.result[3] = sys_recvfrom(rx, app.buf, 100, 0, &app.from, &len);
	/* A closed port of our own: told by ICMP over loopback. */
	to.port = htons(1);
	app.result[4] = sys_connect(tx, &to, sizeof(to));
	app.result[5] = sys_sendto(tx, "x", 1, 0, NULL, 0);
	app.result[6] = sys_recvfrom(tx, app.buf, 100, 0, NULL, NULL);
	sys_close(rx);
	sys_close(tx);
	return 0;
}

START_TEST(what_is_sent_to_ourselves_goes_over_loopback)
{
	struct lab *lab = lab_start();

	lab_spawn(lab, local_pair);
	bench_pass_ms(lab->b, 5);
	ck_assert_int_eq(app.result[0], 5);
	ck_assert_int_eq(app.result[1], 5);
	ck_assert_int_eq(app.result[3], 4);
	ck_assert_uint_eq(app.from.addr, htonl(US_IP));
	ck_assert_int_eq(app.result[6], -ECONNREFUSED);
	ck_assert_uint_eq(lab->sent_count, 0);
	lab_stop(lab);
}
END_TEST

static int broadcaster(int argc, char **argv)
{
	struct ks_sockaddr_in to = {
		AF_INET, htons(5201), htonl(IP(10, 9, 0, 255)), {0}};
	int fd = udp_socket(5201, INADDR_ANY), yes = 1;

	app.result[0] = sys_sendto(fd, "all", 3, 0, &to, sizeof(to));
	sys_setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &yes, sizeof(yes));
	app.result[1] = sys_sendto(fd, "all", 3, 0, &to, sizeof(to));
	app.result[2] = sys_recvfrom(fd, app.buf, 100, 0, NULL, NULL);
	to.addr = htonl(INADDR_BROADCAST);
	app.result[3] = sys_sendto(fd, "ALL", 3, 0, &to, sizeof(to));
	sys_close(fd);
	return 0;
}

START_TEST(a_broadcast_needs_permission_and_comes_back_to_ourselves)
{
	struct lab *lab = lab_start();

	lab_spawn(lab, broadcaster);
	bench_pass_ms(lab->b, 5);
	ck_assert_int_eq(app.result[0], -EACCES);
	ck_assert_int_eq(app.result[1], 3);
	ck_assert_int_eq(app.result[2], 3);
	ck_assert_int_eq(app.result[3], 3);
	ck_assert_uint_eq(lab->sent_count, 2);
	ck_assert_mem_eq(lab_sent(lab, 0, &s)->eth->h_dest, BCAST_MAC, 6);
	ck_assert_mem_eq(lab_sent(lab, 1, &s)->eth->h_dest, BCAST_MAC, 6);
	lab_stop(lab);
}
END_TEST

static int zero_sum(int argc, char **argv)
{
	struct ks_sockaddr_in to = {AF_INET, htons(99), htonl(PEER_IP), {0}};
	int fd = udp_socket(5000, INADDR_ANY);
	u8 data[2];

	/* All two-byte payloads: for one of them the sum comes out as 0. */
	for (int i = 0; i < 65536; i += 1) {
		u32 sum = 0;

		data[0] = (u8)(i >> 8);
		data[1] = (u8)i;
		sum = 0x0a09 + 2 + 0x0a09 + 1 + 17 + 10 + 5000 + 99 + 10 +
		      (u32)i;
		while (sum >> 16)
			sum = (sum & 0xffff) + (sum >> 16);
		if (sum == 0xffff)
			app.result[app.n++] =
				sys_sendto(fd, data, 2, 0, &to, sizeof(to));
	}
	sys_close(fd);
	return 0;
}

START_TEST(a_sum_of_zero_is_sent_as_all_ones)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab_spawn(lab, zero_sum);
	bench_pass_ms(lab->b, 5);
	ck_assert_int_ge(app.n, 1);
	ck_assert_uint_eq(lab_sent(lab, 0, &s)->udp->check, 0xffff);
	lab_stop(lab);
}
END_TEST

START_TEST(a_datagram_in_fragments_is_delivered_whole)
{
	struct lab *lab = lab_start();
	u32 first;

	lab_spawn(lab, receiver);
	bench_pass_ms(lab->b, 1);
	pkt_udp_to(&whole, 1, 5201, 3000);
	first = lab_receive(lab, pkt_fragment(&p, &whole, 0, 1480, true));
	lab_receive(lab, pkt_fragment(&p, &whole, 1480, 1528, false));
	bench_pass_ms(lab->b, 1);
	ck_assert_int_eq(app.result[0], 3000);
	ck_assert_mem_eq(app.buf, whole.data, 3000);
	ck_assert_str_eq(lab_place(lab, first), "socket.delivered");
	lab_stop(lab);
}
END_TEST

Suite *suite_udp(void)
{
	Suite *s = suite_create("udp");
	TCase *t = tcase_create("udp");

	tcase_set_timeout(t, 30);
	tcase_add_test(t,
		       a_datagram_reaches_the_program_with_its_senders_address);
	tcase_add_test(t, every_length_is_copied_and_summed_right);
	tcase_add_test(t, the_echo_program_answers_from_its_port);
	tcase_add_test(
		t, a_wrong_checksum_is_found_at_once_or_as_the_program_reads);
	tcase_add_test(t, a_checksum_of_zero_is_none);
	tcase_add_test(t,
		       lengths_that_lie_are_dropped_and_longer_frames_are_cut);
	tcase_add_test(t, a_full_receive_buffer_drops_and_counts);
	tcase_add_test(t, what_was_never_read_ends_as_unread);
	tcase_add_test(t, a_broadcast_reaches_every_socket_and_brings_no_error);
	tcase_add_test(t,
		       a_connected_socket_hears_its_peer_only_and_its_refusal);
	tcase_add_test(t, errors_about_what_nobody_sent_are_refused);
	tcase_add_test(t, a_datagram_larger_than_the_mtu_goes_in_fragments);
	tcase_add_test(t, what_is_sent_to_ourselves_goes_over_loopback);
	tcase_add_test(
		t, a_broadcast_needs_permission_and_comes_back_to_ourselves);
	tcase_add_test(t, a_sum_of_zero_is_sent_as_all_ones);
	tcase_add_test(t, a_datagram_in_fragments_is_delivered_whole);
	suite_add_tcase(s, t);
	return s;
}
