# SPDX-License-Identifier: MIT
# The wire, the ledger, the metrics, the profile: without card or kernel.
WIRE_TEST_OBJS := $(patsubst %.c,$(B)/obj/%.o,$(wildcard testbench/wire/*.c \
	sim/wire/*.c sim/yaml/*.c) sim/ledger.c sim/metrics.c sim/profile.c)

$(B)/testbench/wire/tests: $(WIRE_TEST_OBJS)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) $^ -o $@ $(shell pkg-config --libs check) \
		-lpcap -ljansson -lcyaml -lyaml

.PHONY: test-wire
## test-wire: frames on the line, captures, ledger, metrics, profiles
test-wire: $(B)/testbench/wire/tests
	$<
CHECK += test-wire
SAN_CHECK += test-wire
