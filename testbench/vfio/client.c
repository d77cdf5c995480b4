// SPDX-License-Identifier: MIT
#define _GNU_SOURCE /* memfd_create() */
#include "client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static int toy_read(void *arg, unsigned region, uint32_t offset, uint32_t count,
		    uint8_t *data)
{
	struct toy *t = arg;

	if (region != VFU_BAR0)
		return EIO;
	memcpy(data, t->bar0 + offset, count);
	return 0;
}

static int toy_write(void *arg, unsigned region, uint32_t offset,
		     uint32_t count, const uint8_t *data)
{
	struct toy *t = arg;

	if (region != VFU_BAR0)
		return EIO;
	memcpy(t->bar0 + offset, data, count);
	return 0;
}

/* Every page of a mapping is touched, as the card may. */
static int toy_map(void *arg, uint64_t addr, uint64_t size, void *mem,
		   bool writable)
{
	struct toy *t = arg;
	volatile uint8_t *p = mem;

	t->maps++;
	t->map_addr = addr;
	t->map_mem = mem;
	for (uint64_t i = 0; p && i < size; i += 4096) {
		uint8_t v = p[i];

		if (writable)
			p[i] = v;
	}
	return 0;
}

static void toy_unmap(void *arg, uint64_t addr, uint64_t size)
{
	struct toy *t = arg;

	(void)addr;
	(void)size;
	t->maps--;
}

static void toy_reset(void *arg)
{
	struct toy *t = arg;

	t->resets++;
}

const struct vfu_ops toy_ops = {toy_read, toy_write, toy_map, toy_unmap,
				toy_reset};

void client_open(struct client *c)
{
	struct vfu_config conf = {
		.region_bytes =
			{[VFU_BAR0] = sizeof(c->toy.bar0), [VFU_CONFIG] = 256},
		.ops = &toy_ops,
		.arg = &c->toy,
	};
	int pair[2];

	memset(c, 0, sizeof(*c));
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
		abort();
	c->fd = pair[0];
	c->v = vfu_adopt(pair[1], &conf);
	if (!c->v)
		abort();
}

void client_close(struct client *c)
{
	close(c->fd);
	vfu_close(c->v);
}

void client_raw(struct client *c, const void *data, size_t len)
{
	/* A server that has hung up takes nothing. */
	if (send(c->fd, data, len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 &&
	    errno != EPIPE && errno != ECONNRESET && errno != EAGAIN)
		abort();
}

static void send_fd(struct client *c, const void *data, size_t len, int fd)
{
	union {
		struct cmsghdr h;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {.h = {.cmsg_len = CMSG_LEN(sizeof(int)),
			   .cmsg_level = SOL_SOCKET,
			   .cmsg_type = SCM_RIGHTS}};
	struct iovec iov = {(void *)data, len};
	struct msghdr m = {.msg_iov = &iov,
			   .msg_iovlen = 1,
			   .msg_control = &control,
			   .msg_controllen = sizeof(control)};

	memcpy(CMSG_DATA(&control.h), &fd, sizeof(fd));
	if (sendmsg(c->fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 &&
	    errno != EPIPE && errno != ECONNRESET && errno != EAGAIN)
		abort();
}

void client_send(struct client *c, unsigned command, uint32_t flags,
		 const void *payload, uint32_t len, int fd)
{
	struct vfu_header h = {.id = ++c->id,
			       .command = (uint16_t)command,
			       .size = (uint32_t)sizeof(h) + len,
			       .flags = flags};
	uint8_t msg[sizeof(h) + VFU_MAX_MSG];

	memcpy(msg, &h, sizeof(h));
	if (len)
		memcpy(msg + sizeof(h), payload, len);
	if (fd >= 0)
		send_fd(c, msg, h.size, fd);
	else
		client_raw(c, msg, h.size);
}

bool client_reply(struct client *c)
{
	ssize_t n;

	vfu_serve(c->v, 0);
	n = recv(c->fd, &c->h, sizeof(c->h), MSG_DONTWAIT);
	if (n != sizeof(c->h))
		return false;
	n = (ssize_t)(c->h.size - sizeof(c->h));
	return !n || recv(c->fd, c->payload, (size_t)n, MSG_DONTWAIT) == n;
}

int client_ask(struct client *c, unsigned command, const void *payload,
	       uint32_t len, int fd)
{
	client_send(c, command, VFU_COMMAND, payload, len, fd);
	if (!client_reply(c))
		return -1;
	return c->h.flags & VFU_ERROR ? (int)c->h.error : 0;
}

int client_memory(size_t bytes)
{
	int fd = memfd_create("guest", MFD_CLOEXEC);

	if (fd < 0 || ftruncate(fd, (off_t)bytes))
		abort();
	return fd;
}
