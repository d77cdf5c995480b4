// SPDX-License-Identifier: MIT
/*
 * A program that makes any call with anything: the kernel must answer with a
 * number or an errno, lose nothing and not stop. Nothing may block, so every
 * socket is O_NONBLOCK. The same calls each time.
 */
#include <linux/eventpoll.h>
#include <linux/fcntl.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>

#include "lab.h"

#define CALLS 30000
#define BYTES 4096

static struct {
	u64 state;
	u8 buf[BYTES];
	u64 done, good;
	int seed;
} f;

static u32 rnd(u32 n)
{
	f.state ^= f.state << 13;
	f.state ^= f.state >> 7;
	f.state ^= f.state << 17;
	return n ? (u32)(f.state >> 16) % n : 0;
}

static int any_fd(void)
{
	return rnd(40) ? (int)rnd(24) : (int)rnd(3000) - 100;
}

/* Mostly memory, sometimes none. */
static void *any_ptr(void)
{
	return rnd(30) ? f.buf : NULL;
}

static u32 any_len(void)
{
	static const u32 some[] = {0, 1, 2, 4, 8, 12, 16, 20, 110, 128, 1472};

	return rnd(4) ? some[rnd(ARRAY_SIZE(some))] : rnd(BYTES);
}

static void any_bytes(void)
{
	for (int i = 0; i < 64; i++)
		f.buf[i] = rnd(3) ? (u8)rnd(4) : (u8)rnd(256);
}

static void any_address(void)
{
	static const u32 ip[] = {INADDR_LOOPBACK, 0,	   ~0u,
				 US_IP,		  PEER_IP, IP(224, 0, 0, 1)};
	struct ks_sockaddr_in a = {(u16)(rnd(8) ? AF_INET : rnd(20)),
				   htons((u16)(5000 + rnd(4))),
				   htonl(ip[rnd(ARRAY_SIZE(ip))]),
				   {0}};

	any_bytes();
	if (rnd(8))
		memcpy(f.buf, &a, sizeof(a));
}

static long new_socket(void)
{
	static const int family[] = {AF_INET, AF_INET, AF_UNIX, AF_PACKET};
	int type = (int)(rnd(12) ? 1 + rnd(5) : rnd(100));

	if (rnd(3) == 0)
		return sys_socketpair(AF_UNIX, type | SOCK_NONBLOCK, 0,
				      any_ptr());
	return sys_socket(rnd(20) ? family[rnd(4)] : (int)rnd(60) - 5,
			  type | SOCK_NONBLOCK,
			  rnd(2) ? 0 : (int)rnd(rnd(2) ? 260 : 20));
}

static long message(bool send)
{
	struct iovec iov[3];
	struct user_msghdr m = {
		.msg_name = rnd(2) ? any_ptr() : NULL,
		.msg_namelen = (int)any_len(),
		.msg_iov = rnd(30) ? iov : NULL,
		.msg_iovlen = rnd(30) ? rnd(4) : rnd(3000),
		.msg_control = rnd(2) ? f.buf + 64 : NULL,
	};
	int flags = (int)(rnd(2) ? 0 : rnd(0x20000)) | MSG_DONTWAIT;

	if (m.msg_iovlen > 3 && m.msg_iovlen <= UIO_MAXIOV)
		m.msg_iovlen = 3;
	for (int i = 0; i < 3; i++)
		iov[i] = (struct iovec){f.buf + 2048, any_len() / 2};
	if (m.msg_control)
		m.msg_controllen = rnd(200);
	any_address();
	for (int i = 64; i < 64 + 200; i++)
		f.buf[i] = rnd(4) ? 0 : (u8)rnd(40);
	return send ? sys_sendmsg(any_fd(), &m, flags)
		    : sys_recvmsg(any_fd(), &m, flags);
}

static long option(bool set)
{
	static const int level[] = {SOL_SOCKET, IPPROTO_IP, IPPROTO_UDP, 255,
				    SOL_PACKET};
	int l = rnd(20) ? level[rnd(5)] : (int)rnd(300), name = (int)rnd(60);
	u32 len = any_len();

	any_bytes();
	if (set)
		return sys_setsockopt(any_fd(), l, name, any_ptr(), len);
	return sys_getsockopt(any_fd(), l, name, any_ptr(),
			      rnd(30) ? &len : NULL);
}

static long wait_for(void)
{
	struct epoll_event e = {rnd(2) ? EPOLLIN : (u32)f.state, 1};
	u64 sets[3][16] = {{rnd(1 << 20)}, {rnd(1 << 20)}, {0}};
	struct pollfd p[4];
	s64 tv[2] = {0, 0};

	switch (rnd(5)) {
	case 0:
		for (int i = 0; i < 4; i++)
			p[i] = (struct pollfd){any_fd(), (short)rnd(65536), 0};
		return sys_poll(p, rnd(20) ? rnd(5) : 5000, (int)rnd(2));
	case 1:
		return sys_select((int)rnd(24), sets[0], sets[1], sets[2], tv);
	case 2:
		return sys_epoll_create1(0);
	case 3:
		return sys_epoll_ctl(any_fd(), (int)rnd(5), any_fd(), &e);
	default:
		return sys_epoll_wait(any_fd(), (void *)f.buf, (int)rnd(9),
				      (int)rnd(2));
	}
}

static long file_call(void)
{
	static const unsigned int cmds[] = {
		FIONREAD,     SIOCOUTQ,	      SIOCGIFCONF,    SIOCGIFNAME,
		SIOCGIFFLAGS, SIOCGIFADDR,    SIOCGIFHWADDR,  SIOCGIFMTU,
		SIOCGIFINDEX, SIOCGIFNETMASK, SIOCGIFBRDADDR, 0x1234};

	switch (rnd(8)) {
	case 0:
		return sys_close(any_fd());
	case 1:
		return sys_dup(any_fd());
	case 2:
		return sys_dup2(any_fd(), any_fd());
	case 3:
		return sys_fcntl(any_fd(), rnd(4), rnd(40)); /* not F_SETFL */
	case 4: {
		memset(f.buf, 0, 64);
		memcpy(f.buf, rnd(2) ? "lo\0\0" : "eth0", 4);
		return sys_ioctl(any_fd(), cmds[rnd(ARRAY_SIZE(cmds))],
				 any_ptr());
	}
	case 5:
		return sys_shutdown(any_fd(), (int)rnd(4));
	case 6:
		return sys_listen(any_fd(), (int)rnd(10));
	default:
		return sys_accept4(any_fd(), NULL, NULL, SOCK_NONBLOCK);
	}
}

static long any_call(void)
{
	u32 len = any_len();

	switch (rnd(12)) {
	case 0:
		return new_socket();
	case 1:
		any_address();
		return sys_bind(any_fd(), any_ptr(), rnd(4) ? 16 : len);
	case 2:
		any_address();
		return sys_connect(any_fd(), any_ptr(), rnd(4) ? 16 : len);
	case 3:
		any_address();
		return sys_sendto(any_fd(), f.buf + 64, len / 2,
				  (int)rnd(2) * MSG_OOB | MSG_DONTWAIT,
				  any_ptr(), rnd(4) ? 16 : len);
	case 4:
		return sys_recvfrom(any_fd(), f.buf + 64, len / 2,
				    (int)rnd(0x4000) | MSG_DONTWAIT, any_ptr(),
				    rnd(2) ? &len : NULL);
	case 5:
		return message(true);
	case 6:
		return message(false);
	case 7:
		return option(true);
	case 8:
		return option(false);
	case 9:
		return wait_for();
	case 10:
		return rnd(2) ? sys_getsockname(any_fd(), any_ptr(), &len)
			      : sys_getpeername(any_fd(), any_ptr(), &len);
	default:
		return file_call();
	}
}

static int caller(int argc, char **argv)
{
	f.state = 0x9e3779b97f4a7c15ull * (u64)(f.seed + 1);
	for (int i = 0; i < CALLS; i++) {
		if (any_call() >= 0)
			f.good++;
		f.done++;
	}
	return 0;
}

START_TEST(no_call_whatever_it_says_stops_the_kernel_or_loses_anything)
{
	struct lab *lab = lab_start();

	f.seed = _i;
	lab_spawn(lab, caller);
	for (int i = 0; i < 400 && f.done < CALLS; i++) {
		bench_pass_ms(lab->b, 10);
		lab_clear(lab); /* frames that it sent */
	}
	ck_assert_uint_eq(f.done, CALLS);
	ck_assert_uint_gt(f.good, CALLS / 10);
	lab_stop(lab);
}
END_TEST

Suite *suite_random_calls(void)
{
	Suite *s = suite_create("random_calls");
	TCase *t = tcase_create("random_calls");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(
		t, no_call_whatever_it_says_stops_the_kernel_or_loses_anything,
		0, 4);
	suite_add_tcase(s, t);
	return s;
}
