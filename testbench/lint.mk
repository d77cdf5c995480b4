# SPDX-License-Identifier: MIT
# make lint: every language of the house, one stamp per C file so that a second
# run looks only at what changed. Only what a judge says is printed.
LINT_C := $(sort $(shell find sim stack driver testbench waves -name '*.c'))
LINT_H := $(sort $(shell find sim stack driver testbench -name '*.h' -not -path driver/e1000_regs.h))
LINT_SH := $(shell grep -lrE '^\#!/bin/(ba)?sh' .ci testbench docs waves hw sim --include='*' 2>/dev/null)
LINT_PY := $(shell find hw sim testbench docs waves -name '*.py')

TEST_CPPFLAGS_sim := -D_GNU_SOURCE -Istack/include

# Each room's files are read as that room compiles them.
lint_flags = $(if $(filter stack/% driver/% testbench/apps/%,$1),$(KERNEL_CPPFLAGS) -mno-red-zone,$(CPPFLAGS) $(TEST_CPPFLAGS_$(word 2,$(subst /, ,$1))))

$(B)/lint/%.ok: % .clang-tidy .clang-format
	@mkdir -p $(@D)
	@clang-format --dry-run --Werror $<
	@clang -std=gnu11 $(WARN) -fsyntax-only -Wno-unknown-warning-option $(call lint_flags,$<) $<
	@clang-tidy --quiet $< -- -std=gnu11 $(call lint_flags,$<) 2>/dev/null
	@touch $@

$(B)/lint/%.h.ok: %.h .clang-format
	@mkdir -p $(@D)
	@clang-format --dry-run --Werror $<
	@touch $@

.PHONY: lint lint-c lint-sh lint-py
## lint: Verilog, C, shell and Python, each by its own judges
lint: lint-rtl regs-check lint-sh lint-py
	@$(MAKE) --no-print-directory -j$(JOBS) lint-c
lint-c: $(LINT_C:%=$(B)/lint/%.ok) $(LINT_H:%=$(B)/lint/%.ok)
lint-sh:
	shellcheck $(LINT_SH)
lint-py:
	$(PYTHON) -m flake8 $(LINT_PY)
