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

# Drivers that break a rule each: bugs/FILE.NAME.sed of driver/FILE.c.
STRICT_BUGS := $(patsubst testbench/strict/bugs/%.sed,%,$(wildcard testbench/strict/bugs/*.sed))
STRICT_BUG_DIR := $(B)/test/strict/bugs

# $(call strict_bug,FILE.NAME,FILE)
define strict_bug
$(STRICT_BUG_DIR)/$(1)/driver/$(2).c: driver/$(2).c testbench/strict/bugs/$(1).sed
	@mkdir -p $$(@D)
	sed -E -f testbench/strict/bugs/$(1).sed $$< >$$@
	@if cmp -s $$< $$@; then echo "$(1).sed changes nothing: driver/$(2).c is another"; exit 1; fi

$(B)/cpu/$(STRICT_BUG_DIR)/$(1)/driver/$(2).o: KERNEL_CPPFLAGS += -Idriver
$(STRICT_BUG_DIR)/$(1)/ringside: $(filter-out $(B)/libdriver.a,$(RINGSIDE_PARTS)) $(VMODEL) \
		$(DRIVER_SRC:%.c=$(B)/cpu/%.o) $(B)/cpu/$(STRICT_BUG_DIR)/$(1)/driver/$(2).o
	$$(CXX) $$(LDFLAGS) -rdynamic $$(filter-out $(B)/cpu/driver/$(2).o,$$(filter %.o,$$^)) \
		-Wl,--start-group $(B)/libstack.a -Wl,--end-group $$(SIM_LIBS) -o $$@
endef
$(foreach bug,$(STRICT_BUGS),$(eval $(call strict_bug,$(bug),$(firstword $(subst ., ,$(bug))))))

.PHONY: $(STRICT_TESTS:%=test-strict-%) test-strict-card test-strict test-strict-page strict-page
$(STRICT_TESTS:%=test-strict-%) test-strict-card: test-strict-%: $(B)/test/strict/%
	$<

## test-strict: strict mode on the command line; our driver breaks no rule
test-strict: $(B)/ringside $(STRICT_BUGS:%=$(STRICT_BUG_DIR)/%/ringside)
	$(PYTHON) -B testbench/strict/test_strict.py $(B)/ringside $(STRICT_BUG_DIR)

# docs/strict.md is what the table of rules says.
test-strict-page: $(B)/ringside
	@$(B)/ringside strict | diff -u docs/strict.md - || \
		{ echo "docs/strict.md is not what sim/strict/rules.c says: run 'make strict-page' and commit"; exit 1; }

## strict-page: write docs/strict.md anew from the table of rules
strict-page: $(B)/ringside
	$(B)/ringside strict >docs/strict.md

CHECK += $(STRICT_TESTS:%=test-strict-%) test-strict-card test-strict-page
TESTS += test-strict
SAN_CHECK += $(STRICT_TESTS:%=test-strict-%) test-strict-card
COVER += test-strict-card
