// SPDX-License-Identifier: MIT
/*
 * The EEPROM through the whole card: bit by bit through EECD in the order in
 * which a driver of the real card does it, by EERD, and by the card itself.
 */
#include "card.h"

#include "sim/board.h"

#include "../../sim/board/eeprom.h"

#include <string.h>

/* How long the drivers wait: half a clock, the grant, the write. */
#define HALF_NS	     50000
#define GRANT_TRIES  1000
#define GRANT_NS     5000
#define WRITE_TRIES  200
#define EERD_NS	     30000
#define CHECKSUM     0xbaba
#define OP_READ	     6u
#define OP_WRITE     5u
#define OP_ERASE     7u
#define OP_EWEN	     0x13u
#define OP_EWDS	     0x10u
#define ADDRESS_BITS 6

static uint32_t ee;

static void eecd(struct card *c, uint32_t value)
{
	ee = value;
	card_write(c, E1000_EECD, value);
	card_read(c, E1000_STATUS); /* the write is on the card */
	card_wait_ns(c, HALF_NS);
}

static bool acquire(struct card *c)
{
	int tries = 0;

	card_write(c, E1000_EECD, card_read(c, E1000_EECD) | E1000_EECD_REQ);
	while (!(card_read(c, E1000_EECD) & E1000_EECD_GNT))
		if (++tries == GRANT_TRIES)
			return false;
		else
			card_wait_ns(c, GRANT_NS);
	ee = card_read(c, E1000_EECD) & ~(E1000_EECD_DI | E1000_EECD_SK);
	card_write(c, E1000_EECD, ee);
	eecd(c, ee | E1000_EECD_CS);
	return true;
}

/* Deselect and select: the next command. */
static void standby(struct card *c)
{
	eecd(c, ee & ~(E1000_EECD_CS | E1000_EECD_SK));
	eecd(c, ee | E1000_EECD_SK);
	eecd(c, ee | E1000_EECD_CS);
	eecd(c, ee & ~E1000_EECD_SK);
}

static void release(struct card *c)
{
	eecd(c, ee & ~(E1000_EECD_CS | E1000_EECD_DI));
	eecd(c, ee | E1000_EECD_SK);
	eecd(c, ee & ~E1000_EECD_SK);
	card_write(c, E1000_EECD, ee & ~E1000_EECD_REQ);
}

static void out(struct card *c, unsigned value, unsigned bits)
{
	while (bits--) {
		uint32_t di = value >> bits & 1 ? E1000_EECD_DI : 0;

		eecd(c, (ee & ~E1000_EECD_DI) | di);
		eecd(c, ee | E1000_EECD_SK);
		eecd(c, ee & ~E1000_EECD_SK);
	}
	eecd(c, ee & ~E1000_EECD_DI);
}

static unsigned in(struct card *c, unsigned bits)
{
	unsigned value = 0;

	ee &= ~(E1000_EECD_DO | E1000_EECD_DI);
	while (bits--) {
		eecd(c, ee | E1000_EECD_SK);
		value = value << 1 |
			!!(card_read(c, E1000_EECD) & E1000_EECD_DO);
		eecd(c, ee & ~E1000_EECD_SK);
	}
	return value;
}

static unsigned read_word(struct card *c, unsigned address)
{
	unsigned value;

	ck_assert(acquire(c));
	out(c, OP_READ, 3);
	out(c, address, ADDRESS_BITS);
	value = in(c, 16);
	standby(c);
	release(c);
	return value;
}

/* Whether the part said that it is ready in time. */
static bool wait_ready(struct card *c)
{
	standby(c);
	for (int i = 0; i < WRITE_TRIES; i++) {
		if (card_read(c, E1000_EECD) & E1000_EECD_DO)
			return i > 0; /* it was busy, too */
		card_wait_ns(c, HALF_NS);
	}
	return false;
}

static bool change_word(struct card *c, unsigned op, unsigned address,
			unsigned value)
{
	bool ok;

	ck_assert(acquire(c));
	out(c, OP_EWEN, 5);
	out(c, 0, ADDRESS_BITS - 2);
	standby(c);
	out(c, op, 3);
	out(c, address, ADDRESS_BITS);
	if (op == OP_WRITE)
		out(c, value, 16);
	ok = wait_ready(c);
	standby(c);
	out(c, OP_EWDS, 5);
	out(c, 0, ADDRESS_BITS - 2);
	release(c);
	return ok;
}

static unsigned eerd(struct card *c, unsigned address)
{
	uint32_t got;

	card_write(c, E1000_EERD,
		   E1000_EERD_START | address << E1000_EERD_ADDR_SHIFT);
	card_wait_ns(c, EERD_NS);
	got = card_read(c, E1000_EERD);
	ck_assert_uint_ne(got & E1000_EERD_DONE, 0);
	return got >> E1000_EERD_DATA_SHIFT;
}

static void checksum_by_bits(struct card *c)
{
	uint16_t sum = 0;

	for (unsigned i = 0; i < EEPROM_WORDS; i++) {
		unsigned word = read_word(c, i);

		ck_assert_uint_eq(word, machine_eeprom(c->m)[i]);
		sum = (uint16_t)(sum + word);
	}
	ck_assert_uint_eq(sum, CHECKSUM);
	ck_assert_uint_eq(card_read(c, E1000_EECD),
			  E1000_EECD_PRES | E1000_EECD_DO | E1000_EECD_FWE_DIS);
}

static void checksum_by_eerd(struct card *c)
{
	uint16_t sum = 0;

	for (unsigned i = 0; i < EEPROM_WORDS; i++) {
		unsigned word = eerd(c, i);

		ck_assert_uint_eq(word, machine_eeprom(c->m)[i]);
		sum = (uint16_t)(sum + word);
	}
	ck_assert_uint_eq(sum, CHECKSUM);
}

static void write_and_erase(struct card *c)
{
	uint16_t before[EEPROM_WORDS];

	memcpy(before, machine_eeprom(c->m), sizeof(before));
	ck_assert(change_word(c, OP_WRITE, 0x30, 0x1234));
	ck_assert_uint_eq(read_word(c, 0x30), 0x1234);
	ck_assert_uint_eq(eerd(c, 0x30), 0x1234);
	ck_assert(change_word(c, OP_ERASE, 0x31, 0));
	ck_assert_uint_eq(read_word(c, 0x31), 0xffff);
	before[0x30] = 0x1234;
	before[0x31] = 0xffff;
	ck_assert_mem_eq(machine_eeprom(c->m), before, sizeof(before));
}

static void not_enabled(struct card *c)
{
	uint16_t before[EEPROM_WORDS];

	memcpy(before, machine_eeprom(c->m), sizeof(before));
	ck_assert(acquire(c));
	out(c, OP_WRITE, 3);
	out(c, 0x30, ADDRESS_BITS);
	out(c, 0x1234, 16);
	standby(c);
	release(c);
	ck_assert_mem_eq(machine_eeprom(c->m), before, sizeof(before));
}

static void address_is(struct card *c, uint32_t low, uint32_t high)
{
	ck_assert_uint_eq(card_read(c, E1000_RAL), low);
	ck_assert_uint_eq(card_read(c, E1000_RAH), high);
}

static void load_takes_time(struct card *c)
{
	address_is(c, 0, 0);
	card_wait_ns(c, 80000);
	address_is(c, 0, 0);
	card_wait_ns(c, CARD_LOAD_NS - 80000);
	address_is(c, 0x12005452, 0x80000234);
}

static void load_again(struct card *c)
{
	ck_assert(change_word(c, OP_WRITE, 2, 0xcd34));
	address_is(c, 0x12005452, 0x80000234);
	card_write(c, E1000_CTRL_EXT, E1000_CTRL_EXT_EE_RST);
	ck_assert_uint_eq(card_read(c, E1000_CTRL_EXT), 0);
	card_wait_ns(c, CARD_LOAD_NS);
	address_is(c, 0x12005452, 0x8000cd34);
	ck_assert(change_word(c, OP_WRITE, 2, 0xab34));
	card_write(c, E1000_CTRL, card_read(c, E1000_CTRL) | E1000_CTRL_RST);
	card_wait_ns(c, 2000);
	address_is(c, 0, 0);
	card_wait_ns(c, CARD_LOAD_NS);
	address_is(c, 0x12005452, 0x8000ab34);
}

static void no_signature(struct card *c)
{
	ck_assert(change_word(c, OP_WRITE, 0x0a, 0xc40b));
	card_write(c, E1000_CTRL, card_read(c, E1000_CTRL) | E1000_CTRL_RST);
	card_wait_ns(c, CARD_LOAD_NS);
	address_is(c, 0, 0);
	/* But software can read it. */
	ck_assert_uint_eq(eerd(c, 0), 0x5452);
	ck_assert_uint_ne(card_read(c, E1000_EECD) & E1000_EECD_PRES, 0);
}

static void reset(struct card *c)
{
	card_write(c, E1000_CTRL, card_read(c, E1000_CTRL) | E1000_CTRL_RST);
	card_wait_ns(c, CARD_LOAD_NS);
}

/* The card has given the pins back, and everything works as before. */
static void came_back(struct card *c, const uint16_t *words)
{
	ck_assert_uint_eq(card_read(c, E1000_EECD),
			  E1000_EECD_PRES | E1000_EECD_DO | E1000_EECD_FWE_DIS);
	ck_assert_mem_eq(machine_eeprom(c->m), words,
			 EEPROM_WORDS * sizeof(*words));
	address_is(c, 0x12005452, 0x80000234);
	ck_assert_uint_eq(read_word(c, 0x0d), 0x100e);
	ck_assert_uint_eq(eerd(c, 0x0d), 0x100e);
}

/* CTRL.RST takes the pins from software, in every phase of a command. */
static void reset_meanwhile(struct card *c)
{
	static const struct {
		unsigned op, op_bits, address_bits, data_bits;
	} cut[] = {{1, 1, 0, 0},
		   {OP_READ, 3, 0, 0},
		   {OP_READ, 3, 3, 0},
		   {OP_READ, 3, ADDRESS_BITS, 0},
		   {OP_WRITE, 3, 4, 0},
		   {OP_WRITE, 3, ADDRESS_BITS, 9},
		   {OP_WRITE, 3, ADDRESS_BITS, 15}};
	uint16_t words[EEPROM_WORDS];

	memcpy(words, machine_eeprom(c->m), sizeof(words));
	for (unsigned i = 0; i < sizeof(cut) / sizeof(cut[0]); i++) {
		ck_assert(acquire(c));
		out(c, OP_EWEN, 5);
		out(c, 0, ADDRESS_BITS - 2);
		standby(c);
		out(c, cut[i].op, cut[i].op_bits);
		out(c, 0x30 >> (ADDRESS_BITS - cut[i].address_bits),
		    cut[i].address_bits);
		out(c, 0, cut[i].data_bits);
		reset(c);
		came_back(c, words);
	}
	/* While it reads a word, or loads the address. */
	for (unsigned ns = 1000; ns < CARD_LOAD_NS; ns += 13000) {
		card_write(c, E1000_EERD,
			   E1000_EERD_START | 3 << E1000_EERD_ADDR_SHIFT);
		card_wait_ns(c, ns);
		reset(c);
		ck_assert_uint_eq(card_read(c, E1000_EERD), 0);
		came_back(c, words);
		card_write(c, E1000_CTRL,
			   card_read(c, E1000_CTRL) | E1000_CTRL_RST);
		card_wait_ns(c, ns);
		reset(c);
		came_back(c, words);
	}
}

/* CS falls with the reset, so the part begins to write what it was given. Until
 * that is done it answers nothing: there is no signature, and no address. */
static void reset_while_it_writes(struct card *c)
{
	uint16_t words[EEPROM_WORDS];

	memcpy(words, machine_eeprom(c->m), sizeof(words));
	words[0x30] = 0x1234;
	ck_assert(acquire(c));
	out(c, OP_EWEN, 5);
	out(c, 0, ADDRESS_BITS - 2);
	standby(c);
	out(c, OP_WRITE, 3);
	out(c, 0x30, ADDRESS_BITS);
	out(c, 0x1234, 16);
	reset(c);
	address_is(c, 0, 0);
	card_wait_ns(c, EEPROM_WRITE_PS / PS_PER_NS);
	card_write(c, E1000_CTRL_EXT, E1000_CTRL_EXT_EE_RST);
	card_wait_ns(c, CARD_LOAD_NS);
	came_back(c, words);
}

static void grant(struct card *c)
{
	ck_assert(acquire(c));
	card_write(c, E1000_EERD, E1000_EERD_START);
	card_wait_ns(c, 10 * EERD_NS);
	ck_assert_uint_eq(card_read(c, E1000_EERD) & E1000_EERD_DONE, 0);
	release(c);
	card_wait_ns(c, EERD_NS);
	ck_assert_uint_eq(card_read(c, E1000_EERD), 0x54520010);
}

/* IOADDR and IODATA, 13.2.2.1 */
static void io_write(struct card *c, uint32_t reg, uint32_t value)
{
	uint16_t io = machine_pci_read32(c->m, MACHINE_NIC_BDF, 0x14) & ~0xfu;

	machine_io_write32(c->m, io, reg);
	machine_io_write32(c->m, io + 4, value);
}

static uint32_t io_read(struct card *c, uint32_t reg)
{
	uint16_t io = machine_pci_read32(c->m, MACHINE_NIC_BDF, 0x14) & ~0xfu;

	machine_io_write32(c->m, io, reg);
	ck_assert_uint_eq(machine_io_read32(c->m, io), reg);
	return machine_io_read32(c->m, io + 4);
}

static void by_io(struct card *c)
{
	static const uint32_t regs[] = {E1000_CTRL, E1000_STATUS, E1000_EECD,
					E1000_TIPG, E1000_PBA,	  E1000_RAL,
					E1000_RAH,  E1000_LEDCTL, E1000_SWSM};

	for (unsigned i = 0; i < sizeof(regs) / sizeof(*regs); i++)
		ck_assert_uint_eq(io_read(c, regs[i]), card_read(c, regs[i]));
	io_write(c, E1000_TIPG, 0x00602006);
	ck_assert_uint_eq(card_read(c, E1000_TIPG), 0x00602006);
	io_write(c, E1000_SWSM, 0x5);
	ck_assert_uint_eq(card_read(c, E1000_SWSM), 0x5);
	io_write(c, E1000_CTRL, card_read(c, E1000_CTRL) | E1000_CTRL_RST);
	card_wait_ns(c, 2000);
	ck_assert_uint_eq(card_read(c, E1000_TIPG), 0x00602008);
	address_is(c, 0, 0);
	card_wait_ns(c, CARD_LOAD_NS);
	address_is(c, 0x12005452, 0x80000234);
}

CARD_TEST(a_drivers_bits_read_every_word_and_the_sum_is_right, checksum_by_bits)
CARD_TEST(eerd_reads_every_word_and_the_sum_is_right, checksum_by_eerd)
CARD_TEST(a_drivers_bits_write_and_erase_words_and_no_others, write_and_erase)
CARD_TEST(without_the_enabling_command_nothing_is_written, not_enabled)
CARD_TEST(ee_rst_and_ctrl_rst_load_the_address_that_is_there_now, load_again)
CARD_TEST(without_a_signature_no_address_is_loaded, no_signature)
CARD_TEST(a_reset_amid_any_command_leaves_the_words_and_the_pins_alone,
	  reset_meanwhile)
CARD_TEST(a_reset_while_the_part_writes_finds_no_address_until_asked_again,
	  reset_while_it_writes)
CARD_TEST(eerd_waits_while_software_has_the_pins, grant)
CARD_TEST(io_ports_reach_the_registers_and_ctrl_rst, by_io)

START_TEST(the_address_is_there_a_tenth_of_a_millisecond_after_power_on)
{
	card_run_cold(load_takes_time);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_drivers_bits_read_every_word_and_the_sum_is_right,
		eerd_reads_every_word_and_the_sum_is_right,
		a_drivers_bits_write_and_erase_words_and_no_others,
		without_the_enabling_command_nothing_is_written,
		the_address_is_there_a_tenth_of_a_millisecond_after_power_on,
		ee_rst_and_ctrl_rst_load_the_address_that_is_there_now,
		without_a_signature_no_address_is_loaded,
		a_reset_amid_any_command_leaves_the_words_and_the_pins_alone,
		a_reset_while_the_part_writes_finds_no_address_until_asked_again,
		eerd_waits_while_software_has_the_pins,
		io_ports_reach_the_registers_and_ctrl_rst};

	return card_main("EEPROM", tests, sizeof(tests) / sizeof(tests[0]));
}
