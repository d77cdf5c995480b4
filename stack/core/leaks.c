// SPDX-License-Identifier: MIT
/* What is left over when everything should be gone. Context: process. */
#include "core.h"

void leak(struct kernel *k, const char *fmt, ...)
{
	size_t room = sizeof(k->leaks) - k->leaks_len;
	va_list ap;

	if (room < 2)
		return;
	va_start(ap, fmt);
	k->leaks_len += (size_t)k_vscnprintf(k->leaks + k->leaks_len, room - 1,
					     fmt, ap);
	va_end(ap);
	k->leaks[k->leaks_len++] = '\n';
	k->leaks[k->leaks_len] = '\0';
}

static void timer_leaks(struct kernel *k)
{
	struct timerqueue_node *n;

	while ((n = timerqueue_getnext(&k->timers))) {
		leak(k, "timer is still armed, set up at %s",
		     container_of(n, struct timer_list, node)->place);
		timerqueue_del(&k->timers, n);
	}
	while ((n = timerqueue_getnext(&k->hrtimers))) {
		leak(k, "hrtimer is still armed, set up at %s",
		     container_of(n, struct hrtimer, node)->place);
		timerqueue_del(&k->hrtimers, n);
	}
}

static void task_leaks(struct kernel *k)
{
	struct task_struct *t, *n;

	list_for_each_entry_safe (t, n, &k->rq.tasks, tasks) {
		if (t == current)
			continue;
		if (t->__state == TASK_DEAD)
			task_free(k, t);
		else
			leak(k, "process %s is still there", t->comm);
	}
}

void leaks_find(struct kernel *k)
{
	unsigned int maps;

	hrtimer_cancel(&k->rq.slice);
	task_leaks(k);
	irq_leaks(k);
	skb_leaks(k);
	timer_leaks(k);
	maps = machine_dma_leaks(k->machine);
	if (maps)
		leak(k, "%u DMA mappings were never undone", maps);
	mm_leaks(k);
}

const char *kernel_leaks(const struct kernel *k)
{
	return k->leaks;
}
