// SPDX-License-Identifier: MIT
#include "receive.h"

#include <stdio.h>
#include <string.h>

void receive_setup(struct card *c, const struct rx_setup *s, uint32_t rctl)
{
	uint32_t ctrl = card_read(c, E1000_CTRL) & ~E1000_CTRL_VME;

	card_write(c, E1000_CTRL, ctrl | (s->vme ? E1000_CTRL_VME : 0));
	card_write(c, E1000_VET, s->vet);
	card_write(c, E1000_RXCSUM, s->rxcsum);
	card_write(c, E1000_RCTL, rctl | E1000_RCTL_EN);
	card_read(c, E1000_STATUS);
}

void receive_start(struct card *c, const struct rx_setup *s, uint32_t rctl)
{
	card_start(c, CARD_RING, 8, 0);
	receive_setup(c, s, rctl);
	card_refill(c, CARD_RING - 1);
	card_wait_ns(c, 5000);
}

void receive_inject(struct card *c, const uint8_t *frame, uint32_t len,
		    unsigned faults)
{
	struct wire_frame f = {.at = machine_now(c->m),
			       .data = frame,
			       .len = len,
			       .faults = faults};

	wire_inject(c->wire, &f);
	machine_charge_ns(c->m, 0);
}

void receive_wait(struct card *c, uint32_t bytes)
{
	card_wait_ns(c, 8ull * bytes + 3000);
}

static void describe(char *s, size_t n, const uint8_t *f, uint32_t len)
{
	size_t at = 0;

	for (uint32_t i = 0; i < len && at + 4 < n; i++)
		at += (size_t)snprintf(s + at, n - at, "%02x%s", f[i],
				       i % 16 == 15 ? "\n" : " ");
}

const struct card_desc *receive_next(const struct card *c)
{
	return &c->rx.desc[c->rx.next];
}

void receive_check(struct card *c, const struct rx_setup *s,
		   const uint8_t *frame, uint32_t len)
{
	static uint8_t stored[PACKET_MAX];
	struct rx_want w = rx_model(s, frame, len, stored);
	const uint8_t *data;
	const struct card_desc *d = card_received(c, &data);
	unsigned pcss = s->rxcsum & E1000_RXCSUM_PCSS;
	uint16_t sum;
	char text[1024];

	ck_assert_ptr_nonnull(d);
	describe(text, sizeof(text), frame, len);
	ck_assert_msg(
		d->status == (w.status | DD | EOP) && d->errors == w.errors,
		"status %02x, errors %02x, want %02x %02x, of\n%s", d->status,
		d->errors, w.status | DD | EOP, w.errors, text);
	ck_assert_uint_eq(d->length, w.len + FCS);
	ck_assert_uint_eq(d->special, w.special);
	ck_assert_mem_eq(data, stored, w.len);
	sum = pcss < d->length ? ones_sum(data + pcss, d->length - pcss) : 0;
	ck_assert_uint_eq(d->b, (uint16_t)~sum);
	card_refill(c, 1);
}
