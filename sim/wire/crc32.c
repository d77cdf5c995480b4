// SPDX-License-Identifier: MIT
#include "crc32.h"

#include <string.h>

/* The generator polynomial of 802.3, bit-reversed: bits go out lowest first. */
#define POLY 0xedb88320u

void crc32_init(struct crc32_tables *c)
{
	for (unsigned i = 0; i < 256; i++) {
		uint32_t v = i;

		for (int bit = 0; bit < 8; bit++)
			v = v & 1 ? v >> 1 ^ POLY : v >> 1;
		c->t[0][i] = v;
	}
	/* t[k][i]: byte i followed by k zero bytes. */
	for (unsigned k = 1; k < 8; k++)
		for (unsigned i = 0; i < 256; i++) {
			uint32_t v = c->t[k - 1][i];

			c->t[k][i] = v >> 8 ^ c->t[0][v & 0xff];
		}
}

static uint32_t load_le32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

uint32_t crc32_fcs(const struct crc32_tables *c, const uint8_t *p, size_t len)
{
	uint32_t crc = ~0u;

	for (; len >= 8; len -= 8, p += 8) {
		uint32_t a = crc ^ load_le32(p);
		uint32_t b = load_le32(p + 4);

		crc = c->t[7][a & 0xff] ^ c->t[6][a >> 8 & 0xff] ^
		      c->t[5][a >> 16 & 0xff] ^ c->t[4][a >> 24] ^
		      c->t[3][b & 0xff] ^ c->t[2][b >> 8 & 0xff] ^
		      c->t[1][b >> 16 & 0xff] ^ c->t[0][b >> 24];
	}
	for (; len; len--, p++)
		crc = crc >> 8 ^ c->t[0][(crc ^ *p) & 0xff];
	return ~crc;
}
