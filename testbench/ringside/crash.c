// SPDX-License-Identifier: MIT
#include "crash.h"

#include <dlfcn.h>
#include <limits.h>
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define MAX_FILES    8
#define MAX_ARGS     128
#define STACK_BYTES  (256 * 1024)
#define RETRY_US     1000
#define RETRIES	     2000
#define LATE_SECONDS 5

static const int deaths[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGQUIT};
#define DEATHS (sizeof(deaths) / sizeof(*deaths))

/* What the handlers know. */
static struct {
	bool (*save)(void *arg, bool force);
	bool (*busy)(void *arg);
	void *arg;
	volatile sig_atomic_t watching;
	volatile sig_atomic_t saving;
	volatile sig_atomic_t dying; /* the signal; 0: none */
	volatile sig_atomic_t tries;
	struct sigaction before[DEATHS], before_alarm;
	stack_t stack_before;
	char file[MAX_FILES][PATH_MAX];
	unsigned files;
} crash;

static struct {
	char *arg[MAX_ARGS + 5];
	int args;
} again;

static char stack[STACK_BYTES] __attribute__((aligned(16)));

static void set_timer(long us)
{
	struct itimerval t = {.it_value = {us / 1000000, us % 1000000}};

	setitimer(ITIMER_REAL, &t, NULL);
}

/* The signal does what it did before us, when the handler has returned. */
static void as_before(int sig)
{
	set_timer(0);
	crash.watching = 0;
	for (size_t i = 0; i < DEATHS; i++)
		sigaction(deaths[i], &crash.before[i], NULL);
	if (sig)
		raise(sig);
}

static void disk_full(void)
{
	static const char text[] = "ringside: the waveform cannot be written: "
				   "is the disk full?\n";

	for (unsigned i = 0; i < crash.files; i++)
		unlink(crash.file[i]);
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(1);
	_exit(1);
}

/* False: ask again. */
static bool save_once(bool force)
{
	bool done;

	if (crash.saving)
		return true;
	crash.saving = 1;
	set_timer(LATE_SECONDS * 1000000l);
	done = crash.save(crash.arg, force);
	set_timer(0);
	if (!done)
		crash.saving = 0;
	return done;
}

static void on_alarm(int sig)
{
	if (!crash.dying)
		return;
	/* Still at it after so long: it hangs, in that signal's handler. */
	if (crash.saving) {
		sigset_t blocked;

		as_before(0);
		signal(crash.dying, SIG_DFL);
		raise(crash.dying);
		sigemptyset(&blocked);
		sigaddset(&blocked, crash.dying);
		sigprocmask(SIG_UNBLOCK, &blocked, NULL);
		return;
	}
	if (save_once(++crash.tries > RETRIES))
		as_before(crash.dying);
	else
		set_timer(RETRY_US);
}

static void on_death(int sig, siginfo_t *info, void *context)
{
	/* Not by what the program was doing at that moment. */
	bool from_outside = info->si_code <= 0 && info->si_pid != getpid();
	bool raised = info->si_code <= 0;

	if (!crash.watching || crash.saving) {
		as_before(raised ? sig : 0);
		return;
	}
	if (sig == SIGBUS && !raised && crash.busy && crash.busy(crash.arg))
		disk_full();
	/* Every further signal is the same death. */
	if (crash.dying && from_outside)
		return;
	crash.dying = sig;
	if (!save_once(false) && from_outside) {
		set_timer(RETRY_US);
		return;
	}
	as_before(raised ? sig : 0);
}

/* A sanitizer has reported and is about to exit. */
static void on_report(void)
{
	if (!crash.watching || crash.saving)
		return;
	crash.dying = SIGABRT;
	save_once(false);
}

/* Each sanitizer's library has a list of its own. */
static int tell_sanitizer(struct dl_phdr_info *info, size_t size, void *arg)
{
	void (*set)(void (*)(void));
	void *lib;

	if (!strstr(info->dlpi_name, "san.so"))
		return 0;
	lib = dlopen(info->dlpi_name, RTLD_LAZY | RTLD_NOLOAD);
	if (!lib)
		return 0;
	*(void **)&set = dlsym(lib, "__sanitizer_set_death_callback");
	if (set)
		set(on_report);
	dlclose(lib);
	return 0;
}

/* In the program itself, where they are linked statically. */
__attribute__((weak)) void __sanitizer_set_death_callback(void (*fn)(void));

static void tell_sanitizers(void)
{
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(on_report);
	dl_iterate_phdr(tell_sanitizer, NULL);
}

/* One that is there and large enough stays: a sanitizer's. */
static void have_stack(void)
{
	stack_t ours = {.ss_sp = stack, .ss_size = sizeof(stack)};

	sigaltstack(NULL, &crash.stack_before);
	if (crash.stack_before.ss_flags & SS_DISABLE)
		sigaltstack(&ours, NULL);
}

void crash_watch(bool (*save)(void *arg, bool force), bool (*busy)(void *arg),
		 void *arg)
{
	struct sigaction sa = {.sa_sigaction = on_death,
			       .sa_flags = SA_SIGINFO | SA_ONSTACK};
	struct sigaction late = {.sa_handler = on_alarm,
				 .sa_flags =
					 SA_ONSTACK | SA_RESTART | SA_NODEFER};

	crash.save = save;
	crash.busy = busy;
	crash.arg = arg;
	crash.files = 0;
	crash.saving = crash.dying = crash.tries = 0;
	have_stack();
	/* A sanitizer's handler comes after ours and reports. */
	tell_sanitizers();
	sigaction(SIGALRM, &late, &crash.before_alarm);
	for (size_t i = 0; i < DEATHS; i++) {
		sigaction(deaths[i], &sa, &crash.before[i]);
		/* What somebody wants ignored is no death. */
		if (crash.before[i].sa_handler == SIG_IGN)
			sigaction(deaths[i], &crash.before[i], NULL);
	}
	crash.watching = 1;
}

int crash_signal(void)
{
	return crash.dying;
}

void crash_unwatch(void)
{
	if (!crash.watching)
		return;
	as_before(0);
	sigaction(SIGALRM, &crash.before_alarm, NULL);
	if (crash.stack_before.ss_flags & SS_DISABLE)
		sigaltstack(&crash.stack_before, NULL);
}

void crash_disk_full(const char *path)
{
	if (crash.files + 2 > MAX_FILES)
		return;
	snprintf(crash.file[crash.files++], PATH_MAX, "%s", path);
	snprintf(crash.file[crash.files++], PATH_MAX, "%s.hier", path);
}

/* ---- the run once more ----------------------------------------------------
 */

void crash_rerun_args(int argc, char *const *argv)
{
	for (int i = 0; i < again.args; i++)
		free(again.arg[i]);
	again.args = 0;
	if (argc > MAX_ARGS)
		return;
	for (; again.args < argc; again.args++) {
		again.arg[again.args] = strdup(argv[again.args]);
		if (!again.arg[again.args])
			break;
	}
	if (again.args < argc)
		again.args = 0;
}

static void put_time(char *text, ps_t t)
{
	char digits[24];
	int n = 0, at = 0;

	do {
		digits[n++] = (char)('0' + t % 10);
		t /= 10;
	} while (t);
	while (n)
		text[at++] = digits[--n];
	text[at++] = 'p';
	text[at++] = 's';
	text[at] = '\0';
}

/* Calls nothing that a handler may not. */
void crash_rerun(ps_t from, ps_t to)
{
	static char option_from[] = "--wave-from", option_to[] = "--wave-to";
	static char time_from[32], time_to[32];
	char **more = again.arg + again.args;
	sigset_t none;

	if (!again.args)
		return;
	put_time(time_from, from);
	put_time(time_to, to);
	more[0] = option_from;
	more[1] = time_from;
	more[2] = option_to;
	more[3] = time_to;
	more[4] = NULL;
	/* Both outlive the program otherwise. */
	set_timer(0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execv("/proc/self/exe", again.arg);
	again.args = 0;
}
