// SPDX-License-Identifier: MIT
/* Programs: rings, and what goes into and comes out of them. */
#include "play_internal.h"

#include <string.h>

#define DD 1u

static void ring_reg(struct player *p, uint32_t reg, uint32_t value)
{
	p->shadow[reg / 4] = value;
	log_u32(p->log, p->at, REC_WRITE, reg, value);
	device_write(p->d, reg, value);
}

static uint32_t ring_size(uint32_t size)
{
	size = (size + 7) & ~7u;
	return size < 8 ? 8 : size > PLAY_RING_MOST ? PLAY_RING_MOST : size;
}

static void ring_make(struct player *p, struct play_ring *r, uint32_t size,
		      uint32_t bus)
{
	static const uint8_t zero[PLAY_RING_MOST * 16];

	memset(r, 0, sizeof(*r));
	r->size = ring_size(size);
	device_mem_write(p->d, bus, zero, sizeof(zero));
	p->moving = true;
}

/* Rings are made while the card does not use them (13.4.28, 13.4.39). */
void play_rx_ring(struct player *p, uint32_t size)
{
	uint32_t rctl = p->shadow[E1000_RCTL / 4];

	if (rctl & E1000_RCTL_EN)
		ring_reg(p, E1000_RCTL, rctl & ~E1000_RCTL_EN);
	ring_make(p, &p->rx, size, PLAY_RX_RING);
	ring_reg(p, E1000_RDBAL, PLAY_RX_RING);
	ring_reg(p, E1000_RDBAH, 0);
	ring_reg(p, E1000_RDLEN, p->rx.size * 16);
	ring_reg(p, E1000_RDH, 0);
	ring_reg(p, E1000_RDT, 0);
	if (rctl & E1000_RCTL_EN)
		ring_reg(p, E1000_RCTL, rctl);
}

void play_tx_ring(struct player *p, uint32_t size)
{
	uint32_t tctl = p->shadow[E1000_TCTL / 4];

	if (tctl & E1000_TCTL_EN)
		ring_reg(p, E1000_TCTL, tctl & ~E1000_TCTL_EN);
	ring_make(p, &p->tx, size, PLAY_TX_RING);
	p->tx_looked = 0;
	ring_reg(p, E1000_TDBAL, PLAY_TX_RING);
	ring_reg(p, E1000_TDBAH, 0);
	ring_reg(p, E1000_TDLEN, p->tx.size * 16);
	ring_reg(p, E1000_TDH, 0);
	ring_reg(p, E1000_TDT, 0);
	if (tctl & E1000_TCTL_EN)
		ring_reg(p, E1000_TCTL, tctl);
}

static void put_desc(struct player *p, struct play_ring *r, uint32_t bus,
		     struct play_desc d)
{
	uint32_t at = r->written++ % r->size;

	r->desc[at] = d;
	device_mem_write(p->d, bus + at * 16, &d, sizeof(d));
	p->counts->descriptors++;
}

/* ---- receive ---- */

static uint32_t rx_buffer_size(const struct player *p)
{
	uint32_t rctl = p->shadow[E1000_RCTL / 4];
	uint32_t shift = rctl >> 16 & 3;

	if (!(rctl & E1000_RCTL_BSEX) || !shift)
		return 2048u >> shift;
	return 32768u >> shift;
}

void play_rx_give(struct player *p, uint32_t count, uint32_t skew,
		  uint32_t stale)
{
	uint8_t guard[PLAY_RX_STRIDE];

	if (!p->rx.size)
		return;
	memset(guard, PLAY_GUARD_BYTE, sizeof(guard));
	while (count-- && p->rx.written - p->rx.done < p->rx.size - 1) {
		uint32_t at = p->rx.written % p->rx.size;
		uint32_t bus = PLAY_RX_BUFS + at * PLAY_RX_STRIDE;
		struct play_desc d = {.addr = bus + (skew & 127)};

		if (stale) {
			d.lower = stale;
			d.upper = (stale * 0x9e3779b9u) & ~DD;
		}
		device_mem_write(p->d, bus, guard, sizeof(guard));
		log_add(p->log, p->at, REC_GIVEN, p->rx.written, &d, sizeof(d));
		put_desc(p, &p->rx, PLAY_RX_RING, d);
	}
	p->rx.rung = p->rx.written;
	ring_reg(p, E1000_RDT, p->rx.written % p->rx.size);
	p->moving = true;
}

void play_look_rx(struct player *p)
{
	uint32_t room = rx_buffer_size(p), first = p->rx.done, i;
	struct play_desc d;

	if (!p->rx.size)
		return;
	for (; p->rx.done < p->rx.written; p->rx.done++) {
		uint32_t at = p->rx.done % p->rx.size;

		device_mem_read(p->d, PLAY_RX_RING + at * 16, &d, sizeof(d));
		if (!(d.upper & DD))
			break;
		log_add(p->log, p->at, REC_RXDESC, p->rx.done, &d, sizeof(d));
		p->counts->descriptors++;
	}
	for (i = first; i < p->rx.done; i++) {
		uint32_t at = i % p->rx.size, len;

		device_mem_read(p->d, PLAY_RX_RING + at * 16, &d, sizeof(d));
		len = (d.lower & 0xffff) < room ? d.lower & 0xffff : room;
		device_mem_read(p->d, (uint32_t)p->rx.desc[at].addr, p->room,
				len + PLAY_GUARD);
		log_add(p->log, p->at, REC_RXBUF, i, p->room, len + PLAY_GUARD);
	}
	/* The others are as the program wrote them. */
	for (; i < p->rx.written; i++) {
		uint32_t at = i % p->rx.size;

		device_mem_read(p->d, PLAY_RX_RING + at * 16, &d, sizeof(d));
		if (memcmp(&d, &p->rx.desc[at], sizeof(d)) != 0)
			log_add(p->log, p->at, REC_STRAY, i, &d, sizeof(d));
	}
}

/* ---- transmit ---- */

static uint32_t tx_free(const struct player *p)
{
	return p->tx.size - 1 - (p->tx.written - p->tx.done);
}

static bool tx_room_for(const struct player *p, uint32_t descs)
{
	return p->tx.size && tx_free(p) >= descs;
}

/* Bytes for the card to fetch; returns where they are. */
static uint32_t tx_bytes(struct player *p, const uint8_t *data, uint32_t len,
			 uint32_t seed)
{
	uint32_t at;

	if (p->tx_room + len + 16 > PLAY_TX_BYTES)
		p->tx_room = 0;
	at = PLAY_TX_BUFS + p->tx_room + (seed & 7);
	p->tx_room += (len + 31) & ~15u;
	device_mem_write(p->d, at, data, len);
	p->octets += len + 24;
	return at;
}

/* @len bytes at @bus in @pieces descriptors; the last one has EOP. @lower and
 * @upper: of all of them; @first: further bits of the first one's upper. */
static void tx_pieces(struct player *p, uint32_t bus, uint32_t len,
		      uint32_t pieces, uint32_t lower, uint32_t upper,
		      uint32_t seed)
{
	for (uint32_t i = 0; i < pieces; i++) {
		uint32_t left = pieces - i - 1, piece = len;
		struct play_desc d = {.addr = bus, .upper = upper};

		/* Any size that leaves a byte for each of the others. */
		if (left) {
			seed = seed * 1664525 + 1013904223;
			piece = 1 + (seed >> 8) % (2 * len / (left + 1));
			if (piece > len - left)
				piece = len - left;
		}
		d.lower = lower | piece;
		if (!left)
			d.lower |= E1000_TXD_CMD_EOP;
		put_desc(p, &p->tx, PLAY_TX_RING, d);
		bus += piece;
		len -= piece;
	}
}

static uint32_t pieces_of(uint32_t pieces, uint32_t len)
{
	pieces = pieces ? pieces : 1;
	pieces = pieces > 8 ? 8 : pieces;
	return pieces > len ? len : pieces;
}

void play_tx_legacy(struct player *p, const uint32_t *arg)
{
	uint32_t len = arg[0] ? arg[0] : 1, seed = arg[6];
	struct frame_layout at;
	uint32_t pieces;

	len = len > 16288 ? 16288 : len;
	pieces = pieces_of(arg[1], len);
	if (!tx_room_for(p, pieces))
		return;
	frame_to_send(p->room, SHAPE_PLAIN, len < 14 ? 0 : len - 14, false,
		      seed, &at);
	tx_pieces(p, tx_bytes(p, p->room, len, seed), len, pieces,
		  (arg[2] & 0xce) << 24 | (arg[3] & 0xff) << 16,
		  (arg[4] & 0xff) << 8 | (arg[5] & 0xffff) << 16, seed);
}

void play_tx_context(struct player *p, const uint32_t *arg)
{
	struct play_desc d = {.addr = arg[0] | (uint64_t)arg[1] << 32,
			      .lower = arg[2],
			      .upper = arg[3]};

	if (tx_room_for(p, 1))
		put_desc(p, &p->tx, PLAY_TX_RING, d);
}

#define DCMD_TSE   0x04u
#define DCMD_RS	   0x08u
#define POPTS_IXSM 0x01u

/* A context descriptor and the data descriptors behind it (3.3.5 to 3.3.7). */
void play_tx_packet(struct player *p, const uint32_t *arg)
{
	uint32_t len = arg[1], cmd = arg[3], popts = arg[4] & 3, mss = arg[5];
	uint32_t seed = arg[7], shape, tucmd, pieces, lower;
	bool tso = cmd & DCMD_TSE;
	struct play_desc d = {0};
	struct frame_layout at;

	len = len > 60000 ? 60000 : len;
	if (tso && !mss)
		mss = 1;
	/* Of what has something to be summed. */
	shape = (arg[0] & 0xf) < SHAPE_IP4_TCP || (arg[0] & 0xf) >= SHAPES
			? SHAPE_IP4_TCP
			: arg[0] & 0xf;
	/* Segments of neither IPv4 nor TCP keep their header (3.3.6.1). */
	if (tso && shape == SHAPE_IP6_UDP)
		shape = SHAPE_IP4_UDP;
	frame_to_send(p->room, shape, len, tso, seed, &at);
	if (!at.ip4)
		popts &= ~POPTS_IXSM;
	pieces = pieces_of(arg[2], at.len);
	if (!tx_room_for(p, 1 + pieces))
		return;
	tucmd = (at.tcp ? 1u : 0) | (at.ip4 ? 2u : 0) | (tso ? 4u : 0) |
		(cmd & DCMD_RS);
	d.addr = at.ip | (uint64_t)(at.ip4 ? at.ip + 10 : 0) << 8 |
		 (uint64_t)(at.ip4 ? at.l4 - 1 : 0) << 16 |
		 (uint64_t)at.l4 << 32 | (uint64_t)at.l4_sum << 40;
	d.lower = (tso ? len : 0) | 0x20000000u | tucmd << 24;
	d.upper = (uint32_t)at.payload << 8 | mss << 16;
	put_desc(p, &p->tx, PLAY_TX_RING, d);
	lower = 0x20100000u | (cmd & 0xde) << 24;
	tx_pieces(p, tx_bytes(p, p->room, at.len, seed), at.len, pieces, lower,
		  popts << 8 | (arg[6] & 0xffff) << 16, seed);
	if (tso)
		p->octets += (len / mss + 1) * 100;
}

void play_tx_doorbell(struct player *p)
{
	if (!p->tx.size)
		return;
	ring_reg(p, E1000_TDT, p->tx.written % p->tx.size);
	p->tx.rung = p->tx.written;
	p->moving = true;
}

void play_look_tx(struct player *p, uint32_t tdh)
{
	struct play_desc d;
	uint32_t i, n;

	if (!p->tx.size || tdh >= p->tx.size)
		return;
	n = (tdh + p->tx.size - p->tx_looked % p->tx.size) % p->tx.size;
	if (n > p->tx.rung - p->tx_looked)
		n = p->tx.rung - p->tx_looked;
	for (; n--; p->tx_looked++) {
		device_mem_read(p->d,
				PLAY_TX_RING + p->tx_looked % p->tx.size * 16,
				&d, sizeof(d));
		log_add(p->log, p->at, REC_TXDESC, p->tx_looked, &d, sizeof(d));
		p->counts->descriptors++;
	}
	for (i = p->tx_looked; i < p->tx.written; i++) {
		device_mem_read(p->d, PLAY_TX_RING + i % p->tx.size * 16, &d,
				sizeof(d));
		if (memcmp(&d, &p->tx.desc[i % p->tx.size], sizeof(d)) != 0)
			log_add(p->log, p->at, REC_STRAY, 65536 + i, &d,
				sizeof(d));
	}
}
