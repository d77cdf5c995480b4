// SPDX-License-Identifier: MIT
/* Interrupts: entry and exit, and the drivers' handlers. */
#include "core.h"

/* Linux's limits for an interrupt that nobody handles. */
#define SPURIOUS_WINDOW 100000
#define SPURIOUS_LIMIT	99900

static struct irq_desc *desc_of(struct kernel *k, unsigned int irq)
{
	for (int v = VECTOR_NIC; v < VECTOR_COUNT; v++)
		if (k->irq[v].irq == irq)
			return &k->irq[v];
	return NULL;
}

static void update_mask(struct kernel *k, const struct irq_desc *d)
{
	machine_line_mask(k->machine, (int)(d - k->irq),
			  d->depth || d->killed || !d->actions);
}

/* As Linux's note_interrupt(): a line that nobody answers is turned off. */
static void note(struct kernel *k, struct irq_desc *d, irqreturn_t ret)
{
	if (ret == IRQ_NONE)
		d->unhandled++;
	if (++d->recent < SPURIOUS_WINDOW)
		return;
	if (d->unhandled > SPURIOUS_LIMIT) {
		pr_emerg("irq %u: nobody cared, disabling it", d->irq);
		d->killed = true;
		update_mask(k, d);
	}
	d->recent = 0;
	d->unhandled = 0;
}

static void handle(struct kernel *k, int vector)
{
	struct irq_desc *d = &k->irq[vector];
	irqreturn_t ret = IRQ_NONE;

	d->count++;
	for (struct irqaction *a = d->actions; a; a = a->next)
		ret |= a->handler((int)d->irq, a->dev_id);
	machine_irq_done(k->machine, vector, ret != IRQ_NONE);
	note(k, d, ret);
}

/* The machine calls it with interrupts off, on the stack that runs. */
static void irq_entry(void *arg, int vector)
{
	struct kernel *k = arg;

	k->preempt_count += HARDIRQ_OFFSET;
	if (vector == VECTOR_TIMER) {
		k->irq[vector].count++;
		time_interrupt(k);
	} else {
		handle(k, vector);
	}
	if (machine_irq_enabled(k->machine))
		panic("interrupt handler of vector %d enabled interrupts",
		      vector);
	k->preempt_count -= HARDIRQ_OFFSET;
	irq_exit_softirq(k);
	sched_preempt_irq(k);
}

int request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
		const char *name, void *dev_id)
{
	struct kernel *k = this_kernel();
	struct irq_desc *d = desc_of(k, irq);
	struct irqaction *a, **p;

	might_sleep();
	if (!d || !handler || (flags & IRQF_SHARED && !dev_id))
		return -EINVAL;
	if (d->actions && !(d->actions->flags & flags & IRQF_SHARED))
		return -EBUSY;
	a = kzalloc(sizeof(*a), GFP_KERNEL);
	if (!a)
		return -ENOMEM;
	a->handler = handler;
	a->dev_id = dev_id;
	a->name = name;
	a->flags = flags;
	local_irq_disable();
	for (p = &d->actions; *p; p = &(*p)->next)
		;
	*p = a;
	update_mask(k, d);
	local_irq_enable();
	return 0;
}

const void *free_irq(unsigned int irq, void *dev_id)
{
	struct kernel *k = this_kernel();
	struct irq_desc *d = desc_of(k, irq);
	struct irqaction *a, **p;
	const char *name;

	might_sleep();
	if (!d)
		return NULL;
	for (p = &d->actions; *p && (*p)->dev_id != dev_id; p = &(*p)->next)
		;
	a = *p;
	if (WARN(!a, "free_irq(%u): there is no such handler", irq))
		return NULL;
	local_irq_disable();
	*p = a->next;
	update_mask(k, d);
	local_irq_enable();
	name = a->name;
	kfree(a);
	return name;
}

void disable_irq_nosync(unsigned int irq)
{
	struct kernel *k = this_kernel();
	struct irq_desc *d = desc_of(k, irq);
	unsigned long flags;

	if (!d)
		return;
	local_irq_save(flags);
	d->depth++;
	update_mask(k, d);
	local_irq_restore(flags);
}

void disable_irq(unsigned int irq)
{
	disable_irq_nosync(irq);
	synchronize_irq(irq);
}

void enable_irq(unsigned int irq)
{
	struct kernel *k = this_kernel();
	struct irq_desc *d = desc_of(k, irq);
	unsigned long flags;

	if (!d)
		return;
	local_irq_save(flags);
	if (!WARN(!d->depth, "Unbalanced enable for IRQ %u", irq)) {
		d->depth--;
		update_mask(k, d);
	}
	local_irq_restore(flags);
}

/* A process runs, so that no handler of this one CPU does. */
void synchronize_irq(unsigned int irq)
{
	might_sleep();
}

void irq_init(struct kernel *k)
{
	machine_set_irq_entry(k->machine, irq_entry, k);
	k->irq[VECTOR_NIC].irq = 11;
	for (int v = VECTOR_NIC; v < VECTOR_COUNT; v++)
		update_mask(k, &k->irq[v]);
}

void irq_leaks(struct kernel *k)
{
	for (int v = 0; v < VECTOR_COUNT; v++)
		for (struct irqaction *a = k->irq[v].actions; a; a = a->next)
			leak(k, "interrupt %u is still requested by %s",
			     k->irq[v].irq, a->name);
}
