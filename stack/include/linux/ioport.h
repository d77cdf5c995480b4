/* SPDX-License-Identifier: MIT */
/* Ranges of addresses and ports. */
#ifndef _LINUX_IOPORT_H
#define _LINUX_IOPORT_H

#include <linux/types.h>

struct resource {
	resource_size_t start, end; /* inclusive */
	unsigned long flags;
	const char *owner; /* who requested it; NULL: free */
};

#define IORESOURCE_IO  0x00000100
#define IORESOURCE_MEM 0x00000200

static inline resource_size_t resource_size(const struct resource *r)
{
	return r->end - r->start + 1;
}

#endif
