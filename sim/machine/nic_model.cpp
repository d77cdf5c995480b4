// SPDX-License-Identifier: MIT
// The card's model: made, evaluated. What it records is in nic_wave.cpp.
#include "nic_verilated.h"

#include <new>

#include "Ve1000_top___024root.h"

#if VM_COVERAGE
#include <cstdlib>
#include <string>

#include <unistd.h>

#include "verilated_cov.h"

// What was covered, a file for each card, into the folder that make coverage
// names. A process has several cards, and tests run in several processes.
static void save_coverage(struct nic_model *n)
{
	const char *folder = getenv("RINGSIDE_COVERAGE");
	static unsigned int cards;

	if (!folder)
		return;
	n->context.coveragep()->write((std::string(folder) + "/" +
				       std::to_string(getpid()) + "." +
				       std::to_string(cards++) + ".dat")
					      .c_str());
}
#else
static void save_coverage(struct nic_model *)
{
}
#endif

// Nothing in the card happens at the falling edge, and evaluating it costs a
// third of the time. So the clock stays high and the model is told that it was
// low: by a member whose name depends on Verilator's version. Where it has
// none of these names, both edges are evaluated.
//
// Between two edges the clock is always high, whichever way the last one was
// evaluated. A falling edge triggers nothing, and what inputs change without a
// clock is settled before the edge in either way, so that both are the same to
// the card.
template <typename R>
auto clock_was_low(R *r, int) -> decltype(r->__Vtrigrprev__TOP__clk_i, bool())
{
	r->__Vtrigrprev__TOP__clk_i = 0;
	return true;
}
template <typename R>
auto clock_was_low(R *r, long)
	-> decltype(r->__Vtrigprevexpr___TOP__clk_i__0, bool())
{
	r->__Vtrigprevexpr___TOP__clk_i__0 = 0;
	return true;
}
template <typename R> bool clock_was_low(R *, ...)
{
	return false;
}

extern "C" struct nic_model *nic_model_create(void)
{
	auto *n = new (std::nothrow) nic_model();

	if (!n)
		return nullptr;
	n->context.traceEverOn(true);
	n->top = std::make_unique<Ve1000_top>(&n->context);
#define NIC_PIN_ADDRESS(type, name) n->pins.name = &n->top->name;
	NIC_INPUTS(NIC_PIN_ADDRESS)
	NIC_OUTPUTS(NIC_PIN_ADDRESS)
	NIC_PROBES(NIC_PIN_ADDRESS)
#undef NIC_PIN_ADDRESS
#define NIC_PIN_ZERO(type, name) *n->pins.name = 0;
	NIC_INPUTS(NIC_PIN_ZERO)
#undef NIC_PIN_ZERO
	n->top->clk_i = 0;
	n->top->eval();
	return n;
}

extern "C" void nic_model_destroy(struct nic_model *n)
{
	if (!n)
		return;
	n->top->final();
	save_coverage(n);
	delete n;
}

extern "C" const struct nic_pins *nic_model_pins(struct nic_model *n)
{
	return &n->pins;
}

extern "C" void nic_model_edge(struct nic_model *n)
{
	Ve1000_top *top = n->top.get();

	if (!clock_was_low(top->rootp, 0)) {
		top->clk_i = 0;
		top->eval();
	}
	top->clk_i = 1;
	top->eval();
}

extern "C" bool nic_model_recorded(const struct nic_model *n)
{
	return n->wave != nullptr;
}

static void half(struct nic_model *n, uint8_t clock, uint64_t ps)
{
	n->top->clk_i = clock;
	n->top->eval();
	if (n->wave)
		nic_wave_dump(n->wave, ps);
}

extern "C" void nic_model_fall(struct nic_model *n, uint64_t ps)
{
	half(n, 0, ps);
}

extern "C" void nic_model_rise(struct nic_model *n, uint64_t ps)
{
	half(n, 1, ps);
}
