// SPDX-License-Identifier: MIT
/*
 * System calls that move bytes: all forms of sending end in sock_sendmsg(),
 * all of receiving in sock_recvmsg().
 */
#include <linux/slab.h>
#include "socket_internal.h"

static ssize_t sock_sendmsg(struct socket *sock, struct msghdr *msg)
{
	if (!sock->ops->sendmsg)
		return -EOPNOTSUPP;
	return sock->ops->sendmsg(sock, msg, iov_iter_count(&msg->msg_iter));
}

static ssize_t sock_recvmsg(struct socket *sock, struct msghdr *msg, int flags)
{
	if (!sock->ops->recvmsg)
		return -EOPNOTSUPP;
	return sock->ops->recvmsg(sock, msg, iov_iter_count(&msg->msg_iter),
				  flags);
}

/* ---- sendto, recvfrom ---- */

static long do_sendto(int fd, const void *buf, size_t len, int flags,
		      const void *addr, int addr_len)
{
	struct iovec iov = {(void *)buf, min_t(size_t, len, MAX_RW_COUNT)};
	struct sockaddr_storage ss;
	struct msghdr msg = {0};
	struct socket *sock;
	struct file *file;
	long ret;
	int err;

	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	iov_iter_init(&msg.msg_iter, &iov, iov.iov_len);
	ret = addr ? move_addr_to_kernel(addr, addr_len, &ss) : 0;
	if (!ret) {
		msg.msg_name = addr ? &ss : NULL;
		msg.msg_namelen = addr ? addr_len : 0;
		msg.msg_flags = (unsigned int)sock_msg_flags(file, flags);
		ret = sock_sendmsg(sock, &msg);
	}
	fput(file);
	return ret;
}

static long do_recvfrom(int fd, void *buf, size_t len, int flags, void *addr,
			u32 *addr_len)
{
	struct iovec iov = {buf, min_t(size_t, len, MAX_RW_COUNT)};
	struct sockaddr_storage ss;
	struct msghdr msg = {.msg_name = addr ? &ss : NULL};
	struct socket *sock;
	struct file *file;
	long ret;
	int err;

	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	iov_iter_init(&msg.msg_iter, &iov, iov.iov_len);
	ret = sock_recvmsg(sock, &msg, sock_msg_flags(file, flags));
	if (ret >= 0 && addr) {
		err = move_addr_to_user(&ss, msg.msg_namelen, addr, addr_len);
		if (err)
			ret = err;
	}
	fput(file);
	return ret;
}

/* ---- sendmsg, recvmsg ---- */

static int check_user_msg(const struct user_msghdr *um, size_t *count)
{
	ssize_t n;

	if (!access_ok(um, sizeof(*um)))
		return -EFAULT;
	if (um->msg_iovlen > UIO_MAXIOV)
		return -EMSGSIZE;
	if (!access_ok(um->msg_iov, um->msg_iovlen * sizeof(struct iovec)))
		return -EFAULT;
	n = iov_length(um->msg_iov, um->msg_iovlen);
	if (n < 0)
		return (int)n;
	*count = (size_t)n;
	return 0;
}

static long sendmsg_one(struct socket *sock, struct file *file,
			const struct user_msghdr *um, int flags)
{
	struct sockaddr_storage ss;
	struct msghdr msg = {0};
	size_t count = 0;
	int err = check_user_msg(um, &count);

	if (err)
		return err;
	iov_iter_init(&msg.msg_iter, um->msg_iov, count);
	if (um->msg_name && um->msg_namelen) {
		int len = min(um->msg_namelen, (int)sizeof(ss));

		err = move_addr_to_kernel(um->msg_name, len, &ss);
		if (err)
			return err;
		msg.msg_name = &ss;
		msg.msg_namelen = len;
	}
	if (um->msg_controllen > INT_MAX)
		return -ENOBUFS;
	if (!access_ok(um->msg_control, um->msg_controllen))
		return -EFAULT;
	msg.msg_control = um->msg_control;
	msg.msg_controllen = um->msg_controllen;
	msg.msg_flags = (unsigned int)sock_msg_flags(file, flags);
	return sock_sendmsg(sock, &msg);
}

static long recvmsg_one(struct socket *sock, struct file *file,
			struct user_msghdr *um, int flags)
{
	struct sockaddr_storage ss;
	struct msghdr msg = {0};
	u32 name_len;
	size_t count = 0;
	long ret;
	int err = check_user_msg(um, &count);

	if (err)
		return err;
	if (um->msg_name && um->msg_namelen < 0)
		return -EINVAL;
	if (!access_ok(um->msg_control, um->msg_controllen))
		return -EFAULT;
	iov_iter_init(&msg.msg_iter, um->msg_iov, count);
	msg.msg_name = um->msg_name ? &ss : NULL;
	msg.msg_control = um->msg_control;
	msg.msg_controllen = um->msg_controllen;
	msg.msg_flags = (unsigned int)flags & MSG_CMSG_CLOEXEC;
	ret = sock_recvmsg(sock, &msg, sock_msg_flags(file, flags));
	if (ret < 0)
		return ret;
	if (um->msg_name) {
		name_len = (u32)um->msg_namelen;
		err = move_addr_to_user(&ss, msg.msg_namelen, um->msg_name,
					&name_len);
		if (err)
			return err;
		um->msg_namelen = (int)name_len;
	}
	um->msg_flags = msg.msg_flags & ~(unsigned int)MSG_CMSG_CLOEXEC;
	um->msg_controllen -= msg.msg_controllen;
	return ret;
}

static long do_sendmsg(int fd, const struct user_msghdr *um, int flags)
{
	struct socket *sock;
	struct file *file;
	long ret;
	int err;

	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	ret = sendmsg_one(sock, file, um, flags);
	fput(file);
	return ret;
}

static long do_recvmsg(int fd, struct user_msghdr *um, int flags)
{
	struct socket *sock;
	struct file *file;
	long ret;
	int err;

	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	ret = recvmsg_one(sock, file, um, flags);
	fput(file);
	return ret;
}

/* ---- several at once: how many went, an error only if none did ---- */

static int do_sendmmsg(int fd, struct mmsghdr *v, unsigned int n, int flags)
{
	struct socket *sock;
	struct file *file;
	unsigned int i;
	long ret = 0;
	int err;

	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	n = min(n, (unsigned int)UIO_MAXIOV);
	if (!access_ok(v, n * sizeof(*v)))
		ret = -EFAULT;
	for (i = 0; i < n && ret >= 0; i++) {
		ret = sendmsg_one(sock, file, &v[i].msg_hdr, flags);
		if (ret < 0)
			break;
		v[i].msg_len = (unsigned int)ret;
	}
	fput(file);
	return i ? (int)i : (int)ret;
}

/* The time-out is looked at after each datagram, as in Linux. */
static int do_recvmmsg(int fd, struct mmsghdr *v, unsigned int n, int flags,
		       const struct __kernel_timespec *timeout)
{
	u64 end = ~0ull;
	struct socket *sock;
	struct file *file;
	unsigned int i;
	long ret = 0;
	int err;

	if (timeout) {
		if (!access_ok(timeout, sizeof(*timeout)))
			return -EFAULT;
		if (timeout->tv_sec < 0 || timeout->tv_nsec < 0 ||
		    timeout->tv_nsec >= (s64)NSEC_PER_SEC)
			return -EINVAL;
		end = ktime_get_ns() + (u64)timeout->tv_sec * NSEC_PER_SEC +
		      (u64)timeout->tv_nsec;
	}
	sock = sockfd_lookup(fd, &file, &err);
	if (!sock)
		return err;
	if (!access_ok(v, n * sizeof(*v)))
		ret = -EFAULT;
	for (i = 0; i < n && ret >= 0 && (!i || ktime_get_ns() < end); i++) {
		ret = recvmsg_one(sock, file, &v[i].msg_hdr,
				  flags & ~MSG_WAITFORONE);
		if (ret < 0)
			break;
		v[i].msg_len = (unsigned int)ret;
		if (flags & MSG_WAITFORONE)
			flags |= MSG_DONTWAIT;
	}
	fput(file);
	return i ? (int)i : (int)ret;
}

/* ---- as files ---- */

ssize_t sock_read_iter(struct file *file, struct iov_iter *to)
{
	struct msghdr msg = {.msg_iter = *to};

	if (!iov_iter_count(to)) /* as System V's */
		return 0;
	return sock_recvmsg(file->private_data, &msg, sock_msg_flags(file, 0));
}

ssize_t sock_write_iter(struct file *file, struct iov_iter *from)
{
	struct msghdr msg = {
		.msg_iter = *from,
		.msg_flags = (unsigned int)sock_msg_flags(file, 0),
	};

	return sock_sendmsg(file->private_data, &msg);
}

static long file_rw(int fd, const struct iovec *iov, size_t count, bool write)
{
	struct file *file = fget(fd);
	struct iov_iter iter;
	ssize_t (*op)(struct file * file, struct iov_iter * iter);
	long ret;

	if (!file)
		return -EBADF;
	iov_iter_init(&iter, iov, count);
	op = write ? file->f_op->write_iter : file->f_op->read_iter;
	ret = op ? op(file, &iter) : -EINVAL;
	fput(file);
	return ret;
}

static long do_rw(int fd, void *buf, size_t len, bool write)
{
	struct iovec iov = {buf, min_t(size_t, len, MAX_RW_COUNT)};

	return file_rw(fd, &iov, iov.iov_len, write);
}

static long do_rwv(int fd, const struct iovec *iov, int n, bool write)
{
	struct file *file = fget(fd);
	ssize_t count;

	if (!file)
		return -EBADF;
	fput(file);
	if (n < 0 || n > UIO_MAXIOV)
		return -EINVAL;
	if (!access_ok(iov, (size_t)n * sizeof(*iov)))
		return -EFAULT;
	count = iov_length(iov, (unsigned long)n);
	return count < 0 ? count : file_rw(fd, iov, (size_t)count, write);
}

long sys_sendto(int fd, const void *buf, size_t len, int flags,
		const void *addr, uint32_t addr_len)
{
	SYSCALL(long, do_sendto(fd, buf, len, flags, addr, (int)addr_len));
}

long sys_recvfrom(int fd, void *buf, size_t len, int flags, void *addr,
		  uint32_t *addr_len)
{
	SYSCALL(long, do_recvfrom(fd, buf, len, flags, addr, addr_len));
}

long sys_sendmsg(int fd, const struct user_msghdr *msg, int flags)
{
	SYSCALL(long, do_sendmsg(fd, msg, flags));
}

long sys_recvmsg(int fd, struct user_msghdr *msg, int flags)
{
	SYSCALL(long, do_recvmsg(fd, msg, flags));
}

int sys_sendmmsg(int fd, struct mmsghdr *v, unsigned int n, int flags)
{
	SYSCALL(int, do_sendmmsg(fd, v, n, flags));
}

int sys_recvmmsg(int fd, struct mmsghdr *v, unsigned int n, int flags,
		 const void *timeout)
{
	SYSCALL(int, do_recvmmsg(fd, v, n, flags, timeout));
}

long sys_read(int fd, void *buf, size_t len)
{
	SYSCALL(long, do_rw(fd, buf, len, false));
}

long sys_write(int fd, const void *buf, size_t len)
{
	SYSCALL(long, do_rw(fd, (void *)buf, len, true));
}

long sys_readv(int fd, const struct iovec *iov, int n)
{
	SYSCALL(long, do_rwv(fd, iov, n, false));
}

long sys_writev(int fd, const struct iovec *iov, int n)
{
	SYSCALL(long, do_rwv(fd, iov, n, true));
}
