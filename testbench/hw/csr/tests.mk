# SPDX-License-Identifier: MIT
# Block benches of the register part and the smoke test of the whole card, under Icarus.
## test-csr: registers, interrupts, statistics, and the whole card
CSR_BENCHES := tb_irq tb_stats tb_regs tb_card
CSR_DIR := testbench/hw/csr

$(B)/hw/csr/%.vvp: $(CSR_DIR)/%.sv $(wildcard $(CSR_DIR)/*.svh) $(RTL_GEN) $(RTL_TEST_GEN) \
		hw/rtl/mac.f hw/rtl/dma.f hw/rtl/csr.f $(RTL_SRC) $(BOARD_PARTS)
	@mkdir -p $(@D)
	iverilog -g2012 -Wall -Wno-timescale $(RTL_INC) -I$(CSR_DIR) -s $* -o $@ $(RTL_FILES) \
		$(if $(filter tb_card,$*),$(BOARD_PARTS)) $< \
		2>&1 | { grep -v -e 'sorry: constant selects' -e 'is sensitive to all' || true; }
	@test -s $@

$(B)/hw/csr/%.ok: $(B)/hw/csr/%.vvp
	@vvp -n $< > $(@:.ok=.log) 2>&1 || { cat $(@:.ok=.log); exit 1; }
	@grep -q ' passed, 0 failed' $(@:.ok=.log)
	@touch $@

.PHONY: test-csr
.SECONDARY: $(CSR_BENCHES:%=$(B)/hw/csr/%.vvp)
# Benches that are up to date show their last result again, so that summaries count them.
test-csr: regs-check $(CSR_BENCHES:%=$(B)/hw/csr/%.ok)
	@cat $(CSR_BENCHES:%=$(B)/hw/csr/%.log)
CHECK += test-csr
