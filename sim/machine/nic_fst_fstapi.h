/* SPDX-License-Identifier: MIT */
/*
 * Verilator's own FST writer, as further variables get into it: versions that
 * write by gtkwave/fstapi (5.006 and its successors up to 2025). C++; of
 * nic_wave.cpp only, which picks this file or nic_fst_fstcpp.h.
 */
#ifndef SIM_NIC_FST_FSTAPI_H
#define SIM_NIC_FST_FSTAPI_H

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "gtkwave/fstapi.h"
#include "verilated_fst_c.h"

/*
 * The recorder keeps its writer to itself, but the arguments of an explicit
 * instantiation may name what is private. If the next line does not compile,
 * this Verilator calls its writer by another name: look for what
 * VerilatedFst::open() gets from fstWriterCreate().
 */
template <auto Member> struct nic_fst_reach {
	friend auto &nic_fst_writer(VerilatedFst &f)
	{
		return f.*Member;
	}
};
auto &nic_fst_writer(VerilatedFst &f);
template struct nic_fst_reach<&VerilatedFst::m_fst>;

class nic_fst
{
	using context = decltype(fstWriterCreate("", 0));
	using member = std::remove_reference_t<decltype(nic_fst_writer(
		std::declval<VerilatedFst &>()))>;
	static_assert(std::is_same_v<member, void *> ||
			      std::is_same_v<member, context>,
		      "VerilatedFst::m_fst is no longer the writer of fstapi: "
		      "the software lanes need another back end for this "
		      "version of Verilator (sim/machine/nic_fst_*.h)");

	context writer = nullptr;

      public:
	static constexpr bool has_text = true;
	/* A killed program leaves what was flushed in a readable file. */
	static constexpr bool survives_kill = true;

	/* After open(), when all of the model's signals are declared. */
	void attach(VerilatedFstC &recorder)
	{
		writer = static_cast<context>(
			nic_fst_writer(*recorder.spTrace()));
	}

	void scope(const char *name)
	{
		fstWriterSetScope(writer, FST_ST_VCD_MODULE, name, nullptr);
	}
	void up()
	{
		fstWriterSetUpscope(writer);
	}
	uint32_t text(const char *name)
	{
		return fstWriterCreateVar(writer, FST_VT_GEN_STRING,
					  FST_VD_IMPLICIT, 0, name, 0);
	}
	/* @names: of the values 0 .. @count - 1; @count 0: a plain number. */
	uint32_t number(const char *name, unsigned bits, const char *table,
			const char **names, const char **values, unsigned count)
	{
		if (count)
			fstWriterEmitEnumTableRef(
				writer,
				fstWriterCreateEnumTable(writer, table, count,
							 bits, names, values));
		return fstWriterCreateVar(writer, FST_VT_VCD_REG,
					  FST_VD_IMPLICIT, bits, name, 0);
	}

	void time(uint64_t ps)
	{
		fstWriterEmitTimeChange(writer, ps);
	}
	void put_text(uint32_t var, const char *text)
	{
		fstWriterEmitVariableLengthValueChange(
			writer, var, text,
			static_cast<uint32_t>(std::strlen(text)));
	}
	void put_number(uint32_t var, unsigned bits, uint64_t value)
	{
		char digits[64];

		for (unsigned i = 0; i < bits; i++)
			digits[i] = "01"[value >> (bits - 1 - i) & 1];
		fstWriterEmitValueChange(writer, var, digits);
	}

	/* Completes the file behind the recorder's back and without its lock;
	 * the recorder has no file any more. */
	void finish(VerilatedFstC &recorder)
	{
		fstWriterClose(writer);
		writer = nullptr;
		nic_fst_writer(*recorder.spTrace()) = nullptr;
	}
};

#endif
