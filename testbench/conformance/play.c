// SPDX-License-Identifier: MIT
#include "play_internal.h"

#include <stdlib.h>
#include <string.h>

/* Longer than anything in the card takes, but for its timers and the line. */
#define QUIET_NS     1000000u
#define NS_PER_OCTET 10u /* and gaps */

#define MDIC_NS	   40000u
#define EERD_NS	   40000u
#define TRIES	   50
#define EE_HALF_NS 2000u
#define EE_READ	   6u /* start bit and opcode */

static uint32_t shadow(const struct player *p, uint32_t reg)
{
	return p->shadow[reg / 4];
}

/* ---- registers ---- */

static void write_reg(struct player *p, uint32_t reg, uint32_t value)
{
	p->shadow[reg / 4] = value;
	log_u32(p->log, p->at, REC_WRITE, reg, value);
	device_write(p->d, reg, value);
}

static uint32_t read_reg(struct player *p, uint32_t reg)
{
	uint32_t value = device_read(p->d, reg);

	log_u32(p->log, p->at, REC_REG, reg, value);
	return value;
}

/* Everything on its way arrives, and every timer ends. What came of it is
 * logged. */
static void drain(struct player *p)
{
	uint64_t timers = (uint64_t)shadow(p, E1000_RDTR) % 65536 +
			  shadow(p, E1000_RADV) % 65536 +
			  shadow(p, E1000_TIDV) % 65536 +
			  shadow(p, E1000_TADV) % 65536;
	struct device_frame *f;

	if (!p->moving)
		return;
	device_wait_ns(p->d,
		       QUIET_NS + p->octets * NS_PER_OCTET + timers * 1100 +
			       (uint64_t)shadow(p, E1000_ITR) % 65536 * 300);
	p->octets = 0;
	p->moving = false;
	if (shadow(p, E1000_TCTL) & E1000_TCTL_EN)
		p->tx.done = p->tx.rung;
	if (p->tx.size)
		play_look_tx(p, read_reg(p, E1000_TDH));
	play_look_rx(p);
	while ((f = device_sent(p->d))) {
		log_add(p->log, p->at, REC_FRAME, p->frames++, f->data, f->len);
		p->counts->frames++;
		free(f);
	}
}

/* ---- EEPROM and PHY ---- */

static void eerd(struct player *p, uint32_t word)
{
	uint32_t value = 0;

	device_write(p->d, E1000_EERD,
		     E1000_EERD_START | word << E1000_EERD_ADDR_SHIFT);
	for (int i = 0; i < TRIES; i++) {
		value = device_read(p->d, E1000_EERD);
		if (value & E1000_EERD_DONE)
			break;
		device_wait_ns(p->d, EERD_NS);
	}
	log_u32(p->log, p->at, REC_EEPROM, word, value);
}

static void eecd(struct player *p, uint32_t value)
{
	device_write(p->d, E1000_EECD, value);
	device_wait_ns(p->d, EE_HALF_NS);
}

/* One command of a 93C46: chip select, nine bits out, sixteen in. */
static void eecd_read(struct player *p, uint32_t word)
{
	uint32_t out = EE_READ << 6 | (word & 63), in = 0, base;

	base = device_read(p->d, E1000_EECD) & E1000_EECD_FWE;
	base |= E1000_EECD_REQ;
	eecd(p, base);
	for (int i = 0; i < TRIES; i++) {
		if (device_read(p->d, E1000_EECD) & E1000_EECD_GNT)
			break;
		device_wait_ns(p->d, EERD_NS);
	}
	eecd(p, base | E1000_EECD_CS);
	for (int i = 8; i >= 0; i--) {
		uint32_t di = out >> i & 1 ? E1000_EECD_DI : 0;

		eecd(p, base | E1000_EECD_CS | di);
		eecd(p, base | E1000_EECD_CS | di | E1000_EECD_SK);
		eecd(p, base | E1000_EECD_CS | di);
	}
	eecd(p, base | E1000_EECD_CS);
	for (int i = 0; i < 16; i++) {
		eecd(p, base | E1000_EECD_CS | E1000_EECD_SK);
		in = in << 1 |
		     (device_read(p->d, E1000_EECD) & E1000_EECD_DO ? 1 : 0);
		eecd(p, base | E1000_EECD_CS);
	}
	eecd(p, base);
	eecd(p, base & ~E1000_EECD_REQ);
	log_u32(p->log, p->at, REC_EEPROM, 64 + word, in);
}

static void mdic(struct player *p, uint32_t phy, uint32_t reg, uint32_t op,
		 uint32_t data)
{
	uint32_t value = 0;

	device_write(p->d, E1000_MDIC,
		     op | (phy & 31) << E1000_MDIC_PHY_SHIFT |
			     (reg & 31) << E1000_MDIC_REG_SHIFT |
			     (data & 0xffff));
	for (int i = 0; i < TRIES; i++) {
		value = device_read(p->d, E1000_MDIC);
		if (value & E1000_MDIC_READY)
			break;
		device_wait_ns(p->d, MDIC_NS);
	}
	log_u32(p->log, p->at, REC_PHY, phy << 8 | reg, value);
}

/* ---- what is compared when all is quiet ---- */

static void irq(struct player *p)
{
	bool before = device_irq(p->d);

	/* First, as it tells what differs in the other two. */
	read_reg(p, E1000_ICR);
	log_u32(p->log, p->at, REC_LINE, 0, before);
	log_u32(p->log, p->at, REC_LINE, 1, device_irq(p->d));
}

static void settle(struct player *p)
{
	p->moving = true;
	drain(p);
	read_reg(p, E1000_RDH);
}

/* ---- the program ---- */

static void from_the_wire(struct player *p, const uint32_t *arg)
{
	uint8_t to[6];
	uint32_t len;

	if (arg[0] >= TO_FILTER) {
		uint32_t at = (arg[0] - TO_FILTER) % 16 * 8;
		uint32_t low = shadow(p, E1000_RAL + at);
		uint32_t high = shadow(p, E1000_RAH + at);

		frame_address(to, TO_STRANGER);
		if (high & E1000_RAH_AV)
			memcpy(to,
			       (uint8_t[]){(uint8_t)low, (uint8_t)(low >> 8),
					   (uint8_t)(low >> 16),
					   (uint8_t)(low >> 24), (uint8_t)high,
					   (uint8_t)(high >> 8)},
			       6);
	} else {
		frame_address(to, arg[0]);
	}
	len = frame_received(p->room, to, arg[1], arg[2], arg[3], arg[4]);
	device_inject(p->d, p->room, len);
	p->octets += len + 24;
	p->moving = true;
	p->counts->frames++;
}

static void step(struct player *p, const struct op *o)
{
	const uint32_t *arg = o->arg;

	/* What comes from the wire, and what was told to be sent, goes on by
	 * itself; everything else waits for its end, so that the order of
	 * events does not depend on how fast a device is. */
	if (o->kind != OP_RX_FRAME && o->kind != OP_TX_LEGACY &&
	    o->kind != OP_TX_CONTEXT && o->kind != OP_TX_PACKET &&
	    o->kind != OP_TX_DOORBELL)
		drain(p);
	switch (o->kind) {
	case OP_WRITE:
		write_reg(p, arg[0], arg[1]);
		p->moving = true;
		break;
	case OP_READ:
		read_reg(p, arg[0]);
		break;
	case OP_IO_WRITE:
		p->shadow[arg[0] / 4] = arg[1];
		log_u32(p->log, p->at, REC_WRITE, arg[0], arg[1]);
		device_io_write(p->d, arg[0], arg[1]);
		p->moving = true;
		break;
	case OP_IO_READ:
		log_u32(p->log, p->at, REC_IO, arg[0],
			device_io_read(p->d, arg[0]));
		read_reg(p, arg[0]);
		break;
	case OP_RX_RING:
		play_rx_ring(p, arg[0]);
		break;
	case OP_TX_RING:
		play_tx_ring(p, arg[0]);
		break;
	case OP_RX_GIVE:
		play_rx_give(p, arg[0], arg[1], arg[2]);
		break;
	case OP_RX_FRAME:
		from_the_wire(p, arg);
		break;
	case OP_TX_LEGACY:
		play_tx_legacy(p, arg);
		break;
	case OP_TX_CONTEXT:
		play_tx_context(p, arg);
		break;
	case OP_TX_PACKET:
		play_tx_packet(p, arg);
		break;
	case OP_TX_DOORBELL:
		play_tx_doorbell(p);
		break;
	case OP_SETTLE:
		settle(p);
		break;
	case OP_IRQ:
		irq(p);
		break;
	case OP_EERD:
		eerd(p, arg[0]);
		break;
	case OP_EECD:
		eecd_read(p, arg[0]);
		break;
	case OP_MDIC_READ:
		mdic(p, arg[0], arg[1], E1000_MDIC_OP_READ, 0);
		break;
	case OP_MDIC_WRITE:
		mdic(p, arg[0], arg[1], E1000_MDIC_OP_WRITE, arg[2]);
		break;
	case OP_KINDS:
		break;
	}
}

static void job(void *arg)
{
	struct player *p = arg;

	for (p->at = 0; p->at < p->program->n; p->at++) {
		step(p, &p->program->op[p->at]);
		if (p->d->error[0])
			return;
		p->counts->ops++;
	}
}

int play(const struct program *program, struct device *d, struct log *l,
	 struct play_counts *counts)
{
	struct player *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	log_clear(l);
	if (device_reset(d)) {
		free(p);
		return -1;
	}
	p->d = d;
	p->log = l;
	p->program = program;
	p->counts = counts;
	/* What is not 0 after power-on, and looked at here. */
	memcpy(&p->shadow[E1000_RAL / 4], device_mac, 4);
	p->shadow[E1000_RAH / 4] =
		E1000_RAH_AV | device_mac[4] | (uint32_t)device_mac[5] << 8;
	if (device_run(d, job, p))
		log_add(l, p->at, REC_FAULT, 0, d->error,
			(uint32_t)strlen(d->error));
	counts->programs++;
	free(p);
	return 0;
}
