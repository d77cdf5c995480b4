// SPDX-License-Identifier: MIT
/* A state, explained: what is wrong first, then everything. */
#include "explain_internal.h"
#include "paths.h"
#include "run_state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXIT_FOUND_ERROR 1
#define EXIT_BAD_INPUT	 2
#define MAX_ARGS	 160

/* Most severe first: of two that are true, the first is likelier the cause. */
static const explain_rule rules[] = {
	rule_died,	     rule_double_unmap, rule_card_astray,
	rule_early,	     rule_wrong_unmap,	rule_fault,
	rule_rx_tail,	     rule_tx_tail,	rule_napi_stuck,
	rule_lost_interrupt, rule_tx_done,	rule_tx_held,
	rule_filtered,	     rule_slow_irq,	rule_line_ignored,
	rule_storm,	     rule_ring_full,	rule_disabled,
	rule_link,	     rule_lost_wakeup,	rule_leaks,
	rule_not_conserved,
};

#define RULES (sizeof(rules) / sizeof(*rules))

/* Lines, each with @indent in front. */
static void indented(FILE *out, const char *lines, const char *indent)
{
	while (*lines) {
		size_t n = strcspn(lines, "\n");

		fprintf(out, "%s%.*s\n", indent, (int)n, lines);
		lines += n + (lines[n] == '\n');
	}
}

static int one_rule(FILE *out, const struct explain *e, explain_rule rule,
		    int number)
{
	char *title = NULL, *more = NULL;
	size_t title_len, more_len;
	FILE *t = open_memstream(&title, &title_len);
	FILE *m = open_memstream(&more, &more_len);
	bool found = t && m && rule(e, t, m);

	if (t)
		fclose(t);
	if (m)
		fclose(m);
	if (found) {
		fprintf(out, "%d. %s.\n", number, title);
		indented(out, more, "   ");
	}
	free(title);
	free(more);
	return found;
}

static void headline(FILE *out, const struct explain *e)
{
	const char *stop = ex_str(e, "stop");
	char at[TIME_BYTES];

	fprintf(out, "%s at %s (cycle %" PRIu64 "): ", ex_str(e, "run.name"),
		time_text(ex_u64(e, "time_ps"), at), ex_u64(e, "cycle"));
	if (!strcmp(stop, "fault"))
		fprintf(out, "the run ended with a fault\n");
	else if (!strcmp(stop, "halted"))
		fprintf(out, "the kernel has halted\n");
	else
		fprintf(out, "all is running\n");
}

static int findings(FILE *out, const struct explain *e)
{
	uint64_t got = ex_u64(e, "places.socket.delivered");
	int n = 0;

	for (size_t i = 0; i < RULES; i++)
		n += one_rule(out, e, rules[i], n + 1);
	if (n)
		return n;
	fprintf(out,
		"Nothing is wrong here: %" PRIu64 " packets reached "
		"programs, %" PRIu64 " were sent.\n",
		got, ex_u64(e, "places.wire.sent"));
	return 0;
}

int explain_print(FILE *out, const char *path, char *err, size_t err_len)
{
	struct explain e;
	int n;

	if (!explain_load(&e, path, err, err_len))
		return -1;
	headline(out, &e);
	n = findings(out, &e);
	picture_interrupt(out, &e);
	picture_ring(out, &e, "rx");
	picture_ring(out, &e, "tx");
	table_packets(out, &e);
	table_mappings(out, &e);
	table_kernel(out, &e);
	table_history(out, &e);
	explain_free(&e);
	return n;
}

/* ---- a moment that was not looked at: the run is made once more -----------
 */

struct command_line {
	char *word[MAX_ARGS];
	unsigned n;
};

static void add(struct command_line *c, char *word)
{
	if (c->n + 1 < MAX_ARGS)
		c->word[c->n++] = word;
	else
		free(word);
}

/* `ringside run` as the state says, into @dir. */
static void build_command(struct command_line *c, const struct explain *e,
			  ps_t at, const char *dir)
{
	json_t *sets = ex_get(e, "run.set"), *set;
	const char *name, *path = ex_str(e, "run.path");

	add(c, must_format("ringside"));
	add(c, must_format("run"));
	add(c, must_format("%s", *path ? path : ex_str(e, "run.scenario")));
	add(c, must_format("--seed=%" PRIu64, ex_u64(e, "run.seed")));
	json_object_foreach(sets, name, set)
		add(c, must_format("--set=%s", json_is_string(set)
						       ? json_string_value(set)
						       : ""));
	if (ex_bool(e, "run.no_skip"))
		add(c, must_format("--no-skip"));
	add(c,
	    must_format("--explain-at=%" PRIu64, (uint64_t)(at / PS_PER_NS)));
	add(c, must_format("--out=%s", dir));
	add(c, must_format("--quiet"));
	c->word[c->n] = NULL;
}

/* Its exit code; -1: it could not be started. What it prints is nothing that
 * belongs to the explanation. */
static int run_command(struct command_line *c)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return -1;
	if (!pid) {
		if (!freopen("/dev/null", "w", stdout) ||
		    !freopen("/dev/null", "w", stderr))
			_exit(127);
		execv("/proc/self/exe", c->word);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* What a run leaves in a folder of its own. */
static void remove_run(const char *dir)
{
	static const char *const files[] = {"metrics.json", "wire.pcapng",
					    "eth0.pcapng", "state.json"};

	for (size_t k = 0; k < sizeof(files) / sizeof(*files); k++) {
		char *path = must_format("%s/%s", dir, files[k]);

		unlink(path);
		free(path);
	}
	rmdir(dir);
}

/* Another program would make another run, and explain that. */
static bool same_build(const struct explain *e, const char *dir, char *err,
		       size_t err_len)
{
	char build[64];

	run_build(build, sizeof(build));
	if (!strcmp(ex_str(e, "run.build"), build))
		return true;
	snprintf(err, err_len,
		 "%s: the run was made by another build of this program, so it "
		 "cannot be repeated; make it again with --explain-at",
		 dir);
	return false;
}

/* The state of moment @at, made by the same run in a folder below @dir. */
static int repeat(const char *dir, ps_t at, char *err, size_t err_len)
{
	char *state = run_state_path(dir, PS_NEVER);
	char *below = must_format("%s/.explain-XXXXXX", dir);
	char *made = NULL, *wanted = run_state_path(dir, at);
	struct command_line c = {.n = 0};
	struct explain e;
	int ret = -1;

	if (!explain_load(&e, state, err, err_len))
		goto out;
	if (!same_build(&e, dir, err, err_len)) {
		explain_free(&e);
		goto out;
	}
	if (!mkdtemp(below)) {
		snprintf(err, err_len, "%s: %s", below, strerror(errno));
		explain_free(&e);
		goto out;
	}
	build_command(&c, &e, at, below);
	explain_free(&e);
	made = run_state_path(below, at);
	if (c.n + 1 < MAX_ARGS && run_command(&c) >= 0 && !rename(made, wanted))
		ret = 0;
	else
		snprintf(err, err_len,
			 "%s: the run does not come to that moment", dir);
	remove_run(below);
out:
	for (unsigned i = 0; i < c.n; i++)
		free(c.word[i]);
	free(made);
	free(wanted);
	free(below);
	free(state);
	return ret;
}

int explain_main(const char *dir, ps_t at)
{
	char *path = run_state_path(dir, at);
	char err[512];
	int n = -1;

	if (at == PS_NEVER || !access(path, R_OK) ||
	    !repeat(dir, at, err, sizeof(err)))
		n = explain_print(stdout, path, err, sizeof(err));
	if (n < 0)
		fprintf(stderr, "ringside: %s\n", err);
	free(path);
	return n < 0 ? EXIT_BAD_INPUT : n ? EXIT_FOUND_ERROR : 0;
}
