/* SPDX-License-Identifier: MIT */
/* Socket addresses and messages, common to all protocol families. */
#ifndef _LINUX_SOCKET_H
#define _LINUX_SOCKET_H

#include <linux/types.h>
#include <linux/uio.h>
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

/* One datagram or piece of a stream between a program and a protocol. */
struct msghdr {
	void *msg_name;	 /* address, or NULL */
	int msg_namelen; /* on return: of the address received */
	unsigned int msg_flags;
	struct iov_iter msg_iter; /* the program's bytes */
	void *msg_control;	  /* what put_cmsg() goes on with */
	size_t msg_controllen;	  /* room there, or bytes to be read */
};

/* What programs hand to sendmsg() and recvmsg(): their struct msghdr. */
struct user_msghdr {
	void *msg_name;
	int msg_namelen;
	struct iovec *msg_iov;
	size_t msg_iovlen;
	void *msg_control;
	size_t msg_controllen;
	unsigned int msg_flags;
};

/* And to sendmmsg() and recvmmsg(). */
struct mmsghdr {
	struct user_msghdr msg_hdr;
	unsigned int msg_len;
};

/* Control data: header and bytes, each padded to 8. */
struct cmsghdr {
	size_t cmsg_len; /* with the header */
	int cmsg_level;
	int cmsg_type;
};

#define CMSG_ALIGN(len) (((len) + 7) & ~(size_t)7)
#define CMSG_DATA(cmsg) ((void *)((char *)(cmsg) + sizeof(struct cmsghdr)))
#define CMSG_SPACE(len) (sizeof(struct cmsghdr) + CMSG_ALIGN(len))
#define CMSG_LEN(len)	(sizeof(struct cmsghdr) + (len))
#define CMSG_OK(msg, c)                             \
	((c)->cmsg_len >= sizeof(struct cmsghdr) && \
	 (c)->cmsg_len <=                           \
		 (msg)->msg_controllen -            \
			 (size_t)((char *)(c) - (char *)(msg)->msg_control))

/* What SO_RCVTIMEO, SO_SNDTIMEO and select() take: struct timeval. */
struct __kernel_sock_timeval {
	s64 tv_sec;
	s64 tv_usec;
};

/* struct timespec */
struct __kernel_timespec {
	s64 tv_sec;
	s64 tv_nsec;
};

struct linger {
	int l_onoff;
	int l_linger;
};

struct ucred {
	u32 pid, uid, gid;
};

#define PF_UNSPEC AF_UNSPEC
#define PF_UNIX	  AF_UNIX
#define PF_INET	  AF_INET
#define PF_PACKET AF_PACKET
#define NPROTO	  46

#endif
