/* SPDX-License-Identifier: MIT */
/* Where scenarios and profiles are found. */
#ifndef RINGSIDE_PATHS_H
#define RINGSIDE_PATHS_H

#include <stddef.h>

#define SCENARIO_DIR "testbench/scenarios"
#define PROFILE_DIR  "sim/profiles"

/* Memory or the end of the program. */
void *must_alloc(size_t n);
char *must_format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * The project's folder @sub: of the working directory, or of the folder that
 * the program lies in or one above it. NULL if there is none. To be freed.
 */
char *paths_find_dir(const char *sub);

/* Path of DIR/NAME.yaml, or of @name itself if it looks like a path. Does not
 * look whether it is there. NULL if the folder is not found. To be freed. */
char *paths_yaml(const char *dir, const char *name);

/* Names without ".yaml" in a folder, sorted; NULL-terminated. To be freed with
 * paths_free_names(). */
char **paths_names(const char *dir, size_t *n);
void paths_free_names(char **names);

/* Folder part of a path. To be freed. */
char *paths_dirname(const char *path);

#endif
