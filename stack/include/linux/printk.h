/* SPDX-License-Identifier: MIT */
/*
 * Lines for the console. One call is one line. Formats: the C ones without
 * floating point, and Linux's %pM %pI4 %pad %pe (see core/lib/vsprintf.c).
 * Context: any.
 */
#ifndef _LINUX_PRINTK_H
#define _LINUX_PRINTK_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <stdarg.h>

#define KERN_SOH     "\001"
#define KERN_EMERG   KERN_SOH "0"
#define KERN_ALERT   KERN_SOH "1"
#define KERN_CRIT    KERN_SOH "2"
#define KERN_ERR     KERN_SOH "3"
#define KERN_WARNING KERN_SOH "4"
#define KERN_NOTICE  KERN_SOH "5"
#define KERN_INFO    KERN_SOH "6"
#define KERN_DEBUG   KERN_SOH "7"
#define KERN_DEFAULT ""
#define KERN_CONT    KERN_SOH "c"

int printk(const char *fmt, ...) __printf(1, 2);
int vprintk(const char *fmt, va_list args) __printf(1, 0);
/* At most 10 lines in 5 seconds; the rest is counted. */
int printk_ratelimited(const char *fmt, ...) __printf(1, 2);
/* True if a message of the network code may be printed now. */
int net_ratelimit(void);

#ifndef pr_fmt
#define pr_fmt(fmt) fmt
#endif

#define pr_emerg(fmt, ...)  printk(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit(fmt, ...)   printk(KERN_CRIT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err(fmt, ...)    printk(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...)   printk(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice(fmt, ...) printk(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info(fmt, ...)   printk(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)
#define no_printk(fmt, ...)                         \
	__extension__({                             \
		if (0)                              \
			printk(fmt, ##__VA_ARGS__); \
		0;                                  \
	})
/* As without DEBUG in Linux: checked by the compiler, never printed. */
#ifdef DEBUG
#define pr_debug(fmt, ...) printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#else
#define pr_debug(fmt, ...) no_printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#endif
#define pr_err_ratelimited(fmt, ...) \
	printk_ratelimited(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn_ratelimited(fmt, ...) \
	printk_ratelimited(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info_ratelimited(fmt, ...) \
	printk_ratelimited(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)

/* The kernel has its own: the C library's would run outside simulated time. */
#define vsnprintf  k_vsnprintf
#define snprintf   k_snprintf
#define vscnprintf k_vscnprintf
#define scnprintf  k_scnprintf
int k_vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
	__printf(3, 0);
int k_snprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
/* Return what was stored, not what would have been. */
int k_vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
	__printf(3, 0);
int k_scnprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);

#endif
