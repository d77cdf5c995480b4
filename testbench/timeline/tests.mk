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
TEST_CPPFLAGS_timeline := -D_GNU_SOURCE -Istack/include -isystem $(TIMELINE_FST) \
	-Itestbench/cosim
build/test/timeline/fst_dump: testbench/timeline/fst_dump.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -O2 $(WARN) -D_GNU_SOURCE -isystem $(TIMELINE_FST) \
		-c $< -o $@.o
	$(CC) -O2 -w -DFST_CONFIG_INCLUDE='"fst_config.h"' $@.o \
		$(addprefix $(TIMELINE_FST)/,fstapi.c fastlz.c lz4.c) -lz -o $@

# Programs that have the whole simulator in them but its main().
TIMELINE_WHOLE := $(filter-out %/main.o,$(RINGSIDE_SRC:%.c=$(B)/obj/%.o)) \
	$(APP_SRC:%.c=$(B)/cpu/%.o)
$(addprefix $(B)/test/timeline/,wave): $(B)/test/timeline/%: \
		$(B)/obj/testbench/timeline/test_%.o $(TIMELINE_WHOLE) \
		$(B)/libstack.a $(B)/libdriver.a $(SIM_DEPS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(filter %.o,$^) -Wl,--start-group $(B)/libdriver.a \
		$(B)/libstack.a -Wl,--end-group $(SIM_LIBS) -lcheck -lsubunit -lrt -o $@
$(B)/obj/testbench/timeline/test_wave.o: CPPFLAGS := -D_GNU_SOURCE -Istack/include -Isim/include

.PHONY: test-wave
## test-wave: the FST: lanes beside the card's signals, windows
test-wave: $(B)/test/timeline/wave build/test/timeline/fst_dump
	$< build/test/timeline/fst_dump $(B)/test/timeline
CHECK += test-wave
SAN_CHECK += test-wave

.PHONY: test-wave-run test-wave-long
## test-wave-run: the FST of a run: lanes, state machines, windows
## test-wave-long: 50 runs interrupted at random: 50 readable files
test-wave-run test-wave-long: $(B)/ringside build/test/timeline/fst_dump
	$(PYTHON) testbench/timeline/test_wave.py $< build/test/timeline/fst_dump \
		$(B)/test/timeline/runs $(filter long,$(@:test-wave-%=%))
CHECK += test-wave-run
TESTS += test-wave-long

$(B)/test/timeline/bench_wave: $(B)/obj/testbench/timeline/bench_wave.o \
		$(TIMELINE_WHOLE) $(B)/libstack.a $(B)/libdriver.a $(SIM_DEPS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(filter %.o,$^) -Wl,--start-group $(B)/libdriver.a \
		$(B)/libstack.a -Wl,--end-group $(SIM_LIBS) -o $@
$(B)/obj/testbench/timeline/bench_wave.o: CPPFLAGS := -D_GNU_SOURCE -Istack/include -Isim/include

.PHONY: bench-wave
## bench-wave: what recording costs: off, signals, software lanes
bench-wave: $(B)/test/timeline/bench_wave
	$< $(<D)

# ---- a program that dies while it records -------------------------------------
$(B)/obj/testbench/timeline/die.o: CPPFLAGS := -D_GNU_SOURCE -Istack/include -Isim/include
$(B)/test/timeline/die: $(B)/obj/testbench/timeline/die.o \
		$(B)/obj/testbench/ringside/crash.o $(SIM_DEPS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(filter %.o,$^) $(SIM_LIBS) -o $@

.PHONY: test-crash
## test-crash: a crash, a failed assertion, a signal: the waveform can be read
test-crash: $(B)/test/timeline/die build/test/timeline/fst_dump
	$(PYTHON) testbench/timeline/test_crash.py $< build/test/timeline/fst_dump \
		$(B)/test/timeline $(if $(SAN),sanitized)
TESTS += test-crash
SAN_CHECK += test-crash

# ---- captures -----------------------------------------------------------------
$(B)/test/timeline/pcapng: $(addprefix $(B)/obj/,testbench/timeline/test_pcapng.o \
		sim/record/pcapng.o sim/record/describe.o sim/ledger.o)
$(B)/test/timeline/captures: $(addprefix $(B)/obj/,testbench/timeline/test_captures.o \
		sim/record/captures.o sim/record/pcapng.o sim/record/places.o \
		sim/record/describe.o sim/ledger.o sim/metrics.o) \
		$(patsubst %.c,$(B)/obj/%.o,$(wildcard sim/wire/*.c))
$(addprefix $(B)/test/timeline/,pcapng captures):
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $^ -lpcap -ljansson -lcheck -lsubunit -lm -lpthread -lrt -o $@

# Which frame leaves the real card?
$(B)/obj/testbench/timeline/test_sent.o: CPPFLAGS += -Itestbench/cosim
$(B)/test/timeline/sent: $(B)/obj/testbench/timeline/test_sent.o \
		$(B)/obj/testbench/cosim/card.o $(SIM_DEPS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(filter %.o,$^) $(SIM_LIBS) -lcheck -lsubunit -lm -lpthread -lrt -o $@

.PHONY: test-pcapng test-captures
## test-pcapng: captures byte by byte, and as libpcap and tshark read them
test-pcapng: $(addprefix $(B)/test/timeline/,pcapng captures sent)
	$(B)/test/timeline/pcapng
	$(B)/test/timeline/captures
	$(B)/test/timeline/sent
## test-captures: captures of whole runs: ids, places, times, links
test-captures: $(B)/ringside
	$(PYTHON) testbench/timeline/test_captures.py $<
CHECK += test-pcapng
TESTS += test-captures
SAN_CHECK += test-pcapng

# ---- the flame chart of a received packet (sim/record/calls.c) ------------------
$(B)/obj/testbench/timeline/test_flame.o: CPPFLAGS := -D_GNU_SOURCE -Istack/include -Isim/include
$(B)/test/timeline/flame: $(B)/obj/testbench/timeline/test_flame.o \
		$(TIMELINE_WHOLE) $(B)/libstack.a $(B)/libdriver.a $(SIM_DEPS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(filter %.o,$^) -Wl,--start-group $(B)/libdriver.a \
		$(B)/libstack.a -Wl,--end-group $(SIM_LIBS) -lcheck -lsubunit -lrt -o $@

.PHONY: test-flame
## test-flame: the functions that a received packet passes, and their time
test-flame: $(B)/test/timeline/flame
	$<
CHECK += test-flame
SAN_CHECK += test-flame

# ---- transactions, and runs compared by them -----------------------------------
$(B)/test/timeline/transactions: $(addprefix $(B)/obj/, \
		testbench/timeline/test_transactions.o sim/record/transactions.o \
		sim/record/record.o sim/record/describe.o sim/record/regs.o)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $^ -lcheck -lsubunit -lm -lpthread -lrt -o $@

.PHONY: test-transactions test-diff
## test-transactions: the list of transactions: its lines and its file
test-transactions: $(B)/test/timeline/transactions
	$<

## test-diff: ringside diff: where two runs part, bad lists, golden lists
test-diff: $(B)/ringside
	$(PYTHON) testbench/timeline/test_diff.py $(B)/ringside

CHECK += test-transactions test-diff
SAN_CHECK += test-transactions test-diff

# ---- the page and the trace for Perfetto ------------------------------------------
TIMELINE_PAGE_OBJ := $(addprefix $(B)/obj/sim/record/,page.o perfetto.o \
	perfetto_frames.o json_out.o regs.o record.o describe.o)
$(B)/test/timeline/page_demo: $(B)/obj/testbench/timeline/page_demo.o $(TIMELINE_PAGE_OBJ)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $^ -o $@

.PHONY: test-page test-page-drawn test-same
## test-page: the timeline's page and the trace for Perfetto, as files
test-page: $(B)/test/timeline/page_demo
	$(PYTHON) -B testbench/timeline/test_page.py $< $(B)/test/timeline/page no-browser
## test-page-drawn: what Chromium makes of the page
test-page-drawn: $(B)/test/timeline/page_demo $(B)/ringside build/test/timeline/fst_dump
	$(PYTHON) -B testbench/timeline/test_page.py $< $(B)/test/timeline/drawn
	$(PYTHON) -B testbench/timeline/test_same.py $(B)/ringside \
		build/test/timeline/fst_dump $(B)/test/timeline/same-drawn
## test-same: page, trace, capture and waveform name the same packets at the same moments
test-same: $(B)/ringside build/test/timeline/fst_dump
	$(PYTHON) -B testbench/timeline/test_same.py $^ $(B)/test/timeline/same no-browser
CHECK += test-page test-same
TESTS += test-page-drawn
SAN_CHECK += test-page

# ---- the kernel's lanes -------------------------------------------------------
$(B)/obj/testbench/timeline/test_lanes.o: CPPFLAGS := $(KERNEL_CPPFLAGS)
$(B)/obj/testbench/timeline/test_lanes.o: CFLAGS += -fno-strict-aliasing
$(B)/test/timeline/lanes: $(addprefix $(B)/obj/testbench/,timeline/test_lanes.o \
		timeline/watch.o stack_net/packet.o apps/apps.o) \
		$(APP_SRC:%.c=$(B)/cpu/%.o) $(B)/libstack.a $(B)/libdriver.a $(SIM_DEPS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(filter %.o,$^) -Wl,--start-group $(B)/libdriver.a \
		$(B)/libstack.a -Wl,--end-group $(SIM_LIBS) -lcheck -lsubunit -lrt -o $@

.PHONY: test-lanes test-observers
## test-lanes: what the kernel shows on the timeline; recorded runs are the same
test-lanes: $(B)/test/timeline/lanes
	$<

# And the judge knows a culprit.
test-observers: $(OBSERVER_OBJ) $(B)/obj/stack/core/kernel.o \
		$(STACK_SRC:%.c=$(B)/cpu/%.o)
	@testbench/timeline/observers.sh $(OBSERVER_OBJ) -- $(filter $(B)/cpu/%,$^)
	@! testbench/timeline/observers.sh $(B)/obj/stack/core/kernel.o -- \
		$(filter-out %/kernel.o,$(filter $(B)/cpu/%,$^)) 2>/dev/null
	@! testbench/timeline/observers.sh $(B)/cpu/stack/core/kernel.o -- \
		$(B)/cpu/stack/core/lib/crc32.o 2>/dev/null
CHECK += test-lanes test-observers
SAN_CHECK += test-lanes

# ---- words for the places where frames end -----------------------------------
.PHONY: test-places
## test-places: every place where a frame can end has words
test-places:
	testbench/timeline/places.sh
CHECK += test-places
