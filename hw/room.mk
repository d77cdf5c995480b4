# SPDX-License-Identifier: MIT
# The card: what is generated from the register map, and the RTL's lint.

REGMAP := hw/regmap/e1000.yaml
REGGEN := hw/regmap/generate.py
REGGEN_SRC := $(wildcard hw/regmap/*.py)
REGS_H := $(B)/gen/e1000_regs.h
REG_NAMES_H := $(B)/gen/e1000_names.h $(B)/gen/e1000_access.h
RTL_GEN := $(B)/gen/e1000_regs.svh $(B)/gen/e1000_decode.svh $(B)/gen/e1000_regbank.svh
RTL_TEST_GEN := $(B)/gen/e1000_regs_test.h $(B)/gen/e1000_regs_test.svh
RTL_COMMITTED := driver/e1000_regs.h docs/registers.md waves/filters

# Everything that simulates or synthesizes the card needs these and RTL_GEN.
RTL_F := hw/rtl/e1000.f
RTL_SRC := $(wildcard hw/rtl/*.sv)
RTL_INC := -I$(B)/gen

$(REGS_H) $(REG_NAMES_H) $(RTL_GEN) $(RTL_TEST_GEN) &: $(REGMAP) $(REGGEN_SRC)
	@mkdir -p $(B)/gen
	$(PYTHON) -B $(REGGEN) $(REGMAP) --build $(B)/gen

## regs: regenerate the committed files that come from the register map
.PHONY: regs regs-check
regs:
	$(PYTHON) -B $(REGGEN) $(REGMAP) --tree .

regs-check:
	@rm -rf $(B)/regs-check && mkdir -p $(B)/regs-check
	@$(PYTHON) -B $(REGGEN) $(REGMAP) --tree $(B)/regs-check
	@for f in $(RTL_COMMITTED); do \
		diff -ru $$f $(B)/regs-check/$$f || \
		{ echo "$$f is not what $(REGMAP) says: run 'make regs' and commit"; exit 1; }; \
	done

# Lint: three readers of the same sources. Verilator warns of everything (what is waived
# stands in hw/lint.vlt with its reason), Icarus compiles the card, Yosys synthesizes it:
# no latch, no net with two drivers, no combinational loop, and its cells are counted.
RTL_FILES = $(shell cat hw/rtl/mac.f hw/rtl/dma.f hw/rtl/csr.f) hw/rtl/e1000_top.sv
YOSYS_STEPS = read_verilog -sv -DSYNTHESIS $(RTL_INC) $(RTL_FILES); \
	hierarchy -check -top e1000_top; proc; check -assert; select -assert-none t:$$dlatch; \
	synth -top e1000_top -run coarse:fine; check -assert; tee -q -o $(B)/lint/cells.txt stat

.PHONY: lint-rtl
## lint-rtl: Verilator -Wall, Icarus and Yosys over the card; prints its cell counts
lint-rtl: $(RTL_GEN) regs-check
	@mkdir -p $(B)/lint
	verilator --lint-only -Wall $(RTL_INC) --top-module e1000_top hw/lint.vlt -f $(RTL_F)
	@# Icarus 11 says "sorry" where it makes a process more sensitive than it need be.
	iverilog -g2012 -Wall -Wno-timescale $(RTL_INC) -s e1000_top -t null $(RTL_FILES) 2>&1 \
		| { grep -v -e 'sorry: constant selects' -e 'is sensitive to all' || true; } \
		| tee $(B)/lint/icarus.txt
	@test ! -s $(B)/lint/icarus.txt
	yosys -q -l $(B)/lint/yosys.txt -p '$(YOSYS_STEPS)'
	@sed -n '/design hierarchy/,$$p' $(B)/lint/cells.txt

# Proofs: properties in hw/formal, what is proved how in hw/formal/proofs.yaml.
# FORMAL_JOBS: blocks (or mutants) at a time.
FORMAL_JOBS ?= 2
FORMAL      := $(PYTHON) -B hw/formal/run.py --jobs $(FORMAL_JOBS) --gen $(B)/gen --out $(B)/formal
.PHONY: formal formal-prove formal-mutate formal-quick formal-table
## formal: prove the card's FIFOs, bus, rings, interrupts; then spoil it (docs/proofs.md); P=BLOCK[.PROPERTY]
formal: $(RTL_GEN)
	@.ci/install formal
	@$(FORMAL) $(P)
	@$(FORMAL) --mutate $(P)

## formal-prove: only the proofs
formal-prove: $(RTL_GEN)
	@.ci/install formal
	@$(FORMAL) $(P)

## formal-mutate: only the mutants: spoil the card once per property; each proof must notice
formal-mutate: $(RTL_GEN)
	@.ci/install formal
	@$(FORMAL) --mutate $(P)

## formal-table: renew the table of mutants in docs/proofs.md
formal-table:
	@$(FORMAL) --table

## formal-quick: the proofs that take seconds
formal-quick: $(RTL_GEN)
	@.ci/install formal || true
	@if command -v yosys-smtbmc >/dev/null && command -v z3 >/dev/null; then \
		$(FORMAL) --quick; \
	else \
		echo "formal-quick: skipped, there is no yosys or z3 here (.ci/install formal gets them)"; \
	fi
TESTS += formal-quick
