/* SPDX-License-Identifier: MIT */
/*
 * Descriptors of all kinds for the whole card, and what must leave for them:
 * each descriptor goes to the card and to the model (tx_model.h), and the
 * frames on the wire are held against the model's. Context: a card test's body.
 */
#ifndef COSIM_TRANSMIT_H
#define COSIM_TRANSMIT_H

#include "card.h"
#include "tx_model.h"

#define TRANSMIT_RING	256
#define TRANSMIT_FRAMES 2048
/* Bytes of data for the descriptors of one transmit_check(). */
#define TRANSMIT_DATA (480u << 10)

#define TRANSMIT_DATA_DESC \
	(E1000_TXD_CMD_DEXT | E1000_TXD_DTYP_D | E1000_TXD_CMD_IFCS)
#define TRANSMIT_IP_AND_TU (E1000_TXD_POPTS_IXSM | E1000_TXD_POPTS_TXSM)

struct transmit_frame {
	uint8_t *data;
	uint32_t len;  /* without FCS */
	ps_t last_bit; /* on the wire */
	bool fcs_ok;
};

struct transmit {
	struct card *c;
	struct tx_model model;
	struct transmit_frame want[TRANSMIT_FRAMES], got[TRANSMIT_FRAMES];
	unsigned wanted, came, compared;
	uint32_t used; /* bytes of the card's transmit buffers */
	uint32_t seed;
	uint32_t owner; /* frame that the data belongs to; 0: nobody's */
	uint8_t packet[1 << 18];
};

/* The card starts, with rings; owned by the caller until transmit_done(). */
struct transmit *transmit_begin(struct card *c);
/* CTRL.VME and VET. */
void transmit_vlans(struct transmit *t, uint16_t vet);
uint32_t transmit_random(struct transmit *t, uint32_t below);

/* One descriptor; the card hears of it in transmit_check(). */
void transmit_post(struct transmit *t, uint64_t first, uint64_t second,
		   const uint8_t *data);
/* One with data at some alignment; @second without its length. */
void transmit_data(struct transmit *t, const uint8_t *data, uint32_t len,
		   uint64_t second);
/* @cmd: TSE, RS, IDE. */
void transmit_context(struct transmit *t, const struct tx_context *x,
		      uint32_t cmd);
/* The first @len bytes of @packet in @n + 1 descriptors: @pieces[] are the
 * lengths of the first @n. The last has EOP and RS. */
void transmit_packet(struct transmit *t, uint32_t len, const uint32_t *pieces,
		     unsigned n, uint64_t second);

static inline uint64_t transmit_popts(unsigned bits)
{
	return (uint64_t)bits << 40;
}

/* A packet whose headers software has left for the card to complete, with the
 * pseudo-header's sum, which lacks the length for segmentation (@tso). Returns
 * the headers' length; payload follows up to @len. */
uint32_t transmit_make(struct transmit *t, uint32_t len, bool v6, bool tcp,
		       bool tso);
/* The offsets for such a packet. */
struct tx_context transmit_context_for(bool v6, bool tcp);
/* A context and a packet of so much payload to be cut. */
void transmit_segments(struct transmit *t, bool v6, bool tcp, uint32_t payload,
		       uint16_t mss, uint64_t extra);

/* Tell the card, wait until it and the wire are at rest. */
void transmit_go(struct transmit *t);
/* That, and the frames are those of the model. */
void transmit_check(struct transmit *t);
/* Frames so far are forgotten. */
void transmit_forget(struct transmit *t);
/* So many frames came since, and the contexts are counted right. */
void transmit_done(struct transmit *t, unsigned frames);
#endif
