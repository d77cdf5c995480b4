# SPDX-License-Identifier: MIT
# The driver's life, on the simulator's machine and on the one made of C; run and
# compared by testbench/conformance/tests.mk.
TEST_CPPFLAGS_life := -D__KERNEL__ -Istack/include -Itestbench/conformance -Itestbench/tso

LIFE_OBJ := $(B)/obj/$(LIFE)/life.o $(B)/obj/testbench/tso/superpacket.o \
	$(addprefix $(B)/obj/$(CONF)/,program.o frame.o device.o)
LIFE_WRAP := -Wl,--wrap=machine_mmio_read32,--wrap=machine_mmio_write32
$(B)/obj/$(LIFE)/%.o: CPPFLAGS := $(KERNEL_CPPFLAGS) -I$(CONF) -Itestbench/tso
$(B)/obj/$(LIFE)/%.o: CFLAGS += -fno-strict-aliasing

$(B)/test/conformance/life-card: $(LIFE_OBJ) $(B)/obj/$(LIFE)/life_card.o \
		$(B)/libdriver.a $(B)/libstack.a $(SIM_DEPS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(LIFE_WRAP) $(filter %.o,$^) -Wl,--start-group \
		$(B)/libdriver.a $(B)/libstack.a -Wl,--end-group $(SIM_LIBS) -o $@

$(B)/test/conformance/life-qemu: $(LIFE_OBJ) $(FAKE_MACHINE_OBJ) \
		$(B)/obj/$(LIFE)/life_qemu.o \
		$(addprefix $(B)/obj/$(CONF)/,qemu.o qemu_process.o qtest.o) \
		$(B)/libdriver-host.a $(B)/libstack-host.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $(LIFE_WRAP) $(filter %.o,$^) -Wl,--start-group \
		$(filter %.a,$^) -Wl,--end-group -lboost_context -ljansson -lm -o $@
