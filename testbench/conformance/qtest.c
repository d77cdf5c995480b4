// SPDX-License-Identifier: MIT
#include "qtest.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void qtest_init(struct qtest *q, int fd)
{
	memset(q, 0, sizeof(*q));
	q->fd = fd;
}

static bool fail(struct qtest *q, const char *what)
{
	if (!q->failed)
		snprintf(q->error, sizeof(q->error), "QEMU: %s", what);
	q->failed = true;
	q->queued = 0;
	q->out_len = 0;
	return false;
}

static bool send_all(struct qtest *q)
{
	size_t at = 0;

	while (at < q->out_len) {
		ssize_t n = write(q->fd, q->out + at, q->out_len - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fail(q, "the qtest socket was closed");
		at += (size_t)n;
	}
	q->out_len = 0;
	return true;
}

/* The next line without its end, in q->in; NULL if the socket is gone. */
static char *next_line(struct qtest *q)
{
	for (;;) {
		char *start = q->in + q->in_at;
		char *end = memchr(start, '\n', q->in_len - q->in_at);
		ssize_t n;

		if (end) {
			*end = '\0';
			q->in_at = (size_t)(end - q->in) + 1;
			return start;
		}
		memmove(q->in, start, q->in_len - q->in_at);
		q->in_len -= q->in_at;
		q->in_at = 0;
		if (q->in_len == sizeof(q->in)) {
			fail(q, "a line without end");
			return NULL;
		}
		n = read(q->fd, q->in + q->in_len, sizeof(q->in) - q->in_len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			fail(q, "it closed the qtest socket");
			return NULL;
		}
		q->in_len += (size_t)n;
	}
}

/* "IRQ raise 11": comes between answers. */
static bool irq_line(struct qtest *q, const char *line)
{
	bool raise = !strncmp(line, "IRQ raise ", 10);
	unsigned long n;

	if (!raise && strncmp(line, "IRQ lower ", 10) != 0)
		return false;
	n = strtoul(line + 10, NULL, 10);
	if (n > 31)
		return true;
	if (raise)
		q->irq_levels |= 1u << n;
	else
		q->irq_levels &= ~(1u << n);
	return true;
}

bool qtest_sync(struct qtest *q)
{
	unsigned done = 0;

	if (q->failed || !send_all(q))
		return false;
	while (done < q->queued) {
		char *line = next_line(q);

		if (!line)
			return false;
		if (irq_line(q, line))
			continue;
		if (strncmp(line, "OK", 2) != 0)
			return fail(q, line);
		if (q->value[done])
			*q->value[done] = strtoull(line + 2, NULL, 0);
		done++;
	}
	q->queued = 0;
	return true;
}

static void queue(struct qtest *q, const char *text, uint64_t *value)
{
	if (q->failed)
		return;
	if ((q->queued == QTEST_QUEUE ||
	     q->out_len + strlen(text) > sizeof(q->out)) &&
	    !qtest_sync(q))
		return;
	memcpy(q->out + q->out_len, text, strlen(text));
	q->out_len += strlen(text);
	q->value[q->queued++] = value;
}

void qtest_write(struct qtest *q, const char *what, uint64_t addr, uint64_t arg)
{
	char text[64];

	snprintf(text, sizeof(text), "%s 0x%" PRIx64 " 0x%" PRIx64 "\n", what,
		 addr, arg);
	queue(q, text, NULL);
}

void qtest_read(struct qtest *q, const char *what, uint64_t addr,
		uint64_t *value)
{
	char text[64];

	snprintf(text, sizeof(text), "%s 0x%" PRIx64 "\n", what, addr);
	*value = 0;
	queue(q, text, value);
}

void qtest_command(struct qtest *q, const char *text)
{
	char line[64];

	snprintf(line, sizeof(line), "%s\n", text);
	queue(q, line, NULL);
}
