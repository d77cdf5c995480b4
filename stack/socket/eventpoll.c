// SPDX-License-Identifier: MIT
/*
 * epoll. A file that knows others by items: each hangs on its file's wait
 * queue, and what wakes it puts it on the ready list, from where epoll_wait()
 * asks the file itself. Level-triggered items go back on the list, one-shot
 * ones are disarmed.
 */
#include <linux/eventpoll.h>
#include <linux/slab.h>
#include "socket_internal.h"

#define EP_PRIVATE_BITS (EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE)

struct eventpoll {
	struct list_head items;
	struct list_head ready;
	wait_queue_head_t wq;	   /* epoll_wait() */
	wait_queue_head_t poll_wq; /* who polls the epoll file */
};

struct epitem {
	struct eventpoll *ep;
	struct file *file; /* no reference: eventpoll_release() */
	int fd;
	struct epoll_event event;
	struct wait_queue_entry wait;
	wait_queue_head_t *wq;
	struct list_head list;	/* ep->items */
	struct list_head ready; /* ep->ready, or empty */
	struct list_head f_ep;	/* file->f_ep */
};

struct ep_table {
	poll_table pt;
	struct epitem *item;
};

/* Softirqs are off, or this is one. */
static void make_ready(struct epitem *item)
{
	struct eventpoll *ep = item->ep;

	if (list_empty(&item->ready))
		list_add_tail(&item->ready, &ep->ready);
	wake_up_interruptible_all(&ep->wq);
	wake_up_interruptible_poll(&ep->poll_wq, EPOLLIN);
}

static void ep_callback(struct wait_queue_entry *w, u32 key)
{
	struct epitem *item = container_of(w, struct epitem, wait);

	if (!(item->event.events & ~EP_PRIVATE_BITS))
		return; /* disarmed: one-shot */
	if (key && !(key & item->event.events))
		return;
	make_ready(item);
}

static void ep_arm(struct file *file, wait_queue_head_t *wq, poll_table *pt)
{
	struct epitem *item = container_of(pt, struct ep_table, pt)->item;

	item->wq = wq;
	item->wait.func = ep_callback;
	add_wait_queue(wq, &item->wait);
}

static __poll_t item_ask(struct epitem *item, poll_table *pt)
{
	if (pt)
		pt->_key = item->event.events;
	return vfs_poll(item->file, pt) & item->event.events;
}

static void item_remove(struct epitem *item)
{
	local_bh_disable();
	if (item->wq)
		remove_wait_queue(item->wq, &item->wait);
	list_del(&item->list);
	list_del(&item->ready);
	list_del(&item->f_ep);
	local_bh_enable();
	kfree(item);
}

void eventpoll_release(struct file *file)
{
	struct epitem *item, *next;

	list_for_each_entry_safe (item, next, &file->f_ep, f_ep)
		item_remove(item);
}

static void ep_close(struct file *file)
{
	struct eventpoll *ep = file->private_data;
	struct epitem *item, *next;

	list_for_each_entry_safe (item, next, &ep->items, list)
		item_remove(item);
	kfree(ep);
}

/* Readable if an item is: those that are not any more leave the list. */
static bool ep_ready(struct eventpoll *ep)
{
	struct epitem *item, *next;

	bool ready = false;

	local_bh_disable();
	list_for_each_entry_safe (item, next, &ep->ready, ready) {
		ready = item_ask(item, NULL);
		if (ready)
			break;
		list_del_init(&item->ready);
	}
	local_bh_enable();
	return ready;
}

static __poll_t ep_poll(struct file *file, poll_table *pt)
{
	struct eventpoll *ep = file->private_data;

	poll_wait(file, &ep->poll_wq, pt);
	return ep_ready(ep) ? EPOLLIN | EPOLLRDNORM : 0;
}

static const struct file_operations eventpoll_fops = {
	.poll = ep_poll,
	.release = ep_close,
};

static int do_epoll_create1(int flags)
{
	struct eventpoll *ep;
	struct file *file;
	int fd;

	if (flags & ~EPOLL_CLOEXEC)
		return -EINVAL;
	ep = kzalloc(sizeof(*ep), GFP_KERNEL);
	if (!ep)
		return -ENOMEM;
	INIT_LIST_HEAD(&ep->items);
	INIT_LIST_HEAD(&ep->ready);
	init_waitqueue_head(&ep->wq);
	init_waitqueue_head(&ep->poll_wq);
	file = file_alloc(&eventpoll_fops, ep, O_RDWR);
	if (!file) {
		kfree(ep);
		return -ENOMEM;
	}
	fd = fd_install(file, (unsigned int)flags & O_CLOEXEC);
	if (fd < 0)
		fput(file);
	return fd;
}

/* ---- epoll_ctl() ---- */

static struct epitem *item_find(struct eventpoll *ep, const struct file *file,
				int fd)
{
	struct epitem *item;

	list_for_each_entry (item, &ep->items, list)
		if (item->file == file && item->fd == fd)
			return item;
	return NULL;
}

static int item_add(struct eventpoll *ep, struct file *file, int fd,
		    const struct epoll_event *event)
{
	struct epitem *item = kzalloc(sizeof(*item), GFP_KERNEL);
	struct ep_table t = {.pt = {._qproc = ep_arm}, .item = item};
	__poll_t mask;

	if (!item)
		return -ENOMEM;
	item->ep = ep;
	item->file = file;
	item->fd = fd;
	item->event = *event;
	INIT_LIST_HEAD(&item->ready);
	INIT_LIST_HEAD(&item->wait.entry);
	local_bh_disable();
	list_add_tail(&item->list, &ep->items);
	list_add_tail(&item->f_ep, &file->f_ep);
	local_bh_enable();
	mask = item_ask(item, &t.pt);
	local_bh_disable();
	if (mask)
		make_ready(item);
	local_bh_enable();
	return 0;
}

static void item_change(struct epitem *item, const struct epoll_event *event)
{
	item->event = *event;
	if (!item_ask(item, NULL))
		return;
	local_bh_disable();
	make_ready(item);
	local_bh_enable();
}

static int ctl_on(struct eventpoll *ep, int op, struct file *file, int fd,
		  const struct epoll_event *given)
{
	struct epitem *item = item_find(ep, file, fd);
	struct epoll_event event = {0};

	if (given) {
		event = *given;
		event.events |= EPOLLERR | EPOLLHUP;
	}
	switch (op) {
	case EPOLL_CTL_ADD:
		return item ? -EEXIST : item_add(ep, file, fd, &event);
	case EPOLL_CTL_DEL:
		if (item)
			item_remove(item);
		return item ? 0 : -ENOENT;
	case EPOLL_CTL_MOD:
		if (item)
			item_change(item, &event);
		return item ? 0 : -ENOENT;
	default:
		return -EINVAL;
	}
}

static int do_epoll_ctl(int epfd, int op, int fd,
			const struct epoll_event *event)
{
	struct file *ep = NULL, *file = NULL;
	int err = -EFAULT;

	if (op == EPOLL_CTL_DEL)
		event = NULL;
	else if (!access_ok(event, sizeof(*event)))
		return -EFAULT;
	ep = fget(epfd);
	file = fget(fd);
	if (!ep || !file)
		err = -EBADF;
	else if (!file->f_op->poll)
		err = -EPERM;
	else if (ep == file || ep->f_op != &eventpoll_fops)
		err = -EINVAL;
	else if (file->f_op == &eventpoll_fops)
		err = -ELOOP; /* an epoll file in another is not done */
	else
		err = ctl_on(ep->private_data, op, file, fd, event);
	if (file)
		fput(file);
	if (ep)
		fput(ep);
	return err;
}

/* ---- epoll_wait() ---- */

static int ep_collect(struct eventpoll *ep, struct epoll_event *events, int max)
{
	struct epitem *item;
	LIST_HEAD(again);
	__poll_t mask;
	int n = 0;

	local_bh_disable();
	while (n < max && !list_empty(&ep->ready)) {
		item = list_first_entry(&ep->ready, struct epitem, ready);
		list_del_init(&item->ready);
		mask = item_ask(item, NULL);
		if (!mask)
			continue;
		events[n].events = mask;
		events[n++].data = item->event.data;
		if (item->event.events & EPOLLONESHOT)
			item->event.events &= EP_PRIVATE_BITS;
		else if (!(item->event.events & EPOLLET))
			list_add_tail(&item->ready, &again);
	}
	while (!list_empty(&again)) {
		item = list_first_entry(&again, struct epitem, ready);
		list_del(&item->ready);
		list_add_tail(&item->ready, &ep->ready);
	}
	local_bh_enable();
	return n;
}

static int ep_wait(struct eventpoll *ep, struct epoll_event *events, int max,
		   int timeout_ms)
{
	u64 end = timeout_ms < 0
			  ? ~0ull
			  : ktime_get_ns() + (u64)timeout_ms * NSEC_PER_MSEC;
	bool in_time = timeout_ms != 0;
	DEFINE_WAIT(wait);
	int n;

	for (;;) {
		n = ep_collect(ep, events, max);
		if (n || !in_time)
			return n;
		if (signal_pending(current))
			return -EINTR;
		prepare_to_wait(&ep->wq, &wait, TASK_INTERRUPTIBLE);
		if (list_empty(&ep->ready))
			in_time = schedule_until_ns(end);
		finish_wait(&ep->wq, &wait);
	}
}

static int do_epoll_wait(int epfd, struct epoll_event *events, int max,
			 int timeout_ms)
{
	struct file *file;
	int ret = -EINVAL;

	if (max <= 0 || max > (int)(INT_MAX / sizeof(*events)))
		return -EINVAL;
	if (!access_ok(events, (size_t)max * sizeof(*events)))
		return -EFAULT;
	file = fget(epfd);
	if (!file)
		return -EBADF;
	if (file->f_op == &eventpoll_fops)
		ret = ep_wait(file->private_data, events, max, timeout_ms);
	fput(file);
	return ret;
}

int sys_epoll_create1(int flags)
{
	SYSCALL(int, do_epoll_create1(flags));
}

int sys_epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)
{
	SYSCALL(int, do_epoll_ctl(epfd, op, fd, event));
}

int sys_epoll_wait(int epfd, struct epoll_event *events, int max,
		   int timeout_ms)
{
	SYSCALL(int, do_epoll_wait(epfd, events, max, timeout_ms));
}
