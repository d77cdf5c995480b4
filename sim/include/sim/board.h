/* SPDX-License-Identifier: MIT */
/*
 * The board around the card: a 93C46 EEPROM on its Microwire pins and an
 * M88E1011 PHY on MDC and MDIO. Both are what the machine's card sees; this
 * header is what the outside sees of them.
 */
#ifndef SIM_BOARD_H
#define SIM_BOARD_H

#include "sim/machine.h"

#define EEPROM_WORDS 64

/*
 * What a desktop card's EEPROM holds (8254x SDM section 5.6) with @mac as its
 * address: LED and control words as drivers look at them, and a word 0x3f that
 * makes the sum of all 0xbaba.
 */
void eeprom_image(uint16_t words[EEPROM_WORDS], const uint8_t mac[6]);
/* The sum of all words: 0xbaba in a good image. */
uint16_t eeprom_sum(const uint16_t words[EEPROM_WORDS]);
/* 128 bytes, the low one of each word first, as `ethtool -e eth0 raw on` writes
 * them. 0, or -1 with a message. The sum is the driver's business. */
int eeprom_read_file(uint16_t words[EEPROM_WORDS], const char *path, char *err,
		     size_t err_len);

/* The EEPROM's words as they are now. */
const uint16_t *machine_eeprom(const struct machine *m);

/*
 * Plug the cable in or pull it out, at the machine's next edge. Between two
 * machine_run().
 */
void machine_link(struct machine *m, bool up);

/*
 * What an oscilloscope on the board sees: @fn is shown all pins at the begin
 * and whenever one of them has changed, at the time of the card's edge.
 */
struct board_pins {
	bool ee_cs, ee_sk, ee_di, ee_do;
	bool mdc, mdio;
};
typedef void (*machine_board_fn)(void *arg, ps_t at,
				 const struct board_pins *pins);
void machine_board_listen(struct machine *m, machine_board_fn fn, void *arg);

#endif
