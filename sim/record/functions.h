/* SPDX-License-Identifier: MIT */
/* Functions by address: names for the flame chart. */
#ifndef SIM_RECORD_FUNCTIONS_H
#define SIM_RECORD_FUNCTIONS_H

#include "sim/types.h"

struct function {
	const char *begin, *end;
	const char *name;
	const char *source; /* "driver/rx.c"; "": not known */
};

struct functions {
	struct function *at; /* by address */
	size_t count;
	bool counted_only;
};

/* The functions of counted code; where the compiler counts, all that the
 * program's symbol table has. Free of them: none are found. */
void functions_load(struct functions *f);
void functions_free(struct functions *f);
/* NULL: in none of them. */
const struct function *functions_find(const struct functions *f,
				      const void *address);

#endif
