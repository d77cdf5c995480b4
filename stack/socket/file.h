/* SPDX-License-Identifier: MIT */
/* Open files of the running process. Context of all: process. */
#ifndef SOCKET_FILE_H
#define SOCKET_FILE_H

#include "kernel_core.h"
#include <linux/net.h>

/* With one reference, which fd_install() takes over; NULL: no memory. */
struct file *file_alloc(const struct file_operations *op, void *data,
			unsigned int flags);
/* The reference to @file passes. The lowest free descriptor from @from on,
 * -EMFILE or -ENOMEM. @cloexec: O_CLOEXEC, or 0. */
int fd_install_from(struct file *file, unsigned int from, unsigned int cloexec);
#define fd_install(file, cloexec) fd_install_from(file, 0, cloexec)
/* With a reference for the caller; NULL if @fd is not open. */
struct file *fget(int fd);
void fput(struct file *file);
/* 0 or -EBADF. */
int fd_close(int fd);

#endif
