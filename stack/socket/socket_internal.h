/* SPDX-License-Identifier: MIT */
/* Between the files that make up the socket calls. Context: process. */
#ifndef SOCKET_INTERNAL_H
#define SOCKET_INTERNAL_H

#include <linux/errno.h>
#include <linux/sched.h>
#include <net/net_namespace.h>
#include <net/sock.h>
#include "file.h"

/* The socket behind @fd; *@file holds it until fput(). NULL and *@err: -EBADF,
 * -ENOTSOCK. */
struct socket *sockfd_lookup(int fd, struct file **file, int *err);
/* A socket without protocol; NULL: no memory. */
struct socket *sock_alloc(int type);
/* Gives it its file and descriptor; on failure both are gone. */
int sock_map_fd(struct socket *sock, int flags);
/* Ends a socket that has no file. */
void sock_release(struct socket *sock);
/* An address from and to a program. 0, -EINVAL or -EFAULT. */
int move_addr_to_kernel(const void *uaddr, int len,
			struct sockaddr_storage *to);
int move_addr_to_user(const struct sockaddr_storage *from, int from_len,
		      void *uaddr, u32 *ulen);
/* Flags of a call, with what the file says. */
static inline int sock_msg_flags(const struct file *file, int flags)
{
	return file->f_flags & O_NONBLOCK ? flags | MSG_DONTWAIT : flags;
}

/* The same for files and sockets: msg.c, ioctl.c. */
ssize_t sock_read_iter(struct file *file, struct iov_iter *to);
ssize_t sock_write_iter(struct file *file, struct iov_iter *from);
long sock_file_ioctl(struct file *file, unsigned int cmd, void *arg);
/* Network devices' SIOC*; -ENOTTY: no such command. */
int dev_ioctl(struct net *net, unsigned int cmd, void *arg);

#endif
