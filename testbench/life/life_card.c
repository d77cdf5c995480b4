// SPDX-License-Identifier: MIT
/* The driver's machine: the simulator's, with this project's card. */
#include "life.h"

#include <string.h>

#include "sim/profile.h"
#include "sim/wire.h"

static const uint8_t mac[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56};
static struct wire *wire;

static void heard(void *arg, ps_t last_bit, const uint8_t *data, uint32_t len,
		  bool fcs_ok)
{
	life_sent(data, len);
}

struct machine *life_machine(int argc, char **argv, char *err, size_t err_len)
{
	struct machine_config conf = {0};
	struct machine *m;

	if (profile_load(&conf.profile, "sim/profiles/modern.yaml", err,
			 err_len))
		return NULL;
	memcpy(conf.mac, mac, sizeof(mac));
	m = machine_create(&conf, err, err_len);
	if (!m)
		return NULL;
	wire = wire_create(0);
	wire_listen(wire, heard, NULL);
	machine_attach_wire(m, wire);
	return m;
}

void life_machine_destroy(struct machine *m)
{
	machine_destroy(m);
	wire_destroy(wire);
}

void life_inject(struct machine *m, const uint8_t *frame, uint32_t len)
{
	struct wire_frame f = {.at = machine_now(m), .data = frame, .len = len};

	wire_inject(wire, &f);
	machine_charge_ns(m, 0); /* plan again */
}
