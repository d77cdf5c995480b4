/* SPDX-License-Identifier: MIT */
/*
 * Frames from a descriptor, fetched at once by a thread of its own. A unix
 * datagram socket holds ten; a sender that is told to wait (QEMU) may bring its
 * frames out of order. Whoever simulates is too slow to prevent that.
 */
#ifndef SIM_WIRE_INBOX_H
#define SIM_WIRE_INBOX_H

#include <stdint.h>
#include <sys/types.h>

struct inbox;

/* Frames of up to @bytes from @fd, which is not owned. NULL: no memory, or no
 * thread. */
struct inbox *inbox_open(int fd, uint32_t bytes);
/* Before @fd is closed. */
void inbox_close(struct inbox *b);
/* The next frame's length, and the frame in @frame; -1: there is none now. */
ssize_t inbox_take(struct inbox *b, uint8_t *frame);
/* Readable while there is one. */
int inbox_fd(const struct inbox *b);
/* Frames that found no room. */
uint64_t inbox_lost(struct inbox *b);

#endif
