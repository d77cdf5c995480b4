/* SPDX-License-Identifier: MIT */
/* Sleeping locks. Context: process. Released by their owner only. */
#ifndef _LINUX_MUTEX_H
#define _LINUX_MUTEX_H

#include <linux/kernel.h>
#include <linux/wait.h>

struct task_struct;

struct mutex {
	const char *name;
	struct task_struct *owner;
	struct wait_queue_head wait;
};

#define DEFINE_MUTEX(m) \
	struct mutex m = {#m, NULL, __WAIT_QUEUE_HEAD_INITIALIZER(m.wait)}
#define mutex_init(m) __mutex_init(m, #m)
void __mutex_init(struct mutex *m, const char *name);
#define mutex_lock(m) __mutex_lock(m, __PLACE__)
void __mutex_lock(struct mutex *m, const char *place);
bool mutex_trylock(struct mutex *m);
void mutex_unlock(struct mutex *m);
bool mutex_is_locked(const struct mutex *m);

#endif
