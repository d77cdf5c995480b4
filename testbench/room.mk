# SPDX-License-Identifier: MIT
# The testbench: the program `ringside`, programs for the simulated host, and
# every folder's tests (testbench/*/tests.mk).
APP_SRC := $(filter-out testbench/apps/apps.c,$(wildcard testbench/apps/*.c))
RINGSIDE_SRC := $(wildcard testbench/ringside/*.c) testbench/apps/apps.c

# Programs run on the simulated CPU and know system calls only.
$(B)/cpu/testbench/apps/%.o: KERNEL_CPPFLAGS := -Istack/include
$(RINGSIDE_SRC:%.c=$(B)/obj/%.o): CPPFLAGS := -D_GNU_SOURCE -Istack/include -Isim/include

# Programs for any POSIX host: their text says <sys/socket.h>, the compiler
# gives the C library's functions the names that testbench/libc/ defines.
POSIX_SRC := $(wildcard testbench/apps/posix/*.c)
LIBC_SRC := $(wildcard testbench/libc/*.c)
POSIX_CPPFLAGS = -include testbench/libc/redirect.h -U_FORTIFY_SOURCE -fno-builtin \
	-Wno-missing-prototypes -Wno-nonnull -Wno-stringop-overread \
	-Wno-stringop-overflow -Dmain=posix_$(notdir $*)_main
$(POSIX_SRC:%.c=$(B)/cpu/%.o): KERNEL_CPPFLAGS = $(POSIX_CPPFLAGS)
$(LIBC_SRC:%.c=$(B)/cpu/%.o): KERNEL_CPPFLAGS := -Istack/include -fno-builtin
APP_SRC += $(POSIX_SRC) $(LIBC_SRC)

RINGSIDE_PARTS := $(RINGSIDE_SRC:%.c=$(B)/obj/%.o) $(APP_SRC:%.c=$(B)/cpu/%.o) \
	$(B)/libstack.a $(B)/libdriver.a $(B)/libsim.a
# The function names of fault reports come from the symbol table.
#   $(call ringside_link,MODEL)
ringside_link = $(CXX) $(LDFLAGS) -rdynamic $(filter %.o,$(RINGSIDE_PARTS)) \
	-Wl,--start-group $(B)/libdriver.a $(B)/libstack.a -Wl,--end-group \
	$(SIM_LIBS:$(VMODEL)=$(1)) -o $@

$(B)/ringside: $(RINGSIDE_PARTS) $(VMODEL)
	@mkdir -p $(@D)
	$(call ringside_link,$(VMODEL))

# What the card's model is laid out for (sim/room.mk). Without a profile it is
# slower, no more.
build/model/train: build/model/libtrain.a | $(RINGSIDE_PARTS)
	$(call ringside_link,$< -fprofile-generate)
build/model/trained: build/model/train
	$< run line-rate-both --quiet --out build/model/out || echo "no profile for the model"
	@touch $@

# The machine without card (testbench/stack/fake_machine.h), what it uses, and
# what tests look at it with.
FAKE_MACHINE_OBJ := $(addprefix $(B)/obj/,testbench/stack/fake_machine.o \
	sim/ledger.o sim/metrics.o sim/machine/fiber.o sim/record/record.o \
	sim/record/describe.o testbench/timeline/watch.o)

include $(sort $(wildcard testbench/*/tests.mk))
