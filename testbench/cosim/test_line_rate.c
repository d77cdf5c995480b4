// SPDX-License-Identifier: MIT
/* 64-byte frames back to back at 1 Gb/s: 1,488,095 frames/s each way. */
#include "card.h"

#include <string.h>

#define FRAMES	    20000
#define LONG_FRAMES 4000
#define MIN_FRAME   60 /* without FCS */
/* preamble and SFD 8, frame 64, gap 12: 84 bytes of 8 ns */
#define FRAME_PS (84 * NIC_CYCLE_PS)

struct tx_clock {
	ps_t first, last;
	unsigned n;
	unsigned out_of_order;
};

static void on_sent(void *arg, ps_t last_bit, const uint8_t *data, uint32_t len,
		    bool fcs_ok)
{
	struct tx_clock *t = arg;
	uint32_t seq;

	ck_assert(fcs_ok);
	ck_assert_uint_eq(len, MIN_FRAME);
	memcpy(&seq, data + 14, 4);
	t->out_of_order += seq != t->n;
	if (!t->n++)
		t->first = last_bit;
	t->last = last_bit;
}

static void start_traffic(struct card *c, uint32_t frame_bytes, uint64_t frames)
{
	struct wire_traffic t = {.src_ip = 0x0a090001,
				 .dst_ip = 0x0a090002,
				 .src_port = 1000,
				 .dst_port = 9,
				 .frame_bytes = frame_bytes,
				 .frames = frames,
				 .start = machine_now(c->m) + 20 * PS_PER_US};
	char err[128];
	struct wire_source *s;

	memcpy(t.src_mac, peer_mac, 6);
	memcpy(t.dst_mac, card_mac, 6);
	s = wire_traffic_source(&t, err, sizeof(err));
	ck_assert_msg(s != NULL, "%s", err);
	wire_add_source(c->wire, s);
	machine_charge_ns(c->m, 0); /* plan again: there is a wire event now */
}

/* The number that the traffic source has put behind the UDP header. */
static uint64_t sequence(const uint8_t *frame)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < 8; i++)
		n = n << 8 | frame[14 + 20 + 8 + i];
	return n;
}

/* Keeps both rings busy until everything has come and gone; one look every
 * two microseconds. Returns frames received. */
static unsigned carry(struct card *c, unsigned to_send, unsigned to_receive,
		      uint16_t rx_len)
{
	uint8_t frame[MIN_FRAME];
	unsigned queued = 0, done = 0, got = 0, idle = 0;

	card_frame(frame, peer_mac, sizeof(frame));
	while ((done < to_send || got < to_receive) && idle < 1000) {
		const struct card_desc *d;
		const uint8_t *data;
		unsigned n = 0, before = queued;

		while (queued < to_send && queued - done < CARD_RING - 8) {
			uint32_t seq = queued++;

			memcpy(frame + 14, &seq, 4);
			card_queue(c, frame, sizeof(frame));
		}
		if (queued != before)
			card_doorbell(c);
		card_wait_ns(c, 2000);
		while ((d = card_received(c, &data))) {
			ck_assert_uint_eq(d->length, rx_len);
			ck_assert_uint_eq(d->errors, 0);
			ck_assert_uint_eq(sequence(data), got + n);
			n++;
		}
		if (n)
			card_refill(c, n);
		got += n;
		before = done;
		done += card_reclaim(c);
		idle = n || done != before ? 0 : idle + 1;
	}
	ck_assert_uint_eq(done, to_send);
	return got;
}

static void both_ways(struct card *c)
{
	struct tx_clock t = {0};

	wire_listen(c->wire, on_sent, &t);
	card_start(c, CARD_RING, CARD_RING, E1000_RCTL_BAM);
	card_refill(c, CARD_RING - 1);
	start_traffic(c, 64, FRAMES);
	ck_assert_uint_eq(carry(c, FRAMES, FRAMES, 64), FRAMES);
	/* A descriptor is done when its frame is in the packet buffer: let that
	 * run empty. */
	card_wait_ns(c, 300 * 672);
	ck_assert_uint_eq(card_read(c, E1000_MPC), 0);
	ck_assert_uint_eq(card_read(c, E1000_GPRC), FRAMES);
	ck_assert_uint_eq(card_read(c, E1000_GPTC), FRAMES);
	ck_assert_uint_eq(t.n, FRAMES);
	ck_assert_uint_eq(t.out_of_order, 0);
	/* back to back: not one clock between two frames but the gap */
	ck_assert_uint_eq(t.last - t.first, (FRAMES - 1) * FRAME_PS);
}

START_TEST(it_receives_and_sends_64_byte_frames_back_to_back_both_ways_at_once)
{
	card_run(both_ways);
}
END_TEST

static void receive_longest(struct card *c)
{
	card_start(c, CARD_RING, CARD_RING, E1000_RCTL_BAM);
	card_refill(c, CARD_RING - 1);
	start_traffic(c, 1518, LONG_FRAMES);
	ck_assert_uint_eq(carry(c, 0, LONG_FRAMES, 1518), LONG_FRAMES);
	ck_assert_uint_eq(card_read(c, E1000_MPC), 0);
}

START_TEST(it_receives_1518_byte_frames_back_to_back)
{
	card_run(receive_longest);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		it_receives_and_sends_64_byte_frames_back_to_back_both_ways_at_once,
		it_receives_1518_byte_frames_back_to_back};

	return card_main("line rate", tests, sizeof(tests) / sizeof(tests[0]));
}
