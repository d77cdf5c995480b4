// SPDX-License-Identifier: MIT
#include "tx_model.h"

#include <stdlib.h>
#include <string.h>

#include "e1000_regs.h"

#define MIN_FRAME 60

void tx_model_init(struct tx_model *t,
		   void (*frame)(void *arg, const uint8_t *data, uint32_t len),
		   void *arg)
{
	*t = (struct tx_model){.frame = frame, .arg = arg, .vet = 0x8100};
	t->packet = malloc(TX_MODEL_PACKET);
}

void tx_model_free(struct tx_model *t)
{
	free(t->packet);
}

static uint32_t command(uint64_t second)
{
	return (uint32_t)second;
}

static uint8_t byte(uint64_t half, unsigned bit)
{
	return (uint8_t)(half >> bit);
}

static void load_context(struct tx_model *t, uint64_t first, uint64_t second)
{
	struct tx_context c = {
		.ipcss = byte(first, 0),
		.ipcso = byte(first, 8),
		.ipcse = (uint16_t)(first >> 16),
		.tucss = byte(first, 32),
		.tucso = byte(first, 40),
		.tucse = (uint16_t)(first >> 48),
		.paylen = second & 0xfffff,
		.hdrlen = byte(second, 40),
		.mss = (uint16_t)(second >> 48),
		.tcp = command(second) & E1000_TXD_CMD_TCP,
		.ip = command(second) & E1000_TXD_CMD_IP,
	};

	*(command(second) & E1000_TXD_CMD_TSE ? &t->tso : &t->plain) = c;
}

/* RFC 1071, over the bytes from @css to @cse, or to the end if that is 0. */
static void insert(uint8_t *frame, uint32_t len, uint32_t css, uint32_t cse,
		   uint32_t cso, uint32_t sum)
{
	uint32_t end = cse && cse < len ? cse + 1 : len;

	if (css >= len || cso + 1 >= len)
		return;
	for (uint32_t i = css; i < end; i += 2) {
		sum += (uint32_t)frame[i] << 8;
		if (i + 1 < end)
			sum += frame[i + 1];
	}
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	sum = sum == 0xffff ? sum : ~sum;
	frame[cso] = (uint8_t)(sum >> 8);
	frame[cso + 1] = (uint8_t)sum;
}

/* Onto the wire: VLAN tag and padding. @frame has room for both. */
static void emit(const struct tx_model *t, uint8_t *frame, uint32_t len,
		 uint64_t deciding)
{
	if (t->vme && command(deciding) & E1000_TXD_CMD_VLE && len >= 12) {
		memmove(frame + 16, frame + 12, len - 12);
		frame[12] = (uint8_t)(t->vet >> 8);
		frame[13] = (uint8_t)t->vet;
		frame[14] = byte(deciding, 56);
		frame[15] = byte(deciding, 48);
		len += 4;
	}
	if (t->psp && len < MIN_FRAME) {
		memset(frame + len, 0, MIN_FRAME - len);
		len = MIN_FRAME;
	}
	t->frame(t->arg, frame, len);
}

/* Both sums are those of the frame before any of them is inserted. */
static void checksums(uint8_t *frame, uint32_t len, const struct tx_context *c,
		      unsigned popts, uint32_t pseudo)
{
	static uint8_t before[256 + 65536 + 64];

	memcpy(before, frame, len);
	if (popts & E1000_TXD_POPTS_TXSM)
		insert(frame, len, c->tucss, c->tucse, c->tucso, pseudo);
	if (popts & E1000_TXD_POPTS_IXSM) {
		insert(before, len, c->ipcss, c->ipcse, c->ipcso, 0);
		if (c->ipcss < len && c->ipcso + 1u < len)
			memcpy(frame + c->ipcso, before + c->ipcso, 2);
	}
}

/* A field of the header, in network order; bytes beyond it stay away. */
static uint32_t get(const uint8_t *hdr, uint32_t hdrlen, uint32_t at,
		    unsigned bytes)
{
	uint32_t v = 0;

	for (unsigned i = 0; i < bytes; i++)
		v = v << 8 | (at + i < hdrlen ? hdr[at + i] : 0);
	return v;
}

static void set(uint8_t *hdr, uint32_t hdrlen, uint32_t at, unsigned bytes,
		uint32_t v)
{
	for (unsigned i = 0; i < bytes; i++)
		if (at + i < hdrlen)
			hdr[at + i] = (uint8_t)(v >> 8 * (bytes - 1 - i));
}

/* SDM 3.5.9. A number whose lower bytes are outside the header does not count
 * from there. */
static void count_up(uint8_t *hdr, uint32_t hdrlen, uint32_t at, unsigned bytes,
		     uint32_t by)
{
	unsigned inside = at >= hdrlen		? 0
			  : at + bytes > hdrlen ? hdrlen - at
						: bytes;
	uint32_t part = by >> 8 * (bytes - inside);

	if (inside)
		set(hdr, hdrlen, at, inside,
		    get(hdr, hdrlen, at, inside) + part);
}

static void edit(uint8_t *hdr, const struct tx_context *c, uint32_t want,
		 bool first, bool last, uint8_t *flags)
{
	uint32_t h = c->hdrlen, all = h + want, at;

	if (!c->tcp && !c->ip)
		return;
	if (c->ip) {
		set(hdr, h, c->ipcss + 2, 2, all - c->ipcss);
		if (!first)
			count_up(hdr, h, c->ipcss + 4, 2, 1);
	} else {
		set(hdr, h, c->ipcss + 4, 2, all - c->ipcss - 40);
	}
	if (!c->tcp) {
		set(hdr, h, c->tucss + 4, 2, all - c->tucss);
		return;
	}
	if (!first)
		count_up(hdr, h, c->tucss + 4, 4, c->mss);
	at = c->tucss + 13;
	if (at >= h)
		return;
	if (first)
		*flags = hdr[at] & 0x09;
	hdr[at] &= (uint8_t)~0x09;
	if (last)
		hdr[at] |= *flags;
}

static bool segmented(uint64_t second)
{
	uint32_t both = E1000_TXD_CMD_DEXT | E1000_TXD_CMD_TSE;

	return (command(second) & both) == both;
}

static bool segment(struct tx_model *t)
{
	const struct tx_context c = t->used;
	uint32_t off = c.hdrlen, left = c.paylen;
	unsigned popts = byte(t->first, 40);
	static uint8_t frame[256 + 65536 + 64];
	uint8_t hdr[256], flags = 0;
	bool first = true;

	if (!c.mss || t->len < off)
		return false;
	memcpy(hdr, t->packet, off);
	while (left ? off < t->len : first && off && off == t->len) {
		uint32_t want = left < c.mss ? left : c.mss;
		uint32_t got = want < t->len - off ? want : t->len - off;

		left -= want;
		edit(hdr, &c, want, first, !left, &flags);
		memcpy(frame, hdr, c.hdrlen);
		memcpy(frame + c.hdrlen, t->packet + off, got);
		checksums(frame, c.hdrlen + got, &c, popts,
			  c.tcp || c.ip ? (c.hdrlen + want - c.tucss) & 0xffff
					: 0);
		emit(t, frame, c.hdrlen + got, t->first);
		off += got;
		first = false;
	}
	return !first && !left && t->len == c.hdrlen + c.paylen;
}

static void plain(struct tx_model *t)
{
	struct tx_context c = t->used;
	unsigned popts = byte(t->first, 40);

	if (!t->len)
		return;
	if (!(command(t->first) & E1000_TXD_CMD_DEXT)) {
		c = (struct tx_context){.tucss = byte(t->first, 40),
					.tucso = byte(t->last, 16)};
		popts = !(command(t->last) & E1000_TXD_CMD_DEXT) &&
					command(t->last) & E1000_TXD_CMD_IC
				? E1000_TXD_POPTS_TXSM
				: 0;
	}
	checksums(t->packet, t->len, &c, popts, 0);
	emit(t, t->packet, t->len, t->last);
}

void tx_model_descriptor(struct tx_model *t, uint64_t address, uint64_t second,
			 const uint8_t *data)
{
	uint32_t cmd = command(second), len = cmd & 0xffff;

	if (cmd & E1000_TXD_CMD_DEXT) {
		len = cmd & 0xfffff;
		if ((cmd & E1000_TXD_DTYP) == E1000_TXD_DTYP_C)
			load_context(t, address, second);
		if ((cmd & E1000_TXD_DTYP) != E1000_TXD_DTYP_D)
			return;
	}
	if (!t->open) {
		t->open = true;
		t->len = 0;
		t->first = second;
		t->used = segmented(second) ? t->tso : t->plain;
	}
	t->last = second;
	if (address && len) {
		memcpy(t->packet + t->len, data, len);
		t->len += len;
	}
	if (!(cmd & E1000_TXD_CMD_EOP))
		return;
	t->open = false;
	if (segmented(t->first)) {
		if (segment(t))
			t->contexts_sent++;
		else
			t->contexts_failed++;
	} else {
		plain(t);
	}
}
