/* SPDX-License-Identifier: MIT */
/* Between af_unix.c and scm.c. Context: process. */
#ifndef SOCKET_UNIX_INTERNAL_H
#define SOCKET_UNIX_INTERNAL_H

#include <net/sock.h>

struct unix_sock {
	struct sock sk;	   /* first */
	struct sock *peer; /* with a reference, until this end is closed */
};

static inline struct unix_sock *unix_sk(const struct sock *sk)
{
	return (struct unix_sock *)sk;
}

#define SCM_MAX_FD 253

/* Open files on their way. */
struct scm_fp_list {
	int count;
	struct file *fp[SCM_MAX_FD];
};

struct scm_cookie {
	struct scm_fp_list *fp; /* or NULL */
	int pid;
};

/* In skb->cb of what lies in a queue. */
struct unix_cb {
	struct scm_cookie scm;
	u32 consumed; /* of a stream's piece */
};
#define UNIXCB(skb) ((struct unix_cb *)((skb)->cb))

/* What @msg's control data send along. 0; -EINVAL, -EBADF, -ENOMEM. */
int scm_send(const struct msghdr *msg, struct scm_cookie *scm);
/* It passes to @skb: freed with it if nobody takes it. */
void scm_attach(struct sk_buff *skb, struct scm_cookie *scm);
void scm_destroy(struct scm_cookie *scm);
/* Gives the program what came with @skb, as often as it reads it. */
void scm_recv(const struct sock *sk, struct msghdr *msg, struct sk_buff *skb);

#endif
