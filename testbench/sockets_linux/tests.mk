# SPDX-License-Identifier: MIT
# The same POSIX programs on this machine's own kernel and on the simulated one.
POSIX_DIR := $(B)/test/posix
$(POSIX_SRC:%.c=$(B)/obj/%.o): CPPFLAGS = $(POSIX_CPPFLAGS)
$(LIBC_SRC:%.c=$(B)/obj/%.o): CPPFLAGS := -Istack/include
$(LIBC_SRC:%.c=$(B)/obj/%.o): CFLAGS += -fno-builtin
TEST_CPPFLAGS_libc := -Istack/include

$(B)/obj/testbench/sockets_linux/run.o: CPPFLAGS := $(KERNEL_CPPFLAGS) -Itestbench/stack
TEST_CPPFLAGS_sockets_linux := -D__KERNEL__ -Istack/include -Itestbench/stack

$(B)/test/sockets_linux: $(B)/obj/testbench/sockets_linux/run.o \
		$(POSIX_SRC:%.c=$(B)/obj/%.o) $(LIBC_SRC:%.c=$(B)/obj/%.o) \
		$(B)/obj/testbench/stack/bench.o $(FAKE_MACHINE_OBJ) \
		$(B)/libstack-host.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $(filter %.o,$^) $(filter %.a,$^) -lboost_context \
		-ljansson -lcheck -lsubunit -lm -lpthread -lrt -o $@

# And as any Linux program is made.
$(POSIX_DIR)/%: testbench/apps/posix/%.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -O2 $(WARN) -Wno-nonnull -Wno-stringop-overread \
		-Wno-stringop-overflow $< -o $@

.PHONY: test-sockets-linux
## test-sockets-linux: the same socket programs on this machine's kernel and on ours
test-sockets-linux: $(B)/test/sockets_linux $(POSIX_SRC:testbench/apps/posix/%.c=$(POSIX_DIR)/%)
	testbench/sockets_linux/compare.sh $< $(POSIX_DIR)

TESTS += test-sockets-linux
