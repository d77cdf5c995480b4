# SPDX-License-Identifier: MIT
# Golden lists: what card and driver say to each other.
.PHONY: golden test-golden
## golden: show what differs from the golden lists, then take it as golden
golden: $(B)/ringside
	testbench/golden/check.sh --update $(B)/ringside $(B)/test/golden-new

## test-golden: registers, descriptors, interrupts, packets against golden lists
test-golden: $(B)/ringside
	testbench/golden/check.sh $(B)/ringside $(B)/test/golden

CHECK += test-golden
COVER += test-golden
