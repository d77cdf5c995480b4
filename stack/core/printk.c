// SPDX-License-Identifier: MIT
/* Lines for the console, WARN and BUG. */
#include "core.h"

#define LINE_MAX_BYTES	256
#define RATELIMIT_NS	(5ull * NSEC_PER_SEC)
#define RATELIMIT_BURST 10
#define LEVEL_DEFAULT	4

static char *level_of(char *line, int *level)
{
	*level = LEVEL_DEFAULT;
	if (line[0] != KERN_SOH[0] || !line[1])
		return line;
	if (line[1] >= '0' && line[1] <= '7')
		*level = line[1] - '0';
	return line + 2;
}

static void emit(struct kernel *k, int level, char *line)
{
	size_t n = strlen(line);

	while (n && line[n - 1] == '\n')
		line[--n] = '\0';
	if (k->console)
		k->console(k->console_arg, machine_now(k->machine), level,
			   line);
	lanes_log(k, level, line);
}

int vprintk(const char *fmt, va_list args)
{
	char line[LINE_MAX_BYTES], *text;
	int level, n;

	n = k_vscnprintf(line, sizeof(line), fmt, args);
	text = level_of(line, &level);
	emit(this_kernel(), level, text);
	return n;
}

int printk(const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vprintk(fmt, ap);
	va_end(ap);
	return n;
}

static bool ratelimit(struct kernel *k)
{
	u64 now = now_ns(k);

	if (!k->ratelimit_printed || now - k->ratelimit_begin >= RATELIMIT_NS) {
		u32 missed = k->ratelimit_missed;

		k->ratelimit_begin = now;
		k->ratelimit_printed = 0;
		k->ratelimit_missed = 0;
		if (missed)
			pr_warn("%u messages suppressed", missed);
	}
	if (k->ratelimit_printed >= RATELIMIT_BURST) {
		k->ratelimit_missed++;
		return false;
	}
	k->ratelimit_printed++;
	return true;
}

int net_ratelimit(void)
{
	return ratelimit(this_kernel());
}

int printk_ratelimited(const char *fmt, ...)
{
	va_list ap;
	int n;

	if (!ratelimit(this_kernel()))
		return 0;
	va_start(ap, fmt);
	n = vprintk(fmt, ap);
	va_end(ap);
	return n;
}

void __warn(const char *file, int line, const char *fmt, ...)
{
	struct kernel *k = this_kernel();
	char text[LINE_MAX_BYTES];
	va_list ap;

	k->warnings++;
	va_start(ap, fmt);
	k_vscnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	pr_warn("WARNING: at %s:%d: %s", file, line, text);
}

static void __noreturn stop_machine(char *text)
{
	struct machine *m = machine_this();

	/* Outside of a run there is no machine to stop. */
	if (!m)
		__builtin_trap();
	machine_irq_disable(m);
	emit(machine_kernel(m), 0, text);
	machine_panic(m, text);
}

void __bug(const char *file, int line, const char *fmt, ...)
{
	char text[LINE_MAX_BYTES], why[LINE_MAX_BYTES / 2];
	va_list ap;

	va_start(ap, fmt);
	k_vscnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	k_scnprintf(text, sizeof(text), "kernel BUG at %s:%d: %s", file, line,
		    why);
	stop_machine(text);
}

void panic(const char *fmt, ...)
{
	char text[LINE_MAX_BYTES];
	va_list ap;
	int n;

	n = k_scnprintf(text, sizeof(text), "kernel panic: ");
	va_start(ap, fmt);
	k_vscnprintf(text + n, sizeof(text) - (size_t)n, fmt, ap);
	va_end(ap);
	stop_machine(text);
}

u64 kernel_warnings(const struct kernel *k)
{
	return k->warnings;
}

void kernel_set_console(struct kernel *k,
			void (*fn)(void *arg, ps_t now, int level,
				   const char *line),
			void *arg)
{
	k->console = fn;
	k->console_arg = arg;
}

const char *dev_driver_string(const struct device *dev)
{
	return dev->driver_name ? dev->driver_name : "";
}

void dev_printk(const char *level, const struct device *dev, const char *fmt,
		...)
{
	char text[LINE_MAX_BYTES];
	va_list ap;

	va_start(ap, fmt);
	k_vscnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	printk("%s%s %s: %s", level, dev_driver_string(dev), dev_name(dev),
	       text);
}

void netdev_printk(const char *level, const struct net_device *dev,
		   const char *fmt, ...)
{
	const struct device *parent = dev->dev.parent;
	const char *name = dev->reg_state == NETREG_REGISTERED
				   ? dev->name
				   : "(unnamed net_device)";
	char text[LINE_MAX_BYTES];
	va_list ap;

	va_start(ap, fmt);
	k_vscnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (parent)
		printk("%s%s %s %s: %s", level, dev_driver_string(parent),
		       dev_name(parent), name, text);
	else
		printk("%s%s: %s", level, name, text);
}
