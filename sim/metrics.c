// SPDX-License-Identifier: MIT
#include "sim/metrics.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHARE_ONE 1000000u
#define MAX_KEY	  256

struct metrics {
	json_t *root;
};

static void check(int failed)
{
	if (!failed)
		return;
	fprintf(stderr, "metrics: out of memory\n");
	exit(1);
}

struct metrics *metrics_create(void)
{
	struct metrics *m = malloc(sizeof(*m));

	check(!m);
	m->root = json_object();
	check(!m->root);
	return m;
}

void metrics_destroy(struct metrics *m)
{
	if (!m)
		return;
	json_decref(m->root);
	free(m);
}

/* Sets the value at the dotted key; makes the objects on the way. */
static void set(struct metrics *m, const char *key, json_t *value)
{
	json_t *at = m->root, *below;
	char part[MAX_KEY];
	const char *dot;

	check(!value);
	while ((dot = strchr(key, '.'))) {
		size_t n = dot - key;

		assert(n && n < sizeof(part));
		memcpy(part, key, n);
		part[n] = '\0';
		below = json_object_get(at, part);
		if (!below) {
			below = json_object();
			check(json_object_set_new(at, part, below));
		}
		/* A number cannot have parts of its own. */
		assert(json_is_object(below));
		at = below;
		key = dot + 1;
	}
	assert(*key && !json_is_object(json_object_get(at, key)));
	check(json_object_set_new(at, key, value));
}

void metrics_u64(struct metrics *m, const char *key, uint64_t v)
{
	set(m, key, json_integer(v > INT64_MAX ? INT64_MAX : (json_int_t)v));
}

void metrics_bool(struct metrics *m, const char *key, bool v)
{
	set(m, key, json_boolean(v));
}

void metrics_str(struct metrics *m, const char *key, const char *v)
{
	json_t *s = json_string(v);

	/* Names come from files: what is no UTF-8 must not end a run. */
	set(m, key, s ? s : json_string("(not UTF-8)"));
}

void metrics_share(struct metrics *m, const char *key, uint64_t part,
		   uint64_t whole)
{
	uint64_t millionths = 0;

	if (whole)
		millionths = ((unsigned __int128)part * SHARE_ONE + whole / 2) /
			     whole;
	/* Six significant digits give this number back without an error. */
	set(m, key, json_real((double)millionths / SHARE_ONE));
}

static json_t *lookup(const struct metrics *m, const char *key)
{
	json_t *at = m->root;
	char part[MAX_KEY];
	const char *dot;

	while (at && (dot = strchr(key, '.'))) {
		size_t n = dot - key;

		if (n >= sizeof(part))
			return NULL;
		memcpy(part, key, n);
		part[n] = '\0';
		at = json_object_get(at, part);
		key = dot + 1;
	}
	return json_object_get(at, key);
}

static uint64_t share_millionths(const json_t *v)
{
	return llround(json_real_value(v) * SHARE_ONE);
}

uint64_t metrics_get(const struct metrics *m, const char *key)
{
	const json_t *v = lookup(m, key);

	if (json_is_real(v))
		return share_millionths(v);
	if (json_is_boolean(v))
		return json_is_true(v);
	return json_integer_value(v);
}

struct walk {
	void (*fn)(void *arg, const char *key, const char *text);
	void *arg;
	char key[MAX_KEY];
};

static void walk(struct walk *w, json_t *object, size_t len)
{
	const char *name;
	char text[MAX_KEY];
	json_t *v;

	json_object_foreach(object, name, v)
	{
		int n = snprintf(w->key + len, sizeof(w->key) - len, "%s%s",
				 len ? "." : "", name);

		if (n < 0 || len + n >= sizeof(w->key))
			continue;
		if (json_is_object(v)) {
			walk(w, v, len + n);
			continue;
		}
		if (json_is_integer(v))
			snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT,
				 json_integer_value(v));
		else if (json_is_real(v))
			snprintf(text, sizeof(text), "%" PRIu64 ".%06" PRIu64,
				 share_millionths(v) / SHARE_ONE,
				 share_millionths(v) % SHARE_ONE);
		else if (json_is_string(v))
			snprintf(text, sizeof(text), "%s",
				 json_string_value(v));
		else
			snprintf(text, sizeof(text), "%s",
				 json_is_true(v) ? "true" : "false");
		w->fn(w->arg, w->key, text);
	}
	w->key[len] = '\0';
}

void metrics_each(const struct metrics *m,
		  void (*fn)(void *arg, const char *key, const char *text),
		  void *arg)
{
	struct walk w = {.fn = fn, .arg = arg};

	walk(&w, m->root, 0);
}

int metrics_write(const struct metrics *m, const char *path, char *err,
		  size_t err_len)
{
	size_t n = strlen(path) + sizeof(".part");
	char *temp = malloc(n);
	FILE *f;
	int failed;

	check(!temp);
	snprintf(temp, n, "%s.part", path);
	/* A link of that name is not followed. */
	remove(temp);
	f = fopen(temp, "w");
	if (!f) {
		snprintf(err, err_len, "%s: %s", temp, strerror(errno));
		free(temp);
		return -1;
	}
	errno = 0;
	failed =
		json_dumpf(m->root, f, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
	failed |= fputc('\n', f) == EOF;
	failed |= fclose(f);
	if (!failed)
		failed = rename(temp, path);
	if (failed) {
		snprintf(err, err_len, "%s: cannot be written: %s", path,
			 strerror(errno ? errno : EIO));
		remove(temp);
	}
	free(temp);
	return failed ? -1 : 0;
}
