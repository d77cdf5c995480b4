/* SPDX-License-Identifier: MIT */
/* Socket addresses and messages, common to all protocol families. */
#ifndef _LINUX_SOCKET_H
#define _LINUX_SOCKET_H

#include <linux/types.h>
/* AF_*, SOCK_*, SO_* and MSG_* that programs use. */
#include "uapi/syscalls.h"

typedef unsigned short sa_family_t;

struct sockaddr {
	sa_family_t sa_family;
	char sa_data[14];
};

/* Room for the address of any family. */
struct sockaddr_storage {
	sa_family_t ss_family;
	char __data[126];
} __attribute__((aligned(8)));

/*
 * One datagram or piece of a stream between a program and a protocol. The
 * program's memory is one piece in the same address space: a copy is a memcpy.
 */
struct msghdr {
	void *msg_name;	 /* address, or NULL */
	int msg_namelen; /* on return: of the address received */
	unsigned int msg_flags;
	void *msg_buf; /* the program's bytes */
	size_t msg_len;
};

/* What SO_RCVTIMEO and SO_SNDTIMEO take: struct timeval. */
struct __kernel_sock_timeval {
	s64 tv_sec;
	s64 tv_usec;
};

#define AF_UNSPEC 0
#define PF_UNSPEC AF_UNSPEC
#define PF_INET	  AF_INET
#define NPROTO	  46

#define SO_TYPE	    3
#define SO_ERROR    4
#define SO_SNDTIMEO 21
#define SO_PROTOCOL 38
#define SO_DOMAIN   39

#define MSG_NOSIGNAL 0x4000

#endif
