/* SPDX-License-Identifier: MIT */
/*
 * Device registers. An __iomem pointer is the physical address itself: it is
 * never dereferenced. Registers of this machine are 32 bits wide.
 * Context: any. Reads stall for the bus's round trip, writes are posted.
 */
#ifndef _LINUX_IO_H
#define _LINUX_IO_H

#include <asm/barrier.h>
#include <linux/types.h>

u32 readl(const volatile void __iomem *addr);
void writel(u32 value, volatile void __iomem *addr);
u32 inl(unsigned long port);
void outl(u32 value, unsigned long port);

#define readl_relaxed(a)     readl(a)
#define writel_relaxed(v, a) writel(v, a)
#define __raw_readl(a)	     readl(a)
#define __raw_writel(v, a)   writel(v, a)
#define ioread32(a)	     readl(a)
#define iowrite32(v, a)	     writel(v, a)

void __iomem *ioremap(phys_addr_t addr, size_t size);
void iounmap(volatile void __iomem *addr);

#endif
