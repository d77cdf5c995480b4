// SPDX-License-Identifier: MIT
/*
 * Processes that make processes. All share one address space, so a child
 * begins with a function, as with Linux's clone(), not by returning a second
 * time from where its parent is.
 */
#include "core.h"

#include <linux/errno.h>

#include "uapi/syscalls.h"

#define WAIT_NO_HANG 1

struct clone_start {
	int (*fn)(void *arg);
	void *arg;
};

void sys_exit(int code)
{
	code &= 0xff; /* all that wait4() can tell */
	if (code)
		pr_info("%s: exited with status %d", current->comm, code);
	task_exit(this_kernel(), current, code);
}

static void clone_cleanup(struct task_struct *t)
{
	kfree(t->data);
}

static int clone_run(void *data)
{
	const struct clone_start *s = data;

	sys_exit(s->fn(s->arg));
}

static int do_clone(int (*fn)(void *arg), void *arg)
{
	struct kernel *k = this_kernel();
	struct clone_start *s;
	struct task_struct *t;

	if (current->sigpending)
		return -EINTR; /* the kernel stops: nothing new */
	s = kmalloc(sizeof(*s), GFP_KERNEL);
	if (!s)
		return -ENOMEM;
	s->fn = fn;
	s->arg = arg;
	t = task_create(k, clone_run, s, current->comm, PROGRAM_STACK);
	if (!t) {
		kfree(s);
		return -EAGAIN;
	}
	if (!copy_files(current->files, &t->files)) {
		task_free(k, t);
		kfree(s);
		return -ENOMEM;
	}
	t->is_kthread = false;
	t->parent = current;
	t->cleanup = clone_cleanup;
	k->programs++;
	wake_up_process(t);
	return t->pid;
}

int sys_clone(int (*fn)(void *arg), void *arg)
{
	int ret;

	syscall_enter();
	ret = do_clone(fn, arg);
	syscall_exit();
	return ret;
}

/* A child that ended; NULL with *@any: there are living ones. */
static struct task_struct *find_zombie(struct kernel *k, int pid, bool *any)
{
	struct task_struct *t;

	*any = false;
	list_for_each_entry (t, &k->rq.tasks, tasks) {
		if (t->parent != current || (pid > 0 && t->pid != pid))
			continue;
		*any = true;
		if (t->__state == TASK_DEAD && !t->fiber)
			return t;
	}
	return NULL;
}

static int do_wait4(int pid, int *status, int flags)
{
	struct kernel *k = this_kernel();
	struct task_struct *t;
	bool any;

	if (flags & ~WAIT_NO_HANG)
		return -EINVAL;
	t = find_zombie(k, pid, &any);
	if (!t && any && !(flags & WAIT_NO_HANG) &&
	    wait_event_interruptible(current->child_wait,
				     (t = find_zombie(k, pid, &any)) || !any))
		return -EINTR;
	if (!t)
		return any ? 0 : -ECHILD;
	pid = t->pid;
	if (status)
		*status = t->exit_code << 8;
	t->parent = NULL;
	wake_up_all(&k->init_wait);
	return pid;
}

int sys_wait4(int pid, int *status, int flags)
{
	int ret;

	syscall_enter();
	ret = do_wait4(pid, status, flags);
	syscall_exit();
	return ret;
}

int sys_getpid(void)
{
	int pid;

	syscall_enter();
	pid = current->pid;
	syscall_exit();
	return pid;
}

int *sys_errno(void)
{
	return &current->user_errno;
}
