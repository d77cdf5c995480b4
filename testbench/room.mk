# SPDX-License-Identifier: MIT
# The testbench: the program `ringside`, programs for the simulated host, and
# every folder's tests (testbench/*/tests.mk).
include $(sort $(wildcard testbench/*/tests.mk))
