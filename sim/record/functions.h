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
	bool own_names;
};

/* The functions of counted code, by address; without memory, none. */
void functions_load(struct functions *f);
void functions_free(struct functions *f);
/* NULL: in none of them. */
const struct function *functions_find(const struct functions *f,
				      const void *address);

#endif
