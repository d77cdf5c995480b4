/* SPDX-License-Identifier: MIT */
/*
 * Processes. Each has a stack of its own (sim/fiber.h). The one with the
 * least virtual run time runs; a slice is 6 ms divided by the runnable ones,
 * at least 0.75 ms, and a woken process preempts one that is 1 ms ahead.
 */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H

#include <linux/list.h>
#include <linux/preempt.h>
#include <linux/wait.h>

#define TASK_COMM_LEN 16

struct fiber;
struct files_struct;
struct kernel;

struct task_struct {
	int pid;
	char comm[TASK_COMM_LEN];
	volatile unsigned int __state; /* TASK_* */
	bool on_rq;
	bool is_kthread;
	bool sigpending;  /* kernel_stop(): system calls return -EINTR */
	bool should_stop; /* kthread_stop() */
	int exit_code;
	int user_errno; /* sys_errno() */
	/* Whoever may wait4() for it; NULL: nobody, the init process buries it.
	 */
	struct task_struct *parent;
	struct wait_queue_head child_wait;
	void (*cleanup)(struct task_struct *t); /* at its end, or NULL */
	u64 vruntime;				/* ns */
	u64 exec_start;				/* ns, since when it runs */
	u64 sum_exec;				/* ns */
	u64 rq_seq;				/* order among equals */
	u64 switches;
	struct fiber *fiber;
	struct list_head rq;	/* run queue */
	struct list_head tasks; /* all tasks */
	struct wait_queue_head exit_wait;
	int (*fn)(void *data);
	void *data;
	struct files_struct *files; /* socket/: closed by exit_files() */
};

struct task_struct *get_current(void);
#define current get_current()

#define set_current_state(s)   WRITE_ONCE(current->__state, (s))
#define __set_current_state(s) set_current_state(s)
#define task_is_running(t)     ((t)->__state == TASK_RUNNING)

void schedule(void);
long schedule_timeout(long timeout);
/* As schedule_timeout(), to the nanosecond: until CLOCK_MONOTONIC says @ns.
 * False if it does. ~0: without end. */
bool schedule_until_ns(u64 ns);
long schedule_timeout_interruptible(long timeout);
long schedule_timeout_uninterruptible(long timeout);
/* 1 if it was asleep. Context: any. */
int wake_up_process(struct task_struct *t);
void yield(void);
int cond_resched(void);
bool need_resched(void);

static inline int signal_pending(const struct task_struct *t)
{
	return t->sigpending;
}

static inline int task_pid_nr(const struct task_struct *t)
{
	return t->pid;
}

#endif
