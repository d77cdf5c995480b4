// SPDX-License-Identifier: MIT
/* What is known of a program while its logs are compared. */
#include "differences.h"

#include <string.h>

#include "device.h"
#include "e1000_regs.h"
#include "frame.h"

#define FCS 4u

void facts_init(struct facts *f, const struct program *p,
		const struct log *card, const struct log *qemu)
{
	memset(f, 0, sizeof(*f));
	f->program = p;
	f->log[CARD] = card;
	f->log[QEMU] = qemu;
	memcpy(&f->reg[E1000_RAL / 4], device_mac, 4);
	f->reg[E1000_RAH / 4] =
		E1000_RAH_AV | device_mac[4] | (uint32_t)device_mac[5] << 8;
	f->reg[E1000_VET / 4] = 0x8100;
}

static void written(struct facts *f, uint32_t reg, uint32_t value)
{
	f->reg[reg / 4] = value;
	f->written[reg / 4] = true;
	if (reg == E1000_RDLEN)
		f->rx_given = f->rx_used = 0;
	if (reg == E1000_ICR && value & (E1000_ICR_TXQE | E1000_ICR_TXD_LOW))
		f->tx_worked = false;
	if (reg == E1000_ICR && value & E1000_ICR_RXDMT0)
		f->rx_fell = false;
	if (reg == E1000_IMS)
		f->ims |= value;
	else if (reg == E1000_IMC)
		f->ims &= ~value;
	else if (reg == E1000_TCTL || reg == E1000_TDT)
		f->tx_poked |= f->reg[E1000_TCTL / 4] & E1000_TCTL_EN;
}

/* Frames that operations up to @op sent towards the card. */
static void from_the_wire(struct facts *f, unsigned op)
{
	for (; f->wire_op < op && f->wire_op < f->program->n; f->wire_op++) {
		const struct op *o = &f->program->op[f->wire_op];

		if (o->kind != OP_RX_FRAME ||
		    !(f->reg[E1000_RCTL / 4] & E1000_RCTL_EN))
			continue;
		f->wire.frames++;
		f->wire.octets +=
			frame_received_length(o->arg[1], o->arg[2], o->arg[3]) +
			FCS;
	}
}

/* 13.4.22, RDMTS: as many as the threshold, or less. */
static bool few_descriptors(const struct facts *f)
{
	uint32_t rdmts = f->reg[E1000_RCTL / 4] >> 8 & 3;
	uint32_t size = f->reg[E1000_RDLEN / 4] / 16;

	return f->rx_given - f->rx_used <= size >> (rdmts + 1);
}

static void stored(struct facts *f, const struct pair *x, enum side side)
{
	uint32_t len = x->data[side][8] | (uint32_t)x->data[side][9] << 8;
	bool few = few_descriptors(f);

	f->in[side].octets += len;
	if (!(x->data[side][12] & 0x02))
		return;
	f->in[side].frames++;
	/* Once for the two. */
	if (side == QEMU || !x->there[QEMU])
		f->rx_used = x->id + 1;
	if (side == QEMU) {
		f->rx_low |= few_descriptors(f);
		f->rx_fell |= few_descriptors(f) && !few;
	}
	if (f->reg[E1000_RCTL / 4] & E1000_RCTL_SECRC)
		f->in[side].octets += FCS;
}

static bool tagged(const struct facts *f, const struct pair *x)
{
	const struct told *t = told_frame(f, x);

	return t && t->vle && f->reg[E1000_CTRL / 4] & E1000_CTRL_VME;
}

void facts_before(struct facts *f, const struct pair *x)
{
	uint32_t v[2];

	from_the_wire(f, x->op);
	if (x->kind == REC_GIVEN && x->there[CARD]) {
		memcpy(f->given[x->id % 64], x->data[CARD], 16);
		f->rx_given = x->id + 1;
	}
	if (x->kind == REC_PHY && (x->id & 0xff) == 1)
		f->link_reads++;
	if (x->kind == REC_TXDESC && x->there[CARD]) {
		told_desc(f, x->data[CARD]);
		f->tx_told = true;
	}
	for (int side = CARD; side <= QEMU; side++) {
		if (!x->there[side])
			continue;
		if (x->kind == REC_RXDESC)
			stored(f, x, (enum side)side);
		if (x->kind == REC_FRAME) {
			f->tx_worked = true;
			f->out[side].frames++;
			f->out[side].octets += x->len[side] + FCS;
			f->tags += side == QEMU && tagged(f, x);
			f->short_frames += side == CARD && x->len[side] < 60;
		}
	}
	if (!pair_values(x, v))
		return;
	if (x->kind == REC_WRITE) {
		written(f, x->id, v[CARD]);
	} else if (x->kind == REC_REG && x->id == E1000_ICR) {
		f->icr[CARD] = v[CARD];
		f->icr[QEMU] = v[QEMU];
	}
}

/* What they told of is over; but descriptors wait until TCTL.EN. */
static void read_causes(struct facts *f)
{
	f->tx_poked = f->tx_worked = f->rx_low = f->rx_fell = false;
	if (f->reg[E1000_TCTL / 4] & E1000_TCTL_EN)
		f->tx_told = false;
}

void facts_after(struct facts *f, const struct pair *x)
{
	uint32_t counter = (x->id - E1000_CRCERRS) / 4;

	if (x->kind == REC_FRAME)
		told_sent(f);
	if (x->kind != REC_REG)
		return;
	if (x->id == E1000_ICR)
		read_causes(f);
	/* The low half of a pair is cleared with the high one. */
	if (x->id == E1000_TORL || x->id == E1000_TOTL)
		return;
	if (x->id == E1000_TORH || x->id == E1000_TOTH)
		counter--;
	if (x->id < E1000_CRCERRS || counter >= 64)
		return;
	f->wire_then[counter] = f->wire;
	memcpy(f->in_then[counter], f->in, sizeof(f->in));
	memcpy(f->out_then[counter], f->out, sizeof(f->out));
	f->short_then[counter] = f->short_frames;
	f->tags_then[counter] = f->tags;
}

bool pair_values(const struct pair *x, uint32_t value[2])
{
	for (int side = CARD; side <= QEMU; side++) {
		if (!x->there[side] || x->len[side] != 4)
			return false;
		memcpy(&value[side], x->data[side], 4);
	}
	return true;
}

bool pair_register(const struct pair *x, uint32_t reg, uint32_t value[2])
{
	return x->kind == REC_REG && x->id == reg && pair_values(x, value);
}

void pair_set(struct pair *x, enum side side, uint32_t value)
{
	memcpy(x->data[side], &value, 4);
}

/* ---- received frames ---- */

#define NOWHERE UINT32_MAX

/* Record of @kind and @id at @op, or the last before that. */
static uint32_t find(const struct log *l, unsigned op, enum record_kind kind,
		     uint32_t id)
{
	uint32_t at = NOWHERE;

	for (uint32_t i = 0; i < l->records && l->record[i].op <= op; i++)
		if (l->record[i].kind == kind && l->record[i].id == id)
			at = i;
	return at;
}

static bool is_end(const struct log *l, uint32_t at)
{
	return log_data(l, &l->record[at])[12] & 0x02;
}

static bool append(const struct log *l, const struct record *desc,
		   struct stored_frame *s)
{
	const uint8_t *d = log_data(l, desc);
	uint32_t len = d[8] | (uint32_t)d[9] << 8;
	uint32_t at = find(l, desc->op, REC_RXBUF, desc->id);

	if (at == NOWHERE || l->record[at].op != desc->op ||
	    len > l->record[at].len || s->len + len > sizeof(s->data))
		return false;
	memcpy(s->data + s->len, log_data(l, &l->record[at]), len);
	s->len += len;
	return true;
}

bool stored_frame(const struct log *l, unsigned op, uint32_t id,
		  struct stored_frame *s)
{
	uint32_t at = find(l, op, REC_RXDESC, id), before;

	memset(s, 0, sizeof(*s));
	if (at == NOWHERE)
		return false;
	s->first = s->last = id;
	while (s->first) {
		before = find(l, l->record[at].op, REC_RXDESC, s->first - 1);
		if (before == NOWHERE || before > at || is_end(l, before))
			break;
		at = before;
		s->first--;
	}
	for (s->last = s->first;; s->last++) {
		if (!append(l, &l->record[at], s))
			return false;
		if (is_end(l, at))
			return true;
		at++;
		while (at < l->records && (l->record[at].kind != REC_RXDESC ||
					   l->record[at].id != s->last + 1))
			at++;
		if (at == l->records)
			return false;
	}
}
