/* SPDX-License-Identifier: MIT */
/*
 * Sockets as programs see them: descriptor -> file -> socket -> sock, with
 * families and types found in tables.
 */
#ifndef LINUX_NET_H
#define LINUX_NET_H

#include <linux/socket.h>
#include <linux/types.h>

struct kernel;
struct net;
struct sock;
struct socket;
struct sockaddr;

enum socket_state { SS_FREE, SS_UNCONNECTED, SS_CONNECTED };

struct proto_ops {
	int family;
	/* Context of all: process. Errors: negative errno. */
	int (*release)(struct socket *sock);
	int (*bind)(struct socket *sock, const struct sockaddr *addr, int len);
	int (*connect)(struct socket *sock, const struct sockaddr *addr,
		       int len);
	int (*getname)(struct socket *sock, struct sockaddr_storage *addr,
		       int peer); /* returns the length */
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

/* Open file of a process; its only kind is the socket, so far. */
struct file {
	int f_count;
	const struct file_operations *f_op;
	void *private_data;
};

struct file_operations {
	void (*release)(struct file *file);
};

#define FILES_MAX 1024

/* Descriptors of one process; task->files points here. */
struct files_struct {
	unsigned int max_fds;
	struct file **fd;
};

/* Closes all of a process's descriptors. @files may be NULL.
 * Context: process (the one that exits), may sleep. */
void exit_files(struct files_struct *files);

#endif
