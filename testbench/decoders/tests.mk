# SPDX-License-Identifier: MIT
# The pins of EEPROM and PHY, read by decoders that are not ours.
$(B)/test/decoders/record: $(B)/obj/testbench/decoders/record.o \
		$(B)/obj/testbench/cosim/card.o $(SIM_DEPS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(filter %.o,$^) $(SIM_LIBS) -lcheck -lsubunit -lm -lpthread -lrt -o $@

.PHONY: test-decoders
## test-decoders: sigrok's decoders read the EEPROM's and the PHY's pins
test-decoders: $(B)/test/decoders/record
	testbench/decoders/test_decoders.py $< $(B)/test/decoders

TESTS += test-decoders
