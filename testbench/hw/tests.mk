# SPDX-License-Identifier: MIT
# The benches of the card's blocks, one folder for each.
include $(sort $(wildcard testbench/hw/*/tests.mk))
