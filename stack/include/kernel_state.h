/* SPDX-License-Identifier: MIT */
/*
 * kernel_state(): what `ringside explain` is told of the kernel. Like the lanes
 * (kernel_lanes.h), files that answer are OBSERVER_SRC: not counted, they call
 * nothing of the kernel and change nothing. They are asked between two
 * machine_run(), when the CPU may be in the middle of anything; so lists are
 * followed with a limit and an end that is missing is an end.
 */
#ifndef KERNEL_STATE_H
#define KERNEL_STATE_H

#include "kernel_core.h"

#define STATE_KEY  128
#define STATE_TEXT 160
#define STATE_LIST 4096 /* no list is longer */

#define state_print(buf, len, ...) \
	((void)__builtin_snprintf(buf, len, __VA_ARGS__))

/* metrics_u64(out, KEY, v) with a key like printf()'s; likewise the others. */
#define state_set(type, out, v, ...)                          \
	do {                                                  \
		char _key[STATE_KEY];                         \
		state_print(_key, sizeof(_key), __VA_ARGS__); \
		metrics_##type(out, _key, v);                 \
	} while (0)

/* Is @task on that wait queue? */
static inline bool state_waits(const wait_queue_head_t *wq,
			       const struct task_struct *task)
{
	const struct list_head *at = wq->head.next;

	for (int i = 0; i < STATE_LIST && at && at != &wq->head; i++) {
		if (list_entry(at, struct wait_queue_entry, entry)->task ==
		    task)
			return true;
		at = at->next;
	}
	return false;
}

/*
 * Hooks, as in kernel_core.h. net_state(): devices and their NAPI contexts.
 * files_state(): the open files of @task, from socket number @n on; returns
 * the number after the last. files_wait(): which of them @task waits for, in
 * words; false: none.
 */
void net_state(const struct net *net, struct metrics *out);
unsigned int files_state(const struct task_struct *task, unsigned int n,
			 struct metrics *out);
bool files_wait(const struct task_struct *task, char *buf, size_t len);

#endif
