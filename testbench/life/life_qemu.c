// SPDX-License-Identifier: MIT
/*
 * The driver's machine: the one made of C, with QEMU's e1000. Its registers are
 * QEMU's, its memory is the memory that QEMU shares, its clock moves QEMU's.
 */
#include "life.h"

#include <stdio.h>
#include <stdlib.h>

#include "../stack/fake_machine.h"
#include "device.h"
#include "e1000_regs.h"

#define TICK_PS PS_PER_MS

static struct device *qemu;

/* What QEMU has done by itself: frames, and the line. */
static void look(struct machine *m)
{
	struct device_frame *f;

	qemu->ops->flush(qemu);
	while ((f = device_sent(qemu))) {
		life_sent(f->data, f->len);
		free(f);
	}
	fake_line(m, device_irq(qemu));
}

static uint32_t read_register(void *arg, uint64_t offset)
{
	uint32_t value = device_read(qemu, (uint32_t)offset);

	if (offset == E1000_ICR)
		look(arg);
	return value;
}

static void write_register(void *arg, uint64_t offset, uint32_t value)
{
	device_write(qemu, (uint32_t)offset, value);
	look(arg);
}

static void tick(void *arg)
{
	struct machine *m = arg;

	device_wait_ns(qemu, TICK_PS / PS_PER_NS);
	look(m);
	fake_at(m, machine_now(m) + TICK_PS, tick, m);
}

struct machine *life_machine(int argc, char **argv, char *err, size_t err_len)
{
	struct machine *m;

	if (argc != 2) {
		snprintf(err, err_len, "expected: QEMU's command, a directory");
		return NULL;
	}
	qemu = qemu_create(argv[0], argv[1], err, err_len);
	if (!qemu)
		return NULL;
	if (device_reset(qemu)) {
		snprintf(err, err_len, "%s", qemu->error);
		device_destroy(qemu);
		return NULL;
	}
	m = fake_machine_create();
	fake_ram(m, qemu->arena, DEVICE_ARENA, DEVICE_BUS);
	fake_registers(m, read_register, write_register, m);
	fake_at(m, TICK_PS, tick, m);
	return m;
}

void life_machine_destroy(struct machine *m)
{
	machine_destroy(m);
	device_destroy(qemu);
}

void life_inject(struct machine *m, const uint8_t *frame, uint32_t len)
{
	device_inject(qemu, frame, len);
	look(m);
	machine_charge_ns(m, 1);
}
