/* SPDX-License-Identifier: MIT */
/*
 * What the rooms inside the kernel know of one another: core/ gives the
 * functions below to net/, ipv4/ and socket/, and calls the hooks that those
 * implement. Drivers include <linux/...> only.
 */
#ifndef KERNEL_CORE_H
#define KERNEL_CORE_H

#include "kernel.h"
#include <linux/netdevice.h>
#include <linux/sched.h>

struct net;
struct record;
struct sock;

/* The kernel whose code runs. Not outside of machine_run(). */
struct kernel *kernel_this(void);
struct machine *kernel_machine(const struct kernel *k);
/* net_create() tells, before the first protocol registers itself with it. */
void kernel_set_net(struct kernel *k, struct net *net);
struct net *kernel_net(const struct kernel *k);
#define init_net (*kernel_net(kernel_this()))

/*
 * Sysctls of core/. @name is Linux's with dots and must live as long as the
 * kernel; @value is changed in place if min <= v <= max. 0, or -ENOMEM.
 */
int sysctl_register(struct kernel *k, const char *name, int *value, int min,
		    int max);

/* System calls: cost, and the context for the shares of time. */
void syscall_enter(void);
void syscall_exit(void);
/* The body of a system call: each costs what the profile says. */
#define SYSCALL(type, call)      \
	do {                     \
		type _ret;       \
		syscall_enter(); \
		_ret = call;     \
		syscall_exit();  \
		return _ret;     \
	} while (0)

/* The init process calls @fn, after what was asked for before. For tests. */
void kernel_call(struct kernel *k, void (*fn)(void *arg), void *arg);

/* Counts of WARN so far. */
u64 kernel_warnings(const struct kernel *k);

/* The @nth allocation from now on fails (1: the next; 0: none). For tests. */
void kernel_fail_alloc(struct kernel *k, u64 nth);

/*
 * core/ implements those calls of uapi/syscalls.h that know no file; socket/
 *the others.
 *
 * The hooks that core/ calls (tests of core/ alone bring their own) are in
 * net/net_namespace.h, repeated here:
 *  net_create     process context at boot, before drivers are probed
 *  net_destroy    process context, after the modules are gone
 *  net_ifconfig   process context, after probe
 *  net_sysctl     outside or process context; keys that begin with "net." and
 *		   are none of sysctl_register()'s
 *  net_metrics    outside
 *  net_tx_action  NET_TX_SOFTIRQ, after the completion queue was freed
 *  exit_files     the process that ends
 *  copy_files     the process whose child gets a copy; false: no memory
 *  net_lanes      outside, at kernel_create(): kernel_lanes.h
 */
struct net *net_create(struct kernel *k);
void net_destroy(struct net *net);
int net_ifconfig(struct net *net, const char *dev, u32 ip,
		 unsigned int prefix_len, char *err, size_t err_len);
/* 0, or -1 with a message. Context: process, after net_ifconfig(). */
int net_route(struct net *net, const char *text, char *err, size_t err_len);
int net_rule(struct net *net, const char *text, char *err, size_t err_len);
int net_sysctl(struct net *net, const char *key, const char *value);
void net_metrics(const struct net *net, struct metrics *out);
void net_tx_action(void);
void exit_files(struct files_struct *files);
bool copy_files(const struct files_struct *from, struct files_struct **to);
void net_lanes(struct record *r, struct sock **slot);

#endif
