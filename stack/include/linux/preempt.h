/* SPDX-License-Identifier: MIT */
/*
 * Where the CPU is. One count: bits 0-7 preempt_disable() depth, 8-15 softirq
 * (0x100 while one is served, 0x200 for each local_bh_disable()), 16-19
 * hardirq. A process is preempted only where the count is 0 and interrupts
 * are on: at the return from an interrupt and at preempt_enable().
 */
#ifndef _LINUX_PREEMPT_H
#define _LINUX_PREEMPT_H

#include <linux/compiler.h>
#include <linux/types.h>

#define PREEMPT_OFFSET	       0x000001
#define SOFTIRQ_OFFSET	       0x000100
#define SOFTIRQ_DISABLE_OFFSET (2 * SOFTIRQ_OFFSET)
#define HARDIRQ_OFFSET	       0x010000
#define SOFTIRQ_MASK	       0x00ff00
#define HARDIRQ_MASK	       0x0f0000

int preempt_count(void);
void preempt_count_add(int n);
void preempt_count_sub(int n);
void preempt_disable(void);
/* Gives way if another process should run. */
void preempt_enable(void);
void preempt_enable_no_resched(void);

#define hardirq_count()	     (preempt_count() & HARDIRQ_MASK)
#define softirq_count()	     (preempt_count() & SOFTIRQ_MASK)
#define in_hardirq()	     (hardirq_count() != 0)
#define in_irq()	     in_hardirq()
#define in_softirq()	     (softirq_count() != 0)
#define in_serving_softirq() ((softirq_count() & SOFTIRQ_OFFSET) != 0)
#define in_interrupt()	     ((preempt_count() & (HARDIRQ_MASK | SOFTIRQ_MASK)) != 0)
#define in_task()	     (!in_hardirq() && !in_serving_softirq())
#define in_atomic()	     (preempt_count() != 0)
#define preemptible()	     (preempt_count() == 0 && !irqs_disabled())

#endif
