/* SPDX-License-Identifier: MIT */
/*
 * All state of one kernel, and what the files of core/ know of one another.
 * struct kernel lies at the beginning of the simulated RAM.
 */
#ifndef CORE_H
#define CORE_H

#include "kernel_core.h"
#include "kernel_lanes.h"
#include "mm.h"

#include <bsd/mbuf.h>
#include <linux/completion.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/sched.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#define NSEC_TO_PS(ns) ((ps_t)(ns)*PS_PER_NS)
#define MAX_SYSCTLS    64
#define MAX_COUNTERS   128
#define COUNTER_KEY    64
#define LEAK_TEXT      4096
#define STACK_SCALE    (KASAN ? 4u : 1u)
#define KTHREAD_STACK  (64u * 1024 * STACK_SCALE)
#define PROGRAM_STACK  (256u * 1024 * STACK_SCALE)

struct sysctl_entry {
	const char *name;
	int *value;
	int min, max;
};

struct app_counter {
	char key[COUNTER_KEY];
	u64 value;
};

struct irqaction {
	irq_handler_t handler;
	void *dev_id;
	const char *name;
	unsigned long flags;
	struct irqaction *next;
};

struct irq_desc {
	unsigned int irq; /* number that drivers know */
	struct irqaction *actions;
	unsigned int depth; /* disable_irq() */
	bool killed;	    /* nobody cared */
	u64 count;
	u32 recent, unhandled;
};

struct run_queue {
	struct list_head queue; /* by virtual run time; without current */
	unsigned int queued;
	struct task_struct *curr, *idle, *dead;
	/* These two end with the machine: on no leak list. */
	struct task_struct idle_task, init_task;
	struct list_head tasks; /* all but idle */
	bool need_resched;
	u64 min_vruntime;
	u64 seq;
	int next_pid;
	u64 switches, preemptions;
	struct hrtimer slice;
};

struct softirq_state {
	u32 pending;
	void (*action[NR_SOFTIRQS])(struct softirq_action *);
	struct task_struct *ksoftirqd;
	u64 served[NR_SOFTIRQS];
	u64 runs, restarts, wakeups;
	struct tasklet_struct *tasklets, **tasklets_tail;
	struct rcu_head *rcu, **rcu_tail;
};

struct napi_counters {
	u64 polls, packets, completed, budget_exhausted, missed, deferred;
	u64 scheduled;
};

struct skb_state {
	struct list_head all;
	u64 allocated, alive, peak, clones, copies;
	struct list_head shared; /* frames that several sk_buffs carry */
	struct page *frag_page;
	unsigned int frag_offset;
};

/* What the outside asked for; done by the init process in order. */
struct request {
	struct list_head list;
	void (*fn)(struct kernel *k, struct request *r);
	char name[64];
	char key[64];
	char text[160];
	u32 value, value2;
	void (*call)(void *arg);
	void *arg;
};

struct kernel {
	struct machine *machine;
	u64 seed, random;
	struct pci_driver *const *drivers;
	struct mm mm;
	int preempt_count;

	struct run_queue rq;
	struct irq_desc irq[VECTOR_COUNT];
	struct softirq_state softirq;
	struct softnet_data softnet;
	struct napi_counters napi;
	unsigned int napi_ids;
	struct napi_struct *napi_shown; /* the first one, on the timeline */
	int netdev_budget, netdev_budget_usecs, dev_weight, netdev_max_backlog;

	struct timerqueue_head timers, hrtimers;
	struct timer_list *running_timer;
	bool timers_due; /* TIMER_SOFTIRQ will look */
	ps_t clock_event;

	struct workqueue_struct *events_wq;
	struct list_head workqueues;
	struct list_head pci_devices;
	struct skb_state skb;
	struct mbstat mb;
	struct mutex rtnl;

	struct net *net;
	struct sock *sock_lane[SOCK_LANES];
	struct sysctl_entry sysctl[MAX_SYSCTLS];
	unsigned int sysctls;
	struct app_counter counter[MAX_COUNTERS];
	unsigned int counters;

	/* between outside and the init process */
	struct list_head requests;
	wait_queue_head_t init_wait;
	bool started, up, stop, halted;
	bool poked;	       /* the outside wants the init process to look */
	unsigned int programs; /* alive */

	void (*console)(void *arg, ps_t now, int level, const char *line);
	void *console_arg;
	unsigned int log_lane;
	u64 warnings;
	u64 ratelimit_begin;
	u32 ratelimit_printed, ratelimit_missed;
	char leaks[LEAK_TEXT];
	size_t leaks_len;
};

/* The kernel whose code runs. */
static inline struct kernel *this_kernel(void)
{
	return machine_kernel(machine_this());
}

/* sched.c */
void sched_init(struct kernel *k);
void sched_tick_wanted(struct kernel *k);
void sched_preempt_irq(struct kernel *k);
void idle_loop(struct kernel *k) __noreturn;
struct task_struct *task_create(struct kernel *k, int (*fn)(void *data),
				void *data, const char *name,
				size_t stack_bytes);
void task_free(struct kernel *k, struct task_struct *t);
void signal_task(struct task_struct *t);
int wake_up_state(struct task_struct *t, unsigned int mode);
/* Until @ns since power-on; -EINTR at a signal. Context: process. */
int sleep_until_ns(u64 ns, bool interruptible);

/* softirq.c */
void softirq_init(struct kernel *k);
int softirq_start(struct kernel *k);
void softirq_stop(struct kernel *k);
/* On the way out of the outermost interrupt; interrupts are off. */
void irq_exit_softirq(struct kernel *k);

/* irq.c */
void irq_init(struct kernel *k);
void irq_leaks(struct kernel *k);

/* time.c, timer.c, hrtimer.c */
struct sleeper { /* a process that a timer wakes; on its stack */
	struct timer_list timer;
	struct hrtimer hrtimer;
	struct task_struct *task;
};
void sleeper_timer(struct timer_list *t);
enum hrtimer_restart sleeper_hrtimer(struct hrtimer *t);
u64 now_ns(const struct kernel *k);
u64 tick_now(const struct kernel *k);
void time_init(struct kernel *k);
void time_program(struct kernel *k);
void time_interrupt(struct kernel *k);
void timer_softirq(struct softirq_action *a);
void hrtimers_run(struct kernel *k);

/* workqueue.c */
int workqueue_start(struct kernel *k);
void workqueue_stop(struct kernel *k);

/* pci.c */
void pci_scan(struct kernel *k);
void pci_probe_all(struct kernel *k);
void pci_remove_all(struct kernel *k);

/* napi.c, skbuff */
void napi_init(struct kernel *k);
void napi_exit(struct kernel *k);
void skb_init(struct kernel *k);
void skb_exit(struct kernel *k);
void skb_leaks(struct kernel *k);
/* @to is a clone or copy of @from: both carry the frame now. 0 or -ENOMEM. */
int skb_frame_share(struct sk_buff *from, struct sk_buff *to);
/* All but buffer, owner, frame and list; the route gets a reference. */
void skb_copy_fields(struct sk_buff *n, const struct sk_buff *old);
/* Header offsets move with the data; "not set" stays what it is. */
void skb_headers_offset_update(struct sk_buff *skb, int by);
/* Drops the reference to the buffer; also for one that is replaced. */
void skb_release_data(struct sk_buff *skb);
/* Frees what hardirqs left behind, before NET_TX_SOFTIRQ's own work. */
void net_tx_softirq(struct softirq_action *a);

/* ethtool.c */
bool ethtool_coalesce_known(const char *key);
int ethtool_set_coalesce(struct kernel *k, const char *dev, const char *key,
			 u32 value, char *err, size_t err_len);
bool ethtool_switch_known(enum kernel_switches group, const char *key);
int ethtool_set_switch(struct kernel *k, enum kernel_switches group,
		       const char *dev, const char *key, bool on, char *err,
		       size_t err_len);

/* init.c */
int init_main(void *data);
void request_add(struct kernel *k, struct request *r);
void __noreturn task_exit(struct kernel *k, struct task_struct *t, int code);
void kernel_poke(struct kernel *k);

/* leaks.c: one line of kernel_leaks(). */
void leak(struct kernel *k, const char *fmt, ...) __printf(2, 3);
void leaks_find(struct kernel *k);

/* lanes.c, not counted: the core on the timeline. Context: outside; any. */
void lanes_init(struct kernel *k);
void lanes_log(struct kernel *k, int level, const char *line);
/* Something that they show has changed just now. */
void lanes_look(void);

/* lib/ */
void random_seed(struct kernel *k, u64 seed);

#endif
