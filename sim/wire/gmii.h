/* SPDX-License-Identifier: MIT */
/*
 * The wire's end of the card's GMII, for the machine's clock loop.
 *
 * The machine calls gmii_edge() once for every edge of the NIC clock that it
 * steps, before it evaluates that edge. Edge number @cycle happens at
 * cycle * NIC_CYCLE_PS. The wire drives the receive pins that the card samples
 * at this edge and samples the transmit pins as they stand before it.
 * Edges that the machine jumps over need no call, as long as it jumps no
 * further than gmii_next_event() (that edge itself must be stepped) and
 * gmii_idle() is true.
 *
 * The receive pins are written only when they change by more than data: what
 * the machine passes must keep its value from call to call (pass the model's
 * input ports) and be zero at first.
 */
#ifndef SIM_WIRE_GMII_H
#define SIM_WIRE_GMII_H

#include "sim/ledger.h"
#include "sim/types.h"

#ifdef __cplusplus
extern "C" {
#endif

struct wire;

#define GMII_NEVER UINT64_MAX
/* Longest carrier that is looked at, preamble and FCS included. */
#define GMII_MAX_BYTES 32768u

/* What the machine wants to know. Any function may be NULL. */
struct gmii_hooks {
	void *arg;
	/* The first preamble byte of frame @id is on the receive pins of edge
	 * @cycle: from now on exactly one RX_END of the card is due for it.
	 * The ledger has its birth already. @data has no preamble and no FCS
	 * and is valid until rx_end. */
	void (*rx_begin)(void *arg, uint64_t cycle, uint32_t id,
			 const uint8_t *data, uint32_t len);
	/* RX_DV has fallen; the last byte was sampled at @cycle - 1. The ledger
	 * has its stamp already. */
	void (*rx_end)(void *arg, uint64_t cycle, uint32_t id);
	/* Which frame of the ledger is it whose TX_EN has fallen? 0: not known.
	 * Asked at most once for each, before tx_end. */
	uint32_t (*tx_id)(void *arg);
	/* TX_EN has fallen; the last byte left at @cycle - 1. @data has no
	 * preamble and no FCS and is valid during the call. The wire's
	 * listeners have seen the frame already. */
	void (*tx_end)(void *arg, uint64_t cycle, const uint8_t *data,
		       uint32_t len, bool fcs_ok);
};

struct gmii_link {
	uint64_t rx_next; /* edge with work to do; 0 while a frame is sent */
	const uint8_t *rx_cur, *rx_end;
	const uint8_t *rx_er; /* RX_ER goes with the byte before this one */
	uint32_t tx_len;
	bool tx_er; /* TX_ER was seen in this frame */
	uint8_t *tx_buf;
	struct wire *wire;
};

/* The wire's link; valid as long as the wire. */
struct gmii_link *wire_gmii(struct wire *w);
/* Where births and stamps go (NULL: nowhere, all ids are 0) and the hooks
 * (copied; NULL: none). To be called before the first edge. */
void wire_bind(struct wire *w, struct ledger *l, const struct gmii_hooks *h);

/* Out of line: a frame begins or ends. */
void gmii_rx_event(struct gmii_link *l, uint64_t cycle, uint8_t *rxd,
		   uint8_t *rx_dv, uint8_t *rx_er);
void gmii_tx_event(struct gmii_link *l, uint64_t cycle);

static inline void gmii_edge(struct gmii_link *l, uint64_t cycle, uint8_t *rxd,
			     uint8_t *rx_dv, uint8_t *rx_er, uint8_t txd,
			     uint8_t tx_en, uint8_t tx_er)
{
	if (tx_en) {
		if (l->tx_len < GMII_MAX_BYTES)
			l->tx_buf[l->tx_len] = txd;
		l->tx_len++;
		l->tx_er |= tx_er;
	} else if (__builtin_expect(l->tx_len != 0, 0)) {
		gmii_tx_event(l, cycle);
	}
	if (cycle >= l->rx_next) {
		if (__builtin_expect(l->rx_cur != l->rx_end, 1)) {
			*rxd = *l->rx_cur++;
			*rx_er = l->rx_cur == l->rx_er;
		} else {
			gmii_rx_event(l, cycle, rxd, rx_dv, rx_er);
		}
	}
}

/* The edge at which the wire does something by itself, if nothing is injected
 * before; GMII_NEVER if there is none; 0 in the middle of a frame. */
static inline uint64_t gmii_next_event(const struct gmii_link *l)
{
	return l->rx_next;
}

/* No frame in either direction at this moment. */
static inline bool gmii_idle(const struct gmii_link *l)
{
	return l->rx_next != 0 && l->tx_len == 0;
}

#ifdef __cplusplus
}
#endif

#endif
