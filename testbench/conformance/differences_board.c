// SPDX-License-Identifier: MIT
/* Named differences: EEPROM and PHY. */
#include "differences.h"

#include "e1000_regs.h"

#define PHY_ADDRESS	       1u
#define PHY_STATUS	       1u
#define PHY_ADVERTISEMENT      4u
#define ADVERTISEMENT_RESERVED 0x4000u
#define PHY_PARTNER	       5u
#define PARTNER_ACK	       0x4000u
#define PHY_EXPANSION	       6u
#define EXPANSION	       0x0007u /* a page came, pages can come, the partner can */
#define STATUS_LINK	       0x0004u
#define STATUS_READY	       0x0020u /* autonegotiation complete */

bool is_eecd_granted(struct facts *f, struct pair *x)
{
	uint32_t v[2];

	if (!pair_register(x, E1000_EECD, v) ||
	    v[CARD] & (E1000_EECD_REQ | E1000_EECD_GNT) ||
	    !(v[QEMU] & E1000_EECD_GNT))
		return false;
	pair_set(x, QEMU, v[QEMU] & ~E1000_EECD_GNT);
	return true;
}

/* Reading bit by bit keeps FWE as it was. */
bool is_eecd_fwe(struct facts *f, struct pair *x)
{
	uint32_t v[2];

	if (!pair_register(x, E1000_EECD, v) ||
	    (v[CARD] & E1000_EECD_FWE) != E1000_EECD_FWE_DIS ||
	    v[QEMU] & E1000_EECD_FWE)
		return false;
	pair_set(x, QEMU, v[QEMU] | E1000_EECD_FWE_DIS);
	return true;
}

bool is_eecd_do(struct facts *f, struct pair *x)
{
	uint32_t v[2];

	if (!pair_register(x, E1000_EECD, v) ||
	    (v[CARD] | v[QEMU]) & E1000_EECD_CS ||
	    !(v[CARD] & ~v[QEMU] & E1000_EECD_DO))
		return false;
	pair_set(x, QEMU, v[QEMU] | E1000_EECD_DO);
	return true;
}

/* MDIC after an access, or read later on. @id: PHY's address and register. */
static bool phy_values(const struct pair *x, uint32_t v[2], uint32_t *id)
{
	const uint32_t where = E1000_MDIC_PHY | E1000_MDIC_REG;

	if (x->kind == REC_PHY) {
		*id = x->id;
		return pair_values(x, v);
	}
	if (!pair_register(x, E1000_MDIC, v))
		return false;
	*id = (v[CARD] & E1000_MDIC_PHY) >> E1000_MDIC_PHY_SHIFT << 8 |
	      (v[CARD] & E1000_MDIC_REG) >> E1000_MDIC_REG_SHIFT;
	return *id >> 8 != PHY_ADDRESS || !((v[CARD] ^ v[QEMU]) & where);
}

bool is_mdic_no_phy(struct facts *f, struct pair *x)
{
	const uint32_t end = E1000_MDIC_READY | E1000_MDIC_ERROR;
	uint32_t v[2], asked, id;

	if (!phy_values(x, v, &id) || id >> 8 == PHY_ADDRESS)
		return false;
	asked = (id >> 8) << E1000_MDIC_PHY_SHIFT |
		(id & 0xff) << E1000_MDIC_REG_SHIFT | E1000_MDIC_OP_READ;
	if ((v[QEMU] & end) != end || v[CARD] != (end | asked | 0xffff))
		return false;
	pair_set(x, QEMU, v[CARD]);
	return true;
}

bool is_phy_negotiated(struct facts *f, struct pair *x)
{
	static const struct {
		uint32_t reg, bits;
	} shown[] = {{PHY_STATUS, STATUS_READY},
		     {PHY_PARTNER, PARTNER_ACK},
		     {PHY_EXPANSION, EXPANSION}};
	uint32_t v[2], id;

	if (!phy_values(x, v, &id))
		return false;
	for (unsigned i = 0; i < 3; i++) {
		if (id != (PHY_ADDRESS << 8 | shown[i].reg) ||
		    !(v[CARD] & ~v[QEMU] & shown[i].bits))
			continue;
		pair_set(x, QEMU, v[QEMU] | (v[CARD] & shown[i].bits));
		return true;
	}
	return false;
}

bool is_phy_link_latched(struct facts *f, struct pair *x)
{
	uint32_t v[2], id;

	if (!phy_values(x, v, &id) || id != (PHY_ADDRESS << 8 | PHY_STATUS) ||
	    f->link_reads > 1 || !(v[QEMU] & ~v[CARD] & STATUS_LINK))
		return false;
	pair_set(x, CARD, v[CARD] | STATUS_LINK);
	return true;
}

bool is_phy_reserved(struct facts *f, struct pair *x)
{
	uint32_t v[2], id;

	if (!phy_values(x, v, &id) ||
	    id != (PHY_ADDRESS << 8 | PHY_ADVERTISEMENT) ||
	    (v[CARD] ^ v[QEMU]) != ADVERTISEMENT_RESERVED ||
	    !(v[QEMU] & ADVERTISEMENT_RESERVED))
		return false;
	pair_set(x, QEMU, v[CARD]);
	return true;
}
