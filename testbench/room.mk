# SPDX-License-Identifier: MIT
# The testbench: the program `ringside`, programs for the simulated host, and
# every folder's tests (testbench/*/tests.mk).
APP_SRC := $(filter-out testbench/apps/apps.c,$(wildcard testbench/apps/*.c))
RINGSIDE_SRC := $(wildcard testbench/ringside/*.c) testbench/apps/apps.c

# Programs run on the simulated CPU and know system calls only.
$(B)/cpu/testbench/apps/%.o: KERNEL_CPPFLAGS := -Istack/include
$(RINGSIDE_SRC:%.c=$(B)/obj/%.o): CPPFLAGS := -D_GNU_SOURCE -Istack/include -Isim/include

# The function names of fault reports come from the symbol table.
$(B)/ringside: $(RINGSIDE_SRC:%.c=$(B)/obj/%.o) $(APP_SRC:%.c=$(B)/cpu/%.o) \
		$(B)/libstack.a $(B)/libdriver.a $(B)/libsim.a
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) -rdynamic $(RINGSIDE_SRC:%.c=$(B)/obj/%.o) \
		$(APP_SRC:%.c=$(B)/cpu/%.o) -Wl,--start-group $(B)/libdriver.a \
		$(B)/libstack.a -Wl,--end-group $(SIM_LIBS) -o $@

include $(sort $(wildcard testbench/*/tests.mk))
