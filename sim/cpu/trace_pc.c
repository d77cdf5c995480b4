/* SPDX-License-Identifier: MIT */
/*
 * The second way to count, where count_blocks.py does not know the processor
 * (make CPU_COUNT=compiler): the compiler calls this function in every block
 * (-fsanitize-coverage=trace-pc). It measures code that the calls themselves
 * have changed, and each block counts as an average one; estimates were off by
 * up to 50 %. The metrics say which way was used (cpu.counted_by).
 */
#include "../machine/internal.h"
#include "../record/calls.h"

/* Instructions of an average block: those of compiled network code. */
#define AVERAGE_BLOCK 6

void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void)
{
	cpu_budget -= AVERAGE_BLOCK;
	if (unlikely(cpu_budget < 0) && machine_this())
		machine_tick();
}

/* The functions' marks (-finstrument-functions). */
void __cyg_profile_func_enter(void *function, void *caller);
void __cyg_profile_func_enter(void *function, void *caller)
{
	if (unlikely(cpu_marks) && machine_this())
		calls_enter_address(machine_this(), function, caller);
}

void __cyg_profile_func_exit(void *function, void *caller);
void __cyg_profile_func_exit(void *function, void *caller)
{
	if (unlikely(cpu_marks))
		cpu_leave();
}

const char *cpu_counted_by(void)
{
#ifdef CPU_COUNT_COMPILER
	return "compiler";
#else
	return "assembly";
#endif
}
