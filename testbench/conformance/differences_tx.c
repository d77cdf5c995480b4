// SPDX-License-Identifier: MIT
/* Named differences: what is sent. */
#include "differences.h"

#include <string.h>

#include "e1000_regs.h"

#define LEAST 60u

static bool both_frames(const struct pair *x)
{
	return x->kind == REC_FRAME && x->there[CARD] && x->there[QEMU];
}

/* The shorter one as a copy that has room. */
bool is_tx_pad(struct facts *f, struct pair *x)
{
	if (!both_frames(x) || !(f->reg[E1000_TCTL / 4] & E1000_TCTL_PSP) ||
	    x->len[CARD] != LEAST || x->len[QEMU] >= LEAST)
		return false;
	for (uint32_t i = x->len[QEMU]; i < LEAST; i++)
		if (x->data[CARD][i])
			return false;
	x->len[CARD] = x->len[QEMU];
	return true;
}

/* The wire's listener takes the last four bytes for the FCS; where the card
 * was told not to make one they are data. */
bool is_tx_no_ifcs(struct facts *f, struct pair *x)
{
	const struct told *t = told_frame(f, x);
	uint32_t len;

	if (!t || !both_frames(x) || t->ifcs)
		return false;
	len = x->len[QEMU] < 4 ? 0 : x->len[QEMU] - 4;
	x->len[QEMU] = len;
	return true;
}
