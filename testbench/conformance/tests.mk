# SPDX-License-Identifier: MIT
# A second opinion on the card: QEMU's own e1000 (docs/conformance.md).
CONF := testbench/conformance
LIFE := testbench/life
CONF_DEVICES := device card qemu qemu_process qtest
CONF_EXERCISE := $(CONF_DEVICES) exercise program frame generate log play \
	play_rings compare facts facts_tx differences differences_regs \
	differences_board differences_irq differences_rx differences_tx shrink

TEST_CPPFLAGS_conformance := -I$(CONF)
$(B)/obj/$(CONF)/%.o: CPPFLAGS += -I$(CONF)

$(B)/test/conformance/exercise: $(CONF_EXERCISE:%=$(B)/obj/$(CONF)/%.o) $(SIM_DEPS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(filter %.o,$^) $(SIM_LIBS) -o $@

# QEMU is fetched where it is missing: here only. PROGRAMS, SEED: how many, from
# which on; PROGRAM=FILE: that one.
PROGRAMS := 10000
SEED := 1
CONF_ARGS = --dir $(B)/conformance $(if $(PROGRAM),--program $(PROGRAM), \
	--programs $(PROGRAMS) --seed $(SEED) --jobs $(JOBS))

LIFE_verilog = $(B)/test/conformance/life-card $(B)/conformance/life-card.txt
LIFE_qemu = $(B)/test/conformance/life-qemu $(B)/conformance/life-qemu.txt "$$qemu" \
	$(B)/conformance/life
LIFE_BOTH = $(LIFE_verilog) && $(LIFE_qemu) && \
	$(LIFE)/life_compare.py $(B)/conformance/life-card.txt $(B)/conformance/life-qemu.txt

.PHONY: conformance conformance-life test-conformance-table test-conformance-some
## conformance: random programs and the driver's life on this card and on QEMU's, compared; PROGRAMS=, SEED=, PROGRAM=FILE
conformance: $(addprefix $(B)/test/conformance/,exercise life-card life-qemu)
	@qemu=$$($(CONF)/get-qemu.sh build/qemu) && mkdir -p $(B)/conformance && \
	$< --qemu "$$qemu" $(CONF_ARGS) && $(if $(PROGRAM),true,$(LIFE_BOTH))

## conformance-life: the driver's life on one card: CARD=verilog or CARD=qemu
CARD := verilog
conformance-life: $(addprefix $(B)/test/conformance/,life-card life-qemu)
	@mkdir -p $(B)/conformance && qemu=$$([ $(CARD) = verilog ] || \
		$(CONF)/get-qemu.sh build/qemu) && $(LIFE_$(CARD)) && \
	$(LIFE)/life_compare.py $(B)/conformance/life-$(if $(filter qemu,$(CARD)),qemu,card).txt

# The table in the document is the code's.
test-conformance-table: $(B)/test/conformance/exercise
	@diff <($< --table; $(LIFE)/life_compare.py --table) \
		<(sed -n '/^<!-- table/,/^<!-- end/p' docs/conformance.md | grep '^| `') || { echo "docs/conformance.md: not the table of differences.c"; exit 1; }

# A few of them with every `make test` where QEMU is already.
test-conformance-some: $(addprefix $(B)/test/conformance/,exercise life-card life-qemu)
	@if qemu=$$($(CONF)/get-qemu.sh --have build/qemu); then \
		$< --qemu "$$qemu" --dir $(B)/conformance --programs 300 --jobs 2 && \
		$(LIFE_BOTH); \
	else \
		echo "skipped: no QEMU here; make conformance fetches one"; \
	fi

CHECK += test-conformance-table
TESTS += test-conformance-some

CONF_REPLAY := device card program frame replay replay_text replay_main
$(B)/test/conformance/replay: $(CONF_REPLAY:%=$(B)/obj/$(CONF)/%.o) $(SIM_DEPS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(filter %.o,$^) $(SIM_LIBS) -o $@

.PHONY: replay-trace test-replay-notices
## replay-trace: what Linux and iPXE once did to a card, against this one: each read as recorded
replay-trace: $(B)/test/conformance/replay
	@$< $(CONF)/traces/linux61.txt $(CONF)/traces/linux61.volatile
	@$< $(CONF)/traces/ipxe.txt $(CONF)/traces/ipxe.volatile

# A value that is not the card's, in a copy of the trace, must be noticed.
test-replay-notices: $(B)/test/conformance/replay
	@mkdir -p $(B)/conformance
	@for wrong in 's/R LEDCTL  00000602/R LEDCTL  00000603/' 's/3(ID2)=0c20/3(ID2)=0c21/' \
		's/R GOTCL  00000276/R GOTCL  00000277/' 's/R ICR  00000083/R ICR  000000c3/'; do \
		sed "$$wrong" $(CONF)/traces/linux61.txt >$(B)/conformance/wrong.txt; \
		! cmp -s $(CONF)/traces/linux61.txt $(B)/conformance/wrong.txt || exit 1; \
		! $< $(B)/conformance/wrong.txt $(CONF)/traces/linux61.volatile >/dev/null || \
			{ echo "not noticed: $$wrong"; exit 1; }; \
	done

CHECK += replay-trace test-replay-notices
