// SPDX-License-Identifier: MIT
/* Each frame that is not delivered ends in the counter that the manual names
 * (13.7), and in no other. */
#include "card.h"

#include <string.h>

static const uint8_t stranger[6] = {0x52, 0x54, 0x00, 0x99, 0x99, 0x99};

/* The counters a receive frame can end in. All are read, so each test shows
 * that its frame counts where it should and nowhere else. */
static const struct {
	const char *name;
	uint32_t reg;
} counter[] = {
	{"GPRC", E1000_GPRC}, {"CRCERRS", E1000_CRCERRS}, {"RUC", E1000_RUC},
	{"RFC", E1000_RFC},   {"ROC", E1000_ROC},	  {"RJC", E1000_RJC},
	{"MPC", E1000_MPC},   {"RXERRC", E1000_RXERRC},
};

static void only_counts(struct card *c, const char *name, unsigned n)
{
	for (unsigned i = 0; i < sizeof(counter) / sizeof(counter[0]); i++) {
		uint32_t want = strcmp(counter[i].name, name) ? 0 : n;
		uint32_t got = card_read(c, counter[i].reg);

		ck_assert_msg(got == want, "%s is %u, expected %u",
			      counter[i].name, got, want);
		ck_assert_msg(card_read(c, counter[i].reg) == 0,
			      "%s is not cleared by reading it",
			      counter[i].name);
	}
}

static void ready(struct card *c, uint32_t rctl)
{
	card_start(c, CARD_RING, CARD_RING, rctl);
	card_refill(c, CARD_RING - 1);
	card_wait_ns(c, 5000);
}

/* The ledger agrees with the counters. */
static uint64_t place_count;
static const char *place_name;

static void find_place(void *arg, const char *place, uint64_t n)
{
	(void)arg;
	if (!strcmp(place, place_name))
		place_count = n;
}

static void ended_at(struct card *c, const char *place, uint64_t n)
{
	place_name = place;
	place_count = 0;
	ledger_each_place(machine_ledger(c->m), find_place, NULL);
	ck_assert_msg(place_count == n, "%s: %u frames, expected %u", place,
		      (unsigned)place_count, (unsigned)n);
}

static void good(struct card *c)
{
	const struct card_desc *d;
	const uint8_t *data;
	uint8_t want[60];

	ready(c, 0);
	card_inject(c, card_mac, 60, WIRE_OK);
	card_wait_ns(c, 10000);
	d = card_received(c, &data);
	ck_assert_ptr_nonnull(d);
	/* SECRC is clear: the FCS is part of the length (13.4.22) */
	ck_assert_uint_eq(d->length, 64);
	card_frame(want, card_mac, 60);
	ck_assert_mem_eq(data, want, 60);
	only_counts(c, "GPRC", 1);
}

static void bad_fcs(struct card *c)
{
	ready(c, 0);
	card_inject(c, card_mac, 100, WIRE_BAD_FCS);
	card_wait_ns(c, 10000);
	ck_assert_ptr_null(card_received(c, NULL));
	only_counts(c, "CRCERRS", 1);
	ended_at(c, "card.rx_crc_error", 1);
}

static void runt(struct card *c)
{
	ready(c, 0);
	card_inject(c, card_mac, 40, WIRE_NO_PAD);
	card_wait_ns(c, 10000);
	ck_assert_ptr_null(card_received(c, NULL));
	only_counts(c, "RUC", 1);
	ended_at(c, "card.rx_runt", 1);
}

static void oversize(struct card *c)
{
	ready(c, 0);
	/* above 1522 bytes with FCS: 13.7.19 */
	card_inject(c, card_mac, 1519, WIRE_OK);
	card_wait_ns(c, 30000);
	ck_assert_ptr_null(card_received(c, NULL));
	only_counts(c, "ROC", 1);
	ended_at(c, "card.rx_oversize", 1);
}

static void other_address(struct card *c)
{
	ready(c, E1000_RCTL_BAM);
	card_inject(c, stranger, 60, WIRE_OK);
	card_wait_ns(c, 10000);
	ck_assert_ptr_null(card_received(c, NULL));
	/* 13.7: received, but not a good packet of ours */
	ck_assert_uint_eq(card_read(c, E1000_TPR), 1);
	only_counts(c, "none", 0);
	ended_at(c, "card.rx_filtered", 1);
}

static void promiscuous(struct card *c)
{
	ready(c, E1000_RCTL_UPE);
	card_inject(c, stranger, 60, WIRE_OK);
	card_wait_ns(c, 10000);
	ck_assert_ptr_nonnull(card_received(c, NULL));
	only_counts(c, "GPRC", 1);
}

static void full_ring(struct card *c)
{
	card_start(c, 8, 8, 0);
	card_refill(c, 7);
	card_wait_ns(c, 5000);
	for (int i = 0; i < 9; i++)
		card_inject(c, card_mac, 60, WIRE_OK);
	card_wait_ns(c, 20000);
	for (int i = 0; i < 7; i++)
		ck_assert_ptr_nonnull(card_received(c, NULL));
	ck_assert_ptr_null(card_received(c, NULL));
	/* No descriptor: they wait in the packet buffer and count in RNBC. */
	ck_assert_uint_eq(card_read(c, E1000_RNBC), 2);
	ck_assert_uint_eq(card_read(c, E1000_MPC), 0);
	card_refill(c, 2);
	card_wait_ns(c, 5000);
	ck_assert_ptr_nonnull(card_received(c, NULL));
	ck_assert_ptr_nonnull(card_received(c, NULL));
}

static void full_buffer(struct card *c)
{
	unsigned got = 0, missed;

	/* 8 KiB for receive, from the next reset on: 13.4.16 */
	card_write(c, E1000_PBA, 8);
	card_write(c, E1000_CTRL, card_read(c, E1000_CTRL) | E1000_CTRL_RST);
	card_wait_ns(c, CARD_LOAD_NS);
	card_start(c, 8, 8, 0);
	card_refill(c, 7);
	card_wait_ns(c, 5000);
	for (int i = 0; i < 24; i++)
		card_inject(c, card_mac, 1514, WIRE_OK);
	card_wait_ns(c, 24 * 12500);
	ck_assert_uint_ne(card_read(c, E1000_ICR) & E1000_ICR_RXO, 0);
	missed = card_read(c, E1000_MPC);
	ck_assert_uint_gt(missed, 0);
	ended_at(c, "card.rx_fifo_full", missed);
	for (int round = 0; round < 24; round++) {
		unsigned n = 0;

		for (; card_received(c, NULL); got++)
			n++;
		card_refill(c, n);
		card_wait_ns(c, 5000);
	}
	/* Whole frames: whatever is not missed is received unharmed. */
	ck_assert_uint_eq(got + missed, 24);
	/* 7 in the ring, 5 of 1518 bytes in 8 KiB */
	ck_assert_uint_ge(got, 7 + 4);
	ck_assert_uint_le(got, 7 + 5);
}

static void disabled(struct card *c)
{
	card_inject(c, card_mac, 60, WIRE_OK);
	card_wait_ns(c, 10000);
	only_counts(c, "none", 0);
	ended_at(c, "card.rx_disabled", 1);
}

static void error_pin(struct card *c)
{
	ready(c, 0);
	card_inject(c, card_mac, 100, WIRE_RX_ER);
	card_wait_ns(c, 10000);
	ck_assert_ptr_null(card_received(c, NULL));
	only_counts(c, "RXERRC", 1);
	ended_at(c, "card.rx_error", 1);
}

static void no_delimiter(struct card *c)
{
	ready(c, 0);
	card_inject(c, card_mac, 60, WIRE_NO_SFD);
	card_wait_ns(c, 10000);
	ck_assert_ptr_null(card_received(c, NULL));
	ended_at(c, "card.rx_no_sfd", 1);
	card_inject(c, card_mac, 60, WIRE_OK);
	card_wait_ns(c, 10000);
	ck_assert_ptr_nonnull(card_received(c, NULL));
}

CARD_TEST(a_good_frame_arrives_whole_and_counts_in_gprc, good)
CARD_TEST(a_frame_with_a_wrong_fcs_counts_in_crcerrs, bad_fcs)
CARD_TEST(a_runt_counts_in_ruc, runt)
CARD_TEST(an_oversized_frame_counts_in_roc, oversize)
CARD_TEST(a_frame_for_another_address_counts_only_in_the_totals, other_address)
CARD_TEST(a_frame_for_another_address_is_good_in_promiscuous_mode, promiscuous)
CARD_TEST(frames_wait_in_the_card_while_the_ring_is_full, full_ring)
CARD_TEST(a_full_packet_buffer_drops_whole_frames_and_counts_in_mpc,
	  full_buffer)
CARD_TEST(a_frame_before_the_receiver_is_enabled_counts_nowhere, disabled)
CARD_TEST(a_frame_with_rx_er_counts_in_rxerrc, error_pin)
CARD_TEST(a_frame_without_delimiter_does_not_disturb_the_next, no_delimiter)

int main(void)
{
	const TTest *const tests[] = {
		a_good_frame_arrives_whole_and_counts_in_gprc,
		a_frame_with_a_wrong_fcs_counts_in_crcerrs,
		a_runt_counts_in_ruc,
		an_oversized_frame_counts_in_roc,
		a_frame_for_another_address_counts_only_in_the_totals,
		a_frame_for_another_address_is_good_in_promiscuous_mode,
		frames_wait_in_the_card_while_the_ring_is_full,
		a_full_packet_buffer_drops_whole_frames_and_counts_in_mpc,
		a_frame_before_the_receiver_is_enabled_counts_nowhere,
		a_frame_with_rx_er_counts_in_rxerrc,
		a_frame_without_delimiter_does_not_disturb_the_next};

	return card_main("counters", tests, sizeof(tests) / sizeof(tests[0]));
}
