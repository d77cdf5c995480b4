// SPDX-License-Identifier: MIT
/* The card made of C: from packets to frames, as sections 3.3.6 to 3.5 have
 * it. Sums are made byte by byte, in another way than the driver's side. */
#include "fake_card.h"

#include <string.h>

#include "e1000_regs.h"

static unsigned int get16(const uint8_t *p)
{
	return p[0] << 8 | p[1];
}

static void put16(uint8_t *p, unsigned int v)
{
	p[0] = v >> 8;
	p[1] = v;
}

static uint32_t get32le(const uint8_t *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

void fake_card_context(struct fake_card *c, const uint8_t *d)
{
	uint32_t command = get32le(d + 8);
	struct fake_context *x =
		command & E1000_TXD_CMD_TSE ? &c->segmentation : &c->checksum;

	*x = (struct fake_context){
		.set = true,
		.ipcss = d[0],
		.ipcso = d[1],
		.ipcse = d[2] | d[3] << 8,
		.tucss = d[4],
		.tucso = d[5],
		.tucse = d[6] | d[7] << 8,
		.paylen = command & 0xfffff,
		.command = command,
		.hdr_len = d[13],
		.mss = d[14] | d[15] << 8,
	};
	c->contexts++;
}

/* Sum of bytes @from up to and with @to (0: the end) goes to @at. */
static void insert_sum(struct fake_card *c, struct fake_frame *f,
		       unsigned int from, unsigned int at, unsigned int to)
{
	uint32_t sum = 0;
	size_t i;

	if (!to)
		to = f->len - 1;
	if (from > to || to >= f->len || at + 1u >= f->len) {
		fake_card_complain(c, "checksum %u-%u to %u of %zu bytes", from,
				   to, at, f->len);
		return;
	}
	for (i = from; i <= to; i++)
		sum += (i - from) % 2 ? f->data[i] : f->data[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	put16(f->data + at, ~sum & 0xffff);
}

static void insert_tag(struct fake_card *c, struct fake_frame *f, uint16_t tag)
{
	if (!(c->reg[E1000_CTRL / 4] & E1000_CTRL_VME)) {
		fake_card_complain(c, "VLE without CTRL.VME");
		return;
	}
	memmove(f->data + 16, f->data + 12, f->len - 12);
	put16(f->data + 12, c->reg[E1000_VET / 4]);
	put16(f->data + 14, tag);
	f->len += 4;
}

static void finish(struct fake_card *c, struct fake_frame *f,
		   const struct fake_context *x)
{
	const struct fake_packet *p = &c->packet;

	if (p->popts && !x->set)
		fake_card_complain(c, "a checksum without a context");
	if (p->popts & E1000_TXD_POPTS_IXSM) {
		put16(f->data + x->ipcso, 0);
		insert_sum(c, f, x->ipcss, x->ipcso, x->ipcse);
	}
	if (p->popts & E1000_TXD_POPTS_TXSM)
		insert_sum(c, f, x->tucss, x->tucso, x->tucse);
	if (p->command & E1000_TXD_CMD_VLE)
		insert_tag(c, f, p->special);
}

/* The header of the segment that begins with byte @at of the data (3.5.7). */
static void mend_header(const struct fake_context *x, struct fake_frame *f,
			unsigned int n, uint32_t at, bool last)
{
	uint8_t *ip = f->data + x->ipcss, *tcp = f->data + x->tucss;
	uint32_t tcp_len = f->len - x->tucss;
	uint32_t seq = get16(tcp + 4) << 16 | get16(tcp + 6);
	uint32_t sum = get16(f->data + x->tucso) + tcp_len;

	put16(ip + 2, f->len - x->ipcss);
	put16(ip + 4, get16(ip + 4) + n);
	seq += at;
	put16(tcp + 4, seq >> 16);
	put16(tcp + 6, seq);
	if (!last)
		tcp[13] &= ~0x09; /* FIN, PSH */
	/* The pseudo-header's length is what the driver left out. */
	put16(f->data + x->tucso, (sum & 0xffff) + (sum >> 16));
}

static void segment(struct fake_card *c)
{
	const struct fake_packet *p = &c->packet;
	const struct fake_context *x = &c->segmentation;
	uint32_t at, len;
	unsigned int n;

	if (!x->set || !x->mss || p->len != x->hdr_len + x->paylen ||
	    !(x->command & E1000_TXD_CMD_TCP) ||
	    !(x->command & E1000_TXD_CMD_IP)) {
		fake_card_complain(c, "%zu bytes are %u of header and %u",
				   p->len, x->hdr_len, x->paylen);
		return;
	}
	for (at = n = 0; at < x->paylen; at += len, n++) {
		struct fake_frame *f = fake_card_new_frame(c);

		len = x->paylen - at < x->mss ? x->paylen - at : x->mss;
		f->descriptors = p->descriptors;
		f->len = x->hdr_len + len;
		if (f->len > sizeof(f->data) - 4) {
			fake_card_complain(c, "segments of %zu bytes", f->len);
			return;
		}
		memcpy(f->data, p->data, x->hdr_len);
		memcpy(f->data + x->hdr_len, p->data + x->hdr_len + at, len);
		mend_header(x, f, n, at, at + len == x->paylen);
		finish(c, f, x);
	}
}

void fake_card_packet(struct fake_card *c)
{
	const struct fake_packet *p = &c->packet;
	struct fake_frame *f;

	if (p->command & E1000_TXD_CMD_DEXT && p->command & E1000_TXD_CMD_TSE) {
		segment(c);
		return;
	}
	f = fake_card_new_frame(c);
	f->descriptors = p->descriptors;
	if (p->len > sizeof(f->data) - 4) {
		fake_card_complain(c, "a frame of %zu bytes", p->len);
		return;
	}
	f->len = p->len;
	memcpy(f->data, p->data, p->len);
	finish(c, f, &c->checksum);
}
