// SPDX-License-Identifier: MIT
// Every frame in the card ends at one place, whatever becomes of it.
#include "rig.h"

#include "e1000_regs.h"

#include <string.h>

/* Writes of these make the fake card pulse, store, or read. */
#define PULSE (BAR0 + 0x5800) /* events | result << 16 */
#define STORE (BAR0 + 0x5804) /* 64 bytes of receive data to this offset */
#define FETCH (BAR0 + 0x5808) /* 64 bytes of transmit data */

static struct rig r;
static struct wire *wire;
static uint64_t buffer; /* the bus address that STORE and FETCH add to */

static void obey(struct fake_card *c, uint32_t off, uint32_t value)
{
	static const uint8_t data[64];

	if (off == 0x5800)
		fake_event(c, value & 0xffff, value >> 16);
	else if (off == 0x5804)
		fake_dma_write(c, 0, buffer + value, data, sizeof(data));
	else if (off == 0x5808)
		fake_dma_read(c, 2, buffer + value, 64);
}

static void setup(void)
{
	rig_new(&r);
	rig_make(&r);
	wire = wire_create(0);
	machine_attach_wire(r.m, wire);
	fake_on_write(r.card, obey);
}

static void teardown(void)
{
	rig_free(&r);
	wire_destroy(wire);
}

static const char *wanted;
static uint64_t found;

static void look(void *arg, const char *place, uint64_t n)
{
	if (!strcmp(place, wanted))
		found = n;
}

static void ended(const char *place, uint64_t n)
{
	wanted = place;
	found = 0;
	ledger_each_place(machine_ledger(r.m), look, NULL);
	ck_assert_msg(found == n, "%s: %u frames, expected %u", place,
		      (unsigned)found, (unsigned)n);
}

static void conserved(void)
{
	char why[256] = "";

	ck_assert_msg(ledger_conserved(machine_ledger(r.m), why, sizeof(why)),
		      "%s", why);
}

static void inject(struct machine *m)
{
	static const uint8_t data[60];
	struct wire_frame f = {
		.at = machine_now(m), .data = data, .len = sizeof(data)};

	wire_inject(wire, &f);
	machine_charge_ns(m, 1000);
}

static void pulse(struct machine *m, unsigned events, unsigned result)
{
	machine_mmio_write32(m, PULSE, events | result << 16);
	machine_charge_ns(m, 500);
}

/* A frame comes and is accepted. */
static void accept(struct machine *m)
{
	inject(m);
	pulse(m, E1000_EV_RX_END, E1000_RX_RESULT_ACCEPTED);
}

static uint64_t rx_buffer(struct machine *m, unsigned n)
{
	return machine_dma_map(m, (uint8_t *)machine_ram(m) + 2048 * n, 2048,
			       DMA_DIR_FROM_DEVICE, false, "receive ring");
}

static void store_into(struct machine *m, uint64_t bus)
{
	buffer = bus;
	machine_mmio_write32(m, STORE, 0);
	machine_charge_ns(m, 1000);
}

static void release(struct machine *m, uint64_t bus)
{
	machine_dma_unmap(m, bus, 2048, DMA_DIR_FROM_DEVICE);
}

/* ---- Receive ---------------------------------------------------------------
 */

static const struct {
	unsigned result;
	const char *place;
} results[] = {
	{E1000_RX_RESULT_FILTERED, "card.rx_filtered"},
	{E1000_RX_RESULT_CRC_ERROR, "card.rx_crc_error"},
	{E1000_RX_RESULT_RUNT, "card.rx_runt"},
	{E1000_RX_RESULT_FRAGMENT, "card.rx_fragment"},
	{E1000_RX_RESULT_OVERSIZE, "card.rx_oversize"},
	{E1000_RX_RESULT_JABBER, "card.rx_jabber"},
	{E1000_RX_RESULT_RX_ERROR, "card.rx_error"},
	{E1000_RX_RESULT_FIFO_FULL, "card.rx_fifo_full"},
	{E1000_RX_RESULT_DISABLED, "card.rx_disabled"},
	{E1000_RX_RESULT_NO_SFD, "card.rx_no_sfd"},
	{E1000_RX_RESULT_VLAN_FILTERED, "card.rx_vlan_filtered"},
};
static unsigned result;

static void judged(struct machine *m)
{
	rig_enable_card(m);
	inject(m);
	inject(m);
	pulse(m, E1000_EV_RX_END, result);
	pulse(m, E1000_EV_RX_END, result);
}

START_TEST(a_frame_that_the_card_refuses_ends_where_the_card_says)
{
	result = results[_i].result;
	ck_assert_int_eq(rig_run(&r, judged), MACHINE_HALTED);
	ended(results[_i].place, 2);
	conserved();
}
END_TEST

static void received(struct machine *m)
{
	struct ledger *l = machine_ledger(m);
	uint64_t a, b, c;

	rig_enable_card(m);
	a = rx_buffer(m, 0);
	b = rx_buffer(m, 1);
	c = rx_buffer(m, 2);
	accept(m); /* frame 1 */
	accept(m); /* frame 2 */
	ck_assert_uint_eq(machine_frame_taken(m), 0);
	store_into(m, a);
	store_into(m, b); /* still frame 1 */
	pulse(m, E1000_EV_RX_STORED, 0);
	store_into(m, c); /* frame 2 */
	pulse(m, E1000_EV_RX_STORED, 0);
	release(m, a);
	ck_assert_uint_eq(machine_frame_taken(m), 1);
	ck_assert_uint_eq(machine_frame_taken(m), 0);
	/* The second buffer of a frame that was asked for. */
	release(m, b);
	ck_assert_uint_eq(machine_frame_taken(m), 0);
	ledger_end(l, 1, "udp.delivered");
	machine_dma_sync(m, c, 2048, DMA_DIR_FROM_DEVICE, true);
	ck_assert_uint_eq(machine_frame_taken(m), 2);
	ledger_end(l, 2, "udp.delivered");
	machine_dma_sync(m, c, 2048, DMA_DIR_FROM_DEVICE, false);
	release(m, c);
	ck_assert_uint_eq(machine_frame_taken(m), 0);
}

START_TEST(the_buffer_that_comes_back_says_which_frame_is_in_it)
{
	ck_assert_int_eq(rig_run(&r, received), MACHINE_HALTED);
	ended("udp.delivered", 2);
	conserved();
}
END_TEST

static void dropped_by_driver(struct machine *m)
{
	uint64_t a, b;

	rig_enable_card(m);
	a = rx_buffer(m, 0);
	b = rx_buffer(m, 1);
	accept(m);
	accept(m);
	store_into(m, a);
	pulse(m, E1000_EV_RX_STORED, 0);
	store_into(m, b);
	pulse(m, E1000_EV_RX_STORED, 0);
	release(m, a);
	release(m, b);
}

START_TEST(a_frame_that_nobody_asks_for_was_dropped_by_the_driver)
{
	ck_assert_int_eq(rig_run(&r, dropped_by_driver), MACHINE_HALTED);
	ended("driver.rx_dropped", 2);
	conserved();
}
END_TEST

static void reset_inside(struct machine *m)
{
	uint64_t a, b;

	rig_enable_card(m);
	a = rx_buffer(m, 0);
	b = rx_buffer(m, 1);
	accept(m); /* stored, unread */
	store_into(m, a);
	pulse(m, E1000_EV_RX_STORED, 0);
	accept(m); /* half stored */
	store_into(m, b);
	accept(m); /* in the packet buffer */
	inject(m); /* not judged yet */
	pulse(m, E1000_EV_RESET, 0);
	pulse(m, E1000_EV_RX_END, E1000_RX_RESULT_DISABLED);
	release(m, b);
	release(m, a);
	ck_assert_uint_eq(machine_dma_leaks(m), 0);
}

START_TEST(a_reset_ends_what_is_inside_and_leaves_what_is_stored_unread)
{
	ck_assert_int_eq(rig_run(&r, reset_inside), MACHINE_HALTED);
	ended("card.reset", 2);
	ended("card.rx_disabled", 1);
	ended("driver.rx_unread", 1);
	conserved();
}
END_TEST

static void stopped_anywhere(struct machine *m)
{
	rig_enable_card(m);
	accept(m);
	inject(m);
}

START_TEST(frames_still_under_way_at_the_end_have_ended_too)
{
	ck_assert_int_eq(rig_run(&r, stopped_anywhere), MACHINE_HALTED);
	ended("card.rx_unfinished", 1);
	ended("wire.unfinished", 1);
	conserved();
}
END_TEST

/* ---- Transmit --------------------------------------------------------------
 */

static uint64_t sending(struct machine *m, unsigned n, uint32_t *id)
{
	uint64_t bus;

	if (!*id)
		*id = ledger_born(machine_ledger(m), LEDGER_HOST,
				  machine_now(m));
	machine_frame_sending(m, *id);
	bus = machine_dma_map(m, (uint8_t *)machine_ram(m) + 64 * n, 64,
			      DMA_DIR_TO_DEVICE, false, "transmit ring");
	machine_frame_sending(m, 0);
	return bus;
}

static void fetch(struct machine *m, uint64_t bus)
{
	buffer = bus;
	machine_mmio_write32(m, FETCH, 0);
	machine_charge_ns(m, 1000);
}

static void unmap_tx(struct machine *m, uint64_t bus)
{
	machine_dma_unmap(m, bus, 64, DMA_DIR_TO_DEVICE);
}

/* A frame is whole in the card's transmit buffer: a packet's first, or one more
 * segment of it. */
static void stored(struct machine *m, bool first)
{
	pulse(m, E1000_EV_TX_STORED | (first ? E1000_EV_TX_FIRST : 0), 0);
}

static void sent(struct machine *m)
{
	struct ledger *l = machine_ledger(m);
	uint32_t one = 0, two = 0;
	uint64_t a, b, c;

	rig_enable_card(m);
	a = sending(m, 0, &one);
	b = sending(m, 1, &one);
	c = sending(m, 2, &two);
	fetch(m, a);
	fetch(m, b);
	unmap_tx(m, a);
	unmap_tx(m, b);
	stored(m, true);
	fetch(m, c);
	pulse(m, E1000_EV_TX_SENT, 0);
	ck_assert(!ledger_alive(l, one));
	ck_assert(ledger_alive(l, two));
	stored(m, true);
	pulse(m, E1000_EV_TX_SENT, 0);
	ck_assert(!ledger_alive(l, two));
	unmap_tx(m, c);
}

START_TEST(a_frame_of_several_buffers_is_sent_once)
{
	ck_assert_int_eq(rig_run(&r, sent), MACHINE_HALTED);
	ended("wire.sent", 2);
	conserved();
}
END_TEST

static void segmented(struct machine *m)
{
	struct ledger *l = machine_ledger(m);
	uint32_t one = 0, two = 0;
	uint64_t a, b, c;

	rig_enable_card(m);
	a = sending(m, 0, &one);
	b = sending(m, 1, &one);
	c = sending(m, 2, &two);
	fetch(m, a);
	stored(m, true);
	ck_assert_uint_eq(ledger_births(l, LEDGER_HOST), 2);
	stored(m, false);
	ck_assert_uint_eq(ledger_births(l, LEDGER_HOST), 3);
	pulse(m, E1000_EV_TX_SENT, 0);
	ck_assert(!ledger_alive(l, one));
	fetch(m, b); /* the rest of the packet, not another one */
	fetch(m, c);
	stored(m, false);
	pulse(m, E1000_EV_TX_DROP, 0); /* a fourth one had no room */
	stored(m, true);
	pulse(m, E1000_EV_TX_SENT, 0);
	pulse(m, E1000_EV_TX_SENT, 0);
	ck_assert(ledger_alive(l, two));
	pulse(m, E1000_EV_TX_SENT, 0);
	ck_assert(!ledger_alive(l, two));
	unmap_tx(m, a);
	unmap_tx(m, b);
	unmap_tx(m, c);
}

START_TEST(each_segment_of_a_packet_is_a_frame_of_its_own)
{
	ck_assert_int_eq(rig_run(&r, segmented), MACHINE_HALTED);
	ended("wire.sent", 4);
	ended("card.tx_too_long", 1);
	conserved();
}
END_TEST

static void owned_by_nobody(struct machine *m)
{
	uint64_t bus;

	rig_enable_card(m);
	/* A driver that maps its buffers once: the machine knows no frame. */
	bus = machine_dma_map(m, machine_ram(m), 64, DMA_DIR_TO_DEVICE, true,
			      "buffers");
	for (unsigned i = 0; i < 3; i++) {
		fetch(m, bus);
		stored(m, true);
	}
	for (unsigned i = 0; i < 3; i++)
		pulse(m, E1000_EV_TX_SENT, 0);
	machine_dma_unmap(m, bus, 64, DMA_DIR_TO_DEVICE);
}

START_TEST(frames_out_of_memory_that_was_mapped_once_are_born_in_the_card)
{
	ck_assert_int_eq(rig_run(&r, owned_by_nobody), MACHINE_HALTED);
	ended("wire.sent", 3);
	conserved();
}
END_TEST

static void read_in_vain(struct machine *m)
{
	uint32_t id[3] = {0};
	uint64_t bus[3];

	rig_enable_card(m);
	for (unsigned i = 0; i < 3; i++)
		bus[i] = sending(m, i, &id[i]);
	fetch(m, bus[0]);
	pulse(m, E1000_EV_TX_BADDESC | E1000_EV_TX_LOST, 0);
	fetch(m, bus[1]);
	pulse(m, E1000_EV_TX_DROP | E1000_EV_TX_FIRST, 0);
	fetch(m, bus[2]);
	stored(m, true);
	pulse(m, E1000_EV_TX_SENT, 0);
	ck_assert(!ledger_alive(machine_ledger(m), id[2]));
	for (unsigned i = 0; i < 3; i++)
		unmap_tx(m, bus[i]);
}

START_TEST(packets_that_the_card_read_and_could_not_send_end_there)
{
	ck_assert_int_eq(rig_run(&r, read_in_vain), MACHINE_HALTED);
	ended("card.tx_bad_descriptor", 1);
	ended("card.tx_too_long", 1);
	ended("wire.sent", 1);
	conserved();
}
END_TEST

static void not_sent(struct machine *m)
{
	uint32_t id[4] = {0};
	uint64_t bus[4];
	unsigned i;

	rig_enable_card(m);
	for (i = 0; i < 4; i++)
		bus[i] = sending(m, i, &id[i]);
	fetch(m, bus[0]);
	pulse(m, E1000_EV_TX_BADDESC, 0); /* frame 2's */
	unmap_tx(m, bus[1]);
	stored(m, true);
	fetch(m, bus[2]);
	pulse(m, E1000_EV_RESET, 0);
	unmap_tx(m, bus[0]);
	unmap_tx(m, bus[2]);
	unmap_tx(m, bus[3]); /* never looked at */
}

START_TEST(frames_not_sent_end_as_reset_as_bad_or_as_dropped)
{
	ck_assert_int_eq(rig_run(&r, not_sent), MACHINE_HALTED);
	ended("card.reset", 2);
	ended("card.tx_bad_descriptor", 1);
	ended("driver.tx_dropped", 1);
	conserved();
}
END_TEST

static void sent_nothing(struct machine *m)
{
	rig_enable_card(m);
	pulse(m, E1000_EV_TX_SENT, 0);
}

START_TEST(a_card_that_sends_what_nobody_gave_it_is_found_out)
{
	rig_run_fault(&r, sent_nothing, "the card says TX_SENT");
}
END_TEST

Suite *frames_suite(void);
Suite *frames_suite(void)
{
	Suite *s = suite_create("frames");
	TCase *t = tcase_create("identity");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(
		t, a_frame_that_the_card_refuses_ends_where_the_card_says, 0,
		sizeof(results) / sizeof(results[0]));
	tcase_add_test(t, the_buffer_that_comes_back_says_which_frame_is_in_it);
	tcase_add_test(t,
		       a_frame_that_nobody_asks_for_was_dropped_by_the_driver);
	tcase_add_test(
		t,
		a_reset_ends_what_is_inside_and_leaves_what_is_stored_unread);
	tcase_add_test(t, frames_still_under_way_at_the_end_have_ended_too);
	tcase_add_test(t, a_frame_of_several_buffers_is_sent_once);
	tcase_add_test(t, each_segment_of_a_packet_is_a_frame_of_its_own);
	tcase_add_test(
		t,
		frames_out_of_memory_that_was_mapped_once_are_born_in_the_card);
	tcase_add_test(t,
		       packets_that_the_card_read_and_could_not_send_end_there);
	tcase_add_test(t, frames_not_sent_end_as_reset_as_bad_or_as_dropped);
	tcase_add_test(t, a_card_that_sends_what_nobody_gave_it_is_found_out);
	suite_add_tcase(s, t);
	return s;
}
