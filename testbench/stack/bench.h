/* SPDX-License-Identifier: MIT */
/*
 * A kernel on the fake machine, and the ways to run a piece of a test on its
 * CPU. Include <check.h> (or this header) before <linux/...>.
 */
#ifndef STACK_BENCH_H
#define STACK_BENCH_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "fake_machine.h"
#include "kernel_core.h"
#include "sim/ledger.h"
#include "sim/metrics.h"

struct bench {
	struct machine *m;
	struct kernel *k;
	char log[16384]; /* console so far, a line each */
};

/* Boots: on return the init process waits for requests. */
struct bench *bench_start(void);
struct bench *bench_start_with(struct pci_driver *const *drivers);
/* @fn runs in the init process; time goes on until it returns. */
void bench_run(struct bench *b, void (*fn)(void *arg), void *arg);
/* Simulated time goes on for so long. */
void bench_pass_ms(struct bench *b, unsigned ms);
void bench_pass_us(struct bench *b, uint64_t us);
/* @fn must stop the machine with a fault that contains @text. */
void bench_must_fault(struct bench *b, void (*fn)(void *arg), void *arg,
		      const char *text);
/* The orderly end. There must be no leak unless @leak is a part of the list. */
void bench_stop(struct bench *b);
void bench_stop_leaking(struct bench *b, const char *leak);
/* After a fault there is no orderly end. */
void bench_abandon(struct bench *b);

/* A metric of the kernel. */
uint64_t bench_metric(struct bench *b, const char *key);

/* Busy for so long, as code that computes. CPU side. */
void busy_us(uint64_t us);

/* net_stub.c, in tests of core/ alone. CPU side. */
u64 stub_received(void);
void stub_on_receive(void (*fn)(struct sk_buff *skb));
void stub_device(struct net_device *dev);

Suite *memory_suite(void);
Suite *sched_suite(void);
Suite *irq_suite(void);
Suite *softirq_suite(void);
Suite *time_suite(void);
Suite *workqueue_suite(void);
Suite *napi_suite(void);
Suite *skb_suite(void);
Suite *mbuf_suite(void);
Suite *skb_frags_suite(void);
Suite *frame_suite(void);
Suite *device_suite(void);
Suite *kernel_suite(void);
Suite *lib_suite(void);
Suite *lanes_suite(void);

#define ON_CPU(name) static void name(void *arg)

#endif
