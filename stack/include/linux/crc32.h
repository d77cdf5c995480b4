/* SPDX-License-Identifier: MIT */
/* CRC-32 of IEEE 802.3, bit-reflected, without final inversion. */
#ifndef _LINUX_CRC32_H
#define _LINUX_CRC32_H

#include <linux/types.h>

u32 crc32_le(u32 crc, const unsigned char *p, size_t len);
#define ether_crc_le(len, data) crc32_le(~0U, data, len)

#endif
