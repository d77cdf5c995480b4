/* SPDX-License-Identifier: MIT */
/* A program on a device. */
#ifndef CONFORMANCE_PLAY_H
#define CONFORMANCE_PLAY_H

#include "device.h"
#include "log.h"
#include "program.h"

/* Where things lie in the arena. */
#define PLAY_RX_RING   DEVICE_BUS
#define PLAY_TX_RING   (DEVICE_BUS + 0x10000)
#define PLAY_RX_BUFS   (DEVICE_BUS + 0x100000)
#define PLAY_RX_STRIDE 0x4400u
#define PLAY_TX_BUFS   (DEVICE_BUS + 0x800000)
#define PLAY_TX_BYTES  0x800000u

/* Bytes behind what was received, in whose place the card must not write. */
#define PLAY_GUARD	16u
#define PLAY_GUARD_BYTE 0xeeu

#define PLAY_RING_MOST 64u

struct play_counts {
	uint64_t programs, ops, descriptors, frames;
};

/* The device is reset, the program played, what it did logged. 0; or -1 if the
 * device could not be reset: @d->error. Outside. */
int play(const struct program *p, struct device *d, struct log *l,
	 struct play_counts *counts);

#endif
