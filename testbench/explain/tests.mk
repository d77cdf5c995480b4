# SPDX-License-Identifier: MIT
# The post-mortem: drivers with planted bugs, and `ringside explain` must name
# the cause. A bug is a sed script, bugs/FILE.NAME.sed, of driver/FILE.c; the
# driver itself has no trace of them.
EXPLAIN_BUGS := $(patsubst testbench/explain/bugs/%.sed,%,$(wildcard testbench/explain/bugs/*.sed))
BUG_DIR := $(B)/test/bugs

# $(call bug_program,FILE.NAME,FILE)
define bug_program
$(BUG_DIR)/$(1)/driver/$(2).c: driver/$(2).c testbench/explain/bugs/$(1).sed
	@mkdir -p $$(@D)
	sed -E -f testbench/explain/bugs/$(1).sed $$< >$$@
	@if cmp -s $$< $$@; then echo "$(1).sed changes nothing: driver/$(2).c is another"; exit 1; fi

$(B)/cpu/$(BUG_DIR)/$(1)/driver/$(2).o: KERNEL_CPPFLAGS += -Idriver
$(BUG_DIR)/$(1)/ringside: $(filter-out $(B)/libdriver.a,$(RINGSIDE_PARTS)) $(VMODEL) \
		$(DRIVER_SRC:%.c=$(B)/cpu/%.o) $(B)/cpu/$(BUG_DIR)/$(1)/driver/$(2).o
	$$(CXX) $$(LDFLAGS) -rdynamic $$(filter-out $(B)/cpu/driver/$(2).o,$$(filter %.o,$$^)) \
		-Wl,--start-group $(B)/libstack.a -Wl,--end-group $$(SIM_LIBS) -o $$@
endef
$(foreach bug,$(EXPLAIN_BUGS),$(eval $(call bug_program,$(bug),$(firstword $(subst ., ,$(bug))))))

.PHONY: test-explain
## test-explain: drivers with planted bugs; explain must name each cause
test-explain: $(B)/ringside $(EXPLAIN_BUGS:%=$(BUG_DIR)/%/ringside)
	$(PYTHON) testbench/explain/test_explain.py $(B)/ringside $(BUG_DIR)
CHECK += test-explain
SAN_CHECK += test-explain
