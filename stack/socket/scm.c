// SPDX-License-Identifier: MIT
/* Descriptors and credentials that go along with a message (SCM_*). */
#include <linux/slab.h>
#include "socket_internal.h"
#include "unix_internal.h"

void scm_destroy(struct scm_cookie *scm)
{
	if (!scm->fp)
		return;
	while (scm->fp->count)
		fput(scm->fp->fp[--scm->fp->count]);
	kfree(scm->fp);
	scm->fp = NULL;
}

static int take_files(const struct cmsghdr *c, struct scm_cookie *scm)
{
	const int *fds = CMSG_DATA(c);
	size_t n = (c->cmsg_len - sizeof(*c)) / sizeof(int);

	if (!n)
		return 0;
	if (n > SCM_MAX_FD)
		return -EINVAL;
	if (!scm->fp)
		scm->fp = kzalloc(sizeof(*scm->fp), GFP_KERNEL);
	if (!scm->fp)
		return -ENOMEM;
	if ((size_t)scm->fp->count + n > SCM_MAX_FD)
		return -EINVAL;
	for (size_t i = 0; i < n; i++) {
		struct file *file = fget(fds[i]);

		if (!file)
			return -EBADF;
		scm->fp->fp[scm->fp->count++] = file;
	}
	return 0;
}

int scm_send(const struct msghdr *msg, struct scm_cookie *scm)
{
	const struct cmsghdr *c;
	int err = 0;

	scm->fp = NULL;
	scm->pid = current->pid;
	for (c = cmsg_first(msg); c && !err; c = cmsg_next(msg, c)) {
		if (!CMSG_OK(msg, c))
			err = -EINVAL;
		else if (c->cmsg_level != SOL_SOCKET)
			continue;
		else if (c->cmsg_type == SCM_RIGHTS)
			err = take_files(c, scm);
		else if (c->cmsg_type != SCM_CREDENTIALS ||
			 c->cmsg_len != CMSG_LEN(sizeof(struct ucred)))
			err = -EINVAL;
	}
	if (err)
		scm_destroy(scm);
	return err;
}

static void scm_wfree(struct sk_buff *skb)
{
	scm_destroy(&UNIXCB(skb)->scm);
	sock_wfree(skb);
}

void scm_attach(struct sk_buff *skb, struct scm_cookie *scm)
{
	UNIXCB(skb)->scm = *scm;
	if (scm->fp)
		skb->destructor = scm_wfree;
	scm->fp = NULL;
}

static void give_files(struct msghdr *msg, struct scm_fp_list *fp)
{
	unsigned int cloexec =
		msg->msg_flags & MSG_CMSG_CLOEXEC ? O_CLOEXEC : 0;
	size_t room = msg->msg_controllen;
	int fds[SCM_MAX_FD], n = 0;

	room = room > sizeof(struct cmsghdr) ? room - sizeof(struct cmsghdr)
					     : 0;
	while (n < fp->count && (size_t)(n + 1) * sizeof(int) <= room) {
		fp->fp[n]->f_count++;
		fds[n] = fd_install(fp->fp[n], cloexec);
		if (fds[n] < 0) {
			fput(fp->fp[n]);
			break;
		}
		n++;
	}
	if (n)
		put_cmsg(msg, SOL_SOCKET, SCM_RIGHTS, fds,
			 (size_t)n * sizeof(int));
	if (n < fp->count)
		msg->msg_flags |= MSG_CTRUNC;
}

void scm_recv(const struct sock *sk, struct msghdr *msg, struct sk_buff *skb)
{
	struct scm_cookie *scm = &UNIXCB(skb)->scm;
	struct ucred cred = {(u32)scm->pid, 0, 0};

	if (sk->sk_flags & 1ul << SO_PASSCRED)
		put_cmsg(msg, SOL_SOCKET, SCM_CREDENTIALS, &cred, sizeof(cred));
	if (scm->fp)
		give_files(msg, scm->fp);
}
