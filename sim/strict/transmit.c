// SPDX-License-Identifier: MIT
/* Transmit descriptors, as they are handed over (3.3). */
#include "internal.h"

#include <string.h>

#include "e1000_regs.h"

#define PACKET_MOST  16288u
#define PACKET_LEAST 48u
#define SPARE	     80u /* of the transmit packet memory */
#define PACKET_KIB   64u

/* Bits of the second 64-bit word. */
#define LEGACY_LENGTH 0x0000ffffu
#define DATA_LENGTH   0x000fffffu
#define LEGACY_RSV    (UINT64_C(0xf0) << 32)
#define DATA_RSV      (UINT64_C(0xfcf0) << 32) /* of STA and POPTS */
/* Of STA and TUCMD. */
#define CONTEXT_RSV (UINT64_C(0xf0) << 32 | E1000_TXD_CMD_VLE)
#define POPTS	    (UINT64_C(0x0300) << 32)

static uint32_t room(const struct strict *s)
{
	uint32_t kib = s->rx_kib < PACKET_KIB ? PACKET_KIB - s->rx_kib : 0;

	return kib * 1024 > SPARE ? kib * 1024 - SPARE : 0;
}

static void check_reserved(struct strict *s, struct ring *r, uint32_t i,
			   uint64_t word, uint64_t reserved)
{
	if (word & reserved)
		strict_say_desc(s, RULE_TX_RESERVED, r, i,
				"transmit descriptor %u: 0x%016llx has "
				"reserved bits 0x%llx set",
				i, (unsigned long long)word,
				(unsigned long long)(word & reserved));
}

static void check_context(struct strict *s, struct ring *r, uint32_t i,
			  uint64_t word)
{
	struct context *c = &r->context;

	check_reserved(s, r, i, word, CONTEXT_RSV | E1000_TXD_CMD_RPS);
	c->any = true;
	c->tse = word & E1000_TXD_CMD_TSE;
	c->payload = word & DATA_LENGTH;
	c->header = word >> 40 & 0xff;
	c->segment = word >> 48;
	if (c->tse &&
	    (!c->header || !c->segment || c->header + c->segment > room(s)))
		strict_say_desc(s, RULE_TSO_FRAME, r, i,
				"context descriptor %u: HDRLEN %u and MSS %u; "
				"%u bytes fit",
				i, c->header, c->segment, room(s));
}

/* Options stand in one descriptor: the last, or with TSE the first. */
static void check_options(struct strict *s, struct ring *r, uint32_t i)
{
	const struct packet *p = &r->packet;
	uint32_t ignored = p->options & ~p->counted;

	if (ignored)
		strict_say_desc(s, RULE_TX_LAST_ONLY, r, i,
				"descriptor %u ends a packet with %s%s%sin "
				"descriptors where it does not count",
				i, ignored & E1000_TXD_CMD_IFCS ? "IFCS " : "",
				ignored & E1000_TXD_CMD_IC ? "IC " : "",
				ignored & E1000_TXD_CMD_VLE ? "VLE " : "");
	if (p->counted & E1000_TXD_CMD_VLE && !(s->ctrl & E1000_CTRL_VME))
		strict_say_desc(s, RULE_TX_VLE, r, i,
				"descriptor %u ends a packet with VLE, and "
				"CTRL.VME is 0",
				i);
}

/* What holds for a packet's last descriptor, and the packet as a whole. */
static void check_last(struct strict *s, struct ring *r, uint32_t i,
		       uint64_t word)
{
	const struct packet *p = &r->packet;
	uint32_t css = word >> 40 & 0xff, cso = word >> 16 & 0xff;

	check_options(s, r, i);
	if (p->tse) {
		if (p->bytes != r->context.header + r->context.payload)
			strict_say_desc(s, RULE_TSO_PAYLOAD, r, i,
					"descriptor %u ends a segmentation of "
					"%u bytes; HDRLEN %u, PAYLEN %u",
					i, p->bytes, r->context.header,
					r->context.payload);
		return;
	}
	if (p->bytes < PACKET_LEAST && p->bytes)
		strict_say_desc(s, RULE_TX_SHORT, r, i,
				"descriptor %u ends a packet of %u bytes", i,
				p->bytes);
	if (p->bytes > PACKET_MOST || p->bytes > room(s))
		strict_say_desc(s, RULE_TX_LONG, r, i,
				"descriptor %u ends a packet of %u bytes; %u "
				"fit",
				i, p->bytes,
				room(s) < PACKET_MOST ? room(s) : PACKET_MOST);
	if (!p->extended && word & E1000_TXD_CMD_IC &&
	    (css >= p->bytes || cso + 1 >= p->bytes))
		strict_say_desc(s, RULE_TX_CHECKSUM, r, i,
				"descriptor %u: CSS %u and CSO %u in a packet "
				"of %u bytes",
				i, css, cso, p->bytes);
}

/* One that brings data, legacy or not. */
static void check_data(struct strict *s, struct ring *r, uint32_t i,
		       const struct desc *d, bool extended)
{
	const uint32_t options = E1000_TXD_CMD_IFCS | E1000_TXD_CMD_VLE |
				 (extended ? 0 : E1000_TXD_CMD_IC);
	uint64_t word = d->word[1];
	uint32_t length = word & (extended ? DATA_LENGTH : LEGACY_LENGTH);
	struct packet *p = &r->packet;
	bool tse = extended && word & E1000_TXD_CMD_TSE;
	bool first = !p->open;

	check_reserved(s, r, i, word,
		       (extended ? DATA_RSV : LEGACY_RSV) | E1000_TXD_CMD_RPS);
	if (first) {
		memset(p, 0, sizeof(*p));
		p->open = true;
		p->extended = extended;
		p->tse = tse;
		if ((tse && !r->context.tse) ||
		    (extended && word & POPTS && !r->context.any))
			strict_say_desc(s, RULE_TX_CONTEXT, r, i,
					"data descriptor %u asks for %s "
					"without a context for it",
					i, tse ? "segmentation" : "a checksum");
	}
	if (length > PACKET_MOST && !tse)
		strict_say_desc(s, RULE_TX_LENGTH, r, i,
				"transmit descriptor %u has %u bytes", i,
				length);
	if (word & E1000_TXD_CMD_IDE && !s->tidv)
		strict_say_desc(s, RULE_TX_IDE, r, i,
				"transmit descriptor %u has IDE, and TIDV is "
				"0",
				i);
	if (d->word[0])
		p->bytes += length; /* else it transfers nothing */
	if (p->tse ? first : (word & E1000_TXD_CMD_EOP) != 0)
		p->counted = (uint32_t)word & options;
	else
		p->options |= (uint32_t)word & options;
	if (!(word & E1000_TXD_CMD_EOP))
		return;
	check_last(s, r, i, word);
	p->open = false;
}

void transmit_check(struct strict *s, struct ring *r, uint32_t index,
		    const struct desc *d)
{
	uint64_t word = d->word[1];

	if (!(word & E1000_TXD_CMD_DEXT))
		check_data(s, r, index, d, false);
	else if ((word & E1000_TXD_DTYP) == E1000_TXD_DTYP_C)
		check_context(s, r, index, word);
	else if ((word & E1000_TXD_DTYP) == E1000_TXD_DTYP_D)
		check_data(s, r, index, d, true);
	else
		strict_say_desc(s, RULE_TX_TYPE, r, index,
				"transmit descriptor %u has DTYP %u", index,
				(unsigned)(word & E1000_TXD_DTYP) >> 20);
}
