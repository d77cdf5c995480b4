/* SPDX-License-Identifier: MIT */
/* The places where frames end, in words for people. */
#ifndef SIM_PLACES_H
#define SIM_PLACES_H

#include <stdbool.h>

/* "to a closed UDP port" for "udp.no_socket"; "" for a place that speaks for
 * itself. Static. */
const char *place_words(const char *place);

/* The frame did what it came for, or was never meant for this host. What is
 * left is a loss that somebody may ask about. */
bool place_is_good(const char *place);

#endif
