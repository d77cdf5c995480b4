// SPDX-License-Identifier: MIT
/* The tree: reading a file, finding a key, messages with a place. */
#include "tree_internal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define MAX_FILE_BYTES (1u << 20)
#define MAX_DEPTH      32
#define MAX_VALUES     20000

void *yaml_alloc(size_t n)
{
	void *p = calloc(1, n);

	if (!p) {
		fprintf(stderr, "yaml: out of memory\n");
		exit(1);
	}
	return p;
}

char *yaml_copy(const char *s, size_t n)
{
	char *p = yaml_alloc(n + 1);

	memcpy(p, s, n);
	return p;
}

struct node *node_new(enum node_type type, unsigned line)
{
	struct node *n = yaml_alloc(sizeof(*n));

	n->type = type;
	n->line = line;
	return n;
}

void node_free(struct node *n)
{
	while (n) {
		struct node *next = n->next;

		node_free(n->child);
		free(n->name);
		free(n->value);
		free(n);
		n = next;
	}
}

void node_append(struct node *parent, struct node *child)
{
	struct node **at = &parent->child;

	while (*at)
		at = &(*at)->next;
	*at = child;
}

struct node *node_child(const struct node *n, const char *name, size_t len)
{
	if (n->type != NODE_MAPPING)
		return NULL;
	for (struct node *c = n->child; c; c = c->next)
		if (strlen(c->name) == len && !memcmp(c->name, name, len))
			return c;
	return NULL;
}

struct node *node_element(const struct node *n, unsigned long index)
{
	struct node *c = n->type == NODE_SEQUENCE ? n->child : NULL;

	while (c && index--)
		c = c->next;
	return c;
}

unsigned long node_count(const struct node *n)
{
	unsigned long count = 0;

	for (const struct node *c = n->child; c; c = c->next)
		count++;
	return count;
}

struct node *node_at(const struct node *root, const char *key,
		     const struct node **nearest)
{
	const struct node *n = root, *below;

	*nearest = n;
	while (*key) {
		size_t len = strcspn(key, ".");

		if (n->type == NODE_SEQUENCE) {
			below = node_element(n, strtoul(key, NULL, 10));
		} else {
			below = node_child(n, key, len);
			/* Names of a free group have dots of their own. */
			if (!below) {
				below = node_child(n, key, strlen(key));
				if (below)
					len = strlen(key);
			}
		}
		if (!below)
			return NULL;
		*nearest = n = below;
		key += len;
		if (*key == '.')
			key++;
	}
	return (struct node *)n;
}

/* ---- libyaml's document into nodes -------------------------------------- */

struct convert {
	yaml_document_t *doc;
	bool *seen; /* by libyaml's node number: met again, it is an alias */
	char *err;
	size_t err_len;
	unsigned line;
};

static struct node *refuse(struct convert *c, unsigned line, const char *why)
{
	snprintf(c->err, c->err_len, "%s", why);
	c->line = line;
	return NULL;
}

static struct node *convert(struct convert *c, int id, unsigned depth);

static struct node *convert_mapping(struct convert *c, yaml_node_t *from,
				    struct node *n, unsigned depth)
{
	yaml_node_pair_t *p = from->data.mapping.pairs.start;

	for (; p < from->data.mapping.pairs.top; p++) {
		yaml_node_t *k = yaml_document_get_node(c->doc, p->key);
		unsigned line = k->start_mark.line + 1;
		struct node *v;
		size_t len;

		if (k->type != YAML_SCALAR_NODE)
			return refuse(c, line, "a key must be a word");
		len = k->data.scalar.length;
		if (node_child(n, (char *)k->data.scalar.value, len)) {
			snprintf(c->err, c->err_len, "%.*s: appears twice",
				 (int)len, (char *)k->data.scalar.value);
			c->line = line;
			return NULL;
		}
		v = convert(c, p->value, depth + 1);
		if (!v)
			return NULL;
		v->name = yaml_copy((char *)k->data.scalar.value, len);
		v->line = line;
		node_append(n, v);
	}
	return n;
}

static struct node *convert_into(struct convert *c, yaml_node_t *from,
				 struct node *n, unsigned depth)
{
	yaml_node_item_t *i;

	if (from->type == YAML_SCALAR_NODE) {
		n->value = yaml_copy((char *)from->data.scalar.value,
				     from->data.scalar.length);
		if (strlen(n->value) != from->data.scalar.length)
			return refuse(c, n->line, "a zero byte in the text");
		return n;
	}
	if (from->type == YAML_MAPPING_NODE)
		return convert_mapping(c, from, n, depth);
	i = from->data.sequence.items.start;
	for (; i < from->data.sequence.items.top; i++) {
		struct node *v = convert(c, *i, depth + 1);

		if (!v)
			return NULL;
		node_append(n, v);
	}
	return n;
}

static struct node *convert(struct convert *c, int id, unsigned depth)
{
	yaml_node_t *from = yaml_document_get_node(c->doc, id);
	unsigned line = from->start_mark.line + 1;
	enum node_type type = NODE_SCALAR;
	struct node *n;

	if (depth > MAX_DEPTH)
		return refuse(c, line, "too deep");
	if (c->seen[id])
		return refuse(c, line,
			      "anchors and aliases are not allowed here");
	c->seen[id] = true;
	if (from->type == YAML_MAPPING_NODE)
		type = NODE_MAPPING;
	else if (from->type == YAML_SEQUENCE_NODE)
		type = NODE_SEQUENCE;
	n = node_new(type, line);
	if (!convert_into(c, from, n, depth)) {
		node_free(n);
		return NULL;
	}
	return n;
}

/*
 * What would take libyaml minutes is refused first: reading its events stops
 * in time, loading a document does not. Other errors are the loader's to tell.
 */
static int check_size(const char *text, size_t len, struct convert *c)
{
	unsigned depth = 0, values = 0;
	yaml_parser_t parser;
	yaml_event_t event;
	bool end = false;

	if (!yaml_parser_initialize(&parser)) {
		refuse(c, 1, "out of memory");
		return -1;
	}
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
	*c->err = '\0';
	while (!end && !*c->err && yaml_parser_parse(&parser, &event)) {
		unsigned line = event.start_mark.line + 1;

		switch (event.type) {
		case YAML_SEQUENCE_START_EVENT:
		case YAML_MAPPING_START_EVENT:
			if (depth++ > MAX_DEPTH)
				refuse(c, line, "too deep");
			break;
		case YAML_SEQUENCE_END_EVENT:
		case YAML_MAPPING_END_EVENT:
			depth--;
			break;
		case YAML_SCALAR_EVENT:
			if (values++ > MAX_VALUES)
				refuse(c, line, "too many values");
			break;
		case YAML_STREAM_END_EVENT:
			end = true;
			break;
		default:
			break;
		}
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return *c->err ? -1 : 0;
}

static struct node *parse_documents(yaml_parser_t *parser, struct convert *c)
{
	yaml_document_t doc, second;
	struct node *n = NULL;
	yaml_node_t *root;

	if (!yaml_parser_load(parser, &doc)) {
		c->line = parser->problem_mark.line + 1;
		snprintf(c->err, c->err_len, "%s",
			 parser->problem ? parser->problem : "no YAML");
		return NULL;
	}
	root = yaml_document_get_root_node(&doc);
	if (!root) {
		refuse(c, 1, "empty");
	} else {
		size_t nodes = doc.nodes.top - doc.nodes.start;

		c->doc = &doc;
		c->seen = yaml_alloc(nodes + 1);
		/* libyaml numbers its nodes from 1; the root is the first. */
		n = convert(c, 1, 0);
		free(c->seen);
		c->doc = NULL;
	}
	yaml_document_delete(&doc);
	if (!n)
		return NULL;
	if (!yaml_parser_load(parser, &second)) {
		c->line = parser->problem_mark.line + 1;
		snprintf(c->err, c->err_len, "%s",
			 parser->problem ? parser->problem : "no YAML");
		node_free(n);
		return NULL;
	}
	root = yaml_document_get_root_node(&second);
	if (root) {
		refuse(c, root->start_mark.line + 1, "a second document");
		node_free(n);
		n = NULL;
	}
	yaml_document_delete(&second);
	return n;
}

struct node *node_parse(const char *text, size_t len, char *err, size_t err_len,
			unsigned *err_line)
{
	struct convert c = {.err = err, .err_len = err_len, .line = 1};
	yaml_parser_t parser;
	struct node *n;

	*err_line = 1;
	if (check_size(text, len, &c)) {
		*err_line = c.line;
		return NULL;
	}
	if (!yaml_parser_initialize(&parser)) {
		snprintf(err, err_len, "out of memory");
		return NULL;
	}
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
	n = parse_documents(&parser, &c);
	yaml_parser_delete(&parser);
	*err_line = c.line;
	return n;
}

static char *read_file(const char *path, size_t *len, char *err, size_t err_len)
{
	FILE *f = fopen(path, "r");
	char *text;

	if (!f) {
		snprintf(err, err_len, "%s: %s", path, strerror(errno));
		return NULL;
	}
	text = yaml_alloc(MAX_FILE_BYTES + 1);
	errno = 0;
	*len = fread(text, 1, MAX_FILE_BYTES + 1, f);
	if (ferror(f))
		snprintf(err, err_len, "%s: %s", path,
			 strerror(errno ? errno : EIO));
	else if (*len > MAX_FILE_BYTES)
		snprintf(err, err_len, "%s: longer than a megabyte", path);
	else
		err = NULL;
	fclose(f);
	if (err) {
		free(text);
		return NULL;
	}
	return text;
}

struct yaml_tree *yaml_tree_read(const char *path, char *err, size_t err_len)
{
	struct yaml_tree *t;
	struct node *root;
	char reason[256];
	unsigned line;
	size_t len;
	char *text;

	text = read_file(path, &len, err, err_len);
	if (!text)
		return NULL;
	root = node_parse(text, len, reason, sizeof(reason), &line);
	free(text);
	if (!root) {
		snprintf(err, err_len, "%s:%u: %s", path, line, reason);
		return NULL;
	}
	t = yaml_alloc(sizeof(*t));
	t->path = yaml_copy(path, strlen(path));
	t->root = root;
	return t;
}

void yaml_tree_free(struct yaml_tree *t)
{
	if (!t)
		return;
	node_free(t->root);
	for (unsigned i = 0; i < t->noptions; i++)
		free(t->options[i]);
	free(t->options);
	free(t->path);
	free(t);
}

/* ---- messages and small questions ---------------------------------------- */

int node_error(const struct yaml_tree *t, const struct node *n, const char *key,
	       char *err, size_t err_len, const char *reason)
{
	const char *sep = *key ? ": " : "";

	if (n->option)
		snprintf(err, err_len, "--set %.*s%s: %s%s%s", OPTION_SHOWN,
			 n->option,
			 strlen(n->option) > OPTION_SHOWN ? "..." : "", key,
			 sep, reason);
	else
		snprintf(err, err_len, "%s:%u: %s%s%s", t->path, n->line, key,
			 sep, reason);
	return -1;
}

int yaml_tree_error(const struct yaml_tree *t, const char *key, char *err,
		    size_t err_len, const char *reason, ...)
{
	const struct node *nearest;
	char text[512];
	va_list ap;

	va_start(ap, reason);
	vsnprintf(text, sizeof(text), reason, ap);
	va_end(ap);
	node_at(t->root, key, &nearest);
	return node_error(t, nearest, key, err, err_len, text);
}

bool yaml_tree_is_set(const struct yaml_tree *t, const char *key)
{
	const struct node *nearest, *n = node_at(t->root, key, &nearest);

	return n && n->option;
}

bool yaml_tree_has(const struct yaml_tree *t, const char *key)
{
	const struct node *nearest;

	return node_at(t->root, key, &nearest);
}

int yaml_tree_pairs(const struct yaml_tree *t, const char *key,
		    int (*fn)(void *arg, const char *name, const char *value),
		    void *arg)
{
	const struct node *nearest, *n = node_at(t->root, key, &nearest);
	int ret = 0;

	for (n = n ? n->child : NULL; n && !ret; n = n->next)
		ret = fn(arg, n->name, n->value);
	return ret;
}
