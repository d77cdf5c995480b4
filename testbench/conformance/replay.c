// SPDX-License-Identifier: MIT
/*
 * Replays what a driver once did to a card, register by register, against this
 * one: each recorded read must give the recorded value, but for the bits that a
 * written list calls volatile.
 *
 * usage: replay TRACE VOLATILE
 *
 * The trace says which registers were accessed, not when, nor what was in
 * memory. So:
 *  - rings lie in the arena; where they are is not read back in any trace;
 *  - TDT sends a frame for each descriptor that it hands over;
 *  - a read of ICR that is to show RXT0 is preceded by as many frames from the
 *    wire as the driver takes out of the ring after it (its next RDT);
 *  - how long these frames are comes from the statistics in the same trace;
 *  - where the trace has the link up, time passes until it is.
 *
 * Exit code 0: all as recorded; 1: not; 2: no such file, or nonsense in it.
 */
#include "replay.h"

#include <stdlib.h>
#include <string.h>

#include "e1000_regs.h"
#include "frame.h"

#define RX_RING	  DEVICE_BUS
#define TX_RING	  (DEVICE_BUS + 0x10000)
#define RX_BUFS	  (DEVICE_BUS + 0x100000)
#define TX_BUFS	  (DEVICE_BUS + 0x800000)
#define BUF_BYTES 0x4000u

#define MDIC_NS	   30000
#define EE_HALF_NS 1000
#define RESET_NS   5000000 /* drivers wait that long */
#define SEND_NS	   100000  /* and TIDV */
#define POLLS_MOST 100
#define LINK_TRIES 100
#define LINK_NS	   100000

#define CMD_EOP_IFCS_RS 0x0b000000u
#define CMD_IDE		0x80000000u

struct desc {
	uint64_t addr;
	uint32_t lower, upper;
};

/* Frame lengths, without FCS, that make the recorded statistics: octets, and
 * counts by length. */
static const struct traffic_of {
	const char *section;
	uint16_t tx[4], rx[4]; /* in turn; 0: begin again */
	bool multicast;
} traffic_of[] = {
	{"OPEN", {86}, {110}, true}, /* 7: 630 octets; 1: 114 */
	{"PING", {98, 98, 70, 60}, {98, 98, 98, 76}, false}, /* 342; 386 */
	{"MTU", {90}, {90}, true},			     /* 2: 188 */
	{"PROMISC", {90}, {90}, true},
};

static uint16_t length(const struct replay *r, bool tx, uint32_t n)
{
	for (size_t i = 0; i < sizeof(traffic_of) / sizeof(*traffic_of); i++) {
		const struct traffic_of *t = &traffic_of[i];
		const uint16_t *len = tx ? t->tx : t->rx;
		uint32_t of = 0;

		if (strcmp(t->section, r->section) != 0)
			continue;
		while (of < 4 && len[of])
			of++;
		return of ? len[n % of] : 60;
	}
	return tx ? 60 : 1514;
}

static bool multicast(const struct replay *r)
{
	for (size_t i = 0; i < sizeof(traffic_of) / sizeof(*traffic_of); i++)
		if (!strcmp(traffic_of[i].section, r->section))
			return traffic_of[i].multicast;
	return false;
}

/* ---- the link ---- */

/* What the trace says of it next: 1 up, 0 down, -1 nothing. */
static int link_to_come(const struct replay *r, unsigned at)
{
	for (; at < r->steps; at++) {
		const struct step *s = &r->step[at];

		if (s->kind == STEP_READ && s->reg == E1000_STATUS)
			return !!(s->value[0] & E1000_STATUS_LU);
		if (s->kind == STEP_PHY_READ && s->reg == 1)
			return !!(s->value[0] & 0x4);
	}
	return -1;
}

static void wait_for_link(struct replay *r, unsigned at)
{
	if (link_to_come(r, at) != 1)
		return;
	for (int i = 0; i < LINK_TRIES; i++) {
		if (device_read(r->d, E1000_STATUS) & E1000_STATUS_LU)
			return;
		device_wait_ns(r->d, LINK_NS);
	}
}

/* ---- rings ---- */

static void ring_written(struct replay *r, uint32_t reg, uint32_t value)
{
	struct desc d = {0};

	if (reg == E1000_RDLEN) {
		r->rx_size = value / 16;
		for (uint32_t i = 0; i < r->rx_size; i++) {
			d.addr = RX_BUFS + i % 256 * BUF_BYTES;
			device_mem_write(r->d, RX_RING + i * 16, &d, 16);
		}
	} else if (reg == E1000_TDLEN) {
		r->tx_size = value / 16;
	} else if (reg == E1000_RDT) {
		r->rdt = value;
	} else if (reg == E1000_TDH) {
		r->tdt = value;
	}
}

static void send_to(struct replay *r, uint32_t tail)
{
	uint8_t frame[1600];

	while (r->tx_size && r->tdt != tail) {
		uint32_t at = r->tdt++ % r->tx_size, len;
		struct desc d = {.addr = TX_BUFS + at % 256 * BUF_BYTES};
		uint8_t to[6];

		r->tdt %= r->tx_size;
		len = length(r, true, r->sent++);
		frame_address(to, multicast(r) ? TO_MULTICAST : TO_STRANGER);
		frame_received(frame, to, SHAPE_PLAIN, len, 0, r->sent);
		d.lower = len | CMD_EOP_IFCS_RS | (r->delayed ? CMD_IDE : 0);
		device_mem_write(r->d, (uint32_t)d.addr, frame, len);
		device_mem_write(r->d, TX_RING + at * 16, &d, 16);
	}
	device_write(r->d, E1000_TDT, tail);
	device_wait_ns(r->d, SEND_NS);
}

/* The driver's next RDT, before it looks at ICR again, tells how many. */
static uint32_t frames_to_come(const struct replay *r, unsigned at)
{
	for (at++; at < r->steps; at++) {
		const struct step *s = &r->step[at];

		if (s->kind == STEP_SECTION ||
		    (s->kind == STEP_READ && s->reg == E1000_ICR))
			return 1;
		if (s->kind == STEP_WRITE && s->reg == E1000_RDT)
			return (s->value[0] + r->rx_size - r->rdt) % r->rx_size;
	}
	return 1;
}

static void receive(struct replay *r, uint32_t frames)
{
	uint8_t frame[1600], to[6];

	frame_address(to, TO_US);
	while (r->rx_size && frames--) {
		uint32_t len = length(r, false, r->received++);

		frame_received(frame, to, SHAPE_PLAIN, len, 0, r->received);
		device_inject(r->d, frame, len);
		device_wait_ns(r->d, SEND_NS);
	}
}

/* ---- steps ---- */

static void read_step(struct replay *r, unsigned at)
{
	const struct step *s = &r->step[at];
	/* Several values: each of them once, in their order. */
	unsigned times = s->values > 1 ? s->values : s->times;

	/* A driver that polls; the trace says how often it found nothing. */
	if (times > POLLS_MOST)
		times = POLLS_MOST;

	for (unsigned i = 0; i < times; i++) {
		uint32_t want = s->value[s->values > 1 ? i : 0];

		if (s->reg == E1000_ICR && want & E1000_ICR_RXT0)
			receive(r, frames_to_come(r, at));
		if (s->reg == E1000_STATUS ||
		    (s->reg == E1000_ICR && want & E1000_ICR_LSC))
			wait_for_link(r, at);
		replay_expect(r, s, want, device_read(r->d, s->reg));
	}
}

static void write_step(struct replay *r, const struct step *s)
{
	for (unsigned i = 0; i < s->times; i++) {
		uint32_t value = s->value[i < s->values ? i : s->values - 1];
		uint32_t reg = s->reg + 4 * (s->table ? i : 0);

		ring_written(r, reg, value);
		if (reg == E1000_TDT) {
			send_to(r, value);
			continue;
		}
		if (reg == E1000_RDBAL)
			value = value ? RX_RING : 0;
		else if (reg == E1000_TDBAL)
			value = value ? TX_RING : 0;
		else if (reg == E1000_TIDV)
			r->delayed = value;
		device_write(r->d, reg, value);
		if (reg == E1000_CTRL && value & E1000_CTRL_RST)
			device_wait_ns(r->d, RESET_NS);
	}
}

static void eecd(struct replay *r, uint32_t value)
{
	device_write(r->d, E1000_EECD, value);
	device_wait_ns(r->d, EE_HALF_NS);
}

/* As the driver does it; the trace has no values, the card's image has. */
static void eeprom_step(struct replay *r, const struct step *s)
{
	uint32_t out = 6u << 6 | s->reg, in = 0;
	const uint32_t on = E1000_EECD_REQ | E1000_EECD_CS;

	eecd(r, E1000_EECD_REQ);
	while (!(device_read(r->d, E1000_EECD) & E1000_EECD_GNT))
		device_wait_ns(r->d, EE_HALF_NS);
	eecd(r, on);
	for (int i = 8; i >= 0; i--) {
		uint32_t di = out >> i & 1 ? E1000_EECD_DI : 0;

		eecd(r, on | di);
		eecd(r, on | di | E1000_EECD_SK);
		eecd(r, on | di);
	}
	for (int i = 0; i < 16; i++) {
		eecd(r, on | E1000_EECD_SK);
		in = in << 1 |
		     !!(device_read(r->d, E1000_EECD) & E1000_EECD_DO);
		eecd(r, on);
	}
	eecd(r, E1000_EECD_REQ);
	eecd(r, 0);
	r->words++;
	if (in != r->eeprom[s->reg & 63])
		replay_complain(r, s, r->eeprom[s->reg & 63], in);
}

static uint32_t mdic(struct replay *r, uint32_t op, uint32_t reg, uint32_t data)
{
	uint32_t value = 0;

	device_write(r->d, E1000_MDIC,
		     op | 1u << E1000_MDIC_PHY_SHIFT |
			     reg << E1000_MDIC_REG_SHIFT | data);
	for (int i = 0; i < 10 && !(value & E1000_MDIC_READY); i++) {
		device_wait_ns(r->d, MDIC_NS);
		value = device_read(r->d, E1000_MDIC);
	}
	return value & E1000_MDIC_DATA;
}

static void play_step(struct replay *r, unsigned at)
{
	const struct step *s = &r->step[at];

	switch (s->kind) {
	case STEP_SECTION:
		r->section = s->text;
		r->sent = r->received = 0;
		break;
	case STEP_READ:
		read_step(r, at);
		break;
	case STEP_WRITE:
		write_step(r, s);
		break;
	case STEP_IO_WRITE:
		/* IOADDR, then IODATA */
		if (s->reg == 0) {
			r->ioaddr = s->value[0];
			break;
		}
		device_io_write(r->d, r->ioaddr, s->value[0]);
		device_wait_ns(r->d, RESET_NS);
		break;
	case STEP_EEPROM:
		eeprom_step(r, s);
		break;
	case STEP_PHY_READ:
		for (unsigned i = 0; i < s->times; i++) {
			if (s->reg == 1)
				wait_for_link(r, at);
			replay_expect(r, s, s->value[0],
				      mdic(r, E1000_MDIC_OP_READ, s->reg, 0));
		}
		break;
	case STEP_PHY_WRITE:
		mdic(r, E1000_MDIC_OP_WRITE, s->reg, s->value[0]);
		break;
	}
}

void replay_play(void *arg)
{
	struct replay *r = arg;

	for (unsigned at = 0; at < r->steps; at++)
		play_step(r, at);
}
