/* SPDX-License-Identifier: MIT */
/* What the tests of the card's receive side have in common: frames on the wire,
 * and the descriptors that they come back in, held against packet.h's model. */
#ifndef COSIM_RECEIVE_H
#define COSIM_RECEIVE_H

#include "card.h"
#include "packet.h"

#define DD	 E1000_RXD_STAT_DD
#define EOP	 E1000_RXD_STAT_EOP
#define IXSM	 E1000_RXD_STAT_IXSM
#define VP	 E1000_RXD_STAT_VP
#define TCPCS	 E1000_RXD_STAT_TCPCS
#define IPCS	 E1000_RXD_STAT_IPCS
#define CE	 E1000_RXD_ERR_CE
#define RXE	 E1000_RXD_ERR_RXE
#define TCPE	 E1000_RXD_ERR_TCPE
#define IPE	 E1000_RXD_ERR_IPE
#define IPOFL	 E1000_RXCSUM_IPOFL
#define TUOFL	 E1000_RXCSUM_TUOFL
#define V6OFL	 E1000_RXCSUM_IPV6OFL
#define ALL_SUMS (IPOFL | TUOFL | V6OFL)

#define FCS 4u

/* struct packet */
#define UDP(...)                                              \
	{                                                     \
		.version = 4, .proto = PROTO_UDP, __VA_ARGS__ \
	}
#define TCP(...)                                              \
	{                                                     \
		.version = 4, .proto = PROTO_TCP, __VA_ARGS__ \
	}
#define TCP6(...)                                             \
	{                                                     \
		.version = 6, .proto = PROTO_TCP, __VA_ARGS__ \
	}
#define UDP6(...)                                             \
	{                                                     \
		.version = 6, .proto = PROTO_UDP, __VA_ARGS__ \
	}

/* The registers as @s says, and @rctl with EN. */
void receive_setup(struct card *c, const struct rx_setup *s, uint32_t rctl);
/* The same with a ring full of buffers. */
void receive_start(struct card *c, const struct rx_setup *s, uint32_t rctl);
/* @frame without FCS; it is copied. */
void receive_inject(struct card *c, const uint8_t *frame, uint32_t len,
		    unsigned faults);
/* Wait until @bytes have come from the wire and are in memory. */
void receive_wait(struct card *c, uint32_t bytes);
/* The next descriptor, yet to be taken. */
const struct card_desc *receive_next(const struct card *c);
/* Take it: it has to say what the model says of the good frame. */
void receive_check(struct card *c, const struct rx_setup *s,
		   const uint8_t *frame, uint32_t len);
#endif
