# SPDX-License-Identifier: MIT
# The driver: once for the simulated CPU, once for the unit tests, and once as
# a module of a real Linux kernel.
DRIVER_SRC := $(addprefix driver/,main.c netdev.c rx.c tx.c tx_offload.c vlan.c flow.c irq.c itr.c hw.c stats.c ethtool.c)

$(B)/libdriver.a: $(DRIVER_SRC:%.c=$(B)/cpu/%.o)
	rm -f $@
	ar rcs $@ $^

$(B)/libdriver-host.a: $(DRIVER_SRC:%.c=$(B)/obj/%.o)
	rm -f $@
	ar rcs $@ $^

# Headers of a real kernel: the running one's, or the newest that a package
# brought. KDIR=... names others.
KDIR ?= $(firstword $(wildcard /lib/modules/$(shell uname -r)/build) \
	$(shell ls -d /lib/modules/*/build /usr/src/linux-headers-*-amd64 2>/dev/null | sort -rV))

## module: build the driver as a module of a real Linux kernel (KDIR=headers)
.PHONY: module
module:
	@test -n "$(KDIR)" || { echo "make module: no kernel headers found; install linux-headers-amd64 or name them with KDIR=" >&2; exit 1; }
	@mkdir -p $(B)/module
	@cp -u $(DRIVER_SRC) driver/e1000.h driver/e1000_regs.h $(B)/module/
	@printf '%s\n' 'obj-m := ringside_e1000.o' \
		'ringside_e1000-y := $(notdir $(DRIVER_SRC:.c=.o))' >$(B)/module/Kbuild
	$(MAKE) -C $(KDIR) M=$(abspath $(B)/module) W=1 modules

# The other half of "one source for both": a test like any other.
TESTS += module
