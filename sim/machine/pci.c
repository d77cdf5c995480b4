/* SPDX-License-Identifier: MIT */
/*
 * PCI as far as one card on bus 0 needs it: its configuration space (8254x
 * SDM section 4.1), and which addresses its BARs answer to. The firmware has
 * placed the BARs already, as a PC's would; the kernel may size and move them.
 */
#include "watch.h"

#include "e1000_regs.h"

#define PCI_COMMAND_IO	   0x0001
#define PCI_COMMAND_MEMORY 0x0002

#define BAR_MEM_BYTES 0x20000u
#define BAR_IO_BYTES  0x40u
#define BAR_IO_FLAG   1u

#define IO_IOADDR 0u
#define IO_IODATA 4u

#define ALL_ONES 0xffffffffu

/* Each slot's pin A goes to a line of its own, as on many boards. */
static const uint8_t irq_line[MACHINE_CARDS] = {11, 10, 9, 5};

void pci_init(struct machine *m)
{
	m->pci.command = 0;
	m->pci.bar[0] = 0xfeb80000u + m->slot * BAR_MEM_BYTES;
	m->pci.bar[1] = 0xc000u + m->slot * BAR_IO_BYTES;
	m->pci.irq_line = irq_line[m->slot];
}

/* A configuration cycle is not posted. */
static void config_cycle(struct machine *m)
{
	unsigned account = clock_account(m, CPU_MMIO_STALL);

	clock_add(m, (ps_t)m->profile.mmio_read_ns * PS_PER_NS);
	clock_account(m, account);
}

uint32_t machine_pci_read32(struct machine *m, uint16_t bdf, uint16_t off)
{
	config_cycle(m);
	m = cards_find(m, bdf);
	if (!m)
		return ALL_ONES;
	switch (off & ~3u) {
	case 0x00:
		return 0x100e8086; /* 82540EM */
	case 0x04:
		/* Status: medium DEVSEL, 66 MHz capable; no capabilities. */
		return 0x02200000u | m->pci.command | (m->line ? 1u << 19 : 0);
	case 0x08:
		return 0x02000003; /* Ethernet, revision 3 */
	case 0x0c:
		return 0x00000000; /* header type 0 */
	case 0x10:
		return m->pci.bar[0];
	case 0x14:
		return m->pci.bar[1] | BAR_IO_FLAG;
	case 0x2c:
		return 0x001e8086; /* PRO/1000 MT Desktop Adapter */
	case 0x3c:
		return 0x00000100u | m->pci.irq_line; /* pin A */
	}
	return 0;
}

void machine_pci_write32(struct machine *m, uint16_t bdf, uint16_t off,
			 uint32_t value)
{
	config_cycle(m);
	m = cards_find(m, bdf);
	if (!m)
		return;
	switch (off & ~3u) {
	case 0x04:
		m->pci.command = value & 0x0547;
		break;
	case 0x10:
		m->pci.bar[0] = value & ~(BAR_MEM_BYTES - 1);
		break;
	case 0x14:
		m->pci.bar[1] = value & ~(BAR_IO_BYTES - 1);
		break;
	case 0x3c:
		m->pci.irq_line = (uint8_t)value;
		break;
	}
}

/* Offset of a register of the card that goes to @card, or -1 if it does not
 * answer. */
static int64_t decode(struct machine **card, uint64_t addr, const char *what)
{
	struct machine *m = *card;

	for (unsigned i = 0; i < m->cards; i++)
		if (addr - m->card[i]->pci.bar[0] < BAR_MEM_BYTES)
			*card = m->card[i];
	m = *card;
	if (addr - m->pci.bar[0] >= BAR_MEM_BYTES)
		fault(m, "%s address 0x%llx, where no device is", what,
		      (unsigned long long)addr);
	if (addr & 3)
		fault(m, "%s address 0x%llx, which is not a multiple of 4",
		      what, (unsigned long long)addr);
	if (!(m->pci.command & PCI_COMMAND_MEMORY))
		return -1;
	return (int64_t)(addr - m->pci.bar[0]);
}

uint32_t machine_mmio_read32(struct machine *m, uint64_t addr)
{
	int64_t offset = decode(&m, addr, "read of");
	uint32_t value;

	if (offset < 0) {
		config_cycle(m->owner);
		return ALL_ONES;
	}
	value = lite_read(m, (uint32_t)offset);
	history_mmio(m, false, (uint32_t)offset, value);
	watch_read(m, (uint32_t)offset, value);
	return value;
}

void machine_mmio_write32(struct machine *m, uint64_t addr, uint32_t value)
{
	int64_t offset = decode(&m, addr, "write to");

	if (offset < 0)
		return;
	if (offset == E1000_RDT || offset == E1000_TDT) {
		m->doorbells++;
		if (m->owner->barriers == m->barriers_seen)
			m->doorbells_bare++;
		m->barriers_seen = m->owner->barriers;
	}
	history_mmio(m, true, (uint32_t)offset, value);
	watch_write(m, (uint32_t)offset, value);
	lite_write(m, (uint32_t)offset, value, false);
}

void machine_barrier(struct machine *m)
{
	m->barriers++;
	for (unsigned i = 0; i < m->cards; i++)
		watch_barrier(m->card[i]);
}

static bool io_decode(struct machine **card, uint16_t port, unsigned *reg,
		      const char *what)
{
	struct machine *m = *card;

	for (unsigned i = 0; i < m->cards; i++)
		if ((unsigned)port - m->card[i]->pci.bar[1] < BAR_IO_BYTES)
			*card = m->card[i];
	m = *card;
	*reg = (unsigned)port - m->pci.bar[1];
	if (*reg >= BAR_IO_BYTES)
		fault(m, "%s I/O port 0x%x, where no device is", what, port);
	if (*reg & 3)
		fault(m, "%s I/O port 0x%x, which is not a multiple of 4", what,
		      port);
	return m->pci.command & PCI_COMMAND_IO;
}

/* 8254x SDM section 13.2.2.1 (I/O-mapped access). IOADDR beyond the registers
 * reaches nothing. */
uint32_t machine_io_read32(struct machine *m, uint16_t port)
{
	unsigned reg;

	if (io_decode(&m, port, &reg, "read of")) {
		if (reg == IO_IODATA && m->pci.ioaddr < BAR_MEM_BYTES) {
			uint32_t value = lite_read(m, m->pci.ioaddr & ~3u);

			history_mmio(m, false, m->pci.ioaddr & ~3u, value);
			watch_read(m, m->pci.ioaddr & ~3u, value);
			return value;
		}
		config_cycle(m->owner);
		if (reg == IO_IOADDR)
			return m->pci.ioaddr;
		return 0;
	}
	config_cycle(m->owner);
	return ALL_ONES;
}

void machine_io_write32(struct machine *m, uint16_t port, uint32_t value)
{
	unsigned reg;

	if (io_decode(&m, port, &reg, "write to")) {
		if (reg == IO_IODATA && m->pci.ioaddr < BAR_MEM_BYTES) {
			history_mmio(m, true, m->pci.ioaddr & ~3u, value);
			watch_write(m, m->pci.ioaddr & ~3u, value);
			lite_write(m, m->pci.ioaddr & ~3u, value, true);
			return;
		}
		if (reg == IO_IOADDR) {
			watch_ioaddr(m, value);
			m->pci.ioaddr = value & IOADDR_BITS;
		}
	}
	config_cycle(m->owner);
}
