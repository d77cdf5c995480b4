/* SPDX-License-Identifier: MIT */
/*
 * YAML files that people write: profiles and scenarios. A file is read into a
 * tree, keys of it may be set from the command line, the tree is checked
 * against libcyaml's schema, and libcyaml fills the structure. Errors are one
 * line, "FILE:LINE: KEY: reason"; for a key that came from the command line
 * "--set KEY=VALUE: KEY: reason".
 *
 * A key is written with dots, elements of a list by number from 0:
 * "wire.sources.0.interval_ns". A CYAML_IGNORE field of the schema is a group
 * of names and values that the schema does not know: yaml_tree_pairs().
 */
#ifndef SIM_YAML_H
#define SIM_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct yaml_tree;
struct cyaml_schema_value;

/* NULL with a message. */
struct yaml_tree *yaml_tree_read(const char *path, char *err, size_t err_len);
void yaml_tree_free(struct yaml_tree *t);

/*
 * "KEY=VALUE". Groups and list elements on the way are made if they are not
 * there (an element only behind the last one). The value of a list or a group
 * is YAML itself ("[a, b]"). 0, or -1 with a message.
 */
int yaml_tree_set(struct yaml_tree *t, const struct cyaml_schema_value *schema,
		  const char *assignment, char *err, size_t err_len);

/* Check and load; *@out is libcyaml's to free. 0, or -1 with a message. */
int yaml_tree_load(const struct yaml_tree *t,
		   const struct cyaml_schema_value *schema, void **out,
		   char *err, size_t err_len);

/* A message about a key (its group's place, if it is not there). Returns -1. */
int yaml_tree_error(const struct yaml_tree *t, const char *key, char *err,
		    size_t err_len, const char *reason, ...)
	__attribute__((format(printf, 5, 6)));
/* The key's value was given on the command line. */
bool yaml_tree_is_set(const struct yaml_tree *t, const char *key);
bool yaml_tree_has(const struct yaml_tree *t, const char *key);
/* Each pair of a group, in the file's order, until @fn returns non-zero; that
 * value, or 0. A pair's own key for yaml_tree_error() is "KEY.NAME". */
int yaml_tree_pairs(const struct yaml_tree *t, const char *key,
		    int (*fn)(void *arg, const char *name, const char *value),
		    void *arg);

/* ", did you mean ...?" if one of the @n names is near, else "". */
void yaml_suggest(const char *word, const char *const *names, size_t n,
		  char *out, size_t out_len);

#endif
