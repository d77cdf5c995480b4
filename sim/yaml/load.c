// SPDX-License-Identifier: MIT
/* Keys from the command line; handing the tree to libcyaml. */
#include "tree_internal.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- --set ----------------------------------------------------------------
 */

struct set {
	struct yaml_tree *tree;
	const char *option; /* the whole text, owned by the tree */
	const char *key;
	char *err;
	size_t err_len;
};

static int fail(struct set *s, const char *key_end, const char *reason)
{
	int n = key_end - s->key;

	snprintf(s->err, s->err_len, "--set %.*s%s: %.*s: %s", OPTION_SHOWN,
		 s->option, strlen(s->option) > OPTION_SHOWN ? "..." : "",
		 n < OPTION_SHOWN ? n : OPTION_SHOWN, s->key, reason);
	return -1;
}

static struct node *make(struct set *s, struct node *parent, const char *name,
			 size_t len, enum node_type type)
{
	struct node *n = node_new(type, parent->line);

	n->option = s->option;
	if (name)
		n->name = yaml_copy(name, len);
	node_append(parent, n);
	return n;
}

static enum node_type node_type_of(const struct cyaml_schema_value *v)
{
	switch (v->type) {
	case CYAML_MAPPING:
	case CYAML_IGNORE:
		return NODE_MAPPING;
	case CYAML_SEQUENCE:
		return NODE_SEQUENCE;
	default:
		return NODE_SCALAR;
	}
}

static void mark(struct node *n, const char *option)
{
	for (; n; n = n->next) {
		n->option = option;
		mark(n->child, option);
	}
}

/* The node becomes what the text says, under its old name. */
static int assign(struct set *s, struct node *n, const char *key_end,
		  const char *text)
{
	struct node *parsed;
	char reason[256];
	unsigned line;

	if (n->type == NODE_SCALAR) {
		free(n->value);
		n->value = yaml_copy(text, strlen(text));
		n->option = s->option;
		return 0;
	}
	parsed = node_parse(text, strlen(text), reason, sizeof(reason), &line);
	if (!parsed)
		return fail(s, key_end, reason);
	node_free(n->child);
	n->type = parsed->type;
	n->child = parsed->child;
	free(n->value);
	n->value = parsed->value;
	parsed->child = NULL;
	parsed->value = NULL;
	node_free(parsed);
	n->option = s->option;
	mark(n->child, s->option);
	return 0;
}

/* One step down from @n, over @len bytes of key. NULL with a message. */
static struct node *step(struct set *s, struct node *n,
			 const struct cyaml_schema_value **schema,
			 const char *at, size_t len)
{
	const char *end = at + len;
	char word[128], hint[96], reason[192];
	const struct cyaml_schema_field *f;
	unsigned long index, count;
	struct node *below;

	if (node_type_of(*schema) != n->type) {
		fail(s, at == s->key ? end : at - 1,
		     n->type == NODE_SCALAR ? "holds one value, no keys"
					    : "is not what it must be");
		return NULL;
	}
	switch ((*schema)->type) {
	case CYAML_MAPPING:
		f = schema_field(*schema, at, len);
		if (!f) {
			snprintf(word, sizeof(word), "%.*s", (int)len, at);
			schema_suggest(*schema, word, hint, sizeof(hint));
			snprintf(reason, sizeof(reason), "unknown key%s", hint);
			fail(s, end, reason);
			return NULL;
		}
		*schema = &f->value;
		below = node_child(n, at, len);
		return below ? below
			     : make(s, n, at, len, node_type_of(*schema));
	case CYAML_IGNORE:
		/* The key ends here: the caller gave all of its rest. */
		below = node_child(n, at, len);
		return below ? below : make(s, n, at, len, NODE_SCALAR);
	case CYAML_SEQUENCE:
		count = node_count(n);
		index = 0;
		for (size_t i = 0; i < len; i++) {
			if (!isdigit((unsigned char)at[i]) || index > count) {
				index = count + 1;
				break;
			}
			index = 10 * index + at[i] - '0';
		}
		if (!len || index > count) {
			snprintf(reason, sizeof(reason),
				 "elements in the list: %lu, counted from 0",
				 count);
			fail(s, end, reason);
			return NULL;
		}
		*schema = (*schema)->sequence.entry;
		below = node_element(n, index);
		return below ? below
			     : make(s, n, NULL, 0, node_type_of(*schema));
	default:
		fail(s, at == s->key ? end : at - 1,
		     "holds one value, no keys");
		return NULL;
	}
}

int yaml_tree_set(struct yaml_tree *t, const struct cyaml_schema_value *schema,
		  const char *assignment, char *err, size_t err_len)
{
	const char *equals = strchr(assignment, '=');
	struct set s = {.tree = t, .err = err, .err_len = err_len};
	struct node *n = t->root;
	const char *at;

	if (!equals || equals == assignment) {
		snprintf(err, err_len, "--set %.*s%s: must be KEY=VALUE",
			 OPTION_SHOWN, assignment,
			 strlen(assignment) > OPTION_SHOWN ? "..." : "");
		return -1;
	}
	t->options = realloc(t->options, (t->noptions + 1) * sizeof(char *));
	if (!t->options) {
		fprintf(stderr, "yaml: out of memory\n");
		exit(1);
	}
	s.option = yaml_copy(assignment, strlen(assignment));
	t->options[t->noptions++] = (char *)s.option;
	s.key = at = s.option;
	equals = s.option + (equals - assignment);
	for (;;) {
		size_t len = strcspn(at, ".=");

		/* The rest of the key is a name of a free group. */
		if (schema->type == CYAML_IGNORE)
			len = equals - at;
		n = step(&s, n, &schema, at, len);
		if (!n)
			return -1;
		at += len;
		if (at == equals)
			break;
		at++;
	}
	return assign(&s, n, equals, equals + 1);
}

/* ---- libcyaml ---------------------------------------------------------------
 */

struct text {
	char *at;
	size_t len, room;
};

static void put(struct text *t, const char *s, size_t n)
{
	if (t->len + n + 1 > t->room) {
		t->room = 2 * (t->len + n + 1);
		t->at = realloc(t->at, t->room);
		if (!t->at) {
			fprintf(stderr, "yaml: out of memory\n");
			exit(1);
		}
	}
	memcpy(t->at + t->len, s, n);
	t->len += n;
	t->at[t->len] = '\0';
}

/* Double-quoted: the one style that can hold any text. */
static void put_quoted(struct text *t, const char *s)
{
	char hex[8];

	put(t, "\"", 1);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\') {
			put(t, "\\", 1);
			put(t, s, 1);
		} else if ((unsigned char)*s < 0x20) {
			put(t, hex, snprintf(hex, sizeof(hex), "\\x%02x", *s));
		} else {
			put(t, s, 1);
		}
	}
	put(t, "\"", 1);
}

/* What the schema ignores is left out. */
static void put_node(struct text *t, const struct node *n,
		     const struct cyaml_schema_value *s)
{
	bool map = n->type == NODE_MAPPING;
	bool first = true;

	if (n->type == NODE_SCALAR) {
		put_quoted(t, n->value);
		return;
	}
	put(t, map ? "{" : "[", 1);
	for (const struct node *c = n->child; c; c = c->next) {
		const struct cyaml_schema_value *below;

		below = map ? &schema_field(s, c->name, strlen(c->name))->value
			    : s->sequence.entry;
		if (below->type == CYAML_IGNORE)
			continue;
		if (!first)
			put(t, ",\n", 2);
		first = false;
		if (map) {
			put_quoted(t, c->name);
			put(t, ": ", 2);
		}
		put_node(t, c, below);
	}
	put(t, map ? "}" : "]", 1);
}

static void silent(cyaml_log_t level, void *ctx, const char *fmt, va_list args)
{
	(void)level;
	(void)ctx;
	(void)fmt;
	(void)args;
}

int yaml_tree_load(const struct yaml_tree *t,
		   const struct cyaml_schema_value *schema, void **out,
		   char *err, size_t err_len)
{
	const cyaml_config_t config = {
		.log_fn = silent,
		.log_level = CYAML_LOG_ERROR,
		.mem_fn = cyaml_mem,
	};
	struct text text = {0};
	cyaml_err_t e;

	if (tree_check(t, schema, err, err_len))
		return -1;
	put_node(&text, t->root, schema);
	e = cyaml_load_data((const uint8_t *)text.at, text.len, &config, schema,
			    out, NULL);
	free(text.at);
	if (e == CYAML_OK)
		return 0;
	snprintf(err, err_len, "%s: %s", t->path, cyaml_strerror(e));
	return -1;
}
