// SPDX-License-Identifier: MIT
#include "paths.h"

#include <dirent.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void *must_alloc(size_t n)
{
	void *p = calloc(1, n ? n : 1);

	if (!p) {
		fprintf(stderr, "ringside: out of memory\n");
		exit(1);
	}
	return p;
}

char *must_format(const char *fmt, ...)
{
	char *s = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	if (n < 0) {
		fprintf(stderr, "ringside: out of memory\n");
		exit(1);
	}
	return s;
}

static char *if_dir(char *path)
{
	struct stat st;

	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		return path;
	free(path);
	return NULL;
}

char *paths_find_dir(const char *sub)
{
	char *found = if_dir(must_format("%s", sub));
	char exe[PATH_MAX];
	ssize_t n;

	if (found)
		return found;
	n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	if (n <= 0)
		return NULL;
	exe[n] = '\0';
	/* build/ringside, build/asan/ringside */
	for (int up = 0; up < 3; up++) {
		char *slash = strrchr(exe, '/');

		if (!slash)
			return NULL;
		*slash = '\0';
		found = if_dir(must_format("%s/%s", exe, sub));
		if (found)
			return found;
	}
	return NULL;
}

static int is_path(const char *name)
{
	size_t n = strlen(name);

	return strchr(name, '/') || (n > 5 && !strcmp(name + n - 5, ".yaml"));
}

char *paths_yaml(const char *dir, const char *name)
{
	char *folder, *path;

	if (is_path(name))
		return must_format("%s", name);
	folder = paths_find_dir(dir);
	if (!folder)
		return NULL;
	path = must_format("%s/%s.yaml", folder, name);
	free(folder);
	return path;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **paths_names(const char *dir, size_t *n)
{
	char *folder = paths_find_dir(dir);
	DIR *d = folder ? opendir(folder) : NULL;
	char **names = must_alloc(sizeof(*names));
	struct dirent *e;

	*n = 0;
	free(folder);
	while (d && (e = readdir(d))) {
		size_t len = strlen(e->d_name);

		if (len <= 5 || e->d_name[0] == '.' ||
		    strcmp(e->d_name + len - 5, ".yaml") != 0)
			continue;
		names = realloc(names, (*n + 2) * sizeof(*names));
		if (!names)
			abort();
		names[*n] = must_format("%.*s", (int)len - 5, e->d_name);
		names[++*n] = NULL;
	}
	if (d)
		closedir(d);
	qsort(names, *n, sizeof(*names), by_name);
	return names;
}

void paths_free_names(char **names)
{
	for (char **p = names; *p; p++)
		free(*p);
	free(names);
}

char *paths_dirname(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return must_format(".");
	if (slash == path)
		return must_format("/");
	return must_format("%.*s", (int)(slash - path), path);
}
