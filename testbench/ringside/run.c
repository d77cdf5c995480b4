// SPDX-License-Identifier: MIT
/* One run: start, time goes by, orderly end, results. */
#include "run.h"
#include "around.h"
#include "crash.h"
#include "explain.h"
#include "host.h"
#include "outputs.h"
#include "pace.h"
#include "paths.h"
#include "progress.h"
#include "recording.h"
#include "report.h"
#include "run_state.h"

#include "sim/captures.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How often the program looks up from the simulation. A slice's end is no
 * event of the simulation: nothing depends on it. */
#define SLICE		 PS_PER_MS
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
	struct pace pace;
	struct metrics *state; /* of the end of the scenario, or the fault */
	enum machine_stop stop;
	bool interrupted, ended, explained;
	unsigned errors;
};

/* The run once more, that ended at @end, for its last part. */
static void repeat_last_part(const struct running *r, ps_t end)
{
	/* A failure that does not come again must not record for ever. */
	crash_rerun(end > r->window.last ? end - r->window.last : 0,
		    end + PS_PER_US);
}

/* The one thing that comes from outside while a run goes on. */
static volatile sig_atomic_t signalled;

static void on_signal(int sig)
{
	signalled = sig;
}

void run_watch_signals(void)
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

bool run_signalled(void)
{
	return signalled;
}

/* Everything else that says what happened. A handler may not do this, but the
 * program dies anyway: at worst it does so a second time. */
static void leave_the_rest(struct running *r)
{
	struct machine *m = r->host.machine;
	char how[64], err[SCENARIO_MAX_ERR];
	struct metrics *metrics;

	snprintf(how, sizeof(how), "the program got %s",
		 sigabbrev_np(crash_signal()) ? sigabbrev_np(crash_signal())
					      : "a signal");
	machine_died(m, how);
	fprintf(stderr, "ringside: %s", machine_error(m));
	ledger_end_all(machine_ledger(m), "run.died");
	r->state = run_state(r->s, r->o, &r->host);
	run_state_end(r->state, &r->host, false);
	metrics_write(r->state, r->out.state, err, sizeof(err));
	captures_close(&r->captures, err, sizeof(err));
	recording_save(&r->recording);
	metrics = report_collect(r->s, &r->host);
	report_live(metrics, r->pace.live);
	metrics_bool(metrics, "died", true);
	metrics_write(metrics, r->out.metrics, err, sizeof(err));
}

/* The program dies: what is recorded is whole up to here. For a run that is to
 * be repeated if it fails, this is the moment. */
static bool save_wave(void *arg, bool force)
{
	static const char text[] = "ringside: the run dies; it is repeated to "
				   "record what led to it\n";
	struct running *r = arg;
	struct machine *m = r->host.machine;

	if (r->window.last) {
		if (write(STDERR_FILENO, text, sizeof(text) - 1) > 0)
			repeat_last_part(r, machine_now(m));
		return true;
	}
	if (!machine_wave_save(m, force))
		return false;
	outputs_forget(&r->out);
	if (r->out.wave && r->recording.on)
		rename(r->out.wave_part, r->out.wave);
	leave_the_rest(r);
	return true;
}

static bool wave_busy(void *arg)
{
	const struct running *r = arg;

	return machine_wave_busy(r->host.machine);
}

static void watch_death(struct running *r)
{
	const char *files[] = {r->out.wire, r->out.eth0, r->out.trace};

	crash_watch(save_wave, wave_busy, r);
	if (r->out.wave)
		crash_disk_full(r->out.wave_part);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char *part = files[i] ? must_format("%s.part", files[i]) : NULL;

		if (part)
			crash_disk_full(part);
		free(part);
	}
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

/* --explain-at: the moment is here. */
static void explain_moment(struct running *r)
{
	char *path = run_state_path(r->out.dir, r->o->explain_at);
	struct metrics *state = run_state(r->s, r->o, &r->host);
	char err[SCENARIO_MAX_ERR];

	progress_clear(&r->progress);
	r->explained = true;
	if (metrics_write(state, path, err, sizeof(err)) ||
	    explain_print(stdout, path, err, sizeof(err)) < 0) {
		fprintf(stderr, "ringside: %s\n", err);
		r->errors++;
	}
	metrics_destroy(state);
	free(path);
}

/* Until @until, or @done says so. False if the run cannot go on. */
static bool advance(struct running *r, ps_t until,
		    bool (*done)(const struct running *r))
{
	struct machine *m = r->host.machine;

	while (machine_now(m) < until && !(done && done(r))) {
		ps_t next = (machine_now(m) / SLICE + 1) * SLICE;
		ps_t turn = recording_turn(&r->recording);

		if (signalled) {
			r->interrupted = true;
			return false;
		}
		if (next > turn)
			next = turn;
		if (!r->explained && next > r->o->explain_at)
			next = r->o->explain_at;
		next = pace_slice(&r->pace, machine_now(m), next);
		r->stop = machine_run(m, next < until ? next : until);
		pace_keep(&r->pace, machine_now(m));
		progress_show(&r->progress, machine_now(m),
			      machine_nic_cycles(m));
		if (!r->explained && machine_now(m) >= r->o->explain_at)
			explain_moment(r);
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
	if (!advance(r, machine_now(m) + RUN_LINE_TIME, line_is_quiet))
		return;
	/* The orderly end takes everything apart. */
	r->state = run_state(r->s, r->o, &r->host);
	kernel_stop(r->host.kernel);
	advance(r, machine_now(m) + RUN_STOP_TIME, NULL);
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

/* What strict mode found. */
static void judge_rules(struct running *r)
{
	if (!r->s->strict)
		return;
	progress_clear(&r->progress);
	if (report_rules(r->host.machine, r->s->strict, r->o->quiet))
		r->errors++;
}

static int finish(struct running *r)
{
	char err[SCENARIO_MAX_ERR];
	struct metrics *m;
	int ret = 0;

	wire_abandon(r->s->wire);
	if (r->interrupted)
		ledger_end_all(machine_ledger(r->host.machine),
			       "run.interrupted");
	else
		judge(r);
	judge_rules(r);
	if (!r->state || r->stop == MACHINE_FAULT) {
		metrics_destroy(r->state);
		r->state = run_state(r->s, r->o, &r->host);
	}
	run_state_end(r->state, &r->host, r->interrupted);
	m = report_collect(r->s, &r->host);
	report_live(m, r->pace.live);
	if (r->interrupted)
		metrics_bool(m, "interrupted", true);
	if (recording_missed(&r->recording)) {
		complain(r,
			 "the run ended before --wave-from: nothing was "
			 "recorded",
			 "");
		recording_discard(&r->recording);
		outputs_no_recording(&r->out);
	} else if (recording_close(&r->recording, err, sizeof(err))) {
		fprintf(stderr, "ringside: %s\n", err);
		r->errors++;
		outputs_no_recording(&r->out);
	}
	if (captures_close(&r->captures, err, sizeof(err)) ||
	    report_strict(r->host.machine, &r->out, err, sizeof(err)) ||
	    metrics_write(r->state, r->out.state, err, sizeof(err)) ||
	    outputs_finish(&r->out, m, err, sizeof(err))) {
		fprintf(stderr, "ringside: %s\n", err);
		ret = EXIT_FOUND_ERROR;
	} else if (!r->o->quiet) {
		printf("%s: %s\n\n", r->s->file->name, r->s->file->description);
		report_print(r->o->scenario, m, &r->out);
	}
	run_state_forget(r->out.dir,
			 r->explained ? r->o->explain_at : PS_NEVER);
	metrics_destroy(m);
	metrics_destroy(r->state);
	host_destroy(&r->host);
	if (fflush(stdout)) {
		fprintf(stderr, "ringside: standard output is gone\n");
		ret = EXIT_FOUND_ERROR;
	}
	if (r->interrupted && !ret) {
		fprintf(stderr,
			"ringside: interrupted; what was written is complete "
			"up to that moment\n");
		return EXIT_INTERRUPTED;
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
		ret = around_find(o, &r->window, &signalled, err, sizeof(err));
	dir = o->out ? must_format("%s", o->out)
		     : must_format("build/run/%s", r->s->file->name);
	if (!ret)
		ret = host_rehearse(r->s, err, sizeof(err));
	if (!ret)
		ret = outputs_open(&r->out, dir, &r->window, r->s->strict, err,
				   sizeof(err));
	free(dir);
	if (!ret)
		ret = host_create(&r->host, r->s, o->no_skip, err, sizeof(err));
	if (!ret)
		ret = pace_open(&r->pace, r->s->wire, o->wire_end, err,
				sizeof(err));
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

/* Does not come back, unless the system says no. */
static void repeat(const struct running *r, ps_t end)
{
	fprintf(stderr, "ringside: the run failed; it is repeated to record "
			"what led to it\n");
	fflush(NULL);
	repeat_last_part(r, end);
	fprintf(stderr, "ringside: it cannot be repeated\n");
}

int run(struct scenario *s, const struct options *o)
{
	struct running r = {.s = s, .o = o};
	int ret = EXIT_BAD_INPUT;
	ps_t end;

	if (o->strict_given)
		s->strict = o->strict;
	if (begin(&r)) {
		if (signalled)
			ret = EXIT_INTERRUPTED;
	} else {
		kernel_set_console(r.host.kernel, console, &r);
		watch_death(&r);
		progress_begin(&r.progress, s->duration, o->quiet);
		run_all(&r);
		progress_clear(&r.progress);
		end = machine_now(r.host.machine);
		ret = finish(&r);
		crash_unwatch();
		if (r.errors && r.window.last)
			repeat(&r, end);
	}
	captures_discard(&r.captures);
	recording_discard(&r.recording);
	pace_close(&r.pace);
	host_destroy(&r.host);
	outputs_abandon(&r.out);
	outputs_free(&r.out);
	return ret;
}
