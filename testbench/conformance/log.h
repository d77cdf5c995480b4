/* SPDX-License-Identifier: MIT */
/* What a device did while it played a program, in the program's order. */
#ifndef CONFORMANCE_LOG_H
#define CONFORMANCE_LOG_H

#include <stddef.h>
#include <stdint.h>

enum record_kind {
	REC_WRITE,  /* id: register. Of the program, the same in both logs */
	REC_REG,    /* id: register */
	REC_IO,	    /* id: register, read through the I/O BAR */
	REC_LINE,   /* level of INTA; id 0: before ICR was read, 1: after */
	REC_EEPROM, /* id: word, read by EERD or, + 64, bit by bit */
	REC_PHY,    /* id: register; MDIC after the access */
	REC_GIVEN,  /* a receive descriptor as the program wrote it; id: its
		     * number since the ring was made */
	REC_TXDESC, /* id: its number since the ring was made */
	REC_FRAME,  /* id: its number since the program began */
	REC_RXDESC, /* id: as above */
	REC_RXBUF,  /* its buffer, and some bytes behind what was received */
	REC_STRAY,  /* the card wrote where it should not; id: which descriptor,
		     * + 65536: transmit */
	REC_FAULT,  /* text: the device ended the program */
	REC_KINDS
};

struct record {
	unsigned op;
	enum record_kind kind;
	uint32_t id;
	uint32_t len;
	size_t at; /* in log.data */
};

struct log {
	struct record *record;
	unsigned records, room;
	uint8_t *data;
	size_t bytes, data_room;
};

void log_clear(struct log *l);
void log_free(struct log *l);
void log_add(struct log *l, unsigned op, enum record_kind kind, uint32_t id,
	     const void *data, uint32_t len);
void log_u32(struct log *l, unsigned op, enum record_kind kind, uint32_t id,
	     uint32_t value);

static inline const uint8_t *log_data(const struct log *l,
				      const struct record *r)
{
	return l->data + r->at;
}

uint32_t log_value(const struct log *l, const struct record *r);

#endif
