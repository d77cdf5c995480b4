/* SPDX-License-Identifier: MIT */
/*
 * BUG stops the machine with a fault that names the place; WARN prints and
 * counts (metric kernel.warnings).
 */
#ifndef _LINUX_BUG_H
#define _LINUX_BUG_H

#include <linux/compiler.h>
#include <linux/types.h>

void __bug(const char *file, int line, const char *fmt, ...)
	__printf(3, 4) __noreturn __cold;
void __warn(const char *file, int line, const char *fmt, ...)
	__printf(3, 4) __cold;
void panic(const char *fmt, ...) __printf(1, 2) __noreturn __cold;

#define BUG() __bug(__FILE__, __LINE__, "BUG")
#define BUG_ON(c)                                                    \
	do {                                                         \
		if (unlikely(c))                                     \
			__bug(__FILE__, __LINE__, "BUG_ON(%s)", #c); \
	} while (0)

#define WARN(c, ...)                                             \
	__extension__({                                          \
		bool _warn = !!(c);                              \
		if (unlikely(_warn))                             \
			__warn(__FILE__, __LINE__, __VA_ARGS__); \
		unlikely(_warn);                                 \
	})
#define WARN_ON(c) WARN(c, "WARN_ON(%s)", #c)
/* Once per place would need a static: here each occurrence is reported, which
 * repeats bit for bit however many hosts share a process. */
#define WARN_ON_ONCE(c)	  WARN_ON(c)
#define WARN_ONCE(c, ...) WARN(c, __VA_ARGS__)

#define BUILD_BUG_ON(c) _Static_assert(!(c), #c)
#ifndef static_assert
#define static_assert _Static_assert
#endif

#endif
