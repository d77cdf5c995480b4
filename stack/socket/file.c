// SPDX-License-Identifier: MIT
/* Descriptors: the lowest free number, up to FILES_MAX per process. */
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include "file.h"

#define FILES_FIRST 16

static int files_grow(struct files_struct *files)
{
	unsigned int n = files->max_fds ? files->max_fds * 2 : FILES_FIRST;
	struct file **fd;

	if (n > FILES_MAX)
		return -EMFILE;
	fd = kcalloc(n, sizeof(struct file *), GFP_KERNEL);
	if (!fd)
		return -ENOMEM;
	if (files->max_fds)
		memcpy(fd, files->fd, files->max_fds * sizeof(struct file *));
	kfree(files->fd);
	files->fd = fd;
	files->max_fds = n;
	return 0;
}

int fd_install(struct file *file)
{
	struct files_struct *files = current->files;
	unsigned int fd = 0;
	int err;

	if (!files) {
		files = kzalloc(sizeof(*files), GFP_KERNEL);
		if (!files)
			return -ENOMEM;
		current->files = files;
	}
	while (fd < files->max_fds && files->fd[fd])
		fd++;
	if (fd == files->max_fds) {
		err = files_grow(files);
		if (err)
			return err;
	}
	files->fd[fd] = file;
	return (int)fd;
}

struct file *fget(int fd)
{
	struct files_struct *files = current->files;

	if (!files || fd < 0 || (unsigned int)fd >= files->max_fds ||
	    !files->fd[fd])
		return NULL;
	files->fd[fd]->f_count++;
	return files->fd[fd];
}

void fput(struct file *file)
{
	if (--file->f_count)
		return;
	file->f_op->release(file);
	kfree(file);
}

int fd_close(int fd)
{
	struct files_struct *files = current->files;
	struct file *file;

	if (!files || fd < 0 || (unsigned int)fd >= files->max_fds ||
	    !files->fd[fd])
		return -EBADF;
	file = files->fd[fd];
	files->fd[fd] = NULL;
	fput(file);
	return 0;
}

void exit_files(struct files_struct *files)
{
	if (!files)
		return;
	for (unsigned int i = 0; i < files->max_fds; i++)
		if (files->fd[i])
			fput(files->fd[i]);
	kfree(files->fd);
	kfree(files);
}
