/* SPDX-License-Identifier: MIT */
/*
 * The card's registers in words, from the register map. Context: any; nothing
 * is allocated and nothing remembered.
 */
#ifndef SIM_REGS_H
#define SIM_REGS_H

#include "sim/types.h"

/* Room that always does, for reg_name() and for reg_bits(). */
#define REG_NAME_BYTES 24
#define REG_BITS_BYTES 256

/* The name of the register at @offset (bytes in BAR0): "ICR", "RAL[3]"; where
 * there is none, "0x12345". Cut to @len. Returns @buf. */
const char *reg_name(uint32_t offset, char *buf, size_t len);

/*
 * What @value says in that register: "TXDW|RXT0", "EN|SZ=1". Bits without a
 * name follow as a number; so does a value that has no bit set, or a register
 * without names for its bits: "0", "0x1f". All ones are "all". Cut to @len.
 */
void reg_bits(uint32_t offset, uint32_t value, char *buf, size_t len);

#endif
