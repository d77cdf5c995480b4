// SPDX-License-Identifier: MIT
/* state.json read and checked; values by key. */
#include "explain_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define KEY_BYTES  256
#define FILE_BYTES (64u << 20) /* no run writes as much */

/* ---- values ---------------------------------------------------------------
 */

static json_t *find(const struct explain *e, const char *fmt, va_list ap)
{
	char key[KEY_BYTES], *part = key;
	json_t *at = e->root;

	vsnprintf(key, sizeof(key), fmt, ap);
	while (at && *part) {
		char *dot = strchr(part, '.');

		if (dot)
			*dot = '\0';
		at = json_object_get(at, part);
		part = dot ? dot + 1 : part + strlen(part);
	}
	return at;
}

#define FIND(v)               \
	va_list ap;           \
	json_t *v;            \
	va_start(ap, key);    \
	v = find(e, key, ap); \
	va_end(ap)

static uint64_t as_u64(const json_t *v)
{
	json_int_t n = json_integer_value(v);

	return n > 0 ? (uint64_t)n : 0;
}

json_t *ex_get(const struct explain *e, const char *key, ...)
{
	FIND(v);
	return v;
}

bool ex_has(const struct explain *e, const char *key, ...)
{
	FIND(v);
	return v;
}

uint64_t ex_u64(const struct explain *e, const char *key, ...)
{
	FIND(v);
	return as_u64(v);
}

bool ex_bool(const struct explain *e, const char *key, ...)
{
	FIND(v);
	return json_is_true(v);
}

const char *ex_str(const struct explain *e, const char *key, ...)
{
	FIND(v);
	return json_is_string(v) ? json_string_value(v) : "";
}

uint64_t el_u64(const json_t *el, const char *name)
{
	return as_u64(json_object_get(el, name));
}

bool el_bool(const json_t *el, const char *name)
{
	return json_is_true(json_object_get(el, name));
}

const char *el_str(const json_t *el, const char *name)
{
	const char *s = json_string_value(json_object_get(el, name));

	return s ? s : "";
}

/* ---- reading --------------------------------------------------------------
 */

/* What would do something to a terminal becomes a question mark. Texts of the
 * simulator have line ends. */
static void make_printable(json_t *v)
{
	const char *name, *s = json_string_value(v);
	json_t *below;
	bool bad = false;
	char *copy;

	json_object_foreach(v, name, below) make_printable(below);
	for (const char *p = s; p && *p; p++)
		bad |= ((unsigned char)*p < ' ' && *p != '\n') || *p == 0x7f;
	if (!bad)
		return;
	copy = strdup(s);
	for (char *p = copy; p && *p; p++)
		if (((unsigned char)*p < ' ' && *p != '\n') || *p == 0x7f)
			*p = '?';
	if (copy)
		json_string_set(v, copy);
	free(copy);
}

/* Without these there is nothing to say. */
static const struct {
	const char *key;
	json_type type;
	const char *words;
} needed[] = {
	{"time_ps", JSON_INTEGER, "a whole number"},
	{"stop", JSON_STRING, "a text"},
	{"run.name", JSON_STRING, "a text"},
	{"cpu.context", JSON_STRING, "a text"},
	{"card.icr.value", JSON_INTEGER, "a whole number"},
	{"card.ims.value", JSON_INTEGER, "a whole number"},
	{"card.rx.count", JSON_INTEGER, "a whole number"},
	{"card.rx.head", JSON_INTEGER, "a whole number"},
	{"card.rx.tail", JSON_INTEGER, "a whole number"},
	{"card.tx.count", JSON_INTEGER, "a whole number"},
	{"card.tx.head", JSON_INTEGER, "a whole number"},
	{"card.tx.tail", JSON_INTEGER, "a whole number"},
	{"kernel", JSON_OBJECT, "an object"},
};

/* Objects that are lists: each element is an object. */
static const char *const lists[] = {"card.rx.desc",	  "card.tx.desc",
				    "card.rx.tails",	  "card.tx.tails",
				    "card.posted",	  "history.registers",
				    "history.interrupts", "history.mappings",
				    "kernel.process",	  "kernel.socket",
				    "kernel.napi",	  "kernel.device",
				    "kernel.timer",	  "log",
				    "mappings.of",	  "mappings.by",
				    "lost.frames"};

static bool check_lists(const struct explain *e, const char *path, char *err,
			size_t err_len)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		json_t *list = ex_get(e, "%s", lists[i]), *el;
		const char *name;

		if (list && !json_is_object(list)) {
			snprintf(err, err_len, "%s: %s is not an object", path,
				 lists[i]);
			return false;
		}
		json_object_foreach(list, name, el)
		{
			if (json_is_object(el))
				continue;
			snprintf(err, err_len, "%s: %s.%.20s is not an object",
				 path, lists[i], name);
			return false;
		}
	}
	return true;
}

static bool check(const struct explain *e, const char *path, char *err,
		  size_t err_len)
{
	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++) {
		const json_t *v = ex_get(e, "%s", needed[i].key);

		if (v && json_typeof(v) == needed[i].type)
			continue;
		snprintf(err, err_len,
			 "%s: no state of a run: %s is %s, should be %s", path,
			 needed[i].key, v ? "something else" : "not there",
			 needed[i].words);
		return false;
	}
	return check_lists(e, path, err, err_len);
}

bool explain_load(struct explain *e, const char *path, char *err,
		  size_t err_len)
{
	json_error_t why;
	struct stat st;

	e->root = NULL;
	if (stat(path, &st)) {
		snprintf(err, err_len, "%s: %s", path, strerror(errno));
		return false;
	}
	if (!S_ISREG(st.st_mode) || st.st_size > FILE_BYTES) {
		snprintf(err, err_len, "%s: is no state of a run", path);
		return false;
	}
	e->root = json_load_file(path, 0, &why);
	if (!e->root) {
		snprintf(err, err_len, "%s:%d: %s", path, why.line, why.text);
		return false;
	}
	if (check(e, path, err, err_len)) {
		make_printable(e->root);
		return true;
	}
	explain_free(e);
	return false;
}

void explain_free(struct explain *e)
{
	json_decref(e->root);
	e->root = NULL;
}

/* ---- words ----------------------------------------------------------------
 */

const char *time_text(uint64_t ps, char *buf)
{
	uint64_t ns = ps / PS_PER_NS;

	if (ps >= PS_PER_S)
		snprintf(buf, TIME_BYTES, "%" PRIu64 ".%09" PRIu64 " s",
			 ns / 1000000000, ns % 1000000000);
	else if (ps >= PS_PER_MS)
		snprintf(buf, TIME_BYTES, "%" PRIu64 ".%06" PRIu64 " ms",
			 ns / 1000000, ns % 1000000);
	else
		snprintf(buf, TIME_BYTES, "%" PRIu64 ".%03" PRIu64 " us",
			 ns / 1000, ns % 1000);
	return buf;
}

void print_callers(FILE *f, const json_t *el)
{
	const char *by = el_str(el, "by"), *from = el_str(el, "from");

	if (*by)
		fprintf(f, " by %s", by);
	if (*by && *from)
		fprintf(f, " (called by %s)", from);
}

void print_access(FILE *f, const struct explain *e, const char *key)
{
	const json_t *a = ex_get(e, "%s", key);
	char at[TIME_BYTES];

	fprintf(f, "%s %s 0x%" PRIx64 " (%s) at %s", el_str(a, "register"),
		strcmp(el_str(a, "what"), "read") ? "was written with"
						  : "was read as",
		el_u64(a, "value"), el_str(a, "bits"),
		time_text(el_u64(a, "at_ps"), at));
	print_callers(f, a);
}
