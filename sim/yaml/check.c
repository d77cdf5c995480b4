// SPDX-License-Identifier: MIT
/* A tree against libcyaml's schema, with messages that say where. */
#include "tree_internal.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_KEY	   256
#define MAX_FIELDS 64

struct check {
	const struct yaml_tree *tree;
	char key[MAX_KEY];
	char *err;
	size_t err_len;
};

const struct cyaml_schema_field *
schema_field(const struct cyaml_schema_value *s, const char *name, size_t len)
{
	const struct cyaml_schema_field *f = s->mapping.fields;

	for (; f->key; f++)
		if (strlen(f->key) == len && !memcmp(f->key, name, len))
			return f;
	return NULL;
}

void schema_suggest(const struct cyaml_schema_value *s, const char *name,
		    char *out, size_t out_len)
{
	const char *names[MAX_FIELDS];
	size_t n = 0;

	for (const struct cyaml_schema_field *f = s->mapping.fields;
	     f->key && n < MAX_FIELDS; f++)
		names[n++] = f->key;
	yaml_suggest(name, names, n, out, out_len);
}

static int fail(struct check *c, const struct node *n, const char *reason)
{
	return node_error(c->tree, n, c->key, c->err, c->err_len, reason);
}

/* Appends ".NAME" and returns the length before, for leave(). */
static size_t enter(struct check *c, const char *name)
{
	size_t len = strlen(c->key);

	snprintf(c->key + len, sizeof(c->key) - len, "%s%s", len ? "." : "",
		 name);
	return len;
}

static void leave(struct check *c, size_t len)
{
	c->key[len] = '\0';
}

static int check_value(struct check *c, const struct node *n,
		       const struct cyaml_schema_value *s);

static int unknown_key(struct check *c, const struct node *n,
		       const struct cyaml_schema_value *s)
{
	char reason[160], hint[96];
	size_t len = enter(c, n->name);

	schema_suggest(s, n->name, hint, sizeof(hint));
	snprintf(reason, sizeof(reason), "unknown key%s", hint);
	fail(c, n, reason);
	leave(c, len);
	return -1;
}

static int check_mapping(struct check *c, const struct node *n,
			 const struct cyaml_schema_value *s)
{
	const struct cyaml_schema_field *f;

	if (n->type != NODE_MAPPING)
		return fail(c, n, "must be a group of keys");
	for (const struct node *v = n->child; v; v = v->next) {
		size_t len;
		int ret;

		f = schema_field(s, v->name, strlen(v->name));
		if (!f)
			return unknown_key(c, v, s);
		len = enter(c, v->name);
		ret = check_value(c, v, &f->value);
		leave(c, len);
		if (ret)
			return -1;
	}
	for (f = s->mapping.fields; f->key; f++) {
		char reason[128];

		if (f->value.flags & CYAML_FLAG_OPTIONAL ||
		    node_child(n, f->key, strlen(f->key)))
			continue;
		snprintf(reason, sizeof(reason), "the key \"%s\" is missing",
			 f->key);
		return fail(c, n, reason);
	}
	return 0;
}

static int check_sequence(struct check *c, const struct node *n,
			  const struct cyaml_schema_value *s)
{
	unsigned long i = 0;

	if (n->type != NODE_SEQUENCE)
		return fail(c, n, "must be a list");
	for (const struct node *v = n->child; v; v = v->next, i++) {
		char number[24];
		size_t len;
		int ret;

		snprintf(number, sizeof(number), "%lu", i);
		len = enter(c, number);
		ret = check_value(c, v, s->sequence.entry);
		leave(c, len);
		if (ret)
			return -1;
	}
	if (i < s->sequence.min || i > s->sequence.max) {
		char reason[96];

		snprintf(reason, sizeof(reason),
			 "%lu elements; %u to %u are possible", i,
			 s->sequence.min, s->sequence.max);
		return fail(c, n, reason);
	}
	return 0;
}

static int check_unsigned(struct check *c, const struct node *n,
			  const struct cyaml_schema_value *s)
{
	unsigned long long v, max = ~0ull;
	char reason[128], *end;

	if (s->data_size < sizeof(max))
		max = (1ull << 8 * s->data_size) - 1;
	/* strtoull() takes signs and spaces; a number here is digits. */
	if (!isdigit((unsigned char)n->value[0]))
		return fail(c, n, "must be a whole number, not negative");
	errno = 0;
	v = strtoull(n->value, &end, 10);
	if (*end)
		return fail(c, n, "must be a whole number, not negative");
	if (errno || v > max) {
		snprintf(reason, sizeof(reason), "is more than %llu", max);
		return fail(c, n, reason);
	}
	return 0;
}

static int check_enum(struct check *c, const struct node *n,
		      const struct cyaml_schema_value *s)
{
	const char *names[MAX_FIELDS];
	char reason[256], hint[96];
	size_t at;

	for (uint32_t i = 0; i < s->enumeration.count; i++) {
		names[i] = s->enumeration.strings[i].str;
		if (!strcmp(n->value, names[i]))
			return 0;
	}
	yaml_suggest(n->value, names, s->enumeration.count, hint, sizeof(hint));
	at = snprintf(reason, sizeof(reason), "must be one of");
	for (uint32_t i = 0; i < s->enumeration.count; i++)
		at += snprintf(reason + at, sizeof(reason) - at, "%s %s",
			       i ? "," : "", names[i]);
	snprintf(reason + at, sizeof(reason) - at, "%s", hint);
	return fail(c, n, reason);
}

static int check_string(struct check *c, const struct node *n,
			const struct cyaml_schema_value *s)
{
	size_t len = strlen(n->value);
	char reason[96];

	if (len >= s->string.min && len <= s->string.max)
		return 0;
	if (len < s->string.min)
		snprintf(reason, sizeof(reason), "must not be empty");
	else
		snprintf(reason, sizeof(reason),
			 "%zu bytes long; %u are possible", len, s->string.max);
	return fail(c, n, reason);
}

static int check_pairs(struct check *c, const struct node *n)
{
	if (n->type != NODE_MAPPING)
		return fail(c, n, "must be a group of names and values");
	for (const struct node *v = n->child; v; v = v->next) {
		size_t len = enter(c, v->name);

		if (v->type != NODE_SCALAR) {
			fail(c, v, "must be one value");
			leave(c, len);
			return -1;
		}
		leave(c, len);
	}
	return 0;
}

static int check_value(struct check *c, const struct node *n,
		       const struct cyaml_schema_value *s)
{
	switch (s->type) {
	case CYAML_MAPPING:
		return check_mapping(c, n, s);
	case CYAML_SEQUENCE:
		return check_sequence(c, n, s);
	case CYAML_IGNORE:
		return check_pairs(c, n);
	default:
		break;
	}
	if (n->type != NODE_SCALAR)
		return fail(c, n, "must be one value");
	switch (s->type) {
	case CYAML_UINT:
		return check_unsigned(c, n, s);
	case CYAML_ENUM:
		return check_enum(c, n, s);
	case CYAML_STRING:
		return check_string(c, n, s);
	case CYAML_BOOL:
		if (!strcmp(n->value, "true") || !strcmp(n->value, "false"))
			return 0;
		return fail(c, n, "must be true or false");
	default:
		return fail(c, n, "of a type that nothing here uses");
	}
}

int tree_check(const struct yaml_tree *t, const struct cyaml_schema_value *s,
	       char *err, size_t err_len)
{
	struct check c = {.tree = t, .err = err, .err_len = err_len};

	return check_value(&c, t->root, s);
}
