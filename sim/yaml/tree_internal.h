/* SPDX-License-Identifier: MIT */
/* The tree that the files of this folder share. */
#ifndef SIM_YAML_TREE_INTERNAL_H
#define SIM_YAML_TREE_INTERNAL_H

#include "sim/yaml.h"

#include <cyaml/cyaml.h>

enum node_type { NODE_SCALAR, NODE_MAPPING, NODE_SEQUENCE };

/* Children are a list in the file's order; those of a mapping have names. */
struct node {
	enum node_type type;
	unsigned line;	    /* from 1 */
	const char *option; /* the command line's text that made it, or NULL */
	char *name;
	char *value; /* of a scalar */
	struct node *child, *next;
};

struct yaml_tree {
	char *path;
	struct node *root;
	char **options;
	unsigned noptions;
};

/* As much of an option as a message repeats: the reason must fit behind it. */
#define OPTION_SHOWN 200

void *yaml_alloc(size_t n);
char *yaml_copy(const char *s, size_t n);
struct node *node_new(enum node_type type, unsigned line);
void node_free(struct node *n);
void node_append(struct node *parent, struct node *child);
struct node *node_child(const struct node *n, const char *name, size_t len);
struct node *node_element(const struct node *n, unsigned long index);
unsigned long node_count(const struct node *n);
/* The node at a dotted key. @nearest: the deepest one on the way. */
struct node *node_at(const struct node *root, const char *key,
		     const struct node **nearest);

/* Parse text; line numbers of the message come from the text. */
struct node *node_parse(const char *text, size_t len, char *err, size_t err_len,
			unsigned *err_line);

const struct cyaml_schema_field *
schema_field(const struct cyaml_schema_value *s, const char *name, size_t len);
void schema_suggest(const struct cyaml_schema_value *s, const char *name,
		    char *out, size_t out_len);
int node_error(const struct yaml_tree *t, const struct node *n, const char *key,
	       char *err, size_t err_len, const char *reason);
int tree_check(const struct yaml_tree *t, const struct cyaml_schema_value *s,
	       char *err, size_t err_len);

#endif
