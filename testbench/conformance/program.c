// SPDX-License-Identifier: MIT
/* Programs as text. */
#include "program.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "e1000_names.h"
#include "e1000_regs_test.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Arguments in their order; those whose name is "reg" are a register's, of a
 * PHY "phyreg"; decimal: what is counted. */
static const struct op_info {
	const char *name;
	const char *arg[OP_ARGS];
} info[OP_KINDS] = {
	[OP_WRITE] = {"write", {"reg", "value"}},
	[OP_READ] = {"read", {"reg"}},
	[OP_IO_WRITE] = {"io-write", {"reg", "value"}},
	[OP_IO_READ] = {"io-read", {"reg"}},
	[OP_RX_RING] = {"rx-ring", {"size"}},
	[OP_TX_RING] = {"tx-ring", {"size"}},
	[OP_RX_GIVE] = {"rx-give", {"count", "skew", "stale"}},
	[OP_RX_FRAME] = {"rx-frame", {"to", "shape", "len", "tag", "seed"}},
	[OP_TX_LEGACY] = {"tx-legacy",
			  {"len", "pieces", "cmd", "cso", "css", "special",
			   "seed"}},
	[OP_TX_CONTEXT] = {"tx-context", {"word0", "word1", "word2", "word3"}},
	[OP_TX_PACKET] = {"tx-packet",
			  {"shape", "len", "pieces", "cmd", "popts", "mss",
			   "special", "seed"}},
	[OP_TX_DOORBELL] = {"tx-doorbell", {NULL}},
	[OP_SETTLE] = {"settle", {NULL}},
	[OP_IRQ] = {"irq", {NULL}},
	[OP_EERD] = {"eerd", {"word"}},
	[OP_EECD] = {"eecd", {"word"}},
	[OP_MDIC_READ] = {"mdic-read", {"phy", "phyreg"}},
	[OP_MDIC_WRITE] = {"mdic-write", {"phy", "phyreg", "value"}},
};

static const char *const counted[] = {"size", "count", "len",	 "pieces",
				      "mss",  "seed",  "phyreg", "skew"};

static bool decimal(const char *arg)
{
	for (size_t i = 0; i < COUNT(counted); i++)
		if (!strcmp(arg, counted[i]))
			return true;
	return false;
}

/* Some registers have a second place, with the same name: is @r the first? */
static bool primary(const struct e1000_reg_name *r)
{
	size_t len = strlen(r->name);

	for (size_t i = 0; i < COUNT(e1000_reg_info); i++) {
		const struct e1000_reg_info *known = &e1000_reg_info[i];
		uint32_t span = r->count > 1 ? r->count * r->stride : 4;

		if (!strncmp(known->name, r->name, len) &&
		    (!known->name[len] || known->name[len] == '['))
			return known->offset >= r->offset &&
			       known->offset < r->offset + span;
	}
	return true; /* statistics have one place each */
}

void register_name(uint32_t offset, char *name, size_t len)
{
	for (size_t i = 0; i < COUNT(e1000_reg_names); i++) {
		const struct e1000_reg_name *r = &e1000_reg_names[i];
		uint32_t at = offset - r->offset;

		if (offset < r->offset || !primary(r))
			continue;
		if (r->count <= 1 && at == 0) {
			snprintf(name, len, "%s", r->name);
			return;
		}
		if (r->count > 1 && at % r->stride == 0 &&
		    at / r->stride < r->count) {
			snprintf(name, len, "%s[%u]", r->name, at / r->stride);
			return;
		}
	}
	snprintf(name, len, "0x%05x", offset);
}

int register_offset(const char *name, uint32_t *offset)
{
	size_t base = strcspn(name, "[");
	unsigned index = name[base] ? (unsigned)atoi(name + base + 1) : 0;

	if (!strncmp(name, "0x", 2)) {
		*offset = (uint32_t)strtoul(name, NULL, 16);
		return *offset < 0x20000 && *offset % 4 == 0 ? 0 : -1;
	}
	for (size_t i = 0; i < COUNT(e1000_reg_names); i++) {
		const struct e1000_reg_name *r = &e1000_reg_names[i];

		if (strlen(r->name) != base ||
		    strncmp(r->name, name, base) != 0 || !primary(r) ||
		    (index && index >= r->count))
			continue;
		*offset = r->offset + index * r->stride;
		return 0;
	}
	return -1;
}

void op_print(const struct op *o, FILE *f)
{
	const struct op_info *in = &info[o->kind];
	char name[32];

	fprintf(f, "%s", in->name);
	for (unsigned i = 0; i < OP_ARGS && in->arg[i]; i++) {
		if (!strcmp(in->arg[i], "reg")) {
			register_name(o->arg[i], name, sizeof(name));
			fprintf(f, " reg=%s", name);
		} else if (decimal(in->arg[i])) {
			fprintf(f, " %s=%u", in->arg[i], o->arg[i]);
		} else {
			fprintf(f, " %s=%08x", in->arg[i], o->arg[i]);
		}
	}
	fprintf(f, "\n");
}

void program_print(const struct program *p, FILE *f)
{
	for (unsigned i = 0; i < p->n; i++)
		op_print(&p->op[i], f);
}

void program_add(struct program *p, struct op o)
{
	if (p->n < PROGRAM_OPS)
		p->op[p->n++] = o;
}

static int read_arg(const struct op_info *in, struct op *o, const char *word)
{
	size_t len = strcspn(word, "=");

	for (unsigned i = 0; i < OP_ARGS && in->arg[i]; i++) {
		const char *value = word + len + 1;
		char *end;

		if (!word[len] || strlen(in->arg[i]) != len ||
		    strncmp(in->arg[i], word, len) != 0)
			continue;
		if (!strcmp(in->arg[i], "reg"))
			return register_offset(value, &o->arg[i]);
		o->arg[i] = (uint32_t)strtoul(value, &end,
					      decimal(in->arg[i]) ? 10 : 16);
		return *end || end == value ? -1 : 0;
	}
	return -1;
}

int program_read(struct program *p, FILE *f, char *err, size_t err_len)
{
	char line[512];

	memset(p, 0, sizeof(*p));
	for (unsigned n = 1; fgets(line, sizeof(line), f); n++) {
		char *save, *word;
		struct op o = {0};
		unsigned kind = 0;

		line[strcspn(line, "#\n")] = '\0';
		word = strtok_r(line, " \t", &save);
		if (!word)
			continue;
		while (kind < OP_KINDS && strcmp(info[kind].name, word) != 0)
			kind++;
		if (kind == OP_KINDS) {
			snprintf(err, err_len, "line %u: no operation \"%s\"",
				 n, word);
			return -1;
		}
		o.kind = (enum op_kind)kind;
		while ((word = strtok_r(NULL, " \t", &save)))
			if (read_arg(&info[kind], &o, word)) {
				snprintf(err, err_len,
					 "line %u: %s does not take \"%s\"", n,
					 info[kind].name, word);
				return -1;
			}
		if (p->n == PROGRAM_OPS) {
			snprintf(err, err_len, "more than %d operations",
				 PROGRAM_OPS);
			return -1;
		}
		program_add(p, o);
	}
	return 0;
}
