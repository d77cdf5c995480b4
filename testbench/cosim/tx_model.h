/* SPDX-License-Identifier: MIT */
/*
 * What a card must send for a list of transmit descriptors: a second opinion,
 * written from the manual (8254x SDM 3.3, 3.5, 3.6, 9.2) packet by packet, with
 * all of a packet's bytes at hand. It shares nothing with the card.
 */
#ifndef COSIM_TX_MODEL_H
#define COSIM_TX_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define TX_MODEL_PACKET (1 << 20)

struct tx_context {
	uint8_t ipcss, ipcso, tucss, tucso;
	uint16_t ipcse, tucse;
	uint32_t paylen;
	uint8_t hdrlen;
	uint16_t mss;
	bool tcp, ip;
};

struct tx_model {
	bool vme, psp;
	uint16_t vet;
	struct tx_context plain, tso;
	/* the packet that is being gathered */
	uint8_t *packet;
	uint32_t len;
	bool open;
	uint64_t first, last;	/* second halves of its outer descriptors */
	struct tx_context used; /* as it was with the first */
	/* what came out */
	void (*frame)(void *arg, const uint8_t *data, uint32_t len);
	void *arg;
	uint32_t contexts_sent, contexts_failed; /* TSCTC, TSCTFC */
};

void tx_model_init(struct tx_model *t,
		   void (*frame)(void *arg, const uint8_t *data, uint32_t len),
		   void *arg);
void tx_model_free(struct tx_model *t);
/* The next descriptor, as it lies in memory, and the data it points to. */
void tx_model_descriptor(struct tx_model *t, uint64_t address, uint64_t second,
			 const uint8_t *data);
#endif
