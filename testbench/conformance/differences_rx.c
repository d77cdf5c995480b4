// SPDX-License-Identifier: MIT
/* Named differences: receive descriptors and buffers. */
#include "differences.h"

#include <string.h>

#include "e1000_regs.h"
#include "play.h"

/* Bytes of a descriptor */
#define CSUM   10
#define STATUS 12
#define ERRORS 13

#define STAT_DD	   0x01
#define STAT_EOP   0x02
#define STAT_IXSM  0x04
#define STAT_VP	   0x08
#define STAT_TCPCS 0x20
#define STAT_IPCS  0x40
#define STAT_PIF   0x80
#define ERR_TCPE   0x20
#define ERR_IPE	   0x40

#define ETH 14u
#define FCS 4u

static uint16_t get16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static uint16_t sum_of(uint32_t sum, const uint8_t *data, uint32_t len)
{
	for (uint32_t i = 0; i < len; i++)
		sum += i & 1 ? data[i] : (uint32_t)data[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

static bool both_descs(const struct pair *x)
{
	return x->kind == REC_RXDESC && x->there[CARD] && x->there[QEMU];
}

/* ---- checksums ---- */

/* What 3.2.9 and RXCSUM say of a frame, worked out once more; of the frames
 * that frame.c makes. */
struct verdict {
	uint8_t status, errors;
	uint16_t csum;
};

static void verdict(const struct facts *f, const struct stored_frame *s,
		    bool stripped, struct verdict *v)
{
	uint32_t rxcsum = f->reg[E1000_RXCSUM / 4], at = ETH;
	uint32_t pcss = rxcsum & E1000_RXCSUM_PCSS, len = s->len, l4, end, sum;
	const uint8_t *ip;
	bool good = true;

	memset(v, 0, sizeof(*v));
	v->csum = (uint16_t)~sum_of(0, s->data + pcss,
				    s->len > pcss ? s->len - pcss : 0);
	if (!(f->reg[E1000_RCTL / 4] & E1000_RCTL_SECRC))
		len -= FCS;
	if (!stripped &&
	    get16(s->data + 12) == (f->reg[E1000_VET / 4] & 0xffff))
		at += 4;
	ip = s->data + at;
	if (get16(ip - 2) == 0x0800 && ip[0] == 0x45) {
		good = sum_of(0, ip, 20) == 0xffff;
		if (rxcsum & E1000_RXCSUM_IPOFL) {
			v->status |= STAT_IPCS;
			v->errors |= good ? 0 : ERR_IPE;
		}
		l4 = at + 20;
		end = at + get16(ip + 2);
		sum = (ip[9] == 6 || ip[9] == 17 ? ip[9] : 0) + (end - l4) +
		      sum_of(0, ip + 12, 8);
		good &= ip[9] == 6 || ip[9] == 17;
	} else if (get16(ip - 2) == 0x86dd && rxcsum & E1000_RXCSUM_IPV6OFL) {
		l4 = at + 40;
		end = l4 + get16(ip + 4);
		sum = ip[6] + (end - l4) + sum_of(0, ip + 8, 32);
	} else {
		good = false;
	}
	if (good && rxcsum & E1000_RXCSUM_TUOFL && end <= len) {
		v->status |= STAT_TCPCS;
		if (sum_of(sum, s->data + l4, end - l4) != 0xffff)
			v->errors |= ERR_TCPE;
	}
	if (!v->status)
		v->status = STAT_IXSM;
}

/* The card says of checksums what is right; QEMU says nothing. */
bool is_rx_checksum(struct facts *f, struct pair *x)
{
	const uint8_t about = STAT_IXSM | STAT_IPCS | STAT_TCPCS;
	const uint8_t wrong = ERR_TCPE | ERR_IPE;
	static _Thread_local struct stored_frame s;
	struct verdict v;
	uint8_t *c, *q;

	if (!both_descs(x) || !(x->data[CARD][STATUS] & STAT_EOP) ||
	    !stored_frame(f->log[CARD], x->op, x->id, &s))
		return false;
	c = x->data[CARD];
	q = x->data[QEMU];
	verdict(f, &s, c[STATUS] & STAT_VP, &v);
	if ((c[STATUS] & about) != v.status ||
	    (c[ERRORS] & wrong) != v.errors ||
	    (c[CSUM] | c[CSUM + 1] << 8) != v.csum ||
	    memcmp(q + CSUM, f->given[x->id % 64] + CSUM, 2) != 0 ||
	    (q[STATUS] & STAT_IXSM) == 0)
		return false;
	memcpy(q + CSUM, c + CSUM, 2);
	q[STATUS] = (uint8_t)((q[STATUS] & ~about) | (c[STATUS] & about));
	q[ERRORS] = (uint8_t)((q[ERRORS] & ~wrong) | (c[ERRORS] & wrong));
	return true;
}

/* ---- the rest of the descriptor ---- */

/* The card's address or another that a RAL/RAH pair holds, a broadcast, or any
 * group address with RCTL.MPE: for these PIF is clear (3.2.3.1). */
static bool exact(const struct facts *f, const uint8_t *to)
{
	for (uint32_t i = 0; i < 16; i++) {
		uint32_t low = f->reg[E1000_RAL / 4 + 2 * i];
		uint32_t high = f->reg[E1000_RAH / 4 + 2 * i];
		uint8_t addr[6] = {(uint8_t)low,	 (uint8_t)(low >> 8),
				   (uint8_t)(low >> 16), (uint8_t)(low >> 24),
				   (uint8_t)high,	 (uint8_t)(high >> 8)};

		if (high & E1000_RAH_AV && !(high & 0x30000) &&
		    !memcmp(addr, to, 6))
			return true;
	}
	if (to[0] & 1 && f->reg[E1000_RCTL / 4] & E1000_RCTL_MPE)
		return true;
	return !memcmp(to, "\xff\xff\xff\xff\xff\xff", 6) &&
	       f->reg[E1000_RCTL / 4] & E1000_RCTL_BAM;
}

bool is_rx_pif(struct facts *f, struct pair *x)
{
	static _Thread_local struct stored_frame s;

	if (!both_descs(x) ||
	    (x->data[CARD][STATUS] & (STAT_EOP | STAT_PIF)) !=
		    (STAT_EOP | STAT_PIF) ||
	    x->data[QEMU][STATUS] & STAT_PIF ||
	    !stored_frame(f->log[CARD], x->op, x->id, &s) || exact(f, s.data))
		return false;
	x->data[QEMU][STATUS] |= STAT_PIF;
	return true;
}

const char *owes_receive(const struct facts *f, const struct pair *x)
{
	static _Thread_local struct stored_frame s;
	const uint8_t *c = x->data[CARD];
	struct verdict v;

	if (x->kind != REC_RXDESC || !x->there[CARD] ||
	    !(c[STATUS] & STAT_EOP) ||
	    !stored_frame(f->log[CARD], x->op, x->id, &s))
		return NULL;
	if (!(c[STATUS] & STAT_PIF) && !exact(f, s.data))
		return "PIF (3.2.3.1)";
	verdict(f, &s, c[STATUS] & STAT_VP, &v);
	if ((c[CSUM] | c[CSUM + 1] << 8) != v.csum)
		return "the packet checksum (3.2.9)";
	if ((v.status & ~c[STATUS]) | (v.errors & ~c[ERRORS]))
		return "what was found of the checksums (3.2.9)";
	return NULL;
}

static bool broadcast(const struct log *l, const struct pair *x)
{
	static _Thread_local struct stored_frame s;

	return stored_frame(l, x->op, x->id, &s) &&
	       !memcmp(s.data, "\xff\xff\xff\xff\xff\xff", 6);
}

/* The card has stored one, and QEMU nothing or the frame behind it. */
bool is_rx_mpe_broadcast(struct facts *f, struct pair *x)
{
	uint32_t rctl = f->reg[E1000_RCTL / 4];

	if (x->kind != REC_RXDESC || !x->there[CARD] ||
	    !(rctl & E1000_RCTL_MPE) || rctl & E1000_RCTL_BAM ||
	    !broadcast(f->log[CARD], x) ||
	    (x->there[QEMU] && broadcast(f->log[QEMU], x)))
		return false;
	x->there[CARD] = x->there[QEMU] = false;
	return true;
}

/* QEMU has stored a tagged frame with the wrong CFI, and the card nothing or
 * the frame behind it. */
bool is_rx_cfi(struct facts *f, struct pair *x)
{
	static _Thread_local struct stored_frame s;
	uint32_t rctl = f->reg[E1000_RCTL / 4];
	bool cfi;

	if (x->kind != REC_RXDESC || !x->there[QEMU] ||
	    !(rctl & E1000_RCTL_CFIEN) ||
	    !stored_frame(f->log[QEMU], x->op, x->id, &s))
		return false;
	/* The tag was stripped, or is in the frame. */
	if (f->reg[E1000_CTRL / 4] & E1000_CTRL_VME &&
	    x->data[QEMU][STATUS] & STAT_VP)
		cfi = x->data[QEMU][15] & 0x10;
	else if (get16(s.data + 12) == (f->reg[E1000_VET / 4] & 0xffff))
		cfi = s.data[14] & 0x10;
	else
		return false;
	if (cfi == !!(rctl & E1000_RCTL_CFI))
		return false;
	x->there[CARD] = x->there[QEMU] = false;
	return true;
}

/* The end of the frame is in neither of the two, yet. */
bool is_rx_partial(struct facts *f, struct pair *x)
{
	static _Thread_local struct stored_frame s;

	if (x->kind != REC_RXDESC || !x->there[CARD] || x->there[QEMU] ||
	    x->data[CARD][STATUS] & STAT_EOP ||
	    stored_frame(f->log[CARD], x->op, x->id, &s))
		return false;
	x->there[CARD] = false;
	return true;
}

/* Behind the length nothing but DD and EOP is valid (3.2.3.1). */
bool is_rx_not_last(struct facts *f, struct pair *x)
{
	const uint8_t *was = f->given[x->id % 64];
	uint8_t *c, *q;

	if (!both_descs(x) ||
	    (x->data[CARD][STATUS] | x->data[QEMU][STATUS]) & STAT_EOP)
		return false;
	c = x->data[CARD];
	q = x->data[QEMU];
	if (q[STATUS] & ~(was[STATUS] | STAT_VP | STAT_DD) ||
	    q[ERRORS] != was[ERRORS] || memcmp(q + CSUM, was + CSUM, 2) != 0 ||
	    !(q[STATUS] & c[STATUS] & STAT_DD))
		return false;
	memcpy(q + CSUM, c + CSUM, 6);
	return true;
}

/* What QEMU leaves as it found it. */
bool is_rx_stale(struct facts *f, struct pair *x)
{
	const uint8_t *was = f->given[x->id % 64];
	uint8_t *c, *q, left;
	bool some = false;

	if (!both_descs(x))
		return false;
	c = x->data[CARD];
	q = x->data[QEMU];
	left = was[STATUS] & ~(STAT_EOP | STAT_IXSM | STAT_DD);
	if (left && (q[STATUS] & left) == left) {
		q[STATUS] &= ~left;
		q[STATUS] |= c[STATUS] & left & STAT_VP;
		some = true;
	}
	if (was[ERRORS] && q[ERRORS] == was[ERRORS]) {
		q[ERRORS] = 0;
		some = true;
	}
	return some;
}

/* ---- buffers ---- */

static uint32_t crc32(const uint8_t *data, uint32_t len)
{
	uint32_t crc = ~0u;

	for (uint32_t i = 0; i < len; i++) {
		crc ^= data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return ~crc;
}

/* Where the FCS belongs QEMU leaves the buffer as it was; what the card put
 * there is the right one. A tag that was stripped counts in it, too. */
bool is_rx_fcs(struct facts *f, struct pair *x)
{
	static _Thread_local struct stored_frame s;
	static _Thread_local uint8_t whole[sizeof(s.data) + 4];
	uint32_t before = 0, len, body, fcs, tag = 0;
	const struct record *last = NULL;
	const uint8_t *desc;

	if (x->kind != REC_RXBUF || !x->there[CARD] || !x->there[QEMU] ||
	    f->reg[E1000_RCTL / 4] & E1000_RCTL_SECRC ||
	    x->len[CARD] != x->len[QEMU] ||
	    !stored_frame(f->log[CARD], x->op, x->id, &s) || s.len < 60)
		return false;
	for (uint32_t i = 0; i < f->log[CARD]->records; i++) {
		const struct record *r = &f->log[CARD]->record[i];

		if (r->kind != REC_RXDESC || r->op > x->op + 0u)
			continue;
		if (r->id == s.last)
			last = r;
		if (r->id >= s.first && r->id < x->id) {
			desc = log_data(f->log[CARD], r);
			if (r->id == s.first)
				before = 0;
			before += desc[8] | (uint32_t)desc[9] << 8;
		}
	}
	if (!last)
		return false;
	desc = log_data(f->log[CARD], last);
	body = s.len - FCS;
	if (desc[STATUS] & STAT_VP) {
		uint32_t vet = f->reg[E1000_VET / 4];

		memcpy(whole, s.data, 12);
		whole[12] = (uint8_t)(vet >> 8);
		whole[13] = (uint8_t)vet;
		whole[14] = desc[15];
		whole[15] = desc[14];
		tag = 4;
	}
	memcpy(whole + tag + (tag ? 12 : 0), s.data + (tag ? 12 : 0),
	       body - (tag ? 12 : 0));
	fcs = crc32(whole, body + tag);
	for (uint32_t i = 0; i < FCS; i++)
		if (s.data[body + i] != (uint8_t)(fcs >> 8 * i))
			return false;
	len = x->len[CARD] - PLAY_GUARD;
	for (uint32_t i = 0; i < len; i++) {
		if (before + i < body)
			continue;
		if (x->data[QEMU][i] != PLAY_GUARD_BYTE)
			return false;
		x->data[QEMU][i] = x->data[CARD][i];
	}
	return true;
}
