// SPDX-License-Identifier: MIT
/*
 * Transmit offload: what leaves the whole card for a list of descriptors, held
 * against a model that makes the same frames another way.
 */
#include "card.h"

#include <stdlib.h>
#include <string.h>

#include "tx_model.h"

#define RING	 256
#define FRAMES	 2048
#define DATA_MAX (480u << 10)
#define GAP_PS	 (12 * NIC_CYCLE_PS)
#define HEAD_PS	 (8 * NIC_CYCLE_PS)

struct seen {
	uint8_t *data;
	uint32_t len;
	ps_t last_bit;
	bool fcs_ok;
};

struct bench {
	struct card *c;
	struct tx_model model;
	struct seen want[FRAMES], got[FRAMES];
	unsigned wanted, came, compared;
	uint32_t used;	    /* bytes of the transmit buffers */
	uint64_t cmd_extra; /* set in each descriptor of packet() */
	uint32_t seed;
};

static struct bench b;

static uint32_t rnd(uint32_t below)
{
	b.seed ^= b.seed << 13;
	b.seed ^= b.seed >> 17;
	b.seed ^= b.seed << 5;
	return b.seed % below;
}

static void keep(struct seen *s, unsigned *n, const uint8_t *data, uint32_t len)
{
	ck_assert_uint_lt(*n, FRAMES);
	s = &s[(*n)++];
	s->data = malloc(len ? len : 1);
	s->len = len;
	memcpy(s->data, data, len);
}

static void expected(void *arg, const uint8_t *data, uint32_t len)
{
	keep(b.want, &b.wanted, data, len);
}

static void on_wire(void *arg, ps_t last_bit, const uint8_t *data, uint32_t len,
		    bool fcs_ok)
{
	keep(b.got, &b.came, data, len);
	b.got[b.came - 1].last_bit = last_bit;
	b.got[b.came - 1].fcs_ok = fcs_ok;
}

static void forget(void)
{
	for (unsigned i = 0; i < b.wanted; i++)
		free(b.want[i].data);
	for (unsigned i = 0; i < b.came; i++)
		free(b.got[i].data);
	b.wanted = b.came = b.compared = 0;
}

static void begin(struct card *c)
{
	b.c = c;
	b.wanted = b.came = b.compared = 0;
	b.used = 0;
	b.seed = 1;
	tx_model_init(&b.model, expected, NULL);
	b.model.psp = true;
	wire_listen(c->wire, on_wire, NULL);
	card_start(c, 8, RING, 0);
}

static void vlans(uint16_t vet)
{
	b.model.vme = true;
	b.model.vet = vet;
	card_write(b.c, E1000_VET, vet);
	card_write(b.c, E1000_CTRL,
		   card_read(b.c, E1000_CTRL) | E1000_CTRL_VME);
}

/* One descriptor, for the card and for the model. */
static void post(uint64_t address, uint64_t second, const uint8_t *data)
{
	struct card_ring *r = &b.c->tx;
	uint64_t *d = (uint64_t *)&r->desc[r->tail];

	d[0] = address;
	d[1] = second;
	r->tail = (r->tail + 1) % r->size;
	ck_assert_uint_ne(r->tail, r->next);
	tx_model_descriptor(&b.model, address, second, data);
}

static void post_data(const uint8_t *data, uint32_t len, uint64_t second)
{
	struct card_ring *r = &b.c->tx;
	uint32_t at = b.used + rnd(8);

	ck_assert_uint_lt(at + len, DATA_MAX);
	memcpy(r->buf + at, data, len);
	b.used = at + len;
	post(r->buf_bus + at, second | len, data);
}

static void post_context(const struct tx_context *x, uint32_t cmd)
{
	post((uint64_t)x->tucse << 48 | (uint64_t)x->tucso << 40 |
		     (uint64_t)x->tucss << 32 | (uint64_t)x->ipcse << 16 |
		     (uint64_t)x->ipcso << 8 | x->ipcss,
	     (uint64_t)x->mss << 48 | (uint64_t)x->hdrlen << 40 |
		     E1000_TXD_CMD_DEXT | E1000_TXD_DTYP_C | cmd | x->paylen |
		     (x->tcp ? E1000_TXD_CMD_TCP : 0) |
		     (x->ip ? E1000_TXD_CMD_IP : 0),
	     NULL);
}

#define DATA_DESC (E1000_TXD_CMD_DEXT | E1000_TXD_DTYP_D | E1000_TXD_CMD_IFCS)

static uint64_t popts(unsigned bits)
{
	return (uint64_t)bits << 40;
}

/* Until the card has read everything and the wire has been silent. */
static void go(void)
{
	unsigned quiet = 0, came = 0;

	card_doorbell(b.c);
	while (quiet < 8) {
		card_wait_ns(b.c, 20000);
		quiet = b.came == came && card_read(b.c, E1000_TDH) ==
						  card_read(b.c, E1000_TDT)
				? quiet + 1
				: 0;
		came = b.came;
	}
	b.c->tx.next = b.c->tx.tail;
	b.used = 0;
}

static void same(void)
{
	for (; b.compared < b.wanted && b.compared < b.came; b.compared++) {
		const struct seen *w = &b.want[b.compared];
		const struct seen *g = &b.got[b.compared];
		uint32_t n = w->len < g->len ? w->len : g->len, i = 0;

		while (i < n && w->data[i] == g->data[i])
			i++;
		ck_assert_msg(i == n && w->len == g->len,
			      "frame %u: byte %u of %u is %02x, not %02x (%u)",
			      b.compared, i, g->len, i < n ? g->data[i] : 0,
			      i < n ? w->data[i] : 0, w->len);
		ck_assert_msg(g->fcs_ok, "frame %u: FCS", b.compared);
	}
	ck_assert_uint_eq(b.came, b.wanted);
}

/* Sent, as the model says it. */
static void check(void)
{
	go();
	same();
}

static void done(unsigned frames)
{
	ck_assert_uint_eq(b.came, frames);
	ck_assert_uint_eq(card_read(b.c, E1000_TSCTC), b.model.contexts_sent);
	ck_assert_uint_eq(card_read(b.c, E1000_TSCTFC),
			  b.model.contexts_failed);
	forget();
	tx_model_free(&b.model);
}

/* ---- packets --------------------------------------------------------------
 */

#define ETH 14

/* A packet with the headers that software leaves for the card to complete.
 * Returns the headers' length. */
static uint32_t make(uint8_t *p, uint32_t len, bool v6, bool tcp, bool tso)
{
	static const uint8_t addresses[] = {10, 0, 0, 1, 10, 0, 0, 2};
	static const uint8_t sequence[] = {0x00, 0xff, 0xfe, 0x00};
	uint32_t ip = ETH, l4 = ETH + (v6 ? 40 : 20), sum = 0;
	uint32_t body = len - l4, i;

	for (i = 0; i < len; i++)
		p[i] = (uint8_t)(i * 7 + (i >> 8));
	card_frame(p, peer_mac, ETH);
	p[12] = v6 ? 0x86 : 0x08;
	p[13] = v6 ? 0xdd : 0x00;
	memset(p + ip, 0, l4 - ip + (tcp ? 20 : 8));
	if (v6) {
		p[ip] = 0x60;
		p[ip + 6] = tcp ? 6 : 17;
		p[ip + 7] = 64;
		memset(p + ip + 8, 0x20, 32);
		if (!tso)
			p[ip + 4] = (uint8_t)(body >> 8),
			       p[ip + 5] = (uint8_t)body;
	} else {
		p[ip] = 0x45;
		p[ip + 4] = 0x7f;
		p[ip + 5] = 0xfe; /* carries soon */
		p[ip + 8] = 64;
		p[ip + 9] = tcp ? 6 : 17;
		memcpy(p + ip + 12, addresses, sizeof(addresses));
		if (!tso)
			p[ip + 2] = (uint8_t)((len - ETH) >> 8),
			       p[ip + 3] = (uint8_t)(len - ETH);
	}
	p[l4] = 0x12;
	p[l4 + 1] = 0x34;
	p[l4 + 3] = 80;
	if (tcp) {
		memcpy(p + l4 + 4, sequence, sizeof(sequence));
		p[l4 + 12] = 0x50;
		p[l4 + 13] = 0x19; /* ACK, PSH, FIN */
		p[l4 + 14] = 0x40;
	} else if (!tso) {
		p[l4 + 4] = (uint8_t)(body >> 8);
		p[l4 + 5] = (uint8_t)body;
	}
	/* The pseudo-header's sum; without the length if the card adds it. */
	for (i = v6 ? ip + 8 : ip + 12; i < l4; i += 2)
		sum += (uint32_t)p[i] << 8 | p[i + 1];
	sum += (tcp ? 6 : 17) + (tso ? 0 : body);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	p[l4 + (tcp ? 16 : 6)] = (uint8_t)(sum >> 8);
	p[l4 + (tcp ? 17 : 7)] = (uint8_t)sum;
	return l4 + (tcp ? 20 : 8);
}

static struct tx_context context_for(bool v6, bool tcp)
{
	uint8_t l4 = ETH + (v6 ? 40 : 20);

	return (struct tx_context){
		.ipcss = ETH,
		.ipcso = ETH + 10,
		.ipcse = v6 ? 0 : ETH + 20 - 1,
		.tucss = l4,
		.tucso = (uint8_t)(l4 + (tcp ? 16 : 6)),
		.tcp = tcp,
		.ip = !v6,
	};
}

static uint8_t packet[1 << 18];

/* The packet in so many descriptors; @pieces[] are their lengths, the last one
 * takes the rest. */
static void send(uint32_t len, const uint32_t *pieces, unsigned n,
		 uint64_t second)
{
	uint32_t at = 0;

	for (unsigned i = 0; i <= n; i++) {
		uint32_t piece = i < n ? pieces[i] : len - at;

		post_data(packet + at, piece,
			  second |
				  (i == n ? E1000_TXD_CMD_EOP | E1000_TXD_CMD_RS
					  : 0));
		at += piece;
	}
}

#define IP_AND_TU (E1000_TXD_POPTS_IXSM | E1000_TXD_POPTS_TXSM)

static void segments(bool v6, bool tcp, uint32_t payload, uint16_t mss,
		     uint64_t extra)
{
	struct tx_context x = context_for(v6, tcp);
	uint32_t hdr = make(packet, 0, v6, tcp, true);

	make(packet, hdr + payload, v6, tcp, true);
	x.hdrlen = (uint8_t)hdr;
	x.mss = mss;
	x.paylen = payload;
	post_context(&x, E1000_TXD_CMD_TSE);
	send(hdr + payload, &hdr, 1,
	     DATA_DESC | E1000_TXD_CMD_TSE | extra |
		     popts(v6 ? E1000_TXD_POPTS_TXSM : IP_AND_TU));
}

/* ---- legacy -----------------------------------------------------------------
 */

static void legacy_checksums(struct card *c)
{
	static const struct {
		unsigned css, cso;
	} at[] = {{34, 50}, {34, 40}, {0, 2},	{13, 15}, {33, 55}, {14, 24},
		  {98, 0},  {99, 0},  {100, 0}, {34, 98}, {34, 99}, {255, 255}};
	uint32_t pieces[] = {1, 0, 40};

	begin(c);
	make(packet, 100, false, true, false);
	for (unsigned i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		uint64_t css = (uint64_t)at[i].css << 40;
		uint32_t cmd = at[i].cso << 16 | E1000_TXD_CMD_IFCS;

		send(100, NULL, 0, css | cmd | E1000_TXD_CMD_IC);
		send(100, NULL, 0, css | cmd); /* no IC, no sum */
		/* CSS counts in the first descriptor, CSO and IC in the last */
		send(100, pieces, 3, css | cmd | E1000_TXD_CMD_IC);
		post_data(packet, 20, css | E1000_TXD_CMD_IFCS);
		post_data(packet + 20, 80,
			  cmd | E1000_TXD_CMD_IC | E1000_TXD_CMD_EOP);
		check();
	}
	/* Padding does not count. */
	make(packet, 43, false, false, false);
	send(43, NULL, 0,
	     34ull << 40 | 40 << 16 | E1000_TXD_CMD_IC | E1000_TXD_CMD_IFCS);
	check();
	done(12 * 4 + 1);
}

CARD_TEST(ic_inserts_a_checksum_from_css_to_the_end_at_cso_if_both_are_inside,
	  legacy_checksums)

static void tags(struct card *c)
{
	uint64_t tag = 0xe123ull << 48;
	uint32_t two = 30;

	begin(c);
	for (unsigned vme = 0; vme < 2; vme++) {
		if (vme)
			vlans(0x88a8);
		for (uint32_t len = 9; len < 80; len++) {
			make(packet, len < 43 ? 43 : len, false, false, false);
			send(len, NULL, 0,
			     tag | E1000_TXD_CMD_IFCS | E1000_TXD_CMD_VLE);
		}
		/* The last descriptor's word counts, in both kinds. */
		send(77, &two, 1, tag | E1000_TXD_CMD_IFCS);
		post_data(packet, 33, E1000_TXD_CMD_IFCS);
		post_data(packet + 33, 44,
			  tag | E1000_TXD_CMD_IFCS | E1000_TXD_CMD_VLE |
				  E1000_TXD_CMD_EOP);
		post_data(packet, 33, DATA_DESC);
		post_data(packet + 33, 44,
			  tag | DATA_DESC | E1000_TXD_CMD_VLE |
				  E1000_TXD_CMD_EOP);
		post_data(packet, 33, tag | DATA_DESC | E1000_TXD_CMD_VLE);
		post_data(packet + 33, 44, DATA_DESC | E1000_TXD_CMD_EOP);
		/* The checksum is that of the frame without its tag. */
		make(packet, 100, false, true, false);
		send(100, NULL, 0,
		     tag | 34ull << 40 | 50 << 16 | E1000_TXD_CMD_VLE |
			     E1000_TXD_CMD_IC | E1000_TXD_CMD_IFCS);
		check();
	}
	done(2 * (71 + 5));
}

CARD_TEST(vle_inserts_a_vlan_tag_of_type_vet_when_ctrl_vme_is_set, tags)

/* ---- data descriptors -------------------------------------------------------
 */

static void contexts_and_data(struct card *c)
{
	struct tx_context x;
	uint32_t pieces[] = {34, 20, 0, 7};

	begin(c);
	for (unsigned kind = 0; kind < 4; kind++) {
		bool v6 = kind & 1, tcp = kind & 2;

		x = context_for(v6, tcp);
		post_context(&x, 0);
		/* The context serves until the next one. */
		for (unsigned bits = 0; bits < 4; bits++) {
			make(packet, 200 + bits, v6, tcp, false);
			send(200 + bits, NULL, 0, DATA_DESC | popts(bits));
			send(200 + bits, pieces, 4, DATA_DESC | popts(bits));
			send(200 + bits, NULL, 0, E1000_TXD_CMD_IFCS);
		}
		/* POPTS counts in the first descriptor only. */
		post_data(packet, 60, DATA_DESC | popts(IP_AND_TU));
		post_data(packet + 60, 143, DATA_DESC | E1000_TXD_CMD_EOP);
		post_data(packet, 60, DATA_DESC);
		post_data(packet + 60, 143,
			  DATA_DESC | E1000_TXD_CMD_EOP | popts(IP_AND_TU));
		check();
	}
	/* A segmentation context is another one: this one stays. */
	x.mss = 1;
	x.tucso = 0;
	post_context(&x, E1000_TXD_CMD_TSE);
	send(203, NULL, 0, DATA_DESC | popts(IP_AND_TU));
	check();
	done(4 * 14 + 1);
}

CARD_TEST(a_context_serves_data_descriptors_until_the_next_one,
	  contexts_and_data)

static void reports(struct card *c)
{
	struct tx_context x = context_for(false, true);
	const struct card_desc *d = NULL;

	begin(c);
	d = c->tx.desc;
	post_context(&x, E1000_TXD_CMD_RS);
	post_context(&x, 0);
	/* Unknown types, with what would be EOP, length and address. */
	post(c->tx.buf_bus,
	     E1000_TXD_CMD_DEXT | 0x00200000 | 60 | E1000_TXD_CMD_EOP |
		     E1000_TXD_CMD_RS,
	     NULL);
	post(c->tx.buf_bus, E1000_TXD_CMD_DEXT | 0x00f00000 | 60, NULL);
	make(packet, 200, false, true, false);
	post_data(packet, 34, DATA_DESC | popts(IP_AND_TU));
	post(0, DATA_DESC | E1000_TXD_CMD_RS | 77, NULL);
	post(c->tx.buf_bus, E1000_TXD_CMD_DEXT | 0x00300000 | E1000_TXD_CMD_EOP,
	     NULL);
	post_data(packet + 34, 166, DATA_DESC | E1000_TXD_CMD_EOP);
	check();
	for (unsigned i = 0; i < 8; i++)
		ck_assert_uint_eq(d[i].status, i == 0 || i == 2 || i == 5);
	ck_assert_uint_eq(c->icr & E1000_ICR_TXDW, 0); /* masked: not taken */
	ck_assert_uint_ne(card_read(c, E1000_ICR) & E1000_ICR_TXDW, 0);
	/* With IDE the interrupt waits for TIDV. */
	card_write(c, E1000_TIDV, 1000);
	post_context(&x, E1000_TXD_CMD_RS | E1000_TXD_CMD_IDE);
	go();
	ck_assert_uint_eq(d[8].status, 1);
	ck_assert_uint_eq(card_read(c, E1000_ICR) & E1000_ICR_TXDW, 0);
	card_wait_ns(c, 1100000);
	ck_assert_uint_ne(card_read(c, E1000_ICR) & E1000_ICR_TXDW, 0);
	done(1);
}

CARD_TEST(contexts_report_with_rs_and_unknown_descriptors_do_no_harm, reports)

/* ---- segmentation
 * ------------------------------------------------------------ */

static void all_kinds(struct card *c)
{
	static const uint32_t payload[] = {1, 99, 100, 101, 200, 1000, 6001};

	begin(c);
	vlans(0x8100);
	for (unsigned kind = 0; kind < 4; kind++) {
		for (unsigned i = 0; i < 7; i++) {
			segments(kind & 1, kind & 2, payload[i], 100, 0);
			segments(kind & 1, kind & 2, payload[i], 100,
				 0x0fffull << 48 | E1000_TXD_CMD_VLE);
			if (i == 3)
				check();
		}
		check();
	}
	done(4 * 2 * (1 + 1 + 1 + 2 + 2 + 10 + 61));
}

CARD_TEST(tcp_and_udp_over_ipv4_and_ipv6_are_segmented_with_and_without_vlan,
	  all_kinds)

static void block_send(struct card *c)
{
	struct tx_context x = {.ipcss = 3,
			       .ipcso = 9,
			       .ipcse = 60,
			       .tucss = 21,
			       .tucso = 31,
			       .paylen = 1000,
			       .hdrlen = 35,
			       .mss = 77};

	begin(c);
	make(packet, 1035, false, true, true);
	post_context(&x, E1000_TXD_CMD_TSE);
	send(1035, NULL, 0, DATA_DESC | E1000_TXD_CMD_TSE | popts(IP_AND_TU));
	x.hdrlen = 0;
	post_context(&x, E1000_TXD_CMD_TSE);
	send(1000, NULL, 0, DATA_DESC | E1000_TXD_CMD_TSE | popts(IP_AND_TU));
	x.mss = 1;
	x.hdrlen = 40;
	post_context(&x, E1000_TXD_CMD_TSE);
	send(1040, NULL, 0, DATA_DESC | E1000_TXD_CMD_TSE | popts(IP_AND_TU));
	check();
	done(13 + 13 + 1000);
}

CARD_TEST(with_neither_ip_nor_tcp_a_block_is_sent_behind_constant_headers,
	  block_send)

static void failures(struct card *c)
{
	struct tx_context x = context_for(false, true);
	struct tx_context good;

	begin(c);
	x.hdrlen = 54;
	x.mss = 100;
	good = x;
	for (unsigned i = 0; i < 9; i++) {
		uint32_t len = 54 + 1000, cut = 54 + 250;

		make(packet, 54 + 1040, false, true, true);
		x = good;
		x.paylen = 1000;
		if (i == 1)
			x.paylen = 1100; /* at a segment's end */
		if (i == 2)
			x.paylen = 1101, len = 54 + 1040; /* in a segment */
		if (i == 3)
			x.paylen = 950;
		if (i == 4)
			x.mss = 0;
		if (i == 5)
			len = 40; /* not even the header */
		if (i == 6)
			x.paylen = 0;
		if (i == 7)
			x.paylen = 0, len = 54; /* which is right */
		if (i == 8)
			x.paylen = 300, x.tucso = 255, x.ipcso = 153;
		post_context(&x, E1000_TXD_CMD_TSE);
		if (cut > len)
			cut = len / 2;
		send(len, &cut, 1,
		     DATA_DESC | E1000_TXD_CMD_TSE | popts(IP_AND_TU));
		segments(false, true, 150, 100, 0); /* the next is well */
		check();
	}
	ck_assert_uint_eq(b.model.contexts_failed, 7);
	done(10 + 10 + 11 + 10 + 0 + 0 + 0 + 1 + 3 + 9 * 2);
}

CARD_TEST(a_context_that_does_not_fit_its_data_fails_and_harms_nobody, failures)

/* ---- random
 * ------------------------------------------------------------------- */

static uint8_t any_offset(uint32_t good)
{
	return (uint8_t)(rnd(3) ? good : rnd(256));
}

static void random_packet(void)
{
	bool v6 = rnd(2), tcp = rnd(2), tso = rnd(2), wild = !rnd(3);
	struct tx_context x = context_for(v6, tcp);
	uint32_t hdr = make(packet, 0, v6, tcp, tso);
	uint32_t len = hdr + 1 + rnd(rnd(4) ? 300 : 4000), at = 0;
	uint64_t second = (uint64_t)rnd(0x10000) << 48 | popts(rnd(4));
	bool legacy = !rnd(4);

	make(packet, len, v6, tcp, tso);
	x.hdrlen = (uint8_t)hdr;
	x.mss = (uint16_t)(1 + rnd(rnd(3) ? 1500 : 60));
	if (len / x.mss > 60)
		x.mss = (uint16_t)(len / 60 + 1);
	x.paylen = len - hdr;
	if (wild) {
		x.ipcss = any_offset(x.ipcss);
		x.ipcso = any_offset(x.ipcso);
		x.ipcse = rnd(2) ? x.ipcse : (uint16_t)rnd(500);
		x.tucss = any_offset(x.tucss);
		x.tucso = any_offset(x.tucso);
		x.tucse = rnd(2) ? 0 : (uint16_t)rnd(500);
		x.hdrlen = any_offset(x.hdrlen);
		if (!rnd(8))
			x.paylen = rnd(2 * len);
		if (!rnd(16))
			x.mss = 0;
		x.tcp = rnd(2);
		x.ip = rnd(2);
	}
	if (rnd(8))
		post_context(&x, tso ? E1000_TXD_CMD_TSE : 0);
	second |= legacy ? (uint64_t)rnd(120) << 40 | rnd(120) << 16
			 : E1000_TXD_CMD_DEXT | E1000_TXD_DTYP_D;
	second |= rnd(2) ? E1000_TXD_CMD_VLE : 0;
	if (legacy ? rnd(2) : tso)
		second |= E1000_TXD_CMD_TSE; /* IC in legacy ones */
	while (at < len) {
		uint32_t left = len - at;
		uint32_t piece = rnd(3) ? 1 + rnd(left) : rnd(20);

		if (piece > left || !rnd(4))
			piece = left;
		at += piece;
		post_data(packet + at - piece, piece,
			  second | E1000_TXD_CMD_IFCS |
				  (at == len ? E1000_TXD_CMD_EOP : 0));
		if (!rnd(16)) /* in the middle, for later */
			post_context(&x, rnd(2) ? E1000_TXD_CMD_TSE : 0);
	}
}

static void random_packets(struct card *c)
{
	begin(c);
	vlans(0x8100);
	for (b.seed = 4711; b.model.contexts_sent < 200;) {
		forget();
		for (unsigned n = 0; n < 8; n++)
			random_packet();
		check();
	}
	ck_assert_uint_gt(b.model.contexts_failed, 50);
	done(b.came);
}

CARD_TEST(random_contexts_sizes_and_splits_give_what_the_model_gives,
	  random_packets)

int main(void)
{
	const TTest *const tests[] = {
		ic_inserts_a_checksum_from_css_to_the_end_at_cso_if_both_are_inside,
		vle_inserts_a_vlan_tag_of_type_vet_when_ctrl_vme_is_set,
		a_context_serves_data_descriptors_until_the_next_one,
		contexts_report_with_rs_and_unknown_descriptors_do_no_harm,
		tcp_and_udp_over_ipv4_and_ipv6_are_segmented_with_and_without_vlan,
		with_neither_ip_nor_tcp_a_block_is_sent_behind_constant_headers,
		a_context_that_does_not_fit_its_data_fails_and_harms_nobody,
		random_contexts_sizes_and_splits_give_what_the_model_gives};

	return card_main("transmit offload", tests,
			 sizeof(tests) / sizeof(tests[0]));
}
