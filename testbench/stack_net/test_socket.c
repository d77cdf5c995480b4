// SPDX-License-Identifier: MIT
/* System calls: descriptors, waiting, time-outs, options, errors. */
#include "lab.h"

static struct packet p;

static struct {
	long r[40];
	int n;
	u8 buf[2000];
	uint64_t t[4];
} app;

static int udp_any(u16 port)
{
	struct ks_sockaddr_in a = {AF_INET, htons(port), 0, {0}};
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0);
	int err = sys_bind(fd, &a, sizeof(a));

	return err ? err : fd;
}

static void say(long r)
{
	app.r[app.n++] = r;
}

static int bad_calls(int argc, char **argv)
{
	struct ks_sockaddr_in a = {AF_INET, htons(5201), 0, {0}};
	int val = 1, fd;
	uint32_t len = sizeof(val);

	say(sys_socket(10, SOCK_DGRAM, 0));	      /* 0 */
	say(sys_socket(-1, SOCK_DGRAM, 0));	      /* 1 */
	say(sys_socket(AF_INET, SOCK_STREAM, 0));     /* 2 */
	say(sys_socket(AF_INET, SOCK_DGRAM, 6));      /* 3 */
	say(sys_socket(AF_INET, 99, 0));	      /* 4 */
	say(sys_bind(0, &a, sizeof(a)));	      /* 5 */
	say(sys_close(0));			      /* 6 */
	say(sys_close(-1));			      /* 7 */
	say(sys_recvfrom(4000, app.buf, 1, 0, 0, 0)); /* 8 */
	fd = sys_socket(AF_INET, SOCK_DGRAM, 0);
	say(sys_bind(fd, &a, 8)); /* 9 */
	a.family = 10;
	say(sys_bind(fd, &a, sizeof(a))); /* 10 */
	a.family = AF_INET;
	a.addr = htonl(IP(8, 8, 8, 8));
	say(sys_bind(fd, &a, sizeof(a))); /* 11 */
	a.addr = 0;
	say(sys_bind(fd, &a, sizeof(a)));	       /* 12 */
	say(sys_bind(fd, &a, sizeof(a)));	       /* 13 */
	say(udp_any(5201));			       /* 14 */
	say(sys_sendto(fd, "x", 1, 0, NULL, 0));       /* 15 */
	say(sys_sendto(fd, "x", 1, 1, &a, sizeof(a))); /* 16 */
	a.port = 0;
	a.addr = htonl(PEER_IP);
	say(sys_sendto(fd, "x", 1, 0, &a, sizeof(a))); /* 17 */
	a.port = 1;
	a.addr = htonl(IP(8, 8, 8, 8));
	say(sys_sendto(fd, "x", 1, 0, &a, sizeof(a)));		 /* 18 */
	say(sys_sendto(fd, "x", 70000, 0, &a, sizeof(a)));	 /* 19 */
	say(sys_recvfrom(fd, app.buf, 1, MSG_DONTWAIT, 0, 0));	 /* 20 */
	say(sys_setsockopt(fd, SOL_SOCKET, 9999, &val, 4));	 /* 21 */
	say(sys_setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &val, 2)); /* 22 */
	say(sys_getsockopt(fd, 77, 1, &val, &len));		 /* 23 */
	say(sys_connect(fd, &a, 1));				 /* 24 */
	say(sys_sendto(fd, "x", 1, 0, &a, 4));			 /* 25 */
	return 0; /* the kernel closes the rest */
}

START_TEST(wrong_calls_bring_linuxs_errors)
{
	static const long want[] = {-EAFNOSUPPORT,
				    -EAFNOSUPPORT,
				    -ESOCKTNOSUPPORT,
				    -EPROTONOSUPPORT,
				    -EINVAL,
				    -EBADF,
				    -EBADF,
				    -EBADF,
				    -EBADF,
				    -EINVAL,
				    -EAFNOSUPPORT,
				    -EADDRNOTAVAIL,
				    0,
				    -EINVAL,
				    -EADDRINUSE,
				    -EDESTADDRREQ,
				    -EOPNOTSUPP,
				    -EINVAL,
				    -ENETUNREACH,
				    -EMSGSIZE,
				    -EAGAIN,
				    -ENOPROTOOPT,
				    -EINVAL,
				    -EOPNOTSUPP,
				    -EINVAL,
				    -EINVAL};
	struct lab *lab = lab_start();

	lab_spawn(lab, bad_calls);
	bench_pass_ms(lab->b, 5);
	ck_assert_int_eq(app.n, ARRAY_SIZE(want));
	for (int i = 0; i < app.n; i++)
		ck_assert_msg(app.r[i] == want[i], "call %d: %ld, not %ld", i,
			      app.r[i], want[i]);
	lab_stop(lab);
}
END_TEST

static int descriptors(int argc, char **argv)
{
	for (int i = 0; i < 20; i++)
		say(sys_socket(AF_INET, SOCK_DGRAM, 0));
	sys_close(3);
	sys_close(17);
	say(sys_socket(AF_INET, SOCK_DGRAM, 0));
	say(sys_socket(AF_INET, SOCK_DGRAM, 0));
	for (int i = 20; i < 1024; i++)
		sys_socket(AF_INET, SOCK_DGRAM, 0);
	say(sys_socket(AF_INET, SOCK_DGRAM, 0));
	return 0;
}

START_TEST(the_lowest_free_descriptor_is_given_up_to_1024)
{
	struct lab *lab = lab_start();

	lab_spawn(lab, descriptors);
	bench_pass_ms(lab->b, 5);
	for (int i = 0; i < 20; i++)
		ck_assert_int_eq(app.r[i], i);
	ck_assert_int_eq(app.r[20], 3);
	ck_assert_int_eq(app.r[21], 17);
	ck_assert_int_eq(app.r[22], -EMFILE);
	lab_stop(lab);
}
END_TEST

static int waiter(int argc, char **argv)
{
	int fd = udp_any(5201);

	app.t[0] = sys_clock_ns();
	say(sys_recvfrom(fd, app.buf, sizeof(app.buf), 0, NULL, NULL));
	app.t[1] = sys_clock_ns();
	say(sys_recvfrom(fd, app.buf, sizeof(app.buf), 0, NULL, NULL));
	sys_close(fd);
	return 0;
}

START_TEST(a_receiver_sleeps_until_a_datagram_comes_or_the_kernel_stops)
{
	struct lab *lab = lab_start();

	lab_spawn(lab, waiter);
	bench_pass_ms(lab->b, 100);
	ck_assert_int_eq(app.n, 0);
	lab_receive(lab, pkt_udp_to(&p, 1, 5201, 9));
	bench_pass_ms(lab->b, 1);
	ck_assert_int_eq(app.n, 1);
	ck_assert_int_eq(app.r[0], 9);
	ck_assert_uint_ge(app.t[1] - app.t[0], 99000000);
	lab_stop(lab);
	ck_assert_int_eq(app.r[1], -EINTR);
}
END_TEST

static int timed(int argc, char **argv)
{
	struct {
		int64_t sec, usec;
	} tv = {0, 250000}, back;
	uint32_t len = sizeof(back);
	int fd = udp_any(5201);

	say(sys_setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)));
	app.t[0] = sys_clock_ns();
	say(sys_recvfrom(fd, app.buf, sizeof(app.buf), 0, NULL, NULL));
	app.t[1] = sys_clock_ns();
	say(sys_getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &back, &len));
	say(back.sec == 0 && back.usec >= 250000 && back.usec <= 252000);
	tv.usec = 1000000;
	say(sys_setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)));
	sys_close(fd);
	return 0;
}

START_TEST(so_rcvtimeo_ends_the_wait)
{
	struct lab *lab = lab_start();

	lab_spawn(lab, timed);
	bench_pass_ms(lab->b, 400);
	ck_assert_int_eq(app.n, 5);
	ck_assert_int_eq(app.r[0], 0);
	ck_assert_int_eq(app.r[1], -EAGAIN);
	ck_assert_uint_ge(app.t[1] - app.t[0], 250000000);
	ck_assert_uint_le(app.t[1] - app.t[0], 260000000);
	ck_assert_int_eq(app.r[2], 0);
	ck_assert_int_eq(app.r[3], 1);
	ck_assert_int_eq(app.r[4], -EDOM);
	lab_stop(lab);
}
END_TEST

static int peeker(int argc, char **argv)
{
	int fd = udp_any(5201);
	struct ks_sockaddr_in from;
	uint32_t len = sizeof(from);

	say(sys_recvfrom(fd, app.buf, 4, MSG_PEEK, NULL, NULL));
	say(sys_recvfrom(fd, app.buf, 4, MSG_PEEK | MSG_TRUNC, NULL, NULL));
	say(sys_recvfrom(fd, app.buf, 4, MSG_TRUNC, &from, &len));
	say(sys_recvfrom(fd, app.buf, 4, MSG_DONTWAIT, NULL, NULL));
	say(len);
	sys_close(fd);
	return 0;
}

START_TEST(msg_peek_leaves_the_datagram_and_msg_trunc_tells_its_length)
{
	struct lab *lab = lab_start();
	u32 id;

	lab_spawn(lab, peeker);
	bench_pass_ms(lab->b, 1);
	id = lab_receive(lab, pkt_udp_to(&p, 1, 5201, 100));
	bench_pass_ms(lab->b, 1);
	ck_assert_int_eq(app.r[0], 4);
	ck_assert_int_eq(app.r[1], 100);
	ck_assert_int_eq(app.r[2], 100);
	ck_assert_int_eq(app.r[3], -EAGAIN);
	ck_assert_int_eq(app.r[4], sizeof(struct ks_sockaddr_in));
	ck_assert_str_eq(lab_place(lab, id), "socket.delivered");
	lab_stop(lab);
}
END_TEST

START_TEST(peeking_at_a_broken_datagram_drops_it)
{
	struct lab *lab = lab_start();
	u32 bad;

	lab_spawn(lab, peeker);
	bench_pass_ms(lab->b, 1);
	pkt_udp_to(&p, 1, 5201, 100)->udp->check ^= 1;
	bad = lab_receive(lab, &p);
	bench_pass_ms(lab->b, 1);
	ck_assert_str_eq(lab_place(lab, bad), "udp.bad_checksum");
	ck_assert_int_eq(app.n, 0);
	lab_stop(lab);
}
END_TEST

static int buffers(int argc, char **argv)
{
	int fd = udp_any(0), val;
	uint32_t len = sizeof(val);

	sys_getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &val, &len);
	say(val);
	val = 10000;
	sys_setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &val, sizeof(val));
	sys_getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &val, &len);
	say(val);
	val = 1;
	sys_setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &val, sizeof(val));
	sys_getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &val, &len);
	say(val);
	val = 1 << 30;
	sys_setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &val, sizeof(val));
	sys_getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &val, &len);
	say(val);
	sys_close(fd);
	return 0;
}

START_TEST(so_rcvbuf_is_doubled_between_linuxs_limits)
{
	struct lab *lab = lab_start();

	lab_spawn(lab, buffers);
	bench_pass_ms(lab->b, 1);
	ck_assert_int_eq(app.r[0], 212992);
	ck_assert_int_eq(app.r[1], 20000);
	ck_assert_int_eq(app.r[2], SOCK_MIN_RCVBUF);
	ck_assert_int_eq(app.r[3], 2 * 212992);
	lab_stop(lab);
}
END_TEST

static int stuffer(int argc, char **argv)
{
	struct ks_sockaddr_in to = {AF_INET, htons(9), htonl(PEER_IP), {0}};
	int fd = udp_any(0), val = 5000;

	sys_setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &val, sizeof(val));
	while ((val = (int)sys_sendto(fd, app.buf, 1000, MSG_DONTWAIT, &to,
				      sizeof(to))) == 1000)
		app.n++;
	app.r[0] = val;
	app.t[0] = sys_clock_ns();
	app.r[1] = sys_sendto(fd, app.buf, 1000, 0, &to, sizeof(to));
	app.t[1] = sys_clock_ns();
	app.n = 100;
	sys_close(fd);
	return 0;
}

START_TEST(a_sender_waits_while_its_packets_lie_with_the_driver)
{
	struct lab *lab = lab_start();

	lab_know_peer(lab);
	lab->hold = true;
	lab_spawn(lab, stuffer);
	bench_pass_ms(lab->b, 50);
	ck_assert_int_eq(app.r[0], -EAGAIN);
	ck_assert_int_ge(app.n, 3);
	ck_assert_int_le(app.n, 9);
	lab->hold = false;
	lab_run(lab, (void (*)(void *))lab_complete, lab);
	bench_pass_ms(lab->b, 1);
	ck_assert_int_eq(app.n, 100);
	ck_assert_int_eq(app.r[1], 1000);
	ck_assert_uint_ge(app.t[1] - app.t[0], 49000000);
	lab_stop(lab);
}
END_TEST

static int named(int argc, char **argv)
{
	struct ks_sockaddr_in a = {AF_INET, htons(9), htonl(PEER_IP), {0}};
	uint32_t len = sizeof(a);
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0);

	sys_getsockname(fd, &a, &len);
	say(a.port);
	a = (struct ks_sockaddr_in){AF_INET, htons(9), htonl(PEER_IP), {0}};
	say(sys_connect(fd, &a, sizeof(a)));
	sys_getsockname(fd, &a, &len);
	say(ntohs(a.port) >= 32768 && ntohs(a.port) <= 60999);
	say(ntohl(a.addr));
	a.family = 0;
	say(sys_connect(fd, &a, sizeof(a))); /* disconnect */
	say(sys_sendto(fd, "x", 1, 0, NULL, 0));
	sys_close(fd);
	return 0;
}

START_TEST(connect_gives_a_socket_its_address_and_takes_it_back)
{
	struct lab *lab = lab_start();

	lab_spawn(lab, named);
	bench_pass_ms(lab->b, 1);
	ck_assert_int_eq(app.r[0], 0);
	ck_assert_int_eq(app.r[1], 0);
	ck_assert_int_eq(app.r[2], 1);
	ck_assert_int_eq(app.r[3], US_IP);
	ck_assert_int_eq(app.r[4], 0);
	ck_assert_int_eq(app.r[5], -EDESTADDRREQ);
	lab_stop(lab);
}
END_TEST

static int unreachable(int argc, char **argv)
{
	struct ks_sockaddr_in a = {AF_INET, htons(9), htonl(PEER_IP), {0}};
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0), yes = 1;

	sys_setsockopt(fd, 0, 11, &yes, sizeof(yes)); /* IP_RECVERR */
	sys_connect(fd, &a, sizeof(a));
	say(sys_sendto(fd, "x", 1, 0, NULL, 0));
	say(sys_recvfrom(fd, app.buf, 1, 0, NULL, NULL));
	sys_close(fd);
	return 0;
}

START_TEST(a_neighbour_that_does_not_answer_is_an_unreachable_host)
{
	struct lab *lab = lab_start();

	lab_spawn(lab, unreachable);
	bench_pass_ms(lab->b, 2900);
	ck_assert_int_eq(app.n, 1);
	bench_pass_ms(lab->b, 300);
	ck_assert_int_eq(app.n, 2);
	ck_assert_int_eq(app.r[1], -EHOSTUNREACH);
	lab_stop(lab);
}
END_TEST

Suite *suite_socket(void)
{
	Suite *s = suite_create("socket");
	TCase *t = tcase_create("socket");

	tcase_set_timeout(t, 30);
	tcase_add_test(t, wrong_calls_bring_linuxs_errors);
	tcase_add_test(t, the_lowest_free_descriptor_is_given_up_to_1024);
	tcase_add_test(
		t,
		a_receiver_sleeps_until_a_datagram_comes_or_the_kernel_stops);
	tcase_add_test(t, so_rcvtimeo_ends_the_wait);
	tcase_add_test(
		t, msg_peek_leaves_the_datagram_and_msg_trunc_tells_its_length);
	tcase_add_test(t, peeking_at_a_broken_datagram_drops_it);
	tcase_add_test(t, so_rcvbuf_is_doubled_between_linuxs_limits);
	tcase_add_test(t, a_sender_waits_while_its_packets_lie_with_the_driver);
	tcase_add_test(t, connect_gives_a_socket_its_address_and_takes_it_back);
	tcase_add_test(t,
		       a_neighbour_that_does_not_answer_is_an_unreachable_host);
	suite_add_tcase(s, t);
	return s;
}
