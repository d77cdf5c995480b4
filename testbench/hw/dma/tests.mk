# SPDX-License-Identifier: MIT
# Block benches of the DMA, under Icarus; lint and synthesis checks of its sources.
## test-dma: block benches of the DMA, and its lint and synthesis checks
DMA_RTL := $(shell cat hw/rtl/dma.f)
DMA_DIR := testbench/hw/dma
DMA_BENCHES := tb_dma_receive tb_dma_transmit tb_dma_control tb_dma_rate tb_dma_random tb_tx_offload

$(B)/hw/dma/%.vvp: $(DMA_DIR)/%.sv $(DMA_DIR)/dma_bench.svh $(DMA_RTL)
	@mkdir -p $(@D)
	iverilog -g2012 -Wall -Wno-timescale -I$(DMA_DIR) -s $* -o $@ $(DMA_RTL) $< 2>&1 \
		| { grep -v 'sorry: constant selects' || true; }
	@test -s $@

# vvp exits non-zero on $$fatal.
$(B)/hw/dma/%.ok: $(B)/hw/dma/%.vvp
	@vvp -n $< > $(@:.ok=.log) 2>&1 || { cat $(@:.ok=.log); exit 1; }
	@grep -q ' passed, 0 failed' $(@:.ok=.log)
	@touch $@

$(B)/hw/dma/lint.ok: $(DMA_RTL)
	@mkdir -p $(@D)
	verilator --lint-only -Wall --top-module e1000_dma $(DMA_RTL)
	@touch $@

# No latch, no combinational loop, no net with two drivers.
$(B)/hw/dma/synth.ok: $(DMA_RTL)
	@mkdir -p $(@D)
	yosys -q -p 'read_verilog -sv $(DMA_RTL)' -p 'hierarchy -check -top e1000_dma; proc; opt' \
		-p 'check -assert; select -assert-none t:$$dlatch; memory -nomap'
	@touch $@

.PHONY: test-dma lint-dma
.SECONDARY: $(DMA_BENCHES:%=$(B)/hw/dma/%.vvp)
lint-dma: $(B)/hw/dma/lint.ok $(B)/hw/dma/synth.ok
# Benches that are up to date show their last result again, so that summaries count them.
test-dma: lint-dma $(DMA_BENCHES:%=$(B)/hw/dma/%.ok)
	@cat $(DMA_BENCHES:%=$(B)/hw/dma/%.log)
CHECK += test-dma
