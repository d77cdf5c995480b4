# SPDX-License-Identifier: MIT
# The kernel.
#
#   $(B)/libstack.a       for the simulated CPU: counted
#   $(B)/libstack-host.a  for the CPU you sit at: unit tests
#   $(B)/libcore-host.a   of that, core/ alone
CORE_SRC := $(wildcard stack/core/*.c stack/core/lib/*.c)
STACK_SRC := $(CORE_SRC) $(wildcard stack/net/*.c stack/ipv4/*.c stack/socket/*.c)

$(B)/libstack.a: $(STACK_SRC:%.c=$(B)/cpu/%.o)
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/libstack-host.a: $(STACK_SRC:%.c=$(B)/obj/%.o)
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/libcore-host.a: $(CORE_SRC:%.c=$(B)/obj/%.o)
	@rm -f $@
	$(AR) rcs $@ $^
