# SPDX-License-Identifier: MIT
# The card's side of the board, EEPROM and PHY registers, against small models of the parts.
## test-board-pins: EEPROM and MDIO pins at their real speed
BOARD_BENCHES := tb_eeprom tb_mdio
BOARD_DIR := testbench/hw/board
BOARD_PARTS := $(BOARD_DIR)/bench_93c46.sv $(BOARD_DIR)/bench_phy.sv

$(B)/hw/board/%.vvp: $(BOARD_DIR)/%.sv $(BOARD_PARTS) testbench/hw/csr/csr_bench.svh \
		$(RTL_GEN) $(RTL_SRC)
	@mkdir -p $(@D)
	iverilog -g2012 -Wall -Wno-timescale $(RTL_INC) -Itestbench/hw/csr -s $* -o $@ \
		hw/rtl/e1000_eeprom.sv hw/rtl/e1000_mdio.sv $(BOARD_PARTS) $< 2>&1 \
		| { grep -v -e 'sorry: constant selects' -e 'is sensitive to all' || true; }
	@test -s $@

$(B)/hw/board/%.ok: $(B)/hw/board/%.vvp
	@vvp -n $< > $(@:.ok=.log) 2>&1 || { cat $(@:.ok=.log); exit 1; }
	@grep -q ' passed, 0 failed' $(@:.ok=.log)
	@touch $@

.PHONY: test-board-pins
.SECONDARY: $(BOARD_BENCHES:%=$(B)/hw/board/%.vvp)
test-board-pins: $(BOARD_BENCHES:%=$(B)/hw/board/%.ok)
	@cat $(BOARD_BENCHES:%=$(B)/hw/board/%.log)
CHECK += test-board-pins
