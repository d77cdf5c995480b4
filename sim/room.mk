# SPDX-License-Identifier: MIT
# The machine: the verilated card, CPU time, bus, wire, books.
#
#   $(B)/libsim.a   all of it but the model
#   SIM_LIBS        what a program that uses the machine links
#   VMODEL          the verilated card, one for plain and sanitized programs
#   CPU_COUNT       assembly (count_blocks.py) or compiler (sim/cpu/trace_pc.c)

NIC_OBJ := $(addprefix $(B)/obj/sim/machine/,nic_model.o nic_wave.o)
SIM_SRC := $(wildcard sim/*.c sim/wire/*.c sim/yaml/*.c sim/machine/*.c sim/board/*.c sim/cpu/*.c sim/record/*.c sim/vfio/*.c sim/strict/*.c)
SIM_OBJ := $(SIM_SRC:%.c=$(B)/obj/%.o) $(B)/obj/sim/cpu/expired.o \
	$(NIC_OBJ)

$(B)/libsim.a: $(SIM_OBJ)
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/obj/sim/machine/%.o $(B)/obj/sim/strict/%.o: | $(REGS_H)

# The page of the timeline: HTML, style and script as C strings.
PAGE_TEXT := $(B)/gen/page_text.h
$(PAGE_TEXT): $(wildcard sim/record/page/*)
	@mkdir -p $(@D)
	$(PYTHON) -B sim/record/page/pack.py sim/record/page $@
$(B)/obj/sim/record/page.o: | $(PAGE_TEXT)

$(B)/obj/%.o: %.S
	@mkdir -p $(@D)
	$(CC) -c $< -o $@

# ---- how the CPU's instructions are counted ----------------------------------
CPU_COUNT ?= $(if $(filter x86_64,$(shell uname -m)),$(if $(findstring clang, \
	$(shell $(CC) --version 2>/dev/null)),compiler,assembly),compiler)
ifeq ($(CPU_COUNT),compiler)
$(info CPU time: count_blocks.py does not know this compiler or processor, so \
	the compiler's own instrumentation counts blocks (less exact))
$(B)/obj/sim/cpu/trace_pc.o: CPPFLAGS += -DCPU_COUNT_COMPILER
endif
# How $(B)/cpu/X.o comes from X.c, for rules that need other flags:
#   $(call cpu_compile,FLAGS)
define cpu_compile_assembly
$(CC) $(1) -MMD -MP -MT $@ -MF $(@:.o=.d) -S $< -o $(@:.o=.raw.s)
$(PYTHON) -B sim/cpu/count_blocks.py $(@:.o=.raw.s) $(@:.o=.s)
$(CC) -c $(@:.o=.s) -o $@
endef
# Clang's marks come after inlining, gcc has one kind only.
CPU_MARKS := $(if $(findstring clang,$(shell $(CC) --version 2>/dev/null)), \
	-finstrument-functions-after-inlining,-finstrument-functions)
# Sections with names that the linker brackets: sim/record/functions.c.
CPU_TEXT_FLAGS := contents,alloc,load,readonly,code
define cpu_compile_compiler
$(CC) $(1) -fsanitize-coverage=trace-pc $(CPU_MARKS) -MMD -MP -MT $@ -MF $(@:.o=.d) -c $< -o $@
objcopy --redefine-sym memcpy=cpu_memcpy --redefine-sym memmove=cpu_memmove \
	--redefine-sym memset=cpu_memset --redefine-sym memcmp=cpu_memcmp \
	--rename-section .text=cpu_text,$(CPU_TEXT_FLAGS) \
	--rename-section .text.unlikely=cpu_text_cold,$(CPU_TEXT_FLAGS) $@
endef
cpu_compile = $(cpu_compile_$(CPU_COUNT))

# ---- the verilated card -------------------------------------------------------
MODEL_DIR := $(if $(COV),$(B),build)/model
VMODEL := $(MODEL_DIR)/libe1000.a
VERILATOR_INC := $(shell verilator --getenv VERILATOR_ROOT 2>/dev/null)/include
MODEL_FLAGS := -O3 --x-assign fast --x-initial fast --noassert --trace-fst --no-trace-params \
	--unroll-count 256 -Wno-fatal \
	$(if $(COV),--coverage-line --coverage-toggle)
# -march=native and the profile change the model's speed and nothing else.
# Compiled twice: the first model counts which way its branches go while a
# loaded run (testbench/room.mk) uses it, the second is laid out for that. It is
# a quarter faster. MODEL_PROFILE= (empty) leaves that out, for quick turns.
MODEL_PROFILE ?= $(if $(COV),,yes)
# gcc shares values across the huge functions of a model by PRE and hoisting, and
# then has no registers left for them.
MODEL_FAST := -O2 -march=native -fno-tree-pre -fno-code-hoisting
MODEL_RUNTIME := verilated.o verilated_fst_c.o verilated_threads.o \
	$(if $(COV),verilated_cov.o)
#   $(call model_lib,FLAGS,LIBRARY)
define model_lib
rm -f $(MODEL_DIR)/*.o $(MODEL_DIR)/*__ALL.a $(2)
$(MAKE) -C $(MODEL_DIR) -f Ve1000_top.mk OPT_FAST="$(MODEL_FAST) $(1)" \
	OPT_SLOW=-O1 OPT_GLOBAL=-O2 Ve1000_top__ALL.a $(MODEL_RUNTIME)
cp $(MODEL_DIR)/Ve1000_top__ALL.a $(2)
$(AR) qs $(2) $(MODEL_RUNTIME:%=$(MODEL_DIR)/%)
endef

ifeq ($(SAN),)
$(MODEL_DIR)/Ve1000_top.mk: $(RTL_SRC) $(RTL_GEN) $(wildcard hw/rtl/*.f)
	@mkdir -p $(@D)
	verilator --cc $(MODEL_FLAGS) $(RTL_INC) -f $(RTL_F) \
		--top-module e1000_top --prefix Ve1000_top --Mdir $(@D)

$(MODEL_DIR)/libtrain.a: $(MODEL_DIR)/Ve1000_top.mk
	rm -f $(MODEL_DIR)/*.gcda
	$(call model_lib,-fprofile-generate -fprofile-update=single,$@)

$(VMODEL): $(MODEL_DIR)/Ve1000_top.mk $(if $(MODEL_PROFILE),$(MODEL_DIR)/trained)
	$(call model_lib,$(if $(MODEL_PROFILE),-fprofile-use -Wno-missing-profile),$@)
else
# The model is not sanitized; it is the plain build's.
.PHONY: plain-model
plain-model:
	@$(MAKE) --no-print-directory SAN= $(VMODEL)
$(VMODEL): plain-model ;
endif

# What knows Verilator. nic_wave.cpp picks its back end (nic_fst_*.h) by the
# writer that this version has.
NIC_CXXFLAGS = -isystem $(VERILATOR_INC) -isystem $(VERILATOR_INC)/vltstd \
	-Isim/include -I$(MODEL_DIR) \
	-DVM_TRACE=1 -DVM_TRACE_FST=1 -DVM_COVERAGE=$(if $(COV),1,0) -DVM_SC=0
$(NIC_OBJ): $(B)/obj/%.o: %.cpp $(if $(SAN),$(VMODEL),$(MODEL_DIR)/Ve1000_top.mk)
	@mkdir -p $(@D)
	$(CXX) $(CXXFLAGS) $(NIC_CXXFLAGS) -MMD -MP -c $< -o $@

# Fault reports name functions by the program's symbol table, so do not strip.
SIM_LIBS = $(B)/libsim.a $(VMODEL) -lstdc++ -lboost_context -lpcap -ljansson \
	-lcyaml -lyaml -lz $(if $(wildcard $(VERILATOR_INC)/fstcpp),-llz4) -lm \
	-lpthread -rdynamic
SIM_DEPS = $(B)/libsim.a $(VMODEL)
