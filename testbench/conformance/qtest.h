/* SPDX-License-Identifier: MIT */
/*
 * QEMU's qtest line protocol, as far as a memory-mapped device needs it, on a
 * connected stream socket. Commands are queued and sent together; what reads
 * waits for all of them.
 */
#ifndef CONFORMANCE_QTEST_H
#define CONFORMANCE_QTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QTEST_QUEUE 128 /* commands in flight: their answers fit the socket */

struct qtest {
	int fd;
	char out[QTEST_QUEUE * 64];
	size_t out_len;
	char in[65536];
	size_t in_len, in_at;
	unsigned queued;	      /* commands without answer */
	uint64_t *value[QTEST_QUEUE]; /* where their values go, or NULL */
	uint32_t irq_levels;	      /* of the intercepted lines */
	bool failed;
	char error[256];
};

void qtest_init(struct qtest *q, int fd);
/* Queue "@what 0x@addr 0x@arg" or, without @has_arg, "@what 0x@addr". The
 * number in its answer goes to *@value, if not NULL, by the next sync. */
void qtest_write(struct qtest *q, const char *what, uint64_t addr,
		 uint64_t arg);
void qtest_read(struct qtest *q, const char *what, uint64_t addr,
		uint64_t *value);
/* Any other command. */
void qtest_command(struct qtest *q, const char *text);
/* Everything queued has been done. False: the socket is gone, q->error. */
bool qtest_sync(struct qtest *q);

#endif
