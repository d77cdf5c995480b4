/* SPDX-License-Identifier: MIT */
/* epoll: a file that remembers which others to ask. */
#ifndef _LINUX_EVENTPOLL_H
#define _LINUX_EVENTPOLL_H

#include <linux/poll.h>

#define EPOLL_CTL_ADD 1
#define EPOLL_CTL_DEL 2
#define EPOLL_CTL_MOD 3

#define EPOLL_CLOEXEC 02000000

#define EPOLLEXCLUSIVE (1u << 28)
#define EPOLLWAKEUP    (1u << 29)
#define EPOLLONESHOT   (1u << 30)
#define EPOLLET	       (1u << 31)

struct epoll_event {
	u32 events;
	u64 data;
} __attribute__((packed));

/* @file is closed for good: no epoll file may ask it again. */
void eventpoll_release(struct file *file);

#endif
