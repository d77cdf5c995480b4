/* SPDX-License-Identifier: MIT */
/* Socket addresses and messages as the kernel passes them. */
#ifndef _LINUX_SOCKET_H
#define _LINUX_SOCKET_H

#include <linux/types.h>

typedef unsigned short sa_family_t;

struct sockaddr {
	sa_family_t sa_family;
	char sa_data[14];
};

struct sockaddr_storage {
	sa_family_t ss_family;
	char __data[126];
} __attribute__((aligned(8)));

/* One datagram or piece of a stream between a program and a protocol. */
struct msghdr {
	void *msg_name; /* address, or NULL */
	int msg_namelen;
	unsigned int msg_flags;
	void *msg_buf; /* the program's bytes */
	size_t msg_len;
};

#ifndef AF_UNSPEC
#define AF_UNSPEC 0
#endif
#ifndef AF_INET
#define AF_INET 2
#endif
#define PF_INET AF_INET
#define NPROTO	46

#endif
