// SPDX-License-Identifier: MIT
/*
 * Traffic on the pins of EEPROM and PHY, for a decoder that is not ours.
 *
 * usage: record FILE.vcd
 * Writes the pins, and on standard output a line for each command as the card's
 * registers tell it: "eeprom read 0a 640b", "mdio read 01 02 0141".
 */
#include "../cosim/card.h"

#include "sim/board.h"

#include "../../sim/board/eeprom.h"
#include "../../sim/board/phy.h"

#include <stdio.h>
#include <stdlib.h>

#define PINS	     6
#define LOAD_NS	     130000
#define EERD_NS	     30000
#define FRAME_NS     30000
#define HALF_NS	     1000
#define ADDRESS_BITS 6

static const char *const pin_names[PINS] = {"CS", "SK",	 "DI",
					    "DO", "MDC", "MDIO"};
static const char *path;

static struct scope {
	FILE *f;
	int shown[PINS];
} scope;

static void header(void)
{
	fprintf(scope.f, "$timescale 1 ns $end\n$scope module board $end\n");
	for (unsigned i = 0; i < PINS; i++) {
		fprintf(scope.f, "$var wire 1 %c %s $end\n", 'a' + i,
			pin_names[i]);
		scope.shown[i] = -1;
	}
	fprintf(scope.f, "$upscope $end\n$enddefinitions $end\n");
}

static void look(void *arg, ps_t at, const struct board_pins *p)
{
	const int now[PINS] = {p->ee_cs, p->ee_sk, p->ee_di,
			       p->ee_do, p->mdc,   p->mdio};

	(void)arg;
	fprintf(scope.f, "#%llu\n", (unsigned long long)(at / PS_PER_NS));
	for (unsigned i = 0; i < PINS; i++)
		if (scope.shown[i] != now[i])
			fprintf(scope.f, "%d%c\n", scope.shown[i] = now[i],
				'a' + i);
}

/* ---- EEPROM -----------------------------------------------------------------
 */

static void said_read(unsigned address, unsigned value)
{
	printf("eeprom read %02x %04x\n", address, value);
}

static void by_eerd(struct card *c, unsigned address)
{
	card_write(c, E1000_EERD,
		   E1000_EERD_START | address << E1000_EERD_ADDR_SHIFT);
	card_wait_ns(c, EERD_NS);
	said_read(address, card_read(c, E1000_EERD) >> E1000_EERD_DATA_SHIFT);
}

static void eecd(struct card *c, uint32_t value)
{
	card_write(c, E1000_EECD, E1000_EECD_REQ | value);
	card_read(c, E1000_STATUS);
	card_wait_ns(c, HALF_NS);
}

static void out(struct card *c, unsigned value, unsigned bits)
{
	while (bits--) {
		uint32_t di = value >> bits & 1 ? E1000_EECD_DI : 0;

		eecd(c, E1000_EECD_CS | di);
		eecd(c, E1000_EECD_CS | di | E1000_EECD_SK);
	}
	eecd(c, E1000_EECD_CS);
}

static unsigned in(struct card *c, unsigned bits)
{
	unsigned value = 0;

	while (bits--) {
		eecd(c, E1000_EECD_CS | E1000_EECD_SK);
		value = value << 1 |
			!!(card_read(c, E1000_EECD) & E1000_EECD_DO);
		eecd(c, E1000_EECD_CS);
	}
	return value;
}

static void begin(struct card *c, unsigned opcode, unsigned address)
{
	eecd(c, 0);
	eecd(c, E1000_EECD_CS);
	out(c, 4 | opcode, 3);
	out(c, address, ADDRESS_BITS);
}

static void end_change(struct card *c)
{
	eecd(c, 0);
	eecd(c, E1000_EECD_CS);
	while (!(card_read(c, E1000_EECD) & E1000_EECD_DO))
		card_wait_ns(c, 100000);
	card_wait_ns(c, HALF_NS);
	eecd(c, 0);
}

static void by_bits(struct card *c)
{
	eecd(c, 0);
	begin(c, 0, 0x30);
	printf("eeprom enable\n");
	begin(c, 1, 0x30);
	out(c, 0x1234, 16);
	printf("eeprom write 30 1234\n");
	end_change(c);
	begin(c, 2, 0x30);
	said_read(0x30, in(c, 16));
	begin(c, 3, 0x31);
	printf("eeprom erase 31\n");
	end_change(c);
	begin(c, 2, 0x31);
	said_read(0x31, in(c, 16));
	begin(c, 0, 0);
	printf("eeprom disable\n");
	eecd(c, 0);
	card_write(c, E1000_EECD, 0);
}

/* ---- PHY --------------------------------------------------------------------
 */

static void mdio(struct card *c, bool write, unsigned phy, unsigned reg,
		 unsigned value)
{
	card_write(c, E1000_MDIC,
		   (write ? E1000_MDIC_OP_WRITE : E1000_MDIC_OP_READ) |
			   phy << E1000_MDIC_PHY_SHIFT |
			   reg << E1000_MDIC_REG_SHIFT | value);
	card_wait_ns(c, FRAME_NS);
	printf("mdio %s %02x %02x %04x\n", write ? "write" : "read", phy, reg,
	       (unsigned)(card_read(c, E1000_MDIC) & E1000_MDIC_DATA));
}

static void body(struct card *c)
{
	card_wait_ns(c, LOAD_NS);
	machine_board_listen(c->m, look, NULL);
	/* What the card reads by itself. */
	card_write(c, E1000_CTRL_EXT, E1000_CTRL_EXT_EE_RST);
	card_wait_ns(c, LOAD_NS);
	said_read(0x0a, machine_eeprom(c->m)[0x0a]);
	for (unsigned i = 0; i < 3; i++)
		said_read(i, machine_eeprom(c->m)[i]);
	for (unsigned i = 0; i < EEPROM_WORDS; i += 9)
		by_eerd(c, i);
	by_bits(c);
	for (unsigned i = 0; i < PHY_REGS; i++)
		mdio(c, false, PHY_ADDRESS, i, 0);
	mdio(c, true, PHY_ADDRESS, PHY_PSCR, 0xa5c3);
	mdio(c, false, PHY_ADDRESS, PHY_PSCR, 0);
	mdio(c, true, 17, PHY_PSCR, 0x1111);
	mdio(c, false, 17, PHY_PSCR, 0);
	machine_board_listen(c->m, NULL, NULL);
}

START_TEST(the_pins_are_recorded)
{
	scope.f = fopen(path, "w");
	ck_assert_msg(scope.f != NULL, "%s cannot be written", path);
	header();
	card_run_cold(body);
	ck_assert_int_eq(fclose(scope.f), 0);
	fflush(stdout);
}
END_TEST

int main(int argc, char **argv)
{
	const TTest *const tests[] = {the_pins_are_recorded};

	if (argc != 2) {
		fprintf(stderr, "usage: record FILE.vcd\n");
		return 2;
	}
	path = argv[1];
	return card_main("pins", tests, 1);
}
