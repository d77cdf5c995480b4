/* SPDX-License-Identifier: MIT */
/*
 * Spin locks of a machine with one CPU: they hold off what could interrupt
 * (preemption, softirqs, interrupts) and check their use. Taking a lock that
 * is held, or releasing one that is not, would hang or corrupt a real
 * machine: here it is a fault with the lock's name.
 */
#ifndef _LINUX_SPINLOCK_H
#define _LINUX_SPINLOCK_H

#include <linux/bottom_half.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>

typedef struct spinlock {
	const char *name;
	const char *holder; /* place of the lock operation; NULL: free */
} spinlock_t;

#define DEFINE_SPINLOCK(x) spinlock_t x = {#x, NULL}
#define spin_lock_init(l)           \
	do {                        \
		(l)->name = #l;     \
		(l)->holder = NULL; \
	} while (0)

#ifndef __PLACE__
#define __PLACE_STR2(x) #x
#define __PLACE_STR(x)	__PLACE_STR2(x)
#define __PLACE__	__FILE__ ":" __PLACE_STR(__LINE__)
#endif

void __spin_lock(spinlock_t *l, const char *place);
bool __spin_trylock(spinlock_t *l, const char *place);
void __spin_unlock(spinlock_t *l, const char *place);
void __spin_lock_bh(spinlock_t *l, const char *place);
void __spin_unlock_bh(spinlock_t *l, const char *place);
void __spin_lock_irq(spinlock_t *l, const char *place);
void __spin_unlock_irq(spinlock_t *l, const char *place);
unsigned long __spin_lock_irqsave(spinlock_t *l, const char *place);
void __spin_unlock_irqrestore(spinlock_t *l, unsigned long flags,
			      const char *place);

#define spin_lock(l)		      __spin_lock(l, __PLACE__)
#define spin_trylock(l)		      __spin_trylock(l, __PLACE__)
#define spin_unlock(l)		      __spin_unlock(l, __PLACE__)
#define spin_lock_bh(l)		      __spin_lock_bh(l, __PLACE__)
#define spin_unlock_bh(l)	      __spin_unlock_bh(l, __PLACE__)
#define spin_lock_irq(l)	      __spin_lock_irq(l, __PLACE__)
#define spin_unlock_irq(l)	      __spin_unlock_irq(l, __PLACE__)
#define spin_lock_irqsave(l, f)	      ((f) = __spin_lock_irqsave(l, __PLACE__))
#define spin_unlock_irqrestore(l, f)  __spin_unlock_irqrestore(l, f, __PLACE__)
#define spin_lock_nested(l, subclass) spin_lock(l)

static inline bool spin_is_locked(const spinlock_t *l)
{
	return l->holder != NULL;
}

/* Stops the machine unless @l is held. */
#define assert_spin_locked(l)  __assert_spin_locked(l, __PLACE__)
#define lockdep_assert_held(l) ((void)(l))
void __assert_spin_locked(const spinlock_t *l, const char *place);

#endif
