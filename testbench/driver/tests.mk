# SPDX-License-Identifier: MIT
# The driver on the kernel, the fake machine and a card made of C.
DRIVER_TEST_SRC := $(wildcard testbench/driver/*.c) \
	testbench/tso/superpacket.c testbench/stack_net/packet.c
DRIVER_TEST_OBJ := $(DRIVER_TEST_SRC:%.c=$(B)/obj/%.o)

$(DRIVER_TEST_OBJ): CPPFLAGS := $(KERNEL_CPPFLAGS) -Idriver \
	-Itestbench/stack -Itestbench/stack_net -Itestbench/tso -Itestbench/driver
$(DRIVER_TEST_OBJ): CFLAGS += -fno-strict-aliasing
TEST_CPPFLAGS_driver := -D__KERNEL__ -Istack/include -Idriver \
	-Itestbench/stack -Itestbench/stack_net -Itestbench/tso -Itestbench/driver

$(B)/test/driver: $(DRIVER_TEST_OBJ) $(FAKE_MACHINE_OBJ) \
		$(B)/libdriver-host.a $(B)/libstack-host.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $(filter %.o,$^) -Wl,--start-group \
		$(filter %.a,$^) -Wl,--end-group -lboost_context -ljansson \
		-lcheck -lsubunit -lm -lpthread -lrt -o $@

.PHONY: test-driver
test-driver: $(B)/test/driver
	$<

CHECK += test-driver
SAN_CHECK += test-driver
