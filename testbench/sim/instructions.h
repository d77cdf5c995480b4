/* SPDX-License-Identifier: MIT */
/*
 * Instructions that this process has executed, as the processor counts them:
 * they hardly depend on what else the machine does. Where the processor or the
 * kernel does not let us look there are none.
 */
#ifndef SIM_BENCH_INSTRUCTIONS_H
#define SIM_BENCH_INSTRUCTIONS_H

#include <stdint.h>

/* Begin to count. Returns a descriptor for instructions_now(), or -1: not to
 * be had here. It is open until the process ends. */
int instructions_open(void);
/* Instructions in user space so far; 0 if @fd is -1. */
uint64_t instructions_now(int fd);

#endif
