/* SPDX-License-Identifier: MIT */
/*
 * Programs for a network card: what a driver could do to it, one operation
 * after the other, as data. A program is made from a seed (generate.c), played
 * on a device (play.c), and can be written and read as text, one operation in
 * a line:
 *
 *	rx-ring size=16
 *	write reg=RCTL value=00008002
 */
#ifndef CONFORMANCE_PROGRAM_H
#define CONFORMANCE_PROGRAM_H

#include <stdint.h>
#include <stdio.h>

enum op_kind {
	OP_WRITE,      /* reg value */
	OP_READ,       /* reg: the value is compared */
	OP_IO_WRITE,   /* reg value: through the I/O BAR */
	OP_IO_READ,    /* reg: through the I/O BAR and directly */
	OP_RX_RING,    /* size: a new receive ring, empty */
	OP_TX_RING,    /* size: a new transmit ring, empty */
	OP_RX_GIVE,    /* count skew stale: buffers for receiving */
	OP_RX_FRAME,   /* to shape len tag seed: from the wire */
	OP_TX_LEGACY,  /* len pieces cmd cso css special seed: one frame */
	OP_TX_CONTEXT, /* words: a context descriptor as it is */
	OP_TX_PACKET,  /* shape len pieces cmd popts mss special seed */
	OP_TX_DOORBELL,
	OP_SETTLE,     /* wait; rings, buffers, frames are compared */
	OP_IRQ,	       /* INTA and ICR are compared */
	OP_EERD,       /* word */
	OP_EECD,       /* word: read bit by bit */
	OP_MDIC_READ,  /* phy reg */
	OP_MDIC_WRITE, /* phy reg value */
	OP_KINDS
};

#define OP_ARGS 8

struct op {
	enum op_kind kind;
	uint32_t arg[OP_ARGS];
};

#define PROGRAM_OPS 128

struct program {
	uint64_t seed; /* 0: from a file */
	unsigned n;
	struct op op[PROGRAM_OPS];
};

/* What a frame is made of. Also those that the card is to send. */
enum frame_shape {
	SHAPE_PLAIN, /* a local experimental Ethertype and bytes */
	SHAPE_IP4,   /* IPv4 with another protocol */
	SHAPE_IP4_TCP,
	SHAPE_IP4_UDP,
	SHAPE_IP6_TCP,
	SHAPE_IP6_UDP,
	SHAPES
};
/* In a received frame: that checksum is wrong. */
#define SHAPE_BAD_IP 0x10u
#define SHAPE_BAD_L4 0x20u

/* Whom a received frame is for. */
enum frame_to {
	TO_US,
	TO_STRANGER,
	TO_BROADCAST,
	TO_MULTICAST,	/* + 0 .. 7: one of eight groups */
	TO_FILTER = 16, /* + 0 .. 15: what that receive address holds, or a
			 * stranger */
	TO_END = 32
};

/* The name of the register at @offset in @name ("RAL[3]"), or its offset. */
void register_name(uint32_t offset, char *name, size_t len);
/* 0 or -1. */
int register_offset(const char *name, uint32_t *offset);

void program_print(const struct program *p, FILE *f);
void op_print(const struct op *o, FILE *f);
/* 0; or -1 with a message that names the line. */
int program_read(struct program *p, FILE *f, char *err, size_t err_len);
void program_add(struct program *p, struct op o);

#endif
