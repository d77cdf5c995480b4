/* SPDX-License-Identifier: MIT */
/* A card's side of the GMII for tests of the wire: steps edges, collects what
 * arrives, sends what it is given. */
#ifndef TESTBENCH_WIRE_BENCH_H
#define TESTBENCH_WIRE_BENCH_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../../sim/wire/gmii.h"
#include "sim/wire.h"

#define BENCH_MAX_CARRIERS 64

/* One RX_DV period as the card saw it. */
struct carrier {
	uint64_t first, last; /* edges */
	uint8_t bytes[2048];
	unsigned len;
	int er_at; /* index of the byte with RX_ER, -1 if none */
};

struct bench {
	struct wire *wire;
	struct gmii_link *link;
	uint64_t cycle; /* the next edge */
	uint8_t rxd, rx_dv, rx_er;
	struct carrier got[BENCH_MAX_CARRIERS];
	unsigned ngot;
	bool on;
};

static inline void bench_open(struct bench *b, ps_t latency)
{
	memset(b, 0, sizeof(*b));
	b->wire = wire_create(latency);
	b->link = wire_gmii(b->wire);
}

static inline void bench_close(struct bench *b)
{
	wire_destroy(b->wire);
}

static inline void bench_edge(struct bench *b, uint8_t txd, bool en, bool er)
{
	struct carrier *c;

	gmii_edge(b->link, b->cycle, &b->rxd, &b->rx_dv, &b->rx_er, txd, en,
		  er);
	if (b->rx_dv) {
		if (!b->on) {
			ck_assert_uint_lt(b->ngot, BENCH_MAX_CARRIERS);
			c = &b->got[b->ngot++];
			c->first = b->cycle;
			c->er_at = -1;
		}
		c = &b->got[b->ngot - 1];
		ck_assert_uint_lt(c->len, sizeof(c->bytes));
		if (b->rx_er)
			c->er_at = c->len;
		c->bytes[c->len++] = b->rxd;
		c->last = b->cycle;
	}
	b->on = b->rx_dv;
	b->cycle++;
}

static inline void bench_until(struct bench *b, uint64_t cycle)
{
	while (b->cycle < cycle)
		bench_edge(b, 0, false, false);
}

/* Jump over idle edges as the machine does. */
static inline void bench_skip_until(struct bench *b, uint64_t cycle)
{
	while (b->cycle < cycle) {
		if (gmii_idle(b->link)) {
			uint64_t next = gmii_next_event(b->link);

			if (next > cycle)
				next = cycle;
			if (next > b->cycle) {
				b->cycle = next;
				continue;
			}
		}
		bench_edge(b, 0, false, false);
	}
}

/* The card sends these bytes, from preamble to FCS. */
static inline void bench_send(struct bench *b, const uint8_t *p, unsigned len)
{
	for (unsigned i = 0; i < len; i++)
		bench_edge(b, p[i], true, false);
	bench_edge(b, 0, false, false);
}

/* The CRC of 802.3 one bit at a time: slow, short and independent. */
static inline uint32_t slow_fcs(const uint8_t *p, unsigned len)
{
	uint32_t crc = 0xffffffff;

	for (unsigned i = 0; i < 8 * len; i++) {
		uint32_t bit = (p[i / 8] >> i % 8 ^ crc) & 1;

		crc = crc >> 1 ^ (bit ? 0xedb88320 : 0);
	}
	return ~crc;
}

/* An Ethernet frame without FCS whose payload counts up. */
static inline unsigned make_frame(uint8_t *p, unsigned len, uint8_t tag)
{
	static const uint8_t dst[6] = {0x52, 0x54, 0, 0x12, 0x34, 0x02};
	static const uint8_t src[6] = {0x52, 0x54, 0, 0x12, 0x34, 0x01};

	memcpy(p, dst, 6);
	memcpy(p + 6, src, 6);
	p[12] = 0x88;
	p[13] = 0xb5; /* local experimental EtherType */
	for (unsigned i = 14; i < len; i++)
		p[i] = tag + i;
	return len;
}

/* Preamble, frame, right FCS. Returns the length of all. */
static inline unsigned make_carrier(uint8_t *out, const uint8_t *frame,
				    unsigned len)
{
	uint32_t fcs = slow_fcs(frame, len);

	memset(out, 0x55, 7);
	out[7] = 0xd5;
	memcpy(out + 8, frame, len);
	for (unsigned i = 0; i < 4; i++)
		out[8 + len + i] = fcs >> 8 * i;
	return 8 + len + 4;
}

#endif
