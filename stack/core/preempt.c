// SPDX-License-Identifier: MIT
/* The preemption count, the interrupt flag, spin locks. */
#include "core.h"

#include <asm/barrier.h>

int preempt_count(void)
{
	return this_kernel()->preempt_count;
}

void preempt_count_add(int n)
{
	this_kernel()->preempt_count += n;
}

void preempt_count_sub(int n)
{
	struct kernel *k = this_kernel();

	if (unlikely(k->preempt_count < n))
		panic("preempt_count underflow (0x%x - 0x%x)",
		      (unsigned int)k->preempt_count, (unsigned int)n);
	k->preempt_count -= n;
}

void preempt_disable(void)
{
	this_kernel()->preempt_count++;
	barrier();
}

void preempt_enable_no_resched(void)
{
	barrier();
	preempt_count_sub(PREEMPT_OFFSET);
}

static void give_way(struct kernel *k)
{
	if (unlikely(k->rq.need_resched) && !k->preempt_count &&
	    machine_irq_enabled(k->machine))
		cond_resched();
}

void preempt_enable(void)
{
	preempt_enable_no_resched();
	give_way(this_kernel());
}

unsigned long arch_local_irq_save(void)
{
	return machine_irq_disable(machine_this());
}

void arch_local_irq_restore(unsigned long flags)
{
	if (flags)
		local_irq_enable();
}

void local_irq_disable(void)
{
	machine_irq_disable(machine_this());
}

void local_irq_enable(void)
{
	struct kernel *k = this_kernel();

	machine_irq_enable(k->machine);
	/* Whoever was woken meanwhile need not wait for an interrupt. */
	give_way(k);
}

bool irqs_disabled(void)
{
	return !machine_irq_enabled(machine_this());
}

void __mem_barrier(void)
{
	barrier();
	machine_barrier(machine_this());
}

void __might_sleep(const char *place)
{
	struct kernel *k = this_kernel();

	if (unlikely(k->preempt_count || !machine_irq_enabled(k->machine)))
		panic("sleeping function called from invalid context at %s: preempt_count 0x%x, interrupts %s",
		      place, (unsigned int)k->preempt_count,
		      machine_irq_enabled(k->machine) ? "on" : "off");
}

/* ---- spin locks ---- */

static void take(spinlock_t *l, const char *place)
{
	if (unlikely(l->holder))
		panic("spin lock %s: locked at %s, locked again at %s: one CPU would wait for ever",
		      l->name ? l->name : "(not initialised)", l->holder,
		      place);
	l->holder = place;
}

static void release(spinlock_t *l, const char *place)
{
	if (unlikely(!l->holder))
		panic("spin lock %s: unlocked at %s, but it is not locked",
		      l->name ? l->name : "(not initialised)", place);
	l->holder = NULL;
}

void __spin_lock(spinlock_t *l, const char *place)
{
	preempt_disable();
	take(l, place);
}

bool __spin_trylock(spinlock_t *l, const char *place)
{
	preempt_disable();
	if (l->holder) {
		preempt_enable();
		return false;
	}
	l->holder = place;
	return true;
}

void __spin_unlock(spinlock_t *l, const char *place)
{
	release(l, place);
	preempt_enable();
}

void __spin_lock_bh(spinlock_t *l, const char *place)
{
	local_bh_disable();
	take(l, place);
}

void __spin_unlock_bh(spinlock_t *l, const char *place)
{
	release(l, place);
	local_bh_enable();
}

void __spin_lock_irq(spinlock_t *l, const char *place)
{
	local_irq_disable();
	preempt_disable();
	take(l, place);
}

void __spin_unlock_irq(spinlock_t *l, const char *place)
{
	release(l, place);
	preempt_enable_no_resched();
	local_irq_enable();
}

unsigned long __spin_lock_irqsave(spinlock_t *l, const char *place)
{
	unsigned long flags = arch_local_irq_save();

	preempt_disable();
	take(l, place);
	return flags;
}

void __spin_unlock_irqrestore(spinlock_t *l, unsigned long flags,
			      const char *place)
{
	release(l, place);
	preempt_enable_no_resched();
	if (flags)
		local_irq_enable();
}

void __assert_spin_locked(const spinlock_t *l, const char *place)
{
	if (!l->holder)
		panic("spin lock %s: should be held at %s",
		      l->name ? l->name : "(not initialised)", place);
}
