// SPDX-License-Identifier: MIT
/* DMA by way of the machine's IOMMU, which checks who owns what. */
#include "core.h"

#include <linux/dma-mapping.h>

/* Each device has mappings of its own. */
static struct machine *card_of(const struct device *dev)
{
	return machine_card(machine_this(), (uint16_t)dev->bus_id);
}

dma_addr_t __dma_map_at(struct device *dev, void *cpu, size_t size,
			enum dma_data_direction dir, const char *place)
{
	u64 bus = machine_dma_map(card_of(dev), cpu, size, (enum dma_dir)dir,
				  false, place);

	return bus ? bus : DMA_MAPPING_ERROR;
}

void dma_unmap_single(struct device *dev, dma_addr_t addr, size_t size,
		      enum dma_data_direction dir)
{
	machine_dma_unmap(card_of(dev), addr, size, (enum dma_dir)dir);
}

void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
			     enum dma_data_direction dir)
{
	machine_dma_sync(card_of(dev), addr, size, (enum dma_dir)dir, true);
}

void dma_sync_single_for_device(struct device *dev, dma_addr_t addr,
				size_t size, enum dma_data_direction dir)
{
	machine_dma_sync(card_of(dev), addr, size, (enum dma_dir)dir, false);
}

void dma_sync_single_range_for_cpu(struct device *dev, dma_addr_t addr,
				   unsigned long offset, size_t size,
				   enum dma_data_direction dir)
{
	dma_sync_single_for_cpu(dev, addr + offset, size, dir);
}

void dma_sync_single_range_for_device(struct device *dev, dma_addr_t addr,
				      unsigned long offset, size_t size,
				      enum dma_data_direction dir)
{
	dma_sync_single_for_device(dev, addr + offset, size, dir);
}

void *__dma_alloc_coherent_at(struct device *dev, size_t size,
			      dma_addr_t *handle, gfp_t gfp, const char *place)
{
	unsigned int order = get_order(size);
	struct page *page = __alloc_pages_at(gfp | __GFP_ZERO, order, place);
	u64 bus;

	if (!page)
		return NULL;
	bus = machine_dma_map(card_of(dev), page_address(page), size,
			      DMA_DIR_BIDIRECTIONAL, true, place);
	if (!bus) {
		put_page(page);
		return NULL;
	}
	*handle = bus;
	return page_address(page);
}

void dma_free_coherent(struct device *dev, size_t size, void *cpu,
		       dma_addr_t handle)
{
	if (!cpu)
		return;
	machine_dma_unmap(card_of(dev), handle, size, DMA_DIR_BIDIRECTIONAL);
	free_pages((unsigned long)cpu, get_order(size));
}

/* Bus addresses of this machine have 32 bits. */
int dma_set_mask(struct device *dev, u64 mask)
{
	if (mask < DMA_BIT_MASK(32))
		return -EIO;
	dev->dma_mask_store = mask;
	dev->dma_mask = &dev->dma_mask_store;
	return 0;
}

int dma_set_coherent_mask(struct device *dev, u64 mask)
{
	if (mask < DMA_BIT_MASK(32))
		return -EIO;
	dev->coherent_dma_mask = mask;
	return 0;
}

int dma_set_mask_and_coherent(struct device *dev, u64 mask)
{
	int err = dma_set_mask(dev, mask);

	return err ? err : dma_set_coherent_mask(dev, mask);
}
