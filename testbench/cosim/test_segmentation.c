// SPDX-License-Identifier: MIT
/* TCP segmentation: packets that become many frames. */
#include "transmit.h"

#include <string.h>

static void all_kinds(struct card *c)
{
	static const uint32_t payload[] = {1, 99, 100, 101, 200, 1000, 6001};

	struct transmit *t = transmit_begin(c);
	transmit_vlans(t, 0x8100);
	for (unsigned kind = 0; kind < 4; kind++) {
		for (unsigned i = 0; i < 7; i++) {
			transmit_segments(t, kind & 1, kind & 2, payload[i],
					  100, 0);
			transmit_segments(t, kind & 1, kind & 2, payload[i],
					  100,
					  0x0fffull << 48 | E1000_TXD_CMD_VLE);
			if (i == 3)
				transmit_check(t);
		}
		transmit_check(t);
	}
	transmit_done(t, 4 * 2 * (1 + 1 + 1 + 2 + 2 + 10 + 61));
}

CARD_TEST(tcp_and_udp_are_segmented_with_and_without_a_vlan_tag, all_kinds)

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

	struct transmit *t = transmit_begin(c);
	transmit_make(t, 1035, false, true, true);
	transmit_context(t, &x, E1000_TXD_CMD_TSE);
	transmit_packet(t, 1035, NULL, 0,
			TRANSMIT_DATA_DESC | E1000_TXD_CMD_TSE |
				transmit_popts(TRANSMIT_IP_AND_TU));
	x.hdrlen = 0;
	transmit_context(t, &x, E1000_TXD_CMD_TSE);
	transmit_packet(t, 1000, NULL, 0,
			TRANSMIT_DATA_DESC | E1000_TXD_CMD_TSE |
				transmit_popts(TRANSMIT_IP_AND_TU));
	x.mss = 1;
	x.hdrlen = 40;
	transmit_context(t, &x, E1000_TXD_CMD_TSE);
	transmit_packet(t, 1040, NULL, 0,
			TRANSMIT_DATA_DESC | E1000_TXD_CMD_TSE |
				transmit_popts(TRANSMIT_IP_AND_TU));
	transmit_check(t);
	transmit_done(t, 13 + 13 + 1000);
}

CARD_TEST(with_neither_ip_nor_tcp_a_block_is_sent_behind_constant_headers,
	  block_send)

static void failures(struct card *c)
{
	struct tx_context x = transmit_context_for(false, true);
	struct tx_context good;

	struct transmit *t = transmit_begin(c);
	x.hdrlen = 54;
	x.mss = 100;
	good = x;
	for (unsigned i = 0; i < 9; i++) {
		uint32_t len = 54 + 1000, cut = 54 + 250;

		transmit_make(t, 54 + 1040, false, true, true);
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
		transmit_context(t, &x, E1000_TXD_CMD_TSE);
		if (cut > len)
			cut = len / 2;
		transmit_packet(t, len, &cut, 1,
				TRANSMIT_DATA_DESC | E1000_TXD_CMD_TSE |
					transmit_popts(TRANSMIT_IP_AND_TU));
		transmit_segments(t, false, true, 150, 100,
				  0); /* the next is well */
		transmit_check(t);
	}
	ck_assert_uint_eq(t->model.contexts_failed, 7);
	transmit_done(t, 10 + 10 + 11 + 10 + 0 + 0 + 0 + 1 + 3 + 9 * 2);
}

CARD_TEST(a_context_that_does_not_fit_its_data_fails_and_harms_nobody, failures)

/* ---- at line rate ---- */

#define LINE_PAYLOAD 65536u
#define GAP_BYTES    (12 + 8) /* gap; preamble and SFD */

/* The data in pieces of a page, as a driver gives it. */
static void in_pages(struct transmit *t, uint32_t hdr, uint32_t len,
		     uint64_t second)
{
	uint32_t pieces[80] = {hdr};
	unsigned n = 1;

	for (uint32_t at = hdr; len - at > 4096; at += 4096)
		pieces[n++] = 4096;
	transmit_packet(t, len, pieces, n, second);
}

static void line_rate(struct card *c)
{
	struct transmit *t = transmit_begin(c);
	struct tx_context x = transmit_context_for(false, true);
	uint32_t hdr = transmit_make(t, 0, false, true, true);
	ps_t bytes = 0;

	x.hdrlen = (uint8_t)hdr;
	x.paylen = LINE_PAYLOAD;
	x.mss = 1460;
	transmit_make(t, hdr + LINE_PAYLOAD, false, true, true);
	for (unsigned i = 0; i < 4; i++) {
		transmit_context(t, &x, E1000_TXD_CMD_TSE);
		in_pages(t, hdr, hdr + LINE_PAYLOAD,
			 TRANSMIT_DATA_DESC | E1000_TXD_CMD_TSE |
				 transmit_popts(TRANSMIT_IP_AND_TU));
	}
	transmit_check(t);
	for (unsigned i = 1; i < t->came; i++)
		bytes += t->got[i].len + 4 + GAP_BYTES;
	/* not one clock between two frames but the gap, in four packets */
	ck_assert_uint_eq(t->got[t->came - 1].last_bit - t->got[0].last_bit,
			  bytes * NIC_CYCLE_PS);
	/* The shortest frames: headers, sums and patches for each of them. */
	transmit_forget(t);
	x.mss = 6;
	x.paylen = 6000;
	for (unsigned i = 0; i < 2; i++) {
		transmit_context(t, &x, E1000_TXD_CMD_TSE);
		in_pages(t, hdr, hdr + 6000,
			 TRANSMIT_DATA_DESC | E1000_TXD_CMD_TSE |
				 transmit_popts(TRANSMIT_IP_AND_TU));
	}
	transmit_check(t);
	ck_assert_uint_eq(t->got[1999].last_bit - t->got[0].last_bit,
			  1999ull * (60 + 4 + GAP_BYTES) * NIC_CYCLE_PS);
	/* As much payload as PAYLEN can say of 64 KiB and more. */
	transmit_forget(t);
	x.mss = 8960;
	x.paylen = 200000;
	transmit_make(t, hdr + 200000, false, true, true);
	transmit_context(t, &x, E1000_TXD_CMD_TSE);
	in_pages(t, hdr, hdr + 200000,
		 TRANSMIT_DATA_DESC | E1000_TXD_CMD_TSE |
			 transmit_popts(TRANSMIT_IP_AND_TU));
	transmit_check(t);
	transmit_done(t, 23);
}

CARD_TEST(segments_of_64_kib_leave_back_to_back_with_the_least_gap, line_rate)

/* ---- the books ---- */

static void count_place(void *arg, const char *place, uint64_t n)
{
	if (!strcmp(place, "wire.sent"))
		*(uint64_t *)arg = n;
}

static uint64_t sent_frames(struct card *c)
{
	uint64_t n = 0;

	ledger_each_place(machine_ledger(c->m), count_place, &n);
	return n;
}

static void books(struct card *c)
{
	struct transmit *t = transmit_begin(c);
	struct ledger *l = machine_ledger(c->m);
	uint64_t before = ledger_births(l, LEDGER_HOST);
	uint32_t one = ledger_born(l, LEDGER_HOST, machine_now(c->m)), two;
	char why[128] = "";

	t->owner = one;
	transmit_segments(t, false, true, 1000, 100, 0); /* 10 frames */
	t->owner = two = ledger_born(l, LEDGER_HOST, machine_now(c->m));
	transmit_segments(t, false, true, 300, 100, 0); /* 3 */
	transmit_check(t);
	ck_assert_str_eq(ledger_place(l, one), "wire.sent");
	ck_assert_str_eq(ledger_place(l, two), "wire.sent");
	ck_assert_uint_eq(ledger_births(l, LEDGER_HOST) - before, 13);
	ck_assert_uint_eq(sent_frames(c), 13);
	/* Data that was mapped for no frame: the card's own, one by one. */
	t->owner = 0;
	transmit_segments(t, false, true, 250, 100, 0);
	transmit_packet(t, 100, NULL, 0, E1000_TXD_CMD_IFCS);
	transmit_packet(t, 101, NULL, 0, E1000_TXD_CMD_IFCS);
	transmit_check(t);
	ck_assert_uint_eq(ledger_births(l, LEDGER_HOST) - before, 18);
	ck_assert_uint_eq(sent_frames(c), 18);
	/* Read, and of no use. */
	t->owner = ledger_born(l, LEDGER_HOST, machine_now(c->m));
	transmit_segments(t, false, true, 250, 0, 0);
	transmit_check(t);
	ck_assert_str_eq(ledger_place(l, t->owner), "card.tx_bad_descriptor");
	ck_assert_msg(ledger_conserved(l, why, sizeof(why)), "%s", why);
	transmit_done(t, 18);
}

CARD_TEST(each_segment_is_a_frame_of_its_packet_in_the_books, books)

static void too_long(struct card *c)
{
	struct transmit *t;
	uint32_t hdr;

	card_write(c, E1000_PBA, 62); /* 2 KiB for transmit, after a reset */
	card_write(c, E1000_CTRL, E1000_CTRL_RST);
	card_wait_ns(c, CARD_LOAD_NS);
	t = transmit_begin(c);
	transmit_segments(t, false, true, 4000, 3000, 0);
	transmit_forget(t); /* the model's: the second one would have room */
	hdr = transmit_make(t, 0, false, true, true);
	transmit_segments(t, false, true, 3000, 1000, 0);
	transmit_go(t);
	ck_assert_uint_eq(t->wanted, 3);
	ck_assert_uint_eq(t->came, 4);
	ck_assert_uint_eq(t->got[0].len, hdr + 1000);
	for (unsigned i = 0; i < 3; i++)
		ck_assert_mem_eq(t->got[i + 1].data, t->want[i].data,
				 t->want[i].len);
	transmit_done(t, 4);
}

CARD_TEST(segments_too_long_for_the_buffer_are_dropped_one_by_one, too_long)

/* ---- random ---- */

static uint8_t any_offset(struct transmit *t, uint32_t good)
{
	return (uint8_t)(transmit_random(t, 3) ? good
					       : transmit_random(t, 256));
}

static void random_packet(struct transmit *t)
{
	bool v6 = transmit_random(t, 2), tcp = transmit_random(t, 2),
	     tso = transmit_random(t, 2), wild = !transmit_random(t, 3);
	struct tx_context x = transmit_context_for(v6, tcp);
	uint32_t hdr = transmit_make(t, 0, v6, tcp, tso);
	uint32_t len = hdr + 1 +
		       transmit_random(t, transmit_random(t, 4) ? 300 : 4000),
		 at = 0;
	uint64_t second = (uint64_t)transmit_random(t, 0x10000) << 48 |
			  transmit_popts(transmit_random(t, 4));
	bool legacy = !transmit_random(t, 4);

	transmit_make(t, len, v6, tcp, tso);
	x.hdrlen = (uint8_t)hdr;
	x.mss = (uint16_t)(1 + transmit_random(t, transmit_random(t, 3) ? 1500
									: 60));
	if (len / x.mss > 60)
		x.mss = (uint16_t)(len / 60 + 1);
	x.paylen = len - hdr;
	if (wild) {
		x.ipcss = any_offset(t, x.ipcss);
		x.ipcso = any_offset(t, x.ipcso);
		x.ipcse = transmit_random(t, 2)
				  ? x.ipcse
				  : (uint16_t)transmit_random(t, 500);
		x.tucss = any_offset(t, x.tucss);
		x.tucso = any_offset(t, x.tucso);
		x.tucse = transmit_random(t, 2)
				  ? 0
				  : (uint16_t)transmit_random(t, 500);
		x.hdrlen = any_offset(t, x.hdrlen);
		if (!transmit_random(t, 8))
			x.paylen = transmit_random(t, 2 * len);
		if (!transmit_random(t, 16))
			x.mss = 0;
		x.tcp = transmit_random(t, 2);
		x.ip = transmit_random(t, 2);
	}
	if (transmit_random(t, 8))
		transmit_context(t, &x, tso ? E1000_TXD_CMD_TSE : 0);
	second |= legacy ? (uint64_t)transmit_random(t, 120) << 40 |
				   transmit_random(t, 120) << 16
			 : E1000_TXD_CMD_DEXT | E1000_TXD_DTYP_D;
	second |= transmit_random(t, 2) ? E1000_TXD_CMD_VLE : 0;
	if (legacy ? transmit_random(t, 2) : tso)
		second |= E1000_TXD_CMD_TSE; /* IC in legacy ones */
	while (at < len) {
		uint32_t left = len - at;
		uint32_t piece = transmit_random(t, 3)
					 ? 1 + transmit_random(t, left)
					 : transmit_random(t, 20);

		if (piece > left || !transmit_random(t, 4))
			piece = left;
		at += piece;
		transmit_data(t, t->packet + at - piece, piece,
			      second | E1000_TXD_CMD_IFCS |
				      (at == len ? E1000_TXD_CMD_EOP : 0));
		if (!transmit_random(t, 16)) /* in the middle, for later */
			transmit_context(
				t, &x,
				transmit_random(t, 2) ? E1000_TXD_CMD_TSE : 0);
	}
}

static void random_packets(struct card *c)
{
	struct transmit *t = transmit_begin(c);
	transmit_vlans(t, 0x8100);
	for (t->seed = 4711; t->model.contexts_sent < 200;) {
		transmit_forget(t);
		for (unsigned n = 0; n < 8; n++)
			random_packet(t);
		transmit_check(t);
	}
	ck_assert_uint_gt(t->model.contexts_failed, 50);
	transmit_done(t, t->came);
}

CARD_TEST(random_contexts_sizes_and_splits_give_what_the_model_gives,
	  random_packets)

int main(void)
{
	const TTest *const tests[] = {
		tcp_and_udp_are_segmented_with_and_without_a_vlan_tag,
		with_neither_ip_nor_tcp_a_block_is_sent_behind_constant_headers,
		a_context_that_does_not_fit_its_data_fails_and_harms_nobody,
		segments_of_64_kib_leave_back_to_back_with_the_least_gap,
		each_segment_is_a_frame_of_its_packet_in_the_books,
		segments_too_long_for_the_buffer_are_dropped_one_by_one,
		random_contexts_sizes_and_splits_give_what_the_model_gives};

	return card_main("segmentation", tests,
			 sizeof(tests) / sizeof(tests[0]));
}
