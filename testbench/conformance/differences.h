/* SPDX-License-Identifier: MIT */
/*
 * The differences between the two that are known: each has a name.
 *
 * A difference is as narrow as its cause: it says what one of the two does
 * instead, not only where. Most turn what QEMU did into what the manual says
 * (or, where QEMU is right, the other way round), from what is known of the
 * program so far, and leave everything else to be compared.
 */
#ifndef CONFORMANCE_DIFFERENCES_H
#define CONFORMANCE_DIFFERENCES_H

#include "compare.h"

/* Frames and their octets, with FCS. */
struct traffic {
	uint64_t frames, octets;
};

/* A frame that descriptors told the card to send. */
struct told {
	bool legacy, tso, ifcs, vle;
	uint32_t segment;  /* of a TSO packet: which one */
	uint32_t segments; /* of how many */
	uint32_t len; /* bytes that the descriptors hold, of all segments */
	uint16_t special;
	uint8_t popts, cso, css, cmd;
	uint32_t context[4]; /* the last one before it */
};

#define TOLD_MOST 1024

/* What is known of the program so far, from what was compared. */
struct facts {
	const struct program *program;
	const struct log *log[2];
	uint32_t reg[0x20000 / 4]; /* last written */
	bool written[0x20000 / 4];
	uint32_t ims;	      /* as the manual has it */
	uint32_t icr[2];      /* when it was read last */
	bool tx_poked;	      /* TCTL or TDT was written since then */
	bool tx_worked;	      /* a frame went out since then */
	bool tx_told;	      /* descriptors came that the card was to use */
	unsigned link_reads;  /* of the PHY's status */
	unsigned wire_op;     /* frames up to this operation are counted */
	struct traffic wire;  /* towards the card while it received */
	struct traffic in[2]; /* stored */
	struct traffic out[2];
	/* The same when a counter was read last: by (offset - 0x4000) / 4. */
	struct traffic wire_then[64], in_then[64][2], out_then[64][2];
	uint64_t short_frames, short_then[64]; /* sent by the card */
	uint64_t tags, tags_then[64];	       /* that QEMU put into frames */
	uint8_t given[64][16];	    /* receive descriptors as they were */
	uint32_t rx_given, rx_used; /* descriptors since the ring was made */
	bool rx_low;  /* a frame left few of them since ICR was read */
	bool rx_fell; /* and there were more before it */
	/* Frames to come, in a ring; the packet that is being told. */
	struct told told[TOLD_MOST], part;
	unsigned told_in, told_out;
	bool in_packet;
};

void facts_init(struct facts *f, const struct program *p,
		const struct log *card, const struct log *qemu);
/* @x is about to be compared. */
void facts_before(struct facts *f, const struct pair *x);
/* It has been. */
void facts_after(struct facts *f, const struct pair *x);

struct difference {
	const char *name;
	const char *what;    /* a sentence: who does what */
	const char *right;   /* who does as the manual says */
	const char *section; /* of the manual, or a reason */
	bool parts; /* the states differ for good: the rest is not compared */
	/* Is (a part of) what differs here this? If so, takes it away. */
	bool (*is)(struct facts *f, struct pair *x);
};

extern const struct difference differences[];
extern const unsigned differences_count;

/*
 * What the manual asks of the card here, QEMU does not do, and the card has not
 * done either: it would hide behind QEMU's fault. NULL: nothing.
 */
const char *owes(struct facts *f, const struct pair *x);

/* ---- for the differences ---- */

/* Both are there and of four bytes. */
bool pair_values(const struct pair *x, uint32_t value[2]);
void pair_set(struct pair *x, enum side side, uint32_t value);
/* The register @reg was read, and two values are there. */
bool pair_register(const struct pair *x, uint32_t reg, uint32_t value[2]);

/*
 * The received frame that descriptor @id, logged at @op, is part of: its bytes
 * as they were stored, @first to the one with EOP. False if its end is not
 * there.
 */
struct stored_frame {
	uint32_t first, last; /* descriptors */
	uint32_t len;
	uint8_t data[16384 + 2048];
};
bool stored_frame(const struct log *l, unsigned op, uint32_t id,
		  struct stored_frame *s);

/* The frame that @x is, or NULL if nothing told to send it. */
const struct told *told_frame(const struct facts *f, const struct pair *x);
/* For facts.c: a transmit descriptor was done; a frame went out. */
void told_desc(struct facts *f, const uint8_t *desc);
void told_sent(struct facts *f);

/* differences_regs.c */
bool is_register_missing(struct facts *f, struct pair *x);
bool is_statistics_missing(struct facts *f, struct pair *x);
bool is_reserved_stored(struct facts *f, struct pair *x);
bool is_pba_txa(struct facts *f, struct pair *x);
bool is_manc_constant(struct facts *f, struct pair *x);
bool is_io_idle(struct facts *f, struct pair *x);
bool is_tpr_filtered(struct facts *f, struct pair *x);
bool is_tor_stripped(struct facts *f, struct pair *x);
bool is_tot_as_told(struct facts *f, struct pair *x);
bool is_gptc_short(struct facts *f, struct pair *x);
/* differences_board.c */
bool is_eecd_granted(struct facts *f, struct pair *x);
bool is_eecd_fwe(struct facts *f, struct pair *x);
bool is_eecd_do(struct facts *f, struct pair *x);
bool is_mdic_no_phy(struct facts *f, struct pair *x);
bool is_phy_negotiated(struct facts *f, struct pair *x);
bool is_phy_reserved(struct facts *f, struct pair *x);
bool is_phy_link_latched(struct facts *f, struct pair *x);
/* differences_irq.c */
bool is_txd_low(struct facts *f, struct pair *x);
bool is_txqe_idle(struct facts *f, struct pair *x);
bool is_rxdmt0_level(struct facts *f, struct pair *x);
bool is_rxo_no_descriptors(struct facts *f, struct pair *x);
bool is_line_of_causes(struct facts *f, struct pair *x);
const char *owes_causes(const struct facts *f, const struct pair *x);
/* differences_rx.c */
const char *owes_receive(const struct facts *f, const struct pair *x);
bool is_rx_checksum(struct facts *f, struct pair *x);
bool is_rx_pif(struct facts *f, struct pair *x);
bool is_rx_cfi(struct facts *f, struct pair *x);
bool is_rx_partial(struct facts *f, struct pair *x);
bool is_rx_not_last(struct facts *f, struct pair *x);
bool is_rx_stale(struct facts *f, struct pair *x);
bool is_rx_mpe_broadcast(struct facts *f, struct pair *x);
bool is_rx_fcs(struct facts *f, struct pair *x);
/* differences_tx.c */
const char *owes_sent(struct facts *f, const struct pair *x);
bool is_tx_legacy_ic(struct facts *f, struct pair *x);
bool is_tx_tso_ip6(struct facts *f, struct pair *x);
bool is_tx_tso_empty(struct facts *f, struct pair *x);
bool is_tx_pad(struct facts *f, struct pair *x);
bool is_tx_no_ifcs(struct facts *f, struct pair *x);

#endif
