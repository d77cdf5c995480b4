# SPDX-License-Identifier: MIT
# What GTKWave shows: moments, save files, pictures.

# ---- moments.c -------------------------------------------------------------
$(B)/test/waves/moments: $(addprefix $(B)/obj/,testbench/waves/test_moments.o \
		sim/record/moments.o sim/record/record.o sim/record/describe.o)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $^ $(shell pkg-config --libs check jansson) -o $@

.PHONY: test-moments
## test-moments: which packet a picture shows, and its moments
test-moments: $(B)/test/waves/moments
	$<
CHECK += test-moments
SAN_CHECK += test-moments
