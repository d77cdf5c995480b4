// SPDX-License-Identifier: MIT
/* Which frame is it that leaves the card? Frames carry the ids that they have
 * in the ledger, so whoever watches the wire can compare. */
#include "card.h"

#define FRAMES 12

struct sights {
	unsigned n, whole, cut;
};

static void see(void *arg, const struct wire_sight *s)
{
	struct sights *seen = arg;
	uint32_t id;

	ck_assert(s->sent);
	seen->n++;
	/* So short that it does not say who it is: the preamble, perhaps. */
	if (s->len < 18)
		return;
	memcpy(&id, s->data + 14, sizeof(id));
	ck_assert_uint_eq(s->id, id);
	if (s->faults)
		seen->cut++;
	else
		seen->whole++;
}

static void queue_all(struct card *c)
{
	uint8_t frame[600];

	for (unsigned i = 0; i < FRAMES; i++) {
		uint16_t len = (uint16_t)(60 + 40 * (i % 5));
		uint32_t id = (uint32_t)ledger_births(machine_ledger(c->m),
						      LEDGER_HOST) +
			      1;

		card_frame(frame, peer_mac, len);
		memcpy(frame + 14, &id, sizeof(id));
		card_queue(c, frame, len);
	}
	card_doorbell(c);
}

static void in_order(struct card *c)
{
	struct sights seen = {0};

	wire_watch(c->wire, see, &seen);
	card_start(c, 8, 64, 0);
	queue_all(c);
	card_wait_ns(c, 60000);
	ck_assert_uint_eq(seen.whole, FRAMES);
	ck_assert_uint_eq(seen.n, FRAMES);
	wire_unwatch(c->wire, see, &seen);
}

static void cut_by_reset(struct card *c)
{
	struct sights seen = {0};
	unsigned cut = 0;

	wire_watch(c->wire, see, &seen);
	for (unsigned i = 0; i < 60; i++) {
		memset(&c->rx, 0, sizeof(c->rx));
		memset(&c->tx, 0, sizeof(c->tx));
		card_start(c, 8, 64, 0);
		queue_all(c);
		/* At another byte of a frame each time. */
		card_wait_ns(c, 1500 + 136 * i);
		card_write(c, E1000_CTRL,
			   card_read(c, E1000_CTRL) | E1000_CTRL_RST);
		card_wait_ns(c, 20000);
		cut = seen.cut;
	}
	ck_assert_uint_gt(cut, 20);
	ck_assert_uint_gt(seen.whole, 100);
	wire_unwatch(c->wire, see, &seen);
}

CARD_TEST(sent_frames_are_known_by_their_order, in_order)
CARD_TEST(a_frame_that_a_reset_cuts_off_is_known_and_so_is_the_next,
	  cut_by_reset)

int main(void)
{
	const TTest *const tests[] = {
		sent_frames_are_known_by_their_order,
		a_frame_that_a_reset_cuts_off_is_known_and_so_is_the_next,
	};

	return card_main("sent", tests, sizeof(tests) / sizeof(tests[0]));
}
