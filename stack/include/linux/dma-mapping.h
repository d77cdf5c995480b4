/* SPDX-License-Identifier: MIT */
/*
 * DMA. A streaming mapping belongs to the card until it is undone or synced
 * for the CPU; the machine reports who touches what is not his, and what was
 * never undone with the place of the call. Context: any, but where noted.
 */
#ifndef _LINUX_DMA_MAPPING_H
#define _LINUX_DMA_MAPPING_H

#include <linux/device.h>
#include <linux/dma-direction.h>
#include <linux/mm.h>

#define DMA_MAPPING_ERROR (~(dma_addr_t)0)
#define DMA_BIT_MASK(n)	  (((n) == 64) ? ~0ULL : ((1ULL << (n)) - 1))

dma_addr_t __dma_map_at(struct device *dev, void *cpu, size_t size,
			enum dma_data_direction dir, const char *place);
#define dma_map_single(dev, cpu, size, dir) \
	__dma_map_at(dev, cpu, size, dir, __PLACE__)
#define dma_map_page(dev, page, offset, size, dir)                          \
	__dma_map_at(dev, (char *)page_address(page) + (offset), size, dir, \
		     __PLACE__)
void dma_unmap_single(struct device *dev, dma_addr_t addr, size_t size,
		      enum dma_data_direction dir);
#define dma_unmap_page(dev, addr, size, dir) \
	dma_unmap_single(dev, addr, size, dir)

static inline int dma_mapping_error(struct device *dev, dma_addr_t addr)
{
	return addr == DMA_MAPPING_ERROR ? -ENOMEM : 0;
}

void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
			     enum dma_data_direction dir);
void dma_sync_single_for_device(struct device *dev, dma_addr_t addr,
				size_t size, enum dma_data_direction dir);
void dma_sync_single_range_for_cpu(struct device *dev, dma_addr_t addr,
				   unsigned long offset, size_t size,
				   enum dma_data_direction dir);
void dma_sync_single_range_for_device(struct device *dev, dma_addr_t addr,
				      unsigned long offset, size_t size,
				      enum dma_data_direction dir);

/* Zeroed, page-aligned, seen by both sides at once. Context: process. */
void *__dma_alloc_coherent_at(struct device *dev, size_t size,
			      dma_addr_t *handle, gfp_t gfp, const char *place);
#define dma_alloc_coherent(dev, size, handle, gfp) \
	__dma_alloc_coherent_at(dev, size, handle, gfp, __PLACE__)
void dma_free_coherent(struct device *dev, size_t size, void *cpu,
		       dma_addr_t handle);

/* 0, or -EIO if the bus can not do it (less than 32 bits). */
int dma_set_mask(struct device *dev, u64 mask);
int dma_set_coherent_mask(struct device *dev, u64 mask);
int dma_set_mask_and_coherent(struct device *dev, u64 mask);

#define DEFINE_DMA_UNMAP_ADDR(n)    dma_addr_t n
#define DEFINE_DMA_UNMAP_LEN(n)	    u32 n
#define dma_unmap_addr(p, n)	    ((p)->n)
#define dma_unmap_addr_set(p, n, v) ((p)->n = (v))
#define dma_unmap_len(p, n)	    ((p)->n)
#define dma_unmap_len_set(p, n, v)  ((p)->n = (v))

#endif
