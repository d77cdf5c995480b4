# SPDX-License-Identifier: MIT
# The vfio-user server, with a client that does not mean well.
VFIO_OBJ := $(B)/obj/testbench/vfio/client.o $(B)/obj/sim/vfio/server.o \
	$(B)/obj/sim/vfio/device.o

$(B)/test/vfio: $(B)/obj/testbench/vfio/test_vfio.o $(VFIO_OBJ)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $^ $(shell pkg-config --libs check) -o $@

$(B)/test/vfio-fuzz: $(B)/obj/testbench/vfio/fuzz.o $(VFIO_OBJ)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $^ -o $@

.PHONY: test-vfio test-vfio-fuzz fuzz-vfio
## test-vfio: what the server of a guest's card answers and refuses
test-vfio: $(B)/test/vfio
	$<

test-vfio-fuzz: $(B)/test/vfio-fuzz
	$< 1

## fuzz-vfio: nonsense for that server under sanitizers (SEED=1 SECONDS=600)
SECONDS_OF_FUZZING = $(or $(SECONDS),600)
fuzz-vfio:
	@$(MAKE) --no-print-directory SAN=1 build/asan/test/vfio-fuzz
	build/asan/test/vfio-fuzz $(or $(SEED),1) $(SECONDS_OF_FUZZING)

CHECK += test-vfio
TESTS += test-vfio-fuzz
SAN_CHECK += test-vfio test-vfio-fuzz
