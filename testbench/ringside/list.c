// SPDX-License-Identifier: MIT
#include "paths.h"
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The description's first line under the name; errors are shown, not hidden. */
static int list_scenario(const char *name)
{
	char *path = paths_yaml(SCENARIO_DIR, name);
	struct scenario_file *f = NULL;
	char err[SCENARIO_MAX_ERR];
	struct yaml_tree *t;
	int ret = -1;

	t = yaml_tree_read(path, err, sizeof(err));
	if (t && !yaml_tree_load(t, &scenario_schema, (void **)&f, err,
				 sizeof(err))) {
		printf("  %-16s %.*s\n", name,
		       (int)strcspn(f->description, "\n"), f->description);
		ret = 0;
	} else {
		fprintf(stderr, "ringside: %s\n", err);
	}
	scenario_file_free(f);
	yaml_tree_free(t);
	free(path);
	return ret;
}

static int list_dir(const char *title, const char *dir,
		    int (*fn)(const char *name))
{
	char **names;
	int bad = 0;
	size_t n;

	names = paths_names(dir, &n);
	printf("%s (%s):\n", title, dir);
	for (size_t i = 0; i < n; i++)
		bad |= fn(names[i]);
	paths_free_names(names);
	return bad;
}

static int list_profile(const char *name)
{
	printf("  %s\n", name);
	return 0;
}

int list(void)
{
	int bad = list_dir("scenarios", SCENARIO_DIR, list_scenario);

	bad |= list_dir("host profiles", PROFILE_DIR, list_profile);
	printf("programs of the simulated host (testbench/apps):\n");
	for (unsigned i = 0; i < apps_count; i++) {
		printf("  %-16s %s; args:", apps[i].name, apps[i].about);
		for (unsigned k = 0; k < APP_MAX_ARGS && apps[i].args[k].name;
		     k++)
			printf("%s %s", k ? "," : "", apps[i].args[k].name);
		printf("\n");
	}
	printf("\ntry: ringside run first-light\n");
	return bad ? 1 : 0;
}
