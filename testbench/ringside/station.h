/* SPDX-License-Identifier: MIT */
#ifndef RINGSIDE_STATION_H
#define RINGSIDE_STATION_H

#include "sim/wire.h"

/*
 * A station at the far end that answers ARP requests for its address (RFC
 * 826), so that the host can send to it. It sends nothing else. To be added to
 * the wire @w as a source, which then owns it.
 */
struct wire_source *station_create(struct wire *w, const uint8_t mac[6],
				   uint32_t ip, ps_t latency);

#endif
