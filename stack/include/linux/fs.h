/* SPDX-License-Identifier: MIT */
/* Open files and the descriptors of processes. */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/fcntl.h>
#include <linux/list.h>
#include <linux/poll.h>
#include <linux/types.h>

struct file;
struct iov_iter;
struct socket;

/* Context of all: process. NULL: -EINVAL; poll: -EPERM in epoll; ioctl:
 * -ENOTTY. */
struct file_operations {
	ssize_t (*read_iter)(struct file *file, struct iov_iter *to);
	ssize_t (*write_iter)(struct file *file, struct iov_iter *from);
	__poll_t (*poll)(struct file *file, poll_table *pt);
	long (*ioctl)(struct file *file, unsigned int cmd, void *arg);
	void (*release)(struct file *file);
};

/* What a descriptor names; descriptors made by dup() and children share it. */
struct file {
	int f_count;
	unsigned int f_flags; /* O_* */
	const struct file_operations *f_op;
	void *private_data;
	struct list_head f_ep; /* epoll items that ask it */
};

#define FILES_MAX 1024 /* RLIMIT_NOFILE */

/* Descriptors of one process; task->files points here. */
struct files_struct {
	unsigned int max_fds;
	struct file **fd;
	u64 close_on_exec[FILES_MAX / 64];
};

extern const struct file_operations socket_file_ops;
/* The socket behind @file, NULL if it is something else. Inline: the timeline
 * and the post-mortem ask too, and take no simulated time. */
static inline struct socket *sock_from_file(const struct file *file)
{
	return file->f_op == &socket_file_ops ? file->private_data : NULL;
}

/* Closes all of a process's descriptors. @files may be NULL.
 * Context: process (the one that exits), may sleep. */
void exit_files(struct files_struct *files);

#endif
