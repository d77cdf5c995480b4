// SPDX-License-Identifier: MIT
/* Sockets as files, and the table of protocol families. */
#include <linux/slab.h>
#include "kernel_lanes.h"
#include "socket_internal.h"

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

struct socket *sock_alloc(int type)
{
	struct socket *sock = kzalloc(sizeof(*sock), GFP_KERNEL);

	if (!sock)
		return NULL;
	sock->state = SS_UNCONNECTED;
	sock->type = (short)type;
	return sock;
}

void sock_release(struct socket *sock)
{
	if (sock->sk)
		sock_hide(sock->sk);
	if (sock->ops)
		sock->ops->release(sock);
	kfree(sock);
}

static void sock_close(struct file *file)
{
	sock_release(file->private_data);
}

static __poll_t sock_poll(struct file *file, poll_table *pt)
{
	struct socket *sock = file->private_data;

	if (!sock->ops->poll)
		return POLL_READABLE | POLL_WRITEABLE;
	return sock->ops->poll(file, sock, pt);
}

const struct file_operations socket_file_ops = {
	.read_iter = sock_read_iter,
	.write_iter = sock_write_iter,
	.poll = sock_poll,
	.ioctl = sock_file_ioctl,
	.release = sock_close,
};

struct socket *sockfd_lookup(int fd, struct file **file, int *err)
{
	struct socket *sock;

	*file = fget(fd);
	*err = -EBADF;
	if (!*file)
		return NULL;
	sock = sock_from_file(*file);
	*err = sock ? 0 : -ENOTSOCK;
	if (!sock)
		fput(*file);
	return sock;
}

int sock_map_fd(struct socket *sock, int flags)
{
	struct file *file;
	int ret;

	file = file_alloc(&socket_file_ops, sock,
			  O_RDWR | ((unsigned int)flags & O_NONBLOCK));
	if (!file) {
		sock_release(sock);
		return -ENOMEM;
	}
	sock->file = file;
	sock_show(sock->sk);
	ret = fd_install(file, (unsigned int)flags & O_CLOEXEC);
	if (ret < 0)
		fput(file);
	return ret;
}

/* ---- addresses ---- */

int move_addr_to_kernel(const void *uaddr, int len, struct sockaddr_storage *to)
{
	if (len < 0 || len > (int)sizeof(*to))
		return -EINVAL;
	if (!access_ok(uaddr, (size_t)len))
		return -EFAULT;
	memset(to, 0, sizeof(to->ss_family));
	if (len) /* then there need be no address */
		memcpy(to, uaddr, (size_t)len);
	return 0;
}

int move_addr_to_user(const struct sockaddr_storage *from, int from_len,
		      void *uaddr, u32 *ulen)
{
	int n;

	if (!access_ok(ulen, sizeof(*ulen)))
		return -EFAULT;
	n = min((int)*ulen, from_len);
	if (n < 0)
		return -EINVAL;
	if (!access_ok(uaddr, (size_t)n))
		return -EFAULT;
	if (n)
		memcpy(uaddr, from, (size_t)n);
	*ulen = (u32)from_len;
	return 0;
}

/* ---- socket() and socketpair() ---- */

#define SOCK_TYPE_MASK 0xf
#define SOCK_MAX       (SOCK_PACKET + 1)

static int sock_create(int family, int type, int protocol, struct socket **res)
{
	struct net *net = kernel_net(kernel_this());
	struct socket *sock;
	int err;

	if (family < 0 || family >= NPROTO)
		return -EAFNOSUPPORT;
	if (type < 0 || type >= SOCK_MAX)
		return -EINVAL;
	if (!net->families[family])
		return -EAFNOSUPPORT;
	sock = sock_alloc(type);
	if (!sock)
		return -ENOMEM;
	err = net->families[family]->create(net, sock, protocol);
	if (err) {
		kfree(sock);
		return err;
	}
	*res = sock;
	return 0;
}

static int do_socket(int family, int type, int protocol)
{
	int flags = type & ~SOCK_TYPE_MASK, err;
	struct socket *sock;

	if (flags & ~(SOCK_CLOEXEC | SOCK_NONBLOCK))
		return -EINVAL;
	err = sock_create(family, type & SOCK_TYPE_MASK, protocol, &sock);
	return err ? err : sock_map_fd(sock, flags);
}

static int do_socketpair(int family, int type, int protocol, int *fds)
{
	int flags = type & ~SOCK_TYPE_MASK, fd[2], err;
	struct socket *a, *b;

	if (flags & ~(SOCK_CLOEXEC | SOCK_NONBLOCK))
		return -EINVAL;
	if (!access_ok(fds, sizeof(fd)))
		return -EFAULT;
	err = sock_create(family, type & SOCK_TYPE_MASK, protocol, &a);
	if (err)
		return err;
	err = sock_create(family, type & SOCK_TYPE_MASK, protocol, &b);
	if (err) {
		sock_release(a);
		return err;
	}
	err = a->ops->socketpair ? a->ops->socketpair(a, b) : -EOPNOTSUPP;
	if (err) {
		sock_release(a);
		sock_release(b);
		return err;
	}
	fd[0] = sock_map_fd(a, flags);
	if (fd[0] < 0) {
		sock_release(b);
		return fd[0];
	}
	fd[1] = sock_map_fd(b, flags);
	if (fd[1] < 0) {
		fd_close(fd[0]);
		return fd[1];
	}
	memcpy(fds, fd, sizeof(fd));
	return 0;
}

int sys_socket(int family, int type, int protocol)
{
	SYSCALL(int, do_socket(family, type, protocol));
}

int sys_socketpair(int family, int type, int protocol, int *fds)
{
	SYSCALL(int, do_socketpair(family, type, protocol, fds));
}
