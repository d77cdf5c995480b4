/* SPDX-License-Identifier: MIT */
/*
 * An end of the wire in the world outside: what the card sends goes there, what
 * comes from there goes to the card, at the simulated time at which it is
 * fetched. Runs with one are no longer the same each time.
 */
#ifndef SIM_LIVE_H
#define SIM_LIVE_H

#include "sim/wire.h"

struct wire_live;

/*
 * @end is
 *   tap:NAME    a tap device of this machine (root's, or the user's own)
 *   dgram:PATH  unix datagram sockets PATH.a and PATH.b, one frame in a
 * datagram: whoever comes first is PATH.a. QEMU: -netdev
 *               dgram,local.type=unix,local.path=PATH.b,remote.type=unix,
 *               remote.path=PATH.a
 * NULL with a message. Close it before the wire is destroyed, and run the
 * machine no more after that.
 */
struct wire_live *wire_live_open(struct wire *w, const char *end, char *err,
				 size_t err_len);
void wire_live_close(struct wire_live *l);

/* Fetch what has come, for the line to send from @now on; does not wait. The
 * number of frames. */
unsigned wire_live_poll(struct wire_live *l, ps_t now);
/* Frames wait until the world takes them: call wire_live_poll() soon. */
bool wire_live_waits(const struct wire_live *l);
/* The descriptor to poll for input. */
int wire_live_fd(const struct wire_live *l);

struct wire_live_counts {
	uint64_t sent, received;
	uint64_t lost;	  /* nobody was there, or took it in time */
	uint64_t overrun; /* came faster than the line takes them */
	uint64_t refused; /* no Ethernet frame */
	uint64_t broken;  /* wrong FCS on the line */
	uint32_t longest; /* bytes sent, without FCS */
};
const struct wire_live_counts *wire_live_counts(struct wire_live *l);

#endif
