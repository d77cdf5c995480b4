/* SPDX-License-Identifier: MIT */
#include "eeprom.h"

enum { OP_SPECIAL, OP_WRITE, OP_READ, OP_ERASE };
enum { SPECIAL_DISABLE, SPECIAL_WRITE_ALL, SPECIAL_ERASE_ALL, SPECIAL_ENABLE };

#define COMMAND_BITS 9 /* start, two of opcode, six of address */
#define ADDRESS_MASK 0x3fu

static unsigned opcode(const struct eeprom *e)
{
	return e->command >> 6 & 3;
}

static unsigned special(const struct eeprom *e)
{
	return e->command >> 4 & 3;
}

void eeprom_init(struct eeprom *e)
{
	e->out = true;
}

/* The last bit of the address is in. */
static void decode(struct eeprom *e)
{
	switch (opcode(e)) {
	case OP_READ:
		e->reading = true;
		e->out = false; /* the dummy bit */
		e->left = 0;
		break;
	case OP_WRITE:
		e->left = 16;
		break;
	case OP_ERASE:
		e->armed = e->enabled;
		break;
	default:
		if (special(e) == SPECIAL_ENABLE)
			e->enabled = true;
		else if (special(e) == SPECIAL_DISABLE)
			e->enabled = false;
		else if (special(e) == SPECIAL_ERASE_ALL)
			e->armed = e->enabled;
		else
			e->left = 16;
		break;
	}
}

static void clock_read(struct eeprom *e)
{
	if (!e->left) {
		e->data = e->word[e->command & ADDRESS_MASK];
		e->left = 16;
		e->command = (uint8_t)((e->command & ~ADDRESS_MASK) |
				       ((e->command + 1) & ADDRESS_MASK));
	}
	e->out = e->data >> --e->left & 1;
}

static void clock_bit(struct eeprom *e, ps_t now, bool di)
{
	/* Busy, it takes no command, also not the rest of one. */
	e->dropped = e->dropped || now < e->busy_until;
	if (e->dropped)
		return;
	if (e->reading) {
		clock_read(e);
		return;
	}
	if (e->bits == COMMAND_BITS) {
		if (!e->left)
			return;
		e->data = (uint16_t)(e->data << 1 | di);
		if (!--e->left)
			e->armed = e->enabled;
		return;
	}
	if (!e->bits && !di)
		return; /* until the start bit */
	e->status = false;
	e->out = true;
	if (e->bits)
		e->command = (uint8_t)(e->command << 1 | di);
	if (++e->bits == COMMAND_BITS)
		decode(e);
}

static void store(struct eeprom *e)
{
	bool all = opcode(e) == OP_SPECIAL;
	bool erase = opcode(e) == OP_ERASE ||
		     (all && special(e) == SPECIAL_ERASE_ALL);
	uint16_t value = erase ? 0xffff : e->data;

	if (!all) {
		e->word[e->command & ADDRESS_MASK] = value;
		return;
	}
	for (unsigned i = 0; i < EEPROM_WORDS; i++)
		e->word[i] = value;
}

static void deselect(struct eeprom *e, ps_t now)
{
	if (e->armed) {
		store(e);
		e->busy_until = now + EEPROM_WRITE_PS;
		e->status = true;
	}
	e->armed = false;
	e->reading = false;
	e->dropped = false;
	e->bits = 0;
	e->left = 0;
	e->out = true;
}

void eeprom_pins(struct eeprom *e, ps_t now, bool cs, bool sk, bool di)
{
	bool rises = sk && !e->sk && cs && e->cs;

	if (e->cs && !cs)
		deselect(e, now);
	e->cs = cs;
	e->sk = sk;
	if (rises)
		clock_bit(e, now, di);
}

bool eeprom_do(const struct eeprom *e, ps_t now)
{
	if (!e->cs)
		return true;
	if (e->status)
		return now >= e->busy_until;
	return e->out;
}

ps_t eeprom_next(const struct eeprom *e, ps_t now)
{
	return e->cs && e->status && now < e->busy_until ? e->busy_until
							 : PS_NEVER;
}
