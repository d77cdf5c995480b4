// SPDX-License-Identifier: MIT
/*
 * An FST is a row of blocks: a type and, in eight bytes, its length, the type
 * not counted. A writer gives a block the type "skip" until it is complete.
 */
#include "fst_check.h"

#include <stdint.h>
#include <stdio.h>

enum {
	BLOCK_HEADER = 0,
	BLOCK_GEOMETRY = 3,
	BLOCK_HIERARCHY = 4,
	BLOCK_HIERARCHY_LZ4 = 6,
	BLOCK_HIERARCHY_LZ4DUO = 7,
	BLOCK_SKIP = 255
};

static bool walk(FILE *f, uint64_t size)
{
	bool geometry = false, hierarchy = false;
	uint64_t at = 0;

	while (at < size) {
		int type, i;
		uint64_t len = 0;

		if (fseeko(f, (off_t)at, SEEK_SET))
			return false;
		type = getc(f);
		for (i = 0; i < 8; i++)
			len = len << 8 | (uint8_t)getc(f);
		if (feof(f) || len < 8 || len > size - at - 1)
			return false;
		if (type == BLOCK_SKIP || (type == BLOCK_HEADER) != !at)
			return false;
		geometry |= type == BLOCK_GEOMETRY;
		hierarchy |= type == BLOCK_HIERARCHY ||
			     type == BLOCK_HIERARCHY_LZ4 ||
			     type == BLOCK_HIERARCHY_LZ4DUO;
		at += 1 + len;
	}
	return geometry && hierarchy;
}

bool fst_complete(const char *path)
{
	FILE *f = fopen(path, "rb");
	bool ok = false;

	if (!f)
		return false;
	if (!fseeko(f, 0, SEEK_END)) {
		off_t size = ftello(f);

		ok = size > 0 && walk(f, (uint64_t)size);
	}
	fclose(f);
	return ok;
}
