/* SPDX-License-Identifier: MIT */
/*
 * The kernel as the program that builds a simulation sees it. One kernel per
 * machine; all its state hangs off struct kernel.
 * Context: outside (not on the simulated CPU), unless stated.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include "sim/machine.h"
#include "sim/metrics.h"

struct kernel;
struct pci_driver;

/* A program of the simulated host: runs as a process of its own and makes
 * system calls (uapi/syscalls.h). Returns its exit status. */
typedef int (*program_main)(int argc, char **argv);

struct kernel_config {
	struct machine *machine;
	uint64_t seed;
	/* Modules to load, NULL-terminated: the return values of the
	 * functions that module_pci_driver() makes. Read at boot: the list
	 * must live as long as the kernel. */
	struct pci_driver *const *drivers;
};

/* Registers itself as the machine's boot code. NULL with a message. */
struct kernel *kernel_create(const struct kernel_config *c, char *err,
			     size_t err_len);
/* After the machine halted. Frees everything; the machine stays. */
void kernel_destroy(struct kernel *k);

/* To be done after probe, before the programs start. All return 0 or -1 with
 * a message in @err. Addresses in host byte order. */
int kernel_ifconfig(struct kernel *k, const char *dev, uint32_t ip,
		    unsigned prefix_len, char *err, size_t err_len);
/*
 * A line of "ip route": "add 10.2.0.0/16 via 10.1.0.1 dev eth0 metric 10 src A
 * mtu N tos N", "add default nexthop via A weight 2 nexthop dev eth1", "del
 * ...", "replace ...", "add unreachable 10.0.0.0/8" (blackhole, prohibit).
 * After kernel_ifconfig() of the devices it needs.
 */
int kernel_route(struct kernel *k, const char *text, char *err, size_t err_len);
/* A line of the filter or of NAT, as for iptables: "-A FORWARD -p udp --dport
 * 53 -j DROP", "-t nat -A POSTROUTING -o eth1 -j MASQUERADE". */
int kernel_iptables(struct kernel *k, const char *text, char *err,
		    size_t err_len);
/* ethtool -C: key as ethtool names it (rx-usecs, tx-usecs, ...). */
int kernel_coalesce(struct kernel *k, const char *dev, const char *key,
		    uint32_t value, char *err, size_t err_len);
/* ethtool -K (rx, tx, sg, tso, ...) and -A (autoneg, rx, tx). */
enum kernel_switches { KERNEL_OFFLOAD, KERNEL_PAUSE };
int kernel_switch(struct kernel *k, enum kernel_switches group, const char *dev,
		  const char *key, bool on, char *err, size_t err_len);
/* sysctl by Linux's name ("net.core.netdev_budget"). */
int kernel_sysctl(struct kernel *k, const char *key, const char *value,
		  char *err, size_t err_len);
/* Start @main at @start_ns after boot. argv is copied. */
int kernel_spawn(struct kernel *k, const char *name, program_main main,
		 int argc, char *const *argv, uint64_t start_ns, char *err,
		 size_t err_len);

/*
 * Orderly end: blocking system calls return -EINTR, programs return, devices
 * are closed, modules removed, everything still queued is freed (and ended in
 * the ledger), leaks are looked for, the machine halts. Takes simulated time:
 * go on with machine_run() until MACHINE_HALTED.
 */
void kernel_stop(struct kernel *k);

/* Leaks found at the end (sk_buffs, kmalloc, DMA mappings, timers), a line
 * each; "" if there are none. */
const char *kernel_leaks(const struct kernel *k);
/* Lines of printk so far are handed to @fn as they are printed. */
void kernel_set_console(struct kernel *k,
			void (*fn)(void *arg, ps_t now, int level,
				   const char *line),
			void *arg);
/* Adds kernel.*: processes and what they wait for, NAPI, sockets, timers; see
 * machine_state(). Between two machine_run(). */
void kernel_state(const struct kernel *k, struct metrics *out);
/* Adds napi.*, softirq.*, skb.*, net.<dev>.*, ip.*, udp.*, ... */
void kernel_metrics(const struct kernel *k, struct metrics *out);

#endif
