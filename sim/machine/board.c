/* SPDX-License-Identifier: MIT */
/* The wires between the card, its EEPROM and its PHY. */
#include "internal.h"

#include <string.h>

static void listen(const struct board *b, const struct nic_pins *p, ps_t at)
{
	struct board_pins pins = {
		.ee_cs = *p->ee_cs_o,
		.ee_sk = *p->ee_sk_o,
		.ee_di = *p->ee_di_o,
		.ee_do = *p->ee_do_i,
		.mdc = *p->mdc_o,
		.mdio = *p->mdio_oe_o ? *p->mdio_o : *p->mdio_i,
	};

	b->fn(b->arg, at, &pins);
}

/* Drive the card's inputs as they are at @now, and plan the next event. */
static void drive(struct board *b, const struct nic_pins *p, ps_t now)
{
	ps_t next = phy_next(&b->phy), own = eeprom_next(&b->eeprom, now);

	*p->ee_do_i = eeprom_do(&b->eeprom, now);
	*p->mdio_i = b->phy.drives ? b->phy.out : 1;
	*p->link_up_i = phy_link(&b->phy);
	*p->phy_speed_i = (uint8_t)b->phy.speed;
	*p->phy_duplex_i = b->phy.full;
	b->loops_next = phy_loops(&b->phy);
	if (own < next)
		next = own;
	if (b->unplug_at < next)
		next = b->unplug_at;
	if (b->plug_at < next)
		next = b->plug_at;
	b->next = next == PS_NEVER ? BOARD_NEVER
				   : (next + NIC_CYCLE_PS - 1) / NIC_CYCLE_PS;
	if (b->fn)
		listen(b, p, now);
}

void board_init(struct board *b, const struct machine_config *c,
		const struct nic_pins *p)
{
	if (c->eeprom)
		memcpy(b->eeprom.word, c->eeprom, sizeof(b->eeprom.word));
	else
		eeprom_image(b->eeprom.word, c->mac);
	eeprom_init(&b->eeprom);
	phy_init(&b->phy);
	b->unplug_at = c->link_down_at ? c->link_down_at : PS_NEVER;
	b->plug_at = c->link_up_at ? c->link_up_at : PS_NEVER;
	b->pins = board_outputs(p);
	drive(b, p, 0);
}

void board_changed(struct board *b, const struct nic_pins *p, uint64_t edge)
{
	ps_t now = edge * NIC_CYCLE_PS;

	b->pins = board_outputs(p);
	eeprom_pins(&b->eeprom, now, *p->ee_cs_o, *p->ee_sk_o, *p->ee_di_o);
	phy_reset_pin(&b->phy, now, !*p->phy_rst_no);
	phy_mdio(&b->phy, now, *p->mdc_o, *p->mdio_oe_o ? *p->mdio_o : 1);
	drive(b, p, now);
}

void board_event(struct board *b, const struct nic_pins *p, uint64_t edge)
{
	ps_t now = edge * NIC_CYCLE_PS;

	if (b->unplug_at <= now) {
		b->unplug_at = PS_NEVER;
		phy_cable(&b->phy, now, false);
	}
	if (b->plug_at <= now) {
		b->plug_at = PS_NEVER;
		phy_cable(&b->phy, now, true);
	}
	phy_advance(&b->phy, now);
	drive(b, p, now);
}

void board_gmii(struct board *b, const struct nic_pins *p,
		struct gmii_link *wire, uint64_t edge)
{
	if (b->loops != b->loops_next && gmii_idle(wire) && !*p->gmii_tx_en_o &&
	    !*p->gmii_rx_dv_i)
		b->loops = b->loops_next;
	if (!b->loops) {
		gmii_edge(wire, edge, p->gmii_rxd_i, p->gmii_rx_dv_i,
			  p->gmii_rx_er_i, *p->gmii_txd_o, *p->gmii_tx_en_o,
			  *p->gmii_tx_er_o);
		return;
	}
	*p->gmii_rxd_i = *p->gmii_txd_o;
	*p->gmii_rx_dv_i = *p->gmii_tx_en_o;
	*p->gmii_rx_er_i = *p->gmii_tx_er_o;
	gmii_edge(wire, edge, &b->far_rxd, &b->far_dv, &b->far_er, 0, 0, 0);
}

const uint16_t *machine_eeprom(const struct machine *m)
{
	return m->board.eeprom.word;
}

void machine_link(struct machine *m, bool up)
{
	struct board *b = &m->board;

	*(up ? &b->plug_at : &b->unplug_at) = (m->edge + 1) * NIC_CYCLE_PS;
	*(up ? &b->unplug_at : &b->plug_at) = PS_NEVER;
	b->next = m->edge + 1;
}

void machine_board_listen(struct machine *m, machine_board_fn fn, void *arg)
{
	m->board.fn = fn;
	m->board.arg = arg;
	if (fn)
		listen(&m->board, m->pins, m->edge * NIC_CYCLE_PS);
}
