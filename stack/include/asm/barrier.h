/* SPDX-License-Identifier: MIT */
/*
 * Memory barriers. Those that order what the card sees are told to the
 * machine, so that a doorbell without one is noticed.
 */
#ifndef _ASM_BARRIER_H
#define _ASM_BARRIER_H

#include <linux/compiler.h>

void __mem_barrier(void);

#define mb()	  __mem_barrier()
#define wmb()	  __mem_barrier()
#define rmb()	  barrier()
#define dma_wmb() __mem_barrier()
#define dma_mb()  __mem_barrier()
#define dma_rmb() barrier()
#define smp_mb()  barrier()
#define smp_wmb() barrier()
#define smp_rmb() barrier()
#define mmiowb()  barrier()

#define smp_store_release(p, v)    \
	do {                       \
		barrier();         \
		WRITE_ONCE(*p, v); \
	} while (0)
#define smp_load_acquire(p)                        \
	__extension__({                            \
		__typeof__(*p) _v = READ_ONCE(*p); \
		barrier();                         \
		_v;                                \
	})

#endif
