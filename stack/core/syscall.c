// SPDX-License-Identifier: MIT
/* System calls that have nothing to do with sockets. */
#include "core.h"

#include "uapi/syscalls.h"

#define LOG_BYTES 200

void syscall_enter(void)
{
	machine_charge(machine_this(), COST_SYSCALL);
}

void syscall_exit(void)
{
	/* Back to the program: others may go first now. */
	cond_resched();
}

int sys_nanosleep(uint64_t ns)
{
	int err;

	syscall_enter();
	err = current->sigpending ? -EINTR
				  : sleep_until_ns(ktime_get_ns() + ns, true);
	syscall_exit();
	return err;
}

uint64_t sys_clock_ns(void)
{
	uint64_t ns;

	syscall_enter();
	ns = ktime_get_ns();
	syscall_exit();
	return ns;
}

void sys_yield(void)
{
	syscall_enter();
	yield();
	syscall_exit();
}

void sys_log(const char *fmt, ...)
{
	char text[LOG_BYTES];
	va_list ap;

	syscall_enter();
	va_start(ap, fmt);
	k_vscnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	pr_info("%s: %s", current->comm, text);
	syscall_exit();
}

void sys_count(const char *name, uint64_t add)
{
	struct kernel *k = this_kernel();
	char key[COUNTER_KEY];
	unsigned int i;

	k_snprintf(key, sizeof(key), "apps.%s.%s", current->comm, name);
	for (i = 0; i < k->counters; i++)
		if (!strcmp(k->counter[i].key, key))
			break;
	if (i == MAX_COUNTERS) {
		WARN(1, "sys_count: more than %d counters", MAX_COUNTERS);
		return;
	}
	if (i == k->counters) {
		strscpy(k->counter[i].key, key, COUNTER_KEY);
		k->counters++;
	}
	k->counter[i].value += add;
}
