/* SPDX-License-Identifier: MIT */
/* "It is done." */
#ifndef _LINUX_COMPLETION_H
#define _LINUX_COMPLETION_H

#include <linux/wait.h>

struct completion {
	unsigned int done;
	wait_queue_head_t wait;
};

void init_completion(struct completion *c);
void reinit_completion(struct completion *c);
void complete(struct completion *c);
void complete_all(struct completion *c);
void wait_for_completion(struct completion *c);
/* Jiffies left, or 0. */
unsigned long wait_for_completion_timeout(struct completion *c,
					  unsigned long timeout);

#endif
