# SPDX-License-Identifier: MIT
# The network stack on the kernel's core, the fake machine and a device made
# of C.
STACK_NET_TEST_SRC := $(wildcard testbench/stack_net/*.c) \
	testbench/tso/superpacket.c
STACK_NET_TEST_OBJ := $(STACK_NET_TEST_SRC:%.c=$(B)/obj/%.o)

$(STACK_NET_TEST_OBJ): CPPFLAGS := $(KERNEL_CPPFLAGS) -Itestbench/stack \
	-Itestbench/stack_net -Itestbench/tso
$(STACK_NET_TEST_OBJ): CFLAGS += -fno-strict-aliasing
TEST_CPPFLAGS_stack_net := -D__KERNEL__ -Istack/include -Itestbench/stack \
	-Itestbench/stack_net -Itestbench/tso

$(B)/test/stack_net: $(STACK_NET_TEST_OBJ) $(B)/obj/testbench/stack/bench.o \
		$(FAKE_MACHINE_OBJ) $(B)/libstack-host.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $(filter %.o,$^) $(filter %.a,$^) -lboost_context \
		-ljansson -lcheck -lsubunit -lm -lpthread -lrt -o $@

.PHONY: test-stack-net
## test-stack-net: ARP, IPv4, ICMP, UDP, sockets, and packets from a fuzzer
test-stack-net: $(B)/test/stack_net
	$<

CHECK += test-stack-net
SAN_CHECK += test-stack-net
