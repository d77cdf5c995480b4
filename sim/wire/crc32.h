/* SPDX-License-Identifier: MIT */
/* The CRC of IEEE 802.3 clause 3.2.9, eight bytes a step. */
#ifndef SIM_WIRE_CRC32_H
#define SIM_WIRE_CRC32_H

#include "sim/types.h"

struct crc32_tables {
	uint32_t t[8][256];
};

void crc32_init(struct crc32_tables *c);
/* The frame check sequence of @len bytes; its least significant byte is the
 * first on the wire. */
uint32_t crc32_fcs(const struct crc32_tables *c, const uint8_t *p, size_t len);

#endif
