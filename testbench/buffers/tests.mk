# SPDX-License-Identifier: MIT
# sk_buffs and mbufs, side by side.
BUFFERS := testbench/buffers
BUFFERS_OBJ := $(addprefix $(B)/cpu/$(BUFFERS)/,layers_skb.o layers_mbuf.o headers.o) \
	$(B)/obj/$(BUFFERS)/compare.o
TEST_CPPFLAGS_buffers := -D__KERNEL__ -Istack/include

$(B)/obj/$(BUFFERS)/%.o: CPPFLAGS := $(KERNEL_CPPFLAGS)

$(B)/test/compare-buffers: $(BUFFERS_OBJ) $(B)/libdriver.a $(B)/libstack.a $(SIM_DEPS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(BUFFERS_OBJ) -Wl,--start-group $(B)/libdriver.a \
		$(B)/libstack.a -Wl,--end-group $(SIM_LIBS) -o $@

.PHONY: compare-buffers
## compare-buffers: a UDP datagram through sk_buffs and through BSD's mbufs, what each costs
compare-buffers: $(B)/test/compare-buffers
	@$<

# The document shows what it prints; cycles move with every change of the kernel.
BUFFERS_COUNTS := awk 'NF > 6 && $$1 ~ /^[0-9]/ {print $$1, $$2, $$3, $$4, $$5, $$6}'
.PHONY: test-buffers
test-buffers: $(B)/test/compare-buffers
	@diff <($< | $(BUFFERS_COUNTS)) <(sed -n '/^<!-- compare-buffers/,/^<!-- end/p' \
		docs/skbuff.md | $(BUFFERS_COUNTS)) || { echo "docs/skbuff.md: not what make compare-buffers prints"; exit 1; }

CHECK += test-buffers
