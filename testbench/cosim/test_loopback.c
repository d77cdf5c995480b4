// SPDX-License-Identifier: MIT
/* Loopback, in the MAC (RCTL.LBM) and in the PHY (its register 0), as the self
 * tests of drivers use them: what is sent comes back, the wire knows nothing of
 * it, and each frame ends once. */
#include "card.h"

#include "sim/board.h"

#include "../../sim/board/phy.h"

#include <string.h>

#define MDIC_NS	 30000
#define ROUND_NS 20000 /* a frame of 1 KiB, out and back into memory */

static uint64_t place_count;
static const char *place_name;

static void find_place(void *arg, const char *place, uint64_t n)
{
	(void)arg;
	if (!strcmp(place, place_name))
		place_count = n;
}

static unsigned ended_at(struct card *c, const char *place)
{
	place_name = place;
	place_count = 0;
	ledger_each_place(machine_ledger(c->m), find_place, NULL);
	return (unsigned)place_count;
}

static void start(struct card *c, uint32_t rctl)
{
	card_start(c, CARD_RING, CARD_RING, rctl | E1000_RCTL_BAM);
	card_refill(c, CARD_RING - 1);
	card_wait_ns(c, 5000);
}

/* What Linux's self test sends: ones, half of it a pattern. */
static void pattern(uint8_t *frame, unsigned len, unsigned number)
{
	memset(frame, 0xff, len);
	memset(frame + len / 2, 0xaa, len / 2 - 1);
	frame[len / 2 + 10] = 0xbe;
	frame[len / 2 + 12] = (uint8_t)number;
}

static void goes_round(struct card *c, unsigned frames, unsigned len)
{
	uint8_t frame[1500];
	unsigned sent = c->sent;

	for (unsigned i = 0; i < frames; i++) {
		const struct card_desc *d;
		const uint8_t *data;

		pattern(frame, len, i);
		card_queue(c, frame, (uint16_t)len);
		card_doorbell(c);
		card_wait_ns(c, ROUND_NS);
		ck_assert_uint_eq(card_reclaim(c), 1);
		d = card_received(c, &data);
		ck_assert_msg(d != NULL, "frame %u did not come back", i);
		ck_assert_uint_eq(d->length, len + 4);
		ck_assert_mem_eq(data, frame, len);
		card_refill(c, 1);
	}
	ck_assert_uint_eq(c->sent, sent);
}

/* Frames for others are seen to leave. */
static void goes_out(struct card *c)
{
	uint8_t frame[60];
	unsigned sent = c->sent;

	card_frame(frame, peer_mac, sizeof(frame));
	card_queue(c, frame, sizeof(frame));
	card_doorbell(c);
	card_wait_ns(c, 5000);
	ck_assert_uint_eq(card_reclaim(c), 1);
	ck_assert_uint_eq(c->sent, sent + 1);
	ck_assert_ptr_null(card_received(c, NULL));
}

static void comes_in(struct card *c)
{
	card_inject(c, card_mac, 60, WIRE_OK);
	card_wait_ns(c, 5000);
	ck_assert_ptr_nonnull(card_received(c, NULL));
	card_refill(c, 1);
}

static void rctl(struct card *c, uint32_t lbm)
{
	card_write(c, E1000_RCTL, E1000_RCTL_EN | E1000_RCTL_BAM | lbm);
	card_wait_ns(c, 1000);
}

static void in_the_mac(struct card *c)
{
	static const uint32_t modes[] = {E1000_RCTL_LBM_MAC,
					 E1000_RCTL_LBM_TCVR};

	start(c, 0);
	for (unsigned i = 0; i < 2; i++) {
		rctl(c, modes[i]);
		goes_round(c, 20, 1024);
		rctl(c, 0);
		goes_out(c);
		comes_in(c);
	}
	ck_assert_uint_eq(card_read(c, E1000_GPTC), 42);
	ck_assert_uint_eq(card_read(c, E1000_GPRC), 42);
	ck_assert_uint_eq(card_read(c, E1000_BPRC), 40);
	ck_assert_uint_eq(ended_at(c, "wire.sent"), 2);
	/* 10b is none. */
	rctl(c, 2 << E1000_RCTL_LBM_SHIFT);
	goes_out(c);
}

static void without_a_link(struct card *c)
{
	start(c, E1000_RCTL_LBM_MAC);
	machine_link(c->m, false);
	card_wait_ns(c, 1000);
	ck_assert_uint_eq(card_read(c, E1000_STATUS) & E1000_STATUS_LU, 0);
	goes_round(c, 3, 200);
}

static void the_wire_meanwhile(struct card *c)
{
	start(c, E1000_RCTL_LBM_MAC);
	for (unsigned i = 0; i < 5; i++)
		card_inject(c, card_mac, 200, WIRE_OK);
	goes_round(c, 3, 1024);
	ck_assert_uint_eq(ended_at(c, "card.rx_ignored"), 5);
	ck_assert_uint_eq(card_read(c, E1000_TPR), 3);
	/* Switched in the middle of a frame either way, no frame is cut. */
	for (unsigned i = 0; i < 40; i++) {
		card_inject(c, card_mac, 60, WIRE_OK);
		card_wait_ns(c, 37 * i);
		card_write(c, E1000_RCTL,
			   E1000_RCTL_EN | (i % 2 ? E1000_RCTL_LBM_MAC : 0));
		card_wait_ns(c, 3000);
		while (card_received(c, NULL))
			card_refill(c, 1);
	}
	rctl(c, 0);
	comes_in(c);
	ck_assert_uint_eq(card_read(c, E1000_CRCERRS), 0);
	ck_assert_uint_eq(card_read(c, E1000_RUC), 0);
	ck_assert_uint_eq(card_read(c, E1000_RFC), 0);
	ck_assert_uint_eq(ended_at(c, "card.rx_ignored") +
				  card_read(c, E1000_GPRC),
			  3 + 5 + 40 + 1);
}

static unsigned phy_get(struct card *c, unsigned reg)
{
	card_write(c, E1000_MDIC,
		   E1000_MDIC_OP_READ | PHY_ADDRESS << E1000_MDIC_PHY_SHIFT |
			   reg << E1000_MDIC_REG_SHIFT);
	card_wait_ns(c, MDIC_NS);
	return card_read(c, E1000_MDIC) & E1000_MDIC_DATA;
}

static void phy_put(struct card *c, unsigned reg, unsigned value)
{
	card_write(c, E1000_MDIC,
		   E1000_MDIC_OP_WRITE | PHY_ADDRESS << E1000_MDIC_PHY_SHIFT |
			   reg << E1000_MDIC_REG_SHIFT | value);
	card_wait_ns(c, MDIC_NS);
}

/* Step by step what Linux's e1000 does to its PHY and card. */
static void self_test_begins(struct card *c)
{
	uint32_t ctrl;

	phy_put(c, PHY_PSCR, 0x0808);
	phy_put(c, PHY_CTRL, 0x9140);
	phy_put(c, PHY_CTRL, 0x8140);
	phy_put(c, PHY_CTRL, 0x4140);
	ctrl = card_read(c, E1000_CTRL) & ~E1000_CTRL_SPD_SEL;
	card_write(c, E1000_CTRL,
		   ctrl | E1000_CTRL_FRCSPD | E1000_CTRL_FRCDPX |
			   E1000_CTRL_SPD_1000 | E1000_CTRL_FD |
			   E1000_CTRL_ILOS);
	phy_put(c, 29, 0x001f);
	phy_put(c, 30, 0x8ffc);
	phy_put(c, 29, 0x001a);
	phy_put(c, 30, 0x8ff0);
	card_wait_ns(c, 500000);
}

static void self_test_ends(struct card *c)
{
	phy_put(c, PHY_CTRL,
		phy_get(c, PHY_CTRL) & ~(unsigned)PHY_CTRL_LOOPBACK);
	phy_put(c, PHY_CTRL, 0x1140 | PHY_CTRL_RESET);
	card_write(c, E1000_CTRL, E1000_CTRL_SLU);
	card_wait_ns(c, PHY_LINK_PS / PS_PER_NS + 1000);
}

static void in_the_phy(struct card *c)
{
	uint32_t lsc;

	start(c, 0);
	self_test_begins(c);
	ck_assert_uint_eq(card_read(c, E1000_STATUS) & 0xc3, 0x83);
	ck_assert_uint_eq(phy_get(c, PHY_CTRL), 0x4140);
	goes_round(c, 64, 1024);
	/* Nobody out there takes part. */
	for (unsigned i = 0; i < 3; i++)
		card_inject(c, card_mac, 100, WIRE_OK);
	goes_round(c, 2, 1024);
	ck_assert_uint_eq(ended_at(c, "phy.rx_isolated"), 3);
	machine_link(c->m, false);
	card_wait_ns(c, 10000);
	goes_round(c, 2, 60);
	machine_link(c->m, true);
	lsc = card_read(c, E1000_ICR) & E1000_ICR_LSC;
	ck_assert_uint_ne(lsc, 0);
	self_test_ends(c);
	ck_assert_uint_eq(card_read(c, E1000_STATUS), 0x80080783);
	goes_out(c);
	comes_in(c);
	ck_assert_uint_eq(ended_at(c, "wire.sent"), 1);
	ck_assert_uint_eq(card_read(c, E1000_CRCERRS), 0);
}

/* Loopback that begins and ends while frames fly both ways: each ends once. */
static void switched_in_traffic(struct card *c)
{
	uint8_t frame[300];

	start(c, 0);
	phy_put(c, PHY_CTRL, 0x0140);
	card_wait_ns(c, PHY_LINK_PS / PS_PER_NS + 1000);
	card_frame(frame, card_mac, sizeof(frame));
	for (unsigned i = 0; i < 12; i++) {
		for (unsigned k = 0; k < 20; k++) {
			card_queue(c, frame, sizeof(frame));
			card_inject(c, card_mac, 60 + 50 * k, WIRE_OK);
		}
		card_doorbell(c);
		card_wait_ns(c, 100 * i);
		phy_put(c, PHY_CTRL, i % 2 ? 0x0140 : 0x4140);
		card_wait_ns(c, PHY_LINK_PS / PS_PER_NS + 200000);
		card_reclaim(c);
		while (card_received(c, NULL))
			card_refill(c, 1);
	}
	ck_assert_uint_gt(ended_at(c, "phy.rx_isolated"), 40);
	ck_assert_uint_gt(ended_at(c, "wire.sent"), 40);
	ck_assert_uint_eq(ended_at(c, "wire.sent"), c->sent);
	ck_assert_uint_eq(card_read(c, E1000_CRCERRS), 0);
	ck_assert_uint_eq(card_read(c, E1000_RXERRC), 0);
}

static void reset_in_loopback(struct card *c)
{
	uint8_t frame[200];

	card_frame(frame, card_mac, sizeof(frame));
	for (unsigned i = 0; i < 60; i++) {
		c->rx.next = c->rx.tail = c->tx.next = c->tx.tail = 0;
		start(c, i % 2 ? E1000_RCTL_LBM_MAC : 0);
		if (i == 20)
			phy_put(c, PHY_CTRL, 0x4140);
		for (unsigned k = 0; k < 3; k++)
			card_queue(c, frame, sizeof(frame));
		card_doorbell(c);
		card_wait_ns(c, 1200 + 37 * i);
		card_write(c, E1000_CTRL, E1000_CTRL_RST);
		card_wait_ns(c, CARD_LOAD_NS);
	}
	c->rx.next = c->rx.tail = c->tx.next = c->tx.tail = 0;
	start(c, 0);
	goes_round(c, 4, 1024); /* the PHY loops still */
}

CARD_TEST(in_mac_loopback_frames_come_back_and_the_wire_sees_none, in_the_mac)
CARD_TEST(mac_loopback_needs_no_link, without_a_link)
CARD_TEST(what_the_wire_brings_in_mac_loopback_is_ignored_whole,
	  the_wire_meanwhile)
CARD_TEST(the_self_test_of_linux_passes_by_way_of_the_phy, in_the_phy)
CARD_TEST(phy_loopback_switched_in_traffic_cuts_no_frame, switched_in_traffic)
CARD_TEST(a_reset_in_loopback_loses_track_of_no_frame, reset_in_loopback)

int main(void)
{
	const TTest *const tests[] = {
		in_mac_loopback_frames_come_back_and_the_wire_sees_none,
		mac_loopback_needs_no_link,
		what_the_wire_brings_in_mac_loopback_is_ignored_whole,
		the_self_test_of_linux_passes_by_way_of_the_phy,
		phy_loopback_switched_in_traffic_cuts_no_frame,
		a_reset_in_loopback_loses_track_of_no_frame,
	};

	return card_main("loopback", tests, sizeof(tests) / sizeof(tests[0]));
}
