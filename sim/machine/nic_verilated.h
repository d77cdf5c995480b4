/* SPDX-License-Identifier: MIT */
/* What the two files that know Verilator share. C++. */
#ifndef SIM_NIC_VERILATED_H
#define SIM_NIC_VERILATED_H

#include "nic_model.h"

#include <memory>

#include "Ve1000_top.h"
#include "verilated.h"

struct nic_wave;

struct nic_model {
	struct nic_pins pins;
	VerilatedContext context;
	std::unique_ptr<Ve1000_top> top;
	struct nic_wave *wave = nullptr; /* not owned; while it records */
};

/* All signals as they are now, at @ps (nic_wave.cpp). */
void nic_wave_dump(struct nic_wave *w, uint64_t ps);

#endif
