// SPDX-License-Identifier: MIT
/* The kernel from outside: programs, settings, the orderly end. */
#include "bench.h"

#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/kthread.h>
#include <linux/netdevice.h>

#include "uapi/syscalls.h"

static struct {
	uint64_t began, ended;
	int argc;
	char last_arg[16];
	int sleep_result, runs;
} prog;

static int sleepy(int argc, char **argv)
{
	prog.began = sys_clock_ns();
	prog.argc = argc;
	k_snprintf(prog.last_arg, sizeof(prog.last_arg), "%s", argv[argc - 1]);
	ck_assert(argv[argc] == NULL);
	sys_log("hello from %d", 1);
	sys_count("greetings", 3);
	sys_count("greetings", 4);
	prog.sleep_result = sys_nanosleep(5 * 1000000);
	prog.ended = sys_clock_ns();
	prog.runs++;
	return 0;
}

START_TEST(a_program_starts_at_its_time_with_its_arguments)
{
	struct bench *b = bench_start();
	char *argv[] = {"greeter", "-p", "7"}, err[200];

	ck_assert_int_eq(kernel_spawn(b->k, "greeter", sleepy, 3, argv,
				      20 * 1000000, err, sizeof(err)),
			 0);
	argv[2] = "8"; /* they were copied */
	bench_pass_ms(b, 30);
	ck_assert_int_eq(prog.runs, 1);
	ck_assert_uint_eq(prog.began, 20 * 1000000);
	ck_assert_uint_eq(prog.ended, 25 * 1000000);
	ck_assert_int_eq(prog.argc, 3);
	ck_assert_str_eq(prog.last_arg, "7");
	ck_assert_uint_eq(bench_metric(b, "apps.greeter.greetings"), 7);
	ck_assert_ptr_nonnull(strstr(b->log, "greeter: hello from 1\n"));
	bench_stop(b);
}
END_TEST

START_TEST(each_system_call_costs_what_the_profile_says)
{
	struct bench *b = bench_start();
	char *argv[] = {"greeter"}, err[200];

	fake_cost(b->m, COST_SYSCALL, 150);
	kernel_spawn(b->k, "greeter", sleepy, 1, argv, 0, err, sizeof(err));
	bench_pass_ms(b, 30);
	/* log, nanosleep and the second clock: three calls. */
	ck_assert_uint_eq(prog.ended - prog.began, 5000000 + 3 * 150);
	bench_stop(b);
}
END_TEST

static int endless(int argc, char **argv)
{
	while (prog.sleep_result != -EINTR)
		prog.sleep_result = sys_nanosleep(1000000000);
	prog.runs++;
	return 0;
}

START_TEST(at_the_end_a_sleeping_program_gets_eintr_and_returns)
{
	struct bench *b = bench_start();
	char *argv[] = {"endless"}, err[200];

	for (int i = 0; i < 3; i++)
		kernel_spawn(b->k, "endless", endless, 1, argv, 0, err,
			     sizeof(err));
	/* And one that has not begun by then never does. */
	kernel_spawn(b->k, "late", sleepy, 1, argv, 100 * PS_PER_S / 1000, err,
		     sizeof(err));
	bench_pass_ms(b, 10);
	ck_assert_int_eq(prog.runs, 0);
	bench_stop(b);
	ck_assert_int_eq(prog.runs, 3);
	ck_assert_uint_eq(prog.began, 0);
}
END_TEST

static int stubborn(int argc, char **argv)
{
	while (!prog.runs)
		machine_charge_ns(machine_this(), 1000000);
	return 0;
}

START_TEST(a_program_that_never_returns_is_named)
{
	struct bench *b = bench_start();
	char *argv[] = {"stubborn"}, err[200];

	kernel_spawn(b->k, "stubborn", stubborn, 1, argv, 0, err, sizeof(err));
	bench_pass_ms(b, 10);
	kernel_stop(b->k);
	ck_assert_int_eq(machine_run(b->m, 100 * PS_PER_S), MACHINE_FAULT);
	ck_assert_ptr_nonnull(strstr(machine_error(b->m), "program stubborn"));
	bench_abandon(b);
}
END_TEST

START_TEST(a_bad_setting_is_refused_with_name_and_reason)
{
	struct bench *b = bench_start();
	char err[200];

	ck_assert_int_eq(kernel_sysctl(b->k, "net.core.netdev_budget", "64",
				       err, sizeof(err)),
			 0);
	ck_assert_int_eq(kernel_sysctl(b->k, "net.core.netdev_budget", "many",
				       err, sizeof(err)),
			 -1);
	ck_assert_str_eq(
		err, "sysctl net.core.netdev_budget: \"many\" is not a number");
	ck_assert_int_eq(kernel_sysctl(b->k, "net.core.netdev_budget", "0", err,
				       sizeof(err)),
			 -1);
	ck_assert_int_eq(
		kernel_sysctl(b->k, "kernel.magic", "1", err, sizeof(err)), -1);
	ck_assert_int_eq(kernel_ifconfig(b->k, "eth0", 1, 33, err, sizeof(err)),
			 -1);
	ck_assert_ptr_nonnull(strstr(err, "prefix length 33"));
	ck_assert_int_eq(kernel_ifconfig(b->k, "a-name-that-is-too-long", 1, 24,
					 err, sizeof(err)),
			 -1);
	bench_stop(b);
}
END_TEST

START_TEST(a_kernel_that_stops_takes_on_nothing_new)
{
	struct bench *b = bench_start();
	char *argv[] = {"greeter"}, err[200];

	kernel_stop(b->k);
	ck_assert_int_eq(kernel_spawn(b->k, "greeter", sleepy, 1, argv, 0, err,
				      sizeof(err)),
			 -1);
	ck_assert_str_eq(err, "program greeter: the kernel is stopping");
	bench_stop(b);
	ck_assert_int_eq(prog.runs, 0);
}
END_TEST

static struct net_device eth0 = {.name = "eth0"};

ON_CPU(add_device)
{
	stub_device(&eth0);
}

START_TEST(a_devices_settings_reach_the_device)
{
	struct bench *b = bench_start();
	char err[200];

	bench_run(b, add_device, NULL);
	ck_assert_int_eq(kernel_sysctl(b->k, "net.core.eth0.gro_flush_timeout",
				       "20000", err, sizeof(err)),
			 0);
	ck_assert_int_eq(kernel_sysctl(b->k,
				       "net.core.eth0.napi_defer_hard_irqs",
				       "10", err, sizeof(err)),
			 0);
	bench_pass_ms(b, 1);
	ck_assert_uint_eq(eth0.gro_flush_timeout, 20000);
	ck_assert_int_eq(eth0.napi_defer_hard_irqs, 10);
	bench_stop(b);
}
END_TEST

START_TEST(an_address_for_a_device_that_is_not_there_stops_the_run)
{
	struct bench *b = bench_start();
	char err[200];

	ck_assert_int_eq(
		kernel_ifconfig(b->k, "eth7", 0x0a090002, 24, err, sizeof(err)),
		0);
	ck_assert_int_eq(machine_run(b->m, machine_now(b->m) + PS_PER_MS),
			 MACHINE_FAULT);
	ck_assert_ptr_nonnull(strstr(machine_error(b->m),
				     "ifconfig eth7: there is no such device"));
	bench_abandon(b);
}
END_TEST

START_TEST(a_machine_with_too_little_memory_is_refused)
{
	struct kernel_config c = {.machine = fake_machine_create_ram(0)};
	char err[200];

	ck_assert_ptr_null(kernel_create(&c, err, sizeof(err)));
	machine_destroy(c.machine);
}
END_TEST

ON_CPU(warn)
{
	WARN_ON(1 + 1 == 2);
	pr_info("%s", "a line");
	pr_err("another\n");
}

START_TEST(messages_reach_the_console_line_by_line)
{
	struct bench *b = bench_start();

	bench_run(b, warn, NULL);
	ck_assert_ptr_nonnull(strstr(b->log, "WARN_ON(1 + 1 == 2)\na line\n"
					     "another\n"));
	ck_assert_uint_eq(bench_metric(b, "kernel.warnings"), 1);
	bench_stop(b);
}
END_TEST

static int forgotten(void *data)
{
	while (!kthread_should_stop())
		msleep(1000);
	return 0;
}

ON_CPU(forget_kthread)
{
	ck_assert(!IS_ERR(kthread_run(forgotten, NULL, "forgotten")));
}

START_TEST(a_kthread_never_stopped_is_on_the_leak_list)
{
	struct bench *b = bench_start();

	bench_run(b, forget_kthread, NULL);
	bench_stop_leaking(b, "process forgotten is still there");
}
END_TEST

/* Everything at once: the same history, to the last picosecond. */
ON_CPU(mix)
{
	struct task_struct *t[4];

	for (int i = 0; i < 4; i++)
		t[i] = kthread_run(forgotten, NULL, "mix/%d", i);
	for (int i = 0; i < 20; i++) {
		busy_us(333);
		usleep_range(77, 100);
	}
	for (int i = 0; i < 4; i++)
		kthread_stop(t[i]);
}

START_TEST(two_equal_runs_end_at_the_same_moment)
{
	ps_t end[2];
	u64 switches[2];

	for (int i = 0; i < 2; i++) {
		struct bench *b = bench_start();

		fake_cost(b->m, COST_CONTEXT_SWITCH, 123);
		bench_run(b, mix, NULL);
		kernel_stop(b->k);
		machine_run(b->m, 1000 * PS_PER_S);
		end[i] = machine_now(b->m);
		switches[i] = bench_metric(b, "sched.switches");
		bench_abandon(b);
	}
	ck_assert_uint_eq(end[0], end[1]);
	ck_assert_uint_eq(switches[0], switches[1]);
}
END_TEST

Suite *kernel_suite(void)
{
	Suite *s = suite_create("kernel");
	TCase *t = tcase_create("kernel");

	tcase_add_test(t, a_program_starts_at_its_time_with_its_arguments);
	tcase_add_test(t, each_system_call_costs_what_the_profile_says);
	tcase_add_test(t, at_the_end_a_sleeping_program_gets_eintr_and_returns);
	tcase_add_test(t, a_program_that_never_returns_is_named);
	tcase_add_test(t, a_bad_setting_is_refused_with_name_and_reason);
	tcase_add_test(t, a_kernel_that_stops_takes_on_nothing_new);
	tcase_add_test(t, a_devices_settings_reach_the_device);
	tcase_add_test(t,
		       an_address_for_a_device_that_is_not_there_stops_the_run);
	tcase_add_test(t, a_machine_with_too_little_memory_is_refused);
	tcase_add_test(t, messages_reach_the_console_line_by_line);
	tcase_add_test(t, a_kthread_never_stopped_is_on_the_leak_list);
	tcase_add_test(t, two_equal_runs_end_at_the_same_moment);
	suite_add_tcase(s, t);
	return s;
}
