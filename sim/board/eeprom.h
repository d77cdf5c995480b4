/* SPDX-License-Identifier: MIT */
/*
 * A 93C46: 64 words of 16 bits behind four pins. Commands are a start bit, two
 * bits of opcode and six of address, taken as SK rises while CS is high:
 *
 *   10 aaaaaa         read; DO gives 0, then the word, then the next ones
 *   01 aaaaaa d15..d0 write
 *   11 aaaaaa         erase: all ones
 *   00 11xxxx         enable writing and erasing (EWEN)
 *   00 00xxxx         disable them (EWDS), as after power-on
 *   00 10xxxx         erase all
 *   00 01xxxx d15..d0 write all
 *
 * A write or erase begins as CS falls and takes EEPROM_WRITE_PS. Meanwhile,
 * with CS high, DO is 0; it is 1 when the part is ready, until the next start
 * bit. Otherwise DO floats, and the board pulls it up.
 */
#ifndef SIM_BOARD_EEPROM_H
#define SIM_BOARD_EEPROM_H

#include "sim/board.h"

/* Data sheets of 93C46 say 3 to 10 ms; drivers wait for 10. */
#define EEPROM_WRITE_PS (4 * PS_PER_MS)

struct eeprom {
	uint16_t word[EEPROM_WORDS];
	uint8_t bits;	 /* of the command, start bit included; 0: none yet */
	uint8_t command; /* opcode and address */
	uint16_t data;	 /* being shifted in or out */
	uint8_t left;	 /* bits of the word still to come */
	bool cs, sk;
	bool enabled; /* EWEN */
	bool reading, dropped;
	bool status; /* DO shows ready or busy */
	bool armed;  /* the fall of CS begins what @command says */
	bool out;    /* DO */
	ps_t busy_until;
};

/* @word is the caller's to fill in. */
void eeprom_init(struct eeprom *e);
/* The pins as they are from @now on. */
void eeprom_pins(struct eeprom *e, ps_t now, bool cs, bool sk, bool di);
/* DO at @now. */
bool eeprom_do(const struct eeprom *e, ps_t now);
/* When DO changes by itself; PS_NEVER if it does not. */
ps_t eeprom_next(const struct eeprom *e, ps_t now);

#endif
