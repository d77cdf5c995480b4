# SPDX-License-Identifier: MIT
# The whole card on the whole bus, and whole runs of the program.
COSIM_TESTS := corners counters eeprom filter flow_control line_rate loopback moderation phy \
	receive_frames receive_offload registers rings segmentation self_test transmit_offload

$(COSIM_TESTS:%=$(B)/test/cosim/%): $(B)/test/cosim/%: $(B)/obj/testbench/cosim/test_%.o \
		$(B)/obj/testbench/cosim/card.o $(SIM_DEPS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(filter %.o,$^) $(SIM_LIBS) -lcheck -lsubunit -lm -lpthread -lrt -o $@

$(B)/test/cosim/receive_frames $(B)/test/cosim/receive_offload: \
	$(B)/obj/testbench/cosim/receive.o $(B)/obj/testbench/cosim/packet.o
$(B)/test/cosim/segmentation $(B)/test/cosim/transmit_offload: \
	$(B)/obj/testbench/cosim/transmit.o $(B)/obj/testbench/cosim/tx_model.o

# The card on its pins, without a machine.
MODERATION_TABLE := $(addprefix $(B)/obj/testbench/cosim/,test_moderation_table.o \
	moderation_rx.o moderation_tx.o moderation_itr.o pins.o)

$(B)/test/cosim/moderation_table: $(MODERATION_TABLE) $(SIM_DEPS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(MODERATION_TABLE) $(SIM_LIBS) -o $@

.PHONY: test-moderation-table
## test-moderation-table: when ITR, RDTR, RADV, TIDV and TADV let the card interrupt, case by case
test-moderation-table: $(B)/test/cosim/moderation_table
	$< $(CASE)

# With the kernel and the driver, which are counted code.
$(B)/obj/testbench/cosim/test_driver.o: CPPFLAGS := $(KERNEL_CPPFLAGS) -Idriver
$(B)/obj/testbench/cosim/test_driver.o: CFLAGS += -fno-strict-aliasing
$(B)/test/cosim/driver: $(B)/obj/testbench/cosim/test_driver.o $(B)/libdriver.a \
		$(B)/libstack.a $(SIM_DEPS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $< -Wl,--start-group $(B)/libdriver.a $(B)/libstack.a \
		-Wl,--end-group $(SIM_LIBS) -lcheck -lsubunit -lm -lpthread -lrt -o $@

$(B)/obj/testbench/cosim/%.o: CPPFLAGS += -Itestbench/cosim
TEST_CPPFLAGS_cosim := -D__KERNEL__ -Istack/include -Idriver -Itestbench/cosim

.PHONY: $(COSIM_TESTS:%=test-card-%) test-card-driver test-repeat
$(COSIM_TESTS:%=test-card-%) test-card-driver: test-card-%: $(B)/test/cosim/%
	$<

test-repeat: $(B)/ringside
	testbench/cosim/repeat.sh $(B)/ringside $(B)/test/repeat

CHECK += $(COSIM_TESTS:%=test-card-%) test-card-driver test-moderation-table
COVER += $(COSIM_TESTS:%=test-card-%) test-card-driver test-moderation-table
SAN_CHECK += test-card-counters test-card-receive_frames test-card-rings test-card-driver \
	test-moderation-table
TESTS += test-repeat
