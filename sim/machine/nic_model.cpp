// SPDX-License-Identifier: MIT
// The only file that knows Verilator.
#include "nic_model.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include "Ve1000_top.h"
#include "Ve1000_top___024root.h"
#include "verilated.h"
#include "verilated_fst_c.h"

// Nothing in the card happens at the falling edge, and evaluating it costs a
// third of the time. So the clock stays high and the model is told that it was
// low: by a member whose name depends on Verilator's version. Where it has
// none of these names, both edges are evaluated.
template <typename R, typename = void> struct clock_before {
	static constexpr bool known = false;
	static void low(R *)
	{
	}
};
template <typename R>
struct clock_before<
	R, std::void_t<decltype(std::declval<R>().__Vtrigrprev__TOP__clk_i)>> {
	static constexpr bool known = true;
	static void low(R *r)
	{
		r->__Vtrigrprev__TOP__clk_i = 0;
	}
};
template <typename R>
struct clock_before<
	R, std::void_t<decltype(std::declval<R>()
					.__Vtrigprevexpr___TOP__clk_i__0)>> {
	static constexpr bool known = true;
	static void low(R *r)
	{
		r->__Vtrigprevexpr___TOP__clk_i__0 = 0;
	}
};
using clock_was = clock_before<Ve1000_top___024root>;

struct nic_model {
	struct nic_pins pins;
	VerilatedContext context;
	std::unique_ptr<Ve1000_top> top;
	// After the model: the recorder takes the time unit from the context.
	std::unique_ptr<VerilatedFstC> wave;
	bool tracing = false;
};

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
	if (n->tracing)
		n->wave->close();
	n->wave.reset();
	n->top->final();
	delete n;
}

extern "C" const struct nic_pins *nic_model_pins(struct nic_model *n)
{
	return &n->pins;
}

extern "C" int nic_model_trace(struct nic_model *n, const char *path, char *err,
			       size_t err_len)
{
	// The recorder reports nothing, so see first whether the file can be
	// written.
	FILE *probe = std::fopen(path, "wb");

	if (!probe) {
		std::snprintf(err, err_len, "%s: %s", path,
			      std::strerror(errno));
		return -1;
	}
	std::fclose(probe);
	n->wave = std::make_unique<VerilatedFstC>();
	n->top->trace(n->wave.get(), 99);
	n->wave->open(path);
	if (!n->wave->isOpen()) {
		std::snprintf(err, err_len, "%s: cannot be recorded to", path);
		return -1;
	}
	n->tracing = true;
	n->wave->dump(static_cast<uint64_t>(0));
	return 0;
}

extern "C" void nic_model_flush(struct nic_model *n)
{
	if (n->tracing)
		n->wave->flush();
}

extern "C" void nic_model_edge(struct nic_model *n, uint64_t ps)
{
	Ve1000_top *top = n->top.get();

	top->clk_i = 1;
	if (clock_was::known && __builtin_expect(!n->tracing, 1)) {
		clock_was::low(top->rootp);
		top->eval();
		return;
	}
	top->eval();
	if (n->tracing)
		n->wave->dump(ps);
	top->clk_i = 0;
	top->eval();
	if (n->tracing)
		n->wave->dump(ps + 4000);
}
