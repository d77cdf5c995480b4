// SPDX-License-Identifier: MIT
/* What the wire and the host's tap see, into a file each. */
#include "sim/captures.h"

#include "sim/machine.h"
#include "sim/pcapng.h"
#include "sim/wire.h"

#include <string.h>

static void on_wire(void *arg, const struct wire_sight *s)
{
	struct pcapng_frame f = {
		.at = s->last_bit,
		.id = s->id,
		.outbound = s->sent,
		.data = s->data,
		.len = s->len,
	};

	if (s->faults & WIRE_BAD_FCS)
		f.errors |= PCAPNG_BAD_FCS;
	if (s->faults & WIRE_RX_ER)
		f.errors |= PCAPNG_SYMBOL;
	if (s->faults & WIRE_NO_PAD)
		f.errors |= PCAPNG_TOO_SHORT;
	pcapng_frame(arg, &f);
}

static void on_host(void *arg, ps_t now, uint32_t id, bool outbound,
		    const uint8_t *data, uint32_t len)
{
	struct pcapng_frame f = {
		.at = now,
		.id = id,
		.outbound = outbound,
		.data = data,
		.len = len,
	};

	pcapng_frame(arg, &f);
}

static void unwatch(struct captures *c)
{
	if (c->wire)
		wire_unwatch(c->w, on_wire, c->wire);
	if (c->host)
		machine_tap_unlisten(c->m, on_host, c->host);
}

int captures_open(struct captures *c, struct machine *m, struct wire *w,
		  const struct captures_config *config, char *err,
		  size_t err_len)
{
	struct pcapng_tap wire = {
		.name = "wire",
		.description = "the card's GMII, both directions, stamped "
			       "with the last bit",
		.hardware = "8254x GMII, 1 Gb/s, full duplex",
		.comment = config->comment,
		.wave = config->wave,
		.ledger = machine_ledger(m),
	};
	struct pcapng_tap host = {
		.name = "eth0",
		.description = "between driver and stack, stamped with the "
			       "CPU's time",
		.hardware = "8254x, driver e1000",
		.comment = config->comment,
		.wave = config->wave,
		.ledger = machine_ledger(m),
	};

	memset(c, 0, sizeof(*c));
	c->m = m;
	c->w = w;
	c->wire = pcapng_open(config->wire_path, &wire, err, err_len);
	if (!c->wire)
		return -1;
	wire_watch(w, on_wire, c->wire);
	if (!config->host_path)
		return 0;
	c->host = pcapng_open(config->host_path, &host, err, err_len);
	if (!c->host) {
		captures_discard(c);
		return -1;
	}
	machine_tap_listen(m, on_host, c->host);
	return 0;
}

void captures_window(struct captures *c, ps_t from, ps_t until)
{
	if (c->wire)
		pcapng_window(c->wire, from, until);
	if (c->host)
		pcapng_window(c->host, from, until);
}

int captures_close(struct captures *c, char *err, size_t err_len)
{
	struct pcapng *host = c->host;
	int ret;

	unwatch(c);
	ret = pcapng_close(c->wire, err, err_len);
	c->wire = c->host = NULL;
	/* The first message stands. */
	if (ret)
		pcapng_discard(host);
	else
		ret = pcapng_close(host, err, err_len);
	return ret;
}

void captures_discard(struct captures *c)
{
	unwatch(c);
	pcapng_discard(c->wire);
	pcapng_discard(c->host);
	c->wire = c->host = NULL;
}
