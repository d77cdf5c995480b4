/* SPDX-License-Identifier: MIT */
/* A QEMU with one e1000 and no CPU that runs, as a child of this process: it
 * dies with it. */
#ifndef CONFORMANCE_QEMU_PROCESS_H
#define CONFORMANCE_QEMU_PROCESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct qemu_process {
	pid_t pid;	 /* 0: none */
	int qtest;	 /* line protocol */
	int qmp;	 /* its monitor */
	int wire;	 /* one frame in each datagram, both ways */
	uint8_t *memory; /* shared: @bytes from bus address @bus on */
	size_t bytes;
};

/*
 * @command: words that start it. Its sockets are made in @dir, which is made
 * too. The card is device 4 of bus 0. 0; or -1 with a message, and nothing was
 * started.
 */
int qemu_process_start(struct qemu_process *p, const char *command,
		       const char *dir, uint32_t bus, size_t bytes,
		       const uint8_t mac[6], char *err, size_t err_len);
/* The machine's reset button; it has come out of reset on return. 0 or -1. */
int qemu_process_reset(struct qemu_process *p, char *err, size_t err_len);
void qemu_process_stop(struct qemu_process *p);

#endif
