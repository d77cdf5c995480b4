// SPDX-License-Identifier: MIT
#include "sim/profile.h"

#include "sim/yaml.h"

#include <cyaml/cyaml.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A key, where it goes, and what makes sense for it. */
#define NUMBERS(X)                          \
	X(insn_ps, 1, 1000000)              \
	X(copy_ps_per_byte, 0, 1000000)     \
	X(copy_base_insns, 0, 100000)       \
	X(irq_entry_ns, 0, 1000000)         \
	X(irq_exit_ns, 0, 1000000)          \
	X(softirq_entry_ns, 0, 1000000)     \
	X(syscall_ns, 0, 1000000)           \
	X(context_switch_ns, 0, 1000000)    \
	X(mmio_read_ns, 0, 1000000)         \
	X(mmio_write_ns, 0, 1000000)        \
	X(mmio_post_ns, 0, 1000000)         \
	X(mmio_post_depth, 1, 1024)         \
	X(dma_read_ns, 0, 1000000)          \
	X(dma_write_visible_ns, 0, 1000000) \
	X(dma_write_resp_ns, 0, 1000000)    \
	X(ram_mib, 4, 4096)

struct number {
	const char *key;
	size_t offset;
	uint32_t min, max;
};

#define NUMBER(name, lo, hi) {#name, offsetof(struct profile, name), lo, hi},
static const struct number numbers[] = {NUMBERS(NUMBER)};

#define FIELD(name, lo, hi) \
	CYAML_FIELD_UINT(#name, CYAML_FLAG_DEFAULT, struct profile, name),
static const cyaml_schema_field_t fields[] = {
	CYAML_FIELD_STRING("name", CYAML_FLAG_DEFAULT, struct profile, name, 1),
	NUMBERS(FIELD) CYAML_FIELD_END};

static const cyaml_schema_value_t schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct profile, fields),
};

static uint32_t *number_in(struct profile *p, const struct number *n)
{
	return (uint32_t *)((char *)p + n->offset);
}

static int check_ranges(struct profile *p, const struct yaml_tree *t, char *err,
			size_t err_len)
{
	for (size_t i = 0; i < CYAML_ARRAY_LEN(numbers); i++) {
		const struct number *n = &numbers[i];
		uint32_t v = *number_in(p, n);

		if (v < n->min || v > n->max)
			return yaml_tree_error(t, n->key, err, err_len,
					       "%u is not within %u..%u", v,
					       n->min, n->max);
	}
	return 0;
}

int profile_load(struct profile *p, const char *path, char *err, size_t err_len)
{
	struct yaml_tree *t = yaml_tree_read(path, err, err_len);
	struct profile *loaded = NULL;
	int ret = -1;

	if (!t)
		return -1;
	if (!yaml_tree_load(t, &schema, (void **)&loaded, err, err_len)) {
		ret = check_ranges(loaded, t, err, err_len);
		if (!ret)
			*p = *loaded;
		free(loaded);
	}
	yaml_tree_free(t);
	return ret;
}

int profile_set(struct profile *p, const char *key, const char *value,
		char *err, size_t err_len)
{
	const char *names[CYAML_ARRAY_LEN(numbers)];
	char hint[96], *end;
	unsigned long v;

	for (size_t i = 0; i < CYAML_ARRAY_LEN(numbers); i++) {
		const struct number *n = &numbers[i];

		names[i] = n->key;
		if (strcmp(n->key, key) != 0)
			continue;
		errno = 0;
		v = strtoul(value, &end, 10);
		if (!isdigit((unsigned char)value[0]) || *end || errno ||
		    v < n->min || v > n->max) {
			snprintf(err, err_len,
				 "profile.%s: \"%s\" is no number within "
				 "%u..%u",
				 key, value, n->min, n->max);
			return -1;
		}
		*number_in(p, n) = v;
		return 0;
	}
	yaml_suggest(key, names, CYAML_ARRAY_LEN(numbers), hint, sizeof(hint));
	snprintf(err, err_len, "profile.%s: unknown key%s", key, hint);
	return -1;
}
