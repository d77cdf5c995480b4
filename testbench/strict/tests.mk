# SPDX-License-Identifier: MIT
# Strict mode (sim/strict): each rule, the real card, the command line.
STRICT_TESTS := registers rings transmit
TEST_CPPFLAGS_strict := -Itestbench/cosim

$(B)/obj/testbench/strict/%.o: CPPFLAGS += -Itestbench/cosim
$(STRICT_TESTS:%=$(B)/test/strict/%): $(B)/test/strict/%: $(B)/obj/testbench/strict/test_%.o \
		$(B)/obj/testbench/strict/bench.o $(SIM_DEPS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(filter %.o,$^) $(SIM_LIBS) -lcheck -lsubunit -lm -lpthread -lrt -o $@

$(B)/test/strict/card: $(B)/obj/testbench/strict/test_card.o \
		$(B)/obj/testbench/cosim/card.o $(SIM_DEPS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(filter %.o,$^) $(SIM_LIBS) -lcheck -lsubunit -lm -lpthread -lrt -o $@

.PHONY: $(STRICT_TESTS:%=test-strict-%) test-strict-card test-strict strict-page
$(STRICT_TESTS:%=test-strict-%) test-strict-card: test-strict-%: $(B)/test/strict/%
	$<

## test-strict: strict mode on the command line; our driver breaks no rule
test-strict: $(B)/ringside
	$(PYTHON) -B testbench/strict/test_strict.py $(B)/ringside

## strict-page: write docs/strict.md anew from the table of rules
strict-page: $(B)/ringside
	$(B)/ringside strict >docs/strict.md

CHECK += $(STRICT_TESTS:%=test-strict-%) test-strict-card test-strict
SAN_CHECK += $(STRICT_TESTS:%=test-strict-%) test-strict-card
COVER += test-strict-card
