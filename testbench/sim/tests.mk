# SPDX-License-Identifier: MIT
# The machine: with a fake card that does what the test says.
SIM_TEST_K := testbench/sim/kernels
SIM_TEST_OBJS := $(patsubst %.c,$(B)/obj/%.o,$(wildcard testbench/sim/test_*.c) \
	testbench/sim/main.c testbench/sim/rig.c testbench/sim/fake_card.c)
SIM_KERNELS := counted vectors_counted x87_counted marked_counted
SIM_KERNEL_OBJS := $(SIM_KERNELS:%=$(B)/cpu/$(SIM_TEST_K)/%.o) \
	$(B)/obj/$(SIM_TEST_K)/plain.o $(B)/obj/$(SIM_TEST_K)/vectors_plain.o \
	$(B)/obj/$(SIM_TEST_K)/x87_plain.o

$(B)/obj/testbench/sim/%.o: | $(REGS_H)
$(B)/obj/$(SIM_TEST_K)/%.o: CFLAGS := $(CPU_CFLAGS)
$(B)/obj/$(SIM_TEST_K)/plain.o: CFLAGS += $(KERNEL_CFLAGS)
$(B)/cpu/$(SIM_TEST_K)/vectors_counted.o: KERNEL_CFLAGS :=
$(B)/cpu/$(SIM_TEST_K)/x87_counted.o: KERNEL_CFLAGS :=

# The fake card comes first, so that the library's real one is not drawn in.
SIM_TEST_LIBS = $(filter-out $(VMODEL),$(SIM_LIBS)) \
	$(shell pkg-config --libs check)

$(B)/testbench/sim/tests: $(SIM_TEST_OBJS) $(SIM_KERNEL_OBJS) $(B)/libsim.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $(SIM_TEST_OBJS) $(SIM_KERNEL_OBJS) -o $@ $(SIM_TEST_LIBS)

$(B)/testbench/sim/totals: $(B)/obj/testbench/sim/totals.o \
		$(B)/obj/testbench/sim/fake_card.o \
		$(SIM_KERNEL_OBJS) $(B)/libsim.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $(filter %.o,$^) -o $@ $(SIM_TEST_LIBS)

.PHONY: test-sim test-cpu-clock
## test-sim: CPU time, interrupts, bus order, IOMMU, skipping
test-sim: $(B)/testbench/sim/tests
	CK_VERBOSITY=normal $<

## test-cpu-clock: instructions counted against those that callgrind counts
test-cpu-clock: $(B)/testbench/sim/totals
	testbench/sim/totals.py 2 $(B)/testbench/sim/callgrind \
		'$< counted' '$< plain' $(SIM_TEST_K)

.PHONY: test-cpu-pass
## test-cpu-pass: what the counting pass writes into functions
test-cpu-pass:
	testbench/sim/test_pass.py $(B)/testbench/sim/pass

CHECK += test-sim $(if $(filter assembly,$(CPU_COUNT)),test-cpu-clock test-cpu-pass)
SAN_CHECK += test-sim

# The receive path twice: counted, and the same assembly before the counting.
$(B)/uncounted/%.o: $(B)/cpu/%.o
	@mkdir -p $(@D)
	$(CC) -c $(B)/cpu/$*.raw.s -o $@

$(B)/obj/testbench/sim/rx_path.o: CPPFLAGS := -Istack/include -Isim/include
RX_PATH_OBJS := $(B)/obj/testbench/sim/rx_path.o \
	$(B)/obj/testbench/driver/fake_card.o \
	$(B)/obj/testbench/driver/fake_offload.o $(FAKE_MACHINE_OBJ) $(OBSERVER_OBJ)
RX_PATH_SRC := $(STACK_SRC) $(DRIVER_SRC)

$(B)/testbench/sim/rx_path.counted: $(RX_PATH_OBJS) $(RX_PATH_SRC:%.c=$(B)/cpu/%.o)
$(B)/testbench/sim/rx_path.plain: $(RX_PATH_OBJS) $(RX_PATH_SRC:%.c=$(B)/uncounted/%.o)
$(B)/testbench/sim/rx_path.counted $(B)/testbench/sim/rx_path.plain:
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $^ -o $@ -lboost_context -ljansson -lm

.PHONY: test-cpu-clock-rx
## test-cpu-clock-rx: instructions of the receive path against callgrind's
test-cpu-clock-rx: $(B)/testbench/sim/rx_path.counted $(B)/testbench/sim/rx_path.plain
	testbench/sim/totals.py 3 $(B)/testbench/sim/callgrind-rx $^ driver stack \
		$(OBSERVER_SRC:%=-%)

# Where the compiler counts, it is not exact and says so.
CHECK += $(if $(filter assembly,$(CPU_COUNT)),test-cpu-clock-rx)

# ---- speed ---------------------------------------------------------------------
$(B)/obj/testbench/sim/bench.o: CPPFLAGS := -D_GNU_SOURCE -Istack/include -Isim/include

$(B)/bench: $(B)/obj/testbench/sim/bench.o $(B)/obj/testbench/sim/instructions.o \
		$(filter-out %/main.o,$(RINGSIDE_SRC:%.c=$(B)/obj/%.o)) \
		$(APP_SRC:%.c=$(B)/cpu/%.o) $(B)/libstack.a $(B)/libdriver.a $(SIM_DEPS)
	$(CXX) $(LDFLAGS) $(filter %.o,$^) -Wl,--start-group $(B)/libdriver.a \
		$(B)/libstack.a -Wl,--end-group $(SIM_LIBS) -o $@

## bench: the co-simulation's speed beside the bare model's
bench: $(B)/bench
	$<

# The model once more, with line numbers and without its profile, so that each
# instruction belongs to a line.
BLOCKS_DIR := build/blocks
BLOCKS_OBJ := $(B)/obj/testbench/sim/blocks.o $(B)/obj/testbench/cosim/pins.o
$(BLOCKS_DIR)/libe1000.a: $(MODEL_DIR)/Ve1000_top.mk
	@mkdir -p $(@D)
	rm -rf $(@D)/*
	cp $(MODEL_DIR)/Ve1000_top*.cpp $(MODEL_DIR)/Ve1000_top*.h $(MODEL_DIR)/Ve1000_top*.mk $(@D)
	$(MAKE) -C $(@D) -f Ve1000_top.mk OPT_FAST="-g -O2 -fno-tree-pre -fno-code-hoisting" \
		OPT_SLOW=-O1 OPT_GLOBAL=-O2 Ve1000_top__ALL.a $(MODEL_RUNTIME)
	cp $(@D)/Ve1000_top__ALL.a $@
	$(AR) qs $@ $(MODEL_RUNTIME:%=$(@D)/%)

$(BLOCKS_DIR)/blocks: $(BLOCKS_OBJ) $(B)/libsim.a $(BLOCKS_DIR)/libe1000.a
	$(CXX) $(LDFLAGS) $(BLOCKS_OBJ) $(SIM_LIBS:$(VMODEL)=$(BLOCKS_DIR)/libe1000.a) -o $@

.PHONY: bench-blocks
## bench-blocks: instructions per clock of each block of the card, idle and loaded
bench-blocks: $(BLOCKS_DIR)/blocks
	testbench/sim/blocks.py $< $(BLOCKS_DIR) $(BLOCKS_DIR)/profile

# ---- the real card -------------------------------------------------------------
$(B)/testbench/sim/identity: $(B)/obj/testbench/sim/identity.o \
		$(B)/obj/testbench/cosim/card.o $(SIM_DEPS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(filter %.o,$^) $(SIM_LIBS) \
		$(shell pkg-config --libs check) -o $@

.PHONY: test-identity
## test-identity: which frame is in which buffer, at line rate
test-identity: $(B)/testbench/sim/identity
	$<
CHECK += test-identity
COVER += test-identity
