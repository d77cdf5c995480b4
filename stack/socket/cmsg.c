// SPDX-License-Identifier: MIT
/* Control data of sendmsg() and recvmsg(). */
#include "socket_internal.h"

void put_cmsg(struct msghdr *msg, int level, int type, const void *data,
	      size_t len)
{
	struct cmsghdr h = {CMSG_LEN(len), level, type};
	char *to = msg->msg_control;
	size_t space = CMSG_SPACE(len);

	if (!to || msg->msg_controllen < sizeof(h)) {
		msg->msg_flags |= MSG_CTRUNC;
		return;
	}
	if (msg->msg_controllen < h.cmsg_len) {
		msg->msg_flags |= MSG_CTRUNC;
		h.cmsg_len = msg->msg_controllen;
	}
	memcpy(to, &h, sizeof(h));
	memcpy(to + sizeof(h), data, h.cmsg_len - sizeof(h));
	space = min(space, msg->msg_controllen);
	msg->msg_control = to + space;
	msg->msg_controllen -= space;
}

struct cmsghdr *cmsg_first(const struct msghdr *msg)
{
	return msg->msg_controllen >= sizeof(struct cmsghdr) ? msg->msg_control
							     : NULL;
}

struct cmsghdr *cmsg_next(const struct msghdr *msg, const struct cmsghdr *c)
{
	const char *next = (const char *)c + CMSG_ALIGN(c->cmsg_len);
	const char *end = (const char *)msg->msg_control + msg->msg_controllen;

	if (next + sizeof(struct cmsghdr) > end)
		return NULL;
	return (struct cmsghdr *)next;
}
