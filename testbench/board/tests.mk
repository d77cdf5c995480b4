# SPDX-License-Identifier: MIT
# The parts around the card, in C: EEPROM and PHY.
BOARD_TEST_OBJ := $(patsubst %.c,$(B)/obj/%.o,$(wildcard testbench/board/*.c sim/board/*.c))

$(B)/test/board: $(BOARD_TEST_OBJ)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $^ $(shell pkg-config --libs check) -o $@

.PHONY: test-board
## test-board: the EEPROM and the PHY around the card, pin by pin
test-board: $(B)/test/board
	$<

CHECK += test-board
SAN_CHECK += test-board
