// SPDX-License-Identifier: MIT
/* Registers and ports. */
#include "core.h"

#include <linux/io.h>

u32 readl(const volatile void __iomem *addr)
{
	u32 v = machine_mmio_read32(machine_this(), (u64)(unsigned long)addr);

	barrier();
	return v;
}

void writel(u32 value, volatile void __iomem *addr)
{
	barrier();
	machine_mmio_write32(machine_this(), (u64)(unsigned long)addr, value);
}

u32 inl(unsigned long port)
{
	return machine_io_read32(machine_this(), (uint16_t)port);
}

void outl(u32 value, unsigned long port)
{
	machine_io_write32(machine_this(), (uint16_t)port, value);
}

void __iomem *ioremap(phys_addr_t addr, size_t size)
{
	return (void __iomem *)(unsigned long)addr;
}

void iounmap(volatile void __iomem *addr)
{
}
