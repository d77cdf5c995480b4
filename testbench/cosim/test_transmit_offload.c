// SPDX-License-Identifier: MIT
/* Legacy, context and data descriptors without segmentation. */
#include "transmit.h"

#include <string.h>

/* ---- legacy ---- */

static void legacy_checksums(struct card *c)
{
	static const struct {
		unsigned css, cso;
	} at[] = {{34, 50}, {34, 40}, {0, 2},	{13, 15}, {33, 55}, {14, 24},
		  {98, 0},  {99, 0},  {100, 0}, {34, 98}, {34, 99}, {255, 255}};
	uint32_t pieces[] = {1, 0, 40};

	struct transmit *t = transmit_begin(c);
	transmit_make(t, 100, false, true, false);
	for (unsigned i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		uint64_t css = (uint64_t)at[i].css << 40;
		uint32_t cmd = at[i].cso << 16 | E1000_TXD_CMD_IFCS;

		transmit_packet(t, 100, NULL, 0, css | cmd | E1000_TXD_CMD_IC);
		transmit_packet(t, 100, NULL, 0, css | cmd); /* no IC, no sum */
		/* CSS counts in the first descriptor, CSO and IC in the last */
		transmit_packet(t, 100, pieces, 3,
				css | cmd | E1000_TXD_CMD_IC);
		transmit_data(t, t->packet, 20, css | E1000_TXD_CMD_IFCS);
		transmit_data(t, t->packet + 20, 80,
			      cmd | E1000_TXD_CMD_IC | E1000_TXD_CMD_EOP);
		transmit_check(t);
	}
	/* Padding does not count. */
	transmit_make(t, 43, false, false, false);
	transmit_packet(t, 43, NULL, 0,
			34ull << 40 | 40 << 16 | E1000_TXD_CMD_IC |
				E1000_TXD_CMD_IFCS);
	transmit_check(t);
	transmit_done(t, 12 * 4 + 1);
}

CARD_TEST(ic_inserts_a_checksum_from_css_to_the_end_at_cso_if_both_are_inside,
	  legacy_checksums)

/* RFC 768: in UDP 0 says that there is none. */
static void other_zero(struct card *c)
{
	struct tx_context x = {
		.tucss = 33, .tucso = 40, .ipcss = 14, .ipcso = 24};
	struct transmit *t = transmit_begin(c);

	transmit_make(t, 100, false, false, false);
	memset(t->packet + 33, 0, 67);
	t->packet[37] = 0xff;
	t->packet[38] = 0xff;
	transmit_packet(t, 100, NULL, 0,
			33ull << 40 | 40 << 16 | E1000_TXD_CMD_IC |
				E1000_TXD_CMD_IFCS);
	transmit_context(t, &x, 0);
	transmit_packet(t, 100, NULL, 0,
			TRANSMIT_DATA_DESC |
				transmit_popts(TRANSMIT_IP_AND_TU));
	transmit_check(t);
	for (unsigned i = 0; i < 2; i++) {
		ck_assert_uint_eq(t->got[i].data[40], 0xff);
		ck_assert_uint_eq(t->got[i].data[41], 0xff);
	}
	transmit_done(t, 2);
}

CARD_TEST(a_checksum_that_comes_out_as_0_is_sent_as_ffff, other_zero)

static void tags(struct card *c)
{
	uint64_t tag = 0xe123ull << 48;
	uint32_t two = 30;

	struct transmit *t = transmit_begin(c);
	for (unsigned vme = 0; vme < 2; vme++) {
		if (vme)
			transmit_vlans(t, 0x88a8);
		for (uint32_t len = 9; len < 80; len++) {
			transmit_make(t, len < 43 ? 43 : len, false, false,
				      false);
			transmit_packet(t, len, NULL, 0,
					tag | E1000_TXD_CMD_IFCS |
						E1000_TXD_CMD_VLE);
		}
		/* The last descriptor's word counts, in both kinds. */
		transmit_packet(t, 77, &two, 1, tag | E1000_TXD_CMD_IFCS);
		transmit_data(t, t->packet, 33, E1000_TXD_CMD_IFCS);
		transmit_data(t, t->packet + 33, 44,
			      tag | E1000_TXD_CMD_IFCS | E1000_TXD_CMD_VLE |
				      E1000_TXD_CMD_EOP);
		transmit_data(t, t->packet, 33, TRANSMIT_DATA_DESC);
		transmit_data(t, t->packet + 33, 44,
			      tag | TRANSMIT_DATA_DESC | E1000_TXD_CMD_VLE |
				      E1000_TXD_CMD_EOP);
		transmit_data(t, t->packet, 33,
			      tag | TRANSMIT_DATA_DESC | E1000_TXD_CMD_VLE);
		transmit_data(t, t->packet + 33, 44,
			      TRANSMIT_DATA_DESC | E1000_TXD_CMD_EOP);
		/* The checksum is that of the frame without its tag. */
		transmit_make(t, 100, false, true, false);
		transmit_packet(t, 100, NULL, 0,
				tag | 34ull << 40 | 50 << 16 |
					E1000_TXD_CMD_VLE | E1000_TXD_CMD_IC |
					E1000_TXD_CMD_IFCS);
		transmit_check(t);
	}
	transmit_done(t, 2 * (71 + 5));
}

CARD_TEST(vle_inserts_a_vlan_tag_of_type_vet_when_ctrl_vme_is_set, tags)

/* ---- data descriptors ---- */

static void contexts_and_data(struct card *c)
{
	struct tx_context x;
	uint32_t pieces[] = {34, 20, 0, 7};

	struct transmit *t = transmit_begin(c);
	for (unsigned kind = 0; kind < 4; kind++) {
		bool v6 = kind & 1, tcp = kind & 2;

		x = transmit_context_for(v6, tcp);
		transmit_context(t, &x, 0);
		/* The context serves until the next one. */
		for (unsigned bits = 0; bits < 4; bits++) {
			transmit_make(t, 200 + bits, v6, tcp, false);
			transmit_packet(t, 200 + bits, NULL, 0,
					TRANSMIT_DATA_DESC |
						transmit_popts(bits));
			transmit_packet(t, 200 + bits, pieces, 4,
					TRANSMIT_DATA_DESC |
						transmit_popts(bits));
			transmit_packet(t, 200 + bits, NULL, 0,
					E1000_TXD_CMD_IFCS);
		}
		/* POPTS counts in the first descriptor only. */
		transmit_data(t, t->packet, 60,
			      TRANSMIT_DATA_DESC |
				      transmit_popts(TRANSMIT_IP_AND_TU));
		transmit_data(t, t->packet + 60, 143,
			      TRANSMIT_DATA_DESC | E1000_TXD_CMD_EOP);
		transmit_data(t, t->packet, 60, TRANSMIT_DATA_DESC);
		transmit_data(t, t->packet + 60, 143,
			      TRANSMIT_DATA_DESC | E1000_TXD_CMD_EOP |
				      transmit_popts(TRANSMIT_IP_AND_TU));
		transmit_check(t);
	}
	/* A segmentation context is another one: this one stays. */
	x.mss = 1;
	x.tucso = 0;
	transmit_context(t, &x, E1000_TXD_CMD_TSE);
	transmit_packet(t, 203, NULL, 0,
			TRANSMIT_DATA_DESC |
				transmit_popts(TRANSMIT_IP_AND_TU));
	transmit_check(t);
	transmit_done(t, 4 * 14 + 1);
}

CARD_TEST(a_context_serves_data_descriptors_until_the_next_one,
	  contexts_and_data)

static void reports(struct card *c)
{
	struct tx_context x = transmit_context_for(false, true);
	const struct card_desc *d = NULL;

	struct transmit *t = transmit_begin(c);
	d = c->tx.desc;
	transmit_context(t, &x, E1000_TXD_CMD_RS);
	transmit_context(t, &x, 0);
	/* Unknown types, with what would be EOP, length and address. */
	transmit_post(t, c->tx.buf_bus,
		      E1000_TXD_CMD_DEXT | 0x00200000 | 60 | E1000_TXD_CMD_EOP |
			      E1000_TXD_CMD_RS,
		      NULL);
	transmit_post(t, c->tx.buf_bus, E1000_TXD_CMD_DEXT | 0x00f00000 | 60,
		      NULL);
	transmit_make(t, 200, false, true, false);
	transmit_data(t, t->packet, 34,
		      TRANSMIT_DATA_DESC | transmit_popts(TRANSMIT_IP_AND_TU));
	transmit_post(t, 0, TRANSMIT_DATA_DESC | E1000_TXD_CMD_RS | 77, NULL);
	transmit_post(t, c->tx.buf_bus,
		      E1000_TXD_CMD_DEXT | 0x00300000 | E1000_TXD_CMD_EOP,
		      NULL);
	transmit_data(t, t->packet + 34, 166,
		      TRANSMIT_DATA_DESC | E1000_TXD_CMD_EOP);
	transmit_check(t);
	for (unsigned i = 0; i < 8; i++)
		ck_assert_uint_eq(d[i].status, i == 0 || i == 2 || i == 5);
	ck_assert_uint_eq(c->icr & E1000_ICR_TXDW, 0); /* masked: not taken */
	ck_assert_uint_ne(card_read(c, E1000_ICR) & E1000_ICR_TXDW, 0);
	/* With IDE the interrupt waits for TIDV. */
	card_write(c, E1000_TIDV, 1000);
	transmit_context(t, &x, E1000_TXD_CMD_RS | E1000_TXD_CMD_IDE);
	transmit_go(t);
	ck_assert_uint_eq(d[8].status, 1);
	ck_assert_uint_eq(card_read(c, E1000_ICR) & E1000_ICR_TXDW, 0);
	card_wait_ns(c, 1100000);
	ck_assert_uint_ne(card_read(c, E1000_ICR) & E1000_ICR_TXDW, 0);
	transmit_done(t, 1);
}

CARD_TEST(contexts_report_with_rs_and_unknown_descriptors_do_no_harm, reports)

int main(void)
{
	const TTest *const tests[] = {
		ic_inserts_a_checksum_from_css_to_the_end_at_cso_if_both_are_inside,
		a_checksum_that_comes_out_as_0_is_sent_as_ffff,
		vle_inserts_a_vlan_tag_of_type_vet_when_ctrl_vme_is_set,
		a_context_serves_data_descriptors_until_the_next_one,
		contexts_report_with_rs_and_unknown_descriptors_do_no_harm};

	return card_main("transmit offload", tests,
			 sizeof(tests) / sizeof(tests[0]));
}
