// SPDX-License-Identifier: MIT
#include "run_state.h"
#include "paths.h"

#include "sim/metrics.h"

#include <dirent.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct build_id {
	char *text;
	size_t len;
};

/* The program itself comes first. */
static int find_build_id(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct build_id *b = arg;

	for (unsigned i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
		const char *at = (const char *)info->dlpi_addr + ph->p_vaddr;
		const char *end = at + ph->p_memsz;

		while (ph->p_type == PT_NOTE &&
		       at + sizeof(ElfW(Nhdr)) <= end) {
			const ElfW(Nhdr) *n = (const void *)at;
			const char *name = at + sizeof(*n);
			const char *id = name + (n->n_namesz + 3u) / 4 * 4;

			if (n->n_type == NT_GNU_BUILD_ID &&
			    !strcmp(name, "GNU"))
				for (size_t k = 0;
				     k < n->n_descsz && 2 * k + 2 < b->len; k++)
					snprintf(b->text + 2 * k, 3, "%02x",
						 (unsigned char)id[k]);
			at = id + (n->n_descsz + 3u) / 4 * 4;
		}
	}
	return 1;
}

void run_build(char *text, size_t len)
{
	struct build_id b = {text, len};

	text[0] = '\0';
	dl_iterate_phdr(find_build_id, &b);
}

struct metrics *run_state(const struct scenario *s, const struct options *o,
			  const struct host *h)
{
	struct metrics *m = metrics_create();
	char key[32], build[64];
	char *path;

	metrics_str(m, "run.name", s->file->name);
	metrics_str(m, "run.scenario", o->scenario);
	/* A path is still good where somebody else stands. */
	path = realpath(o->scenario, NULL);
	if (path)
		metrics_str(m, "run.path", path);
	free(path);
	metrics_u64(m, "run.seed", s->seed);
	run_build(build, sizeof(build));
	metrics_str(m, "run.build", build);
	metrics_bool(m, "run.no_skip", o->no_skip);
	for (unsigned i = 0; i < o->nsets; i++) {
		snprintf(key, sizeof(key), "run.set.%u", i);
		metrics_str(m, key, o->sets[i]);
	}
	machine_state(h->machine, m);
	kernel_state(h->kernel, m);
	return m;
}

static void add_place(void *arg, const char *place, uint64_t n)
{
	char key[256];

	snprintf(key, sizeof(key), "end.places.%s", place);
	metrics_u64(arg, key, n);
}

void run_state_end(struct metrics *state, const struct host *h,
		   bool interrupted)
{
	const struct ledger *l = machine_ledger(h->machine);
	char why[2048] = "";

	metrics_bool(state, "end.interrupted", interrupted);
	metrics_u64(state, "end.time_ps", machine_now(h->machine));
	metrics_str(state, "end.error", machine_error(h->machine));
	metrics_str(state, "end.leaks", kernel_leaks(h->kernel));
	metrics_bool(state, "end.conserved",
		     ledger_conserved(l, why, sizeof(why)));
	metrics_str(state, "end.not_conserved", why);
	ledger_each_place(l, add_place, state);
}

char *run_state_path(const char *dir, ps_t at)
{
	if (at == PS_NEVER)
		return must_format("%s/state.json", dir);
	return must_format("%s/state-%lluns.json", dir,
			   (unsigned long long)(at / PS_PER_NS));
}

/* "state-1500000ns.json" */
static bool is_moment(const char *name)
{
	size_t digits;

	if (strncmp(name, "state-", 6) != 0)
		return false;
	digits = strspn(name + 6, "0123456789");
	return digits && !strcmp(name + 6 + digits, "ns.json");
}

void run_state_forget(const char *dir, ps_t keep)
{
	char *mine = run_state_path(dir, keep);
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		char *path;

		if (!is_moment(e->d_name))
			continue;
		path = must_format("%s/%s", dir, e->d_name);
		if (strcmp(path, mine) != 0)
			unlink(path);
		free(path);
	}
	if (d)
		closedir(d);
	free(mine);
}
