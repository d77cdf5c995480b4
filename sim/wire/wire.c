// SPDX-License-Identifier: MIT
/* Sources, the injection queue, listeners: everything but the line itself. */
#include "wire_internal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *wire_alloc(size_t n)
{
	return wire_realloc(NULL, n);
}

void *wire_realloc(void *p, size_t n)
{
	p = realloc(p, n ? n : 1);
	if (!p) {
		fprintf(stderr, "wire: out of memory (%zu bytes)\n", n);
		exit(1);
	}
	return p;
}

struct wire *wire_create(ps_t latency)
{
	struct wire *w = wire_alloc(sizeof(*w));

	memset(w, 0, sizeof(*w));
	crc32_init(&w->crc);
	w->latency = latency;
	w->gmii.wire = w;
	w->gmii.tx_buf = w->tx_buf;
	w->gmii.rx_next = GMII_NEVER;
	return w;
}

void wire_destroy(struct wire *w)
{
	if (!w)
		return;
	for (unsigned i = 0; i < w->nslots; i++)
		w->slots[i].source->destroy(w->slots[i].source);
	while (w->injected) {
		struct wire_injected *f = w->injected;

		w->injected = f->next;
		free(f);
	}
	free(w->slots);
	free(w->taps);
	free(w->eyes);
	free(w);
}

struct gmii_link *wire_gmii(struct wire *w)
{
	return &w->gmii;
}

void wire_bind(struct wire *w, struct ledger *l, const struct gmii_hooks *h)
{
	w->ledger = l;
	if (h)
		w->hooks = *h;
	else
		memset(&w->hooks, 0, sizeof(w->hooks));
}

void wire_add_source(struct wire *w, struct wire_source *s)
{
	struct wire_slot *slot;

	w->slots = wire_realloc(w->slots, (w->nslots + 1) * sizeof(*slot));
	slot = &w->slots[w->nslots++];
	memset(slot, 0, sizeof(*slot));
	slot->source = s;
	wire_slot_load(slot);
	wire_arm(w);
}

void wire_listen(struct wire *w, wire_listener fn, void *arg)
{
	w->taps = wire_realloc(w->taps, (w->ntaps + 1) * sizeof(*w->taps));
	w->taps[w->ntaps++] = (struct wire_tap){fn, arg};
}

void wire_watch(struct wire *w, wire_watcher fn, void *arg)
{
	w->eyes = wire_realloc(w->eyes, (w->neyes + 1) * sizeof(*w->eyes));
	w->eyes[w->neyes++] = (struct wire_eye){fn, arg};
}

void wire_unwatch(struct wire *w, wire_watcher fn, void *arg)
{
	unsigned i = 0;

	while (i < w->neyes && (w->eyes[i].fn != fn || w->eyes[i].arg != arg))
		i++;
	if (i == w->neyes)
		return;
	w->neyes--;
	memmove(w->eyes + i, w->eyes + i + 1,
		(w->neyes - i) * sizeof(*w->eyes));
}

void wire_inject(struct wire *w, const struct wire_frame *f)
{
	struct wire_injected **at = &w->injected;
	struct wire_injected *n;

	assert(f->len <= WIRE_MAX_FRAME);
	if (w->stopped)
		return;
	n = wire_alloc(sizeof(*n) + f->len);
	memcpy(n->bytes, f->data, f->len);
	n->frame = *f;
	n->frame.data = n->bytes;
	/* Behind those of the same time: first come, first sent. */
	while (*at && (*at)->frame.at <= f->at)
		at = &(*at)->next;
	n->next = *at;
	*at = n;
	wire_arm(w);
}

void wire_stop(struct wire *w)
{
	w->stopped = true;
	for (unsigned i = 0; i < w->nslots; i++)
		w->slots[i].loaded = false;
	while (w->injected) {
		struct wire_injected *f = w->injected;

		w->injected = f->next;
		free(f);
	}
	wire_arm(w);
}

void wire_abandon(struct wire *w)
{
	if (w->rx_on && w->ledger && ledger_alive(w->ledger, w->rx_id))
		ledger_end(w->ledger, w->rx_id, "wire.unfinished");
}

bool wire_quiet(const struct wire *w)
{
	if (w->rx_on || w->gmii.tx_len || w->injected)
		return false;
	for (unsigned i = 0; i < w->nslots; i++)
		if (w->slots[i].loaded)
			return false;
	return true;
}

unsigned wire_waiting(const struct wire *w)
{
	unsigned n = 0;

	for (const struct wire_injected *f = w->injected; f; f = f->next)
		n++;
	return n;
}

uint32_t wire_sending(const struct wire *w)
{
	return w->gmii.tx_len;
}
