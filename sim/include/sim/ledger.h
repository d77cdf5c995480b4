/* SPDX-License-Identifier: MIT */
/*
 * The ledger of frames: every frame is born once and ends once, in a named
 * place. "Where did my packet go" is answered here.
 *
 * A frame has an id (1, 2, 3, ... in order of birth; 0 means "no frame").
 * Rooms name the places where frames end; the ledger knows none by itself.
 * Context: any. Nothing here consumes simulated time.
 */
#ifndef SIM_LEDGER_H
#define SIM_LEDGER_H

#include "sim/types.h"

enum ledger_origin { LEDGER_WIRE, LEDGER_HOST };

struct ledger;

struct ledger *ledger_create(void);
void ledger_destroy(struct ledger *l);

/* A frame comes into being at time @now; returns its id. */
uint32_t ledger_born(struct ledger *l, enum ledger_origin origin, ps_t now);

/*
 * The frame ends at @place, a dotted lower-case name with static storage
 * ("card.rx_crc_error", "udp.no_socket", "socket.delivered"). Ending a frame
 * twice or one that was never born is remembered and makes
 * ledger_conserved() false. Id 0 is ignored.
 */
void ledger_end(struct ledger *l, uint32_t id, const char *place);

/*
 * @fn is told of every end that counts, right after it: ledger_place() knows it
 * already. Listeners are called in the order they came, on whatever stack the
 * frame ended, and must not end frames or change the list of listeners.
 */
typedef void (*ledger_listener)(void *arg, uint32_t id, const char *place);
void ledger_listen(struct ledger *l, ledger_listener fn, void *arg);
/* No more; harmless if it never listened. */
void ledger_unlisten(struct ledger *l, ledger_listener fn, void *arg);

/* @fn is told of every birth; there is one such listener. */
typedef void (*ledger_birth)(void *arg, uint32_t id, enum ledger_origin origin);
void ledger_listen_births(struct ledger *l, ledger_birth fn, void *arg);

/* True while the frame has not ended. False for id 0. */
bool ledger_alive(const struct ledger *l, uint32_t id);

/* Every frame that lives ends at @place: the run was broken off. */
void ledger_end_all(struct ledger *l, const char *place);

/* Time of the last bit on the wire (0 until known), for latency figures. */
void ledger_stamp(struct ledger *l, uint32_t id, ps_t last_bit);
ps_t ledger_stamped(const struct ledger *l, uint32_t id);

/*
 * One latency sample: from the last bit on the wire to @now. Frames without a
 * stamp are ignored. Called by the socket layer as it hands data to a program.
 */
void ledger_latency(struct ledger *l, uint32_t id, ps_t now);

/* Totals. Places are visited in alphabetical order. */
uint64_t ledger_births(const struct ledger *l, enum ledger_origin origin);
void ledger_each_place(const struct ledger *l,
		       void (*fn)(void *arg, const char *place, uint64_t n),
		       void *arg);
/* Ended place of one frame; NULL while alive. */
const char *ledger_place(const struct ledger *l, uint32_t id);
/* Exact percentile (nearest rank) of the latency samples in ns; 0 if none. */
uint64_t ledger_latency_ns(const struct ledger *l, unsigned per_mille);
uint64_t ledger_latency_samples(const struct ledger *l);
/* births == ends, none ended twice. On false, @why explains (may be NULL). */
bool ledger_conserved(const struct ledger *l, char *why, size_t why_len);

#endif
