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

#define CMD_IC 0x04

/* 3.3.3: the checksum of legacy descriptors is put into QEMU's frame. It knows
 * nothing of a tag, which goes in behind it. */
bool is_tx_legacy_ic(struct facts *f, struct pair *x)
{
	const struct told *t = told_frame(f, x);
	uint32_t tag, sum = 0, len;
	uint8_t *d = x->data[QEMU];

	if (!t || !both_frames(x) || !t->legacy || !(t->cmd & CMD_IC))
		return false;
	tag = t->vle && f->reg[E1000_CTRL / 4] & E1000_CTRL_VME ? 4 : 0;
	len = x->len[QEMU] - tag;
	if (t->css >= len || t->cso + 1u >= len)
		return false;
	for (uint32_t i = t->css; i < len; i++) {
		uint8_t byte = d[i < 12 ? i : i + tag];

		sum += (i - t->css) & 1 ? byte : (uint32_t)byte << 8;
	}
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	sum = sum == 0xffff ? sum : ~sum & 0xffff;
	for (uint32_t i = t->cso; i < t->cso + 2u; i++)
		d[i < 12 ? i : i + tag] =
			(uint8_t)(i == t->cso ? sum >> 8 : sum);
	return true;
}

#define TUCMD_IP4 0x02000000u

/* IPCSS is where the IP header begins, TUCSS where the next one does. */
bool is_tx_tso_ip6(struct facts *f, struct pair *x)
{
	const struct told *t = told_frame(f, x);
	uint32_t at, header, card, qemu;

	if (!t || !both_frames(x) || !t->tso || t->context[2] & TUCMD_IP4)
		return false;
	at = (t->context[0] & 0xff) + 4;
	header = (t->context[1] & 0xff) - (t->context[0] & 0xff);
	if (t->vle && f->reg[E1000_CTRL / 4] & E1000_CTRL_VME)
		at += 4;
	if (at + 2 > x->len[CARD] || at + 2 > x->len[QEMU])
		return false;
	card = (uint32_t)x->data[CARD][at] << 8 | x->data[CARD][at + 1];
	qemu = (uint32_t)x->data[QEMU][at] << 8 | x->data[QEMU][at + 1];
	if (qemu != card + header)
		return false;
	memcpy(x->data[QEMU] + at, x->data[CARD] + at, 2);
	return true;
}

/* The packet before was cut without a rest: there is no
 * empty segment (3.5). The frames behind it are out of step. */
bool is_tx_tso_empty(struct facts *f, struct pair *x)
{
	const struct told *t;
	uint32_t mss, headers, tag;

	if (x->kind != REC_FRAME || !x->there[QEMU] || !f->told_out)
		return false;
	t = &f->told[(f->told_out - 1) % TOLD_MOST];
	mss = t->context[3] >> 16;
	headers = t->context[3] >> 8 & 0xff;
	tag = t->vle && f->reg[E1000_CTRL / 4] & E1000_CTRL_VME ? 4 : 0;
	if (!t->tso || !mss || t->segment + 1 != t->segments ||
	    (t->len - headers) % mss || x->len[QEMU] != headers + tag)
		return false;
	x->there[CARD] = x->there[QEMU] = false;
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

/* Would @is make another frame of QEMU's? */
static bool changes(struct facts *f, const struct pair *x,
		    bool (*is)(struct facts *f, struct pair *x))
{
	static _Thread_local uint8_t bytes[65536];
	struct pair copy = *x;

	if (x->len[QEMU] > sizeof(bytes))
		return false;
	memcpy(bytes, x->data[QEMU], x->len[QEMU]);
	copy.data[QEMU] = bytes;
	return is(f, &copy) &&
	       (copy.len[QEMU] != x->len[QEMU] ||
		memcmp(bytes, x->data[QEMU], x->len[QEMU]) != 0);
}

const char *owes_sent(struct facts *f, const struct pair *x)
{
	if (!both_frames(x) || !told_frame(f, x))
		return NULL;
	if (f->reg[E1000_TCTL / 4] & E1000_TCTL_PSP && x->len[CARD] < LEAST &&
	    told_frame(f, x)->ifcs)
		return "padding (13.4.33)";
	if (x->len[CARD] != x->len[QEMU] ||
	    memcmp(x->data[CARD], x->data[QEMU], x->len[CARD]) != 0)
		return NULL;
	if (changes(f, x, is_tx_legacy_ic))
		return "the checksum of a legacy descriptor (3.3.3.1)";
	if (changes(f, x, is_tx_no_ifcs))
		return "a frame without FCS (3.3.3.1)";
	return NULL;
}
