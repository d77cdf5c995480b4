# SPDX-License-Identifier: MIT
# What GTKWave shows: moments, save files, pictures.

# ---- moments.c -------------------------------------------------------------
$(B)/test/waves/moments: $(addprefix $(B)/obj/,testbench/waves/test_moments.o \
		sim/record/moments.o sim/record/places.o sim/record/record.o sim/record/describe.o)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $^ $(shell pkg-config --libs check jansson) -o $@

.PHONY: test-moments
## test-moments: which packet a picture shows, and its moments
test-moments: $(B)/test/waves/moments
	$<
CHECK += test-moments
SAN_CHECK += test-moments

# ---- save files ------------------------------------------------------------
WAVES_TOOLS := build/test/timeline/fst_dump build/waves/paint build/waves/colours.txt

.PHONY: test-views test-gtkwave
## test-views: the save files of GTKWave fit the run that they are for
test-views: build/ringside $(WAVES_TOOLS)
	$(PYTHON) testbench/waves/test_views.py $< $(WAVES_TOOLS) build/test/waves/views

## test-gtkwave: GTKWave finds everything, wherever it is, and its pictures show it
test-gtkwave: build/ringside $(WAVES_TOOLS)
	$(PYTHON) testbench/waves/test_gtkwave.py $< build/test/waves/gtkwave

CHECK += test-views
TESTS += test-gtkwave
