# SPDX-License-Identifier: MIT
# The command line: hostile input, and what a run writes.
TEST_CPPFLAGS_ringside := -D_GNU_SOURCE -Istack/include

.PHONY: test-cli
## test-cli: the command line: what it refuses, what it writes
test-cli: $(B)/ringside
	$(PYTHON) testbench/ringside/test_cli.py $(B)/ringside

CHECK += test-cli
SAN_CHECK += test-cli
