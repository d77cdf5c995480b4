/* SPDX-License-Identifier: MIT */
/* Which of the ledger's places are good ends. */
#ifndef RINGSIDE_PLACES_H
#define RINGSIDE_PLACES_H

#include <stdbool.h>

/* The frame did what it came for, or was never meant for this host. What is
 * left is a loss that somebody may ask about. */
bool place_is_good(const char *place);

#endif
