/* SPDX-License-Identifier: MIT */
/* Open files of the running process. Context of all: process. */
#ifndef SOCKET_FILE_H
#define SOCKET_FILE_H

#include "kernel_core.h"
#include <linux/net.h>

/* The reference to @file passes. A descriptor, -EMFILE or -ENOMEM. */
int fd_install(struct file *file);
/* With a reference for the caller; NULL if @fd is not open. */
struct file *fget(int fd);
void fput(struct file *file);
/* 0 or -EBADF. */
int fd_close(int fd);

#endif
