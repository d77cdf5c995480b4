/* SPDX-License-Identifier: MIT */
/*
 * The far end of the card's GMII: a full-duplex 1 Gb/s link with a latency, a
 * list of sources that send towards the card, and a tap.
 * Times are when the frame's first preamble byte enters the link, unless the
 * name says otherwise; a busy line delays a frame, with the 96-bit gap.
 */
#ifndef SIM_WIRE_H
#define SIM_WIRE_H

#include "sim/types.h"

struct wire;

enum wire_fault {
	WIRE_OK = 0,
	WIRE_BAD_FCS = 1 << 0, /* last FCS byte inverted */
	WIRE_RX_ER = 1 << 1,   /* RX_ER raised in mid frame */
	WIRE_NO_SFD = 1 << 2,  /* preamble without delimiter */
	WIRE_NO_PAD = 1 << 3,  /* a short frame stays short (a runt) */
};

struct wire_frame {
	ps_t at;	     /* earliest start */
	const uint8_t *data; /* destination address ... payload, no FCS */
	uint32_t len;
	unsigned faults; /* enum wire_fault */
};

/*
 * A source is asked for its next frame; true and @f filled, or false at its
 * end. @f->data stays valid until the next call. Times never go backwards.
 */
struct wire_source {
	bool (*next)(struct wire_source *s, struct wire_frame *f);
	void (*destroy)(struct wire_source *s);
};

/* A frame that the card sent: no FCS in @data/@len; @fcs_ok says whether the
 * one on the wire was right. @last_bit: when it left. Context: outside. */
typedef void (*wire_listener)(void *arg, ps_t last_bit, const uint8_t *data,
			      uint32_t len, bool fcs_ok);

struct wire *wire_create(ps_t latency);
void wire_destroy(struct wire *w); /* and its sources */
void wire_add_source(struct wire *w, struct wire_source *s);
void wire_listen(struct wire *w, wire_listener fn, void *arg);
/* One frame from outside (tests): copied, sent at @at or when the line is free.
 */
void wire_inject(struct wire *w, const struct wire_frame *f);
/* No further frame towards the card, injected ones neither; one that is on the
 * line goes on. */
void wire_stop(struct wire *w);
/* The clock has stopped for good: a frame that is half on the line ends in the
 * ledger as "wire.unfinished", if nobody has ended it. */
void wire_abandon(struct wire *w);
/*
 * A frame as it was on the card's pins, broken or not; a carrier without
 * delimiter is none. Faults of a sent frame are those that can be seen from
 * outside: WIRE_BAD_FCS, WIRE_RX_ER (here: TX_ER), WIRE_NO_PAD.
 */
struct wire_sight {
	ps_t last_bit; /* at the card */
	uint32_t id;   /* in the ledger; 0: not known */
	bool sent;     /* by the card */
	unsigned faults;
	const uint8_t *data; /* valid during the call */
	uint32_t len;	     /* without FCS; not 0 */
};
typedef void (*wire_watcher)(void *arg, const struct wire_sight *s);

/* @fn is shown every frame, both ways, in the order of their last bits. */
void wire_watch(struct wire *w, wire_watcher fn, void *arg);
/* No more; harmless if it never watched. */
void wire_unwatch(struct wire *w, wire_watcher fn, void *arg);
/* Injected frames that have not begun. */
unsigned wire_waiting(const struct wire *w);
/* The bytes of the frame that the card is sending so far; 0: it sends none. */
uint32_t wire_sending(const struct wire *w);
/* Sources exhausted and nothing on the line. */
bool wire_quiet(const struct wire *w);

/* Frames of a capture that @src_mac sent (NULL: all), at their recorded
 * distance from the capture's first frame, plus @offset. libpcap reads it;
 * micro- and nanosecond files. NULL with a message. */
struct wire_source *wire_pcap_source(const char *path, const uint8_t *src_mac,
				     ps_t offset, char *err, size_t err_len);

/* Paced UDP frames: constant distance; same bytes but for a sequence number. */
struct wire_traffic {
	uint8_t src_mac[6], dst_mac[6];
	uint32_t src_ip, dst_ip; /* host byte order */
	uint16_t src_port, dst_port;
	uint32_t frame_bytes; /* on the wire with FCS: 64..1518 */
	uint64_t frames;      /* 0: without end */
	ps_t start;
	ps_t interval; /* 0: back to back at line rate */
};
struct wire_source *wire_traffic_source(const struct wire_traffic *t, char *err,
					size_t err_len);

/*
 * A station at the far end that answers ARP requests for @ip (host byte order)
 * with @mac, so that the host can send to it. It sends nothing else. To be
 * added to the same wire, which it listens to.
 */
struct wire_source *wire_station_source(struct wire *w, const uint8_t *mac,
					uint32_t ip);

#endif
