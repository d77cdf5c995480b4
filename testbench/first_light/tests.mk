# SPDX-License-Identifier: MIT
# Does the simulated host answer as the real one did?
.PHONY: test-first-light test-first-light-check
## test-first-light: the real capture's answers, compared byte for byte
test-first-light: $(B)/ringside
	$(B)/ringside run first-light --quiet --out $(B)/test/first-light
	testbench/first_light/check testbench/captures/real-mixed.pcap \
		$(B)/test/first-light/wire.pcapng

# The judge itself: doctored captures must not pass.
test-first-light-check:
	$(PYTHON) testbench/first_light/test_check.py

TESTS += test-first-light test-first-light-check
