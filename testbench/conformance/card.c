// SPDX-License-Identifier: MIT
/* The project's card as a device: the verilated model in the simulator's
 * machine, driven register by register by code that takes no time itself. */
#include "device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "e1000_regs.h"
#include "sim/machine.h"
#include "sim/wire.h"

#define PCI_COMMAND 0x04
#define PCI_BAR_MEM 0x10
#define PCI_BAR_IO  0x14

/* From power-on to the link, with some to spare. */
#define WARM_NS 2500000

/* A job is looked for, and its end noticed, this often. */
#define LOOK_PS (100 * PS_PER_US)

struct card {
	struct device device;
	struct machine_config config;
	uint16_t eeprom[64];
	struct machine *m;
	struct wire *wire;
	uint64_t bar;
	uint16_t io;
	bool taken; /* the interrupt was */
	void (*job)(void *arg);
	void *job_arg;
	bool ready;
};

static struct card *card_of(struct device *d)
{
	return (struct card *)d;
}

static uint32_t read32(struct device *d, uint32_t reg)
{
	struct card *c = card_of(d);

	return machine_mmio_read32(c->m, c->bar + reg);
}

static void write32(struct device *d, uint32_t reg, uint32_t value)
{
	struct card *c = card_of(d);

	machine_barrier(c->m);
	machine_mmio_write32(c->m, c->bar + reg, value);
}

static uint32_t io_read32(struct device *d, uint32_t reg)
{
	struct card *c = card_of(d);

	machine_io_write32(c->m, c->io, reg);
	return machine_io_read32(c->m, (uint16_t)(c->io + 4));
}

static void io_write32(struct device *d, uint32_t reg, uint32_t value)
{
	struct card *c = card_of(d);

	machine_io_write32(c->m, c->io, reg);
	machine_io_write32(c->m, (uint16_t)(c->io + 4), value);
}

/* Posted writes arrive, and the card has acted on them. A read pushes them;
 * STATUS has no side effect. */
static void flush(struct device *d)
{
	read32(d, E1000_STATUS);
}

/* The line is masked at the interrupt controller; unmasked for a moment, it
 * interrupts at once if it is high. */
static bool irq(struct device *d)
{
	struct card *c = card_of(d);

	flush(d);
	c->taken = false;
	machine_line_mask(c->m, VECTOR_NIC, false);
	machine_line_mask(c->m, VECTOR_NIC, true);
	return c->taken;
}

static void irq_entry(void *arg, int vector)
{
	struct card *c = arg;

	if (vector != VECTOR_NIC)
		return;
	c->taken = true;
	machine_line_mask(c->m, VECTOR_NIC, true);
}

static void inject(struct device *d, const uint8_t *frame, uint32_t len)
{
	struct card *c = card_of(d);
	struct wire_frame f = {.data = frame, .len = len};

	flush(d);
	f.at = machine_now(c->m);
	wire_inject(c->wire, &f);
	/* The CPU has planned how far it may go without looking at the wire;
	 * let it plan again. */
	machine_charge_ns(c->m, 0);
}

static void wait_ns(struct device *d, uint64_t ns)
{
	machine_delay_ns(card_of(d)->m, ns);
}

static void heard(void *arg, ps_t last_bit, const uint8_t *data, uint32_t len,
		  bool fcs_ok)
{
	struct card *c = arg;

	(void)last_bit;
	(void)fcs_ok;
	device_add_sent(&c->device, data, len);
}

static void boot(void *arg)
{
	struct card *c = arg;
	uint64_t bus;

	machine_set_irq_entry(c->m, irq_entry, c);
	machine_line_mask(c->m, VECTOR_NIC, true);
	machine_irq_enable(c->m);
	c->bar = machine_pci_read32(c->m, MACHINE_NIC_BDF, PCI_BAR_MEM) & ~0xfu;
	c->io = (uint16_t)(machine_pci_read32(c->m, MACHINE_NIC_BDF,
					      PCI_BAR_IO) &
			   ~3u);
	/* I/O, memory, bus master */
	machine_pci_write32(c->m, MACHINE_NIC_BDF, PCI_COMMAND, 0x7);
	bus = machine_dma_map(c->m, c->device.arena, DEVICE_ARENA,
			      DMA_DIR_BIDIRECTIONAL, true, "the arena");
	if (bus != DEVICE_BUS)
		machine_panic(c->m, "the arena is not where it is expected");
	machine_delay_ns(c->m, WARM_NS);
	read32(&c->device, E1000_ICR); /* the link came up */
	c->ready = true;
	for (;;) {
		if (c->job) {
			c->job(c->job_arg);
			flush(&c->device);
			c->job = NULL;
		}
		machine_delay_ns(c->m, LOOK_PS / PS_PER_NS);
	}
}

static int go_on(struct card *c)
{
	enum machine_stop stop = machine_run(c->m, machine_now(c->m) + LOOK_PS);

	if (stop == MACHINE_TIME)
		return 0;
	snprintf(c->device.error, sizeof(c->device.error), "%s",
		 stop == MACHINE_FAULT ? machine_error(c->m) : "it halted");
	return -1;
}

static int run(struct device *d, void (*job)(void *arg), void *arg)
{
	struct card *c = card_of(d);

	c->job = job;
	c->job_arg = arg;
	while (c->job)
		if (go_on(c))
			return -1;
	return 0;
}

static void power_off(struct card *c)
{
	machine_destroy(c->m);
	wire_destroy(c->wire);
	c->m = NULL;
	c->wire = NULL;
	c->job = NULL;
	c->ready = false;
}

static int reset(struct device *d)
{
	struct card *c = card_of(d);

	power_off(c);
	c->m = machine_create(&c->config, d->error, sizeof(d->error));
	if (!c->m)
		return -1;
	d->arena = machine_ram(c->m);
	c->wire = wire_create(0);
	wire_listen(c->wire, heard, c);
	machine_attach_wire(c->m, c->wire);
	machine_set_boot(c->m, boot, c);
	while (!c->ready)
		if (go_on(c))
			return -1;
	return 0;
}

static void destroy(struct device *d)
{
	power_off(card_of(d));
	free(d);
}

static const struct device_ops card_ops = {
	.name = "card",
	.run = run,
	.reset = reset,
	.destroy = destroy,
	.read32 = read32,
	.write32 = write32,
	.io_read32 = io_read32,
	.io_write32 = io_write32,
	.flush = flush,
	.irq = irq,
	.inject = inject,
	.wait_ns = wait_ns,
};

/* A bus as short as the simulator can make it: what is compared is what the
 * card does, not when, and each edge costs. */
static void short_bus(struct profile *p)
{
	p->irq_entry_ns = p->irq_exit_ns = 0;
	p->mmio_read_ns = p->mmio_post_ns = 16;
	p->mmio_write_ns = 8;
	p->dma_read_ns = 40;
	p->dma_write_visible_ns = p->dma_write_resp_ns = 16;
	p->ram_mib = DEVICE_ARENA >> 20;
}

struct device *card_create(const uint16_t *eeprom, char *err, size_t err_len)
{
	struct card *c = calloc(1, sizeof(*c));

	if (!c) {
		snprintf(err, err_len, "out of memory");
		return NULL;
	}
	c->device.ops = &card_ops;
	c->config.no_books = true;
	memcpy(c->config.mac, device_mac, 6);
	if (eeprom) {
		memcpy(c->eeprom, eeprom, sizeof(c->eeprom));
		c->config.eeprom = c->eeprom;
	}
	if (profile_load(&c->config.profile, "sim/profiles/modern.yaml", err,
			 err_len)) {
		free(c);
		return NULL;
	}
	short_bus(&c->config.profile);
	return &c->device;
}
