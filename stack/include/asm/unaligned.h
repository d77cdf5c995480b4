/* SPDX-License-Identifier: MIT */
/* Accesses at any address. */
#ifndef _ASM_UNALIGNED_H
#define _ASM_UNALIGNED_H

#include <asm/byteorder.h>
#include <linux/compiler.h>

struct __una_u16 {
	u16 x;
} __packed;
struct __una_u32 {
	u32 x;
} __packed;
struct __una_u64 {
	u64 x;
} __packed;

static inline u16 get_unaligned_le16(const void *p)
{
	return ((const struct __una_u16 *)p)->x;
}

static inline u32 get_unaligned_le32(const void *p)
{
	return ((const struct __una_u32 *)p)->x;
}

static inline u64 get_unaligned_le64(const void *p)
{
	return ((const struct __una_u64 *)p)->x;
}

static inline u16 get_unaligned_be16(const void *p)
{
	return be16_to_cpu(get_unaligned_le16(p));
}

static inline u32 get_unaligned_be32(const void *p)
{
	return be32_to_cpu(get_unaligned_le32(p));
}

static inline void put_unaligned_le16(u16 v, void *p)
{
	((struct __una_u16 *)p)->x = v;
}

static inline void put_unaligned_le32(u32 v, void *p)
{
	((struct __una_u32 *)p)->x = v;
}

static inline void put_unaligned_be16(u16 v, void *p)
{
	put_unaligned_le16(cpu_to_be16(v), p);
}

static inline void put_unaligned_be32(u32 v, void *p)
{
	put_unaligned_le32(cpu_to_be32(v), p);
}

#endif
