/* SPDX-License-Identifier: MIT */
/*
 * The PHY of an 82540EM, an M88E1011, as far as its registers and pins go:
 * frames on MDC and MDIO (IEEE 802.3 clause 22), autonegotiation with a partner
 * at the cable's other end (clauses 28 and 40), and the link that comes of it.
 * The data goes past it: the wire speaks GMII. Who moves the data asks
 * phy_loops().
 *
 * Time goes by calls: every function that takes @now brings the PHY there.
 */
#ifndef SIM_BOARD_PHY_H
#define SIM_BOARD_PHY_H

#include "sim/types.h"

#include <stdbool.h>

#define PHY_ADDRESS 1

/*
 * From the cable, or the beginning of a negotiation, to the link. Real ones
 * take two seconds and more; here it is a thousandth of that, so that a test
 * can wait for it, and a driver still sees a link that is not there yet.
 */
#define PHY_LINK_PS (2 * PS_PER_MS)

enum phy_reg {
	PHY_CTRL,
	PHY_STATUS,
	PHY_ID1,
	PHY_ID2,
	PHY_ANAR, /* autonegotiation: advertised */
	PHY_LPA,  /* the partner's */
	PHY_ANER, /* expansion */
	PHY_1000T_CTRL = 9,
	PHY_1000T_STATUS,
	PHY_ESR = 15, /* extended status */
	PHY_PSCR,     /* M88: specific control */
	PHY_PSSR,     /* M88: specific status */
	PHY_IER,      /* M88: interrupt enable */
	PHY_ISR,      /* M88: interrupt status */
	PHY_EPSCR,    /* M88: extended specific control */
	PHY_RXERR,    /* M88: receive errors */
	PHY_REGS = 32
};

/* Bits that others need. */
#define PHY_CTRL_RESET	  0x8000u
#define PHY_CTRL_LOOPBACK 0x4000u
#define PHY_CTRL_SPEED_LO 0x2000u
#define PHY_CTRL_AUTONEG  0x1000u
#define PHY_CTRL_PDOWN	  0x0800u
#define PHY_CTRL_ISOLATE  0x0400u
#define PHY_CTRL_RESTART  0x0200u
#define PHY_CTRL_DUPLEX	  0x0100u
#define PHY_CTRL_SPEED_HI 0x0040u
#define PHY_STATUS_DONE	  0x0020u
#define PHY_STATUS_LINK	  0x0004u

enum phy_speed { PHY_10, PHY_100, PHY_1000 };

/* What the other end can do: the bits of ANAR, and of 1000T_CTRL. */
struct phy_partner {
	uint16_t ability;
	uint16_t gigabit;
};

struct phy {
	uint16_t reg[PHY_REGS];
	struct phy_partner partner;
	bool in_reset; /* by its pin */
	bool cable;
	bool link;	    /* as the wire has it, whatever the pins show */
	bool alone;	    /* the link is with itself, in loopback */
	bool link_was_down; /* since PHY_STATUS was read */
	enum phy_speed speed;
	bool full;
	ps_t link_at; /* the link comes; PS_NEVER: nothing is under way */
	/* The frame on MDIO. */
	bool mdc;
	bool drives, out;	   /* MDIO */
	bool will_drive, next_out; /* ... from the fall of MDC on */
	unsigned ones;		   /* of the preamble */
	unsigned bits;		   /* of the frame; 0: none has begun */
	uint32_t shift;
	bool chosen, reads; /* the frame is for us; it is a read */
	unsigned at;	    /* register */
	uint16_t value;
};

/* Powered, with the cable in, and held in reset. */
void phy_init(struct phy *p);
void phy_reset_pin(struct phy *p, ps_t now, bool in_reset);
void phy_cable(struct phy *p, ps_t now, bool plugged);
/* MDC, and the line MDIO: what drives it, or the pull-up. */
void phy_mdio(struct phy *p, ps_t now, bool mdc, bool mdio);
/* When the pins change by themselves; PS_NEVER. */
ps_t phy_next(const struct phy *p);
/* Brings it to @now. */
void phy_advance(struct phy *p, ps_t now);

/* What comes in at GMII goes back out: 22.2.4.1.2. The cable's ends see nothing
 * of each other, and the link is the PHY's with itself. */
bool phy_loops(const struct phy *p);

/* The pin that says so; isolated or asleep, the PHY shows none. */
bool phy_link(const struct phy *p);

/* A register, with what reading and writing it does. */
uint16_t phy_read(struct phy *p, unsigned reg);
void phy_write(struct phy *p, ps_t now, unsigned reg, uint16_t value);

#endif
