// SPDX-License-Identifier: MIT
/* The line: which frame begins when, and its bytes on the GMII. */
#include "wire_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void wire_slot_load(struct wire_slot *slot)
{
	ps_t last = slot->frame.at;

	slot->loaded = slot->source->next(slot->source, &slot->frame);
	if (!slot->loaded)
		return;
	assert(slot->frame.len <= WIRE_MAX_FRAME);
	assert(slot->frame.at >= last);
}

/* The frame that begins next: the earliest; of several, the source that was
 * added first, injected frames last. NULL if there is none. */
static struct wire_frame *first_frame(struct wire *w, struct wire_slot **from)
{
	struct wire_frame *first = NULL;

	*from = NULL;
	for (unsigned i = 0; i < w->nslots; i++) {
		struct wire_slot *s = &w->slots[i];

		if (s->loaded && (!first || s->frame.at < first->at)) {
			first = &s->frame;
			*from = s;
		}
	}
	if (w->injected && (!first || w->injected->frame.at < first->at)) {
		first = &w->injected->frame;
		*from = NULL;
	}
	return first;
}

void wire_arm(struct wire *w)
{
	struct wire_slot *from;
	struct wire_frame *f;
	uint64_t cycle;

	if (w->rx_on)
		return;
	f = first_frame(w, &from);
	if (!f || f->at > PS_NEVER - w->latency - NIC_CYCLE_PS) {
		w->gmii.rx_next = GMII_NEVER;
		return;
	}
	/* The card sees a frame at the first edge after its arrival. */
	cycle = (f->at + w->latency + NIC_CYCLE_PS - 1) / NIC_CYCLE_PS;
	w->gmii.rx_next = cycle > w->line_free ? cycle : w->line_free;
}

/* Lay out preamble, data, padding and FCS in rx_buf; returns the length. */
static uint32_t build(struct wire *w, const struct wire_frame *f)
{
	uint8_t *p = w->rx_buf, *data = p + WIRE_PREAMBLE_BYTES;
	uint32_t len = f->len, total, fcs;

	memset(p, 0x55, WIRE_PREAMBLE_BYTES - 1);
	p[WIRE_PREAMBLE_BYTES - 1] = 0xd5;
	memcpy(data, f->data, len);
	if (len < WIRE_MIN_BYTES && !(f->faults & WIRE_NO_PAD)) {
		memset(data + len, 0, WIRE_MIN_BYTES - len);
		len = WIRE_MIN_BYTES;
	}
	fcs = crc32_fcs(&w->crc, data, len);
	if (f->faults & WIRE_BAD_FCS)
		fcs ^= 0xff000000u;
	for (unsigned i = 0; i < WIRE_FCS_BYTES; i++)
		data[len + i] = fcs >> 8 * i;
	total = WIRE_PREAMBLE_BYTES + len + WIRE_FCS_BYTES;
	w->rx_data = data;
	w->rx_len = len;
	w->rx_faults = f->faults;
	/* What is long enough needs no padding. */
	if (len >= WIRE_MIN_BYTES)
		w->rx_faults &= ~(unsigned)WIRE_NO_PAD;
	/* Data could hold the delimiter's value, so there is no data either. */
	if (f->faults & WIRE_NO_SFD)
		memset(p, 0x55, total);
	w->gmii.rx_er = f->faults & WIRE_RX_ER ? data + len / 2 + 1 : NULL;
	return total;
}

static void rx_begin(struct wire *w, uint64_t cycle)
{
	struct wire_slot *from;
	struct wire_frame *f = first_frame(w, &from);

	w->gmii.rx_cur = w->rx_buf;
	w->gmii.rx_end = w->rx_buf + build(w, f);
	w->gmii.rx_next = 0;
	w->rx_on = true;
	if (from) {
		wire_slot_load(from);
	} else {
		struct wire_injected *done = w->injected;

		w->injected = done->next;
		free(done);
	}
	w->rx_id = w->ledger ? ledger_born(w->ledger, LEDGER_WIRE,
					   cycle * NIC_CYCLE_PS)
			     : 0;
	if (w->hooks.rx_begin)
		w->hooks.rx_begin(w->hooks.arg, cycle, w->rx_id, w->rx_data,
				  w->rx_len);
}

static void show(struct wire *w, const struct wire_sight *s)
{
	for (unsigned i = 0; i < w->neyes; i++)
		w->eyes[i].fn(w->eyes[i].arg, s);
}

static void show_received(struct wire *w, ps_t last_bit)
{
	struct wire_sight s = {
		.last_bit = last_bit,
		.id = w->rx_id,
		.faults = w->rx_faults,
		.data = w->rx_data,
		.len = w->rx_len,
	};

	if (s.len && !(s.faults & WIRE_NO_SFD))
		show(w, &s);
}

/* Of a frame that the card sent. */
static void show_sent(struct wire *w, ps_t last_bit, const uint8_t *data,
		      uint32_t len, unsigned faults)
{
	struct wire_sight s = {
		.last_bit = last_bit,
		.sent = true,
		.faults = faults,
		.data = data,
		.len = len,
	};

	if (!len)
		return;
	if (w->hooks.tx_id)
		s.id = w->hooks.tx_id(w->hooks.arg);
	if (len < WIRE_MIN_BYTES)
		s.faults |= WIRE_NO_PAD;
	show(w, &s);
}

static void rx_end(struct wire *w, uint64_t cycle)
{
	ps_t last_bit = (cycle - 1) * NIC_CYCLE_PS;

	w->rx_on = false;
	w->line_free = cycle + WIRE_GAP_BYTES;
	if (w->ledger)
		ledger_stamp(w->ledger, w->rx_id, last_bit);
	show_received(w, last_bit);
	if (w->hooks.rx_end)
		w->hooks.rx_end(w->hooks.arg, cycle, w->rx_id);
	wire_arm(w);
}

void gmii_rx_event(struct gmii_link *l, uint64_t cycle, uint8_t *rxd,
		   uint8_t *rx_dv, uint8_t *rx_er)
{
	struct wire *w = l->wire;

	if (w->rx_on) {
		*rxd = 0;
		*rx_dv = 0;
		*rx_er = 0;
		rx_end(w, cycle);
	} else {
		rx_begin(w, cycle);
		*rxd = *l->rx_cur++;
		*rx_dv = 1;
		*rx_er = 0;
	}
}

/* Where the frame begins behind the delimiter; @len if there is none. */
static uint32_t find_start(const uint8_t *p, uint32_t len)
{
	uint32_t i = 0;

	while (i < len && p[i] == 0x55)
		i++;
	return i < len && p[i] == 0xd5 ? i + 1 : len;
}

void gmii_tx_event(struct gmii_link *l, uint64_t cycle)
{
	struct wire *w = l->wire;
	ps_t last_bit = (cycle - 1) * NIC_CYCLE_PS;
	bool ok = !l->tx_er && l->tx_len <= GMII_MAX_BYTES;
	unsigned faults = l->tx_er ? WIRE_RX_ER : WIRE_OK;
	uint32_t total = l->tx_len;
	uint32_t start, len, fcs = 0;
	const uint8_t *data;

	if (total > GMII_MAX_BYTES)
		total = GMII_MAX_BYTES;
	start = find_start(l->tx_buf, total);
	data = l->tx_buf + start;
	len = total - start;
	if (len < WIRE_FCS_BYTES) {
		ok = false;
		len = 0;
	} else {
		len -= WIRE_FCS_BYTES;
		for (unsigned i = 0; i < WIRE_FCS_BYTES; i++)
			fcs |= (uint32_t)data[len + i] << 8 * i;
		ok = ok && fcs == crc32_fcs(&w->crc, data, len);
	}
	l->tx_len = 0;
	l->tx_er = false;
	if (!ok && !faults)
		faults = WIRE_BAD_FCS;
	show_sent(w, last_bit, data, len, faults);
	for (unsigned i = 0; i < w->ntaps; i++)
		w->taps[i].fn(w->taps[i].arg, last_bit, data, len, ok);
	if (w->hooks.tx_end)
		w->hooks.tx_end(w->hooks.arg, cycle, data, len, ok);
}
