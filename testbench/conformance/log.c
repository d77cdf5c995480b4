// SPDX-License-Identifier: MIT
#include "log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void log_clear(struct log *l)
{
	l->records = 0;
	l->bytes = 0;
}

void log_free(struct log *l)
{
	free(l->record);
	free(l->data);
	memset(l, 0, sizeof(*l));
}

static void *grow(void *p, size_t bytes)
{
	p = realloc(p, bytes);
	if (!p) {
		fprintf(stderr, "out of memory\n");
		exit(1);
	}
	return p;
}

void log_add(struct log *l, unsigned op, enum record_kind kind, uint32_t id,
	     const void *data, uint32_t len)
{
	if (l->records == l->room) {
		l->room = l->room ? 2 * l->room : 256;
		l->record = grow(l->record, l->room * sizeof(*l->record));
	}
	if (l->bytes + len > l->data_room) {
		l->data_room = 2 * (l->bytes + len);
		l->data = grow(l->data, l->data_room);
	}
	l->record[l->records++] = (struct record){
		.op = op, .kind = kind, .id = id, .len = len, .at = l->bytes};
	memcpy(l->data + l->bytes, data, len);
	l->bytes += len;
}

void log_u32(struct log *l, unsigned op, enum record_kind kind, uint32_t id,
	     uint32_t value)
{
	log_add(l, op, kind, id, &value, sizeof(value));
}

uint32_t log_value(const struct log *l, const struct record *r)
{
	uint32_t value = 0;

	memcpy(&value, log_data(l, r), r->len < 4 ? r->len : 4);
	return value;
}
