/* SPDX-License-Identifier: MIT */
/* The host's tap: from counted code to whoever looks on from outside. */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *grow(void *p, size_t bytes)
{
	p = realloc(p, bytes);
	if (p)
		return p;
	fprintf(stderr, "tap: out of memory (%zu bytes)\n", bytes);
	exit(1);
}

void tap_free(struct machine *m)
{
	free(m->tap.listeners);
	free(m->tap.bytes);
}

void machine_tap_listen(struct machine *m, machine_tap_fn fn, void *arg)
{
	struct tap *t = &m->tap;

	t->listeners = grow(t->listeners, (t->n + 1) * sizeof(*t->listeners));
	t->listeners[t->n++] = (struct tap_listener){fn, arg};
}

void machine_tap_unlisten(struct machine *m, machine_tap_fn fn, void *arg)
{
	struct tap *t = &m->tap;
	unsigned i = 0;

	while (i < t->n &&
	       (t->listeners[i].fn != fn || t->listeners[i].arg != arg))
		i++;
	if (i == t->n)
		return;
	t->n--;
	memmove(t->listeners + i, t->listeners + i + 1,
		(t->n - i) * sizeof(*t->listeners));
}

void machine_tap_part(struct machine *m, const void *data, uint32_t len)
{
	struct tap *t = &m->tap;

	if (!t->n || !len)
		return;
	if (t->len + len > t->room) {
		t->room = 2 * (t->len + len);
		t->bytes = grow(t->bytes, t->room);
	}
	memcpy(t->bytes + t->len, data, len);
	t->len += len;
}

void machine_tap(struct machine *m, uint32_t id, bool outbound,
		 const void *data, uint32_t len)
{
	struct tap *t = &m->tap;
	ps_t now;

	if (!t->n)
		return;
	if (t->len) {
		machine_tap_part(m, data, len);
		data = t->bytes;
		len = (uint32_t)t->len;
		t->len = 0;
	}
	now = clock_now(m);
	for (unsigned i = 0; i < t->n; i++)
		t->listeners[i].fn(t->listeners[i].arg, now, id, outbound, data,
				   len);
}
