// SPDX-License-Identifier: MIT
/* Named differences: what registers hold. */
#include "differences.h"

#include <stddef.h>
#include <string.h>

#include "e1000_regs.h"
#include "e1000_regs_test.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct e1000_reg_info *info_of(uint32_t reg)
{
	for (size_t i = 0; i < COUNT(e1000_reg_info); i++)
		if (e1000_reg_info[i].offset == reg)
			return &e1000_reg_info[i];
	return NULL;
}

/* What the map says @reg holds now. */
static uint32_t stored(const struct facts *f, const struct e1000_reg_info *r)
{
	uint32_t value = f->reg[r->offset / 4];

	if (!f->written[r->offset / 4])
		return r->reset;
	return (r->reset & ~r->writable) | (value & r->writable);
}

bool is_register_missing(struct facts *f, struct pair *x)
{
	static const uint32_t missing[] = {
		E1000_CTRL_EXT, E1000_FCAL,  E1000_FCAH,   E1000_FCT,
		E1000_FCTTV,	E1000_FCRTL, E1000_FCRTH,  E1000_TIPG,
		E1000_AIT,	E1000_TIDV,  E1000_RXDCTL, E1000_RSRPD,
		E1000_RXCSUM,	E1000_WUC,   E1000_WUS,
	};
	const struct e1000_reg_info *r;
	uint32_t v[2];

	if (x->kind != REC_REG || !pair_values(x, v) || v[QEMU])
		return false;
	for (size_t i = 0; i < COUNT(missing); i++) {
		if (missing[i] != x->id)
			continue;
		r = info_of(x->id);
		if (!r || v[CARD] != stored(f, r))
			return false;
		pair_set(x, QEMU, v[CARD]);
		return true;
	}
	return false;
}

/* Causes that exist; IMS and ICS have the same bits. */
#define CAUSES 0x1ffffu

bool is_reserved_stored(struct facts *f, struct pair *x)
{
	static const uint32_t those[] = {E1000_VET,    E1000_RDBAL, E1000_TDBAL,
					 E1000_TXDCTL, E1000_CTRL,  E1000_RCTL,
					 E1000_TCTL,   E1000_LEDCTL};
	const struct e1000_reg_info *r = info_of(x->id);
	uint32_t v[2];

	if (x->kind != REC_REG || !pair_values(x, v))
		return false;
	if (x->id == E1000_IMS || x->id == E1000_ICS) {
		if (v[CARD] & ~CAUSES || !(v[QEMU] & ~CAUSES))
			return false;
		pair_set(x, QEMU, v[QEMU] & CAUSES);
		return true;
	}
	for (size_t i = 0; i < COUNT(those); i++) {
		if (those[i] != x->id)
			continue;
		if (!r || !f->written[x->id / 4] ||
		    v[QEMU] != f->reg[x->id / 4] || v[CARD] != stored(f, r))
			return false;
		pair_set(x, QEMU, v[CARD]);
		return true;
	}
	return false;
}

/* 13.4.16: TXA is what RXA leaves of 64 KiB. */
bool is_pba_txa(struct facts *f, struct pair *x)
{
	uint32_t v[2], rxa, txa;

	if (x->kind != REC_REG || x->id != E1000_PBA || !pair_values(x, v) ||
	    v[QEMU] != f->reg[E1000_PBA / 4])
		return false;
	rxa = v[CARD] & E1000_PBA_RXA;
	txa = (64 - rxa) & 0x7f;
	if (v[CARD] != (txa << E1000_PBA_TXA_SHIFT | rxa) ||
	    rxa != (v[QEMU] & E1000_PBA_RXA))
		return false;
	pair_set(x, QEMU, v[CARD]);
	return true;
}

bool is_manc_constant(struct facts *f, struct pair *x)
{
	const struct e1000_reg_info *r = info_of(E1000_MANC);
	uint32_t v[2];

	if (x->kind != REC_REG || x->id != E1000_MANC || !pair_values(x, v) ||
	    v[QEMU] != r->reset || v[CARD] != stored(f, r))
		return false;
	pair_set(x, QEMU, v[CARD]);
	return true;
}

/* The same register, read directly by the same operation. */
static bool read_directly(const struct facts *f, const struct pair *x,
			  uint32_t *value)
{
	const struct log *l = f->log[CARD];

	for (uint32_t i = 0; i < l->records && l->record[i].op <= x->op; i++) {
		const struct record *r = &l->record[i];

		if (r->op != x->op || r->kind != REC_REG || r->id != x->id)
			continue;
		memcpy(value, log_data(l, r), sizeof(*value));
		return true;
	}
	return false;
}

/* The card's own two ways to the register agree; the direct one is compared
 * with QEMU's. Where reading clears there is nothing to be seen the second
 * time. */
bool is_io_idle(struct facts *f, struct pair *x)
{
	bool clears = x->id == E1000_ICR ||
		      (x->id >= E1000_CRCERRS && x->id <= E1000_TSCTFC);
	uint32_t v[2], direct;

	if (x->kind != REC_IO || !pair_values(x, v) || v[QEMU] ||
	    !read_directly(f, x, &direct) || (v[CARD] != direct && !clears))
		return false;
	pair_set(x, QEMU, v[CARD]);
	return true;
}

/* ---- statistics ---- */

bool is_statistics_missing(struct facts *f, struct pair *x)
{
	static const uint32_t there[] = {E1000_GPRC, E1000_GPTC, E1000_TORL,
					 E1000_TORH, E1000_TOTL, E1000_TOTH,
					 E1000_TPR,  E1000_TPT};
	uint32_t v[2];

	if (x->kind != REC_REG || x->id < E1000_CRCERRS ||
	    x->id > E1000_TSCTFC || !pair_values(x, v) || v[QEMU])
		return false;
	for (size_t i = 0; i < COUNT(there); i++)
		if (there[i] == x->id)
			return false;
	pair_set(x, QEMU, v[CARD]);
	return true;
}

/* The frames on the wire and those that QEMU has stored, since the counter was
 * read; what it stores has lost a stripped tag. */
static bool received_since(const struct facts *f, const struct pair *x,
			   uint32_t v[2], struct traffic *wire,
			   struct traffic *in)
{
	uint32_t at = (x->id - E1000_CRCERRS) / 4;

	if (!pair_register(x, E1000_TPR, v) && !pair_register(x, E1000_TORL, v))
		return false;
	wire->frames = f->wire.frames - f->wire_then[at].frames;
	wire->octets = f->wire.octets - f->wire_then[at].octets;
	in->frames = f->in[QEMU].frames - f->in_then[at][QEMU].frames;
	in->octets = f->in[QEMU].octets - f->in_then[at][QEMU].octets;
	if (x->id == E1000_TPR)
		return v[CARD] == wire->frames && v[QEMU] == in->frames;
	return v[CARD] == wire->octets && v[QEMU] == in->octets;
}

bool is_tpr_filtered(struct facts *f, struct pair *x)
{
	struct traffic wire, in;
	uint32_t v[2];

	if (!received_since(f, x, v, &wire, &in) || wire.frames == in.frames)
		return false;
	pair_set(x, QEMU, v[CARD]);
	return true;
}

bool is_tor_stripped(struct facts *f, struct pair *x)
{
	struct traffic wire, in;
	uint32_t v[2];

	if (!received_since(f, x, v, &wire, &in) || wire.frames != in.frames)
		return false;
	pair_set(x, QEMU, v[CARD]);
	return true;
}

/* What each of them has sent; QEMU's counter knows no tags. */
bool is_tot_as_told(struct facts *f, struct pair *x)
{
	uint32_t at = (x->id - E1000_CRCERRS) / 4, v[2];
	uint64_t sent[2];

	if (!pair_register(x, E1000_TOTL, v))
		return false;
	for (int side = CARD; side <= QEMU; side++)
		sent[side] = f->out[side].octets - f->out_then[at][side].octets;
	sent[QEMU] -= 4 * (f->tags - f->tags_then[at]);
	if (v[CARD] != sent[CARD] || v[QEMU] != sent[QEMU])
		return false;
	pair_set(x, QEMU, v[CARD]);
	return true;
}

bool is_gptc_short(struct facts *f, struct pair *x)
{
	uint32_t at = (x->id - E1000_CRCERRS) / 4, v[2];

	if (!pair_register(x, E1000_GPTC, v) ||
	    v[QEMU] - v[CARD] != f->short_frames - f->short_then[at])
		return false;
	pair_set(x, QEMU, v[CARD]);
	return true;
}
