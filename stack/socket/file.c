// SPDX-License-Identifier: MIT
/* Descriptors: the lowest free number, up to FILES_MAX per process. */
#include <linux/errno.h>
#include <linux/eventpoll.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include "file.h"
#include "uapi/syscalls.h"

#define FILES_FIRST 16

struct file *file_alloc(const struct file_operations *op, void *data,
			unsigned int flags)
{
	struct file *file = kzalloc(sizeof(*file), GFP_KERNEL);

	if (!file)
		return NULL;
	file->f_count = 1;
	file->f_flags = flags;
	file->f_op = op;
	file->private_data = data;
	INIT_LIST_HEAD(&file->f_ep);
	return file;
}

/* Room for descriptor @fd. */
static int files_grow(struct files_struct *files, unsigned int fd)
{
	unsigned int n = files->max_fds ? files->max_fds : FILES_FIRST;
	struct file **table;

	if (fd >= FILES_MAX)
		return -EMFILE;
	while (n <= fd)
		n *= 2;
	table = kcalloc(n, sizeof(struct file *), GFP_KERNEL);
	if (!table)
		return -ENOMEM;
	if (files->max_fds)
		memcpy(table, files->fd,
		       files->max_fds * sizeof(struct file *));
	kfree(files->fd);
	files->fd = table;
	files->max_fds = n;
	return 0;
}

static struct files_struct *current_files(void)
{
	if (!current->files)
		current->files =
			kzalloc(sizeof(struct files_struct), GFP_KERNEL);
	return current->files;
}

static void set_close_on_exec(struct files_struct *files, unsigned int fd,
			      bool on)
{
	u64 bit = 1ull << fd % 64;

	if (on)
		files->close_on_exec[fd / 64] |= bit;
	else
		files->close_on_exec[fd / 64] &= ~bit;
}

int fd_install_from(struct file *file, unsigned int from, unsigned int cloexec)
{
	struct files_struct *files = current_files();
	unsigned int fd = from;
	int err;

	if (!files)
		return -ENOMEM;
	while (fd < files->max_fds && files->fd[fd])
		fd++;
	if (fd >= files->max_fds) {
		err = files_grow(files, fd);
		if (err)
			return err;
	}
	set_close_on_exec(files, fd, cloexec);
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
	if (unlikely(!list_empty(&file->f_ep)))
		eventpoll_release(file);
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

bool copy_files(const struct files_struct *from, struct files_struct **to)
{
	struct files_struct *files;

	*to = NULL;
	if (!from)
		return true;
	files = kmalloc(sizeof(*files), GFP_KERNEL);
	if (!files)
		return false;
	*files = *from;
	files->fd = kcalloc(from->max_fds, sizeof(struct file *), GFP_KERNEL);
	if (!files->fd) {
		kfree(files);
		return false;
	}
	for (unsigned int i = 0; i < from->max_fds; i++) {
		files->fd[i] = from->fd[i];
		if (files->fd[i])
			files->fd[i]->f_count++;
	}
	*to = files;
	return true;
}

/* ---- the calls ---- */

static int do_dup_to(int from, int to, int flags)
{
	struct file *file = fget(from), *old;
	struct files_struct *files = current->files;
	int err = -EBADF;

	if (!file)
		return -EBADF;
	if (to < 0 || to >= FILES_MAX)
		goto put;
	err = (unsigned int)to < files->max_fds
		      ? 0
		      : files_grow(files, (unsigned int)to);
	if (err)
		goto put;
	old = files->fd[to];
	files->fd[to] = file;
	set_close_on_exec(files, (unsigned int)to, flags & O_CLOEXEC);
	if (old)
		fput(old);
	return to;
put:
	fput(file);
	return err;
}

static int do_dup3(int from, int to, int flags)
{
	if (flags & ~O_CLOEXEC || from == to)
		return -EINVAL;
	return do_dup_to(from, to, flags);
}

static int do_dup2(int from, int to)
{
	struct file *file;

	if (from != to)
		return do_dup_to(from, to, 0);
	file = fget(from);
	if (!file)
		return -EBADF;
	fput(file);
	return to;
}

static int do_dup(int fd)
{
	struct file *file = fget(fd);
	int ret;

	if (!file)
		return -EBADF;
	ret = fd_install(file, 0);
	if (ret < 0)
		fput(file);
	return ret;
}

#define SETFL_MASK (O_NONBLOCK | O_APPEND)

static int file_fcntl(struct file *file, unsigned int fd, unsigned int cmd,
		      unsigned long arg)
{
	struct files_struct *files = current->files;
	int ret;

	switch (cmd) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		if (arg >= FILES_MAX)
			return -EINVAL;
		ret = fd_install_from(file, (unsigned int)arg,
				      cmd == F_DUPFD ? 0 : O_CLOEXEC);
		if (ret >= 0)
			file->f_count++;
		return ret;
	case F_GETFD:
		return files->close_on_exec[fd / 64] >> fd % 64 & FD_CLOEXEC;
	case F_SETFD:
		set_close_on_exec(files, fd, arg & FD_CLOEXEC);
		return 0;
	case F_GETFL:
		return (int)file->f_flags;
	case F_SETFL:
		file->f_flags = (file->f_flags & ~SETFL_MASK) |
				((unsigned int)arg & SETFL_MASK);
		return 0;
	default:
		return -EINVAL;
	}
}

static int do_fcntl(int fd, unsigned int cmd, unsigned long arg)
{
	struct file *file = fget(fd);
	int ret;

	if (!file)
		return -EBADF;
	ret = file_fcntl(file, (unsigned int)fd, cmd, arg);
	fput(file);
	return ret;
}

#define FIONCLEX 0x5450
#define FIOCLEX	 0x5451
#define FIONBIO	 0x5421

static int do_ioctl(int fd, unsigned int cmd, void *arg)
{
	struct file *file = fget(fd);
	int ret = 0, on;

	if (!file)
		return -EBADF;
	switch (cmd) {
	case FIOCLEX:
	case FIONCLEX:
		set_close_on_exec(current->files, (unsigned int)fd,
				  cmd == FIOCLEX);
		break;
	case FIONBIO:
		ret = -EFAULT;
		if (!access_ok(arg, sizeof(on)))
			break;
		memcpy(&on, arg, sizeof(on));
		file->f_flags = on ? file->f_flags | O_NONBLOCK
				   : file->f_flags & ~(unsigned)O_NONBLOCK;
		ret = 0;
		break;
	default:
		ret = file->f_op->ioctl ? (int)file->f_op->ioctl(file, cmd, arg)
					: -ENOTTY;
	}
	fput(file);
	return ret;
}

int sys_dup(int fd)
{
	SYSCALL(int, do_dup(fd));
}

int sys_dup2(int from, int to)
{
	SYSCALL(int, do_dup2(from, to));
}

int sys_dup3(int from, int to, int flags)
{
	SYSCALL(int, do_dup3(from, to, flags));
}

int sys_fcntl(int fd, unsigned int cmd, unsigned long arg)
{
	SYSCALL(int, do_fcntl(fd, cmd, arg));
}

int sys_ioctl(int fd, unsigned int cmd, void *arg)
{
	SYSCALL(int, do_ioctl(fd, cmd, arg));
}

int sys_close(int fd)
{
	SYSCALL(int, fd_close(fd));
}
