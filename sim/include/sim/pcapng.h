/* SPDX-License-Identifier: MIT */
/*
 * Captures as Wireshark reads them with everything that there is to say:
 * pcapng (draft-ietf-opsawg-pcapng), little-endian, stamped in nanoseconds
 * since power-on. One file shows one place: a frame that is seen at two places
 * in one file looks like a retransmission.
 *
 * A frame's packetid is its id in the ledger. Comments on it are its words
 * ("#12 UDP 1234>53 len=60"), where it ended ("ended: udp.no_socket"), and,
 * where a waveform shows the moment, "fst=trace.fst@123456789ps". The end is
 * known late, so frames wait for it, in their order, in bounded memory.
 * Context: any; nothing here consumes simulated time.
 */
#ifndef SIM_PCAPNG_H
#define SIM_PCAPNG_H

#include "sim/ledger.h"
#include "sim/types.h"

struct pcapng;

/* Where frames are seen. Strings are copied; NULL: not known. */
struct pcapng_tap {
	const char *name;	 /* of the interface */
	const char *description; /* of the interface */
	const char *hardware;	 /* of the interface */
	const char *comment;	 /* on the whole file */
	const char *wave;	 /* name of the run's waveform */
	struct ledger *ledger;	 /* not owned; NULL: frames do not wait */
	size_t wait_bytes;	 /* that may wait; 0: 64 MiB */
};

enum pcapng_error {
	PCAPNG_BAD_FCS = 1 << 0,
	PCAPNG_TOO_SHORT = 1 << 1, /* a runt */
	PCAPNG_SYMBOL = 1 << 2,	   /* RX_ER or TX_ER was raised */
};

struct pcapng_frame {
	ps_t at;     /* never earlier than the frame before */
	uint32_t id; /* in the ledger; 0: none */
	bool outbound;
	unsigned errors; /* enum pcapng_error */
	const uint8_t *data;
	uint32_t len; /* without FCS */
};

/* The file is written as PATH.part. NULL with a message. */
struct pcapng *pcapng_open(const char *path, const struct pcapng_tap *t,
			   char *err, size_t err_len);
/* Copied. An error of the disk is kept for the close. */
void pcapng_frame(struct pcapng *p, const struct pcapng_frame *f);
/* The waveform shows @from up to @until (PS_NEVER: it goes on). Before the
 * frames of that time come. */
void pcapng_window(struct pcapng *p, ps_t from, ps_t until);
/* Frames that have no end yet are written without it; the file gets its name;
 * frees @p. 0, or -1 with a message and no file. NULL is harmless. */
int pcapng_close(struct pcapng *p, char *err, size_t err_len);
/* No file; frees @p. NULL is harmless. */
void pcapng_discard(struct pcapng *p);

#endif
