// SPDX-License-Identifier: MIT
/* Descriptor rings on the whole bus: sizes, thresholds, nonsense, and accesses
 * that the driver did not allow. */
#include "card.h"

#include <string.h>

#define DD  0x01
#define EOP 0x02

static void enable(struct card *c, uint32_t rctl)
{
	card_write(c, E1000_RCTL, rctl | E1000_RCTL_EN);
	card_read(c, E1000_STATUS);
}

/* ---- buffers of every size ---- */

#define LONG_FRAME 9000u
#define LONG_TOTAL (LONG_FRAME + 4) /* with the FCS */
#define ROOM	   16384u
#define GUARD	   0xee

/* @n buffers of ROOM bytes each, from ring entry @first on. */
static void give_buffers(struct card *c, uint64_t bus, unsigned first,
			 unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		c->rx.desc[(first + i) % CARD_RING] =
			(struct card_desc){.addr = bus + i * ROOM};
	machine_barrier(c->m);
	card_write(c, E1000_RDT, (first + n) % CARD_RING);
}

static void check_pieces(const struct card_desc *ring, const uint8_t *buf,
			 unsigned first, unsigned n, unsigned size)
{
	static uint8_t want[LONG_FRAME];
	unsigned at = 0;

	card_frame(want, card_mac, LONG_FRAME);
	for (unsigned i = 0; i < n; i++, buf += ROOM, at += size) {
		const struct card_desc *d = &ring[(first + i) % CARD_RING];
		unsigned len = i + 1 < n ? size : LONG_TOTAL - at;

		ck_assert_uint_eq(d->status & (DD | EOP),
				  i + 1 < n ? DD : DD | EOP);
		ck_assert_uint_eq(d->errors, 0);
		ck_assert_uint_eq(d->length, len);
		if (at < LONG_FRAME)
			ck_assert_mem_eq(
				buf, want + at,
				len < LONG_FRAME - at ? len : LONG_FRAME - at);
		/* Not a byte more than the frame, nor than the buffer. */
		for (unsigned g = len; g < len + 16 && g < ROOM; g++)
			ck_assert_uint_eq(buf[g], GUARD);
	}
}

static void buffer_sizes(struct card *c)
{
	static const struct {
		uint32_t rctl;
		unsigned bytes;
	} size[] = {
		{E1000_RCTL_SZ_256, 256},
		{E1000_RCTL_SZ_512, 512},
		{E1000_RCTL_SZ_1024, 1024},
		{E1000_RCTL_SZ_2048, 2048},
		{E1000_RCTL_BSEX | E1000_RCTL_SZ_4096, 4096},
		{E1000_RCTL_BSEX | E1000_RCTL_SZ_8192, 8192},
		{E1000_RCTL_BSEX | E1000_RCTL_SZ_16384, 16384},
	};
	uint8_t *buf = (uint8_t *)machine_ram(c->m) + (8 << 20);
	uint64_t bus = machine_dma_map(c->m, buf, 40 * ROOM,
				       DMA_DIR_FROM_DEVICE, true, __func__);
	unsigned first = 0;

	card_start(c, CARD_RING, 8, 0);
	for (unsigned i = 0; i < sizeof(size) / sizeof(size[0]); i++) {
		unsigned n = (LONG_TOTAL + size[i].bytes - 1) / size[i].bytes;

		enable(c, size[i].rctl | E1000_RCTL_LPE);
		memset(buf, GUARD, 40 * ROOM);
		give_buffers(c, bus, first, n);
		card_inject(c, card_mac, LONG_FRAME, WIRE_OK);
		card_wait_ns(c, 120000);
		check_pieces(c->rx.desc, buf, first, n, size[i].bytes);
		first += n;
		ck_assert_uint_eq(card_read(c, E1000_RDH), first % CARD_RING);
	}
}

static void pieces_to_send(struct card *c)
{
	static const unsigned piece[] = {13, 1, 0, 100, 386, 1};
	const unsigned n = sizeof(piece) / sizeof(piece[0]);
	struct card_desc whole;
	uint8_t frame[501];
	unsigned at = 0;

	card_start(c, 8, 16, 0);
	card_frame(frame, peer_mac, sizeof(frame));
	card_queue(c, frame, sizeof(frame)); /* one mapping, taken apart: */
	whole = c->tx.desc[0];
	for (unsigned i = 0; i < n; i++, at += piece[i - 1]) {
		c->tx.desc[i] = whole;
		c->tx.desc[i].addr += at;
		c->tx.desc[i].length = (uint16_t)piece[i];
		if (i + 1 < n)
			c->tx.desc[i].b &= (uint16_t) ~(0x01 << 8); /* EOP */
	}
	ck_assert_uint_eq(at, sizeof(frame));
	c->tx.tail = n;
	card_doorbell(c);
	card_wait_ns(c, 20000);
	ck_assert_uint_eq(c->sent, 1);
	ck_assert_uint_eq(c->sent_bad_fcs, 0);
	ck_assert_uint_eq(c->last_len, sizeof(frame));
	ck_assert_mem_eq(c->last, frame, sizeof(frame));
	ck_assert_uint_eq(card_read(c, E1000_TDH), n);
}

/* ---- thresholds ---- */

static unsigned done(struct card *c)
{
	unsigned n = 0;

	while (card_received(c, NULL))
		n++;
	return n;
}

static void frames(struct card *c, unsigned n)
{
	while (n--)
		card_inject(c, card_mac, 60, WIRE_OK);
	card_wait_ns(c, 5000);
}

static void receive_threshold(struct card *c)
{
	card_start(c, 64, 8, 0);
	card_write(c, E1000_RDTR, 20); /* 0 writes each one back at once */
	card_write(c, E1000_RXDCTL,
		   E1000_RXDCTL_GRAN | 4 << E1000_RXDCTL_WTHRESH_SHIFT);
	card_refill(c, 63);
	frames(c, 3);
	ck_assert_uint_eq(done(c), 0);
	frames(c, 1);
	ck_assert_uint_eq(done(c), 4);
	/* RDTR's end flushes what waits (13.4.30). */
	frames(c, 1);
	ck_assert_uint_eq(done(c), 0);
	card_wait_ns(c, 25000);
	ck_assert_uint_eq(done(c), 1);
	/* So does RDTR.FPD, now. */
	frames(c, 2);
	card_write(c, E1000_RDTR, 20 | E1000_RDTR_FPD);
	card_wait_ns(c, 2000);
	ck_assert_uint_eq(done(c), 2);
}

static void queue(struct card *c, unsigned n)
{
	uint8_t frame[60];

	card_frame(frame, peer_mac, sizeof(frame));
	while (n--)
		card_queue(c, frame, sizeof(frame));
	card_doorbell(c);
	card_wait_ns(c, 10000);
}

static void transmit_threshold(struct card *c)
{
	card_start(c, 8, 64, 0);
	card_write(c, E1000_TIDV, 20); /* 0 writes them back at once */
	card_write(c, E1000_TXDCTL,
		   E1000_TXDCTL_GRAN | 4 << E1000_TXDCTL_WTHRESH_SHIFT);
	queue(c, 3);
	ck_assert_uint_eq(c->sent, 3);
	ck_assert_uint_eq(card_reclaim(c), 0);
	queue(c, 1);
	ck_assert_uint_eq(card_reclaim(c), 4);
	/* TIDV's end flushes what waits, IDE or not (13.4.41). */
	queue(c, 1);
	ck_assert_uint_eq(card_reclaim(c), 0);
	card_wait_ns(c, 15000);
	ck_assert_uint_eq(card_reclaim(c), 1);
}

static void low_threshold(struct card *c)
{
	static const struct {
		uint32_t rctl;
		unsigned left;
	} want[] = {
		{E1000_RCTL_RDMTS_HALF, 32},
		{E1000_RCTL_RDMTS_QUAT, 16},
		{E1000_RCTL_RDMTS_EIGTH, 8},
	};

	card_start(c, 64, 8, 0);
	card_refill(c, 63);
	for (unsigned i = 0; i < 3; i++) {
		unsigned n = 63 - want[i].left;

		enable(c, want[i].rctl);
		card_wait_ns(c, 5000);
		card_read(c, E1000_ICR);
		frames(c, n - 1);
		card_wait_ns(c, n * 700);
		ck_assert_uint_eq(card_read(c, E1000_ICR) & E1000_ICR_RXDMT0,
				  0);
		frames(c, 1);
		ck_assert_uint_ne(card_read(c, E1000_ICR) & E1000_ICR_RXDMT0,
				  0);
		ck_assert_uint_eq(done(c), n);
		card_refill(c, n);
	}
}

/* ---- nonsense: the mapping table would report any access outside ---- */

static const struct nonsense {
	uint32_t len, head, tail;
} nonsense[] = {
	{128, 0, 200},	  {128, 200, 4}, {128, 0xffff, 0xffff},
	{128, 0xffff, 0}, {128, 8, 3},	 {128, 3, 0xffff},
	{0, 0, 7},	  {0, 9, 9},	 {128, 7, 8},
};

/* After all of it the card works, from the next reset on at the latest. */
static void still_works(struct card *c)
{
	uint8_t frame[60];

	card_write(c, E1000_CTRL, card_read(c, E1000_CTRL) | E1000_CTRL_RST);
	card_wait_ns(c, CARD_LOAD_NS);
	memset(&c->rx, 0, sizeof(c->rx));
	memset(&c->tx, 0, sizeof(c->tx));
	card_start(c, 8, 8, 0);
	card_refill(c, 7);
	card_inject(c, card_mac, 60, WIRE_OK);
	card_frame(frame, peer_mac, sizeof(frame));
	card_queue(c, frame, sizeof(frame));
	card_doorbell(c);
	card_wait_ns(c, 10000);
	ck_assert_ptr_nonnull(card_received(c, NULL));
	ck_assert_uint_eq(card_reclaim(c), 1);
	ck_assert_uint_eq(c->sent, 1);
}

static void receive_nonsense(struct card *c)
{
	card_start(c, 8, 8, 0);
	for (unsigned i = 0; i < 8; i++)
		c->rx.desc[i].addr = c->rx.buf_bus + i * CARD_BUF;
	for (unsigned i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++) {
		card_write(c, E1000_RCTL, 0);
		card_wait_ns(c, 5000);
		card_write(c, E1000_RDLEN, nonsense[i].len);
		card_write(c, E1000_RDH, nonsense[i].head);
		card_write(c, E1000_RDT, nonsense[i].tail);
		enable(c, 0);
		frames(c, 10);
		card_wait_ns(c, 10000);
	}
	still_works(c);
}

static void transmit_nonsense(struct card *c)
{
	card_start(c, 8, 8, 0);
	for (unsigned i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++) {
		card_write(c, E1000_TCTL, 0);
		card_wait_ns(c, 5000);
		card_write(c, E1000_TDLEN, nonsense[i].len);
		card_write(c, E1000_TDH, nonsense[i].head);
		card_write(c, E1000_TDT, nonsense[i].tail);
		card_write(c, E1000_TCTL, E1000_TCTL_EN | E1000_TCTL_PSP);
		card_wait_ns(c, 10000);
	}
	ck_assert_uint_eq(c->sent, 0);
	still_works(c);
}

/* ---- what the driver did not allow ends the run ---- */

static void receive_into(struct card *c, uint64_t bus)
{
	card_start(c, 8, 8, 0);
	c->rx.desc[0].addr = bus;
	card_write(c, E1000_RDT, 1);
	frames(c, 1);
	ck_abort_msg("the frame was stored");
}

static void store_unmapped(struct card *c)
{
	receive_into(c, 0x12345000);
}

static void store_read_only(struct card *c)
{
	receive_into(c, machine_dma_map(
				c->m, (uint8_t *)machine_ram(c->m) + (8 << 20),
				CARD_BUF, DMA_DIR_TO_DEVICE, false, __func__));
}

static void store_beyond(struct card *c)
{
	receive_into(c, machine_dma_map(
				c->m, (uint8_t *)machine_ram(c->m) + (8 << 20),
				63, DMA_DIR_FROM_DEVICE, false, __func__));
}

static void store_taken_back(struct card *c)
{
	uint64_t bus =
		machine_dma_map(c->m, (uint8_t *)machine_ram(c->m) + (8 << 20),
				CARD_BUF, DMA_DIR_FROM_DEVICE, false, __func__);

	machine_dma_sync(c->m, bus, CARD_BUF, DMA_DIR_FROM_DEVICE, true);
	receive_into(c, bus);
}

static void fetch_unmapped(struct card *c)
{
	uint8_t frame[60] = {0};

	card_start(c, 8, 8, 0);
	card_queue(c, frame, sizeof(frame));
	machine_dma_unmap(c->m, c->tx.desc[0].addr, sizeof(frame),
			  DMA_DIR_TO_DEVICE);
	card_doorbell(c);
	card_wait_ns(c, 10000);
}

static void ring_too_long(struct card *c)
{
	card_start(c, 8, 8, 0);
	card_write(c, E1000_TDLEN, 8192);
	card_write(c, E1000_TDT, 20);
	card_wait_ns(c, 10000);
}

static void no_bus_master(struct card *c)
{
	machine_pci_write32(c->m, MACHINE_NIC_BDF, 0x04, 0x3);
	card_start(c, 8, 8, 0);
	card_refill(c, 1);
	card_wait_ns(c, 10000);
}

#define FAULT_TEST(name, body, text)        \
	START_TEST(name)                    \
	{                                   \
		card_run_fault(body, text); \
	}                                   \
	END_TEST

CARD_TEST(each_buffer_size_of_rctl_cuts_a_long_frame_into_its_pieces,
	  buffer_sizes)
CARD_TEST(a_frame_in_pieces_of_any_alignment_leaves_whole, pieces_to_send)
CARD_TEST(received_descriptors_below_wthresh_wait_for_more_or_for_the_timer,
	  receive_threshold)
CARD_TEST(sent_descriptors_below_wthresh_wait_for_more_or_for_the_timer,
	  transmit_threshold)
CARD_TEST(rxdmt0_comes_at_each_fraction_of_the_ring, low_threshold)
CARD_TEST(a_receive_ring_of_nonsense_reaches_nothing_outside, receive_nonsense)
CARD_TEST(a_transmit_ring_of_nonsense_reaches_nothing_outside,
	  transmit_nonsense)
FAULT_TEST(a_buffer_that_is_not_mapped_ends_the_run, store_unmapped,
	   "receive data at bus address 0x12345000: nothing is mapped there")
FAULT_TEST(a_buffer_mapped_for_sending_cannot_be_received_into, store_read_only,
	   "mapped for reading only (store_read_only")
FAULT_TEST(a_frame_longer_than_its_mapping_ends_the_run, store_beyond,
	   "beyond the mapping (store_beyond")
FAULT_TEST(a_buffer_that_the_driver_took_back_is_not_the_cards,
	   store_taken_back, "the buffer is the driver's (store_taken_back")
FAULT_TEST(a_frame_that_is_unmapped_before_it_was_sent_ends_the_run,
	   fetch_unmapped, "transmit data fetch")
FAULT_TEST(a_ring_longer_than_its_mapping_ends_the_run, ring_too_long,
	   "transmit descriptor fetch")
FAULT_TEST(a_card_without_bus_mastering_must_not_reach_memory, no_bus_master,
	   "bus mastering is off")

int main(void)
{
	const TTest *const tests[] = {
		each_buffer_size_of_rctl_cuts_a_long_frame_into_its_pieces,
		a_frame_in_pieces_of_any_alignment_leaves_whole,
		received_descriptors_below_wthresh_wait_for_more_or_for_the_timer,
		sent_descriptors_below_wthresh_wait_for_more_or_for_the_timer,
		rxdmt0_comes_at_each_fraction_of_the_ring,
		a_receive_ring_of_nonsense_reaches_nothing_outside,
		a_transmit_ring_of_nonsense_reaches_nothing_outside,
		a_buffer_that_is_not_mapped_ends_the_run,
		a_buffer_mapped_for_sending_cannot_be_received_into,
		a_frame_longer_than_its_mapping_ends_the_run,
		a_buffer_that_the_driver_took_back_is_not_the_cards,
		a_frame_that_is_unmapped_before_it_was_sent_ends_the_run,
		a_ring_longer_than_its_mapping_ends_the_run,
		a_card_without_bus_mastering_must_not_reach_memory,
	};

	return card_main("rings", tests, sizeof(tests) / sizeof(tests[0]));
}
