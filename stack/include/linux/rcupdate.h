/* SPDX-License-Identifier: MIT */
/*
 * Read-copy-update on one CPU: readers hold off preemption, so that a process
 * which runs at all proves that no reader is under way.
 */
#ifndef _LINUX_RCUPDATE_H
#define _LINUX_RCUPDATE_H

#include <asm/barrier.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/slab.h>

struct rcu_head {
	struct rcu_head *next;
	void (*func)(struct rcu_head *head);
};

#define rcu_read_lock()			preempt_disable()
#define rcu_read_unlock()		preempt_enable()
#define rcu_dereference(p)		READ_ONCE(p)
#define rcu_dereference_protected(p, c) (p)
#define rcu_dereference_rtnl(p)		(p)
#define rcu_access_pointer(p)		READ_ONCE(p)
#define rcu_assign_pointer(p, v)	smp_store_release(&(p), v)
#define RCU_INIT_POINTER(p, v)		WRITE_ONCE(p, v)
#define synchronize_rcu()		might_sleep()
#define synchronize_net()		might_sleep()

/* @func runs in softirq context after the readers of now. Context: any. */
void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));
void rcu_barrier(void);

#define list_for_each_entry_rcu	 list_for_each_entry
#define list_add_rcu		 list_add
#define list_add_tail_rcu	 list_add_tail
#define list_del_rcu		 list_del
#define hlist_for_each_entry_rcu hlist_for_each_entry
#define hlist_add_head_rcu	 hlist_add_head
#define hlist_del_rcu		 hlist_del

#endif
