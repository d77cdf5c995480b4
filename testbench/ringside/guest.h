/* SPDX-License-Identifier: MIT */
/*
 * The guest at the other end of vfio-user: its accesses reach the card, and the
 * card's time follows the clock on the wall. Simulated time is never ahead of
 * it by more than the accesses take; where the simulation is slower it stays
 * behind, and what it has lost is not made up for.
 */
#ifndef RINGSIDE_GUEST_H
#define RINGSIDE_GUEST_H

#include "sim/live.h"
#include "sim/vfio_user.h"

struct machine;

struct guest {
	struct machine *m;
	struct vfu *v;
	struct wire_live *live; /* NULL: none; not owned */
	uint64_t wall_start_ns; /* when simulated time was sim_start */
	uint64_t sim_start;	/* ps */
	bool level;
	bool (*stop)(void); /* come to an end? */
};

/* Makes the machine the guest's. 0, or -1 with a message. */
int guest_open(struct guest *g, struct machine *m, const char *socket,
	       bool (*stop)(void), char *err, size_t err_len);
void guest_close(struct guest *g);
/* The machine's boot code; ends it when the guest is gone. */
void guest_boot(void *guest);

#endif
