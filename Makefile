# SPDX-License-Identifier: MIT
# Ringside: one Makefile, one fragment per room. `make help` lists the targets.
#
# What a fragment (ROOM/room.mk) may use:
#   B               where everything built goes: build, build/asan with SAN=1,
#                   build/cov with COV=1
#   $(B)/obj/X.o    X.c compiled for the machine you sit at
#   $(B)/cpu/X.o    X.c compiled for the simulated CPU: assembly, count, assemble
#   CHECK += t      t runs in `make check` (all of them together: under a minute)
#   TESTS += t      t runs in `make test` besides those
#   SAN_CHECK += t  t runs in `make test` under the sanitizers as well
#   COVER += t      t of CHECK or TESTS runs in `make coverage` as well
#   HELP            lines "## target: text" in any fragment show up in `make help`
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -ec
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

SAN ?=
COV ?=
B := build$(if $(SAN),/asan)$(if $(COV),/cov)
JOBS ?= $(shell nproc)
PYTHON := /usr/bin/python3
CC := gcc
CXX := g++
CPPFLAGS := -Isim/include -I$(B)/gen
WARN := -Wall -Wextra -Werror -Wno-unused-parameter -Wstrict-prototypes -Wmissing-prototypes
SANFLAGS := $(if $(SAN),-fsanitize=address -fsanitize=undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
CFLAGS := -std=gnu11 -O2 -g $(WARN) $(SANFLAGS)
CXXFLAGS := -std=gnu++17 -O2 -g -Wall -Wextra $(SANFLAGS)
LDFLAGS := $(SANFLAGS)
LDLIBS :=

# Code for the simulated CPU. No -march: the same instructions on every machine.
# Kernel code has no floating point, as in Linux, so that an interrupt has no
# vector registers to save. No tail calls, so that whatever begins also returns:
# the flame chart is made of that.
CPU_CFLAGS := -std=gnu11 -O2 -g $(WARN) $(SANFLAGS) -mno-red-zone -fno-strict-aliasing \
	-fno-stack-protector -fcf-protection=none -fno-optimize-sibling-calls
KERNEL_CFLAGS := -mgeneral-regs-only
KERNEL_CPPFLAGS := -D__KERNEL__ -Istack/include -Isim/include -I$(B)/gen

# Those of CHECK and TESTS that run under the sanitizers too.
CHECK :=
TESTS :=
SAN_CHECK :=
COVER :=

include hw/room.mk sim/room.mk stack/room.mk driver/room.mk testbench/room.mk waves/room.mk docs/room.mk
include testbench/lint.mk

$(B)/obj/%.o: %.c | $(REGS_H) $(RTL_TEST_GEN)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(CPPFLAGS) -MMD -MP -c $< -o $@

# Kernel code for the host's own CPU (unit tests): not counted.
$(B)/obj/stack/%.o $(B)/obj/driver/%.o: CPPFLAGS := $(KERNEL_CPPFLAGS)
$(B)/obj/stack/%.o $(B)/obj/driver/%.o: CFLAGS += -fno-strict-aliasing

$(B)/cpu/%.o: %.c sim/cpu/count_blocks.py sim/cpu/marks.py | $(REGS_H)
	@mkdir -p $(@D)
	$(call cpu_compile,$(CPU_CFLAGS) $(KERNEL_CFLAGS) $(KERNEL_CPPFLAGS))

-include $(shell find $(B)/obj $(B)/cpu -name '*.d' 2>/dev/null)

.PHONY: help all run list check test test-built lint bench clean
## help: this list
help:
	@echo "Ringside: a NIC in Verilog, its driver and a network stack on one clock"
	@grep -hE '^## [a-z-]+:' $(MAKEFILE_LIST) | sort -u | sed -E 's/^## ([a-z-]+): */  make \1\t/' | expand -t 24

## all: build the program, build/ringside
all: $(B)/ringside

## run: carry a real capture through the card, the driver and the stack (SCENARIO=first-light)
SCENARIO := first-light
run:
	@.ci/install run
	@echo "Building ..."
	@mkdir -p build; $(MAKE) --no-print-directory -j$(JOBS) all >build/build.log 2>&1 || { tail -n 40 build/build.log; exit 1; }
	@build/ringside run $(SCENARIO)

## check: the fast tests, under a minute once built
check: all
	@testbench/summary.py $(B)/check.log $(CHECK) -- $(if $(SAN),SAN=1)

## test: every test; installs what is missing
test:
	@.ci/install run test lint
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@$(MAKE) --no-print-directory -j$(JOBS) SAN=1 all
	@testbench/summary.py $(B)/test.log $(CHECK) $(TESTS) lint san-check

# The C tests once more under AddressSanitizer and UndefinedBehaviorSanitizer.
san-check:
	@testbench/summary.py build/asan/check.log $(SAN_CHECK) -- SAN=1

## clean: remove everything built
clean:
	rm -rf build
