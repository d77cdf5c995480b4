/* SPDX-License-Identifier: MIT */
/* Asking files what they are ready for, and being told of changes. */
#ifndef _LINUX_POLL_H
#define _LINUX_POLL_H

#include <linux/wait.h>

struct file;

typedef u32 __poll_t;

#define EPOLLIN	    0x001
#define EPOLLPRI    0x002
#define EPOLLOUT    0x004
#define EPOLLERR    0x008
#define EPOLLHUP    0x010
#define EPOLLNVAL   0x020
#define EPOLLRDNORM 0x040
#define EPOLLRDBAND 0x080
#define EPOLLWRNORM 0x100
#define EPOLLWRBAND 0x200
#define EPOLLRDHUP  0x2000

#define POLL_READABLE  (EPOLLIN | EPOLLPRI | EPOLLRDNORM | EPOLLRDBAND)
#define POLL_WRITEABLE (EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND)

/* poll()'s and select()'s names of the same bits. */
struct pollfd {
	int fd;
	short events;
	short revents;
};

/*
 * Handed to a file's poll(): what is to be put on the wait queues it names.
 * NULL: the caller only asks.
 */
typedef struct poll_table_struct {
	void (*_qproc)(struct file *file, wait_queue_head_t *wq,
		       struct poll_table_struct *pt);
	__poll_t _key; /* what is waited for */
} poll_table;

static inline void poll_wait(struct file *file, wait_queue_head_t *wq,
			     poll_table *pt)
{
	if (pt && pt->_qproc)
		pt->_qproc(file, wq, pt);
}

/* What @file is ready for; waits are armed on @pt. Context: process. */
__poll_t vfs_poll(struct file *file, poll_table *pt);

#endif
