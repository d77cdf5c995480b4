/* SPDX-License-Identifier: MIT */
/* What the files of machine_state() share. Values have keys like printf()'s. */
#ifndef SIM_MACHINE_STATE_H
#define SIM_MACHINE_STATE_H

#include "../record/functions.h"
#include "internal.h"
#include "sim/metrics.h"

struct state {
	const struct machine *m;
	struct metrics *out;
	struct functions functions;
};

__attribute__((format(printf, 3, 4))) void
state_u64(const struct state *s, uint64_t v, const char *key, ...);
__attribute__((format(printf, 3, 4))) void
state_bool(const struct state *s, bool v, const char *key, ...);
__attribute__((format(printf, 3, 4))) void
state_str(const struct state *s, const char *v, const char *key, ...);

/* KEY.by, KEY.from: who called */
void state_callers(const struct state *s, const struct callers *c,
		   const char *key);
/* KEY.frame and KEY.packet, in words; nothing for 0. */
void state_frame(const struct state *s, uint32_t id, const char *key);
/* KEY.*: a mapping that there is; one that was undone. */
void state_mapping(const struct state *s, const struct mapping *map,
		   const char *key);
void state_undone(const struct state *s, const struct past_mapping *u,
		  const char *key);
/* The last mapping at @bus that was undone; NULL: none that is known. */
const struct past_mapping *state_find_undone(const struct state *s,
					     uint64_t bus);

/* state_rings.c */
void state_rings(const struct state *s);
/* state_history.c */
void state_history(const struct state *s);

extern const char *const state_dir_name[];

#endif
