// SPDX-License-Identifier: MIT
/*
 * Socket calls, right and wrong, and what each brings: a number and errno. It
 * prints no descriptor and no port of the kernel's choice, so the same lines
 * must come from every kernel that does as Linux does.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define T(call)                                              \
	do {                                                 \
		long _r;                                     \
		errno = 0;                                   \
		_r = (long)(call);                           \
		printf("%s = %d errno %d\n", #call, (int)_r, \
		       _r < 0 ? errno : 0);                  \
	} while (0)
#define SA(a)	  ((struct sockaddr *)&(a)), sizeof(a)
#define ANY(call) ((call) < 0 ? -1 : 0)
#define SHOW(x)	  printf("%s is %d\n", #x, (int)(x))

static struct sockaddr_in at(const char *ip, int port)
{
	struct sockaddr_in a;

	memset(&a, 0, sizeof(a));
	a.sin_family = AF_INET;
	a.sin_port = htons((uint16_t)port);
	a.sin_addr.s_addr = inet_addr(ip);
	return a;
}

static int udp(int port)
{
	struct sockaddr_in a = at("127.0.0.1", port);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (port && bind(fd, SA(a)) < 0)
		printf("port %d is taken\n", port);
	return fd;
}

static void creating(void)
{
	int s[2];

	T(ANY(socket(AF_INET, SOCK_DGRAM, 0)));
	T(ANY(socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP)));
	T(socket(AF_INET, SOCK_DGRAM, IPPROTO_TCP));
	T(socket(AF_INET, SOCK_DGRAM, 300));
	T(socket(AF_INET, SOCK_DGRAM, -1));
	T(socket(AF_INET, SOCK_RDM, 0));
	T(socket(AF_INET, SOCK_SEQPACKET, 0));
	T(socket(AF_INET, 0, 0));
	T(socket(AF_INET, 12, 0));
	T(socket(AF_INET, SOCK_DGRAM | 0x100, 0));
	T(socket(-1, SOCK_DGRAM, 0));
	T(socket(0, SOCK_DGRAM, 0));
	T(socket(1000, SOCK_DGRAM, 0));
	T(socketpair(AF_INET, SOCK_DGRAM, 0, s));
	T(socketpair(AF_UNIX, SOCK_DGRAM, 17, s));
	T(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
}

static void naming(int fd, int other)
{
	struct sockaddr_in a = at("127.0.0.1", 40001), b;
	socklen_t len = sizeof(b);

	T(bind(-1, SA(a)));
	T(bind(1000, SA(a)));
	T(bind(fd, (struct sockaddr *)&a, 8));
	T(bind(fd, (struct sockaddr *)&a, 200));
	T(bind(fd, (struct sockaddr *)&a, -1));
	T(bind(fd, NULL, 16));
	a.sin_family = AF_UNIX;
	T(bind(fd, SA(a)));
	a = at("8.8.8.8", 40001);
	T(bind(fd, SA(a)));
	a = at("127.0.0.1", 40001);
	T(getpeername(fd, (struct sockaddr *)&b, &len));
	T(bind(fd, SA(a)));
	T(bind(fd, SA(a)));
	T(bind(other, SA(a)));
	T(getsockname(fd, (struct sockaddr *)&b, &len));
	SHOW(ntohs(b.sin_port));
	SHOW(len);
	len = 4;
	T(getsockname(fd, (struct sockaddr *)&b, &len));
	SHOW(len);
	len = (socklen_t)-1;
	T(getsockname(fd, (struct sockaddr *)&b, &len));
	T(getsockname(fd, (struct sockaddr *)&b, NULL));
	T(listen(fd, 5));
	T(accept(fd, NULL, NULL));
	T(shutdown(fd, SHUT_RDWR));
	T(recv(fd, &b, 1, 0));
	T(send(fd, &b, 1, 0));
	T(shutdown(other, 9));
	T(connect(other, (struct sockaddr *)&a, 1));
	T(connect(other, (struct sockaddr *)&a, 8));
	a.sin_family = AF_UNIX;
	T(connect(other, SA(a)));
}

static void moving(int a, int b)
{
	struct sockaddr_in to = at("127.0.0.1", 40002), from;
	socklen_t len = sizeof(from);
	static char big[70000];
	char buf[100];

	T(send(b, "x", 1, 0));
	T(sendto(b, "x", 1, MSG_OOB, SA(to)));
	T(sendto(b, "x", 1, 0, (struct sockaddr *)&to, 4));
	T(sendto(b, "x", 1, 0, (struct sockaddr *)&to, 300));
	T(sendto(b, big, 65508, 0, SA(to)));
	T(sendto(b, big, 65507, 0, SA(to)));
	T(recv(a, big, sizeof(big), 0));
	T(sendto(b, NULL, 5, 0, SA(to)));
	to.sin_port = 0;
	T(sendto(b, "x", 1, 0, SA(to)));
	to = at("127.0.0.1", 40002);
	to.sin_family = AF_UNIX;
	T(sendto(b, "x", 1, 0, SA(to)));
	to.sin_family = AF_UNSPEC;
	T(sendto(b, "unspec", 6, 0, SA(to)));
	T(recv(a, buf, 2, MSG_PEEK));
	T(recv(a, buf, 2, MSG_PEEK | MSG_TRUNC));
	T(recvfrom(a, buf, 2, MSG_TRUNC, (struct sockaddr *)&from, &len));
	SHOW(len);
	SHOW(ntohs(from.sin_port));
	T(recv(a, buf, 2, MSG_DONTWAIT));
	T(recv(a, buf, 2, MSG_ERRQUEUE));
	to.sin_family = AF_INET;
	T(sendto(b, "", 0, 0, SA(to)));
	T(recv(a, buf, 2, 0));
	T(connect(b, SA(to)));
	T(getpeername(b, (struct sockaddr *)&from, &len));
	T(write(b, "one", 3));
	T(write(b, "two", 3));
	T(ioctl(a, FIONREAD, &len));
	SHOW(len);
	T(read(a, buf, 0));
	T(read(a, buf, 100));
	T(read(a, NULL, 3));
	T(recv(a, buf, 3, MSG_DONTWAIT));
	to.sin_family = AF_UNSPEC;
	T(connect(b, SA(to)));
	T(send(b, "x", 1, 0));
	T(send(1000, "x", 1, 0));
}

static void pieces(int a, int b)
{
	struct sockaddr_in to = at("127.0.0.1", 40002);
	char one[3], two[10];
	struct iovec out[2] = {{"abc", 3}, {"defg", 4}};
	struct iovec in[2] = {{one, 3}, {two, 10}};
	struct msghdr m;

	T(connect(b, SA(to)));
	T(writev(b, out, 2));
	T(readv(a, in, 2));
	T(writev(b, out, -1));
	T(writev(b, out, 1025));
	T(writev(b, NULL, 2));
	T(writev(1000, out, 2));
	memset(&m, 0, sizeof(m));
	m.msg_iov = out;
	m.msg_iovlen = 2;
	T(sendmsg(b, &m, 0));
	m.msg_iov = in;
	m.msg_iovlen = 1;
	m.msg_flags = -1;
	T(recvmsg(a, &m, 0));
	SHOW(m.msg_flags == MSG_TRUNC);
	SHOW(m.msg_controllen);
	m.msg_iovlen = 1025;
	T(sendmsg(b, &m, 0));
	T(sendmsg(b, NULL, 0));
	T(recvmsg(a, &m, 0));
}

static void options(int fd)
{
	int v = 0,
	    names[] = {SO_DEBUG,     SO_REUSEADDR,  SO_TYPE,	  SO_ERROR,
		       SO_DONTROUTE, SO_BROADCAST,  SO_KEEPALIVE, SO_OOBINLINE,
		       SO_NO_CHECK,  SO_PRIORITY,   SO_REUSEPORT, SO_RCVLOWAT,
		       SO_SNDLOWAT,  SO_ACCEPTCONN, SO_PROTOCOL,  SO_DOMAIN,
		       SO_TIMESTAMP, 9999};
	socklen_t len;

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		len = sizeof(v);
		v = -7;
		printf("option %d\n", names[i]);
		T(getsockopt(fd, SOL_SOCKET, names[i], &v, &len));
		SHOW(v);
		SHOW(len);
	}
	v = 1;
	T(setsockopt(fd, SOL_SOCKET, SO_TYPE, &v, sizeof(v)));
	T(setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &v, 2));
	T(setsockopt(fd, SOL_SOCKET, SO_BROADCAST, NULL, sizeof(v)));
	T(setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &v, -1));
	T(setsockopt(fd, SOL_SOCKET, 9999, &v, sizeof(v)));
	T(setsockopt(fd, 77, 1, &v, sizeof(v)));
	T(getsockopt(fd, 77, 1, &v, &len));
	v = 3000;
	T(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &v, sizeof(v)));
	T(getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &v, &len));
	SHOW(v);
	v = 1;
	T(setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &v, sizeof(v)));
	T(getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &v, &len));
	SHOW(v);
	v = 0;
	T(setsockopt(fd, IPPROTO_IP, IP_TTL, &v, sizeof(v)));
	v = 256;
	T(setsockopt(fd, IPPROTO_IP, IP_TTL, &v, sizeof(v)));
	v = 9;
	T(setsockopt(fd, IPPROTO_IP, IP_TTL, &v, 1));
	T(getsockopt(fd, IPPROTO_IP, IP_TTL, &v, &len));
	SHOW(v);
	v = 6;
	T(setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &v, sizeof(v)));
	T(getsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &v, &len));
	SHOW(v);
	T(getsockopt(fd, IPPROTO_IP, IP_MTU, &v, &len));
	T(setsockopt(fd, IPPROTO_IP, IP_HDRINCL, &v, sizeof(v)));
	T(setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &v, 4));
	T(setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, "\1\2\3\4\0\0\0\0", 8));
	T(getsockopt(fd, IPPROTO_IP, IP_MULTICAST_TTL, &v, &len));
	SHOW(v);
	T(getsockopt(fd, IPPROTO_IP, IP_MULTICAST_LOOP, &v, &len));
	SHOW(v);
}

static void descriptors(int fd)
{
	T(dup(1000));
	T(dup2(fd, 500));
	T(dup2(1000, 500));
	T(dup2(fd, -1));
	T(fcntl(500, F_GETFD));
	T(fcntl(500, F_SETFD, FD_CLOEXEC));
	T(fcntl(500, F_GETFD));
	T(fcntl(500, F_GETFL));
	T(fcntl(500, F_SETFL, O_NONBLOCK));
	T(fcntl(fd, F_GETFL));
	T(fcntl(fd, F_SETFL, 0));
	T(fcntl(fd, F_DUPFD, 600));
	T(fcntl(fd, F_DUPFD, -1));
	T(fcntl(1000, F_GETFL));
	T(fcntl(fd, 4711));
	T(ioctl(fd, 0x7777, NULL));
	T(ioctl(1000, FIONREAD, NULL));
	T(close(500));
	T(close(500));
	T(close(-1));
}

static void waiting(int a, int b)
{
	struct sockaddr_in to = at("127.0.0.1", 40002);
	struct pollfd p[2] = {{a, POLLIN | POLLOUT, 0}, {900, POLLIN, 0}};
	struct timeval tv = {0, 0}, bad = {-1, 0};
	struct epoll_event e, got[2];
	int ep = epoll_create1(0);
	fd_set in;

	T(connect(b, SA(to)));
	T(poll(p, 2, 0));
	SHOW(p[0].revents);
	SHOW(p[1].revents);
	T(poll(NULL, 1, 0));
	FD_ZERO(&in);
	FD_SET(a, &in);
	T(select(a + 1, &in, NULL, NULL, &tv));
	T(select(a + 1, &in, NULL, NULL, &bad));
	T(select(-1, &in, NULL, NULL, &tv));
	FD_ZERO(&in);
	FD_SET(900, &in);
	T(select(901, &in, NULL, NULL, &tv));
	send(b, "x", 1, 0);
	T(poll(p, 1, 100));
	SHOW(p[0].revents);
	e.events = EPOLLIN | EPOLLET;
	e.data.u64 = 42;
	T(epoll_create1(1));
	T(epoll_ctl(ep, EPOLL_CTL_MOD, a, &e));
	T(epoll_ctl(ep, EPOLL_CTL_ADD, a, &e));
	T(epoll_ctl(ep, EPOLL_CTL_ADD, a, &e));
	T(epoll_ctl(ep, EPOLL_CTL_ADD, ep, &e));
	T(epoll_ctl(ep, EPOLL_CTL_ADD, 900, &e));
	T(epoll_ctl(a, EPOLL_CTL_ADD, b, &e));
	T(epoll_ctl(ep, 17, a, &e));
	T(epoll_ctl(ep, EPOLL_CTL_ADD, b, NULL));
	T(epoll_wait(ep, got, 0, 0));
	T(epoll_wait(a, got, 2, 0));
	T(epoll_wait(ep, got, 2, 0));
	SHOW(got[0].events);
	SHOW(got[0].data.u64);
	T(epoll_wait(ep, got, 2, 0));
	send(b, "y", 1, 0);
	T(epoll_wait(ep, got, 2, 100));
	T(read(ep, got, 1));
	T(epoll_ctl(ep, EPOLL_CTL_DEL, a, NULL));
	T(epoll_ctl(ep, EPOLL_CTL_DEL, a, NULL));
	recv(a, got, 1, 0);
	recv(a, got, 1, 0);
}

static void errors(void)
{
	struct sockaddr_in to = at("127.0.0.1", 40009);
	int fd = udp(40003), v = 1;
	struct pollfd p = {fd, POLLIN, 0};
	socklen_t len = sizeof(v);
	char buf[10];

	T(sendto(fd, "x", 1, 0, SA(to)));
	T(recv(fd, buf, 1, MSG_DONTWAIT));
	T(connect(fd, SA(to)));
	T(send(fd, "x", 1, 0));
	T(poll(&p, 1, 100));
	SHOW(p.revents);
	T(send(fd, "x", 1, 0));
	T(recv(fd, buf, 1, MSG_DONTWAIT));
	T(send(fd, "x", 1, 0));
	T(poll(&p, 1, 100));
	T(getsockopt(fd, SOL_SOCKET, SO_ERROR, &v, &len));
	SHOW(v);
	v = 1;
	T(setsockopt(fd, IPPROTO_IP, IP_RECVERR, &v, sizeof(v)));
	T(send(fd, "quoted", 6, 0));
	T(poll(&p, 1, 100));
	T(recv(fd, buf, 10, MSG_ERRQUEUE));
	T(recv(fd, buf, 10, MSG_ERRQUEUE));
	T(recv(fd, buf, 10, MSG_DONTWAIT));
	T(shutdown(fd, SHUT_WR));
	T(send(fd, "x", 1, 0));
	T(shutdown(fd, SHUT_RD));
	T(recv(fd, buf, 1, 0));
	T(poll(&p, 1, 0));
	SHOW(p.revents);
}

static void pairs(int type)
{
	char buf[20];
	int s[2], n = 0;

	printf("a pair of type %d\n", type);
	T(socketpair(AF_UNIX, type, 0, s));
	T(write(s[0], "hello", 5));
	T(write(s[0], "you", 3));
	T(recv(s[1], buf, 2, MSG_PEEK));
	T(read(s[1], buf, 7));
	T(recv(s[1], buf, 7, MSG_DONTWAIT));
	T(recv(s[1], buf, 7, MSG_DONTWAIT));
	while (type == SOCK_DGRAM && send(s[0], "fill", 4, MSG_DONTWAIT) == 4)
		n++;
	SHOW(n > 100);
	while (n--)
		recv(s[1], buf, 4, 0);
	T(shutdown(s[0], SHUT_WR));
	T(send(s[0], "x", 1, MSG_NOSIGNAL));
	T(recv(s[1], buf, 1, MSG_DONTWAIT));
	T(send(s[1], "x", 1, MSG_NOSIGNAL));
	T(close(s[0]));
	T(send(s[1], "x", 1, MSG_NOSIGNAL));
	T(recv(s[1], buf, 1, MSG_DONTWAIT));
	T(recv(s[1], buf, 1, MSG_DONTWAIT));
}

int main(void)
{
	int a, b;

	creating();
	naming(udp(0), udp(0));
	a = udp(40002);
	b = udp(40004);
	moving(a, b);
	pieces(a, b);
	options(udp(0));
	descriptors(a);
	waiting(a, b);
	errors();
	pairs(SOCK_STREAM);
	pairs(SOCK_DGRAM);
	pairs(SOCK_SEQPACKET);
	return 0;
}
