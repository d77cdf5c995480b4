// SPDX-License-Identifier: MIT
#include <linux/crc32.h>

/* IEEE 802.3 3.2.9, bit by bit: it is used for hash filters only. */
#define CRC32_POLY_LE 0xedb88320u

u32 crc32_le(u32 crc, const unsigned char *p, size_t len)
{
	while (len--) {
		crc ^= *p++;
		for (int i = 0; i < 8; i++)
			crc = (crc >> 1) ^ (crc & 1 ? CRC32_POLY_LE : 0);
	}
	return crc;
}
