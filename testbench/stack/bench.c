// SPDX-License-Identifier: MIT
#include "bench.h"

#include <stdlib.h>

#define BOOT_LIMIT (10 * PS_PER_S)
#define RUN_LIMIT  (1000 * PS_PER_S)

static void console(void *arg, ps_t now, int level, const char *line)
{
	struct bench *b = arg;
	size_t n = strlen(b->log);

	(snprintf)(b->log + n, sizeof(b->log) - n, "%s\n", line);
}

static void mark(void *arg)
{
	*(bool *)arg = true;
	fake_pause(machine_this());
}

/* Until @done or a stop. What sets @done pauses the machine. */
static enum machine_stop run_until(struct bench *b, const bool *done,
				   ps_t limit)
{
	ps_t end = machine_now(b->m) + limit;
	enum machine_stop why = MACHINE_TIME;

	while (!*done && why == MACHINE_TIME && machine_now(b->m) < end)
		why = machine_run(b->m, end);
	return why;
}

struct bench *bench_start_with(struct pci_driver *const *drivers)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct kernel_config c = {.seed = 1, .drivers = drivers};
	bool up = false;
	char err[200];

	ck_assert_ptr_nonnull(b);
	b->m = c.machine = fake_machine_create();
	b->k = kernel_create(&c, err, sizeof(err));
	ck_assert_msg(b->k != NULL, "%s", err);
	kernel_set_console(b->k, console, b);
	kernel_call(b->k, mark, &up);
	run_until(b, &up, BOOT_LIMIT);
	ck_assert_msg(up, "the kernel does not come up: %s",
		      machine_error(b->m));
	return b;
}

struct bench *bench_start(void)
{
	return bench_start_with(NULL);
}

struct call {
	void (*fn)(void *arg);
	void *arg;
	bool done;
};

static void call(void *arg)
{
	struct call *c = arg;

	c->fn(c->arg);
	c->done = true;
	fake_pause(machine_this());
}

void bench_run(struct bench *b, void (*fn)(void *arg), void *arg)
{
	struct call c = {fn, arg, false};

	kernel_call(b->k, call, &c);
	run_until(b, &c.done, RUN_LIMIT);
	ck_assert_msg(c.done, "it did not return: %s", machine_error(b->m));
}

void bench_pass_us(struct bench *b, uint64_t us)
{
	enum machine_stop why =
		machine_run(b->m, machine_now(b->m) + us * PS_PER_US);

	ck_assert_msg(why == MACHINE_TIME, "%s", machine_error(b->m));
}

void bench_pass_ms(struct bench *b, unsigned ms)
{
	bench_pass_us(b, ms * 1000ull);
}

void bench_must_fault(struct bench *b, void (*fn)(void *arg), void *arg,
		      const char *text)
{
	struct call c = {fn, arg, false};
	enum machine_stop why;

	kernel_call(b->k, call, &c);
	why = run_until(b, &c.done, RUN_LIMIT);
	ck_assert_msg(why == MACHINE_FAULT, "the machine did not stop");
	ck_assert_msg(strstr(machine_error(b->m), text) != NULL,
		      "wanted \"%s\", got \"%s\"", text, machine_error(b->m));
	bench_abandon(b);
}

void bench_abandon(struct bench *b)
{
	kernel_destroy(b->k);
	machine_destroy(b->m);
	free(b);
}

static void stop(struct bench *b)
{
	enum machine_stop why;

	kernel_stop(b->k);
	why = machine_run(b->m, machine_now(b->m) + RUN_LIMIT);
	ck_assert_msg(why == MACHINE_HALTED, "no orderly end: %s",
		      machine_error(b->m));
}

void bench_stop(struct bench *b)
{
	stop(b);
	ck_assert_str_eq(kernel_leaks(b->k), "");
	bench_abandon(b);
}

void bench_stop_leaking(struct bench *b, const char *leak)
{
	stop(b);
	ck_assert_msg(strstr(kernel_leaks(b->k), leak) != NULL,
		      "wanted \"%s\" in \"%s\"", leak, kernel_leaks(b->k));
	bench_abandon(b);
}

uint64_t bench_metric(struct bench *b, const char *key)
{
	struct metrics *out = metrics_create();
	uint64_t v;

	ck_assert_ptr_nonnull(out);
	kernel_metrics(b->k, out);
	v = metrics_get(out, key);
	metrics_destroy(out);
	return v;
}

void busy_us(uint64_t us)
{
	machine_charge_ns(machine_this(), us * 1000);
}
