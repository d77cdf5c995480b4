// SPDX-License-Identifier: MIT
#include "transmit.h"

#include <stdlib.h>
#include <string.h>

#define ETH 14

uint32_t transmit_random(struct transmit *t, uint32_t below)
{
	t->seed ^= t->seed << 13;
	t->seed ^= t->seed >> 17;
	t->seed ^= t->seed << 5;
	return t->seed % below;
}

static struct transmit_frame *keep(struct transmit_frame *f, unsigned *n,
				   const uint8_t *data, uint32_t len)
{
	ck_assert_uint_lt(*n, TRANSMIT_FRAMES);
	f = &f[(*n)++];
	f->data = malloc(len ? len : 1);
	f->len = len;
	memcpy(f->data, data, len);
	return f;
}

static void expected(void *arg, const uint8_t *data, uint32_t len)
{
	struct transmit *t = arg;

	keep(t->want, &t->wanted, data, len);
}

static void on_wire(void *arg, ps_t last_bit, const uint8_t *data, uint32_t len,
		    bool fcs_ok)
{
	struct transmit *t = arg;
	struct transmit_frame *f = keep(t->got, &t->came, data, len);

	f->last_bit = last_bit;
	f->fcs_ok = fcs_ok;
}

void transmit_forget(struct transmit *t)
{
	for (unsigned i = 0; i < t->wanted; i++)
		free(t->want[i].data);
	for (unsigned i = 0; i < t->came; i++)
		free(t->got[i].data);
	t->wanted = t->came = t->compared = 0;
}

struct transmit *transmit_begin(struct card *c)
{
	struct transmit *t = calloc(1, sizeof(*t));

	ck_assert_ptr_nonnull(t);
	t->c = c;
	t->seed = 1;
	tx_model_init(&t->model, expected, t);
	t->model.psp = true;
	wire_listen(c->wire, on_wire, t);
	card_start(c, 8, TRANSMIT_RING, 0);
	return t;
}

void transmit_vlans(struct transmit *t, uint16_t vet)
{
	t->model.vme = true;
	t->model.vet = vet;
	card_write(t->c, E1000_VET, vet);
	card_write(t->c, E1000_CTRL,
		   card_read(t->c, E1000_CTRL) | E1000_CTRL_VME);
}

void transmit_post(struct transmit *t, uint64_t first, uint64_t second,
		   const uint8_t *data)
{
	struct card_ring *r = &t->c->tx;
	uint64_t *d = (uint64_t *)&r->desc[r->tail];

	d[0] = first;
	d[1] = second;
	r->tail = (r->tail + 1) % r->size;
	ck_assert_uint_ne(r->tail, r->next);
	tx_model_descriptor(&t->model, first, second, data);
}

void transmit_data(struct transmit *t, const uint8_t *data, uint32_t len,
		   uint64_t second)
{
	struct card_ring *r = &t->c->tx;
	uint32_t at = t->used + transmit_random(t, 8);
	uint64_t bus = r->buf_bus + at;

	ck_assert_uint_lt(at + len, TRANSMIT_DATA);
	memcpy(r->buf + at, data, len);
	t->used = at + len;
	if (t->owner && len) {
		machine_frame_sending(t->c->m, t->owner);
		bus = machine_dma_map(t->c->m, r->buf + at, len,
				      DMA_DIR_TO_DEVICE, false, __func__);
		machine_frame_sending(t->c->m, 0);
	}
	transmit_post(t, bus, second | len, data);
}

void transmit_context(struct transmit *t, const struct tx_context *x,
		      uint32_t cmd)
{
	transmit_post(t,
		      (uint64_t)x->tucse << 48 | (uint64_t)x->tucso << 40 |
			      (uint64_t)x->tucss << 32 |
			      (uint64_t)x->ipcse << 16 |
			      (uint64_t)x->ipcso << 8 | x->ipcss,
		      (uint64_t)x->mss << 48 | (uint64_t)x->hdrlen << 40 |
			      E1000_TXD_CMD_DEXT | E1000_TXD_DTYP_C | cmd |
			      x->paylen | (x->tcp ? E1000_TXD_CMD_TCP : 0) |
			      (x->ip ? E1000_TXD_CMD_IP : 0),
		      NULL);
}

void transmit_packet(struct transmit *t, uint32_t len, const uint32_t *pieces,
		     unsigned n, uint64_t second)
{
	uint32_t at = 0;

	for (unsigned i = 0; i <= n; i++) {
		uint32_t piece = i < n ? pieces[i] : len - at;

		transmit_data(
			t, t->packet + at, piece,
			second | (i == n ? E1000_TXD_CMD_EOP | E1000_TXD_CMD_RS
					 : 0));
		at += piece;
	}
}

static void put16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

uint32_t transmit_make(struct transmit *t, uint32_t len, bool v6, bool tcp,
		       bool tso)
{
	static const uint8_t addresses[8] = {10, 0, 0, 1, 10, 0, 0, 2};
	static const uint8_t sequence[4] = {0, 0xff, 0xfe, 0}; /* carries too */
	uint32_t l4 = ETH + (v6 ? 40 : 20), l4_len = tcp ? 20 : 8, sum = 0, i;
	uint32_t body = len - l4;
	uint8_t *p = t->packet, *ip = p + ETH, *h = p + l4;

	for (i = 0; i < len; i++)
		p[i] = (uint8_t)(i * 7 + (i >> 8));
	card_frame(p, peer_mac, ETH);
	put16(p + 12, v6 ? 0x86dd : 0x0800);
	memset(ip, 0, l4 - ETH + l4_len);
	if (v6) {
		ip[0] = 0x60;
		put16(ip + 4, tso ? 0 : body);
		ip[6] = tcp ? 6 : 17;
		ip[7] = 64;
		memset(ip + 8, 0x20, 32);
	} else {
		ip[0] = 0x45;
		put16(ip + 2, tso ? 0 : len - ETH);
		put16(ip + 4, 0x7ffe); /* carries soon */
		ip[8] = 64;
		ip[9] = tcp ? 6 : 17;
		memcpy(ip + 12, addresses, sizeof(addresses));
	}
	put16(h, 0x1234);
	put16(h + 2, 80);
	if (tcp) {
		memcpy(h + 4, sequence, sizeof(sequence));
		h[12] = 0x50;
		h[13] = 0x19; /* ACK, PSH, FIN */
		h[14] = 0x40;
	} else {
		put16(h + 4, tso ? 0 : body);
	}
	for (i = v6 ? 8 : 12; i < l4 - ETH; i += 2)
		sum += (uint32_t)ip[i] << 8 | ip[i + 1];
	sum += (tcp ? 6 : 17) + (tso ? 0 : body);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	put16(h + (tcp ? 16 : 6), sum);
	return l4 + l4_len;
}

struct tx_context transmit_context_for(bool v6, bool tcp)
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

void transmit_segments(struct transmit *t, bool v6, bool tcp, uint32_t payload,
		       uint16_t mss, uint64_t extra)
{
	struct tx_context x = transmit_context_for(v6, tcp);
	uint32_t hdr = transmit_make(t, 0, v6, tcp, true);

	transmit_make(t, hdr + payload, v6, tcp, true);
	x.hdrlen = (uint8_t)hdr;
	x.mss = mss;
	x.paylen = payload;
	transmit_context(t, &x, E1000_TXD_CMD_TSE);
	transmit_packet(t, hdr + payload, &hdr, 1,
			TRANSMIT_DATA_DESC | E1000_TXD_CMD_TSE | extra |
				transmit_popts(v6 ? E1000_TXD_POPTS_TXSM
						  : TRANSMIT_IP_AND_TU));
}

void transmit_go(struct transmit *t)
{
	struct card *c = t->c;
	unsigned quiet = 0, came = 0;

	card_doorbell(c);
	while (quiet < 8) {
		bool idle = t->came == came &&
			    card_read(c, E1000_TDH) == card_read(c, E1000_TDT);

		quiet = idle ? quiet + 1 : 0;
		came = t->came;
		card_wait_ns(c, 20000);
	}
	c->tx.next = c->tx.tail;
	t->used = 0;
}

void transmit_check(struct transmit *t)
{
	transmit_go(t);
	for (; t->compared < t->wanted && t->compared < t->came;
	     t->compared++) {
		const struct transmit_frame *w = &t->want[t->compared];
		const struct transmit_frame *g = &t->got[t->compared];
		uint32_t n = w->len < g->len ? w->len : g->len, i = 0;

		while (i < n && w->data[i] == g->data[i])
			i++;
		ck_assert_msg(i == n && w->len == g->len,
			      "frame %u: byte %u of %u is %02x, not %02x (%u)",
			      t->compared, i, g->len, i < n ? g->data[i] : 0,
			      i < n ? w->data[i] : 0, w->len);
		ck_assert_msg(g->fcs_ok, "frame %u: FCS", t->compared);
	}
	ck_assert_uint_eq(t->came, t->wanted);
}

void transmit_done(struct transmit *t, unsigned frames)
{
	ck_assert_uint_eq(t->came, frames);
	ck_assert_uint_eq(card_read(t->c, E1000_TSCTC), t->model.contexts_sent);
	ck_assert_uint_eq(card_read(t->c, E1000_TSCTFC),
			  t->model.contexts_failed);
	transmit_forget(t);
	tx_model_free(&t->model);
	free(t);
}
