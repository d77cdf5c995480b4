// SPDX-License-Identifier: MIT
/* The C library's system calls: -1 and errno where the kernel says -errno. */
#include <stdarg.h>
#include <stdint.h>
#include <sys/types.h>

#include "libc.h"

#define RESULT(type, call)                       \
	do {                                     \
		long _r = (call);                \
		if (_r < 0) {                    \
			*sys_errno() = (int)-_r; \
			return -1;               \
		}                                \
		return (type)_r;                 \
	} while (0)

int *rs_errno_location(void)
{
	return sys_errno();
}

int rs_socket(int family, int type, int protocol)
{
	RESULT(int, sys_socket(family, type, protocol));
}

int rs_socketpair(int family, int type, int protocol, int fds[2])
{
	RESULT(int, sys_socketpair(family, type, protocol, fds));
}

int rs_bind(int fd, const void *addr, uint32_t len)
{
	RESULT(int, sys_bind(fd, addr, len));
}

int rs_listen(int fd, int backlog)
{
	RESULT(int, sys_listen(fd, backlog));
}

int rs_accept(int fd, void *addr, uint32_t *len)
{
	RESULT(int, sys_accept4(fd, addr, len, 0));
}

int rs_accept4(int fd, void *addr, uint32_t *len, int flags)
{
	RESULT(int, sys_accept4(fd, addr, len, flags));
}

int rs_connect(int fd, const void *addr, uint32_t len)
{
	RESULT(int, sys_connect(fd, addr, len));
}

int rs_shutdown(int fd, int how)
{
	RESULT(int, sys_shutdown(fd, how));
}

int rs_getsockname(int fd, void *addr, uint32_t *len)
{
	RESULT(int, sys_getsockname(fd, addr, len));
}

int rs_getpeername(int fd, void *addr, uint32_t *len)
{
	RESULT(int, sys_getpeername(fd, addr, len));
}

int rs_setsockopt(int fd, int level, int name, const void *val, uint32_t len)
{
	RESULT(int, sys_setsockopt(fd, level, name, val, len));
}

int rs_getsockopt(int fd, int level, int name, void *val, uint32_t *len)
{
	RESULT(int, sys_getsockopt(fd, level, name, val, len));
}

ssize_t rs_send(int fd, const void *buf, size_t len, int flags)
{
	RESULT(ssize_t, sys_sendto(fd, buf, len, flags, NULL, 0));
}

ssize_t rs_sendto(int fd, const void *buf, size_t len, int flags,
		  const void *addr, uint32_t addr_len)
{
	RESULT(ssize_t, sys_sendto(fd, buf, len, flags, addr, addr_len));
}

ssize_t rs_sendmsg(int fd, const void *msg, int flags)
{
	RESULT(ssize_t, sys_sendmsg(fd, msg, flags));
}

ssize_t rs_recv(int fd, void *buf, size_t len, int flags)
{
	RESULT(ssize_t, sys_recvfrom(fd, buf, len, flags, NULL, NULL));
}

ssize_t rs_recvfrom(int fd, void *buf, size_t len, int flags, void *addr,
		    uint32_t *addr_len)
{
	RESULT(ssize_t, sys_recvfrom(fd, buf, len, flags, addr, addr_len));
}

ssize_t rs_recvmsg(int fd, void *msg, int flags)
{
	RESULT(ssize_t, sys_recvmsg(fd, msg, flags));
}

ssize_t rs_read(int fd, void *buf, size_t len)
{
	RESULT(ssize_t, sys_read(fd, buf, len));
}

ssize_t rs_write(int fd, const void *buf, size_t len)
{
	RESULT(ssize_t, sys_write(fd, buf, len));
}

ssize_t rs_readv(int fd, const struct iovec *iov, int n)
{
	RESULT(ssize_t, sys_readv(fd, iov, n));
}

ssize_t rs_writev(int fd, const struct iovec *iov, int n)
{
	RESULT(ssize_t, sys_writev(fd, iov, n));
}

int rs_close(int fd)
{
	RESULT(int, sys_close(fd));
}

int rs_dup(int fd)
{
	RESULT(int, sys_dup(fd));
}

int rs_dup2(int from, int to)
{
	RESULT(int, sys_dup2(from, to));
}

int rs_fcntl(int fd, int cmd, ...)
{
	unsigned long arg;
	va_list ap;

	va_start(ap, cmd);
	arg = va_arg(ap, unsigned long);
	va_end(ap);
	RESULT(int, sys_fcntl(fd, (unsigned)cmd, arg));
}

int rs_ioctl(int fd, unsigned long cmd, ...)
{
	va_list ap;
	void *arg;

	va_start(ap, cmd);
	arg = va_arg(ap, void *);
	va_end(ap);
	RESULT(int, sys_ioctl(fd, (unsigned)cmd, arg));
}

int rs_select(int n, void *in, void *out, void *ex, void *timeout)
{
	RESULT(int, sys_select(n, in, out, ex, timeout));
}

int rs_poll(struct pollfd *fds, unsigned long n, int timeout)
{
	RESULT(int, sys_poll(fds, n, timeout));
}

int rs_epoll_create1(int flags)
{
	RESULT(int, sys_epoll_create1(flags));
}

int rs_epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)
{
	RESULT(int, sys_epoll_ctl(epfd, op, fd, event));
}

int rs_epoll_wait(int epfd, struct epoll_event *events, int max, int timeout)
{
	RESULT(int, sys_epoll_wait(epfd, events, max, timeout));
}

int rs_usleep(unsigned us)
{
	RESULT(int, sys_nanosleep((uint64_t)us * 1000));
}

int rs_getpid(void)
{
	return sys_getpid();
}

void rs_exit(int code)
{
	rs_flush();
	sys_exit(code);
}
