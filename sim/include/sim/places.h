/* SPDX-License-Identifier: MIT */
/* The places where frames end, in words for people. */
#ifndef SIM_PLACES_H
#define SIM_PLACES_H

/* "to a closed UDP port" for "udp.no_socket"; "" for a place that speaks for
 * itself. Static. */
const char *place_words(const char *place);

#endif
