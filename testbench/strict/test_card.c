// SPDX-License-Identifier: MIT
/* Strict mode on the real card and the real bus: bad programs beside good
 * ones, and what a report of a machine has. */
#include "card.h"
#include "sim/guest.h"
#include "sim/strict.h"

#include <string.h>

#define DESCS 16

static struct strict *watch(struct card *c)
{
	ck_assert_int_eq(machine_strict(c->m), 0);
	return machine_strict_checker(c->m);
}

static void prepare(struct card *c)
{
	for (unsigned i = 0; i < E1000_MTA_COUNT; i++)
		card_write(c, E1000_MTA + 4 * i, 0);
	card_start(c, DESCS, DESCS, E1000_RCTL_BAM);
	card_refill(c, DESCS - 1);
}

/* Frames both ways, more than the rings are long. */
static void traffic(struct card *c, unsigned n)
{
	uint8_t frame[60];

	card_frame(frame, peer_mac, sizeof(frame));
	while (n--) {
		card_inject(c, card_mac, 100, WIRE_OK);
		card_queue(c, frame, sizeof(frame));
		card_doorbell(c);
		card_wait_ns(c, 5000);
		ck_assert_ptr_nonnull(card_received(c, NULL));
		ck_assert_uint_eq(card_reclaim(c), 1);
		card_refill(c, 1);
	}
}

static void ok(const struct strict *s)
{
	if (strict_broken(s))
		strict_print(s, stdout);
	ck_assert_uint_eq(strict_broken(s), 0);
}

static const struct strict_report *only(const struct strict *s, const char *id)
{
	if (strict_broken(s) != 1 || strict_count(s, id) != 1)
		strict_print(s, stdout);
	ck_assert_uint_eq(strict_count(s, id), 1);
	ck_assert_uint_eq(strict_broken(s), 1);
	return strict_report(s, 0);
}

static void good_program(struct card *c)
{
	struct strict *s = watch(c);

	prepare(c);
	traffic(c, 3 * DESCS);
	ok(s);
	ck_assert_uint_eq(strict_reports(s), 0);
}
CARD_TEST(a_good_program_is_not_reported, good_program)

static void touch_receive(struct card *c)
{
	struct strict *s = watch(c);
	const struct strict_report *r;

	prepare(c);
	traffic(c, 5);
	ok(s);
	c->rx.desc[9].addr += 64;
	card_read(c, E1000_STATUS);
	r = only(s, "descriptor-touched");
	ck_assert_uint_eq(r->index, 9);
	ck_assert(r->descriptor && !r->tx);
	ck_assert_uint_eq(r->cycle, r->at / 8000);
}
CARD_TEST(a_descriptor_is_touched_while_the_card_owns_it, touch_receive)

static void touch_transmit(struct card *c)
{
	struct strict *s = watch(c);
	uint8_t frame[1500];

	prepare(c);
	card_frame(frame, peer_mac, sizeof(frame));
	card_queue(c, frame, sizeof(frame));
	card_queue(c, frame, sizeof(frame));
	card_doorbell(c);
	card_wait_ns(c, 1000); /* read, not sent */
	c->tx.desc[1].length = 60;
	card_wait_ns(c, 40000);
	only(s, "descriptor-touched");
	/* The card had its copy. */
	ck_assert_uint_eq(c->last_len, sizeof(frame));
	c->tx.desc[1].length = sizeof(frame);
	ck_assert_uint_eq(card_reclaim(c), 2);
}
CARD_TEST(a_transmit_descriptor_is_touched_while_it_is_sent, touch_transmit)

static void bare_doorbell(struct card *c)
{
	struct strict *s = watch(c);
	uint8_t frame[60];

	prepare(c);
	traffic(c, 2);
	card_frame(frame, peer_mac, sizeof(frame));
	card_queue(c, frame, sizeof(frame));
	card_write(c, E1000_TDT, c->tx.tail);
	only(s, "doorbell-barrier");
	card_wait_ns(c, 5000);
	card_reclaim(c);
}
CARD_TEST(a_doorbell_without_a_barrier, bare_doorbell)

static void small_buffer(struct card *c)
{
	struct strict *s = watch(c);
	uint8_t *ram = (uint8_t *)machine_ram(c->m) + (8 << 20);
	uint64_t bus = machine_dma_map(c->m, ram, 1500, DMA_DIR_FROM_DEVICE,
				       false, __func__);
	struct card_desc *d;

	prepare(c);
	traffic(c, 1);
	d = &c->rx.desc[c->rx.tail];
	memset(d, 0, sizeof(*d));
	d->addr = bus;
	card_received(c, NULL);
	card_inject(c, card_mac, 60, WIRE_OK);
	card_wait_ns(c, 5000);
	machine_barrier(c->m);
	card_write(c, E1000_RDT, (c->rx.tail + 1) % DESCS);
	only(s, "rx-room");
	card_write(c, E1000_RCTL, 0);
	card_read(c, E1000_STATUS);
	machine_dma_unmap(c->m, bus, 1500, DMA_DIR_FROM_DEVICE);
}
CARD_TEST(a_receive_buffer_that_is_too_small, small_buffer)

/* Accesses through the I/O BAR are the same accesses. */
static void io_bar(struct card *c)
{
	struct strict *s = watch(c);
	uint16_t port =
		(uint16_t)(machine_pci_read32(c->m, MACHINE_NIC_BDF, 0x14) &
			   ~3u);

	machine_io_write32(c->m, port, E1000_TIDV);
	machine_io_write32(c->m, port + 4, 1);
	ok(s);
	machine_io_write32(c->m, port + 4, 0);
	ck_assert_uint_eq(strict_count(s, "tidv-zero"), 1);
	machine_io_write32(c->m, port, 0x30000);
	ck_assert_uint_eq(strict_count(s, "ioaddr-range"), 1);
	ck_assert_uint_eq(strict_broken(s), 2);
}
CARD_TEST(the_io_bar_is_watched_too, io_bar)

/* What a teaching kernel's driver does at its start. */
static void teaching_kernel(struct card *c)
{
	struct strict *s = watch(c);

	card_write(c, E1000_IMS, 0);
	card_write(c, E1000_CTRL, card_read(c, E1000_CTRL) | E1000_CTRL_RST);
	card_write(c, E1000_IMS, 0);
	ck_assert_uint_eq(strict_count(s, "ims-disable"), 2);
	ck_assert_uint_eq(strict_count(s, "reset-wait"), 1);
	ck_assert_uint_eq(strict_broken(s), 3);
}
CARD_TEST(ims_written_0_to_disable, teaching_kernel)

/* Software that does not run on our CPU: its accesses and its memory. */
static void guest(struct card *c)
{
	uint64_t *ring = machine_ram(c->m);
	struct machine *m = c->m;
	struct strict *s;

	ck_assert_int_eq(machine_guest(m), 0);
	ck_assert_int_eq(machine_guest_map(m, 0x100000, 1 << 20, ring, true),
			 0);
	s = watch(c);
	machine_guest_write(m, E1000_TDBAL, 0x100000, 4);
	machine_guest_write(m, E1000_TDLEN, 256, 4);
	machine_guest_write(m, E1000_TIPG, 10 | 8 << 10 | 6 << 20, 4);
	machine_guest_write(m, E1000_TCTL, E1000_TCTL_EN | E1000_TCTL_PSP, 4);
	ring[0] = 0x110000;
	ring[1] =
		E1000_TXD_CMD_EOP | E1000_TXD_CMD_IFCS | E1000_TXD_CMD_RS | 60;
	machine_guest_write(m, E1000_TDT, 1, 4); /* who knows of barriers? */
	card_wait_ns(c, 10000);
	ck_assert_uint_eq(c->sent, 1);
	ok(s);
	ring[2] = 0x110000;
	ring[3] = ring[1]; /* with its DD */
	machine_guest_write(m, E1000_TDT, 2, 4);
	only(s, "descriptor-done");
	ck_assert_str_eq(strict_report(s, 0)->names[0], "");
	ck_assert_str_eq(strict_report(s, 0)->stack, "");
	machine_guest_read(m, E1000_STATUS, 2);
	ck_assert_uint_eq(strict_count(s, "narrow-access"), 1);
	card_wait_ns(c, 10000);
}
CARD_TEST(a_guests_software_is_watched_by_its_accesses_and_memory, guest)

static void time_of(struct card *c, bool strict, ps_t *now, uint64_t *cycles)
{
	if (strict)
		watch(c);
	prepare(c);
	traffic(c, 2 * DESCS);
	*now = machine_now(c->m);
	*cycles = machine_nic_cycles(c->m);
}

static ps_t plain_now, strict_now;
static uint64_t plain_cycles, strict_cycles;

static void plain(struct card *c)
{
	time_of(c, false, &plain_now, &plain_cycles);
}

static void strict(struct card *c)
{
	time_of(c, true, &strict_now, &strict_cycles);
}

START_TEST(watching_takes_no_simulated_time)
{
	card_run(plain);
	card_run(strict);
	ck_assert_uint_eq(plain_now, strict_now);
	ck_assert_uint_eq(plain_cycles, strict_cycles);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_good_program_is_not_reported,
		a_descriptor_is_touched_while_the_card_owns_it,
		a_transmit_descriptor_is_touched_while_it_is_sent,
		a_doorbell_without_a_barrier,
		a_receive_buffer_that_is_too_small,
		the_io_bar_is_watched_too,
		ims_written_0_to_disable,
		a_guests_software_is_watched_by_its_accesses_and_memory,
		watching_takes_no_simulated_time,
	};

	return card_main("strict mode: card", tests,
			 sizeof(tests) / sizeof(tests[0]));
}
