/* SPDX-License-Identifier: MIT */
/*
 * Sockets as programs see them: descriptor -> file -> socket -> sock, with a
 * table of functions at each step. Families and types are found in tables.
 */
#ifndef LINUX_NET_H
#define LINUX_NET_H

#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/socket.h>
#include <linux/types.h>

struct kernel;
struct net;
struct sock;
struct socket;
struct sockaddr;

enum socket_state { SS_FREE, SS_UNCONNECTED, SS_CONNECTED };

/* NULL: -EOPNOTSUPP, but for poll (always ready) and ioctl (-ENOTTY). */
struct proto_ops {
	int family;
	/* Context of all: process. Errors: negative errno. */
	int (*release)(struct socket *sock);
	int (*bind)(struct socket *sock, const struct sockaddr *addr, int len);
	int (*connect)(struct socket *sock, const struct sockaddr *addr,
		       int len, int flags);
	int (*socketpair)(struct socket *a, struct socket *b);
	int (*listen)(struct socket *sock, int backlog);
	/* @newsock has got its type and operations only. */
	int (*accept)(struct socket *sock, struct socket *newsock, int flags);
	int (*getname)(struct socket *sock, struct sockaddr_storage *addr,
		       int peer);		       /* returns the length */
	int (*shutdown)(struct socket *sock, int how); /* SHUT_* */
	__poll_t (*poll)(struct file *file, struct socket *sock,
			 poll_table *pt);
	int (*ioctl)(struct socket *sock, unsigned int cmd, void *arg);
	int (*setsockopt)(struct socket *sock, int level, int name,
			  const void *val, unsigned int len);
	int (*getsockopt)(struct socket *sock, int level, int name, void *val,
			  unsigned int *len);
	int (*sendmsg)(struct socket *sock, struct msghdr *msg, size_t len);
	int (*recvmsg)(struct socket *sock, struct msghdr *msg, size_t len,
		       int flags);
};

struct socket {
	enum socket_state state;
	short type;
	struct file *file;
	struct sock *sk;
	const struct proto_ops *ops;
};

struct net_proto_family {
	int family;
	int (*create)(struct net *net, struct socket *sock, int protocol);
};

/* 0, -EINVAL, -EEXIST. Context: process. */
int sock_register(struct net *net, const struct net_proto_family *fam);
void sock_unregister(struct net *net, int family);

/*
 * Appends control data to what recvmsg() returns. What does not fit is cut or
 * left out, and the program is told (MSG_CTRUNC).
 */
void put_cmsg(struct msghdr *msg, int level, int type, const void *data,
	      size_t len);
/* For loops over what sendmsg() was given; NULL at the end. */
struct cmsghdr *cmsg_first(const struct msghdr *msg);
struct cmsghdr *cmsg_next(const struct msghdr *msg, const struct cmsghdr *c);

#endif
