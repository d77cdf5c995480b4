/* SPDX-License-Identifier: MIT */
/* Annotations and single accesses under Linux's names. */
#ifndef _LINUX_COMPILER_H
#define _LINUX_COMPILER_H

#define __iomem
#define __user
#define __force
#define __percpu
#define __rcu
#define __bitwise
#define __init
#define __exit
#define __initdata
#define __must_hold(x)
#define __acquires(x)
#define __releases(x)

#define __packed	__attribute__((packed))
#define __aligned(x)	__attribute__((aligned(x)))
#define __printf(a, b)	__attribute__((format(printf, a, b)))
#define __noreturn	__attribute__((noreturn))
#define __maybe_unused	__attribute__((unused))
#define __always_unused __attribute__((unused))
#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif
#define noinline __attribute__((noinline))
#ifndef __must_check
#define __must_check __attribute__((warn_unused_result))
#endif
#define __cold	    __attribute__((cold))
#define fallthrough __attribute__((fallthrough))

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

#define barrier() __asm__ __volatile__("" : : : "memory")

#define READ_ONCE(x)	 (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))

#define ____cacheline_aligned	     __attribute__((aligned(64)))
#define ____cacheline_aligned_in_smp ____cacheline_aligned

#endif
