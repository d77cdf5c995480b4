/* SPDX-License-Identifier: MIT */
/*
 * Verilator's own FST writer, as further variables get into it: versions that
 * write by fstcpp (2026 and later). C++; of nic_wave.cpp only, which picks this
 * file or nic_fst_fstapi.h.
 *
 * This writer has no variables of variable length. A text is a vector of ASCII
 * here, cut off at NIC_FST_CHARS; GTKWave shows it as text with the format
 * "ASCII". And it writes the list of variables at the very end: what a killed
 * program leaves cannot be read; after signals it is completed as always.
 */
#ifndef SIM_NIC_FST_FSTCPP_H
#define SIM_NIC_FST_FSTCPP_H

#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "fstcpp/fstcpp_writer.h"
#include "verilated_fst_c.h"

#define NIC_FST_CHARS 64

/*
 * The recorder keeps its writer to itself, but the arguments of an explicit
 * instantiation may name what is private. If the next line does not compile,
 * this Verilator calls its writer by another name: look for the fst::Writer
 * that VerilatedFst::open() makes.
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
	using member = std::remove_reference_t<decltype(nic_fst_writer(
		std::declval<VerilatedFst &>()))>;
	static_assert(std::is_same_v<member, fst::Writer *>,
		      "VerilatedFst::m_fst is no longer an fst::Writer: the "
		      "software lanes need another back end for this version "
		      "of Verilator (sim/machine/nic_fst_*.h)");

	using hier = fst::Hierarchy;
	fst::Writer *writer = nullptr;

	uint32_t vector(const char *name, unsigned bits)
	{
		return writer->createVar(hier::VarType::VCD_REG,
					 hier::VarDirection::IMPLICIT, bits,
					 fst::make_string_view_pair(name), 0);
	}

      public:
	static constexpr bool has_text = false;
	static constexpr bool survives_kill = false;

	/* After open(), when all of the model's signals are declared. */
	void attach(VerilatedFstC &recorder)
	{
		writer = nic_fst_writer(*recorder.spTrace());
	}

	void scope(const char *name)
	{
		writer->setScope(hier::ScopeType::VCD_MODULE,
				 fst::make_string_view_pair(name),
				 fst::make_string_view_pair("", 0));
	}
	void up()
	{
		writer->upscope();
	}
	uint32_t text(const char *name)
	{
		return vector(name, NIC_FST_CHARS * 8);
	}
	/* @names: of the values 0 .. @count - 1; @count 0: a plain number. */
	uint32_t number(const char *name, unsigned bits, const char *table,
			const char **names, const char **values, unsigned count)
	{
		std::vector<
			std::pair<fst::string_view_pair, fst::string_view_pair>>
			all;

		for (unsigned i = 0; i < count; i++)
			all.emplace_back(fst::make_string_view_pair(names[i]),
					 fst::make_string_view_pair(values[i]));
		if (count)
			writer->emitEnumTableRef(writer->createEnumTable(
				fst::make_string_view_pair(table), bits, all));
		return vector(name, bits);
	}

	void time(uint64_t ps)
	{
		writer->emitTimeChange(ps);
	}
	/* The first character is the highest byte; NUL to the end. */
	void put_text(uint32_t var, const char *text)
	{
		uint64_t word[NIC_FST_CHARS / 8] = {};

		for (unsigned i = 0; i < NIC_FST_CHARS && text[i]; i++) {
			unsigned at = NIC_FST_CHARS - 1 - i;

			word[at / 8] |= static_cast<uint64_t>(
						static_cast<uint8_t>(text[i]))
					<< at % 8 * 8;
		}
		writer->emitValueChange(var, word, fst::EncodingType::BINARY);
	}
	void put_number(uint32_t var, unsigned bits, uint64_t value)
	{
		writer->emitValueChange(var, value);
	}

	/* Completes the file behind the recorder's back and without its lock;
	 * the recorder has no file any more. */
	void finish(VerilatedFstC &recorder)
	{
		writer->close();
		writer = nullptr;
		nic_fst_writer(*recorder.spTrace()) = nullptr;
	}
};

#endif
