// SPDX-License-Identifier: MIT
/* Received frames that are not plain: VLAN tags (SDM chapter 9), bad packets
 * (RCTL.SBP) and long ones. */
#include <string.h>

#include "receive.h"

static const uint8_t stranger[6] = {0x52, 0x54, 0x00, 0x99, 0x99, 0x99};

/* ---- VLANs ---- */

struct place {
	const char *name;
	uint64_t count;
};

static void find_place(void *arg, const char *name, uint64_t count)
{
	struct place *p = arg;

	if (!strcmp(name, p->name))
		p->count = count;
}

/* Frames that have ended there. */
static uint64_t ended_at(struct card *c, const char *name)
{
	struct place p = {.name = name};

	ledger_each_place(machine_ledger(c->m), find_place, &p);
	return p.count;
}

static void vlan_table(struct card *c, unsigned id, bool on)
{
	uint32_t reg = E1000_VFTA + id / 32 * E1000_VFTA_STRIDE;
	uint32_t word = card_read(c, reg) & ~(1u << id % 32);

	card_write(c, reg, word | (on ? 1u << id % 32 : 0));
	card_read(c, E1000_STATUS);
}

/* Does a tagged frame reach memory? If so, what is in the descriptor is right
 * as well. */
static bool tagged_passes(struct card *c, const struct rx_setup *s,
			  const uint8_t *dst, uint16_t tci)
{
	static uint8_t frame[PACKET_MAX];
	struct packet p = UDP(.data = 30, .tags = 1, .tci = tci, .dst = dst);
	struct packet_place at;
	uint32_t len = packet_build(frame, &p, &at);
	bool got;

	receive_inject(c, frame, len, WIRE_OK);
	receive_wait(c, len);
	got = receive_next(c)->status & DD;
	if (got)
		receive_check(c, s, frame, len);
	return got;
}

static void vlan_filter(struct card *c)
{
	const struct rx_setup s = {ALL_SUMS, 0x8100, true};
	static const unsigned ids[] = {0, 1, 31, 32, 63, 64, 2047, 4095};
	unsigned filtered = 0;

	receive_start(c, &s, E1000_RCTL_VFE);
	for (unsigned i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		ck_assert(!tagged_passes(c, &s, NULL, (uint16_t)ids[i]));
		vlan_table(c, ids[i], true);
		ck_assert(tagged_passes(c, &s, NULL, 0xe000 | ids[i]));
		ck_assert(!tagged_passes(c, &s, NULL, ids[i] ^ 1));
		ck_assert(!tagged_passes(c, &s, NULL, ids[i] ^ 32));
		vlan_table(c, ids[i], false);
		filtered += 3;
	}
	ck_assert_uint_eq(ended_at(c, "card.rx_vlan_filtered"), filtered);
	ck_assert(!tagged_passes(c, &s, stranger, 5));
	ck_assert_uint_eq(ended_at(c, "card.rx_filtered"), 1);
	/* 13.7: they count in the totals only, as others' frames do. */
	ck_assert_uint_eq(card_read(c, E1000_TPR), filtered * 4 / 3 + 1);
	ck_assert_uint_eq(card_read(c, E1000_GPRC), filtered / 3);
}

static void vlan_modes(struct card *c)
{
	static const uint32_t modes[] = {0, E1000_RCTL_VFE, E1000_RCTL_CFIEN,
					 E1000_RCTL_CFIEN | E1000_RCTL_CFI};

	receive_start(c, &(struct rx_setup){0}, 0);
	vlan_table(c, 5, true);
	for (unsigned i = 0; i < 2 * sizeof(modes) / sizeof(modes[0]); i++) {
		struct rx_setup s = {ALL_SUMS, 0x8100, i & 1};
		uint32_t rctl = modes[i / 2];
		bool cfi = rctl & E1000_RCTL_CFI;

		receive_setup(c, &s, rctl);
		ck_assert_int_eq(tagged_passes(c, &s, NULL, 0x0005),
				 !(rctl & E1000_RCTL_CFIEN) || !cfi);
		ck_assert_int_eq(tagged_passes(c, &s, NULL, 0x1005),
				 !(rctl & E1000_RCTL_CFIEN) || cfi);
		ck_assert_int_eq(tagged_passes(c, &s, NULL, 0x0006),
				 !(rctl & E1000_RCTL_VFE) && !cfi);
	}
}

/* ---- bad packets ---- */

struct bad_case {
	uint32_t len; /* with FCS */
	unsigned faults;
	uint8_t errors;
	uint32_t counter;
	const char *place;
};

static const struct bad_case bad_cases[] = {
	{100, WIRE_BAD_FCS, CE, E1000_CRCERRS, "card.rx_crc_error"},
	{100, WIRE_RX_ER, RXE, E1000_RXERRC, "card.rx_error"},
	{100, WIRE_RX_ER | WIRE_BAD_FCS, RXE | CE, E1000_RXERRC,
	 "card.rx_error"},
	{50, WIRE_NO_PAD, 0, E1000_RUC, "card.rx_runt"},
	{26, WIRE_NO_PAD, 0, E1000_RUC, "card.rx_runt"},
	{50, WIRE_NO_PAD | WIRE_BAD_FCS, CE, E1000_RFC, "card.rx_fragment"},
	{1523, WIRE_OK, 0, E1000_ROC, "card.rx_oversize"},
	{1700, WIRE_BAD_FCS, CE, E1000_RJC, "card.rx_jabber"},
};

static void bad_packets(struct card *c)
{
	static uint8_t frame[2048];

	receive_start(c, &(struct rx_setup){.vet = 0x8100}, 0);
	for (unsigned i = 0; i < 2 * sizeof(bad_cases) / sizeof(bad_cases[0]);
	     i++) {
		const struct bad_case *k = &bad_cases[i / 2];
		bool keep = i & 1;
		uint64_t before = ended_at(c, k->place);
		const struct card_desc *d;
		const uint8_t *data;

		receive_setup(c, &(struct rx_setup){.vet = 0x8100},
			      keep ? E1000_RCTL_SBP : 0);
		card_frame(frame, card_mac, k->len - FCS);
		receive_inject(c, frame, k->len - FCS, k->faults);
		receive_wait(c, k->len);
		d = card_received(c, &data);
		ck_assert_int_eq(d != NULL, keep);
		/* 13.7 does not know SBP: a bad packet is one either way. */
		ck_assert_uint_eq(card_read(c, k->counter), 1);
		ck_assert_uint_eq(card_read(c, E1000_GPRC), 0);
		ck_assert_uint_eq(ended_at(c, k->place) - before, !keep);
		if (!keep)
			continue;
		ck_assert_uint_eq(d->status, DD | EOP | IXSM);
		ck_assert_uint_eq(d->errors, k->errors);
		ck_assert_uint_eq(d->length, k->len);
		ck_assert_mem_eq(data, frame, k->len - FCS);
		card_refill(c, 1);
	}
}

static void bad_and_foreign(struct card *c)
{
	static uint8_t frame[64];

	receive_start(c, &(struct rx_setup){.vet = 0x8100}, E1000_RCTL_SBP);
	card_frame(frame, stranger, 60);
	receive_inject(c, frame, 60, WIRE_BAD_FCS);
	receive_wait(c, 64);
	ck_assert_ptr_null(card_received(c, NULL));
	ck_assert_uint_eq(ended_at(c, "card.rx_filtered"), 1);
	/* 3.2.1: promiscuous with SBP, and everything comes. */
	receive_setup(c, &(struct rx_setup){.vet = 0x8100},
		      E1000_RCTL_SBP | E1000_RCTL_UPE | E1000_RCTL_MPE);
	receive_inject(c, frame, 60, WIRE_BAD_FCS);
	receive_wait(c, 64);
	ck_assert_ptr_nonnull(card_received(c, NULL));
}

/* ---- long frames ---- */

#define ROOM 16384u

struct size {
	uint32_t rctl;
	unsigned bytes;
};

static const struct size sizes[] = {
	{E1000_RCTL_SZ_256, 256},
	{E1000_RCTL_SZ_512, 512},
	{E1000_RCTL_SZ_1024, 1024},
	{E1000_RCTL_SZ_2048, 2048},
	{E1000_RCTL_BSEX | E1000_RCTL_SZ_4096, 4096},
	{E1000_RCTL_BSEX | E1000_RCTL_SZ_8192, 8192},
	{E1000_RCTL_BSEX | E1000_RCTL_SZ_16384, 16384},
};

/* Descriptors from @first on, each behind its own buffer of ROOM bytes; every
 * third of them is null, which is skipped with DD. */
static void give(struct card *c, uint64_t bus, unsigned first, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		c->rx.desc[(first + i) % CARD_RING] = (struct card_desc){
			.addr = i % 3 == 1 ? 0 : bus + (uint64_t)i * ROOM};
	machine_barrier(c->m);
	card_write(c, E1000_RDT, (first + n) % CARD_RING);
}

/* Put the frame together again; only its last descriptor says how it is.
 * Returns the descriptors it took. */
static unsigned collect(struct card *c, const uint8_t *buf, unsigned first,
			unsigned size, uint8_t *out, struct card_desc *last,
			uint32_t *len)
{
	*len = 0;
	for (unsigned i = 0;; i++) {
		const struct card_desc *d =
			&c->rx.desc[(first + i) % CARD_RING];

		ck_assert(d->status & DD);
		if (i % 3 == 1) {
			ck_assert_uint_eq(d->status, DD);
			ck_assert_uint_eq(d->length, 0);
			continue;
		}
		ck_assert_uint_le(d->length, size);
		ck_assert_uint_le(*len + d->length, ROOM);
		memcpy(out + *len, buf + (size_t)i * ROOM, d->length);
		*len += d->length;
		if (d->status & EOP) {
			*last = *d;
			return i + 1;
		}
		ck_assert_uint_eq(d->status, DD);
		ck_assert_uint_eq(d->errors, 0);
		ck_assert_uint_eq(d->special, 0);
		ck_assert_uint_eq(d->length, size);
	}
}

/* In buffers of every size, tag, checksums and all. */
static void jumbo(struct card *c)
{
	static const unsigned data[] = {1500, 8960,
					16383 - 4 - 14 - 4 - 20 - 20};
	static uint8_t frame[PACKET_MAX], want[PACKET_MAX], got[ROOM];
	const struct rx_setup s = {ALL_SUMS, 0x8100, true};
	uint8_t *buf = (uint8_t *)machine_ram(c->m) + (8 << 20);
	uint64_t bus = machine_dma_map(c->m, buf, 100 * ROOM,
				       DMA_DIR_FROM_DEVICE, true, __func__);
	unsigned first = 0;

	card_start(c, CARD_RING, 8, 0);
	for (unsigned i = 0; i < 3 * sizeof(sizes) / sizeof(sizes[0]); i++) {
		const struct size *z = &sizes[i / 3];
		struct packet p = TCP(.tags = 1, .tci = (uint16_t)(i + 1),
				      .data = data[i % 3], .seed = i);
		struct packet_place at;
		uint32_t len = packet_build(frame, &p, &at), stored;
		struct card_desc last;
		struct rx_want w;

		receive_setup(c, &s, z->rctl | E1000_RCTL_LPE);
		frame[at.l4 + 1000] ^= (uint8_t)(i % 2);
		w = rx_model(&s, frame, len, want);
		give(c, bus, first, 100);
		receive_inject(c, frame, len, WIRE_OK);
		receive_wait(c, 2 * len);
		first += collect(c, buf, first, z->bytes, got, &last, &stored);
		ck_assert_uint_eq(stored, w.len + FCS);
		ck_assert_mem_eq(got, want, w.len);
		ck_assert_uint_eq(last.status, w.status | DD | EOP);
		ck_assert_uint_eq(last.errors, i % 2 ? TCPE : 0);
		ck_assert_uint_eq(last.special, i + 1);
		ck_assert_uint_eq(last.b, (uint16_t)~ones_sum(got, stored));
		/* Take back what was not needed: 13.4.28, only when off. */
		card_write(c, E1000_RCTL, 0);
		card_wait_ns(c, 2000);
		card_write(c, E1000_RDH, first % CARD_RING);
		card_write(c, E1000_RDT, first % CARD_RING);
		card_wait_ns(c, 2000);
	}
}

CARD_TEST(the_vlan_filter_passes_the_vlans_of_its_table_only, vlan_filter)
CARD_TEST(tags_are_stripped_filtered_and_their_cfi_compared_each_for_itself,
	  vlan_modes)
CARD_TEST(bad_packets_are_stored_with_their_errors_if_asked_for, bad_packets)
CARD_TEST(bad_packets_for_others_are_not, bad_and_foreign)
CARD_TEST(long_frames_fill_buffers_of_every_size_and_end_with_their_checksums,
	  jumbo)

int main(void)
{
	const TTest *const tests[] = {
		the_vlan_filter_passes_the_vlans_of_its_table_only,
		tags_are_stripped_filtered_and_their_cfi_compared_each_for_itself,
		bad_packets_are_stored_with_their_errors_if_asked_for,
		bad_packets_for_others_are_not,
		long_frames_fill_buffers_of_every_size_and_end_with_their_checksums,
	};

	return card_main("received frames", tests,
			 sizeof(tests) / sizeof(tests[0]));
}
