// SPDX-License-Identifier: MIT
/* Names of registers and bits. */
#include "sim/regs.h"

#include <stdio.h>
#include <string.h>

#include "e1000_names.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* NULL: none at @offset. @index: in the register's table. */
static const struct e1000_reg_name *find(uint32_t offset, uint32_t *index)
{
	for (size_t i = 0; i < COUNT(e1000_reg_names); i++) {
		const struct e1000_reg_name *r = &e1000_reg_names[i];
		uint32_t far = offset - r->offset;

		if (offset < r->offset || far % r->stride ||
		    far / r->stride >= r->count)
			continue;
		*index = far / r->stride;
		return r;
	}
	return NULL;
}

const char *reg_name(uint32_t offset, char *buf, size_t len)
{
	uint32_t index = 0;
	const struct e1000_reg_name *r = find(offset, &index);

	if (!r)
		snprintf(buf, len, "0x%05x", offset);
	else if (r->count > 1)
		snprintf(buf, len, "%s[%u]", r->name, index);
	else
		snprintf(buf, len, "%s", r->name);
	return buf;
}

struct words {
	char *at;
	size_t room;
	bool any;
};

static void say(struct words *w, const char *word)
{
	int n = snprintf(w->at, w->room, "%s%s", w->any ? "|" : "", word);

	if (n < 0)
		return;
	if ((size_t)n >= w->room)
		n = w->room ? (int)w->room - 1 : 0;
	w->at += n;
	w->room -= (size_t)n;
	w->any = true;
}

static void number(uint32_t value, char *buf, size_t len)
{
	snprintf(buf, len, value < 10 ? "%u" : "0x%x", value);
}

static void say_field(struct words *w, const struct e1000_reg_name *r,
		      const struct e1000_field_name *f, uint32_t value)
{
	uint32_t part = (value & f->mask) >> f->shift;
	bool one_bit = f->mask >> f->shift == 1;
	char word[64];

	if (!part)
		return;
	if (one_bit)
		snprintf(word, sizeof(word), "%s", f->name);
	else if (r->fields == 1 && value == (value & f->mask))
		/* The register is that number; descriptors are counted in
		 * tens. */
		snprintf(word, sizeof(word), f->shift ? "0x%x" : "%u",
			 f->shift ? value : part);
	else
		snprintf(word, sizeof(word), "%s=%u", f->name, part);
	say(w, word);
}

void reg_bits(uint32_t offset, uint32_t value, char *buf, size_t len)
{
	struct words w = {buf, len, false};
	uint32_t index, rest = value;
	const struct e1000_reg_name *r = find(offset, &index);
	char word[16];

	if (value == UINT32_MAX) {
		snprintf(buf, len, "all");
		return;
	}
	if (len)
		buf[0] = '\0';
	for (unsigned i = 0; r && i < r->fields; i++) {
		const struct e1000_field_name *f =
			&e1000_field_names[r->field + i];

		say_field(&w, r, f, value);
		rest &= ~f->mask;
	}
	if (!rest && w.any)
		return;
	number(rest, word, sizeof(word));
	say(&w, word);
}
