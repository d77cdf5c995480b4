/* SPDX-License-Identifier: MIT */
/*
 * A program that talks to a card, without card and machine: accesses, DMA
 * memory and the heads of the rings are all that strict mode looks at. What
 * the card does, the test does for it.
 */
#ifndef STRICT_BENCH_H
#define STRICT_BENCH_H

#include <check.h>

#include "e1000_regs.h"
#include "sim/strict.h"

#define RX_RING 0x10000u /* bus addresses */
#define TX_RING 0x20000u
#define BUFFERS 0x100000u
#define RING	16u /* descriptors */

#define EOP  E1000_TXD_CMD_EOP
#define IFCS E1000_TXD_CMD_IFCS
#define RS   E1000_TXD_CMD_RS
#define DEXT E1000_TXD_CMD_DEXT
#define TSE  E1000_TXD_CMD_TSE
#define DATA (DEXT | E1000_TXD_DTYP_D)

#define RCTL_GOOD (E1000_RCTL_EN | E1000_RCTL_BAM | E1000_RCTL_SECRC)
#define TCTL_GOOD (E1000_TCTL_EN | E1000_TCTL_PSP)

struct bench {
	struct strict *s;
	ps_t now;
	uint32_t head[2];
	size_t room; /* of every buffer */
	uint64_t ring[2][2 * RING];
};

/* Software whose barriers and delays are seen, or not: a guest. */
struct bench *bench_create(bool seen);
void bench_destroy(struct bench *b);

/* Software: registers, memory. Time goes by with each access. */
void set(struct bench *b, uint32_t reg, uint32_t value);
void get(struct bench *b, uint32_t reg, uint32_t value);
void wait_ns(struct bench *b, uint64_t ns);
void barrier(struct bench *b);
/* Receive descriptor @i gets a buffer. */
void rx_buffer(struct bench *b, unsigned i);
/* Transmit descriptor @i: @command with length and DTYP. */
void tx_desc(struct bench *b, unsigned i, uint32_t command);
/* The same with the word's upper half: status, CSS or POPTS, special. */
void tx_full(struct bench *b, unsigned i, uint32_t command, uint32_t upper);
/* A context descriptor for segmentation, or not. */
void tx_context(struct bench *b, unsigned i, uint32_t command, unsigned payload,
		unsigned header, unsigned mss);
/* Barrier and tail. */
void rx_tail(struct bench *b, unsigned tail);
void tx_tail(struct bench *b, unsigned tail);

/* Everything as the manual wants it, rings of RING descriptors, receive
 * buffers 0 to 7 handed over. */
void start(struct bench *b);
void start_rings(struct bench *b);
void clear_tables(struct bench *b);

/* The card: reads descriptor @i; writes it back with DD and goes past it. */
void card_reads(struct bench *b, bool tx, unsigned i);
void card_done(struct bench *b, bool tx, unsigned i);

/* Nothing was found so far. */
void silent(const struct bench *b);
/* Rule @id was broken, at that register or that ring's tail, once; no other
 * rule was. */
void only(const struct bench *b, const char *id, uint32_t offset);
/* The report of that. */
const struct strict_report *first(const struct bench *b);

/* A test whose body gets a bench; fresh, or started and silent. */
#define STRICT_TEST(name, begin)                      \
	static void name##_body(struct bench *b);     \
	START_TEST(name)                              \
	{                                             \
		struct bench *b = bench_create(true); \
		begin(b);                             \
		silent(b);                            \
		name##_body(b);                       \
		bench_destroy(b);                     \
	}                                             \
	END_TEST                                      \
	static void name##_body(struct bench *b)
#define FRESH(name)   STRICT_TEST(name, fresh)
#define STARTED(name) STRICT_TEST(name, start)

static inline void fresh(struct bench *b)
{
	(void)b;
}

int strict_main(const char *suite, const TTest *const *tests, unsigned n);

#endif
