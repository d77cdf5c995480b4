/* SPDX-License-Identifier: MIT */
/* Recording and replay of the card's inputs. */
#include "pin_record.h"
#include "internal.h"

#include <stdlib.h>

#define PIN_MEMBER(type, name) type name;
struct pin_inputs {
	NIC_INPUTS(PIN_MEMBER)
};

struct pin_recording {
	size_t edges, room;
	struct pin_inputs in[];
};

struct pin_recording *pin_record_create(size_t edges)
{
	struct pin_recording *r;

	r = malloc(sizeof(*r) + edges * sizeof(r->in[0]));
	if (!r)
		return NULL;
	r->edges = 0;
	r->room = edges;
	return r;
}

void pin_record_destroy(struct pin_recording *r)
{
	free(r);
}

void pin_record_attach(struct machine *m, struct pin_recording *r)
{
	m->pin_record = r;
}

void pin_record_edge(struct pin_recording *r, const struct nic_pins *p)
{
	struct pin_inputs *in = &r->in[r->edges];

	if (r->edges == r->room)
		return;
	r->edges++;
#define PIN_READ(type, name) in->name = *p->name;
	NIC_INPUTS(PIN_READ)
#undef PIN_READ
}

size_t pin_record_edges(const struct pin_recording *r)
{
	return r->edges;
}

uint64_t pin_record_outputs(const struct nic_pins *p)
{
	uint64_t sum = 0;

#define PIN_ADD(type, name) sum = (sum ^ *p->name) * 0x100000001b3ull;
	NIC_OUTPUTS(PIN_ADD)
#undef PIN_ADD
	return sum;
}

uint64_t pin_record_machine_outputs(const struct machine *m)
{
	return pin_record_outputs(m->pins);
}

void pin_record_drive(const struct pin_recording *r, struct nic_model *n,
		      size_t edge)
{
	const struct nic_pins *p = nic_model_pins(n);
	const struct pin_inputs *in = &r->in[edge];

#define PIN_DRIVE(type, name) *p->name = in->name;
	NIC_INPUTS(PIN_DRIVE)
#undef PIN_DRIVE
}

uint64_t pin_record_replay(const struct pin_recording *r, struct nic_model *n,
			   size_t from, size_t to)
{
	size_t i;

	for (i = from; i < to && i < r->edges; i++) {
		pin_record_drive(r, n, i);
		nic_model_edge(n);
	}
	return pin_record_outputs(nic_model_pins(n));
}
