# SPDX-License-Identifier: MIT
# Software that nobody here wrote uses the card: U-Boot, iPXE, Linux. Plain user
# rights, no tap, no KVM; what is missing comes from Debian's packages (docs/guests.md).
GUESTS := build/guests
GUEST_PACKAGES := u-boot-qemu busybox-static linux-image-amd64
GUEST_ROOT := $(GUESTS)/packages/root
# The kernel that was fetched, known only afterwards.
GUEST_VERSION = $(patsubst $(GUEST_ROOT)/boot/vmlinuz-%,%,$(firstword $(wildcard $(GUEST_ROOT)/boot/vmlinuz-*)))
GUEST_QEMU = $$(testbench/conformance/get-qemu.sh build/qemu)
guest_arguments = qemu="$(GUEST_QEMU)" ringside=$(CURDIR)/$(B)/ringside folder=$(GUESTS)/$(1)

.PHONY: guest-packages guest-uboot guest-ipxe guest-linux guest-module guest-build guests
guest-build:
	@.ci/install run
	@mkdir -p build; $(MAKE) --no-print-directory -j$(JOBS) all >build/build.log 2>&1 || { tail -n 40 build/build.log; exit 1; }

guest-packages:
	@.ci/debian $(GUESTS)/packages own $(GUEST_PACKAGES)

## guest-uboot: U-Boot drives the card: DHCP, ping, TFTP
guest-uboot: guest-build guest-packages
	@$(PYTHON) testbench/guests/uboot.py $(call guest_arguments,uboot) \
		rom=$(CURDIR)/$(GUEST_ROOT)/usr/lib/u-boot/qemu-x86/u-boot.rom

## guest-ipxe: iPXE drives the card: DHCP, ping, TFTP
guest-ipxe: guest-build
	@$(PYTHON) testbench/guests/ipxe.py $(call guest_arguments,ipxe)

#   $(call guest_image,MODULE,NAME)
guest_image = $(PYTHON) testbench/guests/image.py \
	$(GUEST_ROOT)/boot/vmlinuz-$(GUEST_VERSION) $(firstword $(wildcard $(GUEST_ROOT)/bin/busybox $(GUEST_ROOT)/usr/bin/busybox)) \
	$(1) testbench/guests/init $(GUESTS)/vmlinux $(GUESTS)/$(2).initrd
GUEST_E1000 = $(firstword $(wildcard $(GUEST_ROOT)/lib/modules/$(GUEST_VERSION)/kernel/drivers/net/ethernet/intel/e1000/e1000.ko* \
	$(GUEST_ROOT)/usr/lib/modules/$(GUEST_VERSION)/kernel/drivers/net/ethernet/intel/e1000/e1000.ko*))

## guest-linux: Linux drives the card with its own driver: DHCP, ping, TFTP, TCP
guest-linux: guest-build guest-packages
	@$(call guest_image,$(GUEST_E1000),linux)
	@$(PYTHON) testbench/guests/linux.py $(call guest_arguments,linux) \
		kernel=$(CURDIR)/$(GUESTS)/vmlinux initrd=$(CURDIR)/$(GUESTS)/linux.initrd

## guest-wave: a waveform of the Linux driver's probe, and GTKWave shows it
.PHONY: guest-wave
guest-wave: guest-build guest-packages
	@.ci/install look shots
	@$(call guest_image,$(GUEST_E1000),linux)
	@$(PYTHON) testbench/guests/linux.py name=guest-wave only=probe $(call guest_arguments,wave) \
		kernel=$(CURDIR)/$(GUESTS)/vmlinux initrd=$(CURDIR)/$(GUESTS)/linux.initrd
	@PYTHONPATH=testbench/waves $(PYTHON) testbench/guests/shows.py $(GUESTS)/wave/out/trace.fst waves/card.gtkw

# The module must be for the kernel that is booted.
guest-own-module: guest-packages
	@$(MAKE) --no-print-directory module KDIR=$(or $(firstword $(wildcard /usr/src/linux-headers-$(GUEST_VERSION))),\
		$(error no headers of Linux $(GUEST_VERSION), the guest's kernel: install linux-headers-amd64)) >$(GUESTS)/module.log 2>&1 \
		|| { tail -n 20 $(GUESTS)/module.log; exit 1; }
	@$(call guest_image,$(B)/module/ringside_e1000.ko,module)
.PHONY: guest-own-module

## guest-module: our driver in a Linux kernel, on this card and on QEMU's own
guest-module: guest-build guest-own-module
	@for card in verilog qemu; do \
		$(PYTHON) testbench/guests/linux.py name=guest-module-$$card driver=Ringside card=$$card \
			$(call guest_arguments,module-$$card) kernel=$(CURDIR)/$(GUESTS)/vmlinux \
			initrd=$(CURDIR)/$(GUESTS)/module.initrd || exit 1; \
	done

## matrix: our stack and Linux, this card and QEMU's e1000: each pair is run
.PHONY: matrix
matrix: guest-build guest-own-module
	@$(PYTHON) testbench/guests/matrix.py $(GUESTS)/matrix \
		stack-verilog='$(MAKE) --no-print-directory conformance-life CARD=verilog' \
		stack-qemu='$(MAKE) --no-print-directory conformance-life CARD=qemu' \
		$(foreach card,verilog qemu,linux-$(card)='$(PYTHON) testbench/guests/linux.py name=guest-module-$(card) driver=Ringside \
			card=$(card) $(call guest_arguments,matrix-$(card)) kernel=$(CURDIR)/$(GUESTS)/vmlinux \
			initrd=$(CURDIR)/$(GUESTS)/module.initrd')

## guest-network: a simulated host and a QEMU on one wire: U-Boot pings the host
.PHONY: guest-network
guest-network: guest-build guest-packages
	@$(PYTHON) testbench/guests/network.py $(call guest_arguments,network) \
		scenario=$(CURDIR)/testbench/scenarios/tap.yaml \
		rom=$(CURDIR)/$(GUEST_ROOT)/usr/lib/u-boot/qemu-x86/u-boot.rom

## guests: all of them
guests: guest-network guest-uboot guest-ipxe guest-linux guest-module guest-wave

## tap-demo: this machine pings the simulated host, in a network namespace
.PHONY: tap-demo
tap-demo: guest-build
	@.ci/install tap
	@testbench/guests/tap_demo.sh $(B)/ringside $(GUESTS)/tap

.PHONY: test-attach
## test-attach: the card in the slot of a guest, well-behaved and not
test-attach: $(B)/ringside
	$(PYTHON) testbench/guests/test_attach.py $<
TESTS += test-attach
SAN_CHECK += test-attach

.PHONY: test-live
## test-live: two ringside processes on one wire; a stranger on it; its paths
test-live: $(B)/ringside
	$(PYTHON) -B testbench/guests/test_live.py $< testbench/scenarios/tap.yaml
TESTS += test-live
SAN_CHECK += test-live
