// SPDX-License-Identifier: MIT
/* What drivers seldom do, on the whole card: frames that end oddly, descriptors
 * of nothing, rings that shrink or lie across pages, buffers too small. */
#include "card.h"

#include <string.h>

#define DD	 0x01
#define CMD_EOP	 0x01
#define CMD_IFCS 0x02
#define CMD_RS	 0x08

/* The command of the descriptor that was queued last. */
static void command(struct card *c, unsigned cmd)
{
	unsigned last = (c->tx.tail + c->tx.size - 1) % c->tx.size;

	c->tx.desc[last].b = (uint16_t)(cmd << 8);
}

static void queue(struct card *c, uint16_t len)
{
	uint8_t frame[CARD_BUF];

	card_frame(frame, peer_mac, len);
	card_queue(c, frame, len);
}

/* In one descriptor; the bytes are somewhere else than other frames'. */
static void queue_long(struct card *c, uint16_t len)
{
	uint8_t *buf = (uint8_t *)machine_ram(c->m) + (8 << 20);
	struct card_desc *d = &c->tx.desc[c->tx.tail];

	queue(c, 60);
	machine_dma_unmap(c->m, d->addr, 60, DMA_DIR_TO_DEVICE);
	card_frame(buf, peer_mac, len);
	machine_frame_sending(c->m,
			      ledger_born(machine_ledger(c->m), LEDGER_HOST,
					  machine_now(c->m)));
	d->addr = machine_dma_map(c->m, buf, len, DMA_DIR_TO_DEVICE, false,
				  __func__);
	d->length = len;
	machine_frame_sending(c->m, 0);
}

static void send(struct card *c)
{
	card_doorbell(c);
	card_wait_ns(c, 30000);
}

/* ---- frames ---- */

/* Without IFCS the card adds nothing: the last four bytes are no FCS. */
static void own_fcs(struct card *c)
{
	card_start(c, 8, 8, 0);
	queue(c, 100);
	command(c, CMD_EOP | CMD_RS);
	queue(c, 100);
	send(c);
	ck_assert_uint_eq(card_reclaim(c), 2);
	ck_assert_uint_eq(c->sent, 2);
	ck_assert_uint_eq(c->sent_bad_fcs, 1);
	ck_assert_uint_eq(c->last_len, 100);
}

/* With TCTL.PSP clear nothing is padded (13.4.33); a frame shorter than 64
 * bytes is in no class of sizes, but counts as sent (13.7.52). */
static void short_frame(struct card *c)
{
	card_start(c, 8, 8, 0);
	card_write(c, E1000_TCTL, E1000_TCTL_EN | 0x0f << 4 | 0x40 << 12);
	card_read(c, E1000_PTC64);
	card_read(c, E1000_PTC127);
	card_read(c, E1000_TPT);
	queue(c, 40);
	send(c);
	ck_assert_uint_eq(card_reclaim(c), 1);
	ck_assert_uint_eq(c->last_len, 40);
	ck_assert_uint_eq(card_read(c, E1000_TPT), 1);
	ck_assert_uint_eq(card_read(c, E1000_PTC64), 0);
	ck_assert_uint_eq(card_read(c, E1000_PTC127), 0);
}

/* Descriptors of no bytes make no frame (3.3.3), but are done. */
static void nothing(struct card *c)
{
	card_start(c, 8, 16, 0);
	for (unsigned i = 0; i < 4; i++) {
		queue(c, 60);
		c->tx.desc[i].length = 0;
		if (i == 1 || i == 2) /* two of them in one packet */
			command(c, i == 1 ? CMD_IFCS | CMD_RS
					  : CMD_EOP | CMD_IFCS | CMD_RS);
	}
	queue(c, 60);
	send(c);
	for (unsigned i = 0; i < 5; i++)
		ck_assert_uint_eq(c->tx.desc[i].status & DD, DD);
	ck_assert_uint_eq(c->sent, 1);
	ck_assert_uint_eq(c->sent_bad_fcs, 0);
	ck_assert_uint_eq(card_read(c, E1000_TDH), 5);
}

/* A frame for which the transmit buffer has no room is lost alone. PBA takes
 * effect with CTRL.RST (13.4.16). */
static void too_long(struct card *c)
{
	card_write(c, E1000_PBA, 56); /* leaves 8 KiB to transmit */
	card_write(c, E1000_CTRL, card_read(c, E1000_CTRL) | E1000_CTRL_RST);
	card_wait_ns(c, CARD_LOAD_NS);
	card_start(c, 8, 8, 0);
	queue(c, 60);
	queue_long(c, 9000);
	queue(c, 61);
	send(c);
	ck_assert_uint_eq(card_reclaim(c), 3);
	ck_assert_uint_eq(c->sent, 2);
	ck_assert_uint_eq(c->last_len, 61);
}

/* ---- rings ---- */

#define ODD_RING 40
#define BEFORE	 5

/* A page's end in the ring's middle, and its end where a fetch would go on. */
static void odd_rings(struct card *c)
{
	size_t bytes = ODD_RING * sizeof(struct card_desc);
	uint8_t *page = (uint8_t *)machine_ram(c->m) + (8 << 20) - BEFORE * 16;
	unsigned got = 0;

	card_start(c, ODD_RING, ODD_RING, 0);
	card_write(c, E1000_RCTL, 0);
	card_write(c, E1000_TCTL, 0);
	card_wait_ns(c, 5000);
	c->rx.desc = (struct card_desc *)page;
	c->tx.desc = (struct card_desc *)(page + 65536);
	card_write(c, E1000_RDBAL,
		   (uint32_t)machine_dma_map(c->m, c->rx.desc, bytes,
					     DMA_DIR_BIDIRECTIONAL, true,
					     __func__));
	card_write(c, E1000_TDBAL,
		   (uint32_t)machine_dma_map(c->m, c->tx.desc, bytes,
					     DMA_DIR_BIDIRECTIONAL, true,
					     __func__));
	card_write(c, E1000_RXDCTL,
		   E1000_RXDCTL_GRAN | 9 << E1000_RXDCTL_WTHRESH_SHIFT);
	card_write(c, E1000_TXDCTL,
		   E1000_TXDCTL_GRAN | 9 << E1000_TXDCTL_WTHRESH_SHIFT);
	card_write(c, E1000_RDTR, 10);
	card_write(c, E1000_TIDV, 10);
	card_write(c, E1000_RCTL, E1000_RCTL_EN);
	card_write(c, E1000_TCTL, E1000_TCTL_EN | E1000_TCTL_PSP);
	card_refill(c, ODD_RING - 1);
	card_wait_ns(c, 2000); /* they are fetched */
	for (unsigned round = 0; round < 12; round++) {
		unsigned n = 0;

		for (unsigned i = 0; i < 17; i++) {
			card_inject(c, card_mac, 60 + i, WIRE_OK);
			queue(c, (uint16_t)(100 + i));
		}
		send(c);
		ck_assert_uint_eq(card_reclaim(c), 17);
		ck_assert_uint_eq(c->last_len, 116);
		for (const struct card_desc *d; (d = card_received(c, NULL));
		     n++)
			ck_assert_uint_eq(d->length, 60 + n + 4);
		ck_assert_uint_eq(n, 17);
		card_refill(c, n);
		got += n;
	}
	ck_assert_uint_eq(c->sent, got);
	ck_assert_uint_eq(c->sent_bad_fcs, 0);
}

/* Software makes the ring smaller while the card holds descriptors that are
 * done but not written back: those that lie outside now are not written. */
static void shrunk_ring(struct card *c)
{
	unsigned written = 0;

	card_start(c, 8, 64, 0);
	card_write(c, E1000_TIDV, 100);
	card_write(c, E1000_TXDCTL,
		   E1000_TXDCTL_GRAN | 30 << E1000_TXDCTL_WTHRESH_SHIFT);
	for (unsigned i = 0; i < 12; i++)
		queue(c, 60);
	send(c);
	card_wait_ns(c, 150000); /* TIDV's end */
	ck_assert_uint_eq(card_reclaim(c), 12);
	for (unsigned i = 0; i < 8; i++)
		queue(c, 60);
	send(c);
	ck_assert_uint_eq(c->sent, 20);
	ck_assert_uint_eq(card_reclaim(c), 0);
	for (unsigned i = 0; i < 64; i++)
		c->tx.desc[i].status = 0;
	card_write(c, E1000_TDLEN, 8 * sizeof(struct card_desc));
	card_wait_ns(c, 150000); /* TIDV's end */
	for (unsigned i = 0; i < 64; i++)
		written += c->tx.desc[i].status & DD;
	ck_assert_uint_eq(written, 0);
}

/* Descriptors that want no report (RS) are done without a word (3.3.3.2), also
 * those on both sides of the ring's end. */
static void silent_ring(struct card *c)
{
	card_start(c, 8, 24, 0);
	for (unsigned round = 0; round < 10; round++) {
		for (unsigned i = 0; i < 17; i++) {
			queue(c, (uint16_t)(60 + round));
			command(c, CMD_EOP | CMD_IFCS);
		}
		send(c);
		ck_assert_uint_eq(c->last_len, 60 + round);
		ck_assert_uint_eq(c->sent, 17 * (round + 1));
		ck_assert_uint_eq(card_read(c, E1000_TDH), c->tx.tail);
		for (unsigned i = 0; i < 24; i++)
			ck_assert_uint_eq(c->tx.desc[i].status & DD, 0);
	}
}

/* ---- flow control ---- */

/* The receive buffer overruns though XOFF was sent: it is sent once more
 * (3.7.5). */
static void xoff_again(struct card *c)
{
	card_start(c, 8, 8, 0);
	card_write(c, E1000_CTRL, card_read(c, E1000_CTRL) | E1000_CTRL_TFCE);
	card_write(c, E1000_FCTTV, 0xffff);
	card_write(c, E1000_FCRTL, 1024);
	card_write(c, E1000_FCRTH, 8192);
	card_read(c, E1000_XOFFTXC);
	for (unsigned i = 0; i < 20; i++) /* no descriptors */
		card_inject(c, card_mac, 1000, WIRE_OK);
	card_wait_ns(c, 300000);
	ck_assert_uint_eq(card_read(c, E1000_XOFFTXC), 1);
	for (unsigned i = 0; i < 60; i++)
		card_inject(c, card_mac, 1000, WIRE_OK);
	card_wait_ns(c, 700000);
	ck_assert_uint_ne(card_read(c, E1000_MPC), 0);
	ck_assert_uint_eq(card_read(c, E1000_XOFFTXC), 1);
}

CARD_TEST(a_frame_without_ifcs_ends_with_its_own_bytes, own_fcs)
CARD_TEST(a_short_frame_is_not_padded_without_psp, short_frame)
CARD_TEST(descriptors_of_no_bytes_send_nothing_and_are_done, nothing)
CARD_TEST(a_frame_longer_than_the_transmit_buffer_is_lost_alone, too_long)
CARD_TEST(rings_may_lie_across_pages_and_have_any_size, odd_rings)
CARD_TEST(a_shrunk_ring_is_not_written_outside, shrunk_ring)
CARD_TEST(descriptors_without_rs_are_done_without_a_word, silent_ring)
CARD_TEST(an_overrun_sends_xoff_once_more, xoff_again)

int main(void)
{
	const TTest *const tests[] = {
		a_frame_without_ifcs_ends_with_its_own_bytes,
		a_short_frame_is_not_padded_without_psp,
		descriptors_of_no_bytes_send_nothing_and_are_done,
		a_frame_longer_than_the_transmit_buffer_is_lost_alone,
		rings_may_lie_across_pages_and_have_any_size,
		a_shrunk_ring_is_not_written_outside,
		descriptors_without_rs_are_done_without_a_word,
		an_overrun_sends_xoff_once_more,
	};

	return card_main("corners", tests, sizeof(tests) / sizeof(tests[0]));
}
