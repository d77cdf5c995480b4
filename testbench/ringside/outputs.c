// SPDX-License-Identifier: MIT
#include "outputs.h"
#include "paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* mkdir -p, counting the new ones. */
static int make_dirs(struct outputs *o, char *err, size_t err_len)
{
	char *path = must_format("%s", o->dir);
	struct stat st;
	char *p = path;
	int ret = 0;

	while (!ret && *p) {
		char after;

		p += strspn(p, "/");
		p += strcspn(p, "/");
		after = *p;
		*p = '\0';
		if (!mkdir(path, 0777))
			o->made_dirs++;
		else if (errno != EEXIST)
			ret = -1;
		else if (stat(path, &st) || !S_ISDIR(st.st_mode))
			errno = ENOTDIR, ret = -1;
		if (ret)
			snprintf(err, err_len, "%s: %s", path, strerror(errno));
		*p = after;
	}
	free(path);
	return ret;
}

static void remove_dirs(struct outputs *o)
{
	char *path = must_format("%s", o->dir);

	while (o->made_dirs) {
		char *slash = strrchr(path, '/');

		o->made_dirs--;
		if (rmdir(path))
			break;
		while (slash && slash > path && *slash == '/')
			*slash-- = '\0';
	}
	free(path);
}

/* Whether this file can be made here, without making it for good. */
static int try_file(const char *path, char *err, size_t err_len)
{
	FILE *f = fopen(path, "w");

	if (!f) {
		snprintf(err, err_len, "%s: %s", path, strerror(errno));
		return -1;
	}
	fclose(f);
	return 0;
}

/* A device or a folder of that name must not be replaced. */
static int check_target(const char *path, char *err, size_t err_len)
{
	struct stat st;

	if (stat(path, &st) || S_ISREG(st.st_mode))
		return 0;
	snprintf(err, err_len, "%s: is there and no regular file", path);
	return -1;
}

/* Two runs at once would write into each other's files. */
static int lock_dir(struct outputs *o, char *err, size_t err_len)
{
	o->lock = open(o->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* A file system that has no locks does without. */
	if (o->lock < 0 || !flock(o->lock, LOCK_EX | LOCK_NB) ||
	    errno != EWOULDBLOCK)
		return 0;
	snprintf(err, err_len, "%s: another run is writing there", o->dir);
	return -1;
}

/* Every file that a run may write into its folder. */
static const char *const names[OUTPUT_NAMES] = {
	"metrics.json",	 "state.json",	  "wire.pcapng",      "eth0.pcapng",
	"timeline.html", "timeline.json", "transactions.txt", "moments.json",
	"strict.txt",	 "trace.fst"};

/* Does this run write it? */
static bool is_mine(const struct outputs *o, unsigned i)
{
	const char *const mine[OUTPUT_NAMES] = {
		o->metrics, o->state,	     o->wire,	 o->eth0,   o->page,
		o->trace,   o->transactions, o->moments, o->strict, NULL};

	return mine[i] || (i == OUTPUT_NAMES - 1 && o->wave_inside);
}

/* The waveform may lie anywhere, but not where another file of the run does. */
static int open_wave(struct outputs *o, char *err, size_t err_len)
{
	const char *slash = strrchr(o->wave, '/');
	const char *name = slash ? slash + 1 : o->wave;
	char *dir = paths_dirname(o->wave);
	struct stat a, b;
	bool same;

	same = !stat(dir, &a) && !stat(o->dir, &b) && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
	free(dir);
	for (unsigned i = 0; same && i < OUTPUT_NAMES - 1; i++) {
		if (strcmp(name, names[i]) != 0)
			continue;
		snprintf(err, err_len,
			 "--wave=%s: this is another file of the run", o->wave);
		return -1;
	}
	o->wave_inside = same && !strcmp(name, names[OUTPUT_NAMES - 1]);
	if (check_target(o->wave, err, err_len) ||
	    try_file(o->wave_part, err, err_len))
		return -1;
	o->made_wave = true;
	return 0;
}

static int open_files(struct outputs *o, char *err, size_t err_len)
{
	if (lock_dir(o, err, err_len))
		return -1;
	for (unsigned i = 0; i < OUTPUT_NAMES; i++) {
		o->path[i] = must_format("%s/%s", o->dir, names[i]);
		if (is_mine(o, i) && check_target(o->path[i], err, err_len))
			return -1;
	}
	return o->wave ? open_wave(o, err, err_len) : 0;
}

/* What is asked for; the other pointers stay NULL. */
static void name_recordings(struct outputs *o,
			    const struct recording_options *r)
{
	if (r->last)
		return;
	if (r->wave) {
		o->wave = r->wave_file ? must_format("%s", r->wave_file)
				       : must_format("%s/trace.fst", o->dir);
		o->wave_part = must_format("%s.part", o->wave);
	}
	if (r->timeline) {
		o->page = must_format("%s/timeline.html", o->dir);
		o->trace = must_format("%s/timeline.json", o->dir);
	}
	if (r->transactions)
		o->transactions = must_format("%s/transactions.txt", o->dir);
	if (r->wave || r->timeline || r->transactions)
		o->moments = must_format("%s/moments.json", o->dir);
}

int outputs_open(struct outputs *o, const char *dir,
		 const struct recording_options *r, bool strict, char *err,
		 size_t err_len)
{
	size_t n = strlen(dir);

	memset(o, 0, sizeof(*o));
	o->lock = -1;
	while (n > 1 && dir[n - 1] == '/')
		n--;
	o->dir = must_format("%.*s", (int)n, dir);
	o->open = true;
	o->metrics = must_format("%s/metrics.json", o->dir);
	o->wire = must_format("%s/wire.pcapng", o->dir);
	o->eth0 = must_format("%s/eth0.pcapng", o->dir);
	o->state = must_format("%s/state.json", o->dir);
	if (strict)
		o->strict = must_format("%s/strict.txt", o->dir);
	name_recordings(o, r);
	if (!make_dirs(o, err, err_len) && !open_files(o, err, err_len))
		return 0;
	outputs_abandon(o);
	return -1;
}

static void drop(char **path)
{
	free(*path);
	*path = NULL;
}

void outputs_no_recording(struct outputs *o)
{
	if (o->made_wave)
		unlink(o->wave_part);
	o->made_wave = o->wave_inside = false;
	drop(&o->wave);
	drop(&o->wave_part);
	drop(&o->page);
	drop(&o->trace);
	drop(&o->transactions);
	drop(&o->moments);
}

void outputs_no_host(struct outputs *o)
{
	drop(&o->eth0);
	drop(&o->state);
}

void outputs_forget(const struct outputs *o)
{
	for (unsigned i = 0; i < OUTPUT_NAMES; i++)
		unlink(o->path[i]);
}

/* A recording of an earlier run says nothing about this one. */
static void remove_old(const struct outputs *o)
{
	for (unsigned i = 0; i < OUTPUT_NAMES; i++)
		if (!is_mine(o, i))
			unlink(o->path[i]);
}

int outputs_finish(struct outputs *o, const struct metrics *m, char *err,
		   size_t err_len)
{
	if (metrics_write(m, o->metrics, err, err_len))
		return -1;
	if (o->wave && rename(o->wave_part, o->wave)) {
		snprintf(err, err_len, "%s: %s", o->wave, strerror(errno));
		return -1;
	}
	remove_old(o);
	o->open = false;
	return 0;
}

void outputs_abandon(struct outputs *o)
{
	if (!o->open)
		return;
	o->open = false;
	if (o->made_wave)
		unlink(o->wave_part);
	remove_dirs(o);
}

void outputs_free(struct outputs *o)
{
	if (o->dir && o->lock >= 0)
		close(o->lock);
	free(o->dir);
	for (unsigned i = 0; i < OUTPUT_NAMES; i++)
		free(o->path[i]);
	free(o->metrics);
	free(o->wire);
	free(o->eth0);
	free(o->page);
	free(o->trace);
	free(o->transactions);
	free(o->moments);
	free(o->state);
	free(o->strict);
	free(o->wave);
	free(o->wave_part);
	memset(o, 0, sizeof(*o));
}
