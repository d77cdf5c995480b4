// SPDX-License-Identifier: MIT
/* Flow control of the whole card (8254x SDM 8.7): PAUSE frames from the wire
 * hold the transmitter for exactly their time, and a host that does not keep up
 * makes the card send them. */
#include "card.h"

#include <string.h>

#define XOFF_UNIT_PS (512 * PS_PER_NS) /* 512 bit times at 1 Gb/s */
#define FRAME_EDGES  (8 + 64)	       /* preamble and the shortest frame */

static const uint8_t pause_group[6] = {0x01, 0x80, 0xc2, 0x00, 0x00, 0x01};

/* What went out, in order. */
static struct heard {
	ps_t last_bit;
	uint32_t len;
	uint8_t data[64];
} heard[64];
static unsigned nheard;

static void hear(void *arg, ps_t last_bit, const uint8_t *data, uint32_t len,
		 bool fcs_ok)
{
	(void)arg;
	ck_assert(fcs_ok);
	ck_assert_uint_lt(nheard, sizeof(heard) / sizeof(heard[0]));
	heard[nheard].last_bit = last_bit;
	heard[nheard].len = len;
	memcpy(heard[nheard].data, data, len < 64 ? len : 64);
	nheard++;
}

static void start(struct card *c, uint32_t ctrl, uint32_t rctl)
{
	nheard = 0;
	wire_listen(c->wire, hear, NULL);
	card_start(c, CARD_RING, CARD_RING, rctl);
	card_write(c, E1000_CTRL, card_read(c, E1000_CTRL) | ctrl);
	card_write(c, E1000_FCAL, 0x00c28001);
	card_write(c, E1000_FCAH, 0x0100);
	card_write(c, E1000_FCT, 0x8808);
	card_wait_ns(c, 2000);
}

static void inject_control(struct card *c, const uint8_t *dst, uint16_t opcode,
			   uint16_t time)
{
	static uint8_t buf[60];
	struct wire_frame f = {
		.at = machine_now(c->m), .data = buf, .len = sizeof(buf)};

	memset(buf, 0, sizeof(buf));
	memcpy(buf, dst, 6);
	memcpy(buf + 6, peer_mac, 6);
	buf[12] = 0x88;
	buf[13] = 0x08;
	buf[14] = (uint8_t)(opcode >> 8);
	buf[15] = (uint8_t)opcode;
	buf[16] = (uint8_t)(time >> 8);
	buf[17] = (uint8_t)time;
	wire_inject(c->wire, &f);
	machine_charge_ns(c->m, 0);
}

static void send_frames(struct card *c, unsigned n)
{
	uint8_t frame[60];

	card_frame(frame, peer_mac, sizeof(frame));
	while (n--)
		card_queue(c, frame, sizeof(frame));
	card_doorbell(c);
}

static bool paused(struct card *c)
{
	return card_read(c, E1000_STATUS) & E1000_STATUS_TXOFF;
}

static void lasts_its_time(struct card *c)
{
	static const uint16_t times[] = {20, 100, 333, 2000};
	ps_t quickest = PS_NEVER;

	start(c, E1000_CTRL_RFCE, 0);
	for (unsigned i = 0; i < 4; i++) {
		ps_t pause = times[i] * XOFF_UNIT_PS, end, over;

		end = (machine_now(c->m) / NIC_CYCLE_PS + 1 + FRAME_EDGES) *
		      NIC_CYCLE_PS;
		inject_control(c, pause_group, 1, times[i]);
		machine_delay_ns(c->m, 850);
		ck_assert(paused(c));
		nheard = 0;
		send_frames(c, 1);
		card_wait_ns(c, pause / PS_PER_NS + 5000);
		ck_assert(!paused(c));
		ck_assert_uint_eq(nheard, 1);
		ck_assert_uint_eq(card_reclaim(c), 1);
		/* The frame began when the pause was over, to the edge. */
		over = heard[0].last_bit - FRAME_EDGES * NIC_CYCLE_PS -
		       (end + pause);
		if (quickest == PS_NEVER)
			quickest = over;
		ck_assert_uint_eq(over, quickest);
		ck_assert_uint_eq(over, 5 * NIC_CYCLE_PS);
	}
	ck_assert_uint_eq(card_read(c, E1000_XOFFRXC), 4);
	ck_assert_uint_eq(card_read(c, E1000_XOFFRXC), 0);
	ck_assert_uint_eq(card_read(c, E1000_XONRXC), 0);
}

static void xon_ends_it(struct card *c)
{
	start(c, E1000_CTRL_RFCE, 0);
	inject_control(c, card_mac, 1, 0xffff);
	card_wait_ns(c, 2000);
	send_frames(c, 3);
	card_wait_ns(c, 100000);
	ck_assert(paused(c));
	ck_assert_uint_eq(nheard, 0);
	inject_control(c, pause_group, 1, 0);
	card_wait_ns(c, 5000);
	ck_assert(!paused(c));
	ck_assert_uint_eq(nheard, 3);
	ck_assert_uint_eq(card_read(c, E1000_XOFFRXC), 1);
	ck_assert_uint_eq(card_read(c, E1000_XONRXC), 1);
	ck_assert_uint_eq(card_read(c, E1000_TPR), 2);
	/* 13.7: flow control is no good packet */
	ck_assert_uint_eq(card_read(c, E1000_GPRC), 0);
	ck_assert_uint_eq(card_read(c, E1000_MPRC), 0);
	ck_assert_uint_eq(card_read(c, E1000_PRC64), 0);
}

static void not_without_rfce(struct card *c)
{
	start(c, 0, E1000_RCTL_MPE);
	card_refill(c, 8);
	inject_control(c, pause_group, 1, 0xffff);
	inject_control(c, pause_group, 7, 0xffff);
	card_wait_ns(c, 10000);
	ck_assert(!paused(c));
	send_frames(c, 1);
	card_wait_ns(c, 5000);
	ck_assert_uint_eq(nheard, 1);
	ck_assert_ptr_nonnull(card_received(c, NULL));
	ck_assert_ptr_nonnull(card_received(c, NULL));
	ck_assert_uint_eq(card_read(c, E1000_XOFFRXC), 0);
	ck_assert_uint_eq(card_read(c, E1000_FCRUC), 0);
	ck_assert_uint_eq(card_read(c, E1000_GPRC), 2);
	ck_assert_uint_eq(card_read(c, E1000_MPRC), 2);
}

static void to_the_host(struct card *c)
{
	static const struct {
		uint32_t rctl;
		const uint8_t *dst;
		uint16_t opcode;
		bool comes;
	} want[] = {
		{0, pause_group, 1, false},
		{0, card_mac, 1, true},
		{E1000_RCTL_MPE, pause_group, 1, true},
		{E1000_RCTL_MPE | E1000_RCTL_DPF, pause_group, 1, false},
		{E1000_RCTL_DPF, card_mac, 1, false},
		{0, card_mac, 2, false},
		{E1000_RCTL_MPE, pause_group, 2, false},
		{E1000_RCTL_PMCF, card_mac, 2, true},
		{E1000_RCTL_PMCF, pause_group, 2, true},
		{E1000_RCTL_PMCF, pause_group, 1, false},
	};
	unsigned n = sizeof(want) / sizeof(want[0]);

	start(c, E1000_CTRL_RFCE, 0);
	card_refill(c, 64);
	for (unsigned i = 0; i < n; i++) {
		const uint8_t *data;

		card_write(c, E1000_RCTL, want[i].rctl | E1000_RCTL_EN);
		card_read(c, E1000_STATUS); /* it is there */
		inject_control(c, want[i].dst, want[i].opcode, 0);
		card_wait_ns(c, 8000);
		ck_assert_msg((card_received(c, &data) != NULL) ==
				      want[i].comes,
			      "case %u", i);
		if (want[i].comes)
			ck_assert_mem_eq(data, want[i].dst, 6);
	}
	ck_assert_uint_eq(card_read(c, E1000_XONRXC), 6);
	ck_assert_uint_eq(card_read(c, E1000_FCRUC), 4);
	ck_assert_uint_eq(card_read(c, E1000_GPRC), 0);
	ck_assert_uint_eq(card_read(c, E1000_TPR), n);
}

static void is_pause(const struct heard *h, uint16_t time)
{
	uint8_t want[60] = {0};

	memcpy(want, pause_group, 6);
	memcpy(want + 6, card_mac, 6);
	want[12] = 0x88;
	want[13] = 0x08;
	want[15] = 1;
	want[16] = (uint8_t)(time >> 8);
	want[17] = (uint8_t)time;
	ck_assert_uint_eq(h->len, 60);
	ck_assert_mem_eq(h->data, want, 60);
}

static void slow_host(struct card *c)
{
	start(c, E1000_CTRL_TFCE, 0);
	card_write(c, E1000_FCTTV, 0x1234);
	card_write(c, E1000_FCRTH, 8192);
	card_write(c, E1000_FCRTL, 4096 | E1000_FCRTL_XONE);
	/* No descriptor: everything stays in the packet buffer, 512 bytes and
	 * its header each. */
	for (int i = 0; i < 14; i++)
		card_inject(c, card_mac, 508, WIRE_OK);
	card_wait_ns(c, 100000);
	ck_assert_uint_eq(nheard, 0);
	for (int i = 0; i < 4; i++)
		card_inject(c, card_mac, 508, WIRE_OK);
	card_wait_ns(c, 50000);
	ck_assert_uint_eq(nheard, 1);
	is_pause(&heard[0], 0x1234);
	ck_assert_uint_eq(card_read(c, E1000_XOFFTXC), 1);
	card_refill(c, 64);
	card_wait_ns(c, 50000);
	ck_assert_uint_eq(nheard, 2);
	is_pause(&heard[1], 0);
	ck_assert_uint_eq(card_read(c, E1000_XONTXC), 1);
	ck_assert_uint_eq(card_read(c, E1000_XOFFTXC), 0);
	/* 13.7: they are in the totals only */
	ck_assert_uint_eq(card_read(c, E1000_TPT), 2);
	ck_assert_uint_eq(card_read(c, E1000_TOTL), 128);
	card_read(c, E1000_TOTH);
	ck_assert_uint_eq(card_read(c, E1000_GPTC), 0);
	ck_assert_uint_eq(card_read(c, E1000_GOTCL), 0);
	ck_assert_uint_eq(card_read(c, E1000_PTC64), 0);
	ck_assert_uint_eq(card_read(c, E1000_MPTC), 0);
	for (int i = 0; i < 18; i++)
		ck_assert_ptr_nonnull(card_received(c, NULL));
}

/* What the last PAUSE frame asked for. */
static bool peer_may_send(void)
{
	return !nheard ||
	       !(heard[nheard - 1].data[16] | heard[nheard - 1].data[17]);
}

/* The host takes a frame of 1500 bytes in twice the time it takes the wire. */
static void nothing_is_lost(struct card *c)
{
	unsigned sent = 0, got = 0, n = 300;

	start(c, E1000_CTRL_TFCE, 0);
	card_write(c, E1000_FCTTV, 0xffff);
	card_write(c, E1000_FCRTH, 40960);
	card_write(c, E1000_FCRTL, 8192 | E1000_FCRTL_XONE);
	card_refill(c, 4);
	for (unsigned tick = 0; got < n && tick < 10 * n; tick++) {
		if (sent < n && peer_may_send()) {
			card_inject(c, card_mac, 1500, WIRE_OK);
			sent++;
		}
		card_wait_ns(c, 12300);
		if (tick % 2 && card_received(c, NULL)) {
			got++;
			card_refill(c, 1);
		}
	}
	ck_assert_uint_eq(got, n);
	ck_assert_uint_ge(card_read(c, E1000_XOFFTXC), 3);
	ck_assert_uint_ge(card_read(c, E1000_XONTXC), 3);
	ck_assert_uint_eq(card_read(c, E1000_MPC), 0);
	ck_assert_uint_eq(card_read(c, E1000_GPRC), n);
}

static void by_software(struct card *c)
{
	start(c, E1000_CTRL_RFCE, 0);
	card_write(c, E1000_FCTTV, 0x00ff);
	card_write(c, E1000_TCTL, card_read(c, E1000_TCTL) | E1000_TCTL_SWXOFF);
	ck_assert_uint_ne(card_read(c, E1000_TCTL) & E1000_TCTL_SWXOFF, 0);
	card_wait_ns(c, 3000);
	ck_assert_uint_eq(card_read(c, E1000_TCTL) & E1000_TCTL_SWXOFF, 0);
	ck_assert_uint_eq(nheard, 1);
	is_pause(&heard[0], 0x00ff);
	/* Also while the card is paused itself, and in front of what waits. */
	inject_control(c, pause_group, 1, 100);
	card_wait_ns(c, 2000);
	send_frames(c, 2);
	card_write(c, E1000_TCTL, card_read(c, E1000_TCTL) | E1000_TCTL_SWXOFF);
	card_wait_ns(c, 10000);
	ck_assert(paused(c));
	ck_assert_uint_eq(nheard, 2);
	is_pause(&heard[1], 0x00ff);
	card_wait_ns(c, 60000);
	ck_assert_uint_eq(nheard, 4);
	ck_assert_uint_eq(card_read(c, E1000_XOFFTXC), 2);
	ck_assert_uint_eq(card_read(c, E1000_GPTC), 2);
}

static void reset_ends_it(struct card *c)
{
	start(c, E1000_CTRL_RFCE, 0);
	inject_control(c, pause_group, 1, 0xffff);
	card_wait_ns(c, 2000);
	card_write(c, E1000_TCTL, card_read(c, E1000_TCTL) | E1000_TCTL_SWXOFF);
	card_wait_ns(c, 300); /* in the middle of it */
	send_frames(c, 2);
	card_write(c, E1000_CTRL, E1000_CTRL_RST);
	card_wait_ns(c, CARD_LOAD_NS);
	ck_assert(!paused(c));
	card_reclaim(c);
	card_start(c, CARD_RING, CARD_RING, 0);
	c->tx.next = c->tx.tail = 0;
	nheard = 0;
	send_frames(c, 1);
	card_wait_ns(c, 5000);
	ck_assert_uint_eq(nheard, 1);
}

CARD_TEST(a_pause_lasts_its_time_to_the_edge_and_then_frames_go_on,
	  lasts_its_time)
CARD_TEST(xon_ends_a_pause_and_neither_counts_as_a_good_packet, xon_ends_it)
CARD_TEST(without_rfce_flow_control_frames_are_frames_like_any_other,
	  not_without_rfce)
CARD_TEST(dpf_and_pmcf_say_which_flow_control_frames_the_host_sees, to_the_host)
CARD_TEST(a_buffer_over_fcrth_sends_xoff_and_down_to_fcrtl_xon, slow_host)
CARD_TEST(a_peer_that_heeds_pause_loses_nothing, nothing_is_lost)
CARD_TEST(swxoff_sends_a_pause_frame_of_software, by_software)
CARD_TEST(a_reset_in_the_middle_of_it_leaves_nothing_paused, reset_ends_it)

int main(void)
{
	const TTest *const tests[] = {
		a_pause_lasts_its_time_to_the_edge_and_then_frames_go_on,
		xon_ends_a_pause_and_neither_counts_as_a_good_packet,
		without_rfce_flow_control_frames_are_frames_like_any_other,
		dpf_and_pmcf_say_which_flow_control_frames_the_host_sees,
		a_buffer_over_fcrth_sends_xoff_and_down_to_fcrtl_xon,
		a_peer_that_heeds_pause_loses_nothing,
		swxoff_sends_a_pause_frame_of_software,
		a_reset_in_the_middle_of_it_leaves_nothing_paused,
	};

	return card_main("flow control", tests,
			 sizeof(tests) / sizeof(tests[0]));
}
