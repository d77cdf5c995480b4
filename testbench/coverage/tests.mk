# SPDX-License-Identifier: MIT
# What of the card the tests with the whole card reach: the same tests with a
# model that counts. A row of a room's tests.mk says which: COVER += test.
.PHONY: coverage
## coverage: lines and toggles of the RTL that the tests reach (hw/coverage.yaml)
coverage:
	@.ci/install run test
	@mkdir -p build/cov/coverage; echo "Building the card that counts ..."
	@$(MAKE) --no-print-directory -j$(JOBS) COV=1 all >build/cov/build.log 2>&1 \
		|| { tail -n 40 build/cov/build.log; exit 1; }
	@testbench/coverage/coverage.py hw/coverage.yaml build/cov/coverage $(COVER)
