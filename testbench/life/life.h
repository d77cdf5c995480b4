/* SPDX-License-Identifier: MIT */
/*
 * A driver's whole life, on one card: what it read from and wrote to registers,
 * what it sent, what it handed to the stack. The same for both cards but for
 * what stands here, of which there are two: on the simulator's machine with the
 * verilated card (life_card.c), and on the machine made of C with QEMU's e1000
 * behind its BAR and in its memory (life_qemu.c).
 */
#ifndef CONFORMANCE_LIFE_H
#define CONFORMANCE_LIFE_H

#include "sim/machine.h"

/* The machine is off. NULL with a message. @argc, @argv: what follows the
 * common arguments. */
struct machine *life_machine(int argc, char **argv, char *err, size_t err_len);
void life_machine_destroy(struct machine *m);
/* CPU side: a frame without FCS from the wire, now. */
void life_inject(struct machine *m, const uint8_t *frame, uint32_t len);

/* For the two: a frame without FCS was sent. */
void life_sent(const uint8_t *frame, uint32_t len);

#endif
