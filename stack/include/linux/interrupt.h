/* SPDX-License-Identifier: MIT */
/* Interrupts and softirqs. */
#ifndef _LINUX_INTERRUPT_H
#define _LINUX_INTERRUPT_H

#include <linux/bottom_half.h>
#include <linux/irqflags.h>
#include <linux/irqreturn.h>
#include <linux/kernel.h>
#include <linux/preempt.h>

typedef irqreturn_t (*irq_handler_t)(int irq, void *dev_id);

#define IRQF_SHARED 0x00000080

/* 0, -EINVAL (no such interrupt, shared without @dev_id), -EBUSY (not
 * shared), -ENOMEM. Context: process. */
int request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
		const char *name, void *dev_id);
/* Returns the name given at request_irq(). Context: process. */
const void *free_irq(unsigned int irq, void *dev_id);
/* Nested: as many enables as disables. */
void disable_irq(unsigned int irq);
void disable_irq_nosync(unsigned int irq);
void enable_irq(unsigned int irq);
/* No handler of @irq runs on return. Context: process. */
void synchronize_irq(unsigned int irq);

enum {
	HI_SOFTIRQ = 0,
	TIMER_SOFTIRQ,
	NET_TX_SOFTIRQ,
	NET_RX_SOFTIRQ,
	BLOCK_SOFTIRQ,
	IRQ_POLL_SOFTIRQ,
	TASKLET_SOFTIRQ,
	SCHED_SOFTIRQ,
	HRTIMER_SOFTIRQ,
	RCU_SOFTIRQ,
	NR_SOFTIRQS
};

struct softirq_action;
void open_softirq(int nr, void (*action)(struct softirq_action *));
/* Context: any. */
void raise_softirq(unsigned int nr);
/* Interrupts are off already. */
void raise_softirq_irqoff(unsigned int nr);
void __raise_softirq_irqoff(unsigned int nr);
u32 local_softirq_pending(void);

struct tasklet_struct {
	struct tasklet_struct *next;
	unsigned long state;
	atomic_t count;
	void (*callback)(struct tasklet_struct *t);
};

void tasklet_setup(struct tasklet_struct *t,
		   void (*callback)(struct tasklet_struct *));
void tasklet_schedule(struct tasklet_struct *t);
void tasklet_kill(struct tasklet_struct *t);
#define from_tasklet(var, cb, field) container_of(cb, __typeof__(*var), field)

#endif
