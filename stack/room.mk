# SPDX-License-Identifier: MIT
# The kernel.
#
#   $(B)/libstack.a       for the simulated CPU: counted
#   $(B)/libstack-host.a  for the CPU you sit at: unit tests
#   $(B)/libcore-host.a   of that, core/ alone
#   OBSERVER_SRC          what the timeline and the post-mortem ask: it looks on
#                         from outside, so it takes no simulated time and is not
#                         counted, not even in libstack.a
#                         (stack/include/kernel_lanes.h, kernel_state.h)
OBSERVER_SRC := $(wildcard stack/*/lanes.c stack/*/state.c stack/*/tap.c)
OBSERVER_OBJ := $(OBSERVER_SRC:%.c=$(B)/obj/%.o)
CORE_SRC := $(filter-out $(OBSERVER_SRC),$(wildcard stack/core/*.c stack/core/lib/*.c))
STACK_SRC := $(CORE_SRC) $(filter-out $(OBSERVER_SRC), \
	$(wildcard stack/net/*.c stack/ipv4/*.c stack/socket/*.c))

$(B)/libstack.a: $(STACK_SRC:%.c=$(B)/cpu/%.o) $(OBSERVER_OBJ)
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/libstack-host.a: $(STACK_SRC:%.c=$(B)/obj/%.o) $(OBSERVER_OBJ)
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/libcore-host.a: $(CORE_SRC:%.c=$(B)/obj/%.o) $(B)/obj/stack/core/lanes.o \
		$(B)/obj/stack/core/state.o
	@rm -f $@
	$(AR) rcs $@ $^
