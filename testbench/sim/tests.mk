# SPDX-License-Identifier: MIT
# The machine: with a fake card that does what the test says.
SIM_TEST_K := testbench/sim/kernels
SIM_TEST_OBJS := $(patsubst %.c,$(B)/obj/%.o,$(wildcard testbench/sim/test_*.c) \
	testbench/sim/main.c testbench/sim/rig.c testbench/sim/fake_card.c)
SIM_KERNEL_OBJS := $(B)/cpu/$(SIM_TEST_K)/counted.o \
	$(B)/cpu/$(SIM_TEST_K)/vectors_counted.o \
	$(B)/obj/$(SIM_TEST_K)/plain.o $(B)/obj/$(SIM_TEST_K)/vectors_plain.o

$(B)/obj/$(SIM_TEST_K)/%.o: CFLAGS := $(CPU_CFLAGS)
$(B)/obj/$(SIM_TEST_K)/plain.o: CFLAGS += $(KERNEL_CFLAGS)
$(B)/cpu/$(SIM_TEST_K)/vectors_counted.o: KERNEL_CFLAGS :=

# The fake card comes first, so that the library's real one is not drawn in.
$(B)/testbench/sim/tests: $(SIM_TEST_OBJS) $(SIM_KERNEL_OBJS) $(B)/libsim.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $(SIM_TEST_OBJS) $(SIM_KERNEL_OBJS) -o $@ \
		$(shell pkg-config --libs check) $(filter-out $(VMODEL),$(SIM_LIBS))

.PHONY: test-sim
## test-sim: CPU time, interrupts, bus order, IOMMU, skipping
test-sim: $(B)/testbench/sim/tests
	CK_VERBOSITY=normal $<
CHECK += test-sim
SAN_CHECK += test-sim
