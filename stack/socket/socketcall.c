// SPDX-License-Identifier: MIT
/*
 * socketcall(): the one door that Linux on i386 had at first for all socket
 * calls, as BSD's calls were added to a kernel with few numbers to give away.
 * A number says which one, an array has its arguments.
 */
#include "socket_internal.h"

enum {
	SYS_SOCKET = 1,
	SYS_BIND,
	SYS_CONNECT,
	SYS_LISTEN,
	SYS_ACCEPT,
	SYS_GETSOCKNAME,
	SYS_GETPEERNAME,
	SYS_SOCKETPAIR,
	SYS_SEND,
	SYS_RECV,
	SYS_SENDTO,
	SYS_RECVFROM,
	SYS_SHUTDOWN,
	SYS_SETSOCKOPT,
	SYS_GETSOCKOPT,
	SYS_SENDMSG,
	SYS_RECVMSG,
	SYS_ACCEPT4,
	SYS_RECVMMSG,
	SYS_SENDMMSG,
	SYS_CALLS
};

static const unsigned char nargs[SYS_CALLS] = {
	0, 3, 3, 3, 2, 3, 3, 3, 4, 4, 4, 6, 6, 2, 5, 5, 3, 3, 4, 5, 4,
};

long sys_socketcall(int call, unsigned long *args)
{
	unsigned long a[6] = {0};
	int fd;

	if (call < SYS_SOCKET || call >= SYS_CALLS)
		return -EINVAL;
	if (!access_ok(args, nargs[call] * sizeof(*args)))
		return -EFAULT;
	memcpy(a, args, nargs[call] * sizeof(*args));
	fd = (int)a[0];
	switch (call) {
	case SYS_SOCKET:
		return sys_socket(fd, (int)a[1], (int)a[2]);
	case SYS_BIND:
		return sys_bind(fd, (void *)a[1], (u32)a[2]);
	case SYS_CONNECT:
		return sys_connect(fd, (void *)a[1], (u32)a[2]);
	case SYS_LISTEN:
		return sys_listen(fd, (int)a[1]);
	case SYS_ACCEPT:
		return sys_accept4(fd, (void *)a[1], (void *)a[2], 0);
	case SYS_GETSOCKNAME:
		return sys_getsockname(fd, (void *)a[1], (void *)a[2]);
	case SYS_GETPEERNAME:
		return sys_getpeername(fd, (void *)a[1], (void *)a[2]);
	case SYS_SOCKETPAIR:
		return sys_socketpair(fd, (int)a[1], (int)a[2], (void *)a[3]);
	case SYS_SEND:
		return sys_sendto(fd, (void *)a[1], a[2], (int)a[3], NULL, 0);
	case SYS_RECV:
		return sys_recvfrom(fd, (void *)a[1], a[2], (int)a[3], NULL,
				    NULL);
	case SYS_SENDTO:
		return sys_sendto(fd, (void *)a[1], a[2], (int)a[3],
				  (void *)a[4], (u32)a[5]);
	case SYS_RECVFROM:
		return sys_recvfrom(fd, (void *)a[1], a[2], (int)a[3],
				    (void *)a[4], (void *)a[5]);
	case SYS_SHUTDOWN:
		return sys_shutdown(fd, (int)a[1]);
	case SYS_SETSOCKOPT:
		return sys_setsockopt(fd, (int)a[1], (int)a[2], (void *)a[3],
				      (u32)a[4]);
	case SYS_GETSOCKOPT:
		return sys_getsockopt(fd, (int)a[1], (int)a[2], (void *)a[3],
				      (void *)a[4]);
	case SYS_SENDMSG:
		return sys_sendmsg(fd, (void *)a[1], (int)a[2]);
	case SYS_RECVMSG:
		return sys_recvmsg(fd, (void *)a[1], (int)a[2]);
	case SYS_ACCEPT4:
		return sys_accept4(fd, (void *)a[1], (void *)a[2], (int)a[3]);
	case SYS_RECVMMSG:
		return sys_recvmmsg(fd, (void *)a[1], (unsigned int)a[2],
				    (int)a[3], (void *)a[4]);
	default:
		return sys_sendmmsg(fd, (void *)a[1], (unsigned int)a[2],
				    (int)a[3]);
	}
}
