/* SPDX-License-Identifier: MIT */
/*
 * The board: what is on the card's EEPROM and PHY pins, as the clock loop
 * (step.c) sees it. Nothing is done but when one of the card's pins changes or
 * at an edge that the board has named.
 */
#ifndef SIM_MACHINE_BOARD_H
#define SIM_MACHINE_BOARD_H

#include "../board/eeprom.h"
#include "../board/phy.h"
#include "../wire/gmii.h"
#include "nic_model.h"

#define BOARD_NEVER UINT64_MAX

struct board {
	uint32_t pins; /* board_outputs() that the board has seen */
	uint64_t next; /* edge before which it acts by itself */
	struct eeprom eeprom;
	struct phy phy;
	ps_t unplug_at, plug_at; /* PS_NEVER: not planned */
	machine_board_fn fn;
	void *arg;
	/* The PHY's loopback, switched between frames: as it is and as it
	 * should be. The pins are the far end's meanwhile. */
	bool loops, loops_next;
	uint8_t far_rxd, far_dv, far_er;
};

struct machine_config;

void board_init(struct board *b, const struct machine_config *c,
		const struct nic_pins *p);
/* The card's pins have changed at @edge. */
void board_changed(struct board *b, const struct nic_pins *p, uint64_t edge);
/* Edge @edge is about to be evaluated, and is b->next or later. */
void board_event(struct board *b, const struct nic_pins *p, uint64_t edge);

/* The pins of the card that make the board do something; the others are looked
 * at when these change. */
static inline uint32_t board_outputs(const struct nic_pins *p)
{
	return (uint32_t)(*p->ee_sk_o | *p->ee_cs_o << 1 | *p->mdc_o << 2 |
			  *p->phy_rst_no << 3);
}

/* An edge of GMII in the PHY's loopback, or on the way there and back. */
void board_gmii(struct board *b, const struct nic_pins *p,
		struct gmii_link *wire, uint64_t edge);

/* GMII is the PHY's business, not the wire's alone. */
static inline bool board_loop(const struct board *b)
{
	return b->loops | b->loops_next;
}

#endif
