# SPDX-License-Identifier: MIT
# Segmentation and checksums of the card, judged by tshark.
$(B)/obj/testbench/tso/%.o: CPPFLAGS := $(KERNEL_CPPFLAGS) -Itestbench/tso
$(B)/obj/testbench/tso/%.o: CFLAGS += -fno-strict-aliasing
TEST_CPPFLAGS_tso := -D__KERNEL__ -Istack/include -Itestbench/tso

TSO_OBJ := $(addprefix $(B)/obj/testbench/tso/,send.o superpacket.o)
$(B)/test/tso/send: $(TSO_OBJ) $(B)/libdriver.a $(B)/libstack.a $(SIM_DEPS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(TSO_OBJ) -Wl,--start-group $(B)/libdriver.a \
		$(B)/libstack.a -Wl,--end-group $(SIM_LIBS) -lcheck -lsubunit \
		-lm -lpthread -lrt -o $@

.PHONY: test-tso
## test-tso: segments and checksums of the card, and its line rate, by tshark
test-tso: $(B)/test/tso/send
	testbench/tso/test_tso.py $< $(B)/test/tso

TESTS += test-tso
