// SPDX-License-Identifier: MIT
/*
 * poll() and select(): ask every file; if none is ready, wait on all their
 * queues at once and ask again.
 */
#include <linux/slab.h>
#include "socket_internal.h"

#define FOREVER (~0ull)

__poll_t vfs_poll(struct file *file, poll_table *pt)
{
	if (!file->f_op->poll)
		return EPOLLIN | EPOLLOUT | EPOLLRDNORM | EPOLLWRNORM;
	return file->f_op->poll(file, pt);
}

/* ---- waiting on many queues ---- */

struct poll_entry {
	struct wait_queue_entry wait;
	struct poll_wqueues *owner;
	wait_queue_head_t *wq;
	struct file *file;
	__poll_t key;
	struct poll_entry *next;
};

struct poll_wqueues {
	poll_table pt;
	struct task_struct *task;
	struct poll_entry *entries;
	bool triggered;
	int error;
};

static void poll_wake(struct wait_queue_entry *w, u32 key)
{
	struct poll_entry *e = container_of(w, struct poll_entry, wait);

	if (key && !(key & e->key))
		return;
	e->owner->triggered = true;
	wake_up_process(e->owner->task);
}

static void poll_arm(struct file *file, wait_queue_head_t *wq, poll_table *pt)
{
	struct poll_wqueues *p = container_of(pt, struct poll_wqueues, pt);
	struct poll_entry *e = kzalloc(sizeof(*e), GFP_KERNEL);

	if (!e) {
		p->error = -ENOMEM;
		return;
	}
	e->owner = p;
	e->wq = wq;
	e->file = file;
	e->key = pt->_key;
	e->wait.func = poll_wake;
	e->next = p->entries;
	p->entries = e;
	file->f_count++;
	add_wait_queue(wq, &e->wait);
}

static void poll_begin(struct poll_wqueues *p)
{
	memset(p, 0, sizeof(*p));
	p->pt._qproc = poll_arm;
	p->task = current;
}

static void poll_end(struct poll_wqueues *p)
{
	struct poll_entry *e;

	while ((e = p->entries)) {
		p->entries = e->next;
		remove_wait_queue(e->wq, &e->wait);
		fput(e->file);
		kfree(e);
	}
}

/* Sleeps until something happened or @end; false at the end. */
static bool poll_sleep(struct poll_wqueues *p, u64 end)
{
	bool early = true;

	p->pt._qproc = NULL; /* one round arms them all */
	set_current_state(TASK_INTERRUPTIBLE);
	if (!p->triggered)
		early = schedule_until_ns(end) || p->triggered;
	__set_current_state(TASK_RUNNING);
	p->triggered = false;
	return early;
}

/* ---- poll() ---- */

static int poll_fd(struct pollfd *pfd, poll_table *pt)
{
	struct file *file;
	__poll_t mask = EPOLLNVAL, want;

	pfd->revents = 0;
	if (pfd->fd < 0)
		return 0;
	file = fget(pfd->fd);
	if (file) {
		want = (u16)pfd->events | EPOLLERR | EPOLLHUP;
		pt->_key = want;
		mask = vfs_poll(file, pt) & want;
		fput(file);
	}
	pfd->revents = (short)mask;
	return mask != 0;
}

static int do_poll(struct pollfd *fds, unsigned long n, u64 end)
{
	struct poll_wqueues p;
	int ready = 0;

	if (n > FILES_MAX)
		return -EINVAL;
	if (!access_ok(fds, n * sizeof(*fds)))
		return -EFAULT;
	poll_begin(&p);
	for (;;) {
		for (unsigned long i = 0; i < n; i++) {
			ready += poll_fd(&fds[i], &p.pt);
			if (ready)
				p.pt._qproc = NULL;
		}
		if (!ready)
			ready = p.error;
		if (!ready && signal_pending(current))
			ready = -EINTR;
		if (ready || !end || !poll_sleep(&p, end))
			break;
	}
	poll_end(&p);
	return ready;
}

static u64 end_ms(int timeout_ms)
{
	if (timeout_ms < 0)
		return FOREVER;
	if (!timeout_ms)
		return 0;
	return ktime_get_ns() + (u64)timeout_ms * NSEC_PER_MSEC;
}

int sys_poll(struct pollfd *fds, unsigned long n, int timeout_ms)
{
	SYSCALL(int, do_poll(fds, n, end_ms(timeout_ms)));
}

/* ---- select() ---- */

#define SELECT_IN  (EPOLLRDNORM | EPOLLRDBAND | EPOLLIN | EPOLLHUP | EPOLLERR)
#define SELECT_OUT (EPOLLWRBAND | EPOLLWRNORM | EPOLLOUT | EPOLLERR)
#define SELECT_EX  EPOLLPRI
#define SET_WORDS  (FILES_MAX / 64)

struct fd_sets {
	u64 bits[3][SET_WORDS];
};

static bool in_set(const struct fd_sets *s, int set, int fd)
{
	return s->bits[set][fd / 64] >> fd % 64 & 1;
}

/* -EBADF, or how many bits were set in @out. */
static int select_round(int n, const struct fd_sets *in, struct fd_sets *out,
			poll_table *pt)
{
	static const __poll_t kinds[3] = {SELECT_IN, SELECT_OUT, SELECT_EX};
	int found = 0;

	for (int fd = 0; fd < n; fd++) {
		__poll_t want = 0, mask;
		struct file *file;

		for (int set = 0; set < 3; set++)
			if (in_set(in, set, fd))
				want |= kinds[set];
		if (!want)
			continue;
		file = fget(fd);
		if (!file)
			return -EBADF;
		pt->_key = want;
		mask = vfs_poll(file, pt);
		fput(file);
		for (int set = 0; set < 3; set++) {
			if (!in_set(in, set, fd) || !(mask & kinds[set]))
				continue;
			out->bits[set][fd / 64] |= 1ull << fd % 64;
			found++;
		}
		if (found)
			pt->_qproc = NULL;
	}
	return found;
}

static int select_wait(int n, const struct fd_sets *in, struct fd_sets *out,
		       u64 end)
{
	struct poll_wqueues p;
	int ready;

	poll_begin(&p);
	for (;;) {
		memset(out, 0, sizeof(*out));
		ready = select_round(n, in, out, &p.pt);
		if (!ready)
			ready = p.error;
		if (!ready && signal_pending(current))
			ready = -EINTR;
		if (ready || !end || !poll_sleep(&p, end))
			break;
	}
	poll_end(&p);
	return ready;
}

/* Bytes of a program's fd_set that tell of @n descriptors. */
static size_t set_bytes(int n)
{
	return ((size_t)n + 63) / 64 * 8;
}

static int select_end(const struct __kernel_sock_timeval *tv, u64 *end)
{
	*end = FOREVER;
	if (!tv)
		return 0;
	if (!access_ok(tv, sizeof(*tv)))
		return -EFAULT;
	if (tv->tv_sec < 0 || tv->tv_usec < 0)
		return -EINVAL;
	*end = 0;
	if (tv->tv_sec || tv->tv_usec)
		*end = ktime_get_ns() + (u64)tv->tv_sec * NSEC_PER_SEC +
		       (u64)tv->tv_usec * NSEC_PER_USEC;
	return 0;
}

/* Linux tells what is left of the time. */
static void select_left(struct __kernel_sock_timeval *tv, u64 end)
{
	u64 now = ktime_get_ns(), left = end > now ? end - now : 0;

	if (!tv)
		return;
	tv->tv_sec = (s64)(left / NSEC_PER_SEC);
	tv->tv_usec = (s64)(left % NSEC_PER_SEC / NSEC_PER_USEC);
}

static int do_select(int n, void *const sets[3],
		     struct __kernel_sock_timeval *tv)
{
	struct fd_sets in = {0}, out;
	size_t bytes;
	int ret;
	u64 end;

	ret = select_end(tv, &end);
	if (ret)
		return ret;
	if (n < 0)
		return -EINVAL;
	n = min(n, FILES_MAX);
	bytes = set_bytes(n);
	for (int i = 0; i < 3; i++) {
		if (!sets[i])
			continue;
		if (!access_ok(sets[i], bytes))
			return -EFAULT;
		memcpy(in.bits[i], sets[i], bytes);
	}
	ret = select_wait(n, &in, &out, end);
	select_left(tv, end);
	if (ret < 0)
		return ret;
	for (int i = 0; i < 3; i++)
		if (sets[i])
			memcpy(sets[i], out.bits[i], bytes);
	return ret;
}

int sys_select(int n, void *in, void *out, void *ex, void *timeout)
{
	void *const sets[3] = {in, out, ex};

	SYSCALL(int, do_select(n, sets, timeout));
}
