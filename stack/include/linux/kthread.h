/* SPDX-License-Identifier: MIT */
/* Processes of the kernel. */
#ifndef _LINUX_KTHREAD_H
#define _LINUX_KTHREAD_H

#include <linux/sched.h>

/* Not running yet: wake_up_process(). ERR_PTR on failure. */
struct task_struct *kthread_create(int (*fn)(void *data), void *data,
				   const char *namefmt, ...) __printf(3, 4);
#define kthread_run(fn, data, namefmt, ...)                               \
	__extension__({                                                   \
		struct task_struct *_k =                                  \
			kthread_create(fn, data, namefmt, ##__VA_ARGS__); \
		if (!IS_ERR(_k))                                          \
			wake_up_process(_k);                              \
		_k;                                                       \
	})
/* Asks it to end, waits for it, returns what its function returned. */
int kthread_stop(struct task_struct *t);
bool kthread_should_stop(void);

#endif
