// SPDX-License-Identifier: MIT
#include "inbox.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define FRAMES 2048

struct slot {
	uint8_t *data;
	ssize_t len;
};

struct inbox {
	int fd, full,
		stop; /* @full: an eventfd, frames there are; @stop: ... */
	uint32_t bytes;
	pthread_t thread;
	bool running;
	pthread_mutex_t lock; /* of what follows */
	uint32_t head, tail;  /* free running */
	uint64_t lost;
	struct slot slot[FRAMES];
};

/* Whatever cannot be kept is lost, as on a wire. */
static void keep(struct inbox *b, const uint8_t *frame, ssize_t len)
{
	uint8_t *data = malloc((size_t)len + 1);

	pthread_mutex_lock(&b->lock);
	if (data && b->tail - b->head < FRAMES) {
		memcpy(data, frame, (size_t)len);
		b->slot[b->tail++ % FRAMES] = (struct slot){data, len};
		data = NULL;
		eventfd_write(b->full, 1);
	} else {
		b->lost++;
	}
	pthread_mutex_unlock(&b->lock);
	free(data);
}

static void *fetch(void *arg)
{
	struct inbox *b = arg;
	struct pollfd p[2] = {{.fd = b->fd, .events = POLLIN},
			      {.fd = b->stop, .events = POLLIN}};
	uint8_t *frame = malloc(b->bytes);

	while (frame) {
		ssize_t n;

		if (poll(p, 2, -1) < 0 && errno != EINTR)
			break;
		if (p[1].revents)
			break;
		while ((n = read(b->fd, frame, b->bytes)) >= 0)
			keep(b, frame, n);
		if (errno != EAGAIN && errno != EINTR)
			break;
	}
	free(frame);
	return NULL;
}

struct inbox *inbox_open(int fd, uint32_t bytes)
{
	struct inbox *b = calloc(1, sizeof(*b));
	sigset_t all, old;

	if (!b)
		return NULL;
	b->fd = fd;
	b->bytes = bytes;
	pthread_mutex_init(&b->lock, NULL);
	b->full = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	b->stop = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	/* Signals are the main program's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	b->running = b->full >= 0 && b->stop >= 0 &&
		     !pthread_create(&b->thread, NULL, fetch, b);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (b->running)
		return b;
	inbox_close(b);
	return NULL;
}

void inbox_close(struct inbox *b)
{
	if (!b)
		return;
	if (b->running) {
		eventfd_write(b->stop, 1);
		pthread_join(b->thread, NULL);
	}
	for (; b->head != b->tail; b->head++)
		free(b->slot[b->head % FRAMES].data);
	if (b->full >= 0)
		close(b->full);
	if (b->stop >= 0)
		close(b->stop);
	pthread_mutex_destroy(&b->lock);
	free(b);
}

ssize_t inbox_take(struct inbox *b, uint8_t *frame)
{
	ssize_t len = -1;
	eventfd_t n;

	pthread_mutex_lock(&b->lock);
	if (b->head != b->tail) {
		struct slot *s = &b->slot[b->head++ % FRAMES];

		len = s->len;
		memcpy(frame, s->data, (size_t)len);
		free(s->data);
	}
	if (b->head == b->tail)
		eventfd_read(b->full, &n);
	pthread_mutex_unlock(&b->lock);
	return len;
}

int inbox_fd(const struct inbox *b)
{
	return b->full;
}

uint64_t inbox_lost(struct inbox *b)
{
	uint64_t lost;

	pthread_mutex_lock(&b->lock);
	lost = b->lost;
	pthread_mutex_unlock(&b->lock);
	return lost;
}
