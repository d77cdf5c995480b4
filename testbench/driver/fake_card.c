// SPDX-License-Identifier: MIT
/* A card made of C, for tests of the driver. */
#include "fake_card.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "e1000_regs.h"

/* A descriptor (3.2.3, 3.3.3, 3.3.7), as bytes of little-endian memory. */
struct descriptor {
	uint64_t addr;
	uint32_t command; /* receive: length in 15:0 */
	uint32_t status;  /* receive: status 7:0, errors 15:8 */
};

#define complain fake_card_complain

void fake_card_complain(struct fake_card *c, const char *fmt, ...)
{
	va_list args;

	if (c->complaint[0])
		return;
	va_start(args, fmt);
	vsnprintf(c->complaint, sizeof(c->complaint), fmt, args);
	va_end(args);
}

static uint32_t *reg(struct fake_card *c, uint32_t offset)
{
	return &c->reg[offset / 4];
}

static uint32_t get(const struct fake_card *c, uint32_t offset)
{
	return c->reg[offset / 4];
}

bool fake_card_line(const struct fake_card *c)
{
	return get(c, E1000_ICR) & get(c, E1000_IMS);
}

static void update_line(struct fake_card *c)
{
	c->bus.line(c->bus.arg, fake_card_line(c));
}

void fake_card_interrupt(struct fake_card *c, uint32_t causes)
{
	*reg(c, E1000_ICR) |= causes;
	update_line(c);
}

static void reset(struct fake_card *c)
{
	uint32_t pba = get(c, E1000_PBA);

	c->resets++;
	c->segmentation.set = c->checksum.set = false;
	memset(c->reg, 0, sizeof(c->reg));
	*reg(c, E1000_CTRL) = E1000_CTRL_RESET;
	*reg(c, E1000_PBA) = pba;
	*reg(c, E1000_VET) = E1000_VET_RESET;
	*reg(c, E1000_RAL) = c->mac[0] | c->mac[1] << 8 | c->mac[2] << 16 |
			     (uint32_t)c->mac[3] << 24;
	*reg(c, E1000_RAH) =
		c->mac[4] | c->mac[5] << 8 | (c->no_mac ? 0 : E1000_RAH_AV);
	update_line(c);
}

struct fake_card *fake_card_create(const struct fake_card_bus *bus,
				   const uint8_t *mac)
{
	struct fake_card *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->bus = *bus;
	memcpy(c->mac, mac, sizeof(c->mac));
	c->link = true;
	/* A partner without PAUSE. */
	c->phy[4] = 0x0de1;
	c->phy[5] = 0x41e0;
	c->sends_at_once = true;
	*reg(c, E1000_PBA) = E1000_PBA_RESET;
	reset(c);
	c->resets = 0;
	/* As firmware may leave it. */
	*reg(c, E1000_IMS) = E1000_IMS_RXT0;
	*reg(c, E1000_MTA) = 0xdeadbeef;
	return c;
}

void fake_card_destroy(struct fake_card *c)
{
	if (!c)
		return;
	while (c->sent_frames)
		free(c->sent[--c->sent_frames]);
	free(c->sent);
	free(c->log);
	free(c);
}

static void note(struct fake_card *c, uint32_t offset, uint32_t value,
		 bool write)
{
	if (c->accesses == c->log_room) {
		c->log_room = c->log_room ? 2 * c->log_room : 1024;
		c->log = realloc(c->log, c->log_room * sizeof(*c->log));
		if (!c->log)
			abort();
	}
	c->log[c->accesses++] = (struct fake_access){offset, value, write};
}

static uint32_t status(const struct fake_card *c)
{
	uint32_t s = E1000_STATUS_RESET & ~E1000_STATUS_LU;

	if (c->link && get(c, E1000_CTRL) & E1000_CTRL_SLU)
		s |= E1000_STATUS_LU;
	if (c->paused)
		s |= E1000_STATUS_TXOFF;
	return s;
}

static bool is_statistic(uint32_t offset)
{
	return offset >= E1000_CRCERRS && offset <= E1000_TSCTFC;
}

uint32_t fake_card_read(struct fake_card *c, uint32_t offset)
{
	uint32_t value = get(c, offset);

	if (c->unplugged)
		return ~0u;
	switch (offset) {
	case E1000_STATUS:
		value = status(c);
		break;
	case E1000_IMC:
		value = 0;
		break;
	case E1000_ICR:
		*reg(c, offset) = 0;
		update_line(c);
		break;
	default:
		if (is_statistic(offset))
			*reg(c, offset) = 0;
		break;
	}
	note(c, offset, value, false);
	return value;
}

static void check_tail(struct fake_card *c, uint32_t tail, uint32_t len,
		       const char *name)
{
	if (len && tail >= len / sizeof(struct descriptor))
		complain(c, "%s %u lies beyond the ring", name, tail);
}

/* MDIC (13.4.7), done at once. */
static void mdic(struct fake_card *c, uint32_t value)
{
	uint16_t *phy = &c->phy[value >> E1000_MDIC_REG_SHIFT & 31];

	if ((value & E1000_MDIC_PHY) != 1u << E1000_MDIC_PHY_SHIFT)
		complain(c, "MDIC of PHY %u",
			 (value & E1000_MDIC_PHY) >> E1000_MDIC_PHY_SHIFT);
	if ((value & E1000_MDIC_OP) == E1000_MDIC_OP_WRITE)
		*phy = value;
	else
		value = (value & ~E1000_MDIC_DATA) | *phy;
	*reg(c, E1000_MDIC) = c->no_phy ? value : value | E1000_MDIC_READY;
}

void fake_card_write(struct fake_card *c, uint32_t offset, uint32_t value)
{
	if (c->unplugged)
		return;
	note(c, offset, value, true);
	switch (offset) {
	case E1000_CTRL:
		*reg(c, offset) = value;
		if (value & E1000_CTRL_RST && !c->stays_in_reset)
			reset(c);
		break;
	case E1000_STATUS:
		complain(c, "STATUS was written");
		break;
	case E1000_MDIC:
		mdic(c, value);
		break;
	case E1000_ICR:
		*reg(c, offset) &= ~value;
		update_line(c);
		break;
	case E1000_ICS:
		fake_card_interrupt(c, value);
		break;
	case E1000_IMS:
		*reg(c, offset) |= value;
		update_line(c);
		break;
	case E1000_IMC:
		*reg(c, E1000_IMS) &= ~value;
		update_line(c);
		break;
	case E1000_RDH:
		if (get(c, E1000_RCTL) & E1000_RCTL_EN)
			complain(c, "RDH was written while receiving");
		*reg(c, offset) = value;
		break;
	case E1000_TDH:
		if (get(c, E1000_TCTL) & E1000_TCTL_EN)
			complain(c, "TDH was written while sending");
		*reg(c, offset) = value;
		break;
	case E1000_RDT:
		check_tail(c, value, get(c, E1000_RDLEN), "RDT");
		*reg(c, offset) = value;
		break;
	case E1000_TDT:
		check_tail(c, value, get(c, E1000_TDLEN), "TDT");
		*reg(c, offset) = value;
		if (c->sends_at_once)
			fake_card_send(c, ~0u);
		break;
	default:
		*reg(c, offset) = value;
		break;
	}
}

static struct descriptor *descriptor(struct fake_card *c, uint32_t base,
				     uint32_t i)
{
	uint64_t addr = get(c, base) | (uint64_t)get(c, base + 4) << 32;
	struct descriptor *d =
		c->bus.dma(c->bus.arg, addr + i * sizeof(*d), sizeof(*d), true);

	if (!d)
		complain(c, "descriptor %u at %#llx is not mapped", i,
			 (unsigned long long)addr);
	return d;
}

static uint32_t next(const struct fake_card *c, uint32_t len, uint32_t i)
{
	uint32_t count = get(c, len) / sizeof(struct descriptor);

	return i + 1 < count ? i + 1 : 0;
}

unsigned int fake_card_free_buffers(const struct fake_card *c)
{
	uint32_t count = get(c, E1000_RDLEN) / sizeof(struct descriptor);

	if (!count)
		return 0;
	return (get(c, E1000_RDT) + count - get(c, E1000_RDH)) % count;
}

static bool store(struct fake_card *c, const uint8_t *frame, size_t len,
		  uint8_t status, uint8_t errors, uint16_t special, bool done)
{
	size_t at = 0, piece;

	if (!(get(c, E1000_RCTL) & E1000_RCTL_EN) ||
	    fake_card_free_buffers(c) < (len + 2047) / 2048)
		return false;
	do {
		uint32_t i = get(c, E1000_RDH);
		struct descriptor *d = descriptor(c, E1000_RDBAL, i);
		uint8_t *buffer;
		uint32_t s = done ? E1000_RXD_STAT_DD : 0;

		if (!d)
			return false;
		if (d->status & E1000_RXD_STAT_DD)
			complain(c, "receive descriptor %u came with DD", i);
		piece = len - at < 2048 ? len - at : 2048;
		buffer = c->bus.dma(c->bus.arg, d->addr, 2048, true);
		if (!buffer) {
			complain(c, "receive buffer %u is not mapped", i);
			return false;
		}
		memcpy(buffer, frame + at, piece);
		at += piece;
		if (at == len)
			s |= done * E1000_RXD_STAT_EOP | status | errors << 8 |
			     (uint32_t)special << 16;
		d->command = piece;
		d->status = s;
		*reg(c, E1000_RDH) = next(c, E1000_RDLEN, i);
	} while (at < len);
	return true;
}

bool fake_card_receive(struct fake_card *c, const void *frame, size_t len,
		       uint8_t errors)
{
	return fake_card_receive_as(c, frame, len, 0, errors, 0);
}

bool fake_card_receive_as(struct fake_card *c, const void *frame, size_t len,
			  uint8_t status, uint8_t errors, uint16_t special)
{
	if (!store(c, frame, len, status, errors, special, true))
		return false;
	fake_card_interrupt(c, E1000_ICR_RXT0);
	return true;
}

bool fake_card_receive_unfinished(struct fake_card *c, const void *frame,
				  size_t len)
{
	return store(c, frame, len, 0, 0, 0, false);
}

struct fake_frame *fake_card_new_frame(struct fake_card *c)
{
	struct fake_frame *f = calloc(1, sizeof(*f));

	if (c->sent_frames == c->sent_room) {
		c->sent_room += 256;
		c->sent = realloc(c->sent, c->sent_room * sizeof(*c->sent));
	}
	if (!f || !c->sent)
		abort();
	c->sent[c->sent_frames++] = f;
	return f;
}

/* A legacy or data descriptor's bytes. */
static void fetch(struct fake_card *c, const struct descriptor *d, uint32_t i)
{
	struct fake_packet *p = &c->packet;
	bool data = d->command & E1000_TXD_CMD_DEXT;
	uint32_t len = d->command & (data ? 0xfffff : 0xffff);
	const void *at = c->bus.dma(c->bus.arg, d->addr, len, false);

	if (!at)
		complain(c, "transmit buffer %u is not mapped", i);
	if (!(d->command & E1000_TXD_CMD_IFCS))
		complain(c, "transmit descriptor %u has no IFCS", i);
	if (!data && d->command & E1000_TXD_CMD_IC)
		complain(c, "transmit descriptor %u has IC", i);
	if (p->descriptors && (p->command ^ d->command) &
				      (E1000_TXD_CMD_DEXT | E1000_TXD_CMD_TSE))
		complain(c, "transmit descriptor %u is of another kind", i);
	if (!len || len > 16288 || p->len + len > sizeof(p->data))
		complain(c, "transmit descriptor %u has length %u", i, len);
	else if (at)
		memcpy(p->data + p->len, at, len);
	if (!p->descriptors++)
		p->popts = data ? d->status >> 8 : 0;
	p->len += len;
	p->command = d->command;
	p->special = d->status >> 16;
}

/* One descriptor at TDH; returns whether it ended a packet. */
static bool send_one(struct fake_card *c)
{
	uint32_t i = get(c, E1000_TDH);
	struct descriptor *d = descriptor(c, E1000_TDBAL, i);
	bool context;

	if (!d)
		return true;
	context = (d->command & (E1000_TXD_CMD_DEXT | E1000_TXD_DTYP)) ==
		  (E1000_TXD_CMD_DEXT | E1000_TXD_DTYP_C);
	if (context) {
		if (c->packet.descriptors)
			complain(c, "context %u inside of a packet", i);
		fake_card_context(c, (const uint8_t *)d);
	} else {
		fetch(c, d, i);
	}
	*reg(c, E1000_TDH) = next(c, E1000_TDLEN, i);
	if (d->command & E1000_TXD_CMD_RS)
		d->status |= E1000_TXD_STAT_DD;
	return !context && d->command & E1000_TXD_CMD_EOP;
}

unsigned int fake_card_send(struct fake_card *c, unsigned int frames)
{
	unsigned int n = 0;

	while (n < frames && get(c, E1000_TCTL) & E1000_TCTL_EN &&
	       get(c, E1000_TDH) != get(c, E1000_TDT)) {
		c->packet.descriptors = 0;
		c->packet.len = 0;
		while (!send_one(c))
			if (get(c, E1000_TDH) == get(c, E1000_TDT)) {
				complain(c, "a frame without EOP");
				break;
			}
		fake_card_packet(c);
		n++;
	}
	if (n)
		fake_card_interrupt(c, E1000_ICR_TXDW);
	return n;
}

void fake_card_set_link(struct fake_card *c, bool up)
{
	c->link = up;
	fake_card_interrupt(c, E1000_ICR_LSC);
}

static unsigned int count(const struct fake_card *c, uint32_t offset,
			  bool write)
{
	unsigned int n = 0;
	size_t i;

	for (i = 0; i < c->accesses; i++)
		n += c->log[i].reg == offset && c->log[i].write == write;
	return n;
}

unsigned int fake_card_writes(const struct fake_card *c, uint32_t offset)
{
	return count(c, offset, true);
}

unsigned int fake_card_reads(const struct fake_card *c, uint32_t offset)
{
	return count(c, offset, false);
}

uint32_t fake_card_write_no(const struct fake_card *c, uint32_t offset,
			    unsigned int n)
{
	size_t i;

	for (i = 0; i < c->accesses; i++)
		if (c->log[i].reg == offset && c->log[i].write && !n--)
			return c->log[i].value;
	return ~0u;
}

void fake_card_forget(struct fake_card *c)
{
	c->accesses = 0;
}

const char *fake_card_complaint(const struct fake_card *c)
{
	return c->complaint;
}
