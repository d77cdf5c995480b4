# SPDX-License-Identifier: MIT
# The timeline and everything that is made of it.

# ---- record.c: order, lanes, frames in words --------------------------------
$(B)/test/timeline/record: $(addprefix $(B)/obj/,testbench/timeline/test_record.o \
		sim/record/record.o sim/record/describe.o)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $^ -lcheck -lsubunit -lm -lpthread -lrt -o $@

.PHONY: test-record
## test-record: the timeline's order and lanes
test-record: $(B)/test/timeline/record
	$<
CHECK += test-record
SAN_CHECK += test-record

# ---- the FST (sim/machine/nic_wave.cpp) ---------------------------------------
# A reader, out of the sources that come with Verilator.
TIMELINE_FST := $(VERILATOR_INC)/gtkwave
TEST_CPPFLAGS_timeline := -D_GNU_SOURCE -Istack/include -isystem $(TIMELINE_FST)
build/test/timeline/fst_dump: testbench/timeline/fst_dump.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -O2 $(WARN) -D_GNU_SOURCE -isystem $(TIMELINE_FST) \
		-c $< -o $@.o
	$(CC) -O2 -w -DFST_CONFIG_INCLUDE='"fst_config.h"' $@.o \
		$(addprefix $(TIMELINE_FST)/,fstapi.c fastlz.c lz4.c) -lz -o $@
