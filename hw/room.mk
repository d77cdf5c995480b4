# SPDX-License-Identifier: MIT
# The card: what is generated from the register map, and the RTL's lint.

REGMAP := hw/regmap/e1000.yaml
REGGEN := hw/regmap/generate.py
REGS_H := $(B)/gen/e1000_regs.h
RTL_GEN := $(B)/gen/e1000_regs.svh $(B)/gen/e1000_decode.svh $(B)/gen/e1000_regbank.svh
RTL_TEST_GEN := $(B)/gen/e1000_regs_test.h $(B)/gen/e1000_regs_test.svh
RTL_COMMITTED := driver/e1000_regs.h docs/registers.md waves/filters

# Everything that simulates or synthesizes the card needs these and RTL_GEN.
RTL_F := hw/rtl/e1000.f
RTL_SRC := $(wildcard hw/rtl/*.sv)
RTL_INC := -I$(B)/gen

$(REGS_H) $(RTL_GEN) $(RTL_TEST_GEN) &: $(REGMAP) $(REGGEN)
	@mkdir -p $(B)/gen
	$(PYTHON) $(REGGEN) $(REGMAP) --build $(B)/gen

## regs: regenerate the committed files that come from the register map
.PHONY: regs regs-check
regs:
	$(PYTHON) $(REGGEN) $(REGMAP) --tree .

regs-check:
	@rm -rf $(B)/regs-check && mkdir -p $(B)/regs-check
	@$(PYTHON) $(REGGEN) $(REGMAP) --tree $(B)/regs-check
	@for f in $(RTL_COMMITTED); do \
		diff -ru $$f $(B)/regs-check/$$f || \
		{ echo "$$f is not what $(REGMAP) says: run 'make regs' and commit"; exit 1; }; \
	done
