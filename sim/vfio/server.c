/* SPDX-License-Identifier: MIT */
/*
 * The socket: whole messages in, replies out. Descriptors come with the first
 * byte of a message, so the header is read by itself.
 */
#define _GNU_SOURCE /* accept4() */
#include "protocol.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* A client that does not take its reply in so long has died. */
#define SEND_MS 10000

static struct vfu *make(const struct vfu_config *c)
{
	struct vfu *v = calloc(1, sizeof(*v));

	if (!v)
		return NULL;
	v->conf = *c;
	v->listener = v->client = v->intx_fd = -1;
	return v;
}

/* A socket's file outlives a server that was killed. One that is there and is
 * asked by the wrong type of socket says so, and notices nothing. */
static bool nobody_at(const struct sockaddr_un *at)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct stat there;
	bool is = fd >= 0 && !lstat(at->sun_path, &there) &&
		  S_ISSOCK(there.st_mode) &&
		  connect(fd, (const struct sockaddr *)at, sizeof(*at)) &&
		  errno == ECONNREFUSED;

	if (fd >= 0)
		close(fd);
	return is;
}

struct vfu *vfu_listen(const char *path, const struct vfu_config *c, char *err,
		       size_t err_len)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	struct vfu *v;

	if (!*path || strlen(path) >= sizeof(at.sun_path)) {
		snprintf(err, err_len, "%s: a socket's path has 1 to %zu bytes",
			 path, sizeof(at.sun_path) - 1);
		return NULL;
	}
	memcpy(at.sun_path, path, strlen(path) + 1);
	if (nobody_at(&at))
		unlink(path);
	v = make(c);
	if (!v) {
		snprintf(err, err_len, "out of memory");
		return NULL;
	}
	v->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (v->listener < 0 ||
	    bind(v->listener, (struct sockaddr *)&at, sizeof(at)) ||
	    !(v->path = strdup(path)) || listen(v->listener, 1)) {
		snprintf(err, err_len, "%s: %s", path, strerror(errno));
		vfu_close(v);
		return NULL;
	}
	return v;
}

struct vfu *vfu_adopt(int fd, const struct vfu_config *c)
{
	struct vfu *v = make(c);

	if (!v)
		return NULL;
	v->client = fd;
	v->state = VFU_READY;
	return v;
}

static void close_fds(struct vfu *v)
{
	while (v->fd_count)
		close(v->fds[--v->fd_count]);
}

void vfu_close(struct vfu *v)
{
	if (!v)
		return;
	vfu_forget(v);
	close_fds(v);
	if (v->client >= 0)
		close(v->client);
	if (v->listener >= 0)
		close(v->listener);
	if (v->path)
		unlink(v->path);
	free(v->path);
	free(v);
}

void vfu_hang_up(struct vfu *v, const char *why, ...)
{
	va_list args;

	if (v->state == VFU_GONE)
		return;
	va_start(args, why);
	vsnprintf(v->why, sizeof(v->why), why, args);
	va_end(args);
	v->state = VFU_GONE;
	vfu_forget(v);
	close_fds(v);
	if (v->client >= 0)
		close(v->client);
	v->client = -1;
}

const char *vfu_why(const struct vfu *v)
{
	return v->why;
}

int vfu_fd(const struct vfu *v)
{
	return v->client >= 0 ? v->client : v->listener;
}

const struct vfu_counts *vfu_counts(const struct vfu *v)
{
	return &v->counts;
}

int vfu_take_fd(struct vfu *v)
{
	int fd;

	if (!v->fd_count)
		return -1;
	fd = v->fds[0];
	memmove(v->fds, v->fds + 1, --v->fd_count * sizeof(v->fds[0]));
	return fd;
}

/* ---- out ---------------------------------------------------------------- */

static void send_all(struct vfu *v, const uint8_t *data, size_t len)
{
	while (len && v->state == VFU_READY) {
		struct pollfd p = {.fd = v->client, .events = POLLOUT};
		ssize_t n =
			send(v->client, data, len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n > 0) {
			data += n;
			len -= (size_t)n;
		} else if (n < 0 && errno == EAGAIN) {
			int ready = poll(&p, 1, SEND_MS);

			if (!ready)
				vfu_hang_up(v, "the client takes no replies");
		} else if (n < 0 && errno != EINTR) {
			vfu_hang_up(v, "reply: %s", strerror(errno));
		}
	}
}

static void answer(struct vfu *v, uint32_t flags, int error,
		   const void *payload, uint32_t len)
{
	struct vfu_header h;
	uint8_t out[VFU_MAX_MSG];

	memcpy(&h, v->in, sizeof(h));
	if (h.flags & VFU_NO_REPLY)
		return;
	h.flags = flags;
	h.error = (uint32_t)error;
	h.size = (uint32_t)sizeof(h) + len;
	memcpy(out, &h, sizeof(h));
	if (len)
		memcpy(out + sizeof(h), payload, len);
	send_all(v, out, h.size);
}

void vfu_reply(struct vfu *v, const void *payload, uint32_t len)
{
	answer(v, VFU_REPLY, 0, payload, len);
}

void vfu_refuse(struct vfu *v, int error)
{
	v->counts.refused++;
	answer(v, VFU_REPLY | VFU_ERROR, error, NULL, 0);
}

/* ---- in ----------------------------------------------------------------- */

static void keep_fds(struct vfu *v, struct msghdr *m)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
		size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t i = 0; i < n; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(c) + i * sizeof(fd), sizeof(fd));
			if (v->fd_count < VFU_MAX_FDS)
				v->fds[v->fd_count++] = fd;
			else
				close(fd);
		}
	}
}

/* Up to @want bytes of the message; false: nothing more for now. */
static bool receive(struct vfu *v, uint32_t want)
{
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(VFU_MAX_FDS * sizeof(int))];
	} control;
	struct iovec to = {.iov_base = v->in + v->have,
			   .iov_len = want - v->have};
	struct msghdr m = {.msg_iov = &to,
			   .msg_iovlen = 1,
			   .msg_control = &control,
			   .msg_controllen = sizeof(control)};
	ssize_t n = recvmsg(v->client, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

	if (n > 0) {
		keep_fds(v, &m);
		v->have += (uint32_t)n;
		return true;
	}
	if (n < 0 && errno == EINTR)
		return true;
	if (n < 0 && errno == EAGAIN)
		return false;
	if (n < 0)
		vfu_hang_up(v, "the client: %s", strerror(errno));
	else if (v->have)
		vfu_hang_up(v, "the client hung up in mid-message");
	else
		vfu_hang_up(v, "the client hung up");
	return false;
}

/* A message's size, of which the header is here; 0: it cannot be one. */
static uint32_t message_size(struct vfu *v)
{
	struct vfu_header h;

	memcpy(&h, v->in, sizeof(h));
	if (h.size < sizeof(h) || h.size > VFU_MAX_MSG) {
		vfu_hang_up(
			v,
			"message %u (command %u) says that it has %u bytes; "
			"%zu to %zu can be",
			h.id, h.command, h.size, sizeof(h), VFU_MAX_MSG);
		return 0;
	}
	return h.size;
}

static void accept_client(struct vfu *v)
{
	v->client = accept4(v->listener, NULL, NULL, SOCK_CLOEXEC);
	if (v->client < 0)
		return;
	v->state = VFU_READY;
	/* One device, one client. */
	close(v->listener);
	v->listener = -1;
}

enum vfu_state vfu_serve(struct vfu *v, int timeout_ms)
{
	struct pollfd p = {.fd = vfu_fd(v), .events = POLLIN};

	if (v->state == VFU_GONE || poll(&p, 1, timeout_ms) <= 0)
		return v->state;
	if (v->state == VFU_WAITING) {
		accept_client(v);
		return v->state;
	}
	while (v->state == VFU_READY) {
		uint32_t want = sizeof(struct vfu_header);

		if (v->have >= want && !(want = message_size(v)))
			break;
		if (v->have < want) {
			if (!receive(v, want))
				break;
			continue;
		}
		v->have = 0;
		v->counts.messages++;
		vfu_message(v);
		close_fds(v);
	}
	return v->state;
}
