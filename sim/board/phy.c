/* SPDX-License-Identifier: MIT */
#include "phy.h"

#include <string.h>

/* PHY_CTRL, IEEE 802.3 22.2.4.1: what is kept, and what a reset leaves alone.
 */
#define CTRL_POWER_ON 0x1140u
#define CTRL_WRITABLE                                                    \
	(PHY_CTRL_LOOPBACK | PHY_CTRL_SPEED_LO | PHY_CTRL_AUTONEG |      \
	 PHY_CTRL_PDOWN | PHY_CTRL_ISOLATE | PHY_CTRL_DUPLEX | 0x0080u | \
	 PHY_CTRL_SPEED_HI)
#define CTRL_KEPT                                                 \
	(PHY_CTRL_SPEED_LO | PHY_CTRL_AUTONEG | PHY_CTRL_DUPLEX | \
	 PHY_CTRL_SPEED_HI)

/* PHY_STATUS, 22.2.4.2: all of 10 and 100 Mb/s, extended status, may omit the
 * preamble, can negotiate, has more registers. */
#define STATUS_ABLE 0x7949u

/* PHY_LPA, 28.2.4.1.4 */
#define LPA_ACK 0x4000u

/* PHY_ANER, 28.2.4.1.5 */
#define ANER_NEXT_PAGE	  0x0004u
#define ANER_PAGE	  0x0002u
#define ANER_PARTNER_ABLE 0x0001u

/* ANAR and the partner's ability: technologies */
#define ABLE_10	     0x0020u
#define ABLE_10_FD   0x0040u
#define ABLE_100     0x0080u
#define ABLE_100_FD  0x0100u
#define ABLE_1000    0x0100u /* in 1000T_CTRL */
#define ABLE_1000_FD 0x0200u

/* PHY_1000T_STATUS, 40.5.1.1 */
#define GIG_RECEIVERS_OK 0x3000u
#define GIG_PARTNER_FD	 0x0800u
#define GIG_PARTNER_HD	 0x0400u

/* PHY_PSSR */
#define PSSR_SPEED_SHIFT 14
#define PSSR_FULL	 0x2000u
#define PSSR_RESOLVED	 0x0800u
#define PSSR_LINK	 0x0400u

/* PHY_ISR */
#define ISR_SPEED  0x4000u
#define ISR_DUPLEX 0x2000u
#define ISR_PAGE   0x1000u
#define ISR_DONE   0x0800u
#define ISR_LINK   0x0400u

/* Bits of a frame behind the preamble, counted from 1 */
#define FRAME_START    2
#define FRAME_ADDRESS  14 /* start, opcode, PHY, register */
#define FRAME_TURN     16
#define FRAME_BITS     32
#define FRAME_OP_READ  2
#define FRAME_OP_WRITE 1

static void power_on_registers(struct phy *p)
{
	memset(p->reg, 0, sizeof(p->reg));
	p->reg[PHY_CTRL] = CTRL_POWER_ON;
	p->reg[PHY_ID1] = 0x0141;
	p->reg[PHY_ID2] = 0x0c20;
	p->reg[PHY_ANAR] = 0x0de1;
	p->reg[PHY_1000T_CTRL] = 0x0e00;
	p->reg[PHY_ESR] = 0x3000; /* 1000BASE-T, full and half duplex */
	p->reg[PHY_PSCR] = 0x0360;
	p->reg[PHY_EPSCR] = 0x0d60;
}

void phy_init(struct phy *p)
{
	memset(p, 0, sizeof(*p));
	power_on_registers(p);
	/* A switch's port: everything, and no PAUSE. */
	p->partner.ability = 0x01e0;
	p->partner.gigabit = ABLE_1000_FD | ABLE_1000;
	p->in_reset = true;
	p->cable = true;
	p->link_was_down = true;
	p->speed = PHY_1000;
	p->full = true;
	p->link_at = PS_NEVER;
	p->mdc = true;
}

static bool asleep(const struct phy *p)
{
	return p->in_reset || p->reg[PHY_CTRL] & PHY_CTRL_PDOWN;
}

bool phy_loops(const struct phy *p)
{
	return p->reg[PHY_CTRL] & PHY_CTRL_LOOPBACK && !asleep(p);
}

bool phy_link(const struct phy *p)
{
	return p->link && !(p->reg[PHY_CTRL] & PHY_CTRL_ISOLATE);
}

ps_t phy_next(const struct phy *p)
{
	return p->link_at;
}

static void lose_link(struct phy *p)
{
	if (p->link)
		p->reg[PHY_ISR] |= ISR_LINK;
	p->link = false;
	p->link_was_down = true;
	p->reg[PHY_PSSR] &= (uint16_t) ~(PSSR_LINK | PSSR_RESOLVED);
}

/* Whatever was agreed on is void; agree again, if there is somebody. */
static void begin_link(struct phy *p, ps_t now)
{
	lose_link(p);
	p->reg[PHY_STATUS] &= (uint16_t)~PHY_STATUS_DONE;
	p->reg[PHY_LPA] = 0;
	p->reg[PHY_ANER] = ANER_NEXT_PAGE;
	p->reg[PHY_1000T_STATUS] = 0;
	p->alone = phy_loops(p);
	if (p->alone)
		p->link_at = now; /* with itself, whatever is plugged in */
	else
		p->link_at =
			asleep(p) || !p->cable ? PS_NEVER : now + PHY_LINK_PS;
}

/* Who is at the other end: in loopback the PHY itself. */
static struct phy_partner partner(const struct phy *p)
{
	struct phy_partner self = {p->reg[PHY_ANAR], p->reg[PHY_1000T_CTRL]};

	return p->alone ? self : p->partner;
}

/* The best that both can: 28B.3. False: nothing. */
static bool resolve(struct phy *p)
{
	struct phy_partner other = partner(p);
	unsigned gig = p->reg[PHY_1000T_CTRL] & other.gigabit;
	unsigned both = p->reg[PHY_ANAR] & other.ability;

	p->full = gig & ABLE_1000_FD ||
		  (!(gig & ABLE_1000) &&
		   (both & ABLE_100_FD ||
		    (!(both & ABLE_100) && both & ABLE_10_FD)));
	if (gig & (ABLE_1000_FD | ABLE_1000))
		p->speed = PHY_1000;
	else if (both & (ABLE_100_FD | ABLE_100))
		p->speed = PHY_100;
	else
		p->speed = PHY_10;
	return gig & (ABLE_1000_FD | ABLE_1000) ||
	       both & (ABLE_100_FD | ABLE_100 | ABLE_10_FD | ABLE_10);
}

/* Both ends have told what they can. */
static bool negotiated(struct phy *p)
{
	struct phy_partner other = partner(p);

	p->reg[PHY_STATUS] |= PHY_STATUS_DONE;
	p->reg[PHY_LPA] = (uint16_t)(other.ability | LPA_ACK);
	p->reg[PHY_ANER] |= ANER_PAGE | ANER_PARTNER_ABLE;
	if (other.gigabit & ABLE_1000_FD)
		p->reg[PHY_1000T_STATUS] |= GIG_PARTNER_FD;
	if (other.gigabit & ABLE_1000)
		p->reg[PHY_1000T_STATUS] |= GIG_PARTNER_HD;
	p->reg[PHY_ISR] |= ISR_DONE | ISR_PAGE;
	return resolve(p);
}

/* Without negotiation the speed is what software says. */
static bool forced(struct phy *p)
{
	uint16_t ctrl = p->reg[PHY_CTRL];

	p->full = ctrl & PHY_CTRL_DUPLEX;
	if (ctrl & PHY_CTRL_SPEED_HI)
		p->speed = PHY_1000;
	else
		p->speed = ctrl & PHY_CTRL_SPEED_LO ? PHY_100 : PHY_10;
	return true;
}

static void end_link(struct phy *p)
{
	enum phy_speed speed = p->speed;
	bool full = p->full;

	p->link_at = PS_NEVER;
	if (!(p->reg[PHY_CTRL] & PHY_CTRL_AUTONEG ? negotiated(p) : forced(p)))
		return;
	p->link = true;
	p->reg[PHY_ISR] |= ISR_LINK;
	if (speed != p->speed)
		p->reg[PHY_ISR] |= ISR_SPEED;
	if (full != p->full)
		p->reg[PHY_ISR] |= ISR_DUPLEX;
	if (p->speed == PHY_1000)
		p->reg[PHY_1000T_STATUS] |= GIG_RECEIVERS_OK;
	p->reg[PHY_PSSR] =
		(uint16_t)(p->speed << PSSR_SPEED_SHIFT | PSSR_RESOLVED |
			   PSSR_LINK | (p->full ? PSSR_FULL : 0));
}

void phy_advance(struct phy *p, ps_t now)
{
	if (p->link_at <= now)
		end_link(p);
}

void phy_reset_pin(struct phy *p, ps_t now, bool in_reset)
{
	phy_advance(p, now);
	if (in_reset == p->in_reset)
		return;
	p->in_reset = in_reset;
	power_on_registers(p);
	p->drives = p->will_drive = false;
	p->ones = p->bits = 0;
	begin_link(p, now);
	p->reg[PHY_ISR] = 0;
}

void phy_cable(struct phy *p, ps_t now, bool plugged)
{
	phy_advance(p, now);
	if (plugged == p->cable)
		return;
	p->cable = plugged;
	if (phy_loops(p))
		p->alone = true; /* what was agreed on stays so far */
	else
		begin_link(p, now);
}

uint16_t phy_read(struct phy *p, unsigned reg)
{
	uint16_t value = p->reg[reg];

	switch (reg) {
	case PHY_STATUS:
		value |= STATUS_ABLE;
		/* 22.2.4.2.13: a link that was lost is seen once. */
		if (p->link && !p->link_was_down)
			value |= PHY_STATUS_LINK;
		p->link_was_down = !p->link;
		break;
	case PHY_ANER:
		p->reg[reg] &= (uint16_t)~ANER_PAGE;
		break;
	case PHY_ISR:
	case PHY_RXERR:
		p->reg[reg] = 0;
		break;
	}
	return value;
}

static void write_ctrl(struct phy *p, ps_t now, uint16_t value)
{
	uint16_t before = p->reg[PHY_CTRL];
	uint16_t again = PHY_CTRL_AUTONEG | PHY_CTRL_PDOWN;

	p->reg[PHY_CTRL] = value & CTRL_WRITABLE;
	/* A link that is there may stay; one with itself may not. */
	if (value & PHY_CTRL_LOOPBACK ? !p->link : p->alone)
		again |= PHY_CTRL_LOOPBACK;
	if (!(value & PHY_CTRL_AUTONEG))
		again |=
			PHY_CTRL_SPEED_LO | PHY_CTRL_SPEED_HI | PHY_CTRL_DUPLEX;
	/* The reset leaves what software has set, so that it takes effect: it
	 * is over before the next frame can ask. */
	if (value & PHY_CTRL_RESET) {
		p->reg[PHY_CTRL] &= CTRL_KEPT;
		begin_link(p, now);
	} else if ((before ^ value) & again ||
		   (value & PHY_CTRL_RESTART && value & PHY_CTRL_AUTONEG)) {
		begin_link(p, now);
	}
}

void phy_write(struct phy *p, ps_t now, unsigned reg, uint16_t value)
{
	switch (reg) {
	case PHY_CTRL:
		write_ctrl(p, now, value);
		break;
	case PHY_ANAR:
		p->reg[reg] = value & 0xbfff; /* 14 is reserved */
		break;
	case PHY_1000T_CTRL:
	case PHY_PSCR:
	case PHY_IER:
	case PHY_EPSCR:
		p->reg[reg] = value;
		break;
	}
}

/* The address is complete: is the frame for us? */
static void address(struct phy *p)
{
	unsigned op = p->shift >> 10 & 3;

	p->chosen = (p->shift >> 5 & 0x1f) == PHY_ADDRESS;
	p->reads = p->chosen && op == FRAME_OP_READ;
	p->chosen = p->chosen && (p->reads || op == FRAME_OP_WRITE);
	p->at = p->shift & 0x1f;
}

static void frame_bit(struct phy *p, ps_t now, bool bit)
{
	p->shift = p->shift << 1 | bit;
	p->bits++;
	if (p->bits == FRAME_START && !bit) {
		p->bits = 0;
		p->ones = 0;
	} else if (p->bits == FRAME_ADDRESS) {
		address(p);
	} else if (p->bits == FRAME_TURN - 1 && p->reads) {
		p->will_drive = true;
		p->next_out = false;
		p->value = phy_read(p, p->at);
	} else if (p->bits >= FRAME_TURN && p->bits < FRAME_BITS && p->reads) {
		p->next_out = p->value >> (FRAME_BITS - 1 - p->bits) & 1;
	} else if (p->bits == FRAME_BITS) {
		if (p->chosen && !p->reads)
			phy_write(p, now, p->at, (uint16_t)p->shift);
		p->will_drive = false;
		p->bits = 0;
		p->ones = 0;
	}
}

void phy_mdio(struct phy *p, ps_t now, bool mdc, bool mdio)
{
	bool rises = mdc && !p->mdc;

	phy_advance(p, now);
	/* 22.3.4: its bits come up to 300 ns after the rise of MDC; with a
	 * clock of 400 ns the fall is as good. */
	if (!mdc) {
		p->drives = p->will_drive;
		p->out = p->next_out;
	}
	p->mdc = mdc;
	if (!rises || p->in_reset)
		return;
	if (p->bits) {
		frame_bit(p, now, mdio);
	} else if (mdio) {
		p->ones++;
	} else if (p->ones) { /* it may be short: see PHY_STATUS */
		p->bits = 1;
		p->shift = 0;
	}
}
