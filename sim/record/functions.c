// SPDX-License-Identifier: MIT
/*
 * The counting pass leaves a record for each function (struct cpu_function).
 * Where the compiler counts there are none, but counted code has a section of
 * its own, and the symbol table knows what is in it.
 */
#include "functions.h"

#include "../machine/internal.h"

#include <stdlib.h>
#include <string.h>

/* The linker's; a program without counted code has none. */
extern const struct cpu_function __start_cpu_functions[] __attribute__((weak));
extern const struct cpu_function __stop_cpu_functions[] __attribute__((weak));
/* Where the compiler counts: all counted code. */
extern const char __start_cpu_text[] __attribute__((weak));
extern const char __stop_cpu_text[] __attribute__((weak));
extern const char __start_cpu_text_cold[] __attribute__((weak));
extern const char __stop_cpu_text_cold[] __attribute__((weak));

static bool is_counted(const char *at)
{
	return (at >= __start_cpu_text && at < __stop_cpu_text) ||
	       (at >= __start_cpu_text_cold && at < __stop_cpu_text_cold);
}

static int by_address(const void *a, const void *b)
{
	const struct function *x = a, *y = b;

	return x->begin < y->begin ? -1 : x->begin > y->begin;
}

static void add_symbol(void *arg, const void *begin, size_t bytes,
		       const char *name)
{
	struct functions *f = arg;
	struct function *more;
	const char *dot = strchr(name, '.');
	char *copy;

	if (!is_counted(begin))
		return;
	/* Room is doubled at powers of two. */
	if (!(f->count & (f->count - 1))) {
		size_t room = f->count ? 2 * f->count : 1;

		more = realloc(f->at, room * sizeof(*more));
		if (!more)
			return;
		f->at = more;
	}
	copy = strndup(name, dot ? (size_t)(dot - name) : strlen(name));
	if (!copy)
		return;
	f->at[f->count++] = (struct function){
		.begin = begin,
		.end = (const char *)begin + bytes,
		.name = copy,
		.source = "",
	};
}

void functions_load(struct functions *f)
{
	const struct cpu_function *c = __start_cpu_functions;
	size_t n = (size_t)(__stop_cpu_functions - __start_cpu_functions);

	memset(f, 0, sizeof(*f));
	if (!strcmp(cpu_counted_by(), "compiler")) {
		f->own_names = true;
		symbols_each(add_symbol, f);
	} else if (n) {
		f->at = calloc(n, sizeof(*f->at));
		if (!f->at)
			return;
		for (; c < __stop_cpu_functions; c++)
			f->at[f->count++] = (struct function){
				.begin = cpu_function_at(&c->begin),
				.end = cpu_function_at(&c->end),
				.name = cpu_function_at(&c->name),
				.source = cpu_function_at(&c->source),
			};
	}
	if (f->count)
		qsort(f->at, f->count, sizeof(*f->at), by_address);
}

void functions_free(struct functions *f)
{
	if (f->own_names)
		for (size_t i = 0; i < f->count; i++)
			free((char *)f->at[i].name);
	free(f->at);
	memset(f, 0, sizeof(*f));
}

const struct function *functions_find(const struct functions *f,
				      const void *address)
{
	const char *at = address;
	size_t low = 0, high = f->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (f->at[middle].begin <= at)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || at >= f->at[low - 1].end)
		return NULL;
	return &f->at[low - 1];
}
