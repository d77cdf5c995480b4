# SPDX-License-Identifier: MIT
# What GTKWave shows (docs/waveforms.md): save files, a trace in colour, and the
# pictures of the documentation.

WAVES_FST := $(VERILATOR_INC)/gtkwave
TEST_CPPFLAGS_paint.c := -isystem $(WAVES_FST)

build/waves/paint: waves/paint.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -O2 $(WARN) -isystem $(WAVES_FST) -c $< -o $@.o
	$(CC) -O2 -w -DFST_CONFIG_INCLUDE='"fst_config.h"' $@.o \
		$(addprefix $(WAVES_FST)/,fstapi.c fastlz.c lz4.c) -lz -o $@

# Which function is whose: the folder of its source.
WAVES_CPU := $(patsubst %.c,build/cpu/%.o,$(DRIVER_SRC) $(STACK_SRC) $(APP_SRC))
build/waves/colours.txt: waves/make_views.py waves/views.yaml $(WAVES_CPU)
	@mkdir -p $(@D)
	$(PYTHON) waves/make_views.py --colours $(sort $(WAVES_CPU)) >$@

.PHONY: waves waves-tools views views-check shots
waves-tools: build/ringside build/waves/paint build/waves/colours.txt

## waves: run SCENARIO and show it in GTKWave (VIEW=receive COLOUR=1)
VIEW := receive
COLOUR := 1
waves:
	@.ci/install run
	@echo "Building ..."
	@mkdir -p build; $(MAKE) --no-print-directory -j$(JOBS) waves-tools >build/build.log 2>&1 || { tail -n 40 build/build.log; exit 1; }
	@waves/show "$(SCENARIO)" "$(VIEW)" "$(COLOUR)"

## views: make waves/*.gtkw of waves/views.yaml and a run of first-light
views: build/ringside
	build/ringside run first-light --wave --quiet
	cp build/run/first-light/moments.json waves/first-light.json
	$(PYTHON) waves/make_views.py --moments waves/first-light.json \
		--trace build/run/first-light/trace.fst waves

views-check:
	$(PYTHON) waves/make_views.py --check --moments waves/first-light.json \
		--trace build/run/first-light/trace.fst waves

## shots: draw the pictures of the documentation, docs/shots/*.png
shots:
	@.ci/install run shots
	@$(MAKE) --no-print-directory -j$(JOBS) waves-tools
	@waves/shots docs/shots
