// SPDX-License-Identifier: MIT
/* Sockets as files: descriptors, pieces, control data, waiting on many. */
#include <linux/errqueue.h>
#include <linux/eventpoll.h>
#include <linux/fcntl.h>
#include <linux/sockios.h>
#include <net/inet_common.h>

#include "lab.h"

static struct {
	long r[60];
	int n;
	u8 buf[3000];
	uint64_t t[4];
	int fd, child;
} app;

static void say(long r)
{
	app.r[app.n++] = r;
}

static struct ks_sockaddr_in at(u32 ip, u16 port)
{
	return (struct ks_sockaddr_in){AF_INET, htons(port), htonl(ip), {0}};
}

static int udp_on(u16 port)
{
	struct ks_sockaddr_in a = at(INADDR_LOOPBACK, port);
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0);

	sys_bind(fd, &a, sizeof(a));
	return fd;
}

static long send_to(int fd, u16 port, const char *text)
{
	struct ks_sockaddr_in a = at(INADDR_LOOPBACK, port);

	return sys_sendto(fd, text, strlen(text), 0, &a, sizeof(a));
}

/* Runs @program, lets @ms pass, and compares what it said with @want. */
static void expect(program_main program, unsigned ms, const long *want, int n)
{
	struct lab *lab = lab_start();

	lab_spawn(lab, program);
	bench_pass_ms(lab->b, ms);
	for (int i = 0; i < n && i < app.n; i++)
		ck_assert_msg(app.r[i] == want[i], "answer %d: %ld, not %ld", i,
			      app.r[i], want[i]);
	ck_assert_int_eq(app.n, n);
	lab_stop(lab);
}
#define EXPECT(program, ...)                                   \
	do {                                                   \
		static const long _want[] = {__VA_ARGS__};     \
		expect(program, 50, _want, ARRAY_SIZE(_want)); \
	} while (0)

static int dups(int argc, char **argv)
{
	int fd = udp_on(5000), two = sys_dup(fd);

	say(two);
	say(sys_dup2(fd, 40));
	say(sys_dup2(fd, fd));
	say(sys_dup2(fd, 1024));
	say(sys_dup2(99, 3));
	say(sys_dup3(fd, fd, 0));
	say(sys_fcntl(fd, F_DUPFD, 10));
	say(sys_fcntl(fd, F_DUPFD, 1024));
	say(sys_fcntl(fd, F_GETFL, 0));
	say(sys_fcntl(two, F_SETFL, O_NONBLOCK));
	say(sys_fcntl(fd, F_GETFL, 0)); /* one file, one set of flags */
	say(sys_recvfrom(fd, app.buf, 1, 0, NULL, NULL));
	say(sys_fcntl(fd, F_SETFD, FD_CLOEXEC));
	say(sys_fcntl(fd, F_GETFD, 0));
	say(sys_fcntl(two, F_GETFD, 0)); /* but each descriptor its own */
	say(sys_fcntl(fd, 999, 0));
	sys_close(fd);
	say(send_to(40, 5000, "still open"));
	say(sys_recvfrom(two, app.buf, 100, 0, NULL, NULL));
	return 0;
}

START_TEST(dup_makes_another_name_for_the_same_open_file)
{
	EXPECT(dups, 1, 40, 0, -EBADF, -EBADF, -EINVAL, 10, -EINVAL, O_RDWR, 0,
	       O_RDWR | O_NONBLOCK, -EAGAIN, 0, 1, 0, -EINVAL, 10, 10);
}
END_TEST

static int vectors(int argc, char **argv)
{
	int a = udp_on(5000), b = udp_on(5001);
	struct ks_sockaddr_in to = at(INADDR_LOOPBACK, 5000);
	char one[4] = "", two[20] = "";
	struct iovec out[3] = {{"abc", 3}, {"", 0}, {"defgh", 5}};
	struct iovec in[2] = {{one, 3}, {two, sizeof(two)}};

	say(sys_connect(b, &to, sizeof(to)));
	say(sys_writev(b, out, 3));
	say(sys_readv(a, in, 2));
	say(!memcmp(one, "abc", 3) && !memcmp(two, "defgh", 5));
	say(sys_write(b, "xy", 2));
	say(sys_read(a, one, 1));
	say(sys_writev(b, out, -1));
	say(sys_writev(b, out, 1025));
	say(sys_writev(b, NULL, 1));
	say(sys_write(b, NULL, 5));
	say(sys_read(a, one, 0));
	say(sys_write(b, NULL, 0)); /* a datagram without bytes */
	say(sys_read(a, one, 3));
	return 0;
}

START_TEST(bytes_in_pieces_are_one_datagram)
{
	EXPECT(vectors, 0, 8, 8, 1, 2, 1, -EINVAL, -EINVAL, -EFAULT, -EFAULT, 0,
	       0, 0);
}
END_TEST

static int control(int argc, char **argv)
{
	int a = udp_on(5000), b = udp_on(5001), on = 1;
	struct ks_sockaddr_in to = at(INADDR_LOOPBACK, 5000), from;
	union {
		struct cmsghdr h;
		char room[200];
	} c = {.h = {CMSG_LEN(sizeof(int)), IPPROTO_IP, IP_TTL}};
	struct iovec iov = {app.buf, 10};
	struct user_msghdr m = {&to, sizeof(to), &iov, 1, &c, CMSG_SPACE(4), 0};
	struct in_pktinfo *info;
	struct cmsghdr *h = &c.h;

	sys_setsockopt(a, IPPROTO_IP, IP_PKTINFO, &on, sizeof(on));
	sys_setsockopt(a, IPPROTO_IP, IP_RECVTTL, &on, sizeof(on));
	sys_setsockopt(a, IPPROTO_IP, IP_RECVTOS, &on, sizeof(on));
	on = 77;
	memcpy(CMSG_DATA(&c.h), &on, sizeof(on));
	say(sys_sendmsg(b, &m, 0));
	on = 300;
	memcpy(CMSG_DATA(&c.h), &on, sizeof(on));
	say(sys_sendmsg(b, &m, 0));
	m = (struct user_msghdr){&from, sizeof(from), &iov, 1, &c, 200, 0};
	iov.iov_len = 4;
	say(sys_recvmsg(a, &m, 0));
	say(m.msg_flags);
	say(m.msg_namelen);
	say(m.msg_controllen);
	info = CMSG_DATA(h);
	say(h->cmsg_type);
	say(info->ipi_addr.s_addr == htonl(INADDR_LOOPBACK));
	h = (struct cmsghdr *)((char *)h + CMSG_SPACE(sizeof(*info)));
	say(h->cmsg_type);
	say(*(int *)CMSG_DATA(h));
	h = (struct cmsghdr *)((char *)h + CMSG_SPACE(4));
	say(h->cmsg_type);
	say(h->cmsg_len - sizeof(*h));
	/* Too little room for it all. */
	send_to(b, 5000, "x");
	m.msg_controllen = sizeof(*h) + 4;
	say(sys_recvmsg(a, &m, 0));
	say(m.msg_flags);
	return 0;
}

START_TEST(control_data_say_where_a_datagram_was_sent_to_and_how)
{
	EXPECT(control, 10, -EINVAL, 4, MSG_TRUNC, 16,
	       (long)(CMSG_SPACE(12) + CMSG_SPACE(4) + CMSG_SPACE(1)),
	       IP_PKTINFO, 1, IP_TTL, 77, IP_TOS, 1, 1, MSG_CTRUNC);
}
END_TEST

static int refused(int argc, char **argv)
{
	int fd = udp_on(5001), on = 1;
	struct ks_sockaddr_in to = at(INADDR_LOOPBACK, 9), from;
	struct {
		struct cmsghdr h;
		struct sock_extended_err ee;
		struct sockaddr_in offender;
	} c;
	struct iovec iov = {app.buf, 10};
	struct user_msghdr m = {&from, 16, &iov, 1, &c, sizeof(c), 0};
	struct pollfd p = {fd, EPOLLIN, 0};
	uint32_t len = 4;

	send_to(fd, 9, "nobody asks"); /* unconnected: no word of it */
	say(sys_recvfrom(fd, app.buf, 1, MSG_DONTWAIT, NULL, NULL));
	sys_connect(fd, &to, sizeof(to));
	say(sys_write(fd, "x", 1));
	say(sys_poll(&p, 1, 100));
	say(p.revents);
	say(sys_write(fd, "x", 1)); /* the error comes first, once */
	say(sys_getsockopt(fd, SOL_SOCKET, SO_ERROR, &on, &len));
	say(on);
	on = 1;
	sys_setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, 4);
	say(sys_recvmsg(fd, &m, MSG_ERRQUEUE));
	say(sys_write(fd, "quoted", 6));
	say(sys_recvmsg(fd, &m, MSG_ERRQUEUE));
	say(m.msg_flags);
	say(from.port == htons(9) && !memcmp(app.buf, "quoted", 6));
	say(c.h.cmsg_type);
	say(c.ee.ee_errno);
	say(c.ee.ee_origin);
	say(c.ee.ee_type << 8 | c.ee.ee_code);
	say(c.offender.sin_addr.s_addr == htonl(INADDR_LOOPBACK));
	return 0;
}

START_TEST(an_icmp_error_reaches_connected_sockets_and_the_error_queue)
{
	EXPECT(refused, -EAGAIN, 1, 1, EPOLLERR, -ECONNREFUSED, 0, 0, -EAGAIN,
	       6, 6, MSG_ERRQUEUE, 1, IP_RECVERR, ECONNREFUSED,
	       SO_EE_ORIGIN_ICMP, 3 << 8 | 3, 1);
}
END_TEST

static int many(int argc, char **argv)
{
	int a = udp_on(5000), b = udp_on(5001);
	struct pollfd p[3] = {{a, EPOLLIN, 0}, {-1, EPOLLIN, 7}, {99, 0, 0}};
	struct {
		s64 sec, usec;
	} tv = {0, 20000};
	u64 in[16] = {1ull << a | 1ull << b}, out[16] = {1ull << b};

	app.t[0] = sys_clock_ns();
	say(sys_poll(p, 1, 20));
	app.t[1] = sys_clock_ns();
	say(app.t[1] - app.t[0] >= 20000000 && app.t[1] - app.t[0] < 21000000);
	say(sys_poll(p, 3, 0));
	say(p[2].revents);
	say(p[1].revents);
	say(sys_select(b + 1, in, NULL, NULL, &tv));
	say(in[0]);
	say(tv.sec + tv.usec);
	send_to(b, 5000, "hello");
	say(sys_poll(p, 2, 0));
	say(p[0].revents);
	in[0] = 1ull << a | 1ull << b;
	say(sys_select(b + 1, in, out, NULL, NULL));
	say(in[0] == 1ull << a && out[0] == 1ull << b);
	in[0] = 1ull << 50;
	say(sys_select(60, in, NULL, NULL, NULL));
	say(sys_select(-1, in, NULL, NULL, NULL));
	say(sys_poll(p, 2000, 0));
	say(sys_ioctl(a, FIONREAD, &app.fd));
	say(app.fd);
	say(sys_ioctl(a, 0x9999, &app.fd));
	return 0;
}

START_TEST(poll_and_select_tell_what_is_ready_and_when_time_is_up)
{
	EXPECT(many, 0, 1, 1, EPOLLNVAL, 0, 0, 0, 0, 1, EPOLLIN, 2, 1, -EBADF,
	       -EINVAL, -EINVAL, 0, 5, -ENOTTY);
}
END_TEST

static int late_sender(void *arg)
{
	sys_nanosleep(5000000);
	send_to(app.fd, 5000, "late");
	return 3;
}

static int child_sends(int argc, char **argv)
{
	int a = udp_on(5000), status = 0;
	struct pollfd p = {a, EPOLLIN, 0};

	app.fd = udp_on(5001);
	say(sys_wait4(-1, &status, 0));
	app.child = sys_clone(late_sender, NULL);
	say(app.child > 0);
	sys_close(app.fd); /* the child has its own */
	say(sys_wait4(-1, &status, 1));
	app.t[0] = sys_clock_ns();
	say(sys_poll(&p, 1, -1));
	app.t[1] = sys_clock_ns() - app.t[0];
	say(app.t[1] > 4000000 && app.t[1] < 6000000);
	say(sys_recvfrom(a, app.buf, 10, 0, NULL, NULL));
	say(sys_wait4(app.child, &status, 0) == app.child);
	say(status);
	say(sys_wait4(-1, &status, 0));
	return 0;
}

START_TEST(a_child_inherits_descriptors_and_wakes_who_polls)
{
	EXPECT(child_sends, -ECHILD, 1, 0, 1, 1, 4, 1, 3 << 8, -ECHILD);
}
END_TEST

static int epolls(int argc, char **argv)
{
	int a = udp_on(5000), b = udp_on(5001), ep = sys_epoll_create1(0);
	struct epoll_event e = {EPOLLIN, 1234}, got[4];

	say(sys_epoll_create1(1));
	say(sys_epoll_ctl(ep, EPOLL_CTL_MOD, a, &e));
	say(sys_epoll_ctl(ep, EPOLL_CTL_ADD, a, &e));
	say(sys_epoll_ctl(ep, EPOLL_CTL_ADD, a, &e));
	say(sys_epoll_ctl(ep, EPOLL_CTL_ADD, ep, &e));
	say(sys_epoll_ctl(ep, EPOLL_CTL_ADD, 99, &e));
	say(sys_epoll_ctl(a, EPOLL_CTL_ADD, b, &e));
	say(sys_epoll_wait(ep, got, 4, 0));
	say(sys_epoll_wait(ep, got, 0, 0));
	send_to(b, 5000, "level");
	say(sys_epoll_wait(ep, got, 4, 10));
	say(got[0].events);
	say(got[0].data);
	say(sys_epoll_wait(ep, got, 4, 0)); /* level: again */
	e.events = EPOLLIN | EPOLLET;
	sys_epoll_ctl(ep, EPOLL_CTL_MOD, a, &e);
	say(sys_epoll_wait(ep, got, 4, 0)); /* edge: once */
	say(sys_epoll_wait(ep, got, 4, 0));
	send_to(b, 5000, "edge");
	say(sys_epoll_wait(ep, got, 4, 10));
	say(sys_epoll_wait(ep, got, 4, 5));
	e.events = EPOLLIN | EPOLLONESHOT;
	sys_epoll_ctl(ep, EPOLL_CTL_MOD, a, &e);
	say(sys_epoll_wait(ep, got, 4, 0)); /* one shot, until armed again */
	send_to(b, 5000, "shot");
	say(sys_epoll_wait(ep, got, 4, 5));
	sys_epoll_ctl(ep, EPOLL_CTL_MOD, a, &e);
	say(sys_epoll_wait(ep, got, 4, 5));
	say(sys_epoll_ctl(ep, EPOLL_CTL_DEL, a, NULL));
	say(sys_epoll_ctl(ep, EPOLL_CTL_DEL, a, NULL));
	e.events = EPOLLIN;
	sys_epoll_ctl(ep, EPOLL_CTL_ADD, a, &e);
	sys_close(a); /* leaves by itself */
	say(sys_epoll_wait(ep, got, 4, 0));
	return 0;
}

START_TEST(epoll_by_level_by_edge_and_once)
{
	EXPECT(epolls, -EINVAL, -ENOENT, 0, -EEXIST, -EINVAL, -EBADF, -EINVAL,
	       0, -EINVAL, 1, EPOLLIN, 1234, 1, 1, 0, 1, 0, 1, 0, 1, 0, -ENOENT,
	       0);
}
END_TEST

static int shuts(int argc, char **argv)
{
	int a = udp_on(5000);
	struct ks_sockaddr_in to = at(INADDR_LOOPBACK, 5001);
	struct pollfd p = {a, EPOLLIN | EPOLLOUT | EPOLLRDHUP, 0};

	say(sys_listen(a, 5));
	say(sys_accept4(a, NULL, NULL, 0));
	say(sys_accept4(a, NULL, NULL, 1));
	say(sys_getpeername(a, app.buf, (u32[]){16}));
	sys_connect(a, &to, sizeof(to));
	say(sys_getpeername(a, app.buf, (u32[]){16}));
	say(sys_shutdown(a, 3));
	say(sys_shutdown(a, SHUT_WR));
	say(sys_write(a, "x", 1));
	say(sys_shutdown(a, SHUT_RD));
	say(sys_recvfrom(a, app.buf, 1, 0, NULL, NULL));
	say(sys_poll(&p, 1, 0));
	say(p.revents & (EPOLLIN | EPOLLRDHUP | EPOLLHUP));
	a = udp_on(5002);
	say(sys_shutdown(a, SHUT_RDWR)); /* but the flags are set */
	say(sys_recvfrom(a, app.buf, 1, 0, NULL, NULL));
	return 0;
}

START_TEST(what_udp_can_not_do_and_how_it_is_shut_down)
{
	EXPECT(shuts, -EOPNOTSUPP, -EOPNOTSUPP, -EINVAL, -ENOTCONN, 0, -EINVAL,
	       0, -EPIPE, 0, 0, 1, EPOLLIN | EPOLLRDHUP | EPOLLHUP, -ENOTCONN,
	       0);
}
END_TEST

static int pairs(int argc, char **argv)
{
	struct {
		struct cmsghdr h;
		int fd;
	} c = {{CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS}, 0};
	struct iovec iov = {app.buf, 1};
	struct user_msghdr m = {NULL, 0, &iov, 1, &c, CMSG_SPACE(4), 0};
	int s[2], d[2], udp = udp_on(5000), n = 0;

	say(sys_socketpair(AF_INET, SOCK_DGRAM, 0, s));
	say(sys_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	say(sys_write(s[0], "hello ", 6));
	say(sys_write(s[0], "world", 5));
	say(sys_recvfrom(s[1], app.buf, 3, MSG_PEEK, NULL, NULL));
	say(sys_read(s[1], app.buf, 8)); /* a stream has no borders */
	say(sys_read(s[1], app.buf, 8));
	say(sys_recvfrom(s[1], app.buf, 8, MSG_DONTWAIT, NULL, NULL));
	c.fd = udp;
	say(sys_sendmsg(s[0], &m, 0));
	c.fd = 0;
	m.msg_controllen = CMSG_SPACE(4);
	say(sys_recvmsg(s[1], &m, 0));
	say(c.fd != udp && send_to(c.fd, 5000, "given") == 5);
	say(sys_recvfrom(udp, app.buf, 9, 0, NULL, NULL));
	sys_close(s[0]);
	say(sys_read(s[1], app.buf, 1));
	say(sys_write(s[1], "x", 1));
	say(sys_socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, d));
	say(sys_write(d[0], "one", 3));
	say(sys_write(d[0], "two", 3));
	say(sys_read(d[1], app.buf, 100));
	while (sys_write(d[0], "fill", 4) == 4)
		n++;
	say(n > 100);
	sys_close(d[1]);
	say(sys_write(d[0], "x", 1));
	return 0;
}

START_TEST(a_socketpair_carries_bytes_datagrams_and_descriptors)
{
	EXPECT(pairs, -EOPNOTSUPP, 0, 6, 5, 3, 8, 3, -EAGAIN, 1, 1, 1, 5, 0,
	       -EPIPE, 0, 3, 3, 3, 1, -ECONNREFUSED);
}
END_TEST

static int one_door(int argc, char **argv)
{
	struct ks_sockaddr_in a = at(INADDR_LOOPBACK, 5000);
	unsigned long args[6] = {AF_INET, SOCK_DGRAM, 0};
	long fd = sys_socketcall(1, args);

	say(fd);
	say(sys_socketcall(2, (unsigned long[]){(unsigned long)fd,
						(unsigned long)&a, sizeof(a)}));
	say(sys_socketcall(
		11, (unsigned long[]){(unsigned long)fd, (unsigned long)"door",
				      4, 0, (unsigned long)&a, sizeof(a)}));
	say(sys_socketcall(10,
			   (unsigned long[]){(unsigned long)fd,
					     (unsigned long)app.buf, 9, 0}));
	say(sys_socketcall(0, args));
	say(sys_socketcall(21, args));
	say(sys_socketcall(1, NULL));
	return 0;
}

START_TEST(socketcall_is_one_more_door_to_the_same_calls)
{
	EXPECT(one_door, 0, 0, 4, 4, -EINVAL, -EINVAL, -EFAULT);
}
END_TEST

Suite *suite_files(void)
{
	Suite *s = suite_create("files");
	TCase *t = tcase_create("files");

	tcase_set_timeout(t, 30);
	tcase_add_test(t, dup_makes_another_name_for_the_same_open_file);
	tcase_add_test(t, bytes_in_pieces_are_one_datagram);
	tcase_add_test(t,
		       control_data_say_where_a_datagram_was_sent_to_and_how);
	tcase_add_test(
		t, an_icmp_error_reaches_connected_sockets_and_the_error_queue);
	tcase_add_test(t,
		       poll_and_select_tell_what_is_ready_and_when_time_is_up);
	tcase_add_test(t, a_child_inherits_descriptors_and_wakes_who_polls);
	tcase_add_test(t, epoll_by_level_by_edge_and_once);
	tcase_add_test(t, what_udp_can_not_do_and_how_it_is_shut_down);
	tcase_add_test(t, a_socketpair_carries_bytes_datagrams_and_descriptors);
	tcase_add_test(t, socketcall_is_one_more_door_to_the_same_calls);
	suite_add_tcase(s, t);
	return s;
}
