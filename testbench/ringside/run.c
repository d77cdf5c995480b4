// SPDX-License-Identifier: MIT
/* One run: start, time goes by, orderly end, results. */
#include "run.h"
#include "around.h"
#include "host.h"
#include "outputs.h"
#include "paths.h"
#include "progress.h"
#include "recording.h"
#include "report.h"

#include "sim/captures.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How often the program looks up from the simulation. A slice's end is no
 * event of the simulation: nothing depends on it. */
#define SLICE PS_PER_MS
/* What is on the line when time is up, and the kernel's orderly end, are given
 * this much simulated time. */
#define LINE_TIME (10 * PS_PER_MS)
#define STOP_TIME (60 * PS_PER_S)

#define EXIT_FOUND_ERROR 1
#define EXIT_BAD_INPUT	 2
#define EXIT_INTERRUPTED 130

struct running {
	const struct scenario *s;
	const struct options *o;
	struct host host;
	struct outputs out;
	struct captures captures;
	struct recording_options window; /* the options', completed */
	struct recording recording;
	struct progress progress;
	enum machine_stop stop;
	bool interrupted, ended;
	unsigned errors;
};

/* The one thing that comes from outside while a run goes on. */
static volatile sig_atomic_t signalled;

static void on_signal(int sig)
{
	signalled = sig;
}

static void watch_signals(void)
{
	static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction sa = {.sa_handler = on_signal,
			       .sa_flags = SA_RESETHAND};
	struct sigaction old;

	/* What nohup ignores stays ignored. */
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (!sigaction(ends[i], NULL, &old) &&
		    old.sa_handler != SIG_IGN)
			sigaction(ends[i], &sa, NULL);
	/* A write that fails is told by the write. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

/* The waveform's writer maps its files: a full disk is a SIGBUS there. */
static char full_files[4][PATH_MAX];

static void on_full_disk(int sig)
{
	static const char text[] = "ringside: the waveform cannot be written: "
				   "is the disk full?\n";

	for (int i = 0; i < 4; i++)
		unlink(full_files[i]);
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(EXIT_FOUND_ERROR);
	_exit(EXIT_FOUND_ERROR);
}

static void watch_disk(const struct outputs *out)
{
	struct sigaction sa = {.sa_handler = on_full_disk};

	if (!out->wave)
		return;
	snprintf(full_files[0], PATH_MAX, "%s", out->wave_part);
	snprintf(full_files[1], PATH_MAX, "%s.hier", out->wave_part);
	snprintf(full_files[2], PATH_MAX, "%s.part", out->wire);
	snprintf(full_files[3], PATH_MAX, "%s.part", out->eth0);
	sigaction(SIGBUS, &sa, NULL);
}

static void console(void *arg, ps_t now, int level, const char *line)
{
	struct running *r = arg;

	if (r->o->quiet)
		return;
	progress_clear(&r->progress);
	fprintf(stderr, "[%5llu.%06llu] %s\n",
		(unsigned long long)(now / PS_PER_S),
		(unsigned long long)(now % PS_PER_S / PS_PER_US), line);
}

/* Until @until, or @done says so. False if the run cannot go on. */
static bool advance(struct running *r, ps_t until,
		    bool (*done)(const struct running *r))
{
	struct machine *m = r->host.machine;

	while (machine_now(m) < until && !(done && done(r))) {
		ps_t next = (machine_now(m) / SLICE + 1) * SLICE;
		ps_t turn = recording_turn(&r->recording);

		if (next > turn)
			next = turn;
		r->stop = machine_run(m, next < until ? next : until);
		progress_show(&r->progress, machine_now(m),
			      machine_nic_cycles(m));
		if (signalled) {
			r->interrupted = true;
			return false;
		}
		if (r->stop != MACHINE_TIME)
			return false;
	}
	return true;
}

static bool line_is_quiet(const struct running *r)
{
	return wire_quiet(r->s->wire);
}

static void run_all(struct running *r)
{
	struct machine *m = r->host.machine;

	if (!advance(r, r->s->duration, NULL))
		return;
	wire_stop(r->s->wire);
	if (!advance(r, machine_now(m) + LINE_TIME, line_is_quiet))
		return;
	kernel_stop(r->host.kernel);
	advance(r, machine_now(m) + STOP_TIME, NULL);
}

static void complain(struct running *r, const char *what, const char *lines)
{
	r->errors++;
	progress_clear(&r->progress);
	fprintf(stderr, "ringside: %s\n", what);
	while (*lines) {
		size_t n = strcspn(lines, "\n");

		if (n)
			fprintf(stderr, "  %.*s\n", (int)n, lines);
		lines += n + (lines[n] == '\n');
	}
}

static void judge(struct running *r)
{
	const struct machine *m = r->host.machine;
	char why[2048];

	if (r->stop == MACHINE_FAULT) {
		complain(r, "the run ended with a fault:", machine_error(m));
		return;
	}
	if (r->stop != MACHINE_HALTED) {
		complain(r, "the kernel did not halt when told to stop", "");
		return;
	}
	if (machine_now(m) < r->s->duration)
		complain(r, "the kernel halted before the scenario's end", "");
	if (*machine_error(m))
		complain(r, "the machine reports:", machine_error(m));
	if (*kernel_leaks(r->host.kernel))
		complain(r, "left behind at the end:",
			 kernel_leaks(r->host.kernel));
	if (!ledger_conserved(machine_ledger(r->host.machine), why,
			      sizeof(why)))
		complain(r, "frames are not conserved:", why);
}

static int finish(struct running *r)
{
	char err[SCENARIO_MAX_ERR];
	struct metrics *m;
	int ret = 0;

	wire_abandon(r->s->wire);
	judge(r);
	m = report_collect(r->s, &r->host);
	if (recording_close(&r->recording, err, sizeof(err)) ||
	    captures_close(&r->captures, err, sizeof(err)) ||
	    outputs_finish(&r->out, m, err, sizeof(err))) {
		fprintf(stderr, "ringside: %s\n", err);
		ret = EXIT_FOUND_ERROR;
	} else if (!r->o->quiet) {
		printf("%s: %s\n\n", r->s->file->name, r->s->file->description);
		report_print(r->o->scenario, m, &r->out);
	}
	metrics_destroy(m);
	host_destroy(&r->host);
	if (fflush(stdout)) {
		fprintf(stderr, "ringside: standard output is gone\n");
		ret = EXIT_FOUND_ERROR;
	}
	return r->errors ? EXIT_FOUND_ERROR : ret;
}

static int open_captures(struct running *r, char *err, size_t err_len)
{
	const char *wave = r->out.wave ? strrchr(r->out.wave, '/') : NULL;
	struct captures_config c = {
		.wire_path = r->out.wire,
		.host_path = r->out.eth0,
		.wave = wave ? wave + 1 : r->out.wave,
	};
	char *comment =
		must_format("Ringside: scenario %s seed %llu", r->s->file->name,
			    (unsigned long long)r->s->seed);
	int ret;

	c.comment = comment;
	ret = captures_open(&r->captures, r->host.machine, r->s->wire, &c, err,
			    err_len);
	free(comment);
	return ret;
}

/* Everything that can be refused is refused here. */
static int begin(struct running *r)
{
	const struct options *o = r->o;
	char err[SCENARIO_MAX_ERR];
	char *dir;
	int ret = 0;

	r->window = o->recording;
	if (r->window.around)
		ret = around_find(o, &r->window, err, sizeof(err));
	dir = o->out ? must_format("%s", o->out)
		     : must_format("build/run/%s", r->s->file->name);
	if (!ret)
		ret = host_rehearse(r->s, err, sizeof(err));
	if (!ret)
		ret = outputs_open(&r->out, dir,
				   r->window.wave && !r->window.last,
				   r->window.wave_file, err, sizeof(err));
	free(dir);
	if (!ret)
		ret = host_create(&r->host, r->s, o->no_skip, err, sizeof(err));
	if (!ret)
		ret = open_captures(r, err, sizeof(err));
	if (!ret)
		ret = recording_open(&r->recording, r->host.machine, &r->window,
				     &r->out, r->s->file->name, err,
				     sizeof(err));
	r->recording.captures = &r->captures;
	if (ret)
		fprintf(stderr, "ringside: %s\n", err);
	return ret;
}

int run(struct scenario *s, const struct options *o)
{
	struct running r = {.s = s, .o = o};
	int ret = EXIT_BAD_INPUT;

	watch_signals();
	if (!begin(&r)) {
		kernel_set_console(r.host.kernel, console, &r);
		watch_disk(&r.out);
		progress_begin(&r.progress, s->duration, o->quiet);
		run_all(&r);
		progress_clear(&r.progress);
		if (r.interrupted) {
			fprintf(stderr, "ringside: interrupted; nothing was "
					"written\n");
			ret = EXIT_INTERRUPTED;
		} else {
			ret = finish(&r);
		}
	}
	captures_discard(&r.captures);
	recording_discard(&r.recording);
	host_destroy(&r.host);
	outputs_abandon(&r.out);
	outputs_free(&r.out);
	return ret;
}
