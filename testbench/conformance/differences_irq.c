// SPDX-License-Identifier: MIT
/* Named differences: causes of interrupts, and INTA. */
#include "differences.h"

#include "e1000_regs.h"

/* The ring cannot run empty without descriptors. */
bool is_txd_low(struct facts *f, struct pair *x)
{
	uint32_t v[2];

	if (!pair_register(x, E1000_ICR, v) ||
	    !(v[CARD] & ~v[QEMU] & E1000_ICR_TXD_LOW) || !f->tx_told)
		return false;
	pair_set(x, CARD, v[CARD] & ~E1000_ICR_TXD_LOW);
	return true;
}

/* Where something was sent the card has to raise it, too. */
bool is_txqe_idle(struct facts *f, struct pair *x)
{
	uint32_t v[2];

	if (!pair_register(x, E1000_ICR, v) ||
	    !(v[QEMU] & ~v[CARD] & E1000_ICR_TXQE) || !f->tx_poked ||
	    f->tx_worked)
		return false;
	pair_set(x, QEMU, v[QEMU] & ~E1000_ICR_TXQE);
	return true;
}

/* Where their number fell to the threshold the card has to raise it, too. */
bool is_rxdmt0_level(struct facts *f, struct pair *x)
{
	uint32_t v[2];

	if (!pair_register(x, E1000_ICR, v) ||
	    !(v[QEMU] & ~v[CARD] & E1000_ICR_RXDMT0) || !f->rx_low ||
	    f->rx_fell)
		return false;
	pair_set(x, QEMU, v[QEMU] & ~E1000_ICR_RXDMT0);
	return true;
}

/* The frames that were on the wire are more than those that were stored. */
bool is_rxo_no_descriptors(struct facts *f, struct pair *x)
{
	uint32_t v[2];

	if (!pair_register(x, E1000_ICR, v) ||
	    !(v[QEMU] & ~v[CARD] & E1000_ICR_RXO) || f->rx_given != f->rx_used)
		return false;
	pair_set(x, QEMU, v[QEMU] & ~E1000_ICR_RXO);
	return true;
}

const char *owes_causes(const struct facts *f, const struct pair *x)
{
	uint32_t v[2];

	if (!pair_register(x, E1000_ICR, v) || !f->tx_worked)
		return NULL;
	if (!(v[CARD] & E1000_ICR_TXQE))
		return "TXQE (13.4.17): it has sent something";
	if (!(f->reg[E1000_TXDCTL / 4] & E1000_TXDCTL_LWTHRESH) &&
	    !(v[CARD] & E1000_ICR_TXD_LOW))
		return "TXD_LOW (13.4.43): the ring has run empty";
	return NULL;
}

/* Each of them has the level that its own causes give. */
bool is_line_of_causes(struct facts *f, struct pair *x)
{
	uint32_t v[2];

	if (x->kind != REC_LINE || x->id != 0 || !pair_values(x, v))
		return false;
	for (int side = CARD; side <= QEMU; side++)
		if (v[side] != ((f->icr[side] & f->ims) != 0))
			return false;
	pair_set(x, QEMU, v[CARD]);
	return true;
}
