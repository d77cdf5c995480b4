// SPDX-License-Identifier: MIT
/* System calls on sockets, and the table of protocol families. */
#include <linux/errno.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include <net/sock.h>
#include "file.h"
#include "kernel_lanes.h"

int sock_register(struct net *net, const struct net_proto_family *fam)
{
	if (fam->family < 0 || fam->family >= NPROTO)
		return -EINVAL;
	if (net->families[fam->family])
		return -EEXIST;
	net->families[fam->family] = fam;
	return 0;
}

void sock_unregister(struct net *net, int family)
{
	if (family >= 0 && family < NPROTO)
		net->families[family] = NULL;
}

/* The timeline has a lane for each slot; what finds none free has none. */
static void sock_show(struct sock *sk)
{
	struct sock **slot = kernel_sock_lanes(kernel_this());

	for (unsigned int i = 0; i < SOCK_LANES; i++) {
		if (slot[i])
			continue;
		WRITE_ONCE(slot[i], sk);
		break;
	}
}

static void sock_hide(const struct sock *sk)
{
	struct sock **slot = kernel_sock_lanes(kernel_this());

	for (unsigned int i = 0; i < SOCK_LANES; i++)
		if (slot[i] == sk)
			WRITE_ONCE(slot[i], NULL);
}

static void sock_close(struct file *file)
{
	struct socket *sock = file->private_data;

	sock_hide(sock->sk);
	if (sock->ops)
		sock->ops->release(sock);
	kfree(sock);
}

static const struct file_operations socket_file_ops = {
	.release = sock_close,
};

/* The socket behind @fd; *@file holds it until fput(). */
static struct socket *sockfd_lookup(int fd, struct file **file, int *err)
{
	*file = fget(fd);
	*err = -EBADF;
	if (!*file)
		return NULL;
	if ((*file)->f_op != &socket_file_ops) {
		fput(*file);
		*err = -ENOTSOCK;
		return NULL;
	}
	*err = 0;
	return (*file)->private_data;
}

static int ksys_socket(int family, int type, int protocol)
{
	struct net *net = kernel_net(kernel_this());
	const struct net_proto_family *fam;
	struct socket *sock;
	struct file *file;
	int ret;

	if (family < 0 || family >= NPROTO || !net->families[family])
		return -EAFNOSUPPORT;
	if (type < SOCK_STREAM || type > SOCK_RAW)
		return -EINVAL;
	fam = net->families[family];
	sock = kzalloc(sizeof(*sock), GFP_KERNEL);
	file = kzalloc(sizeof(*file), GFP_KERNEL);
	ret = -ENOMEM;
	if (!sock || !file)
		goto free;
	sock->state = SS_UNCONNECTED;
	sock->type = (short)type;
	ret = fam->create(net, sock, protocol);
	if (ret)
		goto free;
	file->f_count = 1;
	file->f_op = &socket_file_ops;
	file->private_data = sock;
	sock_show(sock->sk);
	ret = fd_install(file);
	if (ret < 0)
		fput(file);
	return ret;
free:
	kfree(sock);
	kfree(file);
	return ret;
}

static int ksys_bind(int fd, const void *addr, uint32_t len)
{
	struct sockaddr_storage ss = {0};
	struct socket *sock;
	struct file *file;
	int err;

	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	err = -EINVAL;
	if (len <= sizeof(ss)) {
		memcpy(&ss, addr, len);
		err = sock->ops->bind(sock, (struct sockaddr *)&ss, (int)len);
	}
	fput(file);
	return err;
}

static int ksys_connect(int fd, const void *addr, uint32_t len)
{
	struct sockaddr_storage ss = {0};
	struct socket *sock;
	struct file *file;
	int err;

	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	err = -EINVAL;
	if (len <= sizeof(ss)) {
		memcpy(&ss, addr, len);
		err = sock->ops->connect(sock, (struct sockaddr *)&ss,
					 (int)len);
	}
	fput(file);
	return err;
}

static long ksys_sendto(int fd, const void *buf, size_t len, int flags,
			const void *addr, uint32_t addr_len)
{
	struct sockaddr_storage ss = {0};
	struct msghdr msg = {
		.msg_buf = (void *)buf,
		.msg_len = len,
		.msg_flags = (unsigned int)flags,
	};
	struct socket *sock;
	struct file *file;
	long ret;
	int err;

	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	ret = -EINVAL;
	if (flags & ~(MSG_DONTWAIT | MSG_NOSIGNAL)) {
		ret = -EOPNOTSUPP;
	} else if (addr_len <= sizeof(ss) && (long)len >= 0) {
		if (addr) {
			memcpy(&ss, addr, addr_len);
			msg.msg_name = &ss;
			msg.msg_namelen = (int)addr_len;
		}
		ret = sock->ops->sendmsg(sock, &msg, len);
	}
	fput(file);
	return ret;
}

static long ksys_recvfrom(int fd, void *buf, size_t len, int flags, void *addr,
			  uint32_t *addr_len)
{
	struct sockaddr_storage ss = {0};
	struct msghdr msg = {
		.msg_buf = buf,
		.msg_len = len,
		.msg_name = addr ? &ss : NULL,
		.msg_namelen = sizeof(ss),
	};
	struct socket *sock;
	struct file *file;
	long ret;
	int err;

	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	if (flags & ~(MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT))
		ret = -EOPNOTSUPP;
	else if (addr && !addr_len)
		ret = -EFAULT;
	else
		ret = sock->ops->recvmsg(sock, &msg, len, flags);
	if (ret >= 0 && addr) {
		memcpy(addr, &ss,
		       min_t(uint32_t, *addr_len, (uint32_t)msg.msg_namelen));
		*addr_len = (uint32_t)msg.msg_namelen;
	}
	fput(file);
	return ret;
}

static int ksys_setsockopt(int fd, int level, int name, const void *val,
			   uint32_t len)
{
	struct socket *sock;
	struct file *file;
	int err;

	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	if (level == SOL_SOCKET)
		err = sock_setsockopt(sock->sk, name, val, len);
	else
		err = sock->ops->setsockopt(sock, level, name, val, len);
	fput(file);
	return err;
}

static int ksys_getsockopt(int fd, int level, int name, void *val,
			   uint32_t *len)
{
	struct socket *sock;
	struct file *file;
	int err;

	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	if (level == SOL_SOCKET)
		err = sock_getsockopt(sock->sk, name, val, len);
	else
		err = sock->ops->getsockopt(sock, level, name, val, len);
	fput(file);
	return err;
}

static int ksys_getsockname(int fd, void *addr, uint32_t *addr_len)
{
	struct sockaddr_storage ss;
	struct socket *sock;
	struct file *file;
	int err;

	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	err = sock->ops->getname(sock, &ss, 0);
	fput(file);
	if (err < 0)
		return err;
	memcpy(addr, &ss, min_t(uint32_t, *addr_len, (uint32_t)err));
	*addr_len = (uint32_t)err;
	return 0;
}

/* Each call costs what the profile says. */
#define SYSCALL(type, call)         \
	do {                        \
		type _ret;          \
		syscall_enter();    \
		_ret = ksys_##call; \
		syscall_exit();     \
		return _ret;        \
	} while (0)

int sys_socket(int family, int type, int protocol)
{
	SYSCALL(int, socket(family, type, protocol));
}

int sys_bind(int fd, const void *addr, uint32_t addr_len)
{
	SYSCALL(int, bind(fd, addr, addr_len));
}

int sys_connect(int fd, const void *addr, uint32_t addr_len)
{
	SYSCALL(int, connect(fd, addr, addr_len));
}

long sys_sendto(int fd, const void *buf, size_t len, int flags,
		const void *addr, uint32_t addr_len)
{
	SYSCALL(long, sendto(fd, buf, len, flags, addr, addr_len));
}

long sys_recvfrom(int fd, void *buf, size_t len, int flags, void *addr,
		  uint32_t *addr_len)
{
	SYSCALL(long, recvfrom(fd, buf, len, flags, addr, addr_len));
}

int sys_setsockopt(int fd, int level, int name, const void *val, uint32_t len)
{
	SYSCALL(int, setsockopt(fd, level, name, val, len));
}

int sys_getsockopt(int fd, int level, int name, void *val, uint32_t *len)
{
	SYSCALL(int, getsockopt(fd, level, name, val, len));
}

int sys_getsockname(int fd, void *addr, uint32_t *addr_len)
{
	SYSCALL(int, getsockname(fd, addr, addr_len));
}

int sys_close(int fd)
{
	int ret;

	syscall_enter();
	ret = fd_close(fd);
	syscall_exit();
	return ret;
}
