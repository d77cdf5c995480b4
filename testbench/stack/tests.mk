# SPDX-License-Identifier: MIT
# The kernel's core on the fake machine, without network or driver.
STACK_TEST_OBJ := $(patsubst %.c,$(B)/obj/%.o,$(wildcard testbench/stack/*.c))

$(STACK_TEST_OBJ): CPPFLAGS := $(KERNEL_CPPFLAGS) -Itestbench/stack
$(STACK_TEST_OBJ): CFLAGS += -fno-strict-aliasing
TEST_CPPFLAGS_stack := -D__KERNEL__ -Istack/include -Itestbench/stack

$(B)/test/stack: $(sort $(STACK_TEST_OBJ) $(FAKE_MACHINE_OBJ)) $(B)/libcore-host.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $^ -o $@ $(shell pkg-config --libs check) \
		-lboost_context -ljansson

.PHONY: test-stack
## test-stack: the kernel's core: memory, processes, interrupts, NAPI, sk_buff
test-stack: $(B)/test/stack
	$<

CHECK += test-stack
SAN_CHECK += test-stack
