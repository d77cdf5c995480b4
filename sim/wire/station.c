// SPDX-License-Identifier: MIT
/* A station that answers ARP requests (RFC 826) and nothing else. */
#include "wire_internal.h"

#include <stdlib.h>
#include <string.h>

#define ARP_BYTES 42

struct station {
	struct wire_source base;
	struct wire *wire;
	uint8_t mac[6];
	uint8_t ip[4];
};

/* Ethernet and ARP up to the operation: IPv4 over Ethernet, a request. */
static const uint8_t arp_request[10] = {0x08, 0x06, 0, 1, 0x08, 0, 6, 4, 0, 1};

static void heard(void *arg, ps_t last_bit, const uint8_t *data, uint32_t len,
		  bool fcs_ok)
{
	struct station *s = arg;
	struct wire_frame f = {.len = ARP_BYTES};
	uint8_t reply[ARP_BYTES];

	if (!fcs_ok || len < ARP_BYTES ||
	    memcmp(data + 12, arp_request, sizeof(arp_request)) != 0 ||
	    memcmp(data + 38, s->ip, 4) != 0)
		return;
	memcpy(reply, data + 22, 6); /* to who asks */
	memcpy(reply + 6, s->mac, 6);
	memcpy(reply + 12, arp_request, sizeof(arp_request));
	reply[21] = 2; /* a reply */
	memcpy(reply + 22, s->mac, 6);
	memcpy(reply + 28, s->ip, 4);
	memcpy(reply + 32, data + 22, 10); /* the asker's two addresses */
	f.data = reply;
	f.at = last_bit + s->wire->latency;
	wire_inject(s->wire, &f);
}

static bool station_next(struct wire_source *s, struct wire_frame *f)
{
	return false;
}

static void station_destroy(struct wire_source *s)
{
	free(s);
}

struct wire_source *wire_station_source(struct wire *w, const uint8_t *mac,
					uint32_t ip)
{
	struct station *s = wire_alloc(sizeof(*s));

	s->base.next = station_next;
	s->base.destroy = station_destroy;
	s->wire = w;
	memcpy(s->mac, mac, 6);
	for (int i = 0; i < 4; i++)
		s->ip[i] = ip >> (24 - 8 * i);
	wire_listen(w, heard, s);
	return &s->base;
}
