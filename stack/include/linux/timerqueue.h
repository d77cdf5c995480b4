/* SPDX-License-Identifier: MIT */
/*
 * A queue of moments, earliest first, equal ones in order of insertion. Add
 * and remove take O(log n) steps; nodes need no memory besides themselves.
 */
#ifndef _LINUX_TIMERQUEUE_H
#define _LINUX_TIMERQUEUE_H

#include <linux/types.h>

struct timerqueue_node {
	u64 expires;
	u64 seq; /* order among equals */
	struct timerqueue_node *child, *next, *prev;
	bool queued;
};

struct timerqueue_head {
	struct timerqueue_node *root;
	u64 seq;
	unsigned int count;
};

void timerqueue_add(struct timerqueue_head *h, struct timerqueue_node *n);
void timerqueue_del(struct timerqueue_head *h, struct timerqueue_node *n);

static inline struct timerqueue_node *
timerqueue_getnext(const struct timerqueue_head *h)
{
	return h->root;
}

#endif
