/* SPDX-License-Identifier: MIT */
/*
 * The captures of a run, one file for each place where frames are seen:
 *  - the wire: the card's GMII, stamped with the last bit, broken frames too
 *  - the host: between driver and stack, as tcpdump on eth0 has it, stamped
 *    with the CPU's time
 * A frame has the same packetid in both. Context: outside.
 */
#ifndef SIM_CAPTURES_H
#define SIM_CAPTURES_H

#include "sim/types.h"

struct machine;
struct pcapng;
struct wire;

struct captures_config {
	const char *wire_path, *host_path; /* the host's may be NULL */
	const char *comment;		   /* on both files */
	const char *wave; /* name of the run's waveform; NULL: none */
};

/* All NULL: not open. */
struct captures {
	struct machine *m;
	struct wire *w;
	struct pcapng *wire, *host;
};

/* 0, or -1 with a message and nothing open. */
int captures_open(struct captures *c, struct machine *m, struct wire *w,
		  const struct captures_config *config, char *err,
		  size_t err_len);
/* The waveform shows @from up to @until (PS_NEVER: it goes on). */
void captures_window(struct captures *c, ps_t from, ps_t until);
/* While machine and wire are there: the files get their names, complete up to
 * this moment. 0, or -1 with a message; a file that failed is not there. Both
 * are harmless if nothing is open. */
int captures_close(struct captures *c, char *err, size_t err_len);
/* No files. */
void captures_discard(struct captures *c);

#endif
