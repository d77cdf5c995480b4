/* SPDX-License-Identifier: MIT */
/*
 * Further cards of a machine. Each is a struct machine whose CPU, clock, memory
 * and ledger are its owner's: what belongs to a card (model, board, bridge,
 * IOMMU page table, PCI functions, frames inside) it has for itself. The
 * timeline shows the first card.
 */
#include "probes.h"
#include "watch.h"

#include "sim/wire.h"

#include <stdio.h>
#include <stdlib.h>

static void card_free(struct machine *card)
{
	if (!card)
		return;
	nic_model_destroy(card->nic);
	iommu_free(card);
	machine_watch_free(card);
	tap_free(card);
	wire_destroy(card->no_cable);
	free(card);
}

void cards_free(struct machine *m)
{
	while (m->cards > 1)
		card_free(m->card[--m->cards]);
}

static int card_init(struct machine *card, const struct machine_config *c,
		     char *err, size_t err_len)
{
	struct machine *m = card->owner;

	card->nic = nic_model_create();
	card->no_cable = wire_create(0);
	if (!card->nic || !card->no_cable) {
		snprintf(err, err_len, "out of memory");
		return -1;
	}
	if (iommu_tables(card, err, err_len))
		return -1;
	card->pins = nic_model_pins(card->nic);
	*card->pins->tick_i = 1;
	board_init(&card->board, c, card->pins);
	card->profile = m->profile;
	card->no_skip = m->no_skip;
	card->no_books = m->no_books;
	card->ledger = m->ledger;
	card->record = m->record;
	card->probes = m->probes;
	card->ram = m->ram;
	card->ram_bytes = m->ram_bytes;
	axi_init(card);
	lite_init(card);
	pci_init(card);
	machine_attach_wire(card, card->no_cable);
	return 0;
}

struct machine *machine_add_card(struct machine *m,
				 const struct machine_config *c, char *err,
				 size_t err_len)
{
	struct machine *card;

	if (m->cards == MACHINE_CARDS) {
		snprintf(err, err_len, "a host has at most %d cards",
			 MACHINE_CARDS);
		return NULL;
	}
	card = calloc(1, sizeof(*card));
	if (!card) {
		snprintf(err, err_len, "out of memory");
		return NULL;
	}
	card->owner = m;
	card->taker = card->card[0] = card;
	card->cards = 1;
	card->slot = m->cards;
	if (card_init(card, c, err, err_len)) {
		card_free(card);
		return NULL;
	}
	m->card[m->cards++] = card;
	return card;
}

unsigned machine_cards(const struct machine *m)
{
	return m->cards;
}

struct machine *machine_card_number(struct machine *m, unsigned n)
{
	return m->card[n];
}

struct machine *cards_find(struct machine *m, uint16_t bdf)
{
	unsigned n = (bdf - MACHINE_NIC_BDF) >> 3;

	return !(bdf & 7) && bdf >= MACHINE_NIC_BDF && n < m->cards ? m->card[n]
								    : NULL;
}

struct machine *machine_card(struct machine *m, uint16_t bdf)
{
	struct machine *card = cards_find(m, bdf);

	return card ? card : m;
}

ps_t cards_next(const struct machine *m)
{
	ps_t next = nic_next(m->card[0]);

	for (unsigned i = 1; i < m->cards; i++) {
		ps_t t = nic_next(m->card[i]);

		if (t < next)
			next = t;
	}
	return next;
}

/* A card that sleeps jumps; what happens in two of them happens in the order of
 * time, at one edge in the order of slots. So births in the ledger do not
 * depend on how far the CPU lets them go at once. */
void cards_advance(struct machine *m, ps_t now)
{
	for (;;) {
		ps_t next = cards_next(m);

		if (next > now)
			break;
		for (unsigned i = 0; i < m->cards; i++)
			nic_advance(m->card[i], next);
	}
	for (unsigned i = 0; i < m->cards; i++)
		nic_advance(m->card[i], now);
}
