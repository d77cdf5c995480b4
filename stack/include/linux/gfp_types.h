/* SPDX-License-Identifier: MIT */
/* Allocation flags. */
#ifndef _LINUX_GFP_TYPES_H
#define _LINUX_GFP_TYPES_H

#include <linux/types.h>

#define __GFP_HIGH	     0x20u
#define __GFP_COMP	     0x40u
#define __GFP_ZERO	     0x100u
#define __GFP_DIRECT_RECLAIM 0x400u
#define __GFP_NOWARN	     0x2000u
#define __GFP_NORETRY	     0x10000u
#define __GFP_MEMALLOC	     0x20000u

#define GFP_ATOMIC __GFP_HIGH
#define GFP_NOWAIT 0u
/* Only these may sleep. */
#define GFP_KERNEL __GFP_DIRECT_RECLAIM
#define GFP_USER   GFP_KERNEL
#define GFP_DMA	   0u
#define GFP_DMA32  0u

#endif
