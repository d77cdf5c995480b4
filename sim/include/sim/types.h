/* SPDX-License-Identifier: MIT */
/* Units and small types shared by every header of the machine. */
#ifndef SIM_TYPES_H
#define SIM_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Simulated time in picoseconds since power-on. */
typedef uint64_t ps_t;

#define PS_PER_NS 1000ull
#define PS_PER_US 1000000ull
#define PS_PER_MS 1000000000ull
#define PS_PER_S  1000000000000ull

/* The NIC's clock: 125 MHz, so one byte of GMII per edge. */
#define NIC_CYCLE_PS 8000ull

#define PS_NEVER UINT64_MAX

#endif
