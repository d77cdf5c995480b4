/* SPDX-License-Identifier: MIT */
/*
 * The card's bus as a guest's memory. Its parts come and go while the card
 * works; a part that goes is not freed but forgotten: bursts that have begun
 * find nothing behind it.
 */
#include "probes.h"
#include "watch.h"

#include "e1000_regs.h"
#include "sim/guest.h"

#include <stdlib.h>

#define PARTS	   256
#define PART_BYTES (1ull << 30) /* of one mapping: its length has 32 bits */

struct guest {
	struct mapping part[PARTS]; /* len 0: none */
	struct mapping nowhere;
	unsigned last; /* where the last one was found */
	uint64_t astray;
};

int machine_guest(struct machine *m)
{
	m->guest = calloc(1, sizeof(*m->guest));
	if (!m->guest)
		return -1;
	m->guest->nowhere.coherent = true;
	m->guest->nowhere.who = "nothing";
	return 0;
}

void guest_free(struct machine *m)
{
	free(m->guest);
}

static bool covers(const struct mapping *map, uint64_t bus)
{
	return bus - map->bus < map->len;
}

struct mapping *guest_find(struct machine *m, uint64_t bus, bool write)
{
	struct guest *g = m->guest;
	unsigned i;

	if (!pci_bus_master(m)) {
		g->astray++;
		return &g->nowhere;
	}
	if (covers(&g->part[g->last], bus) &&
	    !(write && g->part[g->last].dir == DMA_DIR_TO_DEVICE))
		return &g->part[g->last];
	for (i = 0; i < PARTS; i++)
		if (covers(&g->part[i], bus) &&
		    !(write && g->part[i].dir == DMA_DIR_TO_DEVICE)) {
			g->last = i;
			return &g->part[i];
		}
	g->astray++;
	return &g->nowhere;
}

const struct mapping *guest_look(const struct machine *m, uint64_t bus)
{
	for (unsigned i = 0; i < PARTS; i++)
		if (covers(&m->guest->part[i], bus))
			return &m->guest->part[i];
	return NULL;
}

int machine_guest_map(struct machine *m, uint64_t addr, uint64_t size,
		      void *mem, bool writable)
{
	struct guest *g = m->guest;
	uint64_t done = 0;
	unsigned i;

	for (i = 0; i < PARTS && done < size; i++) {
		struct mapping *map = &g->part[i];
		uint64_t len = size - done;

		if (map->len)
			continue;
		if (len > PART_BYTES)
			len = PART_BYTES;
		map->bus = addr + done;
		map->cpu = (uint8_t *)mem + done;
		map->len = (uint32_t)len;
		map->dir = writable ? DMA_DIR_BIDIRECTIONAL : DMA_DIR_TO_DEVICE;
		map->coherent = true;
		map->who = "the guest";
		done += len;
	}
	if (done == size)
		return 0;
	machine_guest_unmap(m, addr, size);
	return -1;
}

void machine_guest_unmap(struct machine *m, uint64_t addr, uint64_t size)
{
	struct guest *g = m->guest;
	unsigned i;

	/* What was accepted is visible now; what has begun finds nothing. */
	axi_push(m);
	for (i = 0; i < PARTS; i++) {
		struct mapping *map = &g->part[i];

		if (map->len && map->bus >= addr && map->bus - addr < size) {
			map->len = 0;
			map->cpu = NULL;
		}
	}
}

uint64_t machine_guest_astray(const struct machine *m)
{
	return m->guest->astray;
}

/* ---- accesses
 * ---------------------------------------------------------------- */

static uint32_t part_of(uint32_t word, uint32_t offset, unsigned bytes)
{
	word >>= 8 * (offset & 3);
	return bytes == 4 ? word : word & ((1u << (8 * bytes)) - 1);
}

static uint8_t strobes_of(uint32_t offset, unsigned bytes)
{
	return (uint8_t)(((1u << bytes) - 1) << (offset & 3));
}

uint32_t machine_guest_read(struct machine *m, uint32_t offset, unsigned bytes)
{
	uint32_t value = lite_read(m, offset & ~3u);

	history_mmio(m, false, offset & ~3u, value);
	if (bytes == 4)
		watch_read(m, offset, value);
	else
		watch_narrow(m, offset, bytes);
	return part_of(value, offset, bytes);
}

void machine_guest_write(struct machine *m, uint32_t offset, uint32_t value,
			 unsigned bytes)
{
	value <<= 8 * (offset & 3);
	history_mmio(m, true, offset & ~3u, value);
	if (bytes == 4)
		watch_write(m, offset, value);
	else
		watch_narrow(m, offset, bytes);
	lite_write_bytes(m, offset & ~3u, value, strobes_of(offset, bytes));
}

/* 8254x SDM section 13.2.2.1: IOADDR and IODATA, by whole words. */
uint32_t machine_guest_in(struct machine *m, uint32_t port, unsigned bytes)
{
	uint32_t value = 0;

	if ((port & ~3u) == 0)
		value = m->pci.ioaddr;
	else if ((port & ~3u) == 4 && m->pci.ioaddr < 0x20000)
		value = machine_guest_read(m, m->pci.ioaddr & ~3u, 4);
	return part_of(value, port, bytes);
}

void machine_guest_out(struct machine *m, uint32_t port, uint32_t value,
		       unsigned bytes)
{
	if (bytes != 4)
		return;
	if (port == 0) {
		watch_ioaddr(m, value);
		m->pci.ioaddr = value & IOADDR_BITS;
	} else if (port == 4 && m->pci.ioaddr < 0x20000) {
		machine_guest_write(m, m->pci.ioaddr & ~3u, value, 4);
	}
}

uint32_t machine_guest_config_read(struct machine *m, uint32_t offset,
				   unsigned bytes)
{
	return part_of(machine_pci_read32(m, MACHINE_NIC_BDF,
					  (uint16_t)(offset & ~3u)),
		       offset, bytes);
}

void machine_guest_config_write(struct machine *m, uint32_t offset,
				uint32_t value, unsigned bytes)
{
	uint32_t word = machine_pci_read32(m, MACHINE_NIC_BDF,
					   (uint16_t)(offset & ~3u));
	unsigned shift = 8 * (offset & 3);
	uint32_t mask = bytes == 4 ? ~0u : ((1u << (8 * bytes)) - 1) << shift;

	machine_pci_write32(m, MACHINE_NIC_BDF, (uint16_t)(offset & ~3u),
			    (word & ~mask) | ((value << shift) & mask));
}

void machine_guest_reset(struct machine *m)
{
	lite_write_bytes(m, E1000_CTRL, E1000_CTRL_RST, 0xf);
	/* The card finishes what it has begun on the bus, then resets. */
	while (lite_read(m, E1000_CTRL) & E1000_CTRL_RST)
		;
	pci_init(m);
	watch_reset(m);
}

/* ---- time
 * --------------------------------------------------------------------- */

bool machine_guest_wait(struct machine *m, ps_t until, bool level)
{
	for (;;) {
		ps_t next;

		clock_sync(m);
		if (((m->lines >> VECTOR_NIC) & 1) != level ||
		    m->clock >= until)
			break;
		next = nic_next(m);
		clock_add(m, (next < until ? next : until) - m->clock);
	}
	return (m->lines >> VECTOR_NIC) & 1;
}

ps_t machine_guest_next(const struct machine *m)
{
	return nic_next(m);
}
