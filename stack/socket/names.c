// SPDX-License-Identifier: MIT
/* System calls on a socket's names, its two ends and its options. */
#include <linux/slab.h>
#include "socket_internal.h"

static int do_bind(int fd, const void *addr, int len)
{
	struct sockaddr_storage ss;
	struct socket *sock;
	struct file *file;
	int err;

	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	err = move_addr_to_kernel(addr, len, &ss);
	if (!err)
		err = sock->ops->bind
			      ? sock->ops->bind(sock, (struct sockaddr *)&ss,
						len)
			      : -EOPNOTSUPP;
	fput(file);
	return err;
}

static int do_connect(int fd, const void *addr, int len)
{
	struct sockaddr_storage ss;
	struct socket *sock;
	struct file *file;
	int err;

	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	err = move_addr_to_kernel(addr, len, &ss);
	if (!err)
		err = sock->ops->connect
			      ? sock->ops->connect(sock, (struct sockaddr *)&ss,
						   len, (int)file->f_flags)
			      : -EOPNOTSUPP;
	fput(file);
	return err;
}

#define SOMAXCONN 4096

static int do_listen(int fd, int backlog)
{
	struct socket *sock;
	struct file *file;
	int err;

	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	if ((unsigned int)backlog > SOMAXCONN)
		backlog = SOMAXCONN;
	err = sock->ops->listen ? sock->ops->listen(sock, backlog)
				: -EOPNOTSUPP;
	fput(file);
	return err;
}

static int accept_on(struct socket *sock, const struct file *file, void *addr,
		     u32 *addr_len, int flags)
{
	struct sockaddr_storage ss = {0};
	struct socket *newsock;
	int err;

	if (!sock->ops->accept)
		return -EOPNOTSUPP;
	newsock = sock_alloc(sock->type);
	if (!newsock)
		return -ENFILE;
	newsock->ops = sock->ops;
	err = sock->ops->accept(sock, newsock, (int)file->f_flags);
	if (!err && addr) {
		err = newsock->ops->getname(newsock, &ss, 1);
		err = err < 0 ? -ECONNABORTED
			      : move_addr_to_user(&ss, err, addr, addr_len);
	}
	if (err) {
		sock_release(newsock);
		return err;
	}
	return sock_map_fd(newsock, flags);
}

static int do_accept4(int fd, void *addr, u32 *addr_len, int flags)
{
	struct socket *sock;
	struct file *file;
	int err;

	if (flags & ~(SOCK_CLOEXEC | SOCK_NONBLOCK))
		return -EINVAL;
	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	err = accept_on(sock, file, addr, addr_len, flags);
	fput(file);
	return err;
}

static int do_getname(int fd, void *addr, u32 *addr_len, int peer)
{
	struct sockaddr_storage ss = {0};
	struct socket *sock;
	struct file *file;
	int err;

	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	err = sock->ops->getname ? sock->ops->getname(sock, &ss, peer)
				 : -EOPNOTSUPP;
	fput(file);
	return err < 0 ? err : move_addr_to_user(&ss, err, addr, addr_len);
}

static int do_shutdown(int fd, int how)
{
	struct socket *sock;
	struct file *file;
	int err;

	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	if (!sock->ops->shutdown)
		err = -EOPNOTSUPP;
	else if (how < SHUT_RD || how > SHUT_RDWR)
		err = -EINVAL;
	else
		err = sock->ops->shutdown(sock, how);
	fput(file);
	return err;
}

static int do_setsockopt(int fd, int level, int name, const void *val,
			 unsigned int len)
{
	struct socket *sock;
	struct file *file;
	int err;

	if ((int)len < 0)
		return -EINVAL;
	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	if (!access_ok(val, len))
		err = -EFAULT;
	else if (level == SOL_SOCKET)
		err = sock_setsockopt(sock->sk, name, val, len);
	else if (!sock->ops->setsockopt)
		err = -EOPNOTSUPP;
	else
		err = sock->ops->setsockopt(sock, level, name, val, len);
	fput(file);
	return err;
}

static int do_getsockopt(int fd, int level, int name, void *val,
			 unsigned int *len)
{
	struct socket *sock;
	struct file *file;
	int err;

	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	if (!access_ok(len, sizeof(*len)))
		err = -EFAULT;
	else if ((int)*len < 0)
		err = -EINVAL;
	else if (!access_ok(val, *len))
		err = -EFAULT;
	else if (level == SOL_SOCKET)
		err = sock_getsockopt(sock->sk, name, val, len);
	else if (!sock->ops->getsockopt)
		err = -EOPNOTSUPP;
	else
		err = sock->ops->getsockopt(sock, level, name, val, len);
	fput(file);
	return err;
}

int sys_bind(int fd, const void *addr, uint32_t addr_len)
{
	SYSCALL(int, do_bind(fd, addr, (int)addr_len));
}

int sys_connect(int fd, const void *addr, uint32_t addr_len)
{
	SYSCALL(int, do_connect(fd, addr, (int)addr_len));
}

int sys_listen(int fd, int backlog)
{
	SYSCALL(int, do_listen(fd, backlog));
}

int sys_accept4(int fd, void *addr, uint32_t *addr_len, int flags)
{
	SYSCALL(int, do_accept4(fd, addr, addr_len, flags));
}

int sys_getsockname(int fd, void *addr, uint32_t *addr_len)
{
	SYSCALL(int, do_getname(fd, addr, addr_len, 0));
}

int sys_getpeername(int fd, void *addr, uint32_t *addr_len)
{
	SYSCALL(int, do_getname(fd, addr, addr_len, 1));
}

int sys_shutdown(int fd, int how)
{
	SYSCALL(int, do_shutdown(fd, how));
}

int sys_setsockopt(int fd, int level, int name, const void *val, uint32_t len)
{
	SYSCALL(int, do_setsockopt(fd, level, name, val, len));
}

int sys_getsockopt(int fd, int level, int name, void *val, uint32_t *len)
{
	SYSCALL(int, do_getsockopt(fd, level, name, val, len));
}
