# SPDX-License-Identifier: MIT
# Block benches of the MAC, under Icarus; lint and synthesis checks of its sources.
## test-mac: block benches of the MAC, and its lint and synthesis checks
## test-mac-long: the MAC's stress bench, thirty times as long (a soak)
MAC_RTL := $(shell cat hw/rtl/mac.f)
MAC_BENCHES := tb_eth_crc tb_packet_buffer tb_mac_receive tb_mac_offload tb_mac_transmit \
	tb_mac_pause tb_mac_loopback tb_mac_stress
MAC_DIR := testbench/hw/mac

$(B)/hw/mac/%.vvp: $(MAC_DIR)/%.sv $(MAC_DIR)/mac_bench.svh $(MAC_RTL)
	@mkdir -p $(@D)
	iverilog -g2012 -Wall -Wno-timescale -I$(MAC_DIR) -s $* -o $@ $(MAC_RTL) $< 2>&1 \
		| { grep -v 'sorry: constant selects' || true; }
	@test -s $@

# vvp exits non-zero on $$fatal; the log must have no FAIL either.
$(B)/hw/mac/%.ok: $(B)/hw/mac/%.vvp
	@vvp -n $< > $(@:.ok=.log) 2>&1 || { cat $(@:.ok=.log); exit 1; }
	@cat $(@:.ok=.log)
	@! grep -q FAIL $(@:.ok=.log)
	@grep -q 'tests passed' $(@:.ok=.log)
	@touch $@

$(B)/hw/mac/lint.ok: $(MAC_RTL)
	@mkdir -p $(@D)
	verilator --lint-only -Wall --top-module e1000_mac $(MAC_RTL)
	@touch $@

# No latch, no combinational loop, no net with two drivers.
$(B)/hw/mac/synth.ok: $(MAC_RTL)
	@mkdir -p $(@D)
	yosys -q -p 'read_verilog -sv $(MAC_RTL)' -p 'hierarchy -check -top e1000_mac' \
		-p 'proc; opt; check -assert' -p 'select -assert-none t:$$dlatch' \
		-p 'memory -nomap'
	@touch $@

# A soak of a minute or two, for what comes up once in thousands of frames. Behind its own
# name only: neither CHECK nor TESTS waits for it.
test-mac-long: $(B)/hw/mac/tb_mac_stress.vvp
	@vvp -n $< +scale=30 | tee $(B)/hw/mac/long.log
	@! grep -q FAIL $(B)/hw/mac/long.log
	@grep -q 'tests passed' $(B)/hw/mac/long.log

.PHONY: test-mac test-mac-long lint-mac
.SECONDARY: $(MAC_BENCHES:%=$(B)/hw/mac/%.vvp)
lint-mac: $(B)/hw/mac/lint.ok $(B)/hw/mac/synth.ok
test-mac: lint-mac $(MAC_BENCHES:%=$(B)/hw/mac/%.ok)
CHECK += test-mac
