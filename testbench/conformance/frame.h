/* SPDX-License-Identifier: MIT */
/* The frames of programs: made of a few numbers, the same for every device. */
#ifndef CONFORMANCE_FRAME_H
#define CONFORMANCE_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "program.h"

#define FRAME_MOST 65536

/* What a program's "to" means, where it is not what a receive address holds. */
void frame_address(uint8_t to[6], uint32_t whom);

/*
 * A frame of @len bytes without FCS, as it comes from the wire, for @to. @tag:
 * 0, or a VLAN tag (Ethertype 0x8100) whose TCI is @tag's lower half. Its
 * checksums are right, unless @shape says otherwise. Returns its length: not
 * less than 60 and what the headers need, not more than 16000.
 */
uint32_t frame_received(uint8_t *buf, const uint8_t to[6], uint32_t shape,
			uint32_t len, uint32_t tag, uint32_t seed);

/* That length; the other two have no influence on it. */
uint32_t frame_received_length(uint32_t shape, uint32_t len, uint32_t tag);

/* Where things are in a frame to send. */
struct frame_layout {
	uint32_t len;
	uint8_t ip, l4, l4_sum, payload;
	bool ip4, tcp;
};

/*
 * A frame whose checksums are left to the card: the IPv4 header's is 0, and
 * TCP's or UDP's is the sum of the pseudo header, without the length if @tso;
 * then the IP length is 0, too. @len: of the payload behind the headers.
 */
void frame_to_send(uint8_t *buf, uint32_t shape, uint32_t len, bool tso,
		   uint32_t seed, struct frame_layout *at);

#endif
