// SPDX-License-Identifier: MIT
/*
 * The real card at line rate: the frame that the machine says is in a buffer
 * is the frame whose bytes are there. Frames of one and of several buffers,
 * with broken ones, foreign ones and full rings among them.
 */
#include "../cosim/card.h"

#include <stdlib.h>
#include <string.h>

#define RING	  64
#define BUF_BYTES 256
#define FRAMES	  3000
#define SEQ_AT	  20 /* in the frame */
#define DONE	  1
#define LAST	  2

struct ring {
	struct card_desc *desc;
	uint64_t desc_bus, bus[RING];
	uint8_t *buf[RING];
	unsigned next;
	/* Of the frame that is being taken. */
	uint32_t seq;
	bool inside;
};

/* Frames in the order of their births, so that id n is the n-th. */
struct mix {
	struct wire_source source;
	unsigned n;
	ps_t start;
	uint8_t data[600];
};

static struct mix mix;

static bool next_frame(struct wire_source *s, struct wire_frame *f)
{
	uint32_t seq = ++mix.n;

	if (mix.n > FRAMES)
		return false;
	memset(mix.data, 0, sizeof(mix.data));
	memcpy(mix.data, mix.n % 7 == 3 ? peer_mac : card_mac, 6);
	memcpy(mix.data + 6, peer_mac, 6);
	mix.data[12] = 0x88;
	mix.data[13] = 0xb5;
	memcpy(mix.data + SEQ_AT, &seq, 4);
	f->at = mix.start;
	f->data = mix.data;
	f->len = mix.n % 5 == 0 ? 590 : mix.n % 3 == 0 ? 250 : 60;
	f->faults = mix.n % 11 == 6 ? WIRE_BAD_FCS : WIRE_OK;
	return true;
}

static void no_destroy(struct wire_source *s)
{
}

static void give(struct card *c, struct ring *r, unsigned i)
{
	r->bus[i] = machine_dma_map(c->m, r->buf[i], BUF_BYTES,
				    DMA_DIR_FROM_DEVICE, false, __func__);
	r->desc[i] = (struct card_desc){.addr = r->bus[i]};
}

static void set_up(struct card *c, struct ring *r)
{
	uint8_t *ram = machine_ram(c->m);
	unsigned i;

	r->desc = (struct card_desc *)ram;
	r->desc_bus = machine_dma_map(c->m, ram, RING * sizeof(*r->desc),
				      DMA_DIR_BIDIRECTIONAL, true, __func__);
	for (i = 0; i < RING; i++) {
		r->buf[i] = ram + 4096 + i * BUF_BYTES;
		give(c, r, i);
	}
	r->next = 0;
	r->inside = false;
	card_write(c, E1000_RDBAL, (uint32_t)r->desc_bus);
	card_write(c, E1000_RDBAH, 0);
	card_write(c, E1000_RDLEN, RING * sizeof(*r->desc));
	card_write(c, E1000_RDT, RING - 1);
	card_write(c, E1000_RCTL,
		   E1000_RCTL_EN | E1000_RCTL_BAM | 3u << 16); /* 256 */
	card_read(c, E1000_STATUS);
}

static unsigned frames, buffers;
static bool slow;

/* Takes what is done. A frame of several buffers may come in parts. */
static void take(struct card *c, struct ring *r)
{
	unsigned before = r->next;

	for (;;) {
		unsigned i = r->next;
		uint8_t status = *(volatile uint8_t *)&r->desc[i].status;
		uint32_t id;

		if (!(status & DONE))
			break;
		machine_dma_unmap(c->m, r->bus[i], BUF_BYTES,
				  DMA_DIR_FROM_DEVICE);
		id = machine_frame_taken(c->m);
		if (!r->inside)
			memcpy(&r->seq, r->buf[i] + SEQ_AT, 4);
		/* Its further buffers are no news. */
		ck_assert_uint_eq(id, r->inside ? 0 : r->seq);
		r->inside = !(status & LAST);
		buffers++;
		if (!r->inside) {
			frames++;
			ledger_end(machine_ledger(c->m), r->seq, "test.taken");
		}
		give(c, r, i);
		r->next = (i + 1) % RING;
	}
	if (r->next != before)
		card_write(c, E1000_RDT, (r->next + RING - 1) % RING);
}

static void body(struct card *c)
{
	struct ledger *ledger;
	struct ring r;
	unsigned i;

	mix = (struct mix){.source = {next_frame, no_destroy}};
	frames = buffers = 0;
	set_up(c, &r);
	mix.start = machine_now(c->m) + 10 * PS_PER_US;
	wire_add_source(c->wire, &mix.source);
	machine_charge_ns(c->m, 0);
	while (!wire_quiet(c->wire)) {
		card_wait_ns(c, slow ? 40000 : 3000);
		take(c, &r);
	}
	for (i = 0; i < 100; i++) {
		card_wait_ns(c, 20000);
		take(c, &r);
	}
	ck_assert_uint_gt(frames, slow ? 300 : FRAMES * 7 / 10);
	ck_assert_uint_gt(buffers, frames * 11 / 10);
	card_write(c, E1000_RCTL, 0);
	card_write(c, E1000_CTRL, card_read(c, E1000_CTRL) | E1000_CTRL_RST);
	card_wait_ns(c, 20000);
	for (i = 0; i < RING; i++)
		machine_dma_unmap(c->m, r.bus[i], BUF_BYTES,
				  DMA_DIR_FROM_DEVICE);
	ledger = machine_ledger(c->m);
	ck_assert_uint_eq(ledger_births(ledger, LEDGER_WIRE), FRAMES);
	ck_assert(ledger_conserved(ledger, NULL, 0));
}

START_TEST(the_machine_knows_which_frame_is_in_a_buffer)
{
	slow = _i;
	card_run(body);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("identity");
	TCase *t = tcase_create("line rate");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, the_machine_knows_which_frame_is_in_a_buffer, 0,
			    2);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
