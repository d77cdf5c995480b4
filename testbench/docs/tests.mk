# SPDX-License-Identifier: MIT
# The documents' links and commands.
.PHONY: test-docs
## test-docs: every link and command of README.md and docs/
test-docs: $(B)/ringside
	testbench/docs/check_docs.py $(B)/ringside $(B)/test/docs

TESTS += test-docs
