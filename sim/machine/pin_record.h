/* SPDX-License-Identifier: MIT */
/*
 * The card's inputs, edge by edge: recorded in a run of the whole machine and
 * fed into a model alone, to see what the rest of the machine costs.
 */
#ifndef SIM_PIN_RECORD_H
#define SIM_PIN_RECORD_H

#include "nic_model.h"

#include <stdbool.h>

struct machine;
struct pin_recording;

/* Room for @edges evaluations; what comes after is not recorded. */
struct pin_recording *pin_record_create(size_t edges);
void pin_record_destroy(struct pin_recording *r);
/* Record from the next edge of @m on; NULL: no more. Before the first edge for
 * a recording that is to be replayed. */
void pin_record_attach(struct machine *m, struct pin_recording *r);
/* One evaluation's inputs. */
void pin_record_edge(struct pin_recording *r, const struct nic_pins *p);
size_t pin_record_edges(const struct pin_recording *r);
/* Put the inputs of evaluation @edge on the pins of @n. */
void pin_record_drive(const struct pin_recording *r, struct nic_model *n,
		      size_t edge);

/*
 * Feed evaluations @from.. @to-1 into @n, which must have had all those before.
 * Returns a checksum of all outputs after the last one: the model is in the
 * same state as the machine's was.
 */
uint64_t pin_record_replay(const struct pin_recording *r, struct nic_model *n,
			   size_t from, size_t to);
uint64_t pin_record_outputs(const struct nic_pins *p);
/* The same of a machine's card. */
uint64_t pin_record_machine_outputs(const struct machine *m);

#endif
